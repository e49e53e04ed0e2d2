"""What the packs say to this room: the kinds, how time is counted, which unit is the leading group's office."""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from beizeng.base.clock.shelf import calendar_of, hours_of
from beizeng.cases.clocks import Timing
from beizeng.spec import Shelf, per_shelf
from beizeng.spec.calendar import CalendarYear, Notice, UnitCalendar, UnitHours
from beizeng.spec.case_counting import CaseCounting, in_working_days
from beizeng.spec.case_kind import CaseKind
from beizeng.spec.people import Units
from beizeng.spec.values import Dated, on_day


@per_shelf
def kinds(shelf: Shelf) -> dict[str, CaseKind]:
    """Kind id → kind as the packs have it now; a later place overrides an earlier one."""
    return {kind.id: kind for kind in shelf.all(CaseKind)}


def kind_on(kind_id: str, day: datetime.date) -> CaseKind | None:
    """The kind as a case begins under it on the day: its days counted as the county has decided by then."""
    kind, decided = kinds().get(kind_id), counting(kind_id, day)
    return in_working_days(kind) if kind is not None and decided is not None and decided.value == "working" else kind


def counting(kind_id: str, day: datetime.date) -> Dated[Literal["natural", "working"]] | None:
    """What the county has decided about counting the days of a kind; None: nothing, the kind's own words hold."""
    return on_day(tuple(one for file in _countings() if kind_id in file.of for one in file.days), day)


@per_shelf
def _countings(shelf: Shelf) -> tuple[CaseCounting, ...]:
    return tuple(shelf.all(CaseCounting))


@per_shelf
def _timings(shelf: Shelf) -> dict[str, Timing]:
    own = {file.unit for file in shelf.all(UnitHours) if file.unit} | {file.unit for file in shelf.all(UnitCalendar)}
    return {unit: Timing(calendar_of(shelf, unit or None), hours_of(shelf, unit or None)) for unit in ("", *own)}


def timing(unit: str = "") -> Timing:
    """The calendar and working hours of a unit (its id); the county's where it has none of its own."""
    known = _timings()
    return known.get(unit) or known[""]


@dataclass(frozen=True)
class Days:
    """What decides due days: the digest of all days and hours on the shelf, and the notices, each by its own."""

    digest: str
    notices: Mapping[str, Notice]


@per_shelf
def days(shelf: Shelf) -> Days:
    """The days and hours of the shelf, by digest."""
    files = (*shelf.all(CalendarYear), *shelf.all(UnitCalendar), *shelf.all(UnitHours))
    notices = [notice for year in shelf.all(CalendarYear) for notice in year.notices]
    return Days(
        hashlib.sha256("".join(file.model_dump_json() for file in files).encode()).hexdigest(),
        {hashlib.sha256(one.model_dump_json().encode()).hexdigest(): one for one in notices},
    )


@per_shelf
def office(shelf: Shelf) -> str:
    """The unit that holds the leading group's office; empty where no place names one."""
    named = [units.leading_group_office for units in shelf.all(Units) if units.leading_group_office]
    return named[-1] if named else ""


def written(kind: CaseKind) -> tuple[str, str]:
    """The kind as text, and the SHA-256 of that text: the version that a case keeps."""
    text = kind.model_dump_json(by_alias=True)
    return text, hashlib.sha256(text.encode()).hexdigest()
