"""What a clock shows at a moment, when that changes, and whom each change is told: pure."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from beizeng.base.clock.due import due
from beizeng.base.clock.now import SHANGHAI, local_day
from beizeng.base.clock.term import Term, Unit
from beizeng.cases.clocks import Running, Timing, end_of
from beizeng.spec.case_kind import Clock, Lights, Step

Light = Literal["waiting", "green", "amber", "red", "done"]

#: From calm to urgent: a case shows the most urgent light of its clocks.
URGENCY: tuple[Light, ...] = ("done", "waiting", "green", "amber", "red")
_TICK = datetime.timedelta(microseconds=1)
_ONE_DAY = datetime.timedelta(days=1)
_AGAIN = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Occasion:
    """Something to tell: ``name`` is unique for the clock and due day; ``at`` lies in working hours."""

    name: str
    at: datetime.datetime
    to: str
    label: str


def light_at(running: Running, clock: Clock, lights: Lights, at: datetime.datetime, timing: Timing) -> Light:
    """Green; amber when at most the threshold remains; red once the due moment is past, or where no limit is set."""
    if not running.is_open:
        return "done"
    if at < running.starts_at:
        return "waiting"
    if clock.awaited:
        return "green"
    moment = running.paused_at or at
    if running.due_at is None or moment > running.due_at:
        return "red"
    return "amber" if moment >= amber_at(running, lights, timing) else "green"


def of_case(shown: Iterable[tuple[Running, Light]], is_closed: bool) -> Light:
    """The light of a case: the most urgent of its clocks; an open case on no clock has no limit set, which is red."""
    if is_closed:
        return "done"
    begun = [light for running, light in shown if running.is_open]
    return max(begun, key=URGENCY.index) if begun else "red"


def amber_at(running: Running, lights: Lights, timing: Timing) -> datetime.datetime:
    """The first moment at which the clock is amber; never before its start.

    A limit in working days leaves whole working days: the last ``k``, where ``k`` is the larger of the share, rounded
    down, and the least number. Any other limit is measured as time from the end of the first day. Where there is a
    greatest warning, neither is longer.
    """
    assert running.due_at is not None
    assert running.due_on is not None
    least = Term.parse(lights.amber_at_least)
    most = Term.parse(lights.amber_at_most) if lights.amber_at_most else None
    if running.term and Term.parse(running.term).unit is Unit.WORKING_DAYS:
        days = _working_days(local_day(running.starts_at), running.due_on, timing)
        left_days = max(least.amount, int(days * lights.amber_share))
        first = _last_days(running.due_on, min(left_days, most.amount) if most else left_days, timing)
        return max(running.starts_at, datetime.datetime.combine(first, datetime.time(), SHANGHAI))
    whole = ends_at(running) - _counted_from(running)
    left = max(_length(least), whole * float(lights.amber_share))
    left = min(left, _length(most)) if most else left
    return max(running.starts_at, ends_at(running) - left)


def _working_days(start: datetime.date, due_on: datetime.date, timing: Timing) -> int:
    """How many working days lie after ``start``, up to and with ``due_on``."""
    return timing.calendar.worked_through(due_on.toordinal()) - timing.calendar.worked_through(start.toordinal())


def _last_days(due_on: datetime.date, count: int, timing: Timing) -> datetime.date:
    """The first of the last ``count`` working days up to and with ``due_on``."""
    day = due_on
    while _working_days(day - _ONE_DAY, due_on, timing) < count:
        day -= _ONE_DAY
    return day


def _counted_from(running: Running) -> datetime.datetime:
    """The moment from which the limit is measured: not the first day, unless begun at 00:00."""
    start = running.starts_at.astimezone(SHANGHAI)
    if running.term and Term.parse(running.term).is_timed:
        return start
    return start if start.time() == datetime.time() else end_of(start.date()) + _TICK


def _length(term: Term) -> datetime.timedelta:
    hours = {Unit.HOURS: 1, Unit.WORKING_HOURS: 1, Unit.HALF_DAYS: 4}.get(term.unit)
    return datetime.timedelta(hours=hours * term.amount) if hours else datetime.timedelta(days=term.amount)


def ends_at(running: Running) -> datetime.datetime:
    """The first moment that is no longer in time."""
    assert running.due_at is not None
    return running.due_at + _TICK


def occasions(running: Running, clock: Clock, lights: Lights, timing: Timing) -> Iterator[Occasion]:
    """What is told of a clock while it runs, each in working hours: amber and red to the unit, then up the ladder."""
    if not running.is_open or running.paused_at is not None or clock.awaited:
        return
    if running.due_at is None or running.due_on is None:
        yield Occasion("no-limit", next_open(running.starts_at, timing), "lead", "未设时限")
        return
    yield Occasion("amber", next_open(amber_at(running, lights, timing), timing), "lead", "即将到期")
    yield Occasion("red", next_open(ends_at(running), timing), "lead", "已经超期")
    for number, step in enumerate(clock.escalation, start=1):
        yield Occasion(f"step-{number}", next_open(_rung(running, step, timing), timing), step.to, step.label)


def _rung(running: Running, step: Step, timing: Timing) -> datetime.datetime:
    assert running.due_at is not None
    term = Term.parse(step.after)
    start = running.due_at if term.is_timed else local_day(running.due_at)
    hours = timing.hours if term.is_timed else None
    found = due(start=start, term=term, calendar=timing.calendar, hours=hours, roll=False)
    return found.due_at or end_of(found.due_on) + _TICK


def next_open(moment: datetime.datetime, timing: Timing) -> datetime.datetime:
    """This moment if an office is open, else the next opening."""
    day = local_day(moment)
    while True:
        if timing.calendar.is_working(day):
            for opens, closes in timing.hours.spans(day):
                if moment < closes:
                    return max(moment, opens)
        day += _ONE_DAY


def is_open(moment: datetime.datetime, timing: Timing) -> bool:
    """Whether offices are open at this moment."""
    return next_open(moment, timing) == moment


def changes(
    running: Running, clock: Clock, lights: Lights, timing: Timing
) -> Iterator[tuple[datetime.datetime, Light]]:
    """The moments at which the light changes while nobody acts, in order, with the light from then on."""
    if not running.is_open or running.paused_at is not None:
        return
    if clock.awaited:
        yield running.starts_at, "green"
        return
    if running.due_at is None:
        yield running.starts_at, "red"
        return
    amber = amber_at(running, lights, timing)
    if running.starts_at < amber:
        yield running.starts_at, "green"
    yield amber, "amber"
    yield ends_at(running), "red"


def next_moment(
    running: Running, clock: Clock, lights: Lights, told: Iterable[str], at: datetime.datetime, timing: Timing
) -> datetime.datetime | None:
    """When the ticker must look again: the next change of light, or the next occasion not yet told."""
    told = set(told)
    moments = [moment for moment, _ in changes(running, clock, lights, timing) if moment > at]
    if clock.at_end is not None and running.is_open and running.paused_at is None and running.due_at is not None:
        # what can't follow in the state that it is in is tried again
        moments.append(ends_at(running) if ends_at(running) > at else at + _AGAIN)
    for occasion in occasions(running, clock, lights, timing):
        if occasion.name not in told:
            moments.append(occasion.at if occasion.at > at else next_open(at, timing))
    return min(moments, default=None)
