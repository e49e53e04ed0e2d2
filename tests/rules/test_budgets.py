"""A year's budget: who comes first, who waits and is never lost; how often one entity is paid; amounts by bands."""

import datetime
from pathlib import Path

import pytest
from django.test import Client
from pydantic import ValidationError

from beizeng.rules import actions
from beizeng.rules.book import book
from beizeng.rules.budgets import budget_now
from beizeng.rules.evaluate import evaluate
from beizeng.rules.models import Batch
from beizeng.spec.policy import Policy
from tests.factories import MandateFactory
from tests.rules.conftest import DAY, FIRM, GRADUATE, SHOP
from tests.rules.own import BASIS, SINCE, lay, policy
from tests.rules.test_batches import CLERK, CONFIRMED, ENDED, HEAD, OPENED, PUBLISHED, moment

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
NEXT_YEAR = moment("2025-02-10 09:00")
GRADUATES_FIRST = {"label": "高校毕业生", "expression": "founder_is_graduate"}


def budget(value: object, *order: dict[str, str]) -> dict[str, object]:
    return {"yearly": [{"from": SINCE, "value": value, "basis": BASIS}], "order": list(order)}


def listed(batch: Batch) -> dict[str, str]:
    return dict(batch.payments.values_list("code", "state"))


def screened(at: datetime.datetime = OPENED) -> Batch:
    batch: Batch = actions.open_batch(policy_id="grant", by=CLERK, at=at)
    return batch


def paid(batch: Batch, at: datetime.datetime = ENDED) -> None:
    actions.confirm_batch(batch_id=batch.pk, by=HEAD, at=CONFIRMED if at == ENDED else at)
    actions.publish_batch(batch_id=batch.pk, by=CLERK, at=PUBLISHED if at == ENDED else at)
    batch.refresh_from_db()
    end = at if at == ENDED else at + datetime.timedelta(days=10)
    actions.close_publication(batch_id=batch.pk, by=CLERK, at=end)
    actions.record_payments(batch_id=batch.pk, paid_on=end.date(), by=CLERK, at=end)


def test_a_budget_pays_in_order_and_the_rest_waits(county: Path) -> None:
    lay(county, policy("grant", budget=budget(2000, GRADUATES_FIRST)))
    found = listed(screened())
    assert found[GRADUATE] == "listed", "named by the priority"
    assert sorted(found.values()) == ["listed", "listed", "waiting"]
    entry = book(DAY).entry("grant")
    assert entry is not None
    now = budget_now(entry.policy, on=DAY)
    assert now is not None
    assert (now.limit_fen, now.used_fen, now.waiting, now.waiting_fen) == (200_000, 200_000, 1, 100_000)


def test_who_waited_is_paid_next_year_before_newcomers(county: Path) -> None:
    lay(county, policy("grant", budget=budget(2000)))
    first = screened()
    (waited,) = [code for code, state in listed(first).items() if state == "waiting"]
    assert waited == max(FIRM, SHOP, GRADUATE)
    paid(first)
    lay(county, policy("grant", again="yearly", budget=budget(1000)))
    second = screened(NEXT_YEAR)
    assert {code for code, state in listed(second).items() if state == "listed"} == {waited}


@pytest.mark.parametrize(("value", "states"), [(0, {"waiting"}), (3000, {"listed"}), ("not set", {"listed"})])
def test_no_budget_pays_nobody_enough_pays_all_and_not_set_is_no_limit(
    county: Path, value: object, states: set[str]
) -> None:
    lay(county, policy("grant", budget=budget(value)))
    assert set(listed(screened()).values()) == states


def test_a_sum_behind_does_not_pass_a_larger_one_before(county: Path) -> None:
    lay(county, policy("grant", amount="CASE WHEN staff >= 20 THEN 2500 ELSE 1000 END", budget=budget(2000)))
    assert listed(screened()) == {FIRM: "waiting", GRADUATE: "waiting", SHOP: "waiting"}


def test_a_list_on_which_everybody_waits_is_given_up_and_they_still_wait(county: Path) -> None:
    lay(county, policy("grant", budget=budget(0)))
    batch = screened()
    actions.cancel_batch(batch_id=batch.pk, reason="示例：预算未到", by=HEAD, at=CONFIRMED)
    entry = book(DAY).entry("grant")
    assert entry is not None
    now = budget_now(entry.policy, on=DAY)
    assert now is not None
    assert now.waiting == 3


@pytest.mark.parametrize(("again", "state"), [("once", "struck"), ("not set", "struck"), ("yearly", "listed")])
def test_one_entity_is_paid_as_often_as_the_policy_says(county: Path, again: str, state: str) -> None:
    lay(county, policy("grant", again=again))
    paid(screened())
    assert set(listed(screened(moment("2024-12-01 09:00"))).values()) == {"struck"}, "never twice in a year"
    standing = Batch.objects.get(state="screened")
    actions.cancel_batch(batch_id=standing.pk, reason="示例", by=HEAD, at=NEXT_YEAR)
    assert set(listed(screened(NEXT_YEAR)).values()) == {state}


def test_a_negative_budget_is_refused_with_what_to_write() -> None:
    with pytest.raises(ValidationError, match="negative; write 0 or more"):
        Policy.model_validate(policy("grant", budget=budget(-1)))


def test_who_waits_reads_so(county: Path) -> None:
    lay(county, policy("grant", budget=budget(0)))
    (county / "demo.yaml").write_text(f"day: {DAY}\n", encoding="utf-8")
    batch = screened()
    Batch.objects.filter(pk=batch.pk).update(state="published", published_until=DAY)
    firm = Client(headers={"host": "127.0.0.1"})
    firm.force_login(MandateFactory(entity_code=FIRM).user)
    seen = firm.get("/me").content.decode()
    assert "您符合，等待预算：2024 年预算 0 元已排满，下一批优先" in seen.replace("0.00", "0")


BANDS = "round_half_up(least(CASE WHEN staff >= 100 THEN revenue_last_year * 0.05 WHEN staff >= 20 THEN 20000 ELSE 5000 END, 80000), -2)"  # noqa: E501


@pytest.mark.parametrize(
    ("staff", "revenue", "yuan"),
    [
        (19, None, None),
        (19, 10**6, 5000),
        (20, 10**6, 20000),
        (99, 10**6, 20000),
        (100, 10**6, 50000),
        (100, 999_000, 50000),
        (100, 998_999, 49900),
        (100, 1_600_000, 80000),
        (100, 9_000_000, 80000),
        (None, 10**6, None),
    ],
)
def test_an_amount_by_bands_capped_and_rounded(
    data: Path, staff: int | None, revenue: int | None, yuan: int | None
) -> None:
    lay(data, policy("grant", "staff >= 0", BANDS))
    rules = book(DAY)
    entry = rules.entry("grant")
    assert entry is not None
    assert entry.fault is None
    values = {"staff": staff, "revenue_last_year": None if revenue is None else revenue * 100}
    known = {name: value for name, value in values.items() if value is not None}
    fen = evaluate(entry, known, rules.vocabulary.facts).amount_fen
    assert fen == (None if yuan is None else yuan * 100)
