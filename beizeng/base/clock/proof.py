"""The day-by-day proof of a due moment: made when asked for, by counting anew one day after the other.

It shares no arithmetic with ``due`` beyond the length of a month; tests hold the two together.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from beizeng.base.clock.calendar import Calendar, Kind
from beizeng.base.clock.hours import ONE_DAY, run_down
from beizeng.base.clock.question import (
    Leg,
    Question,
    Stretch,
    first_day,
    leg_of,
    paused_days,
    paused_moments,
    running_time,
    starting_moment,
)
from beizeng.spec.calendar import Notice

_ONE_MINUTE = datetime.timedelta(minutes=1)


class Why(StrEnum):
    """Why a day counts or does not."""

    START = "start"  #: the day of the start does not count (民法典 201)
    COUNTED = "counted"
    DAY_OFF = "day_off"  #: a term in working time, and nobody works
    PAUSED = "paused"
    LAST = "last"  #: counted, and the term ends
    MONTH_END = "month_end"  #: counted, and the term ends: the month has no corresponding day (民法典 202)
    ENDS_ON_DAY_OFF = "ends_on_day_off"  #: counted as the last, but off (民法典 203)
    MOVED_OVER = "moved_over"  #: a day off after the last (民法典 203)
    MOVED_TO = "moved_to"  #: the worked day to which the end moves (民法典 203)
    CLOSED = "closed"  #: a worked day on which no working time was left after the start


@dataclass(frozen=True, slots=True)
class ProofDay:
    """One day of the proof.

    Attributes:
        name: the festival, for a day off or worked by notice.
        counted: whether the day (or some minutes of it) counts.
        number: of a counted day its running number, from 1 in each leg; for terms in hours the minutes counted so far.
        minutes: for terms in hours the minutes counted on this day; else None.
        source: the notice that made the day off or worked; None for an ordinary day.
        leg: 0 in the term, 1 and up in its extensions.
    """

    day: datetime.date
    kind: Kind
    name: str | None
    counted: bool
    number: int | None
    minutes: int | None
    why: Why
    source: Notice | None
    provisional: bool
    leg: int

    @property
    def weekday(self) -> int:
        """Monday 0 to Sunday 6."""
        return self.day.weekday()


def prove(question: Question) -> tuple[ProofDay, ...]:
    """Every day from the start to the due day, both included."""
    return tuple(_by_minutes(question) if question.term.is_timed else _by_days(question))


def _by_days(question: Question) -> Iterator[ProofDay]:
    stretches = paused_days(question.pauses)
    day = first_day(question.start)
    for number, term in enumerate((question.term, *question.extra)):
        leg = leg_of(term, day.toordinal(), question.count_first_day and number == 0)
        if number == 0 and leg.begin == day.toordinal():
            yield _row(question.calendar, day, Why.START)
        for row in _leg_by_days(question, leg, number, stretches):
            yield row
            day = row.day


def _leg_by_days(question: Question, leg: Leg, number: int, stretches: Sequence[Stretch]) -> Iterator[ProofDay]:
    calendar = question.calendar
    day = datetime.date.fromordinal(leg.begin)
    counted = 0
    while counted < leg.amount:
        day += ONE_DAY
        if leg.is_working and not calendar.is_working(day):
            yield _row(calendar, day, Why.DAY_OFF, leg=number)
        elif any(first <= day.toordinal() <= last for first, last in stretches):
            yield _row(calendar, day, Why.PAUSED, leg=number)
        else:
            counted += 1
            why = Why.COUNTED if counted < leg.amount else _why_last(question, leg, day)
            yield _row(calendar, day, why, counted, leg=number)
    while question.roll and not leg.is_working and not calendar.is_working(day):
        day += ONE_DAY
        yield _row(calendar, day, Why.MOVED_TO if calendar.is_working(day) else Why.MOVED_OVER, leg=number)


def _why_last(question: Question, leg: Leg, day: datetime.date) -> Why:
    if question.roll and not question.calendar.is_working(day):
        return Why.ENDS_ON_DAY_OFF
    return Why.MONTH_END if leg.is_clamped and day.toordinal() == leg.begin + leg.amount else Why.LAST


def _by_minutes(question: Question) -> Iterator[ProofDay]:
    intervals = paused_moments(question.pauses)
    moment = starting_moment(question.start)
    for number, term in enumerate((question.term, *question.extra)):
        length, opens = running_time(term, moment, question)
        total = 0
        for day, used, end in run_down(moment, length, opens, intervals):
            minutes = int(used / _ONE_MINUTE)
            total += minutes
            is_paused = any(since.date() <= day <= until.date() for since, until in intervals)
            why = _why_minutes(bool(used), bool(opens(day)), is_paused)
            if end is not None:
                why, moment = Why.LAST, end
            yield _row(question.calendar, day, why, total if used else None, minutes=minutes, leg=number)


def _why_minutes(is_used: bool, is_open: bool, is_paused: bool) -> Why:
    if is_used:
        return Why.COUNTED
    if not is_open:
        return Why.DAY_OFF
    return Why.PAUSED if is_paused else Why.CLOSED


def _row(
    calendar: Calendar,
    day: datetime.date,
    why: Why,
    number: int | None = None,
    *,
    minutes: int | None = None,
    leg: int = 0,
) -> ProofDay:
    what = calendar.day(day)
    return ProofDay(
        day=day,
        kind=what.kind,
        name=what.name,
        counted=number is not None,
        number=number,
        minutes=minutes,
        why=why,
        source=what.source,
        provisional=what.provisional,
        leg=leg,
    )
