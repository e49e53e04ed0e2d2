"""The calendar and the working hours of a shelf, each built once per content of the shelf."""

from beizeng.base.clock.calendar import Calendar
from beizeng.base.clock.hours import WorkingHours
from beizeng.spec import Shelf
from beizeng.spec.calendar import CalendarYear, UnitHours

_CALENDARS: dict[str, Calendar] = {}
_HOURS: dict[tuple[str, str | None], WorkingHours] = {}


def calendar_of(shelf: Shelf) -> Calendar:
    """The calendar of the shelf's years; of one year in two places the later place's file holds."""
    if shelf.digest not in _CALENDARS:
        _CALENDARS[shelf.digest] = Calendar.of(shelf.all(CalendarYear))
    return _CALENDARS[shelf.digest]


def hours_of(shelf: Shelf, unit: str | None = None) -> WorkingHours:
    """The working hours of a unit (its id); those without a unit for any that has none of its own."""
    key = (shelf.digest, unit)
    if key not in _HOURS:
        files = shelf.all(UnitHours)
        own = [file for file in files if file.unit == unit and unit is not None]
        general = [file for file in files if file.unit is None]
        _HOURS[key] = WorkingHours([*general, *own])
    return _HOURS[key]
