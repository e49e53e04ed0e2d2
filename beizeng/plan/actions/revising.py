"""A further version of the plan put in force: its pack, the programme, its targets and its matters follow."""

import datetime
from contextlib import nullcontext

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Done, Refused, action
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import Actor, house
from beizeng.base.ports.own_packs import written
from beizeng.plan import queries
from beizeng.plan import shelf as packs
from beizeng.plan.actions.drafts import _checked, _open_draft, _settle
from beizeng.plan.actions.programme import hand_cases, load_text, open_measures, open_programme
from beizeng.plan.lineage import Lineage, descend
from beizeng.plan.models import PlanDraft, PlanText, Programme
from beizeng.plan.proposal import files_of
from beizeng.plan.versions import compare
from beizeng.spec import Shelf, load_shelf
from beizeng.spec.errors import BadInput
from beizeng.spec.loading import PackErrors


def adopt_version(*, draft_id: int, since: datetime.date | None = None, by: Actor, at: datetime.datetime) -> PlanText:
    """Put a text handed in in force from a day on: everything or nothing.

    Measures and targets that the version keeps keep their names; matters go to the new leads, new measures get one. A
    matter whose measure is gone stays open for people to decide. Days before ``since`` keep their targets.

    Args:
        since: the first day of the version; None: the day of ``at``.

    Raises:
        Refused: no such open draft, no text in force to compare it with, or a day that can't be.
    """
    since = since or local_day(at)
    _checked(PlanDraft.objects.filter(pk=draft_id).first())
    programme, old = queries.programme(viewer=by), queries.text(viewer=by)
    new = queries.draft_text(draft_id, viewer=by)
    if programme is None or old is None or new is None:
        raise Refused("没有现行原文和这份待用的文本可以对照", what_now="请先载入现行方案的原文，再交来新版")
    versions = packs.versions_of(load_shelf(), programme.pk)
    _check_day(since, versions[-1][0].since, local_day(at))
    if compare(old.outline, new.outline).is_empty:
        files = {}
    else:
        lineage = descend(versions, old.outline, new.outline, since=since)
        files = _files(programme, new, lineage)
    try:
        with written(files) if files else nullcontext(load_shelf()) as own:
            adopted: PlanText = keep_adopted(
                draft_id=draft_id, shelf=own, files=sorted(files), since=since, by=by, at=at
            )
    except PackErrors as wrong:
        raise Refused(f"写出的数据包有误：{wrong.errors[0]}") from wrong
    return adopted


def _files(programme: Programme, new: queries.LoadedText, lineage: Lineage) -> dict[str, str]:
    try:
        return files_of(programme.pk, new.text, new.outline, packs.units(), lineage=lineage)
    except BadInput as wrong:
        raise Refused(f"{wrong.what}：{wrong.why}", what_now=wrong.write) from wrong


def _check_day(since: datetime.date, before: datetime.date | None, today: datetime.date) -> None:
    if since > today:
        raise Refused(f"新版自{since}起施行，还没有到", what_now="请到那一天再采用")
    if before is not None and since <= before:
        raise Refused(f"现行一版自{before}起施行，新版不能更早或在同一天", what_now="请写后面的日期")


@action("plan.adopt_version", permission="plan.open_programme")
def keep_adopted(
    *, draft_id: int, shelf: Shelf, files: list[str], since: datetime.date, by: Actor, at: datetime.datetime
) -> Done:
    """The transaction of ``adopt_version``, with the packs that were written. Returns the text in force."""
    draft = _open_draft(draft_id)
    leads = {row.number: row.lead_unit_id for row in queries.measures(viewer=by)}
    adopt_units(shelf=shelf, by=house("plan"), at=at)
    programme = open_programme(shelf=shelf, programme_id=str(draft.programme_id), by=by, at=at)
    text: PlanText = load_text(content=queries.content_of(draft), name=draft.name, by=by, at=at)
    hand_cases(before=leads, reason=f"方案新版自{since}起改了牵头单位", by=by, at=at)
    begun = open_measures(by=by, at=at)
    _settle(draft, PlanDraft.Outcome.LOADED, by=by, at=at)
    detail = {"files": files, "cases": len(begun), "sha256": draft.sha256, "from": since}
    summary = f"自{since}起采用方案新版“{draft.name}”，为新举措立了{len(begun)}件事项"
    return Done(text, f"programme:{programme.pk}", summary, basis=programme.document_number, detail=detail)
