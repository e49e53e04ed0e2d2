"""From a start and a term to the due moment (民法典 200–204).

- The day of the start does not count (201); ``count_first_day`` where a law says otherwise. Hours count from their
  moment.
- Working days count worked days only. Days and months count every day; a month ends on the corresponding day, or on
  the last day of a month that has none (202); a last day off moves to the next worked day (203), unless told not to.
- The day ends at the close of business, or at 24:00 where no working hours are given (203).
- A pause is measured in the term's own unit: over the Spring Festival it costs a term in working days nothing.
- An extension is counted on from the day due before it; that day is kept.
"""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from beizeng.base.clock.calendar import Calendar, inside
from beizeng.base.clock.hours import Interval, WorkingHours, run_down
from beizeng.base.clock.proof import ProofDay, prove
from beizeng.base.clock.question import (
    Leg,
    Moment,
    Pause,
    Question,
    Stretch,
    first_day,
    leg_of,
    paused_days,
    paused_moments,
    running_time,
    starting_moment,
)
from beizeng.base.clock.term import TIMED, Term, Unit
from beizeng.spec.errors import BadInput


class Due(NamedTuple):
    """When a term ends.

    Attributes:
        due_on: the last day, in Shanghai.
        due_at: the moment of the end; None means the end of ``due_on``, 24:00.
        provisional: the answer rests on a day whose notice is not out yet.
        before_extension: the last day before the extensions were added; None when there are none.
        question: what was asked.
    """

    due_on: datetime.date
    due_at: datetime.datetime | None
    provisional: bool
    before_extension: datetime.date | None
    question: Question

    @property
    def proof(self) -> tuple[ProofDay, ...]:
        """Every day from the start to the end with what it is, whether it counts and why; counted anew, day by day."""
        return prove(self.question)


def due(
    *,
    start: Moment,
    term: Term,
    calendar: Calendar,
    hours: WorkingHours | None = None,
    pauses: Sequence[Pause] = (),
    extra: Sequence[Term] = (),
    count_first_day: bool = False,
    roll: bool = True,
) -> Due:
    """When ``term`` ends that starts at ``start``.

    Args:
        start: the day, or the aware moment, of the event that starts the term.
        hours: needed for hours and half days; for other terms they give the moment of closing.
        pauses: in any order; they may overlap.
        extra: extensions, in the order granted.

    Raises:
        BadInput: hours without a moment or without working hours, an extension of the other sort, a day outside
            1990 to 2099.
    """
    is_timed = term.unit in TIMED
    question = Question(start, term, calendar, hours, tuple(pauses), tuple(extra), count_first_day, roll)
    if extra and any(more.is_timed != is_timed for more in extra):
        raise BadInput(
            what=str(term), where="延长", why="按时计的期限与按日计的期限不能相互延长", write="与原期限同类的单位"
        )
    if is_timed:
        return _due_in_hours(question)
    return _due_in_days(question) if pauses or extra or term.unit is not Unit.WORKING_DAYS else _straight(question)


def _straight(question: Question) -> Due:
    """The common case, made short because it is asked by the million: working days without pause or extension."""
    start, term, calendar, hours, _, _, count_first_day, _ = question
    begin = first_day(start).toordinal() - count_first_day
    end = calendar.after(begin, term.amount)
    due_on = datetime.date.fromordinal(end)
    due_at = hours.closing(due_on) if hours is not None else None
    return Due(due_on, due_at, calendar.is_provisional(begin + 1, end), None, question)


def _due_in_days(question: Question) -> Due:
    start, term, calendar, hours, pauses, extra, count_first_day, roll = question
    stretches = paused_days(pauses) if pauses else []
    begin = inside(first_day(start)).toordinal()
    end, provisional = _last_day(leg_of(term, begin, count_first_day), calendar, stretches, roll)
    before = datetime.date.fromordinal(end) if extra else None
    for more in extra:
        end, is_more_provisional = _last_day(leg_of(more, end, False), calendar, stretches, roll)
        provisional = provisional or is_more_provisional
    due_on = datetime.date.fromordinal(end)
    due_at = hours.closing(due_on) if hours is not None and calendar.is_working(due_on) else None
    return Due(due_on, due_at, provisional, before, question)


def _last_day(leg: Leg, calendar: Calendar, pauses: Sequence[Stretch], roll: bool) -> tuple[int, bool]:
    """The last day of the leg as an ordinal, and whether a notice to come may move it."""
    begin, amount, is_working, _ = leg
    if is_working:
        end = calendar.after(begin, amount + _paused_working_days(leg, calendar, pauses) if pauses else amount)
        return end, calendar.is_provisional(begin + 1, end)
    end = begin + amount
    for first, last in pauses:
        first = max(first, begin + 1)
        if first > end:
            break
        end += max(0, last - first + 1)
    if not roll:
        return end, False
    rolled = calendar.on_or_after(end)
    return rolled, calendar.is_provisional(end, rolled)


def _paused_working_days(leg: Leg, calendar: Calendar, pauses: Sequence[Stretch]) -> int:
    paused = 0
    for first, last in pauses:
        first = max(first, leg.begin + 1)
        if last < first:
            continue
        if first > calendar.after(leg.begin, leg.amount + paused):
            break
        paused += calendar.worked_through(last) - calendar.worked_through(first - 1)
    return paused


def _due_in_hours(question: Question) -> Due:
    extra = question.extra
    intervals = paused_moments(question.pauses)
    end, provisional = _last_moment(question, question.term, starting_moment(question.start), intervals)
    before = end.date() if extra else None
    for more in extra:
        end, is_more_provisional = _last_moment(question, more, end, intervals)
        provisional = provisional or is_more_provisional
    return Due(end.date(), end, provisional, before, question)


def _last_moment(
    question: Question, term: Term, start: datetime.datetime, pauses: Sequence[Interval]
) -> tuple[datetime.datetime, bool]:
    """The moment at which the term is used up, and whether a notice to come may move it."""
    length, opens = running_time(term, start, question)
    end = next(end for _, _, end in run_down(start, length, opens, pauses) if end is not None)
    is_by_calendar = term.unit is not Unit.HOURS
    return end, is_by_calendar and question.calendar.is_provisional(start.toordinal(), end.toordinal())
