"""Working hours: when an office is open, how long half a day is, how much working time lies between two moments."""

import datetime
from collections.abc import Callable, Iterator, Sequence

from beizeng.base.clock.calendar import Calendar
from beizeng.base.clock.now import SHANGHAI
from beizeng.spec.calendar import Season, UnitHours
from beizeng.spec.errors import BadInput
from beizeng.spec.values import Basis

Interval = tuple[datetime.datetime, datetime.datetime]
Opens = Callable[[datetime.date], Sequence[Interval]]
ONE_DAY = datetime.timedelta(days=1)
NOTHING = datetime.timedelta()


class WorkingHours:
    """The working hours of a unit, by day. Of several files a later one overrides for the days that it covers."""

    def __init__(self, files: Sequence[UnitHours]) -> None:
        self._files = tuple(files)
        self._closing: dict[datetime.date, datetime.datetime] = {}

    def on(self, day: datetime.date) -> tuple[Season, Basis]:
        """The season in force on ``day`` with its basis; BadInput where none is declared."""
        for file in reversed(self._files):
            found = file.on(day)
            if found is not None:
                return found
        raise BadInput(
            what=str(day),
            where="工作时间",
            why="这一天没有规定工作时间",
            write="在数据包 clock/working_hours.yaml 中补上",
        )

    def spans(self, day: datetime.date) -> tuple[Interval, ...]:
        """Morning and afternoon of ``day`` as moments in Shanghai, whether or not the day is worked."""
        season, _ = self.on(day)
        return tuple((_at(day, span.opens), _at(day, span.closes)) for span in (season.morning, season.afternoon))

    def closing(self, day: datetime.date) -> datetime.datetime:
        """The moment at which business ends on ``day``."""
        closing = self._closing.get(day)
        if closing is None:
            closing = self._closing[day] = self.spans(day)[-1][1]
        return closing

    def minutes_between(self, first: datetime.datetime, last: datetime.datetime, calendar: Calendar) -> int:
        """Whole working minutes from ``first`` to ``last``: in at 11:50, out at 14:10 over a closed noon are 10."""
        opens = in_working_hours(self, calendar)
        used, day = NOTHING, first.astimezone(SHANGHAI).date()
        while day <= last.astimezone(SHANGHAI).date():
            for since, until in opens(day):
                used += max(NOTHING, min(until, last) - max(since, first))
            day += ONE_DAY
        return int(used / datetime.timedelta(minutes=1))


def in_working_hours(hours: WorkingHours, calendar: Calendar) -> Opens:
    """When working time runs: on worked days in the opening hours."""
    return lambda day: hours.spans(day) if calendar.is_working(day) else ()


def around_the_clock(day: datetime.date) -> Sequence[Interval]:
    """When clock hours run: always."""
    return ((_at(day, datetime.time()), _at(day + ONE_DAY, datetime.time())),)


def run_down(
    start: datetime.datetime, length: datetime.timedelta, opens: Opens, pauses: Sequence[Interval]
) -> Iterator[tuple[datetime.date, datetime.timedelta, datetime.datetime | None]]:
    """Day after day until ``length`` is used up: the day, the time used on it, and on the last one when it ends.

    ``pauses`` are in order and do not overlap.
    """
    day, left = start.date(), length
    while True:
        used = NOTHING
        for since, until in _without(pauses, opens(day)):
            since = max(since, start)
            if until <= since:
                continue
            if left <= until - since:
                yield day, used + left, since + left
                return
            used += until - since
            left -= until - since
        yield day, used, None
        day += ONE_DAY


def _without(pauses: Sequence[Interval], spans: Sequence[Interval]) -> Iterator[Interval]:
    for since, until in spans:
        for begins, ends in pauses:
            if ends <= since or begins >= until:
                continue
            if begins > since:
                yield since, begins
            since = ends
            if since >= until:
                break
        if since < until:
            yield since, until


def _at(day: datetime.date, time: datetime.time) -> datetime.datetime:
    return datetime.datetime.combine(day, time, SHANGHAI)
