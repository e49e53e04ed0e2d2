"""What it takes to begin a case: who may begin which kind, and the title that the kind gives it."""

import datetime
from collections.abc import Mapping
from typing import Any

from beizeng.base.people.actor import Actor
from beizeng.base.people.queries import anonymous
from beizeng.cases.guards import facts_on
from beizeng.cases.machine import Parties, stands
from beizeng.cases.shelf import kinds, office
from beizeng.spec.case_kind import CaseKind

#: Sorts of subject that another room keeps: its own page begins such a case.
BEGUN_ELSEWHERE = frozenset({"measure", "complaint"})


def kinds_to_lodge(viewer: Actor) -> tuple[CaseKind, ...]:
    """The kinds that the viewer may begin, as the packs have them now."""
    return tuple(kind for kind in kinds().values() if kind.subject not in BEGUN_ELSEWHERE and _may_lodge(kind, viewer))


def kind_asked_by_all() -> CaseKind | None:
    """The kind that everybody may begin, without an account; None: the packs have none."""
    everybody = anonymous()
    return next(
        (
            kind
            for kind in kinds().values()
            if any(one.relation == "any" and everybody.may(one.permission) for one in kind.lodge.who)
        ),
        None,
    )


def _may_lodge(kind: CaseKind, viewer: Actor) -> bool:
    lodge = kind.lodge
    # where the kind names no lead unit, whoever begins it may name the own one
    lead = lodge.lead_unit or next(iter(sorted(viewer.unit_ids)), "")
    mine = next(iter(viewer.entity_codes), "")
    entity, applicants = (mine, frozenset[str]()) if kind.subject == "entity" else ("", frozenset({viewer.id}))
    parties = Parties(lead, frozenset(lodge.joint_units), kind.office or office(), entity, applicants)
    return stands(lodge.who, viewer, parties)


def title_of(kind: CaseKind, subject: str, values: Mapping[str, Any], *, on: datetime.date) -> str:
    """The title that the kind makes of what was filled in; the kind's label where it makes none."""
    fields = {field.name: field for field in kind.lodge.fields}
    shown = {name: fields[name].values.get(str(value), str(value)) for name, value in values.items()}
    code = subject.removeprefix("entity:")
    entity = str(facts_on(code, on).get("name") or code) if subject.startswith("entity:") else ""
    return (kind.lodge.title or kind.label).format_map({"entity": entity, **dict.fromkeys(fields, ""), **shown})
