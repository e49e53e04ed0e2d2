"""Figures against each other: what the text says of them and they don't keep."""

import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from beizeng.plan.elements import Finding
from beizeng.plan.findings.figures import FIVE_YEARS, is_yearly, relations, spans_five_years
from beizeng.plan.findings.relations import (
    Compound,
    Multiple,
    Rate,
    Reaches,
    Relation,
    Steps,
    Sum,
    Term,
    figure,
)
from beizeng.plan.reading import Reading

#: The classes of market entity (市场主体登记管理条例 第二条): a growth of the total is carried by these.
_ENTITY_CLASSES = re.compile(
    r"^(?:全县|全市|全省|全区)?(?:市场主体|个体工商户|企业|农民专业合作社)(?:总数|总量|数量)?$"
)


def stated_relations(reading: Reading) -> Iterator[Finding]:
    """Each relation that the text states and its figures don't keep, or keep in two words (以上, 左右)."""
    for relation in relations(reading):
        if not relation.is_kept:
            is_sure = not isinstance(relation, Sum) or relation.is_whole
            yield Finding(relation.code, "error" if is_sure else "tension", _words(relation), relation.span)
        elif isinstance(relation, Sum):
            yield from _sum_in_two_words(relation)


def _words(relation: Relation) -> str:
    return next(words(relation) for kind, words in _WORDS if isinstance(relation, kind))


def _sum(one: Sum) -> str:
    total, *parts = one.terms
    added = figure(sum(Decimal(str(part.value)) for part in parts))  # type: ignore[arg-type]  # a Decimal reads as well
    terms = "＋".join(figure(part.value) for part in parts)
    ending = "两者不一致" if one.is_whole else "若所列分项是全部，两者不一致"
    return f"“{total.name}”{total.written}，而其中各项相加为{terms}＝{added}{total.unit}，{ending}"


def _multiple(one: Multiple) -> str:
    base, end = one.terms
    reached = end.value / base.value
    wanted = "不到倍增" if one.times == 2 else f"不到{figure(one.times)}倍"
    return f"“{one.by}”中“{end.name}”由{figure(base.value)}到{end.written}，为{reached:.2f}倍，{wanted}"


def _steps(one: Steps) -> str:
    pairs = zip(one.terms, one.terms[1:], one.dates, one.dates[1:], strict=False)
    before, after, was, then = next(
        pair for pair in pairs if (pair[0].value <= pair[1].value if one.falls else pair[0].value >= pair[1].value)
    )
    way = "不低于" if one.falls else "不高于"
    return f"“{after.name}”{then}为{after.written}，{way}{was}的{before.written}"


def _reaches(one: Reaches) -> str:
    (last,) = one.terms
    return f"“{one.by}”中“{last.name}”到{one.date}为{last.written}，不到倍增"


def _compound(one: Compound) -> str:
    (rate,) = one.terms
    return f"年均增长{rate.written}，五年为{one.reached(rate.value):.3f}倍，达不到所写的{figure(one.times)}倍"


def _rate(one: Rate) -> str:
    base, end, rate = one.terms
    span = f"{one.years}年年均" if one.years and one.years > 1 else ""
    grown = percent(one.growth(one.values))
    return f"“{end.name}”由{figure(base.value)}到{end.written}，{span}增长{grown}%，与所写的{rate.written}不一致"


_WORDS: tuple[tuple[type[Relation], Callable[..., str]], ...] = (
    (Sum, _sum),
    (Multiple, _multiple),
    (Steps, _steps),
    (Reaches, _reaches),
    (Compound, _compound),
    (Rate, _rate),
)


def _sum_in_two_words(one: Sum) -> Iterator[Finding]:
    total, *parts = one.terms
    part = next((part for part in parts if part.comparator != total.comparator), None)
    if part is not None:
        terms = "＋".join(figure(part.value) for part in parts)
        yield Finding(
            "sum-modality",
            "tension",
            f"“{total.name}”{figure(total.value)}＝{terms}，数字相符，但总数写“{_word(total)}”，分项写“{_word(part)}”，"
            f"分项只做到“{_word(part)}”时总数未必达到，请明确按哪一个考核",
            one.span,
        )


def _word(term: Term) -> str:
    words = {"at_least": "以上", "about": "左右", "at_most": "以内", "more_than": "超过"}
    return words.get(term.comparator, "达到")


def growth_below_goal(reading: Reading) -> Iterator[Finding]:
    """A class of market entity whose end point means slower growth than the total is to have."""
    rates = [goal.indicator.target for goal in reading.goals if is_yearly(goal) and goal.indicator.target]
    if not rates:
        return
    for target in (target for targets in reading.targets for target in targets):
        one = target.indicator
        if not (one.baseline and one.target and _ENTITY_CLASSES.match(one.name) and spans_five_years(one.deadline)):
            continue
        yearly = ((one.target / one.baseline) ** (1 / FIVE_YEARS) - 1) * 100
        if 0 < yearly < max(rates):
            yield Finding(
                "growth-below-goal",
                "tension",
                f"“{one.name}”由{figure(one.baseline)}到{figure(one.target)}{one.unit}，若以五年规划上期末为基期，年均增长{percent(yearly)}%，"
                f"低于总目标的年均{figure(max(rates))}%，其余市场主体须增长更快",
                one.span,
            )


def percent(value: float) -> Decimal:
    """A growth in per cent, to a hundredth."""
    return Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)


def steps_before_base(reading: Reading) -> Iterator[Finding]:
    """A growth since a year, to be reached in that year or before."""
    for target in (target for targets in (reading.goals, *reading.targets) for target in targets):
        one, base = target.indicator, target.base_year
        if target.is_growth and base and one.deadline and one.deadline.year <= base:
            yield Finding(
                "deadline-before-base",
                "error",
                f"“{one.name}”以{base}年为基期，完成期限却是{one.deadline}，不晚于基期",
                one.span,
            )


CHECKS = (stated_relations, growth_below_goal, steps_before_base)
