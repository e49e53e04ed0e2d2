"""Rows of a programme's tables from its pack: projects with their targets, measures, and who answers for each."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from beizeng.base.people import queries as people
from beizeng.plan.models import Measure, Programme, Project, Target
from beizeng.spec import programme as spec

R = TypeVar("R", Project, Measure)


@dataclass(frozen=True)
class _Units:
    """All units; those that can lead where the plan names nobody (single ones); else the leading group's office."""

    every: frozenset[str]
    single: frozenset[str]
    office: str


@dataclass(frozen=True)
class _Said:
    """What the pack says of one project or measure: its number, who answers, its other values."""

    number: int
    responsible: spec.Responsibility
    values: Mapping[str, Any]


def _write_rows(programme: Programme, pack: spec.Programme, files: Sequence[spec.Measures], *, office: str) -> None:
    """Make the rows those of the pack; a lead that was confirmed stays where the pack names none.

    Args:
        office: the unit that leads where the pack names nobody who could.
    """
    kinds = dict(people.units().values_list("id", "kind"))
    single = frozenset(unit for unit, kind in kinds.items() if kind != "collective")
    units = _Units(frozenset(kinds), single, office)
    Target.objects.filter(programme=programme).delete()
    projects = _write(Project, programme, [_project(one) for one in pack.projects], units)
    _write_targets(programme, pack, projects)
    _write(Measure, programme, [_measure(file, one) for file in files for one in file.measures], units)


def _project(one: spec.Project) -> _Said:
    return _Said(one.number, one.responsible, {"name": one.name})


def _measure(file: spec.Measures, one: spec.Measure) -> _Said:
    values = {
        "printed": one.printed or one.number,
        "title": one.title,
        "section_number": file.section.number,
        "section_name": file.section.name,
        "figures": [figure.model_dump(mode="json") for figure in one.figures],
        "span_start": one.span[0],
        "span_end": one.span[1],
    }
    return _Said(one.number, one.responsible, values)


def _write(kind: type[R], programme: Programme, every: Sequence[_Said], units: _Units) -> dict[int, R]:
    """Number → its row; rows whose number the pack has no more are gone."""
    known = {row.number: row for row in kind.objects.filter(programme=programme)}
    rows = {said.number: _row(kind, programme, said, known.get(said.number), units) for said in every}
    kind.objects.bulk_create([row for number, row in rows.items() if number not in known])
    if kept := [row for number, row in rows.items() if number in known]:
        fields = ["lead_unit", "lead_state", "unresolved", "role_word", *every[0].values]
        kind.objects.bulk_update(kept, fields)
    kind.objects.filter(programme=programme).exclude(number__in=list(rows)).delete()
    _write_joint(kind, programme, [(rows[said.number], said.responsible) for said in every], units.every)
    return rows


def _row(kind: type[R], programme: Programme, said: _Said, known: R | None, units: _Units) -> R:
    lead, state = _lead(said.responsible, units)
    if known is not None and known.lead_state == "confirmed" and state != "named":
        lead, state = known.lead_unit_id, "confirmed"
    row = known or kind(programme=programme, number=said.number)
    values = {
        **said.values,
        "lead_unit_id": lead,
        "lead_state": state,
        "unresolved": list(said.responsible.unresolved),
        "role_word": said.responsible.role_word or "",
    }
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _lead(said: spec.Responsibility, units: _Units) -> tuple[str, str]:
    """The lead and how it is known. Where nobody leads the first single unit is proposed, else the office."""
    if said.lead:
        return said.lead[0], "named"
    return next((unit for unit in said.joint if unit in units.single), units.office), "proposed"


def _write_joint(
    kind: type[Project] | type[Measure],
    programme: Programme,
    every: Sequence[tuple[Project | Measure, spec.Responsibility]],
    known: Container[str],
) -> None:
    link: Any = kind.joint_units.through
    name = kind.__name__.lower()
    link.objects.filter(**{f"{name}__programme": programme}).delete()
    links = []
    for row, said in every:
        named = dict.fromkeys([*said.lead, *said.joint])
        units = [unit for unit in named if unit in known and unit != row.lead_unit_id]
        links += [link(**{f"{name}_id": row.pk, "unit_id": unit}) for unit in units]
    link.objects.bulk_create(links)


def _write_targets(programme: Programme, pack: spec.Programme, projects: Mapping[int, Project]) -> None:
    owners = {one.id: projects[project.number] for project in pack.projects for one in project.indicators}
    Target.objects.bulk_create(
        Target(
            programme=programme,
            project=owners.get(one.id),
            key=one.id,
            place=place,
            order=order,
            name=one.name,
            baseline=one.baseline,
            target=one.target,
            comparator=one.comparator,
            unit=one.unit or "",
            deadline=one.deadline,
            modality=one.modality or "",
            stated=one.stated or "",
            span_start=one.span[0],
            span_end=one.span[1],
        )
        for order, (place, one) in enumerate(pack.targets.items())
    )
