"""How an act is written down: the case taken in hand, one event, then the case and its clocks as the machine says."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from beizeng.base.ledger.actions import Refused
from beizeng.base.people.actor import Actor
from beizeng.cases import askers, lights, machine, queries
from beizeng.cases.clocks import Running, Timing
from beizeng.cases.machine import Happening, Parties, Situation
from beizeng.cases.models import Case, CaseClock, Event, Side
from beizeng.cases.shelf import office, timing
from beizeng.spec.case_kind import CaseKind


class Stale(Refused):
    """The case was acted on meanwhile, by another or twice by the same person. ``changes``: what was done, in words."""

    def __init__(self, changes: Sequence[str]) -> None:
        what = "；".join(changes) or "内容有变化"
        super().__init__(
            f"您打开这一页以后，本事项又办理过：{what}",
            what_now="请看过新的情况后再提交，您填写的内容仍在；上面若是您自己刚办的，不必再交",
        )
        self.changes = tuple(changes)


@dataclass
class InHand:
    """A case as one transaction has it: its row locked, what belongs to it read once and kept true by each act.

    ``sequence``: of the last event; ``last_at``: the latest moment of an act. A row without a key is yet to be written.
    """

    row: Case
    kind: CaseKind
    parties: Parties
    clocks: dict[str, CaseClock] = field(default_factory=dict)
    happenings: list[Happening] = field(default_factory=list)
    sequence: int = 0
    last_at: datetime.datetime | None = None
    followed: tuple[str, ...] = ()  #: labels of what followed by itself

    def situation(self) -> Situation:
        """Where the case stands after what has happened so far."""
        return machine.situation(self.kind, self.happenings, self.timing)

    @property
    def timing(self) -> Timing:
        return timing(self.row.lead_unit_id)


def _in_hand(case: Case, revision: int | None = None) -> InHand:
    """The case as it is now, locked; refused where the person had an older one in front of them."""
    row = Case.objects.select_for_update().get(pk=case.pk)
    if revision is not None and revision != row.revision:
        raise Stale(queries.changes_since(row, revision))
    clocks = {clock.key: clock for clock in CaseClock.objects.filter(case=row).order_by()}
    hand = InHand(row, queries.kind_of(row), queries.parties(row), clocks)
    events = Event.objects.filter(case=row).order_by("sequence")
    for hand.sequence, action, at, actor, values in events.values_list(
        "sequence", "action", "at", "actor_id", "fields"
    ):
        hand.happenings.append(Happening(action, at, actor, values))
        if action not in machine.ASIDE:
            hand.last_at = max(at, hand.last_at or at)
    return hand


def _record(
    hand: InHand,
    *,
    action: str,
    label: str,
    fields: Mapping[str, Any],
    papers: Sequence[Mapping[str, Any]] = (),
    by: Actor,
    at: datetime.datetime,
) -> Case:
    """Append the event and bring the case up to date.

    A clock that was set back never reorders the history: the event stands at the latest moment known.
    """
    moment = max(at, hand.last_at or at)
    shown = askers.shown_as(hand.kind, hand.parties, by)
    hand.happenings.append(Happening(action, moment, shown.id, fields))
    hand.sequence, hand.last_at = hand.sequence + 1, moment
    now = hand.situation()
    new, changed = _brought(hand, now, moment)
    _bring_case(hand, now, moment)
    what: dict[str, Any] = {"action": action, "label": label, "fields": fields, "papers": papers}
    _event(hand.row, sequence=hand.sequence, **what, by=shown, at=moment).save(force_insert=True)
    for clock in new:
        clock.case = hand.row
    CaseClock.objects.bulk_create(new)
    for pk, columns in changed:
        CaseClock.objects.filter(pk=pk).update(**columns)
    _take_in_named(hand, queries.entities_named(hand.kind, fields))
    return hand.row


def _take_in_named(hand: InHand, codes: Iterable[str]) -> None:
    """Let the entities that a form names take part."""
    new = frozenset(codes) - hand.parties.named
    Side.objects.bulk_create([Side(case=hand.row, who=f"entity:{code}", role="named") for code in sorted(new)])
    hand.parties = replace(hand.parties, named=hand.parties.named | new)


def _event(
    case: Case,
    *,
    sequence: int,
    action: str,
    label: str,
    fields: Mapping[str, Any],
    papers: Sequence[Mapping[str, Any]] = (),
    by: Actor,
    at: datetime.datetime,
) -> Event:
    return Event(
        case=case,
        sequence=sequence,
        action=action,
        label=label,
        actor_id=by.id,
        actor_name=by.name,
        actor_post=by.post_title,
        at=at,
        fields=dict(fields),
        papers=list(papers),
    )


def _brought(
    hand: InHand, now: Situation, at: datetime.datetime
) -> tuple[list[CaseClock], list[tuple[int, dict[str, Any]]]]:
    """The clocks that are new, and of those that changed the columns to write over; in hand they are so already.

    One that runs on unchanged keeps its light: that is the ticker's. One that has stopped stays as it was: a calendar
    that changes later makes nothing late or timely after the fact.
    """
    new: list[CaseClock] = []
    changed: list[tuple[int, dict[str, Any]]] = []
    for running in now.clocks:
        row = hand.clocks.get(running.key)
        if row is None:
            row = CaseClock(key=running.key, **_columns(hand.kind, running, [], at, hand.timing))
            hand.clocks[running.key] = row
            new.append(row)
        elif row.stopped_at is None and queries.running_of(row) != running:
            told = row.told if row.due_on == running.due_on else []
            columns = _columns(hand.kind, running, told, at, hand.timing)
            columns = {name: value for name, value in columns.items() if getattr(row, name) != value}
            for name, value in columns.items():
                setattr(row, name, value)
            changed.append((row.pk, columns))
    return new, changed


def _columns(kind: CaseKind, running: Running, told: list[str], at: datetime.datetime, times: Timing) -> dict[str, Any]:
    clock = kind.clock(running.clock)
    thresholds = kind.lights_of(clock)
    return {
        "clock": running.clock,
        "label": running.label,
        "unit": clock.unit or "",
        "starts_at": running.starts_at,
        "term": running.term,
        "due_on": running.due_on,
        "due_at": running.due_at,
        "rolled_from": running.rolled_from,
        "provisional": running.provisional,
        "stopped_at": running.stopped_at,
        "outcome": running.outcome,
        "paused_at": running.paused_at,
        "pauses": [[str(pause.since), str(pause.until)] for pause in running.pauses],
        "extended_from": running.extended_from,
        "extensions": running.extensions,
        "asked_until_on": running.asked.until_on if running.asked else None,
        "asked_by": running.asked.by if running.asked else "",
        "light": lights.light_at(running, clock, thresholds, at, times),
        "told": told,
        "next_at": lights.next_moment(running, clock, thresholds, told, at, times),
    }


def _bring_case(hand: InHand, now: Situation, at: datetime.datetime) -> None:
    row, kind = hand.row, hand.kind
    holder = kind.state(now.state).holder
    columns = {
        "state": now.state,
        "holder_unit_id": {"lead": row.lead_unit_id, "office": kind.office or office() or None}.get(holder),
        "closed_at": now.closed_at,
        "moved_at": at,
        **_shown(hand.clocks.values(), is_closed=now.closed_at is not None),
    }
    for name, value in columns.items():
        setattr(row, name, value)
    row.revision += 1
    if row.pk is None:
        row.save(force_insert=True)
        return
    effects = {name: getattr(row, name) for name in ("lead_unit_id", "joined_to_id", "topic", "result", "revision")}
    if not Case.objects.filter(pk=row.pk, revision=row.revision - 1).update(**columns, **effects):
        raise Stale(queries.changes_since(row, row.revision - 1))


def _shown(clocks: Iterable[CaseClock], *, is_closed: bool) -> dict[str, Any]:
    """The light of the case and its next due moment, from its clocks.

    The next due moment is the earliest of the clocks that run; without any, of those still to begin.
    """
    rows = [row for row in clocks if row.stopped_at is None]
    begun = [row for row in rows if row.light != "waiting"]
    dues = [row.due_at for row in begun or rows]
    return {
        "light": lights.of_case(((queries.running_of(row), row.light) for row in rows), is_closed),  # type: ignore[misc]
        "next_due_at": None if is_closed or None in dues else min(dues, default=None),  # type: ignore[type-var]
    }
