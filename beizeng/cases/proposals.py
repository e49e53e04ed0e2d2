"""What a form may be filled with before a person decides: what is known already, and the unit of the case's class."""

import datetime
from dataclasses import dataclass
from typing import Any

from beizeng.base.people import queries as people
from beizeng.cases import queries
from beizeng.cases.models import Case
from beizeng.spec import Shelf, per_shelf
from beizeng.spec.case_classes import CaseClasses, Class
from beizeng.spec.case_kind import Action, CaseKind
from beizeng.spec.values import Basis


@dataclass(frozen=True)
class Proposed:
    """A unit that is proposed for a class: since when the table says so, and by what right."""

    topic: str
    unit_id: str
    unit: str
    since: datetime.date
    basis: Basis


@per_shelf
def _tables(shelf: Shelf) -> dict[str, CaseClasses]:
    return {table.of: table for table in shelf.all(CaseClasses)}


def classes(kind: CaseKind, *, on: datetime.date) -> dict[str, Class]:
    """The classes of the kind as the county's table has them on the day; empty where there is no table."""
    table = _tables().get(kind.id)
    held = table.on(on) if table else None
    return dict(held.value or {}) if held else {}


def unit_of_class(kind: CaseKind, topic: str, *, on: datetime.date) -> Proposed | None:
    """Which unit the table in force on the day proposes for a class; None: a person must choose."""
    table = _tables().get(kind.id)
    held = table.on(on) if table else None
    one = (held.value or {}).get(topic) if held else None
    if held is None or one is None or one.unit is None or kind.topic is None:
        return None
    name = people.unit_names().get(one.unit)
    return Proposed(topic, one.unit, name, held.since, held.basis) if name else None


def filled_in(case: Case, action: Action, *, on: datetime.date) -> dict[str, Any]:
    """What the action's form opens with: what lodging said already, and the unit of the class."""
    kind = queries.kind_of(case)
    known = queries.situation(case).known
    lodged = {field.name for field in kind.lodge.fields}
    values = {field.name: known[field.name] for field in action.fields if field.name in lodged and field.name in known}
    proposed = unit_of_class(kind, case.topic, on=on) if action.gives_to else None
    return {**values, action.gives_to: proposed.unit_id} if proposed and action.gives_to else values
