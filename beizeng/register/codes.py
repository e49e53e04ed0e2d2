"""Codes of entities: the 18 characters of GB 32100-2015, what stands inside them, and what people write instead.

Pure. ``doubt_of`` says whether a written code can be used: nothing is ever repaired in silence.
Not here: whether an entity with this code exists (``queries``).
"""

import re
from dataclasses import dataclass
from typing import Literal

#: GB 32100: 31 characters; I, O, S, V, Z are left out because they are misread.
CHARSET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
LENGTH = 18

ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_COOPERATIVE = re.compile(r"\d{6}NA\d{6}[0-9X]")
_ORGANISATION = re.compile(r"[0-9A-Z]{8}[0-9X]")

#: Authority and class (the first two characters) → what the register calls such an entity.
KIND_BY_CLASS = {"91": "enterprise", "92": "household", "93": "cooperative"}

Severity = Literal["suspect", "rejected"]


@dataclass(frozen=True)
class Doubt:
    """Why a written code is doubtful.

    ``reason``: ``lenN`` (N characters), ``charset``, ``checksum``, ``organisation``. ``suspect``: loaded and marked;
    ``rejected``: no entity can be named by it.
    """

    reason: str
    severity: Severity
    why: str
    what_to_do: str


def check_character(first: str) -> str:
    """The 18th character for the first seventeen.

    The last remainder matters: where the sum is divisible by 31 the value is 0, not 31.
    """
    total = sum(WEIGHTS[i] * CHARSET.index(character) for i, character in enumerate(first[:17]))
    return CHARSET[(31 - total % 31) % 31]


def organisation_check(body: str) -> str:
    """GB 11714-1997: the ninth character for eight characters of an organisation code (A=10 … Z=35)."""
    total = sum(weight * int(character, 36) for weight, character in zip(ORGANISATION_WEIGHTS, body, strict=True))
    return "0X987654321"[total % 11]


def registration_check(first: str) -> str:
    """ISO 7064 MOD 11,10: the fifteenth digit for fourteen digits of an old registration number."""
    product = 10
    for digit in first:
        product = 2 * ((product + int(digit)) % 10 or 10) % 11
    return str((11 - product) % 10)


def compose(entity_class: str, division: str, body: str) -> str:
    """A complete code, both check characters computed.

    Args:
        entity_class: authority and class, such as ``91``.
        division: six digits (GB/T 2260).
        body: eight characters of the organisation code.
    """
    first = entity_class + division + body + organisation_check(body)
    return first + check_character(first)


def doubt_of(code: str) -> Doubt | None:
    """What is doubtful about a written code; None: both check characters hold."""
    if len(code) != LENGTH:
        return _of_another_length(code)
    if any(character not in CHARSET for character in code) or not code[2:8].isdigit():
        return _of_charset(code)
    if check_character(code) != code[17]:
        return Doubt(
            "checksum",
            "suspect",
            f"校验位不成立：按前 17 位应为“{check_character(code)}”，写的是“{code[17]}”",
            "请对照营业执照核对每一位；确属已发代码的，保留并标为存疑",
        )
    if organisation_check(code[8:16]) != code[16]:
        return Doubt(
            "organisation",
            "suspect",
            f"第 9—17 位的主体标识码校验位不成立：应为“{organisation_check(code[8:16])}”，写的是“{code[16]}”",
            "请对照营业执照核对第 9—17 位；确属已发代码的，保留并标为存疑",
        )
    return None


def kind_of(code: str) -> str | None:
    """The kind that the code's class tells: enterprise (with its branches), household, cooperative; else None."""
    return KIND_BY_CLASS.get(code[:2])


def organisation_of(code: str) -> str:
    """The nine characters of the organisation code (GB 11714) that stand inside a code."""
    return code[8:17]


def is_number(text: str) -> bool:
    """Whether a text is a whole number of an entity: a code, an old registration number, an organisation code."""
    plain = text.upper().replace("-", "")
    return len(plain) in (9, 13, 15, 18) and plain.isascii() and plain.isalnum() and any(map(str.isdigit, plain))


def _of_charset(code: str) -> Doubt:
    upper = code.upper()
    if upper != code and all(character in CHARSET for character in upper):
        what_to_do = "字母一律大写；小写“x”常是替代缺失字符的占位，请对照营业执照重新填写，系统不代为改写"
        return Doubt("charset", "rejected", "含小写字母，统一社会信用代码只用数字和大写字母", what_to_do)
    wrong = "、".join(dict.fromkeys(f"“{character}”" for character in code if character not in CHARSET))
    why = f"含有代码中不会出现的字符{wrong}" if wrong else "第 3—8 位应为六位数字的行政区划"
    return Doubt("charset", "rejected", why, "代码不用 I、O、S、V、Z，常与 1、0、5、U、2 混淆；请对照营业执照核对")


def _of_another_length(code: str) -> Doubt:
    why, what_to_do = _instead(code)
    return Doubt(f"len{len(code)}", "rejected", why, what_to_do)


def _instead(code: str) -> tuple[str, str]:
    ask = "请查询换发的 18 位统一社会信用代码后填写"
    if "E+" in code.upper():
        return "表格软件把代码变成了科学记数法，末尾数字已丢失", "请把该列设为文本格式，从原始来源重新粘贴代码"
    if len(code) == 15 and code.isdigit():
        holds = "校验位成立" if registration_check(code[:14]) == code[14] else "校验位也不成立"
        return f"这是 15 位旧注册号（{holds}），不是统一社会信用代码", ask
    if len(code) == 13 and code.isdigit():
        return "这是 13 位旧注册号，不是统一社会信用代码", ask
    if _COOPERATIVE.fullmatch(code):
        return "这是农民专业合作社的 15 位旧注册号，不是统一社会信用代码", ask
    organisation = code.replace("-", "")
    if _ORGANISATION.fullmatch(organisation):
        holds = "校验位成立" if organisation_check(organisation[:8]) == organisation[8] else "校验位不成立"
        return f"这是 9 位组织机构代码（{holds}），不是统一社会信用代码", ask
    if "企" in code and "第" in code:
        return "这是旧式外资登记证号，不是统一社会信用代码", ask
    if not any(character.isdigit() for character in code):
        return "没有填写代码", "请填写 18 位统一社会信用代码；没有代码的主体请先办理登记"
    return f"应为 18 位，写了 {len(code)} 位", "请对照营业执照核对是否缺位、多位或混入其他文字"
