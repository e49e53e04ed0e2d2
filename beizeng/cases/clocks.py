"""One clock of one case: started, paused, begun anew, bounded by another, stopped. Pure.

Which events do that to which clock is in ``machine``; what a clock shows at a moment is in ``lights``.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from beizeng.base.clock.calendar import Calendar
from beizeng.base.clock.due import due
from beizeng.base.clock.hours import WorkingHours
from beizeng.base.clock.now import SHANGHAI, local_day
from beizeng.base.clock.periods import MONTHS, periods
from beizeng.base.clock.question import Pause, first_day
from beizeng.base.clock.term import Term, Unit
from beizeng.spec.case_kind import CaseKind, Clock

Outcome = Literal["", "on_time", "late", "void"]

#: The last moment of a day: what is due on a day is in time until its end (民法典 203).
_LAST = datetime.time(23, 59, 59, 999999)


@dataclass(frozen=True)
class Timing:
    """How days and hours are counted for a case."""

    calendar: Calendar
    hours: WorkingHours


@dataclass(frozen=True)
class Asked:
    """An extension that was asked for and not yet decided."""

    until_on: datetime.date
    by: str


@dataclass(frozen=True)
class Running:
    """One clock of one case. ``key`` is unique in the case: ``plan``, ``report-2024Q3``, ``node-1``.

    Attributes:
        due_on: the day; None: no limit set.
        due_at: the last moment that is in time; None: no limit set.
        rolled_from: the day off on which it would have been due, where it moved to the next working day.
        extended_from: the day before the first extension; the old day is never lost.
        paused_at: since when it stands still; None: it runs.
        pauses: the stretches over which it stood still, ended ones.
    """

    key: str
    clock: str
    label: str
    starts_at: datetime.datetime
    term: str = ""
    due_on: datetime.date | None = None
    due_at: datetime.datetime | None = None
    rolled_from: datetime.date | None = None
    provisional: bool = False
    stopped_at: datetime.datetime | None = None
    outcome: Outcome = ""
    paused_at: datetime.datetime | None = None
    pauses: tuple[Pause, ...] = ()
    extended_from: datetime.date | None = None
    extensions: int = 0
    asked: Asked | None = None

    @property
    def is_open(self) -> bool:
        return self.stopped_at is None


# --- stopping


def stop(running: Running, at: datetime.datetime) -> Running:
    """Ended at this moment, in time or late."""
    # what stood still when it ended is judged by the moment at which it came to stand
    moment = running.paused_at or at
    in_time = running.due_at is not None and moment <= running.due_at
    return replace(running, stopped_at=at, paused_at=None, asked=None, outcome="on_time" if in_time else "late")


def voided(running: Running, at: datetime.datetime) -> Running:
    """A clock still running when the case ends: nothing is owed any more, unless it was late already."""
    if not running.is_open:
        return running
    stopped = stop(running, at)
    return replace(stopped, outcome="void") if stopped.outcome == "on_time" else stopped


# --- pausing


def paused(
    kind: CaseKind, running: Running, state: str, at: datetime.datetime, known: Mapping[str, Any], timing: Timing
) -> Running:
    """Standing still on entering a state in which its declaration says so; on leaving it, due later by that pause."""
    clock = kind.clock(running.clock)
    if not running.is_open or not clock.pauses_in:
        return running
    if state in clock.pauses_in:
        return replace(running, paused_at=running.paused_at or at)
    if running.paused_at is None:
        return running
    stood = replace(running, paused_at=None, pauses=(*running.pauses, Pause(running.paused_at, at)))
    if running.extended_from is not None and running.due_on is not None:
        return due_by(stood, _later_by(running.due_on, stood, timing), clock, timing)
    return _timed(stood, clock, known, timing)


def _later_by(due_on: datetime.date, running: Running, timing: Timing) -> datetime.date:
    """The day granted, later by the last pause, measured in the unit of the term: working days or days."""
    first, last = (first_day(end).toordinal() for end in (running.pauses[-1].since, running.pauses[-1].until))
    if running.term and Term.parse(running.term).unit is Unit.WORKING_DAYS:
        worked = timing.calendar.worked_through(last) - timing.calendar.worked_through(first)
        return datetime.date.fromordinal(timing.calendar.after(due_on.toordinal(), worked)) if worked else due_on
    return due_on + datetime.timedelta(days=last - first)


def restarted(
    kind: CaseKind, running: Running, events: set[str], at: datetime.datetime, known: Mapping[str, Any], timing: Timing
) -> Running:
    """A term that begins anew, as after a correction; the pauses and extensions of the first count go with it.

    Where the value that decides the term was put right, the new term counts from the same start.
    """
    clock = kind.clock(running.clock)
    if running.is_open and events & set(clock.restarts):
        return _timed(Running(running.key, running.clock, running.label, at), clock, known, timing)
    if running.is_open and clock.limit is not None and clock.limit.by_field and not running.extensions:
        return running if running.term == str(term_of(clock, known)) else _timed(running, clock, known, timing)
    return running


def within(
    kind: CaseKind, running: Running, clocks: Sequence[Running], known: Mapping[str, Any], timing: Timing
) -> Running:
    """A step's limit ends with the whole's at the latest, also when the whole's moves."""
    clock = kind.clock(running.clock)
    if clock.within is None or not running.is_open:
        return running
    own = running if running.extensions else _timed(running, clock, known, timing)
    return bounded(own, clock, clocks)


def bounded(running: Running, clock: Clock, clocks: Iterable[Running]) -> Running:
    """The clock with its due moment no later than that of the running clock which it lies within."""
    for whole in clocks:
        is_around = whole.clock == clock.within and whole.is_open and whole.due_at is not None
        if is_around and running.due_at is not None and whole.due_at < running.due_at:  # type: ignore[operator]
            return replace(running, due_on=whole.due_on, due_at=whole.due_at, rolled_from=None)
    return running


# --- starting


def started(
    clock: Clock, clocks: Sequence[Running], at: datetime.datetime, known: Mapping[str, Any], timing: Timing
) -> Iterator[Running]:
    """The clocks of one declaration that begin now: none while one runs, one, or one per period; each listed line."""
    mine = [running for running in clocks if running.clock == clock.id]
    is_listed = clock.limit is not None and clock.limit.listed_in is not None
    if any(running.is_open for running in mine) and not is_listed:
        return
    if clock.limit is not None and clock.limit.listed_in:
        for offset, line in enumerate(known.get(clock.limit.listed_in) or (), start=len(mine) + 1):
            running = Running(f"{clock.id}-{offset}", clock.id, line["title"], at)
            yield due_by(running, datetime.date.fromisoformat(line["on"]), clock, timing)
        return
    if clock.limit is not None and clock.limit.every:
        for name, first, last in _periods(
            clock.limit.every.period, local_day(at), known[clock.limit.every.until_field]
        ):
            running = Running(f"{clock.id}-{name}", clock.id, f"{clock.label} {name}", _midnight(first))
            yield due_by(running, last, clock, timing)
        return
    key = clock.id if not mine else f"{clock.id}-{len(mine) + 1}"
    yield _timed(Running(key, clock.id, clock.label, at), clock, known, timing)


def _periods(period: str, start: datetime.date, until: str) -> Iterator[tuple[str, datetime.date, datetime.date]]:
    """The periods that begin after ``start`` and end by ``until``: name, first and last day."""
    months = MONTHS[period]
    for first, last in periods(months, start, datetime.date.fromisoformat(until)):
        if first > start:
            name = f"{first.year}Q{last.month // 3}" if months > 1 else f"{first.year}-{first.month:02}"
            yield name, first, last


def term_of(clock: Clock, known: Mapping[str, Any]) -> Term | None:
    """The term that a clock counts; None where it is due on a written day, or no limit is set."""
    limit = clock.limit
    if limit is None:
        return None
    if limit.by_field:
        return Term.parse(limit.by_field.terms[known[limit.by_field.field]])
    return Term.parse(limit.term) if limit.term else None


def _timed(running: Running, clock: Clock, known: Mapping[str, Any], timing: Timing) -> Running:
    term = term_of(clock, known)
    if term is not None:
        return counted(running, term, clock, timing)
    written = known.get(clock.limit.on_field) if clock.limit is not None and clock.limit.on_field else None
    return due_by(running, datetime.date.fromisoformat(written), clock, timing) if written else running


def counted(running: Running, term: Term, clock: Clock, timing: Timing) -> Running:
    """Due when the term ends, counted from the start of the clock over its pauses."""
    start = running.starts_at if term.is_timed else local_day(running.starts_at)
    # a day lasts until 24:00: what is handed in through these pages needs no open office (民法典 203)
    hours = timing.hours if term.is_timed else None
    found = due(
        start=start,
        term=term,
        calendar=timing.calendar,
        hours=hours,
        pauses=running.pauses,
        count_first_day=clock.count_first_day,
        roll=False,
    )
    timed = replace(running, term=str(term), provisional=found.provisional)
    if found.due_at is not None:
        return replace(timed, due_on=found.due_on, due_at=found.due_at)
    return due_by(timed, found.due_on, clock, timing)


def retimed(running: Running, clock: Clock, timing: Timing) -> Running:
    """The same clock under another calendar: a term is counted anew; a day written or granted stays, and rolls anew."""
    if running.due_on is None:
        return running
    if running.term and not running.extensions:
        return counted(running, Term.parse(running.term), clock, timing)
    return due_by(replace(running, provisional=False), running.rolled_from or running.due_on, clock, timing)


def due_by(running: Running, day: datetime.date, clock: Clock, timing: Timing) -> Running:
    """Due at the end of a day, or of the next working day where the clock rolls."""
    rolled = datetime.date.fromordinal(timing.calendar.on_or_after(day.toordinal())) if clock.roll else day
    may_move = clock.roll and timing.calendar.is_provisional(day.toordinal(), rolled.toordinal())
    return replace(
        running,
        due_on=rolled,
        due_at=end_of(rolled),
        rolled_from=day if rolled != day else None,
        provisional=running.provisional or may_move,
    )


def end_of(day: datetime.date) -> datetime.datetime:
    """The last moment of a day in Shanghai."""
    return datetime.datetime.combine(day, _LAST, SHANGHAI)


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), SHANGHAI)
