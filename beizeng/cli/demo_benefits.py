"""The sample county pays one policy unasked: screened, confirmed, published and paid, one payment coming back."""

import datetime
from collections.abc import Callable

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.rules import actions, batches
from beizeng.rules.batches import Batch

POLICY = "entry_above_size"
BASIS = "（示例）县政府专题会议决定由答复单位直接办理"
RETURNED = "（示例）账户信息有误，退回"
#: When each step is done, in the order of the states that it leaves.
SCREENED_AT = datetime.datetime(2024, 8, 5, 9, tzinfo=SHANGHAI)
STEPS: dict[str, datetime.datetime] = {
    "screened": datetime.datetime(2024, 8, 6, 9, tzinfo=SHANGHAI),
    "confirmed": datetime.datetime(2024, 8, 7, 9, tzinfo=SHANGHAI),
    "published": datetime.datetime(2024, 8, 19, 9, tzinfo=SHANGHAI),
    "payable": datetime.datetime(2024, 8, 20, 9, tzinfo=SHANGHAI),
}
Act = Callable[[Batch, datetime.datetime], object]


def pay_unasked(*, by: Actor, until: datetime.datetime) -> Batch | None:
    """Do what an earlier, interrupted run left undone; None where the county has nobody who answers for the policy."""
    people_ = [people.user_named(username) for username in ("clerk", "head")]
    if until < STEPS["payable"] or None in people_:
        return None
    clerk, head = (people.actor_of(user, on=until.date()) for user in people_ if user is not None)
    batch = batches.batches(viewer=by).filter(policy=POLICY).first()
    if batch is None:
        batch = actions.open_batch(policy_id=POLICY, channel_basis=BASIS, is_sample=True, by=clerk, at=SCREENED_AT)
    acts: dict[str, Act] = {
        "screened": lambda one, at: actions.confirm_batch(batch_id=one.pk, by=head, at=at),
        "confirmed": lambda one, at: actions.publish_batch(batch_id=one.pk, by=clerk, at=at),
        "published": lambda one, at: actions.close_publication(batch_id=one.pk, by=clerk, at=at),
        "payable": lambda one, at: _pay(one, clerk, at),
    }
    for state, at in STEPS.items():
        batch.refresh_from_db()
        if batch.state == state:
            acts[state](batch, at)
    return batch


def _pay(batch: Batch, clerk: Actor, at: datetime.datetime) -> None:
    """One payment comes back, all others arrive."""
    rows = list(batch.payments.filter(state="listed"))
    returned = batch.payments.filter(state="failed").first() or (rows.pop() if len(rows) > 1 else None)
    if returned is not None and returned.state == "listed":
        actions.record_failure(payment_id=returned.pk, reason=RETURNED, by=clerk, at=at)
    if rows:
        codes = [row.code for row in rows]
        actions.record_payments(batch_id=batch.pk, paid_on=at.date(), codes=codes, by=clerk, at=at)
