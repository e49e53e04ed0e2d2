"""The part on projects and indicators: one sentence for each indicator, one table for all."""

import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from beizeng.reports.content import Cell, Paragraph, Part, Phrase, Table
from beizeng.reports.figuring import Figures
from beizeng.reports.given import Given, IndicatorGiven, ProjectGiven
from beizeng.reports.wording import INDICATOR_LIGHTS, changed_by, direction, numeral

HEADS = ("工程", "指标", "单位", "基数", "目标", "路径值", "实际", "亮灯")
WATCHED = "只监测"
_PERCENT = Decimal(100)
_SHARES = ("%", "个百分点")
#: The year of a target that stands behind its name, and the word for growth there: the sentence says it itself.
_BRACKETED = re.compile("（[^（）]*）$")
_GROWTH_WORD = re.compile("(增加|增长率?)$")


def progress(given: Given, figures: Figures) -> Part:
    """Every project with its indicators' sentences; then the table."""
    paragraphs: list[Paragraph] = []
    rows: list[tuple[Cell, ...]] = []
    for place, project in enumerate(given.projects, 1):
        units = f"（责任单位：{'、'.join(project.units)}）" if project.units else ""
        paragraphs.append(Paragraph(phrase=(f"（{numeral(place)}）{project.name}{units}",), is_heading=True))
        paragraphs += _sentences(project, figures, rows)
    barred = [one.barred for project in given.projects for one in project.indicators if one.barred]
    paragraphs += [Paragraph(phrase=(f"说明：{reason}。",)) for reason in dict.fromkeys(barred)]
    return Part(
        id="progress",
        title=given.part_titles["progress"],
        paragraphs=tuple(paragraphs),
        table=Table(heads=HEADS, rows=tuple(rows)),
    )


def status(one: IndicatorGiven) -> str:
    """What is said of an indicator in one word: its light, 只监测, or that there is no value."""
    if one.barred:
        return WATCHED
    return INDICATOR_LIGHTS[one.light] if one.actual.value is not None else one.actual.missing


def _sentences(project: ProjectGiven, figures: Figures, rows: list[tuple[Cell, ...]]) -> Iterator[Paragraph]:
    missing = []
    phrase: Phrase = ()
    for same in _same(project.indicators):
        label = same[0].label if len(same) == 1 else _BRACKETED.sub("", same[0].label)
        shared = _Shared(same[0], label, figures)
        for one in same:
            numbers = _Numbers(one, shared, figures)
            rows.append((project.name, one.label, one.unit, *numbers.of_table(), status(one)))
            if one is same[0] and one.actual.value is not None:
                phrase += _sentence(one, numbers, label=label)
        missing += [one for one in same if one.actual.value is None]
    if phrase:
        yield Paragraph(phrase=phrase)
    for word in dict.fromkeys(one.actual.missing for one in missing):
        labels = "、".join(one.label for one in missing if one.actual.missing == word)
        yield Paragraph(phrase=(f"{labels}{_MISSING.get(word, word)}。",))


def _same(indicators: Iterable[IndicatorGiven]) -> list[list[IndicatorGiven]]:
    """Neighbours that are only watched and count the same thing, for the targets of several years, go together."""

    def key(one: IndicatorGiven) -> object:
        is_same = one.barred and one.is_growth and one.actual.value is not None
        return (one.actual, one.base.value) if is_same else one.id

    return [list(group) for _, group in groupby(indicators, key)]


_MISSING = {"未补报": "尚无数据，牵头单位未补报", "未知": "尚无数据，名录中没有可据以计数的事实"}


class _Shared:
    """What indicators that count the same thing have in common."""

    def __init__(self, one: IndicatorGiven, label: str, figures: Figures) -> None:
        self.actual = figures.of(f"{label}：实际", one.actual, one.unit)
        self.base = figures.of(f"{label}：基数", one.base, one.base_unit)


class _Numbers:
    """The numbers of one indicator's figures."""

    def __init__(self, one: IndicatorGiven, shared: _Shared, figures: Figures) -> None:
        self.figures = figures
        self.label = one.label
        self.actual, self.base = shared.actual, shared.base
        self.aim = figures.of(f"{one.label}：目标", one.aim, one.unit)
        self.path = figures.of(f"{one.label}：路径值", one.path, one.unit)

    def of_table(self) -> tuple[int, int, int, int]:
        """In the order of the table's heads."""
        return self.base, self.aim, self.path, self.actual

    def apart(self, label: str, now: Decimal, other: Decimal, unit: str, how: str, *numbers: int) -> int:
        """The distance between two values, never negative."""
        return self.figures.derived(f"{self.label}：{label}", abs(now - other), unit, how, *numbers)


def _sentence(one: IndicatorGiven, numbers: _Numbers, *, label: str) -> Phrase:
    assert one.actual.value is not None
    if one.is_growth:
        said = _grown(one, one.actual.value, numbers, _GROWTH_WORD.sub("", label))
    else:
        said = (label, numbers.actual, *_since_base(one, one.actual.value, numbers))
    if one.barred:
        return (*said, f"（{WATCHED}，不计分）。")
    return (*said, *_year(one, one.actual.value, numbers), *_path(one, one.actual.value, numbers),
            *_aim(one, one.actual.value, numbers), "。")  # fmt: skip


def _grown(one: IndicatorGiven, actual: Decimal, numbers: _Numbers, label: str) -> Phrase:
    """A growth: 增长 or 下降 by a number without a sign."""
    turn = direction(actual, Decimal(0))
    if turn == "持平":
        return (f"{label}持平",)
    if turn == "增长":
        return (f"{label}增长", numbers.actual)
    return (f"{label}下降", numbers.apart("降幅", actual, Decimal(0), one.unit, "实际的绝对值", numbers.actual))


def _since_base(one: IndicatorGiven, actual: Decimal, numbers: _Numbers) -> Phrase:
    base = one.base.value
    if base is None or one.barred:
        return ()
    if actual == base:
        return ("，与基数", numbers.base, "持平")
    is_share = one.unit in _SHARES
    unit = "个百分点" if is_share else one.unit
    apart = numbers.apart("比基数的变化", actual, base, unit, "实际与基数之差", numbers.actual, numbers.base)
    said: Phrase = ("，比基数", numbers.base, changed_by(actual, base, is_share=is_share), apart)
    if is_share or base == 0:
        return said
    percent = numbers.figures.derived(
        f"{one.label}：比基数的变化率", _percent(actual - base, base), "%", "（实际－基数）÷基数",
        numbers.actual, numbers.base,
    )  # fmt: skip
    return (*said, f"，{direction(actual, base)}", percent)


def _percent(change: Decimal, base: Decimal) -> Decimal:
    return (abs(change) / abs(base) * _PERCENT).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _year(one: IndicatorGiven, actual: Decimal, numbers: _Numbers) -> Phrase:
    before = one.year_before
    if before is None or before.value is None:
        return ()
    if actual == before.value:
        return ("，与上年同期持平",)
    is_share = one.unit in _SHARES
    earlier = numbers.figures.of(f"{one.label}：上年同期", before, one.unit)
    unit = "个百分点" if is_share else one.unit
    how = "实际与上年同期之差"
    apart = numbers.apart("比上年同期的变化", actual, before.value, unit, how, numbers.actual, earlier)
    return ("，比上年同期", earlier, changed_by(actual, before.value, is_share=is_share), apart)


def _path(one: IndicatorGiven, actual: Decimal, numbers: _Numbers) -> Phrase:
    path = one.path.value
    if path is None:
        return ()
    if actual == path:
        return ("；与路径值", numbers.path, "持平")
    unit = "个百分点" if one.unit in _SHARES else one.unit
    apart = numbers.apart("与路径值之差", actual, path, unit, "实际与路径值之差", numbers.actual, numbers.path)
    return ("；高于路径值" if actual > path else "；低于路径值", numbers.path, "，相差", apart)


def _aim(one: IndicatorGiven, actual: Decimal, numbers: _Numbers) -> Phrase:
    aim = one.aim.value
    if aim is None or one.is_met is None:
        return ()
    if actual == aim:
        return ("；达到目标" if one.is_met else "；尚未超过目标", numbers.aim)
    if one.is_met and one.is_ceiling:
        return ("；控制在目标", numbers.aim, "以内")
    unit = "个百分点" if one.unit in _SHARES else one.unit
    apart = numbers.apart("与目标之差", actual, aim, unit, "实际与目标之差", numbers.actual, numbers.aim)
    if one.is_met:
        return ("；超额完成目标", numbers.aim, "，超出", apart)
    if one.is_ceiling:
        return ("；超出控制目标", numbers.aim, "，多出", apart)
    return ("；尚未达到目标", numbers.aim, "，还差", apart)
