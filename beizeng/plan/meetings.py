"""The leading group's meetings as the plan has them (每季度调度一次): one for each period, with the day it is due by.

The plan says how often, not when. So a meeting is due by the last worked day of its period; that is counted on the
calendar of the shelf and is provisional where a year's notice is not out.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from beizeng.base.clock.calendar import Calendar
from beizeng.base.clock.now import local_day
from beizeng.base.clock.periods import MONTHS, Span, periods
from beizeng.base.clock.shelf import calendar_of
from beizeng.base.ledger.actions import Refused
from beizeng.base.people.actor import Actor
from beizeng.plan import queries, shelf
from beizeng.spec import load_shelf
from beizeng.spec.programme import Meeting as Said
from beizeng.spec.programme import Period


@dataclass(frozen=True)
class Meeting:
    """A meeting of one period (``since`` to ``until``), due by ``day``; ``measures``: which of them call for it."""

    every: Period
    since: datetime.date
    until: datetime.date
    day: datetime.date
    measures: tuple[int, ...]
    is_provisional: bool


def meetings(*, day: datetime.date, viewer: Actor) -> list[Meeting]:
    """The meetings of the programme that runs, from the period in which it was issued to its last day, in order.

    Where the plan sets no last day, to the end of the year of ``day``.
    """
    programme = queries.programme(viewer=viewer)
    if programme is None:
        return []
    try:
        pack, _measures = shelf.recorded(programme.pk)
    except Refused:  # the pack it was opened from is there no more
        return []
    since = programme.issued_on or local_day(programme.opened_at)
    until = queries.last_day(programme) or day.replace(month=12, day=31)
    return planned(pack.meetings, since, until, calendar_of(load_shelf()))


def planned(said: Iterable[Said], since: datetime.date, until: datetime.date, working: Calendar) -> list[Meeting]:
    """A meeting for each period that ends from ``since`` to ``until``, several measures' at one sitting."""
    measures: dict[Period, list[int]] = {}
    for one in said:
        measures.setdefault(one.every, []).append(one.measure)
    found = [
        _meeting(every, span, tuple(dict.fromkeys(numbers)), working)
        for every, numbers in measures.items()
        for span in periods(MONTHS[every], since, until)
    ]
    return sorted(found, key=lambda one: (one.day, MONTHS[one.every]))


def _meeting(every: Period, span: Span, measures: tuple[int, ...], working: Calendar) -> Meeting:
    first, last = span
    day = working.on_or_before(last.toordinal())
    return Meeting(
        every,
        first,
        last,
        datetime.date.fromordinal(day),
        measures,
        working.is_provisional(day, last.toordinal()),
    )
