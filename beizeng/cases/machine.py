"""The heart: a kind and what happened give the state, who holds the case, and its clocks with their due moments.

Pure: events and pack values in, plain values out. How one clock runs is in ``clocks``, what it shows at a moment in
``lights``; what a form may hold is in ``fields``.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from beizeng.base.clock.due import due
from beizeng.base.clock.now import local_day
from beizeng.base.clock.term import Term
from beizeng.base.people.actor import Actor
from beizeng.cases.clocks import (
    Asked,
    Running,
    Timing,
    due_by,
    end_of,
    paused,
    restarted,
    started,
    stop,
    voided,
    within,
)
from beizeng.spec.case_form import Who
from beizeng.spec.case_graph import LODGE
from beizeng.spec.case_kind import Action, CaseKind, Clock

ASK = "ask_extension"
GRANT = "grant_extension"
DENY = "deny_extension"
REASSIGN = "reassign"
REMIND = "remind"
#: What stands in the history without being an act in the case: no revision counts it.
ASIDE = ("raise_light", REMIND)


@dataclass(frozen=True)
class Happening:
    """One event: an action of the kind, ``lodge``, ``reassign`` or one of the three words of extension.

    ``fields`` are plain JSON values: days as ISO text, nodes as ``[{"on": ..., "title": ...}]``.
    """

    action: str
    at: datetime.datetime
    by: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Situation:
    """Where a case stands after its events.

    ``doers``: action → who did it; ``moments``: action, or state entered → when, in order.
    """

    state: str
    clocks: tuple[Running, ...] = ()
    closed_at: datetime.datetime | None = None
    known: Mapping[str, Any] = field(default_factory=dict)
    doers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    moments: Mapping[str, tuple[datetime.datetime, ...]] = field(default_factory=dict)

    def clock(self, key: str) -> Running | None:
        """The clock of this key."""
        return next((running for running in self.clocks if running.key == key), None)


@dataclass(frozen=True)
class Parties:
    """The units of a case: its lead, its joint units, the office that assigned it; the entity it is about, if one.

    ``applicants``: the accounts or callers that began it for themselves or their firm; ``named``: codes of other
    entities that it names.
    """

    lead: str
    joint: frozenset[str] = frozenset()
    office: str = ""
    entity: str = ""
    applicants: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()


def situation(kind: CaseKind, happenings: Iterable[Happening], timing: Timing) -> Situation:
    """The events replayed in order.

    1. The state moves. 2. Clocks that the action or the entered state stops are stopped; the end of a case stops all.
    3. Clocks begin anew; they pause on entering a state and run on when leaving it. 4. Clocks start. 5. What lies
    within another clock ends with it at the latest.
    """
    now = Situation(kind.lodge.to)
    for happening in happenings:
        now = _after(kind, now, happening, timing)
    return now


def _after(kind: CaseKind, now: Situation, happening: Happening, timing: Timing) -> Situation:
    if happening.action in (ASK, GRANT, DENY):
        return replace(now, clocks=tuple(_extension(kind, now.clocks, happening, timing)))
    action = kind.action(happening.action)
    if action is None and happening.action != LODGE:
        return now
    state = action.to if action is not None and action.to else now.state
    is_entered = happening.action == LODGE or state != now.state
    events = {happening.action} | ({state} if is_entered else set())
    ends = kind.state(state).ends
    known = {**now.known, **happening.fields}
    clocks = _stopped(kind, now.clocks, events, happening)
    if ends:
        clocks = [voided(running, happening.at) for running in clocks]
    clocks = [restarted(kind, running, events, happening.at, known, timing) for running in clocks]
    clocks = [paused(kind, running, state, happening.at, known, timing) for running in clocks]
    for clock in kind.clocks:
        if events & set(clock.starts) and not ends:
            clocks += started(clock, clocks, happening.at, known, timing)
    clocks = [within(kind, running, clocks, known, timing) for running in clocks]
    doers = {**now.doers, happening.action: now.doers.get(happening.action, frozenset()) | {happening.by}}
    moments = {**now.moments, **{event: (*now.moments.get(event, ()), happening.at) for event in events}}
    return Situation(state, tuple(clocks), happening.at if ends else None, known, doers, moments)


# --- stopping


def _stopped(kind: CaseKind, clocks: Sequence[Running], events: set[str], happening: Happening) -> list[Running]:
    ending: set[str] = set()
    for clock in kind.clocks:
        if events & set(clock.stops):
            mine = [running for running in clocks if running.clock == clock.id and running.is_open]
            ending |= {running.key for running in _ending(clock, mine, happening)}
    return [
        _ended(kind.clock(running.clock), running, happening) if running.key in ending else running
        for running in clocks
    ]


def _ended(clock: Clock, running: Running, happening: Happening) -> Running:
    """Stopped; what was awaited is never late, what an office let run out in silence always is."""
    ended = stop(running, happening.at)
    if clock.awaited:
        return replace(ended, outcome="on_time")
    ran_out = happening.action == clock.at_end and happening.fields.get("clock") == running.key
    return replace(ended, outcome="late") if ran_out else ended


def _ending(clock: Clock, mine: Sequence[Running], happening: Happening) -> Sequence[Running]:
    """Which clocks of one declaration end: the node that was named; of periods the oldest one owed; else all."""
    if clock.limit is None or not clock.limit.is_series or happening.action not in clock.stops:
        return mine
    if clock.limit.listed_in:
        return [running for running in mine if running.key in happening.fields.values()]
    return sorted((r for r in mine if r.starts_at <= happening.at), key=lambda r: r.starts_at)[:1]


# --- extending


def _extension(kind: CaseKind, clocks: Sequence[Running], happening: Happening, timing: Timing) -> Iterator[Running]:
    for running in clocks:
        if running.key != happening.fields["clock"]:
            yield running
        elif happening.action == ASK:
            until = datetime.date.fromisoformat(happening.fields["until_on"])
            yield replace(running, asked=Asked(until, happening.by))
        elif happening.action == DENY or running.asked is None:
            yield replace(running, asked=None)
        else:
            first = running.extended_from or running.due_on
            count = running.extensions + 1
            longer = replace(running, asked=None, extended_from=first, extensions=count, provisional=False)
            yield due_by(longer, running.asked.until_on, kind.clock(running.clock), timing)


# --- who


def stands(who: Iterable[Who], actor: Actor, parties: Parties) -> bool:
    """Whether the actor fulfils one of these: holds the permission and stands to the case as it asks."""
    return any(_stands(one, actor, parties) for one in who)


def _stands(who: Who, actor: Actor, parties: Parties) -> bool:
    reach = actor.reach(who.permission)
    if reach is None:
        return False
    if reach == "all":
        return True
    mine = actor.unit_ids if reach == "unit" else frozenset()
    if who.unit is not None and who.unit not in mine:
        return False
    return {
        "lead": parties.lead in mine,
        "joint": bool(parties.joint & mine),
        "party": bool((parties.joint | {parties.lead}) & mine),
        "office": parties.office in mine,
        "subject": parties.entity in actor.entity_codes or actor.id in parties.applicants,
        "named": bool(parties.named & actor.entity_codes),
        "any": True,
    }[who.relation]


def hindrance(
    kind: CaseKind,
    now: Situation,
    action: Action,
    actor: Actor,
    parties: Parties,
    at: datetime.datetime,
    timing: Timing,
) -> str | None:
    """Why the actor may not do the action at this moment, in words; None: it may be done."""
    if now.state not in action.origins:
        return f"事项现在是“{kind.state(now.state).label}”，不能{action.label}"
    if not stands(action.who, actor, parties):
        return f"{action.label}须由有权限的单位和岗位办理，您的岗位不在其中"
    if action.once and action.id in now.doers:
        return f"{action.label}在一件事项中只能办一次，此前已经办过"
    done = [other for other in action.not_by_doer_of if actor.id in now.doers.get(other, frozenset())]
    if done:
        return f"您办理过本事项，{action.label}须由另一人办理"
    for need in action.only_if:
        times = len(now.moments.get(need.done, ()))
        if times < need.at_least or (need.fewer_than is not None and times >= need.fewer_than):
            return need.because
    until = window_end(now, action, timing)
    if until is not None and at > until:
        return f"{action.label}的期限到 {local_day(until)} 为止，已经过了"
    return None


def window_end(now: Situation, action: Action, timing: Timing) -> datetime.datetime | None:
    """The last moment at which the action is possible; None: it has no window, or what opens it has not happened."""
    if action.within is None or not now.moments.get(action.within.after):
        return None
    term, opened = Term.parse(action.within.term), now.moments[action.within.after][-1]
    start = opened if term.is_timed else local_day(opened)
    hours = timing.hours if term.is_timed else None
    found = due(start=start, term=term, calendar=timing.calendar, hours=hours)
    return found.due_at or end_of(found.due_on)


def allowed(
    kind: CaseKind, now: Situation, actor: Actor, parties: Parties, at: datetime.datetime, timing: Timing
) -> tuple[Action, ...]:
    """The actions that the actor may do at this moment."""
    return tuple(action for action in kind.actions if hindrance(kind, now, action, actor, parties, at, timing) is None)
