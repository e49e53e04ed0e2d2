"""What people do beside the course of a case: urging whoever holds it, keeping a list under a name."""

import datetime

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.people.actor import Actor
from beizeng.cases import machine, queries
from beizeng.cases.actions.recording import _event
from beizeng.cases.models import Case, Notice, SavedFilter

#: A person keeps so many lists at most.
MOST_FILTERS = 20


@action("cases.remind")
def remind(*, case: Case, note: str = "", by: Actor, at: datetime.datetime) -> Done:
    """Urge the unit that holds the case, once a day. Nothing in the case moves, and no form open on it goes stale.

    Raises:
        Refused: closed, nobody's turn, beyond the actor's reach, or urged today already.
    """
    row = Case.objects.select_for_update().get(pk=case.pk)
    if row.closed_at is not None:
        raise Refused("事项已经办结，不用催办")
    if not by.may_for_unit("cases.remind", row.lead_unit_id):
        raise Refused("您的岗位不能催办其他单位的事项")
    unit = row.holder_unit
    if unit is None:
        raise Refused("现在不轮到单位办理，无从催办")
    key = f"case-{row.pk}-remind-{unit.pk}-{local_day(at)}"
    texts = {"subject": f"催办：{row.number} {row.title}"[:400], "text": note.strip()[:400] or "请抓紧办理"}
    kept = {"case": row, "to": f"unit:{unit.pk}", "at": at, "made_at": at}
    if not Notice.objects.get_or_create(key=key, defaults=texts | kept)[1]:
        raise Refused("今天已经催办过", what_now="明天仍未办理时再催")
    said, sequence = {"reason": texts["text"]}, queries.last_sequence(row) + 1
    event = _event(row, sequence=sequence, action=machine.REMIND, label="催办", fields=said, by=by, at=at)
    event.save(force_insert=True)
    return Done(row, f"case:{row.pk}", f"{row.number} 催办{unit.name}", detail={"unit": unit.pk, "note": note})


@action("cases.save_filter", permission="cases.read")
def save_filter(*, name: str, query: str, by: Actor, at: datetime.datetime) -> Done:
    """Keep the query of a list's address under a name; the same name is written over. Returns the kept one.

    Raises:
        Refused: no name, or too many kept already.
    """
    name, query = name.strip()[:50], query.lstrip("?")
    if not name:
        raise Refused("请给这个筛选起个名称")
    if len(query) > 1000:
        raise Refused("筛选条件太长，存不下")
    mine = SavedFilter.objects.filter(owner=by.id)
    if mine.exclude(name=name).count() >= MOST_FILTERS:
        raise Refused(f"最多存 {MOST_FILTERS} 个常用筛选", what_now="请先删去不用的")
    kept, _ = SavedFilter.objects.update_or_create(owner=by.id, name=name, defaults={"query": query})
    return Done(kept, by.id, f"存常用筛选 {name}", detail={"name": name, "query": query})


@action("cases.drop_filter", permission="cases.read")
def drop_filter(*, name: str, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """Forget one of the actor's own kept lists."""
    gone, _ = SavedFilter.objects.filter(owner=by.id, name=name).delete()
    return Done(None, by.id, f"删常用筛选 {name}", detail={"name": name}) if gone else Unchanged(None)
