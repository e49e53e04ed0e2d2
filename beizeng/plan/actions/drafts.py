"""Texts handed in before they are in force: looked at, then made the programme of the site, or put away."""

import datetime
import re

from django.conf import settings

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import Actor, house
from beizeng.base.ports import papers
from beizeng.base.ports.own_packs import written
from beizeng.plan import queries
from beizeng.plan import shelf as packs
from beizeng.plan.actions.programme import load_text, open_measures, open_programme
from beizeng.plan.compare import differences
from beizeng.plan.issued import as_kept, decode
from beizeng.plan.models import PlanDraft, Programme
from beizeng.plan.outline import read
from beizeng.plan.proposal import files_of, kind_of_measures
from beizeng.spec import Shelf, load_shelf
from beizeng.spec import programme as spec
from beizeng.spec.errors import BadInput
from beizeng.spec.loading import PackErrors

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


def begin_programme(
    *,
    draft_id: int,
    programme_id: str,
    office: str = "",
    ends_on: datetime.date | None = None,
    by: Actor,
    at: datetime.datetime,
) -> Programme:
    """Make a draft the programme of the site: its packs written, units adopted, programme, indicators, matters opened.

    Everything or nothing: the packs are written around the transaction, and taken back with it.

    Args:
        office: the name of the unit that holds the leading group's office, where the register doesn't say.
        ends_on: the day by which measures are cleared where the plan names none.

    Raises:
        Refused: no such open draft; a programme runs or lies on the shelf; no office, no last day, a wrong id.
    """
    shelf, loaded = load_shelf(), queries.draft_text(draft_id, viewer=by)
    _may_begin(programme_id, office, shelf)
    if loaded is None:
        raise Refused("没有这份待用的文本，或您不能载入方案原文")
    try:
        files = files_of(programme_id, loaded.text, loaded.outline, packs.units(), office=office or None)
        if not packs.has_measure_kind(shelf):
            files["cases/measure.yaml"] = kind_of_measures(loaded.outline, day=local_day(at))
        with written(files) as own:
            begun: Programme = keep_begun(
                draft_id=draft_id, shelf=own, programme_id=programme_id, files=sorted(files), ends_on=ends_on,
                by=by, at=at,
            )  # fmt: skip
    except PackErrors as wrong:
        raise Refused(f"写出的数据包有误：{wrong.errors[0]}") from wrong
    except BadInput as wrong:
        raise Refused(f"{wrong.what}：{wrong.why}", what_now=wrong.write) from wrong
    return begun


@action("plan.begin_programme", permission="plan.open_programme")
def keep_begun(
    *,
    draft_id: int,
    shelf: Shelf,
    programme_id: str,
    files: list[str],
    ends_on: datetime.date | None,
    by: Actor,
    at: datetime.datetime,
) -> Done:
    """The transaction of ``begin_programme``, with the packs that were written. Returns the programme."""
    draft = _open_draft(draft_id)
    adopt_units(shelf=shelf, by=house("plan"), at=at)
    programme = open_programme(shelf=shelf, programme_id=programme_id, by=by, at=at)
    draft.corrections.update(draft=None, programme=programme)
    load_text(content=queries.content_of(draft), name=draft.name, by=by, at=at)
    begun = open_measures(ends_on=ends_on, by=by, at=at)
    draft.programme = programme
    draft.save(update_fields=["programme"])
    _settle(draft, Outcome.BEGUN, by=by, at=at)
    detail = {"files": files, "cases": len(begun), "sha256": draft.sha256}
    summary = f"由交来的文本开办《{programme.title}》：{len(begun)}条举措立了事项"
    return Done(programme, f"programme:{programme.pk}", summary, basis=programme.document_number, detail=detail)


def _may_begin(programme_id: str, office: str, shelf: Shelf) -> None:
    known = [one.title for one in shelf.all(spec.Programme)]
    if Programme.objects.exists():
        raise Refused("已经有方案在运行", what_now="一个站点只运行一份方案；新的一版请作为新版交来")
    if known:
        raise Refused(f"数据包里已有方案《{known[0]}》", what_now="请直接开办它，或先从数据包中移走")
    if not re.fullmatch("[a-z0-9-]{1,50}", programme_id):
        raise Refused(f"编号“{programme_id}”不行", what_now="只能用小写字母、数字和连字符，例如 guihua-2031")
    if not office and not packs.has_office(shelf):
        raise Refused("没有写领导小组办公室设在哪个单位", what_now="请选择一个单位")


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
    return _checked(PlanDraft.objects.select_for_update().filter(pk=draft_id).first())


def _checked(draft: PlanDraft | None) -> PlanDraft:
    if draft is None:
        raise Refused("没有这份待用的文本")
    if draft.outcome:
        raise Refused(f"这份文本{Outcome(draft.outcome).label}", what_now="请重新交来")
    return draft


def _settle(draft: PlanDraft, outcome: str, *, by: Actor, at: datetime.datetime) -> None:
    draft.outcome, draft.settled_at, draft.settled_by = outcome, at, by.name
    draft.save(update_fields=["outcome", "settled_at", "settled_by"])
