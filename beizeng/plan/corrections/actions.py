"""Writing corrections: an element of the plan set right with a reason, and undone. Programme and indicators follow."""

import datetime
from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.dateparse import parse_date

from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.base.ports.own_packs import written
from beizeng.plan import queries
from beizeng.plan import shelf as packs
from beizeng.plan.actions import hand_cases, open_programme
from beizeng.plan.corrections import FIELDS, elements
from beizeng.plan.draft import draft
from beizeng.plan.lineage import lineage_of
from beizeng.plan.models import PlanCorrection, PlanDraft, Programme
from beizeng.spec.errors import BadInput

_UNITS = ("lead_units", "joint_units")
_NUMBERS = ("baseline", "target", "value")


@action("plan.correct")
def correct(
    *,
    element: str,
    field: str,
    value: Any,
    reason: str,
    draft_id: int | None = None,
    by: Actor,
    at: datetime.datetime,
) -> Done | Unchanged:
    """Set one field of an element right; a later reading keeps it for as long as the element's words stand.

    Args:
        element: its key, as ``corrections.elements`` has it.
        value: units by id, a day in ISO, a number, a text; None: the plan doesn't say.
        draft_id: the text handed in that is meant, before a programme runs.

    Returns:
        The correction.

    Raises:
        Refused: no text is loaded, no such element or field, a value that can't be, or no reason.
    """
    owner, loaded = _loaded(by, draft_id)
    found = elements(loaded.as_read, loaded.text).get(element)
    if found is None or field not in FIELDS[found.sort]:
        raise Refused("原文中没有这个要素", what_now="请在原文页选择要素")
    if not reason.strip():
        raise Refused("没有写更正的理由", what_now="请写明依据原文哪里、为什么这样更正")
    kept = _kept(field, value, {one.name for one in loaded.as_read.units} if draft_id else set())
    now = _kept_of(field, getattr(elements(loaded.outline, loaded.text)[element].part, field))
    if kept == now:
        return Unchanged(owner.corrections.filter(element=element, field=field).last())
    holding = owner.corrections.filter(element=element, field=field, undone_at=None)
    holding.update(undone_at=at, undone_by=by.name)
    row = owner.corrections.create(
        element=element,
        field=field,
        quote=found.quote_of(field),
        was=_kept_of(field, getattr(found.part, field)),
        value=kept,
        reason=reason.strip(),
        made_at=at,
        made_by=by.name,
    )
    _follow(owner, by, at)
    detail = {"element": element, "field": field, "was": now, "value": kept, "reason": row.reason}
    return Done(row, _subject(found.key, owner), f"更正方案要素 {element}：{row.reason}", detail=detail)


@action("plan.undo_correction", permission="plan.correct")
def undo(*, correction_id: int, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """Take a correction back: what the text was read as holds again.

    Raises:
        Refused: there is no such correction.
    """
    row = PlanCorrection.objects.select_related("programme", "draft").filter(pk=correction_id).first()
    owner = (row.programme or row.draft) if row else None
    if row is None or owner is None:
        raise Refused("没有这条更正")
    if row.undone_at is not None:
        return Unchanged(row)
    row.undone_at, row.undone_by = at, by.name
    row.save(update_fields=["undone_at", "undone_by"])
    _follow(owner, by, at)
    subject = _subject(row.element, owner)
    return Done(row, subject, f"撤销对方案要素 {row.element} 的更正", detail={"correction": row.pk, "field": row.field})


def _loaded(by: Actor, draft_id: int | None) -> tuple[Programme | PlanDraft, queries.LoadedText]:
    owner: Programme | PlanDraft | None = queries.programme(viewer=by)
    loaded = queries.text(viewer=by)
    if draft_id is not None:
        owner = queries.drafts(viewer=by).filter(pk=draft_id, programme=None).first()
        loaded = queries.draft_text(draft_id, viewer=by)
    if owner is None or loaded is None:
        raise Refused("还没有载入方案原文", what_now="请先载入原文，再对照原文更正")
    return owner, loaded


def _follow(programme: Programme | PlanDraft, by: Actor, at: datetime.datetime) -> None:
    """Bring the site's own pack, the programme and the open cases in line; of a draft nothing runs yet."""
    if isinstance(programme, PlanDraft):
        return
    _owner, loaded = _loaded(by, None)
    try:
        lineage = lineage_of(packs.recorded(programme.pk))
        files = draft(programme.pk, loaded.text, loaded.outline, packs.units(), lineage)
        with written({f"plan/{name}": content for name, content in files.items()}) as shelf:
            leads = {row.number: row.lead_unit_id for row in queries.measures(viewer=by)}
            open_programme(shelf=shelf, programme_id=programme.pk, by=by, at=at)
            hand_cases(before=leads, reason="更正方案的牵头单位", by=by, at=at)
    except BadInput as wrong:
        raise Refused(f"{wrong.what}：{wrong.why}", what_now=wrong.write) from wrong


def _kept(field: str, value: Any, named: Collection[str]) -> Any:
    """A value as it is kept, checked; units that only the text names are kept by name."""
    if field in _UNITS:
        known = {*people.unit_names(), *named}
        strangers = [unit for unit in value if unit not in known]
        if strangers:
            raise Refused(f"单位名录中没有：{'、'.join(strangers)}", what_now="请从名录中选择")
        return list(dict.fromkeys(value))
    if value in (None, ""):
        if field in ("title", "name", "comparator"):
            raise Refused("标题、名称和比较方式不能为空")
        return None
    if field == "deadline":
        day = parse_date(str(value))
        if day is None:
            raise Refused(f"“{value}”不是一个日期", what_now="请写成 2025-12-31 的样子")
        return day.isoformat()
    if field in _NUMBERS:
        return _number(str(value))
    return str(value).strip()


def _number(written: str) -> int | float:
    try:
        number = Decimal(written)
    except InvalidOperation:
        raise Refused(f"“{written}”不是一个数", what_now="请用阿拉伯数字") from None
    if not number.is_finite():
        raise Refused(f"“{written}”不是一个数", what_now="请用阿拉伯数字")
    return int(number) if number == number.to_integral_value() else float(number)


def _kept_of(field: str, said: Any) -> Any:
    """What an element says, as it would be kept."""
    if field in _UNITS:
        ids = {name: unit for unit, name in people.unit_names().items()}
        return [ids.get(name, name) for name in said]
    return said.isoformat() if isinstance(said, datetime.date) else said


def _subject(element: str, owner: Programme | PlanDraft) -> str:
    if isinstance(owner, PlanDraft):
        return f"plan_draft:{owner.pk}"
    sort, _dash, number = element.partition("-")
    if sort in ("measure", "figure"):
        printed = int(number.partition("-")[0])
        return f"measure:{queries.numbers(owner).get(printed, printed)}"
    return f"project:{number}" if sort == "project" else f"programme:{owner.pk}"
