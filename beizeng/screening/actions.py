"""Writing screenings: a text screened, a finding decided. Policies under a finding are suspended in ``rules``."""

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.people.actor import Actor, house
from beizeng.base.ports import papers
from beizeng.rules import actions as rules
from beizeng.rules import queries as rule_queries
from beizeng.screening.check import Finding as Found
from beizeng.screening.check import check
from beizeng.screening.models import Document, Finding
from beizeng.screening.queries import checklist

_BASIS = "《公平竞争审查条例》第十八条"
_MEASURE = "measure:"


@dataclass(frozen=True)
class Part:
    """A part of a text that something else is about: ``measure:20`` from ``start`` to ``end`` (offsets)."""

    subject: str
    start: int
    end: int


def screen_document(
    *,
    title: str,
    text: str,
    day: datetime.date,
    unit_id: str,
    parts: Sequence[Part] = (),
    by: Actor,
    at: datetime.datetime,
) -> Document:
    """Screen a text under the laws in force on ``day`` and keep what was found.

    The same text, day and checklist under the same title changes nothing. A later text under the title takes over
    what was decided about sentences that stand as they were; a changed sentence is a new finding.

    Args:
        text: as decoded; the paper keeps it in UTF-8.
        parts: what parts of the text belong to, so that policies of a measure can be suspended.

    Raises:
        Refused: no title, no text, or a unit that the actor may not screen for.
    """
    if not by.may_for_unit("screening.screen_document", unit_id):
        raise Refused("您的岗位不能为这个单位审查文件", what_now="请选择本单位，或联系领导小组办公室")
    if not title.strip() or not text.strip():
        raise Refused("没有标题或没有正文", what_now="请填写标题，粘贴正文或选择文件")
    ready = checklist()
    # screening takes seconds on a long text, and must hold no lock
    found = check(text, ready, day)
    kept: Document = keep_screening(
        title=title.strip(), text=text, day=day, unit_id=unit_id, found=found, parts=parts, digest=ready.digest,
        by=by, at=at,
    )  # fmt: skip
    return kept


@action("screening.screen_document")
def keep_screening(
    *,
    title: str,
    text: str,
    day: datetime.date,
    unit_id: str,
    found: Sequence[Found],
    parts: Sequence[Part],
    digest: str,
    by: Actor,
    at: datetime.datetime,
) -> Done | Unchanged:
    """Keep what a screening found; policies of the parts are suspended or let go."""
    before = Document.objects.select_for_update().filter(title=title, unit_id=unit_id, is_latest=True).first()
    paper = _paper(text)
    if before and (before.sha256, before.day, before.checklist_digest) == (paper.sha256, day, digest):
        return Unchanged(before)
    Document.objects.filter(title=title, unit_id=unit_id).update(is_latest=False)
    document = Document.objects.create(
        title=title, unit_id=unit_id, day=day, sha256=paper.sha256, checklist_digest=digest, characters=len(text),
        screened_at=at, screened_by=by.name, is_sample=by.is_sample,
    )  # fmt: skip
    decided = {row.fingerprint: row for row in before.findings.exclude(state="open")} if before else {}
    rows = [_row(document, one, parts, decided) for one in found]
    Finding.objects.bulk_create(rows)
    for subject in sorted({part.subject for part in parts}):
        _hold_back(subject, [row for row in rows if row.subject == subject], at)
    counts = {"findings": len(rows), "clear": sum(row.strength == "clear" for row in rows)}
    return Done(
        document,
        f"document:{document.pk}",
        f"审查《{title}》，发现疑似条款 {len(rows)} 处",
        basis="《公平竞争审查条例》第十三条、第十四条",
        detail={**counts, "sha256": paper.sha256, "day": day, "checklist": digest},
    )


def _paper(text: str) -> papers.Paper:
    try:
        return papers.keep(settings.DATA / "files", "text.txt", text.encode())
    except papers.PaperRefused as refused:
        raise Refused(str(refused), what_now="请只粘贴文字") from refused


def _row(document: Document, one: Found, parts: Sequence[Part], decided: dict[str, Finding]) -> Finding:
    row = Finding(
        document=document, point=one.point, article=one.article, strength=one.strength, start=one.start, end=one.end,
        text=one.text, why=one.why, fingerprint=_fingerprint(one),
        subject=next((part.subject for part in parts if part.start <= one.start < part.end), ""),
    )  # fmt: skip
    earlier = decided.get(row.fingerprint)
    if earlier is not None:
        for name in ("state", "reason", "assigned_to_id", "decided_at", "decided_by"):
            setattr(row, name, getattr(earlier, name))
    return row


def _fingerprint(one: Found) -> str:
    return hashlib.sha256(f"{one.point}\n{''.join(one.text.split())}".encode()).hexdigest()


@action("screening.decide")
def decide_finding(
    *, finding_id: int, state: str, reason: str, assigned_to: str = "", by: Actor, at: datetime.datetime
) -> Done | Unchanged:
    """Say what a finding is: ``accepted``, ``rejected``, ``assigned`` to a unit, or ``open`` again. With a reason.

    Raises:
        Refused: no reason, no unit to assign to, an older screening, or a text that is not the actor's to decide.
    """
    row = Finding.objects.select_for_update().select_related("document").get(pk=finding_id)
    _may_decide(row, by)
    states = Finding.State
    if state not in states.values:
        raise Refused("没有这种认定", what_now="请选择认定属实、不构成、转办或重新待认定")
    if not reason.strip():
        raise Refused("认定须写明理由", basis="《公平竞争审查条例》第十七条", what_now="请填写理由")
    if state == states.ASSIGNED and not assigned_to:
        raise Refused("转办须选择单位", what_now="请选择由哪个单位处理")
    unit = assigned_to if state == states.ASSIGNED else None
    if (row.state, row.reason, row.assigned_to_id) == (state, reason.strip(), unit):
        return Unchanged(row)
    row.state, row.reason, row.assigned_to_id = state, reason.strip(), unit
    row.decided_at, row.decided_by = at, by.name
    row.save(update_fields=["state", "reason", "assigned_to", "decided_at", "decided_by"])
    if row.subject:
        _hold_back(row.subject, list(row.document.findings.filter(subject=row.subject)), at)
    return Done(
        row,
        f"finding:{row.pk}",
        f"《{row.document.title}》第 {row.start} 字起的疑似条款：{states(state).label}",
        basis=row.article,
        detail={"document": row.document.pk, "point": row.point, "reason": row.reason, "assigned_to": unit},
    )


def _may_decide(row: Finding, by: Actor) -> None:
    if not by.may_for_unit("screening.decide", row.document.unit_id):
        raise Refused("这份文件不由您的单位认定", what_now="请联系起草单位或市场监管部门")
    if not row.document.is_latest:
        raise Refused("这份文件后来重新审查过", what_now="请在最近一次审查中认定")


def _hold_back(subject: str, rows: Sequence[Finding], at: datetime.datetime) -> None:
    """Suspend the policies of a measure while a finding holds it back, else let them go. The program acts."""
    if not subject.startswith(_MEASURE):
        return
    by = house("screening")
    holding = next((row for row in rows if row.holds_back), None)
    for served in rule_queries.of_measure(int(subject.removeprefix(_MEASURE)), on=local_day(at)):
        policy_id = served.policy.id
        if holding is None:
            rules.lift(policy_id=policy_id, source=subject, reason="没有待处理的疑似条款", by=by, at=at)
        else:
            reason = f"方案第 {subject.removeprefix(_MEASURE)} 项有公平竞争疑似条款：{holding.article}"
            rules.suspend(policy_id=policy_id, source=subject, reason=reason[:500], basis=_BASIS, by=by, at=at)
