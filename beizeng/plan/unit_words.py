"""How units are written in Chinese documents: what ends a name, what names all of a kind, what names nobody."""

import re
from collections.abc import Iterator

from beizeng.spec.people import Level

OPEN, CLOSE = "（(<〈", "）)>〉"
_BETWEEN = "、，,；;／/ \u3000\t"

#: What a unit's name ends with.
_END = re.compile(
    r"(?:[局委部厅办会院室府行署处所站队团关台联组馆校台社县区市省州旗镇乡村厂场园港]|中心|公司|集团|总公司|街道|机关|单位|部门"
    r"|机构|大学|学院|中学|协会|学会|法院|检察院|党工委|专班|基地|平台|电网|供电|电力|移动|联通|电信|铁塔|邮政|烟草|石油|石化"
    r"|税务|海关|人行|银保监|金融监管|国企|企业|银行|高校|医院|学校|商会|媒体|联盟|军分区|武装部|兵团|政法委|纪委监委|中央)"
    r"(?:[（(〈<][^（()）]{1,20}[）)〉>])?$"
)
#: What no name holds: words of a sentence.
_SENTENCE = re.compile(r"[的了是将应须要并或]|如果|按照|根据|以上|以下|不再|包括|其他地区|自行|本人|他们|我们|自己")
_LEVEL_WORD = (
    r"(?:自治区|直辖市|自治州|设区市|地级以上市|县级市|乡镇|街道|[省市州盟县区旗乡镇])"
    r"(?:[（(〈<][^（()）]{1,14}[）)〉>])?"
)
#: 各市、县（区）人民政府: one name, though a comma stands in it.
_COLLECTIVE = re.compile(
    rf"(?:各{_LEVEL_WORD}(?:[、和及]{_LEVEL_WORD})*|(?<![\u4e00-\u9fff]){_LEVEL_WORD}(?:、{_LEVEL_WORD})+(?=人民政府|政府|党委))(?:(?:党委|党工委)[、和]?)?(?:人民政府|政府|办事处|管委会)?"
    r"(?=$|[、，,；;／/\s和及（(]|等|按|分别|负责|牵头|配合|落实)"
)
_WHICH = (
    r"(?:中央|国务院|国家|全省|全市|全县|省|市|县|区|州|旗|镇|自治区|各级|各地区?|各|本级|直属|直|级|属|人民政府|政府)*"
)
_NOBODY = (
    r"(?:(?:各?有关|各?相关)(?:责任|成员|职能|主管)|各?有关|各?相关|各?成员|各?责任|涉及的?|对应的?|(?:各?行业)?(?:主管|监管)|职能|业务主管|组成)"
    r"(?:的)?(?:省直|市直|县直|区直|省级|市级|县级)?"
    r"(?:地方|地区|部门|单位|方面|企业|机构|[省市县区州旗乡镇街道、（()）]{1,12})(?:（单位）|和单位|、单位|单位|和地区|、地区)?(?:人民政府|政府)?"
)
#: Names nobody: 县直有关部门, 各有关单位, 各部门.
OPEN_ENDED = re.compile(
    rf"(?:等)?(?:和|及|以及)?(?:其他|其它)?{_WHICH}(?:{_NOBODY}|(?<=各)(?:部门|单位)(?:、单位|和单位)?|(?<=直)(?:各)?(?:部门|单位)|(?<=级)(?:部门|单位))|等"
)
_COUNT = r"(?:\d+|[两三四五六七八九十]+)个?"
#: 县工商联等有关部门: the unit, and a remainder that names nobody.
REMAINDER = re.compile(
    rf"(?:等|和|及|以及)(?:其他|其它)?{_WHICH}(?:{_NOBODY}|{_COUNT}(?:部门|单位)|部门(?:和单位|单位)?|单位|部委|机构|地区)$"
    rf"|(?:等)?(?:其他|其它)?(?:各)?(?:有关|相关)(?:部门|单位|部门和单位)$|等$"
)
_AND = re.compile(
    r"(?<=[局委部厅办会院室府行署关团联心区县市镇乡队司门])(?:和|及|以及|与|会同|商|联合|并会同)(?=[\u4e00-\u9fff]{2})"
)
_NOT_APART = re.compile(r"(?:人民)?政府$|有关|相关|其他|其它|单位$|部门$")
_LEVELS: tuple[tuple[re.Pattern[str], Level], ...] = (
    (re.compile(r"^(?:各)?(?:省|自治区)|^[\u4e00-\u9fff]{2,3}省|省(?:政府|直)|厅$"), "province"),
    (re.compile(r"^(?:各)?(?:市(?!场)|州|盟|设区市|地级)|^[\u4e00-\u9fff]{2,4}市(?!场|政|容|民|区)"), "city"),
    (re.compile(r"^(?:各)?(?:县|区|旗)|^[\u4e00-\u9fff]{2,4}[县旗](?!级)"), "county"),
    (re.compile(r"^(?:各)?(?:乡|镇|街道)|(?:乡|镇|街道|办事处)(?:人民)?(?:政府)?$"), "township"),
)


def is_unit(written: str) -> bool:
    """Whether some words are written as a unit's name is."""
    plain = re.sub(r"\s", "", written)
    return 1 < len(plain) <= 30 and bool(_END.search(plain)) and not _SENTENCE.search(plain)


def level(written: str) -> Level | None:
    """The level that a name shows: 省财政厅 province, 县发改局 county; None: it shows none, or is of the nation."""
    return next((named for pattern, named in _LEVELS if pattern.search(written)), None)


def split(written: str) -> Iterator[str]:
    """The names of a list; 各县（市、区） and 各市、县人民政府 are one each, 甲局和乙局 two, 文化和旅游部 one."""
    whole = {at for found in _COLLECTIVE.finditer(written) for at in range(*found.span())}
    piece, depth = "", 0
    for at, char in enumerate(f"{written}、"):
        depth = max(0, depth + (char in OPEN) - (char in CLOSE))
        if at == len(written) or (char in _BETWEEN and depth == 0 and at not in whole):
            yield from _apart(piece.strip())
            piece, depth = "", 0
        else:
            piece += char


def _apart(piece: str) -> Iterator[str]:
    start = 0
    for found in _AND.finditer(piece):
        left, right = piece[start : found.start()], piece[found.end() :]
        if len(left) > 1 and is_unit(left) and not _NOT_APART.match(right) and is_unit(_AND.split(right)[0]):
            yield left
            start = found.end()
    if piece[start:]:
        yield piece[start:]
