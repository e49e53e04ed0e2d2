"""Figures in a text with what they count, their comparator and their place: limits, amounts, shares, rhythms."""

import re
from collections.abc import Iterator

from beizeng.plan.elements import Comparator, Kind, Quantity
from beizeng.plan.numerals import ARABIC, CHINESE, number
from beizeng.plan.passage import Passage

_TIME = r"个?工作日|个?自然日|个?小时|分钟|天|日"
_PERIOD = r"周年|年|个月|个季度"
_MONEY = r"(?:百|千|万|百万|千万|亿|万亿)?(?:元|美元)"
_UNITS: tuple[tuple[Kind, str], ...] = (
    ("amount", _MONEY),
    ("share", r"%|％|‰|个百分点"),
    ("area", r"万?(?:平方米|平方公里|㎡)|万?亩|公顷"),
    ("size", r"微克[/每]立方米|毫克[/每]升|公里|米|万?吨|[万亿]?千瓦时?|兆瓦|万?立方米"),
    ("ratio", r"倍"),
    ("period", _PERIOD),
    ("limit", _TIME),
    (
        "count",
        r"万?(?:户|家|个|人次|人|名|项|件|起|所|处|座|辆|台|张|套|次|批|支|村|款|类|条|场|门|种|期|项次|户次)",
    ),
)
_ARABIC_UNITS = "|".join(f"(?P<a{at}>{units})" for at, (_, units) in enumerate(_UNITS))
# Chinese numerals count in slogans too (三个区分开来, 一件事一次办); times, money and multiples are figures.
_CHINESE_KINDS = ("amount", "period", "limit", "ratio")
_CHINESE_UNITS = "|".join(f"(?P<c{at}>{units})" for at, (kind, units) in enumerate(_UNITS) if kind in _CHINESE_KINDS)
_AFTER = r"(?P<after>\s*(?:及?以上|以下|以内|之内|内|左右|上下))?"
_RANGE = rf"(?:(?P<low>{ARABIC})\s*[%％]?\s*[-—－~～至]\s*)?"
# What follows a Chinese numeral with a time word in a compound: 一年级, 一日制, 五年均.
_COMPOUND = r"(?!化|制|度|级|产|季|货|均|底|末|初)"
_FIGURE = re.compile(
    rf"(?<![\d.第]){_RANGE}(?P<number>{ARABIC})\s*(?:{_ARABIC_UNITS})(?P<per>/[\u4e00-\u9fff]{{1,3}})?{_AFTER}"
    rf"|(?<![第\d一二两三四五六七八九十百千万〇零周月])(?P<words>{CHINESE})(?:{_CHINESE_UNITS}){_COMPOUND}"
    + _AFTER.replace("after", "after2")
)
_PERCENT_WORDS = re.compile(rf"百分之(?P<words>{CHINESE})")
_FREQUENCY = re.compile(
    r"每(?P<unit>半年|季度|季|月|周|年|天|日|个?工作日|(?:[两三四五六]|\d+)个?(?:年|月|季度|周))(?!户|家|人|轻|龄|产|货)"
)
_TIMES = re.compile(rf"(?P<n>[一二两三四五六七八九十]|{ARABIC})\s*次")
_DAY = re.compile(r"(?:到|至|于|截至)?\s*(?:20\d{2}年)(?:\d{1,2}月)?(?:\d{1,2}日)?(?:[底末]前?|前|以前|之前)")
_MASK = re.compile(
    r"(?:19|20)\d{2}\s*[-—－~～至]\s*(?:19|20)\d{2}年|(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?"
    r"|[〇零一二三四五六七八九]{4}年(?:[一二三四五六七八九十]{1,2}月)?(?:[一二三四五六七八九十]{1,3}日)?|\d{1,2}月\d{1,2}日"
)
#: 翻一番 doubles, 翻两番 makes four of one; 实现倍增 doubles (but not 实现倍增工程).
_MULTIPLE = re.compile(
    r"翻(?P<times>[一两二三]|\d)?番(?:以上|左右)?|(?<=实现)(?:成)?倍增长?(?:以上|左右)?(?!工程|行动|计划|目标|效应)"
)
_BEFORE: tuple[tuple[str, Comparator], ...] = (
    (r"不超过?|不得超过|不高于|不多于|不大于|不得高于|控制在|压缩至|压缩到|缩短至|压减至", "at_most"),
    (r"不低于|不少于|不小于|不得少于|不得低于|至少有?", "at_least"),
    (r"超过|高于|多于|突破|大于", "more_than"),
    (r"低于|少于|小于", "less_than"),
    (r"约|大约|近", "about"),
)
_BEFORE_PATTERNS = tuple((re.compile(rf"(?:{words})\s*$"), comparator) for words, comparator in _BEFORE)
_EXTREME = re.compile(r"(最高|最长|最多|最大|至多|最低|最短|最少)([^，。；、：\d]{0,6}?)\s*$")
_AFTERS: dict[str, Comparator] = {"上": "at_least", "下": "at_most", "内": "at_most", "右": "about"}
_DONE = re.compile(r"\s*(?:内|之内|以内)?\s*(?:办结|完成|办理完毕|办好|结(?![构合果束])|答复|反馈|办成|审结|出件|到账)")
_PER = re.compile(r"每(户|家|人|名|个|亩|平方米|吨|件|次|台|辆|企业)[^，。；、\d]{0,6}$")


def read_quantities(passage: Passage) -> tuple[Quantity, ...]:
    """The figures of a passage in order; what a quoted name (12345, 2+1) counts nothing of is left out."""
    text = _MASK.sub(lambda found: "\0" * len(found[0]), passage.text)
    rhythms = list(_rhythms(passage, text))
    figures = [one for one in _figures(passage, text) if not any(_within(one, rhythm) for rhythm in rhythms)]
    found = [*figures, *rhythms, *_multiples(passage, text), *_days(passage)]
    return tuple(sorted(found, key=lambda quantity: quantity.span))


def _within(one: Quantity, other: Quantity) -> bool:
    return other.span[0] <= one.span[0] and one.span[1] <= other.span[1]


def _figures(passage: Passage, text: str) -> Iterator[Quantity]:
    for match in _FIGURE.finditer(text):
        start, end = match.span()
        if text[max(0, start - 1) : start] == "每":
            continue
        kind, unit = _kind(match)
        value = number(match["number"] or match["words"])
        after = (match["after"] or match["after2"] or "").strip()
        first, comparator = _comparator(text, start, after)
        done = _DONE.match(text, match.end() - len(after))
        if kind == "limit":
            kind = "limit" if done or after or comparator == "at_most" else "period"
            comparator = "at_most" if done and comparator == "equal" else comparator
        per = _PER.search(text, max(0, first - 10), first)
        if per and kind == "amount" and not match["per"]:
            first, unit = per.start(), f"{unit}/{per[1]}"
        yield Quantity(
            passage.text[first:end],
            kind,
            value,
            unit + (match["per"] or ""),
            "range" if match["low"] else comparator,
            passage.span_of(first, end),
        )
    for match in _PERCENT_WORDS.finditer(text):
        first, comparator = _comparator(text, match.start(), "")
        yield Quantity(
            passage.text[first : match.end()],
            "share",
            number(match["words"]),
            "%",
            comparator,
            passage.span_of(first, match.end()),
        )


def _kind(match: "re.Match[str]") -> tuple[Kind, str]:
    prefix = "a" if match["number"] else "c"
    for at, (kind, _) in enumerate(_UNITS):
        unit = match.groupdict().get(f"{prefix}{at}")
        if unit:
            return kind, re.sub("^个(?=工作日|自然日|小时|月|季度|百分点)", "", unit).replace("％", "%").replace(
                "㎡", "平方米"
            )
    raise ValueError(match[0])


def _comparator(text: str, start: int, after: str) -> tuple[int, Comparator]:
    """Where the words before a figure begin that bound it, and what they say."""
    comparator: Comparator = _AFTERS.get(after[-1:], "equal")
    first = start
    for pattern, meaning in _BEFORE_PATTERNS:
        found = pattern.search(text, max(0, start - 6), start)
        if found:
            first, comparator = found.start(), meaning
            break
    extreme = _EXTREME.search(text, max(0, first - 12), first)
    if extreme:
        lowest = extreme[1] in ("最低", "最短", "最少")
        first, comparator = extreme.start(), "at_least" if lowest else "at_most"
    return first, comparator


def _multiples(passage: Passage, text: str) -> Iterator[Quantity]:
    for match in _MULTIPLE.finditer(text):
        value = 2 ** number(match["times"] or "一")
        yield Quantity(match[0], "ratio", value, "倍", "ratio", passage.span_of(*match.span()))


def _rhythms(passage: Passage, text: str) -> Iterator[Quantity]:
    for match in _FREQUENCY.finditer(text):
        clause = re.split("[，。；、]", text[match.end() : match.end() + 25])[0]
        times = _TIMES.search(clause)
        value, end = (number(times["n"]), match.end() + times.end()) if times else (1, match.end())
        written = passage.text[match.start() : end]
        yield Quantity(written, "frequency", value, match["unit"], "equal", passage.span_of(match.start(), end))


def _days(passage: Passage) -> Iterator[Quantity]:
    for match in _DAY.finditer(passage.text):
        yield Quantity(match[0], "date", None, None, "at_most", passage.span_of(*match.span()))
