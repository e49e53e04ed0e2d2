"""What the packs say to this room: the kinds, how time is counted, which unit is the leading group's office."""

import hashlib

from beizeng.base.clock.shelf import calendar_of, hours_of
from beizeng.cases.clocks import Timing
from beizeng.spec import Shelf, per_shelf
from beizeng.spec.case_kind import CaseKind
from beizeng.spec.people import Units


@per_shelf
def kinds(shelf: Shelf) -> dict[str, CaseKind]:
    """Kind id → kind as the packs have it now; a later place overrides an earlier one."""
    return {kind.id: kind for kind in shelf.all(CaseKind)}


@per_shelf
def timing(shelf: Shelf) -> Timing:
    """The county's calendar and general working hours."""
    return Timing(calendar_of(shelf), hours_of(shelf))


@per_shelf
def office(shelf: Shelf) -> str:
    """The unit that holds the leading group's office; empty where no place names one."""
    named = [units.leading_group_office for units in shelf.all(Units) if units.leading_group_office]
    return named[-1] if named else ""


def written(kind: CaseKind) -> tuple[str, str]:
    """The kind as text, and the SHA-256 of that text: the version that a case keeps."""
    text = kind.model_dump_json(by_alias=True)
    return text, hashlib.sha256(text.encode()).hexdigest()
