"""Which days are worked: ordinary weekdays, weekends, days off by notice, weekends made work (调休).

A day of a year whose notice is out is known; any other is assumed Monday to Friday and flagged provisional, never
silently. Notices reach into the last days of the year before (2022-12-31 came with the notice of 2023), so while the
next year's notice is missing the last days of December are provisional too, as far back as any notice has reached.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from beizeng.spec.calendar import CalendarYear, Notice, OwnDays, UnitCalendar
from beizeng.spec.errors import BadInput

FIRST = datetime.date(1990, 1, 1)
LAST = datetime.date(2099, 12, 31)
_BASE = FIRST.toordinal() - 1  # a day before the first, so that every day of the range has one before it
_END = LAST.toordinal()
_SATURDAY = 5


class Kind(StrEnum):
    """What a day is: 工作日, 休息日 (a weekend), 法定节假日 (off by notice), 调休上班 (a weekend made work).

    For a unit with days of its own also 本单位开放 and 本单位不开放.
    """

    WORKDAY = "workday"
    REST = "rest"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    OPENED = "opened"
    CLOSED = "closed"


_WORKED = frozenset({Kind.WORKDAY, Kind.MAKE_UP, Kind.OPENED})


@dataclass(frozen=True, slots=True)
class DayKind:
    """What one day is, by which festival and notice (both None for an ordinary day), and whether that may change."""

    kind: Kind
    name: str | None
    source: Notice | None
    provisional: bool

    @property
    def is_working(self) -> bool:
        """Whether offices work on it."""
        return self.kind in _WORKED


class Calendar:
    """Working days from 1990 to 2099, answered from sorted lists built once.

    Days are passed as ordinals (``date.toordinal()``) in the methods that count; a day outside raises BadInput.
    """

    def __init__(self, named: Mapping[datetime.date, DayKind], announced: frozenset[int], reach: int) -> None:
        self._named = named
        self._announced = announced
        self._reach = reach
        days = [datetime.date.fromordinal(number) for number in range(_BASE, _END + 1)]
        worked = [self.day(day).is_working for day in days]
        #: worked days up to and with each day of the range
        self._rank = list(accumulate(worked))
        self._worked = [_BASE + offset for offset, is_worked in enumerate(worked) if is_worked]
        self._unknown = list(accumulate(self._is_provisional(day) for day in days))

    @classmethod
    def of(
        cls, years: Iterable[CalendarYear], known: datetime.date | None = None, own: Iterable[UnitCalendar] = ()
    ) -> "Calendar":
        """The calendar of these years; with ``known``, as the notices issued by that day had it.

        ``own`` are the days of a unit that differ; a later file overrides an earlier one.

        Of two files for one year the later in order holds (a later place of the shelf overrides).
        """
        latest = {year.year: year for year in years}
        named: dict[datetime.date, DayKind] = {}
        announced: set[int] = set()
        reach = 0
        for number, year in sorted(latest.items()):
            for holiday, notice in year.arrangement(known):
                announced.add(number)
                named |= {day: DayKind(Kind.HOLIDAY, holiday.name, notice, False) for day in holiday.days_off}
                named |= {day: DayKind(Kind.MAKE_UP, holiday.name, notice, False) for day in holiday.worked}
                first = min((*holiday.days_off, *holiday.worked))
                reach = max(reach, (datetime.date(number, 1, 1) - first).days)
        for file in own:
            named |= _own_days(file, named)
        return cls(named, frozenset(announced), reach)

    @property
    def announced(self) -> frozenset[int]:
        """The years whose notice is out."""
        return self._announced

    def day(self, day: datetime.date) -> DayKind:
        """What ``day`` is, with the notice that says so."""
        named = self._named.get(day)
        if named is not None:
            return named
        kind = Kind.WORKDAY if day.weekday() < _SATURDAY else Kind.REST
        return DayKind(kind, None, None, self._is_provisional(day))

    def is_working(self, day: datetime.date) -> bool:
        """Whether offices work on ``day``; outside the announced years an assumption, see ``day(...).provisional``."""
        ordinal = day.toordinal()
        return self.worked_through(ordinal) > self.worked_through(ordinal - 1)

    def _is_provisional(self, day: datetime.date) -> bool:
        if day in self._named:
            return False
        if day.year not in self._announced:
            return True
        at_turn = day.month == 12 and day.day > 31 - self._reach
        return at_turn and day.year + 1 not in self._announced

    def worked_through(self, ordinal: int) -> int:
        """How many worked days lie in the range up to and with this day."""
        return self._rank[_offset(ordinal)]

    def after(self, ordinal: int, count: int) -> int:
        """The ``count``-th (1 or more) worked day after this day."""
        try:
            return self._worked[self._rank[_offset(ordinal)] + count - 1]
        except IndexError:
            raise _outside() from None

    def on_or_after(self, ordinal: int) -> int:
        """This day if worked, else the next worked day."""
        return self.after(ordinal - 1, 1)

    def on_or_before(self, ordinal: int) -> int:
        """This day if worked, else the last worked day before it."""
        rank = self._rank[_offset(ordinal)]
        if rank == 0:
            raise _outside()
        return self._worked[rank - 1]

    def is_provisional(self, first: int, last: int) -> bool:
        """Whether any day from ``first`` to ``last``, both included, may still change by a notice to come."""
        return self._unknown[_offset(last)] > self._unknown[_offset(first - 1)]


def _own_days(file: UnitCalendar, named: Mapping[datetime.date, DayKind]) -> dict[datetime.date, DayKind]:
    """The days of a unit's file; a weekday on which it is open as a rule stays off where a notice says so."""
    found: dict[datetime.date, DayKind] = {}
    for part in file.days:
        notice = Notice(title=str(part.basis), url=part.basis.url, holidays=())
        first, last = max(part.since, FIRST), min(part.until or LAST, LAST)
        days = part.value or OwnDays()
        weekend = {_SATURDAY + ("saturday", "sunday").index(name) for name in days.open_on}
        for ordinal in range(first.toordinal(), last.toordinal() + 1) if weekend else ():
            day = datetime.date.fromordinal(ordinal)
            if day.weekday() in weekend and day not in named:
                found[day] = DayKind(Kind.OPENED, None, notice, False)
        for kind, listed in ((Kind.OPENED, days.opened), (Kind.CLOSED, days.closed)):
            found |= {day: DayKind(kind, None, notice, False) for day in listed if first <= day <= last}
    return found


def inside(day: datetime.date) -> datetime.date:
    """The day itself; BadInput when it lies outside 1990 to 2099."""
    if FIRST <= day <= LAST:
        return day
    raise _outside()


def _offset(ordinal: int) -> int:
    if _BASE <= ordinal <= _END:
        return ordinal - _BASE
    raise _outside()


def _outside() -> BadInput:
    return BadInput(
        what="日期超出日历范围",
        where="期限",
        why=f"日历只覆盖 {FIRST} 至 {LAST}",
        write="请改写日期，或缩短期限",
    )
