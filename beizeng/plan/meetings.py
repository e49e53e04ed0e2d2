"""The leading group's meetings as the plan has them (每季度调度一次): one for each period, with the day it is due by.

The plan says how often, not when. So a meeting is due by the last worked day of its period; that is counted on the
calendar of the shelf and is provisional where a year's notice is not out.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from beizeng.base.clock.calendar import Calendar
from beizeng.base.clock.now import local_day
from beizeng.base.clock.shelf import calendar_of
from beizeng.base.ledger.actions import Refused
from beizeng.base.people.actor import Actor
from beizeng.plan import queries, shelf
from beizeng.spec import load_shelf
from beizeng.spec.programme import Meeting as Said
from beizeng.spec.programme import Period

_MONTHS: dict[Period, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


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
        _meeting(every, end, tuple(dict.fromkeys(numbers)), working)
        for every, numbers in measures.items()
        for end in _ends(_MONTHS[every], since, until)
    ]
    return sorted(found, key=lambda one: (one.day, _MONTHS[one.every]))


def _ends(months: int, since: datetime.date, until: datetime.date) -> list[datetime.date]:
    """The last days of periods of so many months of the calendar year, between the two days."""
    every = [
        _last_of(year, month)
        for year in range(since.year, until.year + 1)
        for month in range(months, 13, months)
    ]  # fmt: skip
    return [day for day in every if since <= day <= until]


def _last_of(year: int, month: int) -> datetime.date:
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return following - datetime.timedelta(days=1)


def _meeting(every: Period, end: datetime.date, measures: tuple[int, ...], working: Calendar) -> Meeting:
    month = end.month - _MONTHS[every] + 1
    day = working.on_or_before(end.toordinal())
    return Meeting(
        every,
        end.replace(month=month, day=1),
        end,
        datetime.date.fromordinal(day),
        measures,
        working.is_provisional(day, end.toordinal()),
    )
