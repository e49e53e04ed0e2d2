"""Finding the relations of a plan's figures (``relations``) in what was read of it."""

import datetime
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import groupby

from beizeng.plan import phrases
from beizeng.plan.elements import Indicator, Quantity
from beizeng.plan.findings.relations import (
    Compound,
    Multiple,
    Rate,
    Reaches,
    Relation,
    Steps,
    Sum,
    Term,
    digits,
    overlap,
)
from beizeng.plan.numerals import ARABIC, number
from beizeng.plan.passage import Passage
from beizeng.plan.quantities import read_quantities
from beizeng.plan.reading import Reading
from beizeng.plan.targets import Target, read_targets

#: The years of a five-year plan: a target for its last day grows from the end of the plan before it.
_FIVE_YEAR_ENDS = (2015, 2020, 2025, 2030)
FIVE_YEARS = 5
_COUNTED = ("count", "amount", "area", "size")
_AMONG = "其中"
_ALTOGETHER = "共|共计|合计|总计|总共|累计"
_IN_ALL = re.compile(rf"(?:{_ALTOGETHER})(?:达到|达|为|有)?$")
#: What a sentence says that speaks of a whole and its parts.
_WHOLE = re.compile(f"{_AMONG}|{_ALTOGETHER}")
#: Parts that are all there are, whatever they add up to.
_SERIES = tuple(
    re.compile(one)
    for one in (
        "国家级|省级|市级|县级|区级|乡级|村级",
        "大型|中型|小型|微型",
        "[一二三四]季度",
        "第?[一二三]产业?",
        "企业|个体工商户|农民专业合作社|合作社",
        "上半年|下半年",
    )
)
#: So much of the total must parts reach that no series shows to be whole: with three, with two.
_NEARLY, _CLOSELY = 0.4, 0.8
_FROM_TO = re.compile(rf"[由从][^，。；]{{0,8}}{ARABIC}[^，。；\d]{{0,10}}[到至达][^，。；\d]{{0,4}}{ARABIC}")
_DOUBLES = re.compile(r"倍增|翻番|翻一番")
_NEXT_CLAUSE = re.compile(r"^[，,]?(?:力争|确保|实现|基本|全面|总量|总数|数量)*$")
_TIMES_MORE = re.compile(rf"^[，,]?(?:力争|确保|实现)?(?:增长|增加|提高)\s*(?P<n>{ARABIC})\s*倍")
_GROWS = re.compile(
    rf"^[，,]?(?:比[^，。；\d]{{0,8}}|较[^，。；\d]{{0,8}}|实现|力争|确保)*(?P<yearly>年均)?(?:增长|增加|提高|增幅|增速)(?:率)?(?:达到|达|为|在|约|保持在)*"
    rf"\s*(?P<n>{ARABIC})\s*[%％](?P<after>以上|左右)?"
)
_FALLING = re.compile(r"下降|降低|降至|降到|减少|减至|压减|压缩|缩短|控制")
_FLOWS = re.compile(r"新增|新建|培育|引进|签约|每年|当年|年度")


def relations(reading: Reading) -> tuple[Relation, ...]:
    """Every relation that the text states, kept or not."""
    targets = list(_owned(reading))
    found: list[Relation] = [*_sums(reading), *_goal_rates(reading)]
    for owner, listed in targets:
        found += _steps(reading, owner, listed)
        for target in listed:
            found += _multiples(reading, owner, target)
            found += _rates(reading, target)
    return tuple(dict.fromkeys(found))


def _owned(reading: Reading) -> Iterator[tuple[str, tuple[Target, ...]]]:
    """The targets of the goals, of each project (with its name), and of the sentences elsewhere that say 由…到…."""
    yield "", reading.goals
    for project, listed in zip(reading.projects, reading.targets, strict=True):
        yield project.name, listed
    read = [passage.span for passage in reading.project_texts] + [goal.indicator.span for goal in reading.goals]
    for block in reading.document.blocks:
        if _FROM_TO.search(block.passage.text) and not any(overlap(block.passage.span, span) for span in read):
            yield "", read_targets(block.passage)


# --- sums


def _sums(reading: Reading) -> Iterator[Sum]:
    named = [one.indicator for listed in (reading.goals, *reading.targets) for one in listed]
    for block in reading.document.blocks:
        before: Passage | None = None
        for sentence in whole_sentences(block.passage):
            # reading figures takes its time, and few sentences speak of a whole and its parts
            if _WHOLE.search(sentence.text):
                counted = _counted(sentence)
                yield from _among(sentence, _counted(before) if before else (), counted, named)
                yield from _in_all(sentence, counted, named)
            before = sentence


def _counted(sentence: Passage) -> tuple[Quantity, ...]:
    return tuple(one for one in read_quantities(sentence) if one.kind in _COUNTED)


def whole_sentences(passage: Passage) -> Iterator[Passage]:
    """Up to a full stop: the parts of a sum often stand apart by semicolons."""
    start = 0
    for stop in re.finditer(r"[。！？!?\n]|\Z", passage.text):
        yield passage[start : stop.start()]
        start = stop.end()


def _among(
    sentence: Passage, before: tuple[Quantity, ...], counted: tuple[Quantity, ...], named: list[Indicator]
) -> Iterator[Sum]:
    """A total, 其中, its parts."""
    places = [found.start() for found in re.finditer(_AMONG, sentence.text)]
    for at, end in zip(places, [*places[1:], len(sentence)], strict=False):
        ahead = [one for one in counted if _place(sentence, one) < at] or (list(before) if at <= 1 else [])
        if ahead:
            parts = [one for one in counted if at < _place(sentence, one) < end and one.unit == ahead[-1].unit]
            yield from _sum(sentence, ahead[-1], parts, named, is_told=False)


def _in_all(sentence: Passage, counted: tuple[Quantity, ...], named: list[Indicator]) -> Iterator[Sum]:
    """Parts, 共, their total."""
    for at, total in enumerate(counted):
        parts = [one for one in counted[:at] if one.unit == total.unit]
        if _IN_ALL.search(sentence.text[: _place(sentence, total)]) and _AMONG not in sentence.text:
            yield from _sum(sentence, total, parts, named, is_told=True)


def _sum(
    sentence: Passage, total: Quantity, parts: list[Quantity], named: list[Indicator], *, is_told: bool
) -> Iterator[Sum]:
    if len(parts) < 2 or any(one.value is None or one.comparator == "range" for one in (total, *parts)):
        return
    terms = tuple(_term(sentence, one, named) for one in (total, *parts))
    added = sum(term.value for term in terms[1:])
    enough = (_NEARLY if len(parts) > 2 else _CLOSELY) * terms[0].value
    is_whole = is_told or _is_series([term.name for term in terms[1:]])
    if is_whole or added >= enough:
        yield Sum(terms, is_whole)


def _is_series(names: list[str]) -> bool:
    return any(
        all(series.search(name) for name in names)
        and len({found for name in names for found in series.findall(name)}) > 1
        for series in _SERIES
    )


def _term(sentence: Passage, one: Quantity, named: list[Indicator]) -> Term:
    target = next((other for other in named if overlap(other.span, one.span)), None)
    start = _place(sentence, one)
    value = one.value if one.value is not None else 0
    if target is not None:
        name = target.name
    else:
        clause = re.split("[，：；、,:;]", sentence.text[:start])[-1]
        first, last = phrases.subject(clause)
        name = re.sub("(?:达到|达|增加到|增至|为|共|有)$", "", clause[first:last])
    found = re.search(ARABIC, one.text)
    at = start + found.start() if found else start
    span = sentence.span_of(at, at + (len(found[0]) if found else 1))
    return Term(name, value, one.unit or "", one.comparator, span, target.span if target else one.span)


def _place(sentence: Passage, one: Quantity) -> int:
    return bisect_left(sentence.offsets, one.span[0])


# --- multiples and rates


def _goal_rates(reading: Reading) -> Iterator[Compound]:
    """A yearly growth and a multiple of the same total over five years."""
    multiples = [goal.indicator for goal in reading.goals if goal.indicator.comparator == "ratio"]
    for rate in (goal.indicator for goal in reading.goals if is_yearly(goal)):
        for multiple in multiples:
            if spans_five_years(multiple.deadline) and multiple.target is not None:
                yield Compound((_target_term(reading, rate),), multiple.target, FIVE_YEARS)


def is_yearly(target: Target) -> bool:
    """Whether the target is a growth per year, in per cent."""
    return "年均" in target.indicator.name and target.indicator.unit == "%" and target.indicator.target is not None


def spans_five_years(deadline: datetime.date | None) -> bool:
    """Whether a day is the last one of a five-year plan."""
    return deadline is not None and deadline.year in _FIVE_YEAR_ENDS and (deadline.month, deadline.day) == (12, 31)


def _multiples(reading: Reading, owner: str, target: Target) -> Iterator[Multiple]:
    if not target.indicator.baseline or target.indicator.target is None:
        return
    said = _times(reading, owner, target)
    if said:
        yield Multiple(_ends(reading, target.indicator), *said)


def _times(reading: Reading, owner: str, target: Target) -> tuple[int | float, str] | None:
    """How many times its base a target is said to be, and where: behind its figures, of its name, by the project."""
    one = target.indicator
    behind = _behind(reading, one)
    more = _TIMES_MORE.match(behind.text)
    if more:
        return 1 + number(more["n"]), more[0].lstrip("，,")
    for ratio in (found for found in read_quantities(behind) if found.comparator == "ratio" and found.value):
        if _NEXT_CLAUSE.match(behind.text[: _place(behind, ratio)]):
            return ratio.value or 2, ratio.text
    if _DOUBLES.search(owner) or _is_said_to_double(reading, one):
        return 2, owner or "翻一番"
    return None


def _is_said_to_double(reading: Reading, one: Indicator) -> bool:
    """Whether the text of the project says elsewhere that this very thing doubles."""
    text = next((text for text in reading.project_texts if overlap(text.span, one.span)), None)
    name = bare(one.name)
    if text is None or len(name) < 2:
        return False
    said = rf"{re.escape(name)}(?:总数|总量|数量)?(?:实现|全部|全面)*(?:倍增|翻番|翻一番)(?!工程|行动)"
    return bool(re.search(said, text.text))


def bare(name: str) -> str:
    """The name of a thing without the words that only say that it is counted."""
    return re.sub("^(?:全县|全市|全省|全区)|(?:总数|总量|数量)$", "", name)


def _rates(reading: Reading, target: Target) -> Iterator[Rate]:
    one = target.indicator
    if not one.baseline or one.target is None:
        return
    behind = _behind(reading, one)
    grows = _GROWS.match(behind.text)
    if not grows:
        return
    years = _years(target) if grows["yearly"] else 1
    if years:
        after = grows["after"] or ""
        rate = Term(
            one.name, number(grows["n"]), "%", "at_least" if after == "以上" else "about" if after else "equal",
            behind.span_of(*grows.span("n")), behind.span_of(*grows.span()),
        )  # fmt: skip
        yield Rate((*_ends(reading, one), rate), years)


def _years(target: Target) -> int | None:
    deadline = target.indicator.deadline
    if deadline is None:
        return None
    if target.base_year and target.base_year < deadline.year:
        return deadline.year - target.base_year
    return FIVE_YEARS if spans_five_years(deadline) else None


def _behind(reading: Reading, one: Indicator) -> Passage:
    """What follows a target in its sentence."""
    for block in reading.document.blocks:
        if overlap(block.passage.span, one.span):
            rest = block.passage[bisect_left(block.passage.offsets, one.span[1]) :]
            return next(rest.sentences())
    return Passage("", ())


def _ends(reading: Reading, one: Indicator) -> tuple[Term, Term]:
    text, base = reading.document.text, one.baseline or 0
    first = Term(one.name, base, one.unit or "", "equal", digits(text, one.span, base, is_first=True), one.span)
    return first, _target_term(reading, one)


def _target_term(reading: Reading, one: Indicator) -> Term:
    value = one.target if one.target is not None else 0
    span = digits(reading.document.text, one.span, value)
    return Term(one.name, value, one.unit or "", one.comparator, span, one.span)


# --- steps


def _steps(reading: Reading, owner: str, targets: tuple[Target, ...]) -> Iterator[Steps | Reaches]:
    """One thing at several dates: growth over one base year, or three levels and more."""
    rows = [
        t
        for t in targets
        if t.indicator.target is not None and t.indicator.deadline and t.indicator.comparator != "ratio"
    ]
    for _, group in groupby(sorted(rows, key=_thing), key=_thing):
        steps = sorted(group, key=lambda row: str(row.indicator.deadline))
        is_growth = all(row.is_growth and row.base_year and row.indicator.unit == "%" for row in steps)
        if len(steps) < (2 if is_growth else 3) or (not is_growth and _is_flow(steps)):
            continue
        terms = tuple(_target_term(reading, row.indicator) for row in steps)
        falls = any(_FALLING.search(row.indicator.name + row.indicator.stated) for row in steps)
        yield Steps(terms, tuple(str(row.indicator.deadline) for row in steps), falls)
        if is_growth and not falls and _DOUBLES.search(owner):
            yield Reaches((terms[-1],), 100, str(steps[-1].indicator.deadline), owner)


def _thing(target: Target) -> tuple[str, str, bool]:
    return target.indicator.name, target.indicator.unit or "", target.is_growth


def _is_flow(steps: list[Target]) -> bool:
    """Whether the figures are of one year each (新增20家): they needn't rise."""
    return len({row.indicator.deadline for row in steps}) < len(steps) or any(
        _FLOWS.search(row.indicator.stated + row.indicator.name) or (row.is_growth and not row.base_year)
        for row in steps
    )
