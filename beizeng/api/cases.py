"""The due list: open matters of the key's units by due moment, those without any limit first."""

import base64
import binascii
import datetime
from typing import Annotated, Any, Literal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic.json_schema import SkipJsonSchema

from beizeng.api.access import ApiRequest, MaybeDay, day_asked, reads
from beizeng.api.answers import Answer, Closed, Source, UnitName, as_of, said
from beizeng.base.clock.now import local_day
from beizeng.cases import queries
from beizeng.spec.errors import BadInput

router = Router(tags=["cases 事项"])

#: A page holds so many unless asked otherwise, and at most so many.
USUAL, MOST = 50, 200
_NO_LIMIT = "-"


class CaseRow(Closed):
    """One open matter."""

    id: int = said("编号", "Its id, also in the address of its page.")
    number: str = said("文号", "Its number.", examples=["13710长-2022-0001"])
    kind: str = said("类型", "The kind of case.", examples=["13710-measure"])
    subject: str = said("对象", "What it is about.", examples=["measure:13"])
    title: str = said("标题", "Its title.")
    state: str = said("状态编号", "The id of its state.")
    state_label: str = said("状态", "Its state in words.")
    light: Literal["red", "amber", "green", "done"] = said("灯", "Red: overdue or without a limit.")
    lead_unit: UnitName = said("牵头单位", "Who answers for it.")
    holder: UnitName | None = said("现由谁办理", "With whom the next move is; null: with nobody.")
    due_at: datetime.datetime | None = said("到期时刻", "Null: no limit is set.")
    due_on: datetime.date | None = said("到期日", "The day in Shanghai; null: no limit is set.")
    is_sample: bool = said("示例", "It belongs to the sample county.")


class CasesAnswer(Answer):
    """One page of the due list."""

    count: int = said("件数", "How many there are in all, on every page the same.")
    next: str | None = said("下一页", "The `cursor` of the next page; null on the last.")
    cases: list[CaseRow] = said("事项", "By due moment; those without any limit first.")


@reads(router, "/cases", "cases.read", CasesAnswer, summary="Due list 到期事项")
def cases(
    request: ApiRequest,
    due_by: Annotated[
        MaybeDay,
        Query(title="到期截止", description="Only what is due by the end of this day.", examples=["2024-09-30"]),
    ] = None,
    unit: Annotated[
        str,
        Query(
            title="单位", description="Lead, joint or holding unit.", pattern="^[a-z0-9-]{0,50}$", examples=["wenlv"]
        ),
    ] = "",
    light: Annotated[
        Literal["red", "amber", "green"] | SkipJsonSchema[None], Query(title="灯", description="Only this light.")
    ] = None,
    limit: Annotated[int, Query(title="每页件数", description="At most 200.", ge=1, le=MOST)] = USUAL,
    cursor: Annotated[
        str,
        Query(title="从哪里接着", description="`next` of the page before.", pattern="^[A-Za-z0-9_-]{0,100}$"),
    ] = "",
) -> CasesAnswer:
    """Open matters that the key's scope reaches, by due moment; page on with `cursor`."""
    today = day_asked(request, None)
    rows = queries.due(viewer=request.auth, by_day=due_by, unit=unit, light=light or "")
    shown = list((_after(rows, cursor) if cursor else rows)[: limit + 1])
    return CasesAnswer(
        as_of=as_of(today),
        source=Source(room="cases", words="事项登记和时限，按办理记录", digest=None),
        count=rows.count(),
        next=_cursor(shown[limit - 1]) if len(shown) > limit else None,
        cases=[_row(case) for case in shown[:limit]],
    )


def _row(case: Any) -> CaseRow:
    holder = case.holder_unit
    return CaseRow(
        id=case.pk,
        number=case.number,
        kind=case.kind,
        subject=case.subject,
        title=case.title,
        state=case.state,
        state_label=queries.kind_of(case).state(case.state).label,
        light=case.light,
        lead_unit=UnitName(id=case.lead_unit_id, name=case.lead_unit.name),
        holder=UnitName(id=holder.id, name=holder.name) if holder else None,
        due_at=case.next_due_at,
        due_on=local_day(case.next_due_at) if case.next_due_at else None,
        is_sample=case.is_sample,
    )


def _cursor(case: Any) -> str:
    """The place of a case in the list, as a word that nobody needs to read."""
    due = case.next_due_at.astimezone(datetime.UTC).isoformat() if case.next_due_at else _NO_LIMIT
    return base64.urlsafe_b64encode(f"{due} {case.pk}".encode()).decode().rstrip("=")


def _after(rows: QuerySet[Any], cursor: str) -> QuerySet[Any]:
    """What comes after the place: matters that were added or done meanwhile move nothing else."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        due, _space, number = text.partition(" ")
        case_id = int(number)
        moment = None if due == _NO_LIMIT else datetime.datetime.fromisoformat(due).astimezone(datetime.UTC)
    except (binascii.Error, UnicodeDecodeError, ValueError, OverflowError):
        why, write = _("不是上一页给出的 next"), _("照抄上一页的 next，或不写")
        raise BadInput(what=cursor, where="cursor", why=why, write=write) from None
    if moment is None:
        return rows.filter(Q(next_due_at__isnull=True, id__gt=case_id) | Q(next_due_at__isnull=False))
    return rows.filter(Q(next_due_at__gt=moment) | Q(next_due_at=moment, id__gt=case_id))
