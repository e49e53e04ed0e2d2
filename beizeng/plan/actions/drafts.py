"""Texts handed in before they are in force: looked at, compared with the plan that runs, then loaded or put away."""

import datetime

from django.conf import settings

from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.people.actor import Actor
from beizeng.base.ports import papers
from beizeng.plan import queries
from beizeng.plan import shelf as packs
from beizeng.plan.actions.programme import load_text
from beizeng.plan.compare import differences
from beizeng.plan.issued import as_kept, decode
from beizeng.plan.models import PlanDraft, Programme
from beizeng.plan.outline import read
from beizeng.spec.errors import BadInput

Outcome = PlanDraft.Outcome


@action("plan.hand_in_text", permission="plan.load_text")
def hand_in_text(*, content: bytes, name: str, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """Keep a plan's text to be looked at; nothing that runs changes by it.

    Returns:
        The draft; the open one of the same bytes, where there is one.

    Raises:
        Refused: the file isn't read, no goal and no measure is in it, or another plan runs.
    """
    try:
        text = decode(content, name)
    except BadInput as unreadable:
        raise Refused(f"{unreadable.what}：{unreadable.why}", what_now=unreadable.write) from unreadable
    outline, programme = read(text, packs.units()), Programme.objects.first()
    if not outline.measures and not outline.goals:
        raise Refused("文中没有读到目标和举措", what_now="请核对是不是方案正文；扫描件请换成文字版")
    if programme is not None and (found := differences(outline, packs.recorded(programme.id))).is_another:
        raise Refused(f"这不是《{programme.title}》的原文：{found.words[0]}", what_now="一个站点只运行一份方案")
    try:
        paper = papers.keep(settings.DATA / "files", *as_kept(content, name, text))
    except papers.PaperRefused as refused:
        raise Refused(str(refused)) from refused
    known = PlanDraft.objects.filter(sha256=paper.sha256, outcome="").first()
    if known is not None:
        return Unchanged(known)
    row = PlanDraft.objects.create(
        programme=programme, sha256=paper.sha256, name=paper.name, size=paper.size, handed_at=at, handed_by=by.name
    )
    detail = {"sha256": paper.sha256, "name": paper.name, "measures": len(outline.measures)}
    summary = f"交来方案文本《{outline.title or paper.name}》：读出{len(outline.measures)}条举措"
    return Done(row, f"plan_draft:{row.pk}", summary, basis=outline.document_number or "", detail=detail)


@action("plan.load_draft", permission="plan.load_text")
def load_draft(*, draft_id: int, by: Actor, at: datetime.datetime) -> Done:
    """Make a draft the issued text of the programme that runs.

    Returns:
        The ``PlanText``.

    Raises:
        Refused: no such open draft, or no programme runs.
    """
    draft = _open_draft(draft_id)
    loaded = load_text(content=queries.content_of(draft), name=draft.name, by=by, at=at)
    _settle(draft, Outcome.LOADED, by=by, at=at)
    return Done(loaded, f"plan_draft:{draft.pk}", f"采用交来的文本“{draft.name}”", detail={"sha256": draft.sha256})


@action("plan.drop_draft", permission="plan.load_text")
def drop_draft(*, draft_id: int, by: Actor, at: datetime.datetime) -> Done:
    """Put a draft away unused.

    Raises:
        Refused: no such open draft.
    """
    draft = _open_draft(draft_id)
    _settle(draft, Outcome.DROPPED, by=by, at=at)
    return Done(draft, f"plan_draft:{draft.pk}", f"不采用交来的文本“{draft.name}”", detail={"sha256": draft.sha256})


def _open_draft(draft_id: int) -> PlanDraft:
    draft = PlanDraft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        raise Refused("没有这份待用的文本")
    if draft.outcome:
        raise Refused(f"这份文本{Outcome(draft.outcome).label}", what_now="请重新交来")
    return draft


def _settle(draft: PlanDraft, outcome: str, *, by: Actor, at: datetime.datetime) -> None:
    draft.outcome, draft.settled_at, draft.settled_by = outcome, at, by.name
    draft.save(update_fields=["outcome", "settled_at", "settled_by"])
