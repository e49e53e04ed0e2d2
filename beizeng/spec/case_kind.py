"""Kinds of case: states, actions, clocks, lights and escalation, as packs say them.

A kind is checked as a whole when it is read: no dead end, no unreachable state, no clock that never stops.
"""

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from beizeng.spec.case_form import FieldType, FormField, Guard, Name, PaperNeed, Who
from beizeng.spec.values import Basis, PackFile, Spec

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
    lead_unit: str | None = None
    joint_units: tuple[str, ...] = ()


class Action(Spec):
    """A move: from which states, to which (none: the case stays where it is), who may, what is asked."""

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
    basis: Basis | None = None


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
    starts: tuple[Name, ...] = Field(min_length=1)
    stops: tuple[Name, ...] = ()
    pauses_in: tuple[Name, ...] = ()
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

    @model_validator(mode="after")
    def _holds_together(self) -> "CaseKind":
        # names first: what follows looks them up
        found = list(_unknown_names(self)) or [*_unreachable(self), *_dead_ends(self), *_clocks(self)]
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

    def all_guards(self) -> Iterator[Guard]:
        """Every guard of lodging or an action."""
        yield from self.lodge.guards
        for action in self.actions:
            yield from action.guards


#: The events that a clock may start or stop on besides actions and states.
LODGE = "lodge"


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
    for clock in kind.clocks:
        where = f"clock '{clock.id}'"
        yield from _names(where, "starts", clock.starts, [LODGE, *actions, *states])
        yield from _names(where, "stops", clock.stops, [*actions, *states])
        yield from _names(where, "pauses_in", clock.pauses_in, states)
        yield from _names(where, "at_end", [clock.at_end] if clock.at_end else [], actions)
        yield from _fields_of(kind, clock)
    for field in kind.all_fields():
        yield from _names(f"field '{field.name}'", "clock", [field.clock] if field.clock else [], _ids(kind.clocks))
        lines = [one.name for one in kind.all_fields() if one.type == "lines"]
        yield from _names(f"field '{field.name}'", "of", [field.of] if field.of else [], lines)
    for guard in kind.all_guards():
        entities = [field.name for field in kind.all_fields() if field.type == "entity"]
        yield from _names(f"guard '{guard.expression}'", "about", [guard.about] if guard.about else [], entities)


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


def _reachable(kind: CaseKind, start: str) -> set[str]:
    """The states that a case in state ``start`` can come to, itself included."""
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        onward = {action.to for action in kind.actions if here in action.origins and action.to} - found
        found |= onward
        waiting += sorted(onward)
    return found


def _unreachable(kind: CaseKind) -> Iterator[str]:
    reached = _reachable(kind, kind.lodge.to)
    for state in kind.states:
        if state.id not in reached:
            yield f"state '{state.id}': no action leads there; write it as 'to' of an action, or take it out"
    for action in kind.actions:
        if not reached & set(action.origins):
            yield f"action '{action.id}': all of its 'from' are unreachable; correct them"


def _dead_ends(kind: CaseKind) -> Iterator[str]:
    ends = {state.id for state in kind.states if state.ends}
    if not ends:
        yield "no state ends the case; write 'ends: yes' on the last one"
        return
    for state in kind.states:
        if not ends & _reachable(kind, state.id):
            yield f"state '{state.id}' is a dead end: a case in it can never be closed; write an action that leads on"


def _clocks(kind: CaseKind) -> Iterator[str]:
    for clock in kind.clocks:
        begun = list(_states_after(kind, clock.starts))
        if not begun:
            yield f"clock '{clock.id}' never starts: nothing in 'starts' can happen; correct it"
        for state in begun:
            onward = _reachable(kind, state)
            # a state counts when it is entered later, not when the clock starts in it
            stoppers = {action.id for action in kind.actions if onward & set(action.origins)}
            entered = {action.to for action in kind.actions if onward & set(action.origins) and action.to}
            if not (stoppers | entered) & set(clock.stops):
                yield f"clock '{clock.id}' never stops once started in '{state}'; write under 'stops' what ends it"


def _states_after(kind: CaseKind, events: tuple[str, ...]) -> Iterator[str]:
    """The states in which a case may stand just after one of the events."""
    reached = _reachable(kind, kind.lodge.to)
    if LODGE in events:
        yield kind.lodge.to
    for action in kind.actions:
        if action.id in events:
            yield from [action.to] if action.to else sorted(reached & set(action.origins))
    yield from (state for state in sorted(reached) if state in events)


def _ids(parts: Iterable[Clock]) -> list[str]:
    return [part.id for part in parts]
