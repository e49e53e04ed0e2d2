"""How an act is written down: one event, then the case and its clocks brought to what the machine says."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max

from beizeng.base.ledger.actions import Refused
from beizeng.base.people.actor import Actor
from beizeng.cases import askers, lights, machine, queries
from beizeng.cases.clocks import Running, Timing
from beizeng.cases.machine import Situation
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


def _locked(case: Case, revision: int | None) -> Case:
    """The case as it is now, locked; refused where the person had an older one in front of them."""
    row = Case.objects.select_for_update().get(pk=case.pk)
    if revision is not None and revision != row.revision:
        raise Stale(queries.changes_since(row, revision))
    return row


def _record(
    case: Case,
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
    last = Event.objects.filter(case=case).exclude(action__in=machine.ASIDE).aggregate(at=Max("at"))["at"]
    moment = max(at, last) if last else at
    shown = askers.shown_as(case, by)
    _append(case, action=action, label=label, fields=fields, papers=papers, by=shown, at=moment)
    for code in queries.entities_named(queries.kind_of(case), fields):
        _take_in(case, f"entity:{code}", "named")
    now = queries.situation(case)
    _bring_clocks(case, queries.kind_of(case), now, moment)
    _bring_case(case, now, moment)
    return Case.objects.get(pk=case.pk)


def _take_in(case: Case, who: str, role: str) -> None:
    """Let somebody outside the offices take part."""
    Side.objects.get_or_create(case=case, who=who, role=role)


def _append(
    case: Case,
    *,
    action: str,
    label: str,
    fields: Mapping[str, Any],
    papers: Sequence[Mapping[str, Any]] = (),
    by: Actor,
    at: datetime.datetime,
) -> None:
    last = Event.objects.filter(case=case).aggregate(last=Max("sequence"))["last"] or 0
    Event.objects.create(
        case=case,
        sequence=last + 1,
        action=action,
        label=label,
        actor_id=by.id,
        actor_name=by.name,
        actor_post=by.post_title,
        at=at,
        fields=dict(fields),
        papers=list(papers),
    )


def _bring_clocks(case: Case, kind: CaseKind, now: Situation, at: datetime.datetime) -> None:
    """Write the clocks that are new or changed. One that runs on unchanged keeps its light: that is the ticker's.

    One that has stopped stays as it was: a calendar that changes later makes nothing late or timely after the fact.
    """
    times = timing(case.lead_unit_id)
    stored = {row.key: row for row in CaseClock.objects.filter(case=case)}
    for running in now.clocks:
        row = stored.get(running.key)
        if row is None:
            CaseClock.objects.create(case=case, key=running.key, **_columns(kind, running, [], at, times))
        elif row.stopped_at is None and queries.running_of(row) != running:
            told = row.told if row.due_on == running.due_on else []
            CaseClock.objects.filter(pk=row.pk).update(**_columns(kind, running, told, at, times))


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


def _bring_case(case: Case, now: Situation, at: datetime.datetime) -> None:
    kind = queries.kind_of(case)
    holder = kind.state(now.state).holder
    changed = Case.objects.filter(pk=case.pk, revision=case.revision).update(
        state=now.state,
        holder_unit_id={"lead": case.lead_unit_id, "office": kind.office or office() or None}.get(holder),
        lead_unit_id=case.lead_unit_id,
        joined_to_id=case.joined_to_id,
        topic=case.topic,
        result=case.result,
        closed_at=now.closed_at,
        moved_at=at,
        revision=case.revision + 1,
        **_shown(case, is_closed=now.closed_at is not None),
    )
    if not changed:
        raise Stale(queries.changes_since(case, case.revision))


def _shown(case: Case, *, is_closed: bool) -> dict[str, Any]:
    """The light of the case and its next due moment, from its stored clocks.

    The next due moment is the earliest of the clocks that run; without any, of those still to begin.
    """
    rows = [row for row in CaseClock.objects.filter(case=case) if row.stopped_at is None]
    begun = [row for row in rows if row.light != "waiting"]
    dues = [row.due_at for row in begun or rows]
    return {
        "light": lights.of_case(((queries.running_of(row), row.light) for row in rows), is_closed),  # type: ignore[misc]
        "next_due_at": None if is_closed or None in dues else min(dues, default=None),  # type: ignore[type-var]
    }
