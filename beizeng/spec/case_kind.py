"""Kinds of case: states, actions, clocks, lights and escalation, as packs say them.

A kind is checked as a whole when it is read: no dead end, no unreachable state, no clock that never stops.
"""

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from beizeng.spec.case_form import FieldType, FormField, Guard, Name, OnlyIf, PaperNeed, Who
from beizeng.spec.case_graph import LODGE, walk
from beizeng.spec.values import Basis, Dated, PackFile, Spec

#: A length of time in words that ``base.clock.term.Term.parse`` reads.
_TERM = r"^(same day|half a day|[1-9]\d* (working )?(day|hour)s?|[1-9]\d* months?)$"
TermText = Annotated[str, StringConstraints(pattern=_TERM)]

Holder = Literal["lead", "office", "subject", "nobody"]


class State(Spec):
    """A state of a case, and who holds the case in it. ``ends``: the case is closed."""

    id: Name
    label: str
    holder: Holder = "nobody"
    ends: bool = False


class Lodging(Spec):
    """How a case begins. ``lead_unit`` and ``joint_units`` take it where the person does not say who does."""

    to: Name
    label: str = "交办"
    who: tuple[Who, ...]
    fields: tuple[FormField, ...] = ()
    papers: tuple[PaperNeed, ...] = ()
    guards: tuple[Guard, ...] = ()
    title: str | None = Field(default=None, description="of the fields in braces; {entity}: the name of the subject")
    lead_unit: str | None = None
    joint_units: tuple[str, ...] = ()


class Window(Spec):
    """So long after the last time an action was done or a state was entered; nothing else moves the end of it."""

    term: TermText
    after: Name


class Action(Spec):
    """A move: from which states, to which (none: the case stays where it is), who may, what is asked.

    Attributes:
        gives_to: the field of type unit whose unit leads the case from now on.
        joins: the field of type case: that case takes this one in.
        carries: a state: the cases taken in that stand in it make this move too.
        result: the field whose value is what came of the case.
        told: who asked reads what was written.
    """

    id: Name
    label: str
    origins: tuple[Name, ...] = Field(alias="from")
    to: Name | None = None
    who: tuple[Who, ...]
    not_by_doer_of: tuple[Name, ...] = Field(default=(), description="whoever did one of these may not do this one")
    fields: tuple[FormField, ...] = ()
    papers: tuple[PaperNeed, ...] = ()
    guards: tuple[Guard, ...] = ()
    once: bool = Field(default=False, description="may be done once in the life of a case")
    only_if: tuple[OnlyIf, ...] = ()
    within: Window | None = None
    gives_to: Name | None = None
    joins: Name | None = None
    carries: Name | None = None
    result: Name | None = None
    told: bool = False
    basis: Basis | None = None

    @property
    def leaves(self) -> frozenset[str]:
        """The states that a case may leave by it, on its own or with the case that took it in."""
        return frozenset({*self.origins, *([self.carries] if self.carries else [])})


class Every(Spec):
    """One clock per period, from the first period that begins on or after the start until the day in a field."""

    period: Literal["month", "quarter"]
    until_field: Name


class ByField(Spec):
    """The term that belongs to the value of a choice."""

    field: Name
    terms: dict[str, TermText]


class Limit(Spec):
    """When a clock is due: exactly one of these ways."""

    term: TermText | None = None
    on_field: Name | None = Field(default=None, description="the day written in this field")
    by_field: ByField | None = None
    every: Every | None = Field(default=None, description="the last day of each period")
    listed_in: Name | None = Field(default=None, description="one clock per line of this field of type nodes")

    @model_validator(mode="after")
    def _one_way(self) -> "Limit":
        ways = [self.term, self.on_field, self.by_field, self.every, self.listed_in]
        if sum(way is not None for way in ways) != 1:
            raise ValueError("write exactly one of term, on_field, by_field, every, listed_in")
        return self

    @property
    def is_series(self) -> bool:
        return self.every is not None or self.listed_in is not None


class Lights(Spec):
    """Amber when what remains is at most the larger of a share of the limit and a term; red once the moment is past.

    ``amber_at_most`` keeps the warning of a limit of years from lasting for months.
    """

    amber_share: Decimal = Field(ge=0, le=1)
    amber_at_least: TermText
    amber_at_most: TermText | None = None


class Extension(Spec):
    """Who asks for more time and who grants it, how often, and at most how much longer than before."""

    asked_by: tuple[Who, ...] = Field(min_length=1)
    granted_by: tuple[Who, ...] = Field(min_length=1)
    at_most: int | None = Field(ge=1)
    longest: TermText | None
    basis: Basis

    @field_validator("at_most", "longest", mode="before")
    @classmethod
    def _not_set(cls, value: object) -> object:
        return None if value == "not set" else value


class Step(Spec):
    """A rung of the ladder: so long after the due moment, who is told."""

    after: TermText
    to: Literal["lead", "office", "leaders"]
    label: str


class Clock(Spec):
    """A clock of a case. ``starts`` and ``stops`` name actions (``lodge`` is one) or states that are entered."""

    id: Name
    label: str
    limit: Limit | None = Field(description="'not set' where no source gives one: such a clock is red from its start")
    unit: str | None = Field(default=None, description="the unit that must keep it, where it is not the lead's")
    whose: Literal["office", "subject"] = Field(default="office", description="subject: no office is late by it")
    starts: tuple[Name, ...] = Field(min_length=1)
    stops: tuple[Name, ...] = ()
    pauses_in: tuple[Name, ...] = ()
    restarts: tuple[Name, ...] = Field(default=(), description="on these the term begins anew: a correction handed in")
    count_first_day: bool = Field(default=False, description="the day of the start counts")
    within: Name | None = Field(default=None, description="a step's limit: never later than that of this clock")
    awaited: bool = Field(default=False, description="time that must pass (publicity): no warning, no red, not late")
    at_end: Name | None = Field(default=None, description="the action that follows by itself when the time has passed")
    roll: bool = Field(default=True, description="a due day that is a day off moves to the next working day")
    lights: Lights | None = Field(default=None, description="the kind's own unless given")
    extension: Extension | None = None
    escalation: tuple[Step, ...] = ()
    basis: Basis

    @field_validator("limit", mode="before")
    @classmethod
    def _not_set(cls, value: object) -> object:
        return None if value == "not set" else value


class Refusal(Spec):
    """Words that may not be written in a case of this kind, and why (secret matters)."""

    words: tuple[str, ...]
    because: str
    what_now: str
    basis: Basis


class Counted(Spec):
    """A figure that everybody may see: how many closed cases have one of these values in a field, as last written."""

    label: str
    field: Name
    values: tuple[str, ...] = Field(min_length=1)


class YearlyCap(Spec):
    """How many cases of these classes one subject may have in a calendar year; more need a reason in a field.

    ``not_in``: states in which a case came to nothing and is not counted.
    """

    topics: tuple[str, ...] = Field(min_length=1)
    reason: Name
    not_in: tuple[Name, ...] = ()
    at_most: tuple[Dated[int], ...] = Field(min_length=1, description="'not set': nothing is refused")


class CaseKind(PackFile):
    """A kind of case. A running case keeps the version of its kind under which it began."""

    kind: Literal["case_kind"]
    folders: ClassVar[tuple[str, ...]] = ("cases",)
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    label: str
    since: datetime.date = Field(alias="from")
    basis: Basis
    subject: str = Field(description="what a case is about: the word before the colon in its subject (measure:13)")
    once_per_subject: bool = False
    number: str = Field(pattern=r"^.*\{n(:\d+)?\}$", description="{year} and {n:04} are filled in")
    lodge: Lodging
    states: tuple[State, ...]
    actions: tuple[Action, ...]
    clocks: tuple[Clock, ...] = ()
    lights: Lights
    lights_basis: Basis
    refuses: tuple[Refusal, ...] = ()
    public: tuple[Literal["number", "title", "state", "light", "units", "clocks"], ...] = ()
    office: str | None = Field(default=None, description="the unit that directs these cases; else the leading group's")
    topic: Name | None = Field(default=None, description="the field of type choice that is a case's class")
    counted: tuple[Counted, ...] = Field(default=(), description="public figures by class, small numbers left out")
    yearly_cap: YearlyCap | None = None
    private_to: tuple[Who, ...] = Field(default=(), description="who reads the private fields besides who asked")

    @model_validator(mode="after")
    def _holds_together(self) -> "CaseKind":
        # names first: what follows looks them up
        found = list(_unknown_names(self)) or list(walk(self))
        if found:
            raise ValueError("; ".join(found))
        return self

    def state(self, state_id: str) -> State:
        """The state of this id."""
        return next(state for state in self.states if state.id == state_id)

    def action(self, action_id: str) -> Action | None:
        """The action of this id."""
        return next((action for action in self.actions if action.id == action_id), None)

    def clock(self, clock_id: str) -> Clock:
        """The clock of this id."""
        return next(clock for clock in self.clocks if clock.id == clock_id)

    def lights_of(self, clock: Clock) -> Lights:
        """The thresholds that hold for a clock."""
        return clock.lights or self.lights

    def all_fields(self) -> Iterator[FormField]:
        """Every field that lodging or an action asks for."""
        yield from self.lodge.fields
        for action in self.actions:
            yield from action.fields

    def results(self) -> dict[str, str]:
        """What may come of a case: value → label, as the last action that says so words it."""
        fields = [(action.result, field) for action in self.actions for field in action.fields]
        return {value: label for name, field in fields if field.name == name for value, label in field.values.items()}

    def all_guards(self) -> Iterator[Guard]:
        """Every guard of lodging or an action."""
        yield from self.lodge.guards
        for action in self.actions:
            yield from action.guards


def _unknown_names(kind: CaseKind) -> Iterator[str]:
    states = [state.id for state in kind.states]
    actions = [action.id for action in kind.actions]
    for what, ids in (("state", states), ("action", actions), ("clock", _ids(kind.clocks))):
        twice = sorted({one for one in ids if ids.count(one) > 1})
        yield from (f"{what} '{one}' is declared twice; rename one" for one in twice)
    if LODGE in actions:
        yield "action 'lodge' is the beginning itself; rename the action"
    if not kind.lodge.who:
        yield "nobody may lodge; write 'who' under 'lodge'"
    yield from _names("lodge", "to", [kind.lodge.to], states)
    for action in kind.actions:
        where = f"action '{action.id}'"
        if not action.who and action.id not in {clock.at_end for clock in kind.clocks}:
            yield f"{where}: nobody may do it; write 'who' with a permission and a relation"
        if not action.origins:
            yield f"{where}: possible in no state; write 'from'"
        yield from _names(where, "from", action.origins, states)
        yield from _names(where, "to", [action.to] if action.to else [], states)
        yield from _names(where, "not_by_doer_of", action.not_by_doer_of, actions)
        yield from _names(where, "only_if", [one.done for one in action.only_if], actions)
        yield from _names(where, "within", [action.within.after] if action.within else [], [*actions, *states])
        yield from _names(where, "carries", [action.carries] if action.carries else [], states)
        yield from _effects(kind, action)
    for clock in kind.clocks:
        where = f"clock '{clock.id}'"
        yield from _names(where, "starts", clock.starts, [LODGE, *actions, *states])
        yield from _names(where, "stops", clock.stops, [*actions, *states])
        yield from _names(where, "pauses_in", clock.pauses_in, states)
        yield from _names(where, "restarts", clock.restarts, [*actions, *states])
        yield from _names(
            where, "within", [clock.within] if clock.within else [], sorted(set(_ids(kind.clocks)) - {clock.id})
        )
        yield from _names(where, "at_end", [clock.at_end] if clock.at_end else [], actions)
        yield from _at_end(kind, clock)
        yield from _fields_of(kind, clock)
    choices = [field.name for field in kind.all_fields() if field.type == "choice"]
    yield from _names("kind", "topic", [kind.topic] if kind.topic else [], choices)
    texts = [field.name for field in kind.lodge.fields if field.type in ("text", "long_text")]
    yield from _names("yearly_cap", "reason", [kind.yearly_cap.reason] if kind.yearly_cap else [], texts)
    yield from _names("yearly_cap", "not_in", kind.yearly_cap.not_in if kind.yearly_cap else [], states)
    yield from _names("kind", "counted", [one.field for one in kind.counted], choices)
    for field in kind.all_fields():
        yield from _names(f"field '{field.name}'", "clock", [field.clock] if field.clock else [], _ids(kind.clocks))
        lines = [one.name for one in kind.all_fields() if one.type == "lines"]
        yield from _names(f"field '{field.name}'", "of", [field.of] if field.of else [], lines)
    for guard in kind.all_guards():
        entities = [field.name for field in kind.all_fields() if field.type == "entity"]
        yield from _names(f"guard '{guard.expression}'", "about", [guard.about] if guard.about else [], entities)


def _effects(kind: CaseKind, action: Action) -> Iterator[str]:
    """What an action changes besides the state rests on fields of its own, of the right type."""
    needs: list[tuple[str, str | None, FieldType]] = [
        ("gives_to", action.gives_to, "unit"), ("joins", action.joins, "case"), ("result", action.result, "choice"),
    ]  # fmt: skip
    for key, name, wanted in needs:
        if name is not None and not any(field.name == name and field.type == wanted for field in action.fields):
            yield f"action '{action.id}': '{key}' names no field of type {wanted} of this action; declare it"


def _at_end(kind: CaseKind, clock: Clock) -> Iterator[str]:
    """What follows by itself ends the clock, so that it follows once; what is awaited has an end that follows."""
    action = kind.action(clock.at_end) if clock.at_end else None
    if action is not None and not {action.id, action.to} & set(clock.stops):
        yield f"clock '{clock.id}': '{action.id}' at its end must stop it; write it under 'stops'"
    if action is not None and any(field.required for field in action.fields):
        yield f"action '{action.id}': it follows by itself, so nobody fills in its fields; make them 'required: no'"
    if clock.awaited and clock.at_end is None:
        yield f"clock '{clock.id}': what is awaited needs 'at_end', the action that follows"


def _names(where: str, key: str, used: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    known = list(known)
    for name in used:
        if name not in known:
            yield f"{where}: '{key}' names '{name}', which is not declared; write one of {', '.join(known)}"


def _fields_of(kind: CaseKind, clock: Clock) -> Iterator[str]:
    """The fields that a limit rests on exist, with the right type."""
    limit = clock.limit or Limit(term="same day")
    needs: list[tuple[str | None, FieldType]] = [
        (limit.on_field, "day"),
        (limit.listed_in, "nodes"),
        (limit.every.until_field if limit.every else None, "day"),
        (limit.by_field.field if limit.by_field else None, "choice"),
    ]
    for name, wanted in needs:
        found = next((field for field in kind.all_fields() if field.name == name), None)
        if name is not None and (found is None or found.type != wanted):
            yield f"clock '{clock.id}': no field '{name}' of type {wanted}; declare it under 'lodge' or an action"
        if found is not None and limit.by_field and set(found.values) != set(limit.by_field.terms):
            yield f"clock '{clock.id}': 'terms' must give one term for each of {', '.join(found.values)}"


def _ids(parts: Iterable[Clock]) -> list[str]:
    return [part.id for part in parts]
