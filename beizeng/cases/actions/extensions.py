"""More time: asked for before the due moment, granted or denied by another person; the old day is kept."""

import datetime

from beizeng.base.clock.calendar import Calendar
from beizeng.base.clock.due import due
from beizeng.base.clock.term import Term
from beizeng.base.ledger.actions import Done, Refused, action
from beizeng.base.people.actor import Actor
from beizeng.cases import machine
from beizeng.cases.actions.recording import InHand, _in_hand, _record
from beizeng.cases.clocks import Running
from beizeng.cases.models import Case
from beizeng.spec.case_kind import Extension


@action("cases.ask_extension", permission="cases.read")
def ask_extension(
    *,
    case: Case,
    clock: str,
    until_on: datetime.date,
    reason: str,
    revision: int | None = None,
    by: Actor,
    at: datetime.datetime,
) -> Done:
    """Ask that the clock of this key be due on ``until_on``. Returns the case.

    Raises:
        Refused: past the due moment, too often, too long, asked already, or not by this person.
    """
    hand = _in_hand(case, revision)
    running, extension = _extensible(hand, clock)
    basis = str(extension.basis)
    if not machine.stands(extension.asked_by, by, hand.parties):
        raise Refused("延期须由承办单位申请，您的岗位不在其中", basis=basis)
    if not reason.strip():
        raise Refused("请写明延期理由")
    refusal = _refusal(running, extension, until_on, hand.timing.calendar, at)
    if refusal is not None:
        raise Refused(refusal, basis=basis)
    values = {"clock": clock, "until_on": until_on.isoformat(), "reason": reason.strip()}
    row = _record(hand, action=machine.ASK, label="申请延期", fields=values, by=by, at=at)
    summary = f"{row.number} {running.label}申请延至 {until_on}"
    return Done(row, f"case:{row.pk}", summary, basis=basis, detail=values)


def _extensible(hand: InHand, clock: str) -> tuple[Running, Extension]:
    running = hand.situation().clock(clock)
    if running is None or not running.is_open:
        raise Refused("这个时限不在计时，不能延期")
    declared = hand.kind.clock(running.clock)
    if declared.extension is None:
        raise Refused(f"“{running.label}”不能延期", basis=str(declared.basis))
    return running, declared.extension


def _refusal(
    running: Running, extension: Extension, until_on: datetime.date, calendar: Calendar, at: datetime.datetime
) -> str | None:
    if running.due_on is None or running.due_at is None:
        return "这个时限没有到期日，无从延期；请先确定时限"
    if at > running.due_at:
        return f"已于 {running.due_on} 到期，延期须在到期前申请"
    if running.asked is not None:
        return f"已经申请延至 {running.asked.until_on}，正等批准"
    if extension.at_most is not None and running.extensions >= extension.at_most:
        return f"最多延期 {extension.at_most} 次，已经用完"
    if until_on <= running.due_on:
        return f"延至的日期须晚于现在的到期日 {running.due_on}"
    if extension.longest is not None:
        longest = due(start=running.due_on, term=Term.parse(extension.longest), calendar=calendar, roll=False).due_on
        if until_on > longest:
            return f"最多延长{Term.parse(extension.longest).chinese}，即至 {longest}"
    return None


@action("cases.decide_extension", permission="cases.read")
def decide_extension(
    *,
    case: Case,
    clock: str,
    is_granted: bool,
    reason: str = "",
    revision: int | None = None,
    by: Actor,
    at: datetime.datetime,
) -> Done:
    """Grant or deny the extension that was asked for this clock. Returns the case.

    Raises:
        Refused: nothing was asked, not by this person, or by the one who asked; denied without a reason.
    """
    hand = _in_hand(case, revision)
    running, extension = _extensible(hand, clock)
    basis = str(extension.basis)
    if running.asked is None:
        raise Refused("这个时限没有待批的延期申请")
    if not machine.stands(extension.granted_by, by, hand.parties):
        raise Refused("延期须由交办方批准，您的岗位不在其中", basis=basis)
    if running.asked.by == by.id:
        raise Refused("延期须由申请人以外的人批准", basis=basis)
    if not is_granted and not reason.strip():
        raise Refused("不同意延期，请写明理由")
    label = "同意延期" if is_granted else "不同意延期"
    values = {"clock": clock, "until_on": running.asked.until_on.isoformat(), "reason": reason.strip()}
    word = machine.GRANT if is_granted else machine.DENY
    row = _record(hand, action=word, label=label, fields=values, by=by, at=at)
    detail = values | {"before": running.due_on, "granted": is_granted}
    return Done(row, f"case:{row.pk}", f"{row.number} {running.label}{label}", basis=basis, detail=detail)
