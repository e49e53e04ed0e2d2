"""What the packs say to this room: the kinds, how time is counted, which unit is the leading group's office."""

import hashlib
from functools import lru_cache

from beizeng.base.clock.shelf import calendar_of, hours_of
from beizeng.cases.machine import Timing
from beizeng.spec import load_shelf
from beizeng.spec.case_kind import CaseKind
from beizeng.spec.people import Units


@lru_cache(maxsize=1)
def kinds() -> dict[str, CaseKind]:
    """Kind id → kind as the packs have it now; a later place overrides an earlier one."""
    return {kind.id: kind for kind in load_shelf().all(CaseKind)}


@lru_cache(maxsize=1)
def timing() -> Timing:
    """The county's calendar and general working hours."""
    shelf = load_shelf()
    return Timing(calendar_of(shelf), hours_of(shelf))


@lru_cache(maxsize=1)
def office() -> str:
    """The unit that holds the leading group's office; empty where no place names one."""
    named = [units.leading_group_office for units in load_shelf().all(Units) if units.leading_group_office]
    return named[-1] if named else ""


def written(kind: CaseKind) -> tuple[str, str]:
    """The kind as text, and the SHA-256 of that text: the version that a case keeps."""
    text = kind.model_dump_json(by_alias=True)
    return text, hashlib.sha256(text.encode()).hexdigest()
