"""Writing findings: a plan checked on a day, each finding decided. A decision stays as long as the sentence does."""

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.plan import queries as plan
from beizeng.plan import shelf
from beizeng.plan.elements import Finding
from beizeng.plan.findings import pace, queries
from beizeng.plan.findings.explained import Explained, explained, of_finding
from beizeng.plan.findings.law import FAIR_COMPETITION
from beizeng.plan.models import PlanFinding, Programme
from beizeng.plan.outline import read_closely

State = PlanFinding.State
_DECISION = ("state", "reason", "assigned_to_id", "decided_at", "decided_by")


@action("plan.check_findings")
def check_plan(*, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """Check the plan that runs under the laws of the day and keep what is found; what is gone is current no more.

    A finding whose words and sentence stand as they were keeps its decision; a changed one is open again. Without the
    issued text the findings of the pack are kept. Clauses on fair competition are kept by ``screening``, not here.

    Raises:
        Refused: no programme runs.
    """
    programme = Programme.objects.first()
    if programme is None:
        raise Refused("还没有开办方案", what_now="请先开办方案")
    day = local_day(at)
    found = {_fingerprint(one, quote): (one, quote) for one, quote in _found(programme, day, by)}
    rows = {row.fingerprint: row for row in PlanFinding.objects.select_for_update().filter(programme=programme)}
    gone = [row for name, row in rows.items() if row.is_current and name not in found]
    counts = {"new": 0, "reopened": 0, "gone": 0}
    for name, (one, quote) in found.items():
        row = rows.get(name) or _renamed(gone, one, quote)
        values = _values(one, quote)
        if row is None:
            row = PlanFinding(programme=programme, found_at=at, reopened=_decided_before(gone, one))
            counts["reopened" if row.reopened else "new"] += 1
        elif row.is_current and row.fingerprint == name and all(getattr(row, key) == values[key] for key in values):
            continue
        for key, value in {**values, "fingerprint": name, "day": day, "is_current": True}.items():
            setattr(row, key, value)
        row.save()
    for row in gone:
        if row.fingerprint not in found:
            row.is_current = False
            row.save(update_fields=["is_current"])
            counts["gone"] += 1
    if not any(counts.values()):
        return Unchanged(counts)
    said = f"新发现{counts['new']}处，原文改动后重新打开{counts['reopened']}处，已不存在{counts['gone']}处"
    summary = f"核对《{programme.title}》：{said}"
    return Done(counts, f"programme:{programme.id}", summary, detail={**counts, "day": day})


def _found(programme: Programme, day: datetime.date, by: Actor) -> Iterator[tuple[Explained, str]]:
    """The findings of the text, or of the pack where none is loaded; then those of the register's history."""
    loaded = plan.text(viewer=by)
    if loaded is None:
        for said in programme.findings:
            one = Finding(said["code"], said["severity"], said["message"], tuple(said["span"]))
            yield of_finding(one, queries.subject_in(programme, one.span)), ""
    else:
        known = plan.numbers(programme)
        for found in explained(read_closely(loaded.text, shelf.units()), day):
            if found.code != FAIR_COMPETITION:
                yield _named(found, known), "".join(loaded.text[slice(*found.span)].split())
    for late in pace.findings(programme, day, viewer=by):
        yield late, ""


def _named(found: Explained, known: Mapping[int, int]) -> Explained:
    """A finding about a measure under the measure's own number, which may not be the printed one."""
    kind, _, printed = found.subject.partition(":")
    if kind != "measure":
        return found
    return replace(found, subject=f"measure:{known.get(int(printed), printed)}")


def _fingerprint(one: Explained, quote: str) -> str:
    # the figures of a pace change every day; the target stays
    words = str(one.span) if one.group == "pace" else f"{one.message}\n{quote}"
    return hashlib.sha256(f"{one.code}\n{words}".encode()).hexdigest()


def _values(one: Explained, quote: str) -> dict[str, Any]:
    return {
        "code": one.code,
        "group": one.group,
        "label": one.label,
        "severity": one.severity,
        "strength": one.strength or "",
        "message": one.message,
        "why": one.why,
        "article": one.article,
        "advice": one.advice,
        "subject": one.subject,
        "span_start": one.span[0],
        "span_end": one.span[1],
        "quote": quote,
    }


def _renamed(gone: list[PlanFinding], one: Explained, quote: str) -> PlanFinding | None:
    """The finding of the pack that the text, loaded since, shows in the same words."""
    same = (row for row in gone if (row.code, row.message) == (one.code, one.message) and not (row.quote and quote))
    return next(same, None)


def _decided_before(gone: Iterable[PlanFinding], one: Explained) -> str:
    """What had been decided about this matter before its sentence changed; empty: nothing."""
    earlier = (row for row in gone if (row.code, row.subject) == (one.code, one.subject) and row.state != State.OPEN)
    row = next(earlier, None)
    if row is None or row.decided_at is None:
        return ""
    return f"{local_day(row.decided_at)} {row.decided_by}：{State(row.state).label}，{row.reason}"


@action("plan.decide_finding")
def decide_finding(
    *, finding_id: int, state: str, reason: str, assigned_to: str = "", by: Actor, at: datetime.datetime
) -> Done | Unchanged:
    """Say what becomes of a finding: ``accepted``, ``rejected``, ``assigned`` to a unit, or ``open`` again.

    Raises:
        Refused: no reason, no unit to assign to, a finding that the latest text no longer has, or one that is not the
            actor's to decide.
    """
    row = PlanFinding.objects.select_for_update().filter(pk=finding_id).first()
    if row is None:
        raise Refused("没有这个问题")
    if not queries.may_decide(row, viewer=by):
        raise Refused("这个问题不由您的单位处理", what_now="请联系领导小组办公室")
    if not row.is_current:
        raise Refused("现行方案里已经没有这个问题", what_now="不必再处理")
    if state not in State.values:
        raise Refused("没有这种处理", what_now="请选择属实、不采纳、交办或重新待处理")
    if not reason.strip():
        raise Refused("处理须写明理由", what_now="请填写理由")
    unit = people.units().filter(id=assigned_to).exclude(kind="collective").first() if state == State.ASSIGNED else None
    if state == State.ASSIGNED and unit is None:
        raise Refused("交办须选择一个单位", what_now="请从单位名录中选择")
    decision = (state, reason.strip(), unit.id if unit else None)
    if (row.state, row.reason, row.assigned_to_id) == decision:
        return Unchanged(row)
    row.state, row.reason, row.assigned_to_id = decision
    row.decided_at, row.decided_by = at, by.name
    row.save(update_fields=_DECISION)
    whom = f"，交{unit.name}" if unit else ""
    return Done(
        row,
        f"plan_finding:{row.pk}",
        f"方案问题“{row.label}”：{State(state).label}{whom}",
        basis=row.article,
        detail={"code": row.code, "subject": row.subject, "reason": row.reason, "assigned_to": row.assigned_to_id},
    )
