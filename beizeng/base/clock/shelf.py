"""The calendar and the working hours of a shelf, each built once per content of the shelf."""

from typing import Any

from beizeng.base.clock.calendar import Calendar
from beizeng.base.clock.hours import WorkingHours
from beizeng.spec import Shelf
from beizeng.spec.calendar import CalendarYear, UnitCalendar, UnitHours

#: A process sees few shelves: the shipped one, and one more for each change approved while it runs.
_KEPT = 4
_CALENDARS: dict[str, dict[str | None, Calendar]] = {}
_HOURS: dict[str, dict[str | None, WorkingHours]] = {}


def calendar_of(shelf: Shelf, unit: str | None = None) -> Calendar:
    """The calendar of the shelf's years; of one year in two places the later place's file holds.

    With ``unit`` (its id) its own days too; a unit without any has the general calendar.
    """
    if shelf.digest not in _CALENDARS:
        _forget_the_oldest(_CALENDARS)
        _CALENDARS[shelf.digest] = {None: Calendar.of(shelf.all(CalendarYear))}
    of_shelf = _CALENDARS[shelf.digest]
    if unit not in of_shelf:
        own = [file for file in shelf.all(UnitCalendar) if file.unit == unit]
        of_shelf[unit] = Calendar.of(shelf.all(CalendarYear), own=own) if own else of_shelf[None]
    return of_shelf[unit]


def hours_of(shelf: Shelf, unit: str | None = None) -> WorkingHours:
    """The working hours of a unit (its id); on days for which it has none of its own, those without a unit."""
    if shelf.digest not in _HOURS:
        _forget_the_oldest(_HOURS)
        _HOURS[shelf.digest] = {}
    of_shelf = _HOURS[shelf.digest]
    if unit not in of_shelf:
        files = shelf.all(UnitHours)
        general = [file for file in files if file.unit is None]
        of_shelf[unit] = WorkingHours(
            [*general, *(file for file in files if file.unit is not None and file.unit == unit)]
        )
    return of_shelf[unit]


def _forget_the_oldest(kept: dict[str, Any]) -> None:
    while len(kept) >= _KEPT:
        del kept[next(iter(kept))]
