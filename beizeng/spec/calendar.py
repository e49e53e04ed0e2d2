"""Calendars and working hours as packs say them: which days a notice gives off, which weekends it makes work."""

import datetime
import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from beizeng.spec.values import Basis, Dated, PackFile, Spec, on_day

#: A notice may reach into the last days of the year before; never further back than this day of December.
EARLIEST_DAY_OF_DECEMBER = 24
SATURDAY = 5


def _written_out(value: Any) -> Any:
    """``2022-01-31..2022-02-06`` in a list of days, written out as its days; anything else as it is."""
    if not isinstance(value, (list, tuple)):
        return value
    return tuple(day for piece in value for day in _days_of(piece))


def _days_of(piece: Any) -> Iterator[Any]:
    if not isinstance(piece, str) or ".." not in piece:
        yield piece
        return
    first, last = (_day(text) for text in piece.split("..", 1))
    if last < first:
        raise ValueError(f"'{piece}' ends before it begins; write the earlier day first")
    for offset in range((last - first).days + 1):
        yield first + datetime.timedelta(days=offset)


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"'{text.strip()}' is not a day; write it like 2026-10-01") from None


#: Days in a pack file: single days and spans ``first..last``, both ends included.
Days = Annotated[tuple[datetime.date, ...], BeforeValidator(_written_out)]


class Holiday(Spec):
    """What one notice says of one festival: the days off, weekends within included, and the weekend days worked."""

    name: str
    days_off: Days
    worked: Days = ()

    @model_validator(mode="after")
    def _plain(self) -> "Holiday":
        for day in self.worked:
            if day.weekday() < SATURDAY:
                raise ValueError(f"{day} is listed as worked but is no Saturday or Sunday; a weekday works anyway")
        days = (*self.days_off, *self.worked)
        twice = sorted({day for day in days if days.count(day) > 1})
        if twice:
            raise ValueError(f"{twice[0]} is listed twice in '{self.name}'; write each day once, off or worked")
        return self


class Notice(Spec):
    """One notice of the State Council or its General Office. ``document_number`` and ``issued_on``: null if unknown."""

    title: str
    document_number: str | None = None
    url: str | None = None
    issued_on: datetime.date | None = None
    holidays: tuple[Holiday, ...]

    def __str__(self) -> str:
        return self.document_number or f"《{self.title}》"


class CalendarYear(PackFile):
    """The arrangement of one year. A later notice replaces the festivals that it names; both stay on file."""

    kind: Literal["calendar"]
    folders: ClassVar[tuple[str, ...]] = ("clock",)
    year: int = Field(ge=1990, le=2099)
    state: Literal["announced", "provisional"]
    basis: Basis
    notices: tuple[Notice, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> "CalendarYear":
        if (self.state == "announced") != bool(self.notices):
            raise ValueError("an announced year needs its notice, a provisional one has none; correct 'state'")
        earliest = datetime.date(self.year - 1, 12, EARLIEST_DAY_OF_DECEMBER)
        given: dict[datetime.date, str] = {}
        for holiday, _ in self.arrangement():
            for day in (*holiday.days_off, *holiday.worked):
                if not earliest <= day <= datetime.date(self.year, 12, 31):
                    raise ValueError(f"{day} belongs neither to {self.year} nor to its turn; correct the year")
                if day in given:
                    raise ValueError(f"{day} is given by both '{given[day]}' and '{holiday.name}'; keep one")
                given[day] = holiday.name
        return self

    def arrangement(self, known: datetime.date | None = None) -> tuple[tuple[Holiday, Notice], ...]:
        """Each festival as the latest notice has it, with that notice; as it was known at the end of ``known``.

        A notice without a known day of issue counts as always known.
        """
        latest: dict[str, tuple[Holiday, Notice]] = {}
        for notice in self.notices:
            if known is None or notice.issued_on is None or notice.issued_on <= known:
                latest |= {holiday.name: (holiday, notice) for holiday in notice.holidays}
        return tuple(latest.values())


class OwnDays(Spec):
    """What a unit does otherwise: weekend days on which it is open as a rule, single days open or closed."""

    open_on: tuple[Literal["saturday", "sunday"], ...] = ()
    opened: Days = ()
    closed: Days = ()


class UnitCalendar(PackFile):
    """The days of one unit where they differ from the general calendar: a service hall that is open on Saturdays.

    ``open_on`` leaves days off by notice alone; ``opened`` and ``closed`` name single days, whatever else they are.
    """

    kind: Literal["unit_calendar"]
    folders: ClassVar[tuple[str, ...]] = ("clock",)
    unit: str
    days: tuple[Dated[OwnDays], ...] = Field(min_length=1)


class Span(Spec):
    """From opening to closing on one day, written ``08:00-12:00``; the closing minute is the end."""

    opens: datetime.time
    closes: datetime.time

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        found = re.fullmatch(r"(\d\d:\d\d)-(\d\d:\d\d)", value.strip())
        if found is None:
            raise ValueError(f"'{value}' is not a span of a day; write it like 08:00-12:00")
        return {"opens": found[1], "closes": found[2]}

    @model_validator(mode="after")
    def _in_order(self) -> "Span":
        if self.closes <= self.opens:
            raise ValueError(
                f"closes at {self.closes:%H:%M}, not after {self.opens:%H:%M}; write the earlier time first"
            )
        return self

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"

    @property
    def minutes(self) -> int:
        """How long it is open, in minutes."""
        opens, closes = self.opens, self.closes
        return (closes.hour - opens.hour) * 60 + closes.minute - opens.minute


class Season(Spec):
    """The hours from one day of every year (``begins``, as ``05-01``) until the next season begins."""

    name: str
    begins: str = Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")
    morning: Span
    afternoon: Span

    @model_validator(mode="after")
    def _noon_between(self) -> "Season":
        if self.afternoon.opens < self.morning.closes:
            raise ValueError("the afternoon opens before the morning closes; correct one of them")
        return self

    @property
    def half_day_minutes(self) -> int:
        """Half a day (半日): half of the day's working minutes, whichever half it falls in."""
        return (self.morning.minutes + self.afternoon.minutes) // 2


class Seasons(Spec):
    """The seasons of a year, summer and winter as a rule; one alone holds all year."""

    seasons: tuple[Season, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _begin_once(self) -> "Seasons":
        begins = [season.begins for season in self.seasons]
        if len(set(begins)) < len(begins):
            raise ValueError("two seasons begin on the same day; give each its own")
        return self

    def on(self, day: datetime.date) -> Season:
        """The season in force on ``day``; before the year's first beginning, the last one runs on."""
        in_order = sorted(self.seasons, key=lambda season: season.begins)
        begun = [season for season in in_order if season.begins <= f"{day:%m-%d}"]
        return begun[-1] if begun else in_order[-1]


class UnitHours(PackFile):
    """The working hours of one unit (its id), or with ``unit`` left out of every unit that has none of its own."""

    kind: Literal["working_hours"]
    folders: ClassVar[tuple[str, ...]] = ("clock",)
    unit: str | None = None
    hours: tuple[Dated[Seasons], ...] = Field(min_length=1)

    def on(self, day: datetime.date) -> tuple[Season, Basis] | None:
        """The season in force on ``day`` with its basis; None where the file says nothing of that day."""
        dated = on_day(self.hours, day)
        return (dated.value.on(day), dated.basis) if dated is not None and dated.value is not None else None
