"""What an indicator may come to by its last day, with a range and the chance of reaching the aim. Pure.

    outlook(past, aim, ahead, terms, seed="p1-1 2024-09-30")   # → Outlook(value=41, low=38, high=44, …)

Futures are drawn thousands of times, the same ones for the same question; the range and the chance are read from them.
``births_deaths`` draws who comes and who goes, by quarter of the year, from those who did; ``drift`` carries on the
changes of a value of which no comings and goings are known. Which to use is data, held against ``backtest``.
"""

import datetime
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beizeng.indicators.measure import Aim, kept, quarter_ends
from beizeng.spec.indicator import ForecastMethod

Draws = NDArray[np.float64]

FUTURES = 4000
#: How far the yearly rate of comings and goings may stray from what it was, as a deviation of its logarithm: a tenth
#: a year. Without it the range of a large count would be that of chance alone, and far too narrow.
_STRAYING = 0.1
#: Quarters are told apart by season once each was seen so often.
_SEEN = 2
#: What is added to the comings and goings counted, so that what never happened is rare and not impossible.
_SELDOM = 0.25
_ROUNDING = 1 / 12
_YEAR = 365.25
_SHARES = Decimal("0.01")


@dataclass(frozen=True)
class Past:
    """A value of a day; of a count, how many came and went since the value before it. None: not known."""

    on: datetime.date
    value: float
    entered: int | None = None
    left: int | None = None


@dataclass(frozen=True)
class Ahead:
    """A day to come: its quarter of the year (0 to 3), and the part of a quarter since the day before it."""

    on: datetime.date
    season: int
    part: float


@dataclass(frozen=True)
class Terms:
    """How is forecast: by which method, the share of futures inside the range, the fewest values that are enough.

    Attributes:
        is_whole: the value counts things.
        lowest: what it can't fall below; None: anything.
        highest: what it can't exceed; None: anything.
        shown: from what is drawn to the indicator's value on a day; a growth is drawn as its count.
    """

    method: ForecastMethod
    level: Decimal
    least: int
    is_whole: bool
    lowest: float | None
    highest: float | None
    shown: Callable[[Draws, datetime.date], Draws]


@dataclass(frozen=True)
class Supposed:
    """What if: so many times as many come, go, or change by the year, as did; 1 is as it was."""

    came: float = 1
    left: float = 1
    pace: float = 1

    @classmethod
    def percent(cls, *, births: Decimal | int = 0, deaths: Decimal | int = 0, pace: Decimal | int = 0) -> "Supposed":
        """From how many percent more (or, below 0, fewer); never less than none."""
        came, left, faster = (max(1 + float(one) / 100, 0) for one in (births, deaths, pace))
        return cls(came, left, faster)


AS_IT_WAS = Supposed()


@dataclass(frozen=True)
class Range:
    """On a day: so much at least and at most for the level's share of futures, and the middle one."""

    on: datetime.date
    low: Decimal
    value: Decimal
    high: Decimal


@dataclass(frozen=True)
class Outlook:
    """The forecast; with no range, ``why_not`` says why.

    Attributes:
        points: the values that it was made from; None: nobody looked.
        band: the range on each quarter end to come and on the last day, which is the forecast itself.
        probability: the share of futures that reach the aim on its last day.
    """

    points: int | None
    level: Decimal
    method: ForecastMethod | None = None
    band: tuple[Range, ...] = ()
    probability: Decimal | None = None
    why_not: str = ""

    @property
    def end(self) -> Range | None:
        """The range on the last day."""
        return self.band[-1] if self.band else None


def days_ahead(since: datetime.date, until: datetime.date) -> list[Ahead]:
    """The quarter ends after a day up to another, and that one."""
    days = sorted({*quarter_ends(since + datetime.timedelta(days=1), until), until})
    parts = [(day - before).days / (_YEAR / 4) for before, day in zip([since, *days], days, strict=False)]
    # a whole quarter is one, whether it has 90 days or 92
    return [Ahead(day, season(day), round(part, 1)) for day, part in zip(days, parts, strict=True)]


def season(day: datetime.date) -> int:
    """The quarter of the year, from 0."""
    return (day.month - 1) // 3


def outlook(
    past: Sequence[Past],
    aim: Aim,
    ahead: Sequence[Ahead],
    terms: Terms,
    *,
    seed: str,
    supposed: Supposed = AS_IT_WAS,
) -> Outlook:
    """The forecast from values, the last of which is the present one; too few of them give words and no range."""
    points = len(past) if terms.method == "drift" else len(_quarters(past)) + 1
    none = Outlook(points, terms.level)
    if points < terms.least:
        return replace(none, why_not=f"只有 {points} 个数，少于 {terms.least} 个，不作推算")
    draws = draw(terms.method, past, ahead, chance(seed), supposed)
    if terms.is_whole and terms.method == "drift":
        draws = np.rint(draws)
    draws = np.clip(draws, terms.lowest, terms.highest)
    shown = [terms.shown(draws[:, place], day.on) for place, day in enumerate(ahead)]
    edge = float((1 - terms.level) / 2)
    band = tuple(_range(day.on, values, edge) for day, values in zip(ahead, shown, strict=True))
    share = Decimal(float(np.mean(_meets(shown[-1], aim)))).quantize(_SHARES, ROUND_FLOOR)
    return replace(none, method=terms.method, band=band, probability=share)


def draw(
    method: ForecastMethod,
    past: Sequence[Past],
    ahead: Sequence[Ahead],
    by: np.random.Generator,
    supposed: Supposed = AS_IT_WAS,
) -> Draws:
    """Futures as rows, days to come as columns."""
    return (births_deaths if method == "births_deaths" else drift)(past, ahead, by, supposed)


def chance(seed: str) -> np.random.Generator:
    """Chance that is the same for the same question."""
    return np.random.default_rng(int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big"))


def births_deaths(
    past: Sequence[Past], ahead: Sequence[Ahead], by: np.random.Generator, supposed: Supposed = AS_IT_WAS
) -> Draws:
    """Comings by their number a quarter, goings by their share of those there; both uncertain, both by season."""
    seasons, before, came, gone = np.array(_quarters(past)).T
    tells = all((seasons == one).sum() >= _SEEN for one in range(4))
    rates: dict[int, tuple[Draws, Draws]] = {}
    for one in range(4):
        mine = seasons == one if tells else np.ones(len(seasons), dtype=bool)
        coming = by.gamma(came[mine].sum() + _SELDOM, 1 / mine.sum(), FUTURES)
        going = by.gamma(gone[mine].sum() + _SELDOM, 1 / max(before[mine].sum(), 1), FUTURES)
        rates[one] = coming * supposed.came, going * supposed.left
    there, columns = np.full(FUTURES, past[-1].value), []
    strayed = np.zeros((2, FUTURES))
    for day in ahead:
        strayed += by.standard_normal((2, FUTURES)) * _STRAYING * np.sqrt(day.part / 4)
        coming, going = (rate * day.part * np.exp(far) for rate, far in zip(rates[day.season], strayed, strict=True))
        there = there + by.poisson(coming) - np.minimum(there, by.poisson(going * there))
        columns.append(there)
    return np.stack(columns, axis=1)


def drift(
    past: Sequence[Past], ahead: Sequence[Ahead], by: np.random.Generator, supposed: Supposed = AS_IT_WAS
) -> Draws:
    """The changes so far carried on, by the year, with their own spread and the doubt about it."""
    values = np.array([one.value for one in past])
    years = np.diff([one.on.toordinal() for one in past]) / _YEAR
    changes, free = np.diff(values), len(past) - 2
    yearly = changes.sum() / years.sum()
    spread = max(((changes - yearly * years) ** 2 / years).sum() / free, _ROUNDING / years.mean() * _unit(values) ** 2)
    spreads = np.sqrt(spread * free / by.chisquare(free, FUTURES))
    slopes = yearly * supposed.pace + spreads * by.standard_normal(FUTURES) / np.sqrt(years.sum())
    steps = np.array([day.part / 4 for day in ahead])
    noise = by.standard_normal((FUTURES, len(ahead))) * np.sqrt(steps)
    draws: Draws = values[-1] + (slopes[:, None] * steps + spreads[:, None] * noise).cumsum(axis=1)
    return draws


def _unit(values: Draws) -> float:
    """The step in which values are told: ones, or hundredths."""
    return 1.0 if np.all(values == np.rint(values)) else 0.01


def _quarters(past: Sequence[Past]) -> list[tuple[float, ...]]:
    """Of each quarter whose comings and goings are known: its season, how many there were, who came, who left."""
    return [
        (season(one.on), before.value, one.entered, one.left)
        for before, one in pairwise(past)
        if one.entered is not None and one.left is not None
    ]


def _range(on: datetime.date, values: Draws, edge: float) -> Range:
    low, middle, high = np.quantile(values, (edge, 0.5, 1 - edge), method="inverted_cdf")
    return Range(on, _decimal(low), _decimal(middle), _decimal(high))


def _decimal(value: Any) -> Decimal:
    return kept(Decimal(repr(float(value))))


def _meets(values: Draws, aim: Aim) -> NDArray[np.bool_]:
    wanted = float(aim.value)
    match aim.comparator:
        case "more_than":
            met = values > wanted
        case "less_than":
            met = values < wanted
        case "at_most":
            met = values <= wanted
        case _:
            met = values >= wanted
    return met
