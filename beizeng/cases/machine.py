"""The heart: a kind and what happened give the state, who holds the case, and its clocks with their due moments.

Pure: events and pack values in, plain values out. What a clock shows at a moment is in ``lights``; what a form may
hold is in ``fields``.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from beizeng.base.clock.calendar import Calendar
from beizeng.base.clock.due import due
from beizeng.base.clock.hours import WorkingHours
from beizeng.base.clock.now import SHANGHAI, local_day
from beizeng.base.clock.question import Pause
from beizeng.base.clock.term import Term
from beizeng.base.people.actor import Actor
from beizeng.spec.case_form import Who
from beizeng.spec.case_kind import LODGE, Action, CaseKind, Clock

ASK = "ask_extension"
GRANT = "grant_extension"
DENY = "deny_extension"
REASSIGN = "reassign"
Outcome = Literal["", "on_time", "late", "void"]

#: The last moment of a day: what is due on a day is in time until its end (民法典 203).
_LAST = datetime.time(23, 59, 59, 999999)


@dataclass(frozen=True)
class Timing:
    """How days and hours are counted for a case."""

    calendar: Calendar
    hours: WorkingHours


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
class Asked:
    """An extension that was asked for and not yet decided."""

    until_on: datetime.date
    by: str


@dataclass(frozen=True)
class Running:
    """One clock of one case. ``key`` is unique in the case: ``plan``, ``report-2024Q3``, ``node-1``.

    Attributes:
        due_on: the day; None: no limit set.
        due_at: the last moment that is in time; None: no limit set.
        rolled_from: the day off on which it would have been due, where it moved to the next working day.
        extended_from: the day before the first extension; the old day is never lost.
        paused_at: since when it stands still; None: it runs.
        pauses: the stretches over which it stood still, ended ones.
    """

    key: str
    clock: str
    label: str
    starts_at: datetime.datetime
    term: str = ""
    due_on: datetime.date | None = None
    due_at: datetime.datetime | None = None
    rolled_from: datetime.date | None = None
    provisional: bool = False
    stopped_at: datetime.datetime | None = None
    outcome: Outcome = ""
    paused_at: datetime.datetime | None = None
    pauses: tuple[Pause, ...] = ()
    extended_from: datetime.date | None = None
    extensions: int = 0
    asked: Asked | None = None

    @property
    def is_open(self) -> bool:
        return self.stopped_at is None


@dataclass(frozen=True)
class Situation:
    """Where a case stands after its events. ``doers``: action → who did it."""

    state: str
    clocks: tuple[Running, ...] = ()
    closed_at: datetime.datetime | None = None
    known: Mapping[str, Any] = field(default_factory=dict)
    doers: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def clock(self, key: str) -> Running | None:
        """The clock of this key."""
        return next((running for running in self.clocks if running.key == key), None)


@dataclass(frozen=True)
class Parties:
    """The units of a case: its lead, its joint units, the office that assigned it; the entity it is about, if one."""

    lead: str
    joint: frozenset[str] = frozenset()
    office: str = ""
    entity: str = ""


def situation(kind: CaseKind, happenings: Iterable[Happening], timing: Timing) -> Situation:
    """The events replayed in order.

    1. The state moves. 2. Clocks that the action or the entered state stops are stopped; the end of a case stops all.
    3. Clocks pause on entering a state and run on when leaving it. 4. Clocks start.
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
        clocks = [_voided(running, happening.at) for running in clocks]
    clocks = [_paused(kind, running, state, happening.at, known, timing) for running in clocks]
    for clock in kind.clocks:
        if events & set(clock.starts) and not ends:
            clocks += _started(clock, clocks, happening.at, known, timing)
    doers = {**now.doers, happening.action: now.doers.get(happening.action, frozenset()) | {happening.by}}
    return Situation(state, tuple(clocks), happening.at if ends else None, known, doers)


# --- stopping


def _stopped(kind: CaseKind, clocks: Sequence[Running], events: set[str], happening: Happening) -> list[Running]:
    ending: set[str] = set()
    for clock in kind.clocks:
        if events & set(clock.stops):
            mine = [running for running in clocks if running.clock == clock.id and running.is_open]
            ending |= {running.key for running in _ending(clock, mine, happening)}
    return [_stop(running, happening.at) if running.key in ending else running for running in clocks]


def _ending(clock: Clock, mine: Sequence[Running], happening: Happening) -> Sequence[Running]:
    """Which clocks of one declaration end: the node that was named; of periods the oldest one owed; else all."""
    if clock.limit is None or not clock.limit.is_series or happening.action not in clock.stops:
        return mine
    if clock.limit.listed_in:
        return [running for running in mine if running.key in happening.fields.values()]
    return sorted((r for r in mine if r.starts_at <= happening.at), key=lambda r: r.starts_at)[:1]


def _stop(running: Running, at: datetime.datetime) -> Running:
    # what stood still when it ended is judged by the moment at which it came to stand
    moment = running.paused_at or at
    in_time = running.due_at is not None and moment <= running.due_at
    return replace(running, stopped_at=at, paused_at=None, asked=None, outcome="on_time" if in_time else "late")


def _voided(running: Running, at: datetime.datetime) -> Running:
    """A clock still running when the case ends: nothing is owed any more, unless it was late already."""
    if not running.is_open:
        return running
    stopped = _stop(running, at)
    return replace(stopped, outcome="void") if stopped.outcome == "on_time" else stopped


# --- pausing


def _paused(
    kind: CaseKind, running: Running, state: str, at: datetime.datetime, known: Mapping[str, Any], timing: Timing
) -> Running:
    clock = kind.clock(running.clock)
    if not running.is_open or not clock.pauses_in:
        return running
    if state in clock.pauses_in:
        return replace(running, paused_at=running.paused_at or at)
    if running.paused_at is None:
        return running
    stood = replace(running, paused_at=None, pauses=(*running.pauses, Pause(running.paused_at, at)))
    if running.extended_from is not None and running.due_on is not None:
        longer = (local_day(at) - local_day(running.paused_at)).days
        return _due_by(stood, running.due_on + datetime.timedelta(days=longer), clock, timing)
    return _timed(stood, clock, known, timing)


# --- starting


def _started(
    clock: Clock, clocks: Sequence[Running], at: datetime.datetime, known: Mapping[str, Any], timing: Timing
) -> Iterator[Running]:
    mine = [running for running in clocks if running.clock == clock.id]
    if any(running.is_open for running in mine):
        return
    if clock.limit is not None and clock.limit.listed_in:
        for offset, line in enumerate(known.get(clock.limit.listed_in) or (), start=len(mine) + 1):
            running = Running(f"{clock.id}-{offset}", clock.id, line["title"], at)
            yield _due_by(running, datetime.date.fromisoformat(line["on"]), clock, timing)
        return
    if clock.limit is not None and clock.limit.every:
        for name, first, last in _periods(
            clock.limit.every.period, local_day(at), known[clock.limit.every.until_field]
        ):
            running = Running(f"{clock.id}-{name}", clock.id, f"{clock.label} {name}", _midnight(first))
            yield _due_by(running, last, clock, timing)
        return
    key = clock.id if not mine else f"{clock.id}-{len(mine) + 1}"
    yield _timed(Running(key, clock.id, clock.label, at), clock, known, timing)


def _periods(period: str, start: datetime.date, until: str) -> Iterator[tuple[str, datetime.date, datetime.date]]:
    """The periods that begin after ``start`` and end by ``until``: name, first and last day."""
    months = 3 if period == "quarter" else 1
    number = (start.year * 12 + start.month - 1) // months + 1
    while True:
        first, after = (datetime.date(*_month(n * months), 1) for n in (number, number + 1))
        last = after - datetime.timedelta(days=1)
        if last > datetime.date.fromisoformat(until):
            return
        name = f"{first.year}Q{(first.month + 2) // 3}" if months > 1 else f"{first.year}-{first.month:02}"
        yield name, first, last
        number += 1


def _month(count: int) -> tuple[int, int]:
    return count // 12, count % 12 + 1


def term_of(clock: Clock, known: Mapping[str, Any]) -> Term | None:
    """The term that a clock counts; None where it is due on a written day, or no limit is set."""
    limit = clock.limit
    if limit is None:
        return None
    if limit.by_field:
        return Term.parse(limit.by_field.terms[known[limit.by_field.field]])
    return Term.parse(limit.term) if limit.term else None


def _timed(running: Running, clock: Clock, known: Mapping[str, Any], timing: Timing) -> Running:
    term = term_of(clock, known)
    if term is not None:
        start = running.starts_at if term.is_timed else local_day(running.starts_at)
        # a day lasts until 24:00: what is handed in through these pages needs no open office (民法典 203)
        hours = timing.hours if term.is_timed else None
        found = due(start=start, term=term, calendar=timing.calendar, hours=hours, pauses=running.pauses, roll=False)
        timed = replace(running, term=str(term), provisional=found.provisional)
        if found.due_at is not None:
            return replace(timed, due_on=found.due_on, due_at=found.due_at)
        return _due_by(timed, found.due_on, clock, timing)
    written = known.get(clock.limit.on_field) if clock.limit is not None and clock.limit.on_field else None
    return _due_by(running, datetime.date.fromisoformat(written), clock, timing) if written else running


def _due_by(running: Running, day: datetime.date, clock: Clock, timing: Timing) -> Running:
    """Due at the end of a day, or of the next working day where the clock rolls."""
    rolled = datetime.date.fromordinal(timing.calendar.on_or_after(day.toordinal())) if clock.roll else day
    may_move = clock.roll and timing.calendar.is_provisional(day.toordinal(), rolled.toordinal())
    return replace(
        running,
        due_on=rolled,
        due_at=end_of(rolled),
        rolled_from=day if rolled != day else None,
        provisional=running.provisional or may_move,
    )


def end_of(day: datetime.date) -> datetime.datetime:
    """The last moment of a day in Shanghai."""
    return datetime.datetime.combine(day, _LAST, SHANGHAI)


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), SHANGHAI)


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
            yield _due_by(longer, running.asked.until_on, kind.clock(running.clock), timing)


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
    return {
        "lead": parties.lead in mine,
        "joint": bool(parties.joint & mine),
        "party": bool((parties.joint | {parties.lead}) & mine),
        "office": parties.office in mine,
        "subject": parties.entity in actor.entity_codes,
        "any": True,
    }[who.relation]


def hindrance(kind: CaseKind, now: Situation, action: Action, actor: Actor, parties: Parties) -> str | None:
    """Why the actor may not do the action now, in words; None: it may be done."""
    if now.state not in action.origins:
        return f"事项现在是“{kind.state(now.state).label}”，不能{action.label}"
    if not stands(action.who, actor, parties):
        return f"{action.label}须由有权限的单位和岗位办理，您的岗位不在其中"
    done = [other for other in action.not_by_doer_of if actor.id in now.doers.get(other, frozenset())]
    if done:
        return f"您办理过本事项，{action.label}须由另一人办理"
    return None


def allowed(kind: CaseKind, now: Situation, actor: Actor, parties: Parties) -> tuple[Action, ...]:
    """The actions that the actor may do now."""
    return tuple(action for action in kind.actions if hindrance(kind, now, action, actor, parties) is None)
