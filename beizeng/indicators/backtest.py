"""Which way of forecasting would have done best: each is asked about quarters that have passed, and marked.

    report = backtest(day=date(2024, 9, 30))        # report.best → "births_deaths"

From each quarter end with two years before it, every method forecasts the year that followed from what came before.
The mark is the continuous ranked probability score (how far the whole range lay from what came, in the indicator's own
unit) divided by its mean change a quarter, so that large and small counts weigh the same; less is better. The values
are those known on the day; what was corrected since is not undone. Only counts of entities are compared: of shares
and reported values no comings and goings are known, so that there is one method.
"""

import datetime
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from beizeng.base.people.actor import house
from beizeng.indicators import counting, queries
from beizeng.indicators.catalogue import catalogue
from beizeng.indicators.forecast import Ahead, Draws, Past, births_deaths, chance, drift, season
from beizeng.indicators.prospect import past_of, terms_of
from beizeng.spec.indicator import ForecastMethod

_BEFORE, _AFTER = 9, 4
#: Futures simulated by smoothing, which simulates slowly.
_SIMULATED = 500
#: The smallest change a quarter by which a mark is divided: most quarters of a small count see none.
_SMALLEST = 0.25

Way = Callable[[Sequence[Past], Sequence[Ahead], np.random.Generator], Draws]


def smoothing(past: Sequence[Past], ahead: Sequence[Ahead], by: np.random.Generator) -> Draws:
    """Exponential smoothing with trend and season (statsmodels ETS, AAA), simulated from its end."""
    model = ETSModel(
        np.array([one.value for one in past]), error="add", trend="add", seasonal="add", seasonal_periods=4
    )
    with warnings.catch_warnings():
        # a series that never changes leaves the fit nothing to find; what it gives is marked all the same
        warnings.simplefilter("ignore")
        fitted = model.fit(disp=False)
        draws = fitted.simulate(len(ahead), anchor="end", repetitions=_SIMULATED, rng=by)
    return np.asarray(draws, dtype=float).reshape(len(ahead), _SIMULATED).T


WAYS: dict[str, Way] = {"births_deaths": births_deaths, "drift": drift, "smoothing": smoothing}


@dataclass(frozen=True)
class Mark:
    """How a way did: the score, how often the range held what came, and the mean error of its middle, all scaled."""

    score: float
    covered: float
    error: float
    cases: int


@dataclass(frozen=True)
class Report:
    """The marks of each way, over all indicators and for each; ``chosen``: the one that the house uses."""

    day: datetime.date
    level: float
    marks: dict[str, Mark]
    by_indicator: dict[str, dict[str, Mark]]
    chosen: ForecastMethod

    @property
    def best(self) -> str:
        """The way with the least score; empty where nothing could be compared."""
        return min(self.marks, key=lambda way: self.marks[way].score, default="")


def backtest(*, day: datetime.date) -> Report:
    """Mark every way on every count with more than two years of quarters; counts of the same thing once."""
    seen: set[str] = set()
    rows: dict[str, dict[str, list[tuple[float, ...]]]] = {}
    level, chosen = 0.0, next(iter(catalogue().values())).judging.forecast.method
    for one in catalogue().values():
        counts = "".join(counting.conditions(one).values()) or one.id
        figures = queries.show(one.id, day=day, viewer=house("backtest"))
        if one.definition.how.is_reported or one.definition.aggregation == "share" or counts in seen or not figures:
            continue
        seen.add(counts)
        level = float(terms_of(figures).level)
        past = [value for value in past_of(figures) if value.entered is not None or not value.value]
        if len(past) > _BEFORE:
            rows[one.id] = {way: _marks(way, past, level) for way in WAYS}
    every = {way: [row for found in rows.values() for row in found[way]] for way in WAYS} if rows else {}
    by_indicator = {name: {way: _mark(found[way]) for way in WAYS} for name, found in rows.items()}
    return Report(day, level, {way: _mark(found) for way, found in every.items()}, by_indicator, chosen)


def _marks(way: str, past: Sequence[Past], level: float) -> list[tuple[float, ...]]:
    scale = max(float(np.abs(np.diff([one.value for one in past])).mean()), _SMALLEST)
    found: list[tuple[float, ...]] = []
    for end in range(_BEFORE, len(past)):
        came = past[end : end + _AFTER]
        ahead = [Ahead(one.on, season(one.on), 1.0) for one in came]
        draws = WAYS[way](past[:end], ahead, chance(f"{way} {end}"))
        for place, one in enumerate(came):
            values = np.sort(draws[:, place])
            low, middle, high = np.quantile(values, ((1 - level) / 2, 0.5, (1 + level) / 2))
            score, error = ranked_probability(values, one.value), abs(float(middle) - one.value)
            found.append((score / scale, float(low <= one.value <= high), error / scale))
    return found


def ranked_probability(values: Draws, came: float) -> float:
    """The continuous ranked probability score of sorted draws: mean |x − came| less half the mean |x − x′|."""
    count = len(values)
    spread = (values * (2 * np.arange(1, count + 1) - count - 1)).sum() / count**2
    return float(np.abs(values - came).mean() - spread)


def _mark(rows: Sequence[tuple[float, ...]]) -> Mark:
    score, covered, error = np.array(rows).mean(axis=0)
    return Mark(round(score, 3), round(covered, 3), round(error, 3), len(rows))
