"""Paying unasked (免申即享): screen → a second person confirms → published → objections answered → paid → figures open.

A batch freezes whom it pays and by which facts. After confirmation a payment can only be struck out, for a reason;
a later change of the register alters nothing. Whoever was paid once by a policy is not paid by it again.
"""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from beizeng.base.clock.due import due
from beizeng.base.clock.now import local_day
from beizeng.base.clock.shelf import calendar_of
from beizeng.base.clock.term import Term
from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.people.actor import Actor
from beizeng.register import queries as register
from beizeng.register.wording import for_programs, yuan
from beizeng.rules.batches import list_digest
from beizeng.rules.book import Entry, book
from beizeng.rules.budgets import beyond_budget
from beizeng.rules.eligible import Met, hindrances, screened
from beizeng.rules.models import Batch, Objection, Payment, Suspension
from beizeng.spec import load_shelf
from beizeng.spec.benefit_batch import BenefitBatch

State, Standing = Batch.State, Payment.State
_UNPAID = (Standing.LISTED, Standing.FAILED)


def open_batch(
    *, policy_id: str, channel_basis: str = "", is_sample: bool = False, by: Actor, at: datetime.datetime
) -> Batch:
    """Screen the whole register by one policy and list whom it pays, with the facts that say so.

    Judging comes before the transaction, so that nobody waits for it.

    Args:
        channel_basis: who decided that nobody need apply, where the policy itself does not say 免申即享.

    Raises:
        Refused: another unit's policy; not in force, suspended, without a sum to pay; nobody to pay; a batch is open.
    """
    day = local_day(at)
    entry = _payable(policy_id, day, by)
    if entry.policy.channel != "免申即享" and not channel_basis.strip():
        raise Refused("这项政策没有写明免申即享", what_now="写明由谁、依据什么决定免申请办理")
    frame = register.snapshot(on=day, known=day)
    found = screened(entry, frame, book(day))
    if not found:
        raise Refused(f"按 {day} 的情况没有符合的主体", what_now="补齐缺少的数据后再筛查")
    basis = channel_basis.strip() or entry.policy.basis.said
    batch: Batch = keep_batch(entry=entry, day=day, found=found, channel_basis=basis, is_sample=is_sample, by=by, at=at)
    return batch


@action("rules.open_batch")
def keep_batch(
    *,
    entry: Entry,
    day: datetime.date,
    found: Mapping[str, Met],
    channel_basis: str,
    is_sample: bool,
    by: Actor,
    at: datetime.datetime,
) -> Done:
    """Keep what was screened: code → what was found of everybody who met the policy on the day."""
    standing = Batch.objects.filter(policy=entry.policy.id).exclude(state__in=[State.PAID, State.CANCELLED]).first()
    if standing is not None:
        raise Refused(f"第 {standing.pk} 批还没有办结", what_now="先办结或撤销那一批")
    batch = Batch.objects.create(
        policy=entry.policy.id, label=entry.policy.label, unit=entry.policy.unit, day=day, known_on=day,
        rules_digest=book(day).digest, channel_basis=channel_basis, screened_at=at, screened_by=by.id,
        is_sample=is_sample,
    )  # fmt: skip
    rows = Payment.objects.bulk_create(_listed(batch, entry, found))
    listed = [row for row in rows if row.state == Standing.LISTED]
    waiting = sum(row.state == Standing.WAITING for row in rows)
    struck = len(rows) - len(listed) - waiting
    summary = f"筛查 {entry.policy.label}：{len(listed)} 户在列，{struck} 户剔除，{waiting} 户等待预算"
    detail = {"policy": entry.policy.id, "day": day}
    return Done(batch, _subject(batch), summary, basis=channel_basis, detail=detail)


def _payable(policy_id: str, day: datetime.date, by: Actor) -> Entry:
    if not by.may("rules.open_batch"):
        raise Refused("您的岗位没有办理这件事的权限", what_now="请联系本单位负责人或管理员")
    entry = book(day).entry(policy_id)
    if entry is None:
        raise Refused(f"没有政策 {policy_id}", what_now="从政策页面发起")
    if not by.may_for_unit("rules.open_batch", entry.policy.unit):
        raise Refused("这项政策由别的单位答复", what_now="请答复单位发起")
    if entry.state != "in_force":
        raise Refused("这项政策现在不施行", what_now="看政策页面写明的状态和原因")
    if not entry.is_payable:
        raise Refused("没有可以直接发放的金额", what_now="文件写明定额或算法后，在政策里写上")
    _refuse_suspended(policy_id)
    return entry


def _listed(batch: Batch, entry: Entry, found: Mapping[str, Met]) -> list[Payment]:
    """A payment for each entity that met the policy; struck from the start where none can be made, with the reason."""
    expressions = [one for one in (*entry.criteria, entry.amount, *entry.priorities) if one is not None]
    names = sorted({name for one in expressions for name in one.facts})
    facts = book(batch.day).vocabulary.facts
    known = register.snapshot(on=batch.day, known=batch.known_on, codes=sorted(found))
    hindered = hindrances(entry, found, book(batch.day), on=batch.day)
    queue = {seen["code"]: seen for seen in known.iter_rows(named=True) if seen["code"] not in hindered}
    sums = {code: found[code].amount_fen or 0 for code in queue}
    waiting = beyond_budget(entry, queue, sums, facts, on=batch.day)
    rows = []
    for seen in known.iter_rows(named=True):
        code = seen["code"]
        reason = hindered.get(code) or waiting.get(code, "")
        state = Standing.STRUCK if code in hindered else Standing.WAITING if code in waiting else Standing.LISTED
        rows.append(
            Payment(
                batch=batch, code=code, name=seen["name"] or code, amount_fen=found[code].amount_fen, reason=reason,
                facts={name: for_programs(facts[name], seen[name]) for name in names},
                state=state,
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: row.code)


@action("rules.strike_payment", permission="rules.open_batch")
def strike_payment(*, payment_id: int, reason: str, by: Actor, at: datetime.datetime) -> Done:
    """Take an entity out of a batch, before it is paid, for a reason."""
    payment = _payment(payment_id, by)
    if payment.state not in _UNPAID:
        raise Refused("已经拨付或剔除", what_now="看这一户的状态")
    _strike(payment, reason)
    _close_when_done(payment.batch, at)
    return Done(payment, _subject(payment.batch), f"剔除 {payment.code}：{reason.strip()}", detail=_of(payment))


@action("rules.confirm_batch")
def confirm_batch(*, batch_id: int, by: Actor, at: datetime.datetime) -> Done:
    """A second person of the unit confirms: the list with its facts is frozen under its digest."""
    batch = _batch(batch_id, by, "rules.confirm_batch", State.SCREENED)
    if batch.screened_by == by.id:
        raise Refused("筛查人不能自己确认", what_now="请本单位另一位有确认权限的人办理")
    listed = batch.payments.filter(state=Standing.LISTED)
    if not listed.exists():
        raise Refused("名单是空的", what_now="撤销这一批")
    batch.digest = list_digest(batch)
    batch.state, batch.confirmed_at = State.CONFIRMED, at
    batch.save(update_fields=["digest", "state", "confirmed_at"])
    summary = f"确认第 {batch.pk} 批 {batch.label}：{listed.count()} 户"
    return Done(batch, _subject(batch), summary, detail={"digest": batch.digest})


@action("rules.publish_batch", permission="rules.open_batch")
def publish_batch(*, batch_id: int, by: Actor, at: datetime.datetime) -> Done:
    """Show the confirmed list to the public for the days that the packs set."""
    batch = _batch(batch_id, by, "rules.open_batch", State.CONFIRMED)
    _refuse_suspended(batch.policy)
    shelf = load_shelf()
    terms = shelf.all(BenefitBatch)[-1]
    day = local_day(at)
    batch.published_on = day
    batch.published_until = due(start=day, term=Term.parse(terms.publication), calendar=calendar_of(shelf)).due_on
    batch.publication_basis, batch.state = terms.basis.said, State.PUBLISHED
    batch.save(update_fields=["published_on", "published_until", "publication_basis", "state"])
    summary = f"公示第 {batch.pk} 批 {batch.label} 至 {batch.published_until}"
    return Done(batch, _subject(batch), summary, basis=batch.publication_basis)


@action("rules.object_to_payment")
def object_to_payment(*, payment_id: int, text: str, by: Actor, at: datetime.datetime) -> Done:
    """Say what speaks against a published payment, while it is published."""
    payment = Payment.objects.select_related("batch").select_for_update().get(pk=payment_id)
    batch = payment.batch
    until = batch.published_until
    if batch.state != State.PUBLISHED or until is None or local_day(at) > until or payment.state != Standing.LISTED:
        raise Refused("不在公示期", what_now="向答复单位反映")
    row = Objection.objects.create(payment=payment, text=text.strip(), raised_at=at)
    return Done(row, _subject(batch), f"对 {payment.code} 提出异议", detail=_of(payment))


@action("rules.answer_objection", permission="rules.confirm_batch")
def answer_objection(
    *, objection_id: int, is_upheld: bool, answer: str, by: Actor, at: datetime.datetime
) -> Done | Unchanged:
    """Answer an objection; one that is upheld strikes the payment out."""
    row = Objection.objects.select_related("payment__batch").select_for_update().get(pk=objection_id)
    payment = _payment(row.payment_id, by, "rules.confirm_batch")
    if row.answered_at is not None:
        return Unchanged(row)
    if not answer.strip():
        raise Refused("没有写处理意见", what_now="写明查明的情况和依据")
    row.answer, row.is_upheld, row.answered_at = answer.strip(), is_upheld, at
    row.save(update_fields=["answer", "is_upheld", "answered_at"])
    if is_upheld and payment.state == Standing.LISTED:
        _strike(payment, f"异议成立：{row.answer}")
    word = "成立" if is_upheld else "不成立"
    return Done(row, _subject(payment.batch), f"{payment.code} 的异议{word}：{row.answer}", detail=_of(payment))


@action("rules.close_publication", permission="rules.open_batch")
def close_publication(*, batch_id: int, by: Actor, at: datetime.datetime) -> Done:
    """After the last day of publication, with every objection answered: the list is payable."""
    batch = _batch(batch_id, by, "rules.open_batch", State.PUBLISHED)
    assert batch.published_until is not None
    if local_day(at) <= batch.published_until:
        raise Refused(f"公示到 {batch.published_until} 止", what_now="公示期满后再办")
    unanswered = Objection.objects.filter(payment__batch=batch, answered_at__isnull=True).count()
    if unanswered:
        raise Refused(f"还有 {unanswered} 条异议没有答复", what_now="逐条答复后再办")
    batch.state = State.PAYABLE
    batch.save(update_fields=["state"])
    _close_when_done(batch, at)
    return Done(batch, _subject(batch), f"第 {batch.pk} 批公示期满，可以拨付")


@action("rules.record_payments", permission="rules.open_batch")
def record_payments(
    *, batch_id: int, paid_on: datetime.date, codes: Collection[str] = (), by: Actor, at: datetime.datetime
) -> Done | Unchanged:
    """Write down that the money has arrived: for these entities, or for all that still stand.

    Raises:
        Refused: the list is not payable or no longer what was confirmed; the day lies ahead; the policy is suspended.
    """
    batch = _batch(batch_id, by, "rules.open_batch", State.PAYABLE)
    _refuse_suspended(batch.policy)
    if list_digest(batch) != batch.digest:
        raise Refused("名单与确认时不一致", what_now="停止拨付，请审计核对台账")
    if paid_on > local_day(at) or batch.published_until is None or paid_on <= batch.published_until:
        raise Refused(f"拨付日 {paid_on} 不在公示期满之后、今天之前", what_now="写实际到账的日期")
    rows = batch.payments.filter(state__in=_UNPAID)
    rows = rows.filter(code__in=codes) if codes else rows
    total = sum(row.amount_fen or 0 for row in rows)
    count = rows.update(state=Standing.PAID, paid_on=paid_on, reason="")
    if not count:
        return Unchanged(batch)
    _close_when_done(batch, at)
    summary = f"第 {batch.pk} 批到账 {count} 户，{yuan(total):,} 元"
    return Done(batch, _subject(batch), summary, detail={"paid_on": paid_on, "count": count, "yuan": str(yuan(total))})


@action("rules.record_failure", permission="rules.open_batch")
def record_failure(*, payment_id: int, reason: str, by: Actor, at: datetime.datetime) -> Done:
    """Write down that the money came back; the payment stays open until it is made or struck out."""
    payment = _payment(payment_id, by)
    if payment.batch.state != State.PAYABLE or payment.state != Standing.LISTED:
        raise Refused("这一户不在待拨付", what_now="看这一户的状态")
    payment.state, payment.reason = Standing.FAILED, _said(reason)
    payment.save(update_fields=["state", "reason"])
    return Done(payment, _subject(payment.batch), f"{payment.code} 拨付未成：{payment.reason}", detail=_of(payment))


@action("rules.cancel_batch", permission="rules.confirm_batch")
def cancel_batch(*, batch_id: int, reason: str, by: Actor, at: datetime.datetime) -> Done:
    """Give a batch up before anybody was paid; its list stays readable."""
    batch = _batch(batch_id, by, "rules.confirm_batch")
    if batch.closed_at is not None or batch.payments.filter(state=Standing.PAID).exists():
        raise Refused("已经拨付或办结", what_now="逐户办理")
    why = _said(reason)
    batch.state, batch.closed_at = State.CANCELLED, at
    batch.save(update_fields=["state", "closed_at"])
    return Done(batch, _subject(batch), f"撤销第 {batch.pk} 批 {batch.label}：{why}")


def _batch(batch_id: int, by: Actor, permission: str, state: str = "") -> Batch:
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if not by.may_for_unit(permission, batch.unit):
        raise Refused("这一批由别的单位办理", what_now="请答复单位办理")
    if state and batch.state != state:
        raise Refused(f"这一批现在是“{batch.get_state_display()}”", what_now="刷新页面，看现在能办什么")
    return batch


def _payment(payment_id: int, by: Actor, permission: str = "rules.open_batch") -> Payment:
    payment = Payment.objects.select_related("batch").select_for_update().get(pk=payment_id)
    _batch(payment.batch_id, by, permission)
    return payment


def _strike(payment: Payment, reason: str) -> None:
    payment.state, payment.reason = Standing.STRUCK, _said(reason)
    payment.save(update_fields=["state", "reason"])


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused("没有写原因", what_now="写一句原因")
    return reason.strip()[:500]


def _close_when_done(batch: Batch, at: datetime.datetime) -> None:
    if batch.state == State.PAYABLE and not batch.payments.filter(state__in=_UNPAID).exists():
        batch.state, batch.closed_at = State.PAID, at
        batch.save(update_fields=["state", "closed_at"])


def _refuse_suspended(policy_id: str) -> None:
    held = Suspension.objects.filter(policy=policy_id, lifted_at__isnull=True).first()
    if held is not None:
        raise Refused(f"这项政策已暂停：{held.reason}", basis=held.basis, what_now="审查了结后再办")


def _subject(batch: Batch) -> str:
    return f"batch:{batch.pk}"


def _of(payment: Payment) -> dict[str, Any]:
    return {"batch": payment.batch_id, "code": payment.code}
