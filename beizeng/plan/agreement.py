"""Checks of figures against each other: sums, growth, doubling, steps, enumerations."""

import datetime
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from beizeng.plan.elements import Finding, Indicator
from beizeng.plan.numerals import chinese
from beizeng.plan.passage import Passage
from beizeng.plan.reading import Reading
from beizeng.plan.targets import Target

#: The years of a five-year plan: a target for its last day grows from the end of the plan before it.
_FIVE_YEAR_ENDS = (2015, 2020, 2025, 2030)
_FIVE_YEARS = 5
#: The classes of market entity (市场主体登记管理条例 第二条): a growth of the total is carried by these.
_ENTITY_CLASSES = re.compile(
    r"^(?:全县|全市|全省|全区)?(?:市场主体|个体工商户|企业|农民专业合作社)(?:总数|总量|数量)?$"
)
_PROMISE = re.compile(r"[“\"「](?P<n>[二两三四五六七八九十]+)(?:个|大)[^”\"」]{1,10}[”\"」]")
_LIST = re.compile(r"[^，。；：“”、]{1,20}(?:、[^，。；：“”、]{1,20}){2,}")


def sums(reading: Reading) -> Iterator[Finding]:
    """A total against its parts (其中): the figures, and the words around them."""
    for targets in (reading.goals, *reading.targets):
        parts: dict[int, list[Indicator]] = {}
        for target in targets:
            if target.total is not None:
                parts.setdefault(target.total, []).append(target.indicator)
        for at, listed in parts.items():
            if len(listed) > 1 and all(part.target is not None for part in listed):
                yield from _sum(targets[at].indicator, listed)


def _sum(total: Indicator, parts: list[Indicator]) -> Iterator[Finding]:
    span = (total.span[0], parts[-1].span[1])
    added = sum(part.target or 0 for part in parts)
    terms = "＋".join(_figure(part.target) for part in parts)
    if added != total.target:
        yield Finding(
            "sum-mismatch",
            "error",
            f"“{total.name}”{_figure(total.target)}{total.unit}，而其中各项相加为{terms}＝{_figure(added)}{total.unit}，两者不一致",
            span,
        )
    elif {part.comparator for part in parts} != {total.comparator}:
        yield Finding(
            "sum-modality",
            "tension",
            f"“{total.name}”{_figure(total.target)}＝{terms}，数字相符，但总数写“{_word(total)}”，分项写“{_word(parts[0])}”，"
            "分项只做到“左右”时总数未必达到，请明确按哪一个考核",
            span,
        )


def _word(indicator: Indicator) -> str:
    words = {"at_least": "以上", "about": "左右", "at_most": "以内", "more_than": "超过"}
    return words.get(indicator.comparator, "达到")


def _figure(value: int | float | None) -> str:
    return "" if value is None else f"{value:g}"


def growth_against_doubling(reading: Reading) -> Iterator[Finding]:
    """A yearly growth and a multiple of the same total over five years: does the growth reach it?"""
    rates = [goal for goal in reading.goals if _is_yearly(goal)]
    multiples = [goal for goal in reading.goals if goal.indicator.comparator == "ratio"]
    for rate in rates:
        for multiple in multiples:
            reached = (1 + (rate.indicator.target or 0) / 100) ** _FIVE_YEARS
            wanted = multiple.indicator.target or 0
            if _spans_five_years(multiple.indicator.deadline) and reached < wanted:
                yield Finding(
                    "growth-misses-multiple",
                    "error",
                    f"年均增长{_figure(rate.indicator.target)}%，五年为{reached:.3f}倍，达不到所写的{_figure(wanted)}倍",
                    (
                        min(rate.indicator.span[0], multiple.indicator.span[0]),
                        max(rate.indicator.span[1], multiple.indicator.span[1]),
                    ),
                )


def growth_below_goal(reading: Reading) -> Iterator[Finding]:
    """A class of market entity whose end point means slower growth than the total is to have."""
    rates = [goal.indicator.target for goal in reading.goals if _is_yearly(goal) and goal.indicator.target]
    if not rates:
        return
    for target in (target for targets in reading.targets for target in targets):
        one = target.indicator
        if not (one.baseline and one.target and _ENTITY_CLASSES.match(one.name) and _spans_five_years(one.deadline)):
            continue
        yearly = ((one.target / one.baseline) ** (1 / _FIVE_YEARS) - 1) * 100
        if 0 < yearly < max(rates):
            yield Finding(
                "growth-below-goal",
                "tension",
                f"“{one.name}”由{_figure(one.baseline)}到{_figure(one.target)}{one.unit}，若以五年规划上期末为基期，年均增长{_percent(yearly)}%，"
                f"低于总目标的年均{_figure(max(rates))}%，其余市场主体须增长更快",
                one.span,
            )


def _percent(value: float) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _is_yearly(target: Target) -> bool:
    return "年均" in target.indicator.name and target.indicator.unit == "%"


def _spans_five_years(deadline: datetime.date | None) -> bool:
    return deadline is not None and deadline.year in _FIVE_YEAR_ENDS and (deadline.month, deadline.day) == (12, 31)


def not_doubled(reading: Reading) -> Iterator[Finding]:
    """A project that is named a doubling, with figures that do not double."""
    for project, targets in zip(reading.projects, reading.targets, strict=True):
        if "倍增" not in project.name and "翻番" not in project.name:
            continue
        for one in (target.indicator for target in targets):
            if one.baseline and one.target is not None and one.target < 2 * one.baseline:
                yield Finding(
                    "not-doubled",
                    "error",
                    f"“{project.name}”中“{one.name}”由{_figure(one.baseline)}到{_figure(one.target)}{one.unit}，"
                    f"为{one.target / one.baseline:.2f}倍，不到倍增",
                    one.span,
                )
        last = _steps(targets)[-1:]
        if last and (last[0].target or 0) < 100:
            yield Finding(
                "not-doubled",
                "error",
                f"“{project.name}”中“{last[0].name}”到{last[0].deadline}为{_figure(last[0].target)}%，不到倍增",
                last[0].span,
            )


def steps(reading: Reading) -> Iterator[Finding]:
    """A target in yearly steps that does not rise."""
    for targets in (reading.goals, *reading.targets):
        rows = _steps(targets)
        for one, other in pairwise(rows):
            if (other.target or 0) <= (one.target or 0):
                yield Finding(
                    "steps-not-rising",
                    "error",
                    f"“{other.name}”{other.deadline}为{_figure(other.target)}%，不高于{one.deadline}的{_figure(one.target)}%",
                    (one.span[0], other.span[1]),
                )


def _steps(targets: tuple[Target, ...]) -> list[Indicator]:
    """The rows of a stepped target: growth in per cent over one named base year, one row per date."""
    rows = [t.indicator for t in targets if t.is_growth and t.base_year and t.indicator.unit == "%"]
    names = {row.name for row in rows}
    return sorted(rows, key=lambda row: str(row.deadline)) if len(rows) > 1 and len(names) == 1 else []


def enumerations(reading: Reading) -> Iterator[Finding]:
    """A quoted promise of so many (“七个一批”) against the things listed behind it."""
    for passage in reading.project_texts:
        for sentence in passage.sentences():
            yield from _enumeration(sentence)


def _enumeration(sentence: Passage) -> Iterator[Finding]:
    for promise in _PROMISE.finditer(sentence.text):
        count = chinese(promise["n"])
        listed = [found for found in _LIST.finditer(sentence.text, promise.end()) if "等" not in found[0][-4:]]
        if not listed:
            continue
        found = listed[0]
        length = found[0].count("、") + 1
        if 0 < abs(length - count) <= 2:
            yield Finding(
                "enumeration-count",
                "gap",
                f"{promise[0]}应有{count}项，本句只列出{length}项，请核实缺的是哪一项"
                if length < count
                else f"{promise[0]}应有{count}项，本句列出{length}项，请核实",
                sentence.span_of(promise.start(), found.end()),
            )
