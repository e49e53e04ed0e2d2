"""The forecast of an indicator on a day: what the register or its unit told by then, handed to the pure heart."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings

from beizeng.indicators import counting
from beizeng.indicators.catalogue import Defined, defined
from beizeng.indicators.counting import Counted
from beizeng.indicators.forecast import AS_IT_WAS, Draws, Outlook, Past, Supposed, Terms, days_ahead, outlook
from beizeng.indicators.measure import years_between
from beizeng.indicators.models import Reading
from beizeng.indicators.queries import Figures, Value, latest
from beizeng.indicators.reported import WHOLE_UNITS
from beizeng.register import queries as register

_GROWTH = ("index", "annual")
_PERCENT = 100


def foresee(figures: Figures, supposed: Supposed = AS_IT_WAS) -> Outlook:
    """The forecast by what was known on the day; where there is none, it says why. Nothing known later is read.

    Args:
        supposed: what if more or fewer came or went than did.
    """
    terms, why, aim = terms_of(figures), _why_not(figures), figures.aim
    if why or aim is None or aim.until is None:
        return Outlook(None, terms.level, why_not=why)
    past = past_of(figures)
    ahead = days_ahead(past[-1].on, aim.until)
    return outlook(past, aim, ahead, terms, seed=f"{figures.one.id} {figures.day}", supposed=supposed)


def _why_not(figures: Figures) -> str:
    aim = figures.aim
    if figures.actual is None or figures.actual.value is None:
        return "还没有数，不作推算"
    if aim is None:
        return "没有可比较的目标值，不作推算"
    if aim.until is None:
        return "方案没有写完成期限，不作推算"
    return f"期限 {aim.until} 已到，不再推算" if figures.day >= aim.until else ""


def terms_of(figures: Figures) -> Terms:
    """How this indicator is forecast: the house's method for counts, the drift for what is no count of entities."""
    definition, rule = figures.one.definition, figures.one.judging.forecast
    is_count = not definition.how.is_reported and definition.aggregation != "share"
    return Terms(
        method=rule.method if is_count else "drift",
        level=rule.level,
        least=rule.least_points,
        is_whole=is_count or definition.unit in WHOLE_UNITS,
        lowest=None if definition.how.is_reported and definition.aggregation == "index" else 0,
        highest=_PERCENT if definition.aggregation == "share" else None,
        shown=_Shown(figures),
    )


class _Shown:
    """From a count to the indicator's value: of a growth, what the count comes to against its baseline."""

    def __init__(self, figures: Figures) -> None:
        self._kind = figures.one.definition.how.kind
        self._base = figures.base

    def __call__(self, draws: Draws, on: datetime.date) -> Draws:
        if self._kind not in _GROWTH or not self._base.value or self._base.on is None:
            return draws
        times = draws / float(self._base.value)
        years = float(years_between(self._base.on, on)) if self._kind == "annual" else 1
        return (times ** (1 / years) - 1) * _PERCENT


def past_of(figures: Figures) -> list[Past]:
    """The values by the day, oldest first, the present one last; of a growth, the counts behind it."""
    one, day = figures.one, figures.day
    rows = sorted(latest(known=day, of=[one.id]).values(), key=lambda row: row.on)
    if one.definition.how.is_reported:
        return [Past(row.on, float(row.value)) for row in rows if row.value is not None and row.on <= day]
    told: Sequence[Reading | Counted] = [row for row in rows if not row.is_baseline and row.on <= day]
    if not {row.on for row in told} >= set(counting.quarters([one], day=day)):
        told = _counted(one.id, day, register.feeds_known(day), settings.DATA)
    values = [past for row in told if (past := _past(one, row)) is not None]
    now = figures.actual
    if now is not None and (value := _number(one, now)) is not None and (not values or values[-1].on < now.on):
        values.append(Past(now.on, value))
    return values


def _past(one: Defined, row: Reading | Counted) -> Past | None:
    value = _number(one, row)
    return None if value is None else Past(row.on, value, row.entered, row.left)


def _number(one: Defined, row: Reading | Counted | Value) -> float | None:
    """A value as the forecast uses it: of counts and growths how many entities there were; None: unknown."""
    is_share = one.definition.aggregation == "share"
    value = Decimal(sum(row.parts.values())) if row.parts and not is_share else row.value
    return None if value is None else float(value)


# the same feeds give the same counts; the folder tells apart what tests load under the same names
@lru_cache(maxsize=64)
def _counted(indicator: str, day: datetime.date, _feeds: tuple[str, ...], _folder: Any) -> list[Counted]:
    return [found[indicator] for found in counting.by_quarter([defined(indicator)], day=day)]
