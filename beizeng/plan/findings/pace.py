"""Whether the register's history makes a target likely: the pace it needs against the best year so far.

Only for a programme that runs: the text alone knows no history. Nothing is said of fewer than five quarter ends, nor
of what may not be scored: nobody is to be pressed for it.
"""

import datetime
from collections.abc import Iterator
from decimal import Decimal

from beizeng.base.people.actor import Actor
from beizeng.indicators import queries as indicators
from beizeng.indicators.measure import words
from beizeng.indicators.queries import Figures
from beizeng.plan.findings.explained import Explained, explanations
from beizeng.plan.models import Programme, Target

_POINTS = 5
_YEAR = datetime.timedelta(days=360)
_MOST = datetime.timedelta(days=372)


def findings(programme: Programme, day: datetime.date, *, viewer: Actor) -> Iterator[Explained]:
    """The targets of the programme that are past and missed, or need more than the best year so far."""
    keys = set(Target.objects.filter(programme=programme).values_list("key", flat=True))
    for group in indicators.board(day=day, viewer=viewer):
        for figures in group.figures:
            if figures.one.target.id in keys and figures.is_scored and figures.aim and figures.actual:
                yield from _of(figures, f"project:{group.number}" if group.number else "goals")


def _of(figures: Figures, subject: str) -> Iterator[Explained]:
    aim, actual, label = figures.aim, figures.actual, figures.one.definition.label
    assert aim is not None
    assert actual is not None
    if actual.value is None or aim.until is None or aim.is_met(actual.value):
        return
    unit = figures.one.definition.unit
    if aim.until < figures.day:
        said = f"“{label}”{aim.until}到期，应达到{words(aim.value)}{unit}，{actual.on}为{words(actual.value)}{unit}"
        yield _explained("aim-past", said, figures, subject)
        return
    best = _best_year(figures)
    if figures.pace is not None and best is not None and figures.pace.per_year > max(best[0], Decimal(0)):
        yield _explained(
            "pace-too-fast",
            f"“{label}”到{aim.until}达到{words(aim.value)}{unit}，从{actual.on}的{words(actual.value)}{unit}起，{figures.pace.words}；"
            f"以往增得最多的一年（到{best[1]}）为{words(best[0])}{unit}",
            figures,
            subject,
        )


def _best_year(figures: Figures) -> tuple[Decimal, datetime.date] | None:
    """The most that was gained between two readings a year apart, and the day it ended; None: too few readings."""
    known = [(p.on, p.actual.value) for p in indicators.series(figures) if p.actual and p.actual.value is not None]
    if len(known) < _POINTS:
        return None
    gains = [
        (value - before, on)
        for on, value in known
        for then, before in known
        if value is not None and before is not None and _YEAR <= on - then <= _MOST
    ]
    return max(gains, default=None)


def _explained(code: str, message: str, figures: Figures, subject: str) -> Explained:
    said = explanations()[code]
    span = figures.one.target.span
    return Explained(code, said.group, said.label, "tension", message, span, subject, said.why, "", None, said.advice)
