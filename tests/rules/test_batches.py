"""Paying unasked: from the screened list to the money's arrival, each step by whom it belongs to."""

import datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.ledger import queries as ledger
from beizeng.base.ledger.actions import Refused
from beizeng.base.people.actor import Actor
from beizeng.rules import actions, batches
from beizeng.rules.models import Batch, Payment
from tests.rules.conftest import FIRM, load

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
POLICY = "entry_above_size"
BASIS = "示例：县政府专题会议决定免申请办理"
SECOND = "91140929MA0F0003X2"


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def person(number: int, **reaches: str) -> Actor:
    permissions = {name.replace("__", "."): scope for name, scope in reaches.items()} | {"rules.read": "all"}
    return Actor(f"user:{number}", f"示例人员{number}", "经办人", reaches=permissions, unit_ids=frozenset({"gongxin"}))  # type: ignore[arg-type]


CLERK = person(1, rules__open_batch="unit", rules__object_to_payment="unit")
HEAD = person(2, rules__confirm_batch="unit", rules__open_batch="unit")
OTHER = Actor("user:3", "示例人员3", "经办人", reaches={"rules.open_batch": "unit"}, unit_ids=frozenset({"wenlv"}))
PUBLIC = Actor("anonymous", "公众", "", reaches={"rules.read_benefits": "all"})
OPENED, CONFIRMED, PUBLISHED, ENDED = (
    moment(text) for text in ("2024-09-30 09:00", "2024-09-30 10:00", "2024-09-30 11:00", "2024-10-13 09:00")
)


@pytest.fixture
def entered(county: Path, tmp_path: Path) -> Path:
    """Two firms that entered the list above size for the first time last year."""
    load(
        tmp_path,
        "statistics",
        f"统一社会信用代码,规上或限上在库,首次入库日期\n{FIRM},是,2023-03-01\n{SECOND},是,2023-05-01\n",
    )
    load(tmp_path, "registration", f"统一社会信用代码,行业代码\n{SECOND},1312\n")
    return county


def opened(by: Actor = CLERK) -> Batch:
    batch: Batch = actions.open_batch(policy_id=POLICY, channel_basis=BASIS, by=by, at=OPENED)
    return batch


def published() -> Batch:
    batch = opened()
    actions.confirm_batch(batch_id=batch.pk, by=HEAD, at=CONFIRMED)
    actions.publish_batch(batch_id=batch.pk, by=CLERK, at=PUBLISHED)
    batch.refresh_from_db()
    return batch


def payable() -> Batch:
    batch = published()
    actions.close_publication(batch_id=batch.pk, by=CLERK, at=ENDED)
    batch.refresh_from_db()
    return batch


def one(batch: Batch, code: str = FIRM) -> Payment:
    return batch.payments.get(code=code)


def test_the_list_is_who_met_the_policy_with_amount_and_facts(entered: Path) -> None:
    rows = {row.code: row for row in opened().payments.all()}
    assert set(rows) == {FIRM, SECOND}
    assert rows[FIRM].amount_fen == 300_000_00
    assert rows[FIRM].facts["entered_above_size_on"] == "2023-03-01"


def test_every_step_to_the_money_and_the_ledger_holds_each(entered: Path) -> None:
    batch = payable()
    actions.record_payments(batch_id=batch.pk, paid_on=ENDED.date(), by=CLERK, at=ENDED)
    batch.refresh_from_db()
    assert batch.state == Batch.State.PAID
    assert {row.state for row in batch.payments.all()} == {"paid"}
    verbs = {entry.verb.removeprefix("rules.") for entry in ledger.entries_of(f"batch:{batch.pk}")}
    assert verbs == {"open_batch", "confirm_batch", "publish_batch", "close_publication", "record_payments"}


def test_whoever_screened_does_not_confirm(entered: Path) -> None:
    batch = opened(by=HEAD)
    with pytest.raises(Refused, match="不能自己确认"):
        actions.confirm_batch(batch_id=batch.pk, by=HEAD, at=CONFIRMED)


def test_published_for_the_working_days_that_the_packs_set(entered: Path) -> None:
    # 2024-09-30 published; 1 to 7 October are days off, 12 October is worked: five working days end on the 12th
    batch = published()
    assert batch.published_until == datetime.date(2024, 10, 12)
    assert batch.publication_basis.endswith("（待核）"), "a default is never shown as law"


def test_an_upheld_objection_strikes_out_and_an_open_one_stops_the_payment(entered: Path) -> None:
    batch = published()
    objection = actions.object_to_payment(payment_id=one(batch).pk, text="已迁走", by=CLERK, at=PUBLISHED)
    with pytest.raises(Refused, match="1 条异议"):
        actions.close_publication(batch_id=batch.pk, by=CLERK, at=ENDED)
    actions.answer_objection(objection_id=objection.pk, is_upheld=True, answer="查实已迁出", by=HEAD, at=ENDED)
    assert one(batch).state == "struck"
    actions.close_publication(batch_id=batch.pk, by=CLERK, at=ENDED)
    actions.record_payments(batch_id=batch.pk, paid_on=ENDED.date(), by=CLERK, at=ENDED)
    assert one(batch).paid_on is None


def test_nothing_is_paid_or_closed_before_its_time(entered: Path) -> None:
    batch = published()
    with pytest.raises(Refused, match="公示到"):
        actions.close_publication(batch_id=batch.pk, by=CLERK, at=PUBLISHED)
    with pytest.raises(Refused, match="公示中"):
        actions.record_payments(batch_id=batch.pk, paid_on=ENDED.date(), by=CLERK, at=ENDED)


def test_an_objection_after_the_last_day_is_refused(entered: Path) -> None:
    batch = published()
    with pytest.raises(Refused, match="公示期"):
        actions.object_to_payment(payment_id=one(batch).pk, text="晚了", by=CLERK, at=ENDED)


def test_a_later_change_of_the_register_alters_nothing(entered: Path, tmp_path: Path) -> None:
    batch = published()
    before = batches.list_digest(batch)
    load(tmp_path, "statistics", f"统一社会信用代码,规上或限上在库,首次入库日期\n{FIRM},否,\n")
    assert batches.list_digest(batch) == before == batch.digest


def test_a_list_that_was_meddled_with_is_not_paid(entered: Path) -> None:
    batch = payable()
    with pytest.raises(DatabaseError), transaction.atomic():
        Payment.objects.filter(batch=batch, code=FIRM).update(amount_fen=99_999_999)
    with pytest.raises(DatabaseError), transaction.atomic():
        Payment.objects.filter(batch=batch, code=FIRM).delete()
    Batch.objects.filter(pk=batch.pk).update(digest="f" * 64)
    with pytest.raises(Refused, match="不一致"):
        actions.record_payments(batch_id=batch.pk, paid_on=ENDED.date(), by=CLERK, at=ENDED)


def test_the_same_matter_is_paid_once(entered: Path) -> None:
    batch = payable()
    actions.record_payments(batch_id=batch.pk, paid_on=ENDED.date(), by=CLERK, at=ENDED)
    again: Batch = actions.open_batch(policy_id=POLICY, channel_basis=BASIS, by=CLERK, at=ENDED)
    assert one(again).state == "struck"
    assert f"第 {batch.pk} 批已发放" in one(again).reason


def test_a_failed_payment_keeps_the_batch_open_until_it_is_made(entered: Path) -> None:
    batch = payable()
    actions.record_failure(payment_id=one(batch).pk, reason="账户已销", by=CLERK, at=ENDED)
    actions.record_payments(
        batch_id=batch.pk, paid_on=ENDED.date(), codes=[row.code for row in batch.payments.filter(state="listed")],
        by=CLERK, at=ENDED,
    )  # fmt: skip
    batch.refresh_from_db()
    assert batch.state == "payable"
    actions.record_payments(batch_id=batch.pk, paid_on=ENDED.date(), codes=[FIRM], by=CLERK, at=ENDED)
    batch.refresh_from_db()
    assert batch.state == "paid"


def test_who_may_not_is_refused(entered: Path) -> None:
    with pytest.raises(Refused, match="别的单位"):
        opened(by=OTHER)
    with pytest.raises(Refused, match="没有办理"):
        opened(by=PUBLIC)


@pytest.mark.parametrize(
    ("policy_id", "basis", "said"),
    [
        (POLICY, "", "免申即享"),
        ("household_promotion_reward", BASIS, "没有可以直接发放的金额|别的单位"),
        ("nothing", BASIS, "没有政策"),
    ],
)
def test_what_can_not_be_paid_unasked_says_why(entered: Path, policy_id: str, basis: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        actions.open_batch(policy_id=policy_id, channel_basis=basis, by=CLERK, at=OPENED)


def test_a_suspended_policy_is_in_no_batch(entered: Path) -> None:
    batch = opened()
    actions.confirm_batch(batch_id=batch.pk, by=HEAD, at=CONFIRMED)
    office = Actor("user:9", "示例", "办公室", reaches={"rules.suspend": "all"})
    actions.suspend(policy_id=POLICY, source="measure:1", reason="疑似条款", basis="条例", by=office, at=CONFIRMED)
    with pytest.raises(Refused, match="已暂停"):
        actions.publish_batch(batch_id=batch.pk, by=CLERK, at=PUBLISHED)


def test_the_public_sees_published_lists_alone_and_no_one_who_was_struck(entered: Path) -> None:
    batch = opened()
    assert batches.batch(batch.pk, viewer=PUBLIC) is None
    actions.strike_payment(payment_id=one(batch).pk, reason="重复", by=CLERK, at=OPENED)
    actions.confirm_batch(batch_id=batch.pk, by=HEAD, at=CONFIRMED)
    actions.publish_batch(batch_id=batch.pk, by=CLERK, at=PUBLISHED)
    seen = batches.batch(batch.pk, viewer=PUBLIC)
    assert seen is not None
    assert FIRM not in {row.code for row in batches.payments(seen, viewer=PUBLIC)}
    assert FIRM in {row.code for row in batches.payments(seen, viewer=CLERK)}
    assert batches.facts_in_words(batch.payments.first(), viewer=PUBLIC) == []


def test_a_batch_is_given_up_before_anybody_is_paid(entered: Path) -> None:
    batch = published()
    actions.cancel_batch(batch_id=batch.pk, reason="依据有误", by=HEAD, at=PUBLISHED)
    assert opened().pk != batch.pk
