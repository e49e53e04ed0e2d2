"""Reading cases. ``viewer=`` decides what is seen: everything, the matters of one's units, those of one's entity."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Value

from beizeng.base.clock.question import Pause, read_moment
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.cases import machine
from beizeng.cases.clocks import Asked, Running, end_of
from beizeng.cases.machine import Happening, Parties, Situation
from beizeng.cases.models import Case, CaseClock, ClockMove, Event, KindVersion, Notice, Side
from beizeng.cases.shelf import kinds, office, timing
from beizeng.spec.case_form import FormField
from beizeng.spec.case_graph import LODGE
from beizeng.spec.case_kind import Action, CaseKind, Lodging

LIGHTS = ("red", "amber", "green", "done")

#: Open ones by due moment, those without a limit first, then closed ones, the latest first; migration 0009 indexes it.
LIST_ORDER = (F("closed_at").desc(nulls_first=True), F("next_due_at").asc(nulls_first=True), "pk")


@dataclass(frozen=True)
class Line:
    """One entry of a case's history: what was done, by whom, with the values under their labels."""

    event: Event
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Desk:
    """What lies on a person's desk, each case once: due or nearly so, come back, new; and how many others.

    Attributes:
        marks: id of a case → ``new`` or ``returned``, whichever list it stands in.
        to_decide: cases in which an extension waits for this person's word.
    """

    pressing: tuple[Case, ...]
    returned: tuple[Case, ...]
    fresh: tuple[Case, ...]
    others: int
    marks: Mapping[int, str]
    to_decide: tuple[Case, ...]


def visible(*, viewer: Actor) -> QuerySet[Case]:
    """The cases that the viewer may see."""
    rows = Case.objects.select_related("lead_unit", "holder_unit")
    reach = viewer.reach("cases.read")
    if reach == "all":
        return rows
    if reach == "unit":
        joint = Case.joint_units.through.objects.filter(unit_id__in=viewer.unit_ids).values("case_id")
        directed = [kind.id for kind in kinds().values() if kind.office in viewer.unit_ids]
        units = Q(lead_unit_id__in=viewer.unit_ids) | Q(holder_unit_id__in=viewer.unit_ids) | Q(id__in=joint)
        return rows.filter(units | Q(kind__in=directed))
    if reach == "own":
        entities = [f"entity:{code}" for code in viewer.entity_codes]
        taking_part = Side.objects.filter(who__in=[viewer.id, *entities]).values("case_id")
        return rows.filter(Q(subject__in=entities) | Q(id__in=taking_part))
    return rows.none()


def of_subject(subject: str, *, viewer: Actor) -> QuerySet[Case]:
    """The cases about one thing (``measure:13``), oldest first."""
    return visible(viewer=viewer).filter(subject=subject).order_by("id")


def open_by_due(rows: QuerySet[Case]) -> QuerySet[Case]:
    """The open ones by due moment; those without any limit come first: somebody must set one."""
    return rows.filter(closed_at__isnull=True).order_by(F("next_due_at").asc(nulls_first=True), "id")


def due(
    *,
    viewer: Actor,
    by_day: datetime.date | None = None,
    unit: str = "",
    light: str = "",
    kind: str = "",
    text: str = "",
) -> QuerySet[Case]:
    """Open cases by due moment.

    Args:
        by_day: only what is due by the end of this day, and what has no limit.
        unit: lead, joint or holding unit.
        text: part of the title, or the beginning of the number.
    """
    rows = narrowed(visible(viewer=viewer), unit=unit, light=light, kind=kind, text=text)
    if by_day is not None:
        rows = rows.filter(Q(next_due_at__lte=end_of(by_day)) | Q(next_due_at__isnull=True))
    return open_by_due(rows)


def narrowed(
    rows: QuerySet[Case],
    *,
    unit: str = "",
    lead: str = "",
    light: str = "",
    state: str = "",
    kind: str = "",
    text: str = "",
) -> QuerySet[Case]:
    """The rows that fulfil every filter given.

    Args:
        unit: that leads, holds or takes part; ``lead``: that leads.
        state: the id of a state, or ``open`` / ``closed``.
    """
    if unit:
        joint = Case.joint_units.through.objects.filter(unit_id=unit).values("case_id")
        rows = rows.filter(Q(lead_unit_id=unit) | Q(holder_unit_id=unit) | Q(id__in=joint))
    if state in ("open", "closed"):
        rows = rows.filter(closed_at__isnull=state == "open")
    elif state:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(number__istartswith=text))
    exact = {"lead_unit_id": lead, "light": light, "kind": kind}
    return rows.filter(**{name: value for name, value in exact.items() if value})


def lights(*, viewer: Actor, subjects: Iterable[str]) -> dict[str, str]:
    """Subject → the light of its latest case, for those of these subjects that have one."""
    rows = visible(viewer=viewer).filter(subject__in=list(subjects)).order_by("id")
    return dict(rows.values_list("subject", "light"))


def lights_in_public(*, subjects: Iterable[str]) -> dict[str, str]:
    """Subject → the light of its latest case, for everybody: only cases whose kind makes the light public."""
    rows = Case.objects.filter(subject__in=list(subjects)).order_by("id")
    return {case.subject: case.light for case in rows if "light" in kind_of(case).public}


def lights_count(*, viewer: Actor, subjects: Iterable[str] | None = None) -> dict[str, int]:
    """How many cases show each light; every light is named, with 0 where none shows it."""
    rows = visible(viewer=viewer)
    if subjects is not None:
        rows = rows.filter(subject__in=list(subjects))
    return _counted(rows.order_by().values_list("light").annotate(Count("id")))


def lights_by_unit(*, viewer: Actor) -> dict[str, dict[str, int]]:
    """Lead unit's id → how many of its cases show each light."""
    found: dict[str, list[tuple[str, int]]] = {}
    rows = visible(viewer=viewer).order_by().values_list("lead_unit_id", "light").annotate(Count("id"))
    for unit, light, count in rows:
        found.setdefault(unit, []).append((light, count))
    return {unit: _counted(counts) for unit, counts in found.items()}


def _counted(pairs: Iterable[Any]) -> dict[str, int]:
    return dict.fromkeys(LIGHTS, 0) | dict(pairs)


#: A case that nobody has touched counts as new for so long; after that it is simply waiting.
NEW_FOR = datetime.timedelta(days=7)


def desk(*, viewer: Actor, at: datetime.datetime) -> Desk:
    """The open cases that the viewer's units hold, sorted for the day's work."""
    acts = Event.objects.filter(case=OuterRef("pk")).exclude(action__in=machine.ASIDE).order_by("-sequence")
    held = held_by(open_by_due(visible(viewer=viewer)), viewer=viewer)
    rows = list(held.annotate(last_act=Subquery(acts.values("action")[:1])))
    marks = {case.pk: mark for case in rows if (mark := _mark(case, case.last_act, at))}
    pressing = tuple(case for case in rows if case.light in ("red", "amber"))
    calm = [case for case in rows if case.light not in ("red", "amber")]
    returned, fresh = (tuple(case for case in calm if marks.get(case.pk) == mark) for mark in ("returned", "new"))
    asked = open_by_due(visible(viewer=viewer)).filter(clocks__asked_until_on__isnull=False).distinct()
    to_decide = tuple(case for case in asked if may_decide_extension(case, viewer=viewer))
    return Desk(pressing, returned, fresh, len(calm) - len(returned) - len(fresh), marks, to_decide)


def held_by(rows: QuerySet[Case], *, viewer: Actor) -> QuerySet[Case]:
    """Those in which the next move is with the viewer's units: they hold the case, or a clock of theirs runs in it."""
    theirs = CaseClock.objects.filter(unit__in=viewer.unit_ids, stopped_at__isnull=True, paused_at__isnull=True)
    return rows.filter(Q(holder_unit_id__in=viewer.unit_ids) | Q(id__in=theirs.values("case_id")))


def _mark(case: Case, last_act: str, at: datetime.datetime) -> str:
    if last_act in (LODGE, machine.REASSIGN):
        return "new" if at - case.moved_at <= NEW_FOR else ""
    kind = kind_of(case)
    action = kind.action(last_act)
    if action is None or action.to is None:
        return ""
    was = {kind.state(origin).holder for origin in action.origins}
    return "returned" if kind.state(action.to).holder == "lead" and "lead" not in was else ""


def moves(*, viewer: Actor) -> QuerySet[ClockMove]:
    """Due days that a calendar moved, of the cases that the viewer may see, latest first."""
    return ClockMove.objects.filter(case__in=visible(viewer=viewer)).select_related("case", "case__lead_unit")


def notices(*, viewer: Actor) -> QuerySet[Notice]:
    """The reminders to the viewer's units and roles, of cases that the viewer may see, latest first."""
    mine = [*(f"unit:{unit}" for unit in viewer.unit_ids), *(f"role:{role}" for role in viewer.roles)]
    return Notice.objects.filter(to__in=mine, case__in=visible(viewer=viewer)).select_related("case")


def last_sequence(case: Case) -> int:
    """The number of the last event in the history."""
    return Event.objects.filter(case=case).order_by().aggregate(last=Max("sequence"))["last"] or 0


def extension_asked(case: Case, key: str) -> Event | None:
    """The latest asking for more time on this clock."""
    asked = Event.objects.filter(case=case, action=machine.ASK).order_by("-sequence")
    return next((event for event in asked if event.fields["clock"] == key), None)


def papers_of(case: Case) -> tuple[dict[str, Any], ...]:
    """The papers handed in, newest first: need, sha256, name, size, type, label, at, by."""
    kind = kind_of(case)
    forms: tuple[Lodging | Action, ...] = (kind.lodge, *kind.actions)
    labels = {need.id: need.label for asked in forms for need in asked.papers}
    events = Event.objects.filter(case=case).order_by("-sequence")
    return tuple(
        {**paper, "label": labels.get(paper["need"], ""), "at": event.at, "by": event.actor_name}
        for event in events
        for paper in event.papers
    )


def case_of(case_id: int, *, viewer: Actor) -> Case | None:
    """The case, if the viewer may see it."""
    return visible(viewer=viewer).filter(pk=case_id).first()


def has_acted(case: Case, *, action: str, at: datetime.datetime) -> bool:
    """Whether the case's history holds this action at exactly this moment."""
    return Event.objects.filter(case=case, action=action, at=at).exists()


def clocks(case: Case) -> tuple[CaseClock, ...]:
    """The clocks of a case: running ones by due day, those without a limit first, then the stopped ones."""
    order = (F("stopped_at").asc(nulls_first=True), F("due_at").asc(nulls_first=True), "id")
    return tuple(CaseClock.objects.filter(case=case).order_by(*order))


def history(case: Case) -> tuple[Line, ...]:
    """What happened, newest first, with the values under the labels of the kind."""
    kind = kind_of(case)
    asked = {LODGE: kind.lodge.fields} | {action.id: action.fields for action in kind.actions}
    events = Event.objects.filter(case=case).order_by("-at", "-sequence")
    names = {clock.key: clock.label for clock in clocks(case)}
    return tuple(Line(event, tuple(_values(event.fields, asked.get(event.action, ()), names))) for event in events)


#: The values of the room's own words: extension, reassignment, lights.
_OWN_LABELS = {"until_on": "延至", "reason": "理由", "clock": "时限", "from": "原牵头单位", "to": "现牵头单位"}


def _values(
    values: Mapping[str, Any], asked: Iterable[FormField], names: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    fields = {field.name: field for field in asked}
    for name, value in values.items():
        field = fields.get(name)
        if field is None:
            if name in _OWN_LABELS:
                yield _OWN_LABELS[name], names.get(value, str(value))
        elif field.type == "nodes":
            yield field.label, "；".join(f"{node['on']} {node['title']}" for node in value)
        elif field.type == "yes_no":
            yield field.label, "是" if value else "否"
        elif field.type == "unit":
            yield field.label, people.unit_names().get(value, str(value))
        elif field.type in ("integer", "decimal"):
            yield field.label, f"{value} {field.unit}".strip()
        elif field.type in ("lines", "listed"):
            yield field.label, "；".join(value)
        else:
            yield field.label, names.get(value, field.values.get(str(value), str(value)))


@lru_cache(maxsize=256)
def kind_under(version: str) -> CaseKind:
    """The kind of this version."""
    # a version is named by the hash of its text, so what was read once never changes
    return CaseKind.model_validate_json(KindVersion.objects.get(pk=version).text)


def topics(kind: CaseKind) -> dict[str, str]:
    """The classes of a kind: value → label."""
    return next((dict(field.values) for field in kind.all_fields() if field.name == kind.topic), {})


def kind_of(case: Case) -> CaseKind:
    """The kind in the version under which the case began."""
    return kind_under(case.version_id)


def situation(case: Case) -> Situation:
    """The events of the case replayed."""
    rows = Event.objects.filter(case=case).order_by("sequence")
    return machine.situation(
        kind_of(case),
        (Happening(row.action, row.at, row.actor_id, row.fields) for row in rows),
        timing(case.lead_unit_id),
    )


def parties(case: Case) -> Parties:
    """The units of the case, for the question who may act."""
    entity = case.subject.removeprefix("entity:") if case.subject.startswith("entity:") else ""
    joint = Case.joint_units.through.objects.filter(case=case).values_list(Value("joint"), "unit_id")
    sides = list(Side.objects.filter(case=case).values_list("role", "who").union(joint, all=True))
    units, applicants, named = (
        frozenset(who.removeprefix("entity:") if role == "named" else who for role, who in sides if role == asked)
        for asked in ("joint", "applicant", "named")
    )
    return Parties(case.lead_unit_id, units, kind_of(case).office or office(), entity, applicants, named)


def entities_named(kind: CaseKind, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes of the entities that these values of the kind's forms name."""
    names = {field.name for field in kind.all_fields() if field.type == "entity"}
    return tuple(str(value) for name, value in values.items() if name in names)


def applies_for_itself(kind: CaseKind, actor: Actor) -> bool:
    """Whether the actor begins such a case as an applicant, not for an office."""
    reaches = {actor.reach(one.permission) for one in kind.lodge.who}
    return "own" in reaches and not reaches & {"unit", "all"}


def may_act(case: Case, *, viewer: Actor, at: datetime.datetime) -> tuple[Action, ...]:
    """The actions that the viewer may do at the moment, each with the fields and papers that it asks for."""
    return machine.allowed(kind_of(case), situation(case), viewer, parties(case), at, timing(case.lead_unit_id))


def may_ask_extension(case: Case, *, viewer: Actor, at: datetime.datetime) -> tuple[CaseClock, ...]:
    """The running clocks for which the viewer may ask for more time now."""
    kind, units = kind_of(case), parties(case)
    return tuple(row for row in clocks(case) if _may_ask(kind, row, viewer, units, at))


def _may_ask(kind: CaseKind, row: CaseClock, viewer: Actor, units: Parties, at: datetime.datetime) -> bool:
    extension = kind.clock(row.clock).extension
    if extension is None or row.stopped_at is not None or row.due_at is None or row.asked_until_on is not None:
        return False
    is_left = extension.at_most is None or row.extensions < extension.at_most
    is_running = row.starts_at <= at <= row.due_at
    return is_left and is_running and machine.stands(extension.asked_by, viewer, units)


def may_decide_extension(case: Case, *, viewer: Actor) -> tuple[CaseClock, ...]:
    """The clocks whose asked extension the viewer may grant or deny; never one's own."""
    kind, units = kind_of(case), parties(case)
    found = []
    for row in clocks(case):
        extension = kind.clock(row.clock).extension
        if extension is not None and row.asked_until_on is not None and row.asked_by != viewer.id:
            if machine.stands(extension.granted_by, viewer, units):
                found.append(row)
    return tuple(found)


def running_of(row: CaseClock) -> Running:
    """A stored clock as the machine's value."""
    return Running(
        key=row.key,
        clock=row.clock,
        label=row.label,
        starts_at=row.starts_at,
        term=row.term,
        due_on=row.due_on,
        due_at=row.due_at,
        rolled_from=row.rolled_from,
        provisional=row.provisional,
        stopped_at=row.stopped_at,
        outcome=row.outcome,  # type: ignore[arg-type]  # the column holds only the machine's words
        paused_at=row.paused_at,
        pauses=tuple(Pause(read_moment(since, "暂停"), read_moment(until, "暂停")) for since, until in row.pauses),
        extended_from=row.extended_from,
        extensions=row.extensions,
        asked=Asked(row.asked_until_on, row.asked_by) if row.asked_until_on else None,
    )


def changes_since(case: Case, revision: int) -> tuple[str, ...]:
    """What people did after the revision, in words, oldest first."""
    done = Event.objects.filter(case=case).exclude(action__in=machine.ASIDE).order_by("sequence")
    return tuple(f"{event.actor_name}：{event.label}" for event in done[revision:])
