"""What runs out is told sixty days ahead and stops its own policies alone; the ticker keeps the counts of today."""

import datetime
from pathlib import Path

import pytest
from django.test import Client

from beizeng.cli import tick
from beizeng.rules import actions, queries
from beizeng.rules.book import book, read_book
from beizeng.rules.models import Run
from beizeng.rules.review import concerns, holds_until
from beizeng.spec import load_shelf
from beizeng.spec.policy import Parameter
from tests.factories import HoldingFactory
from tests.rules.conftest import AT, BY, DAY, FIRM, load
from tests.rules.own import BASIS, SINCE, lay, policy
from tests.rules.test_batches import moment

pytestmark = pytest.mark.thorough

LAST = datetime.date(2024, 11, 29)  # sixty days after DAY


def parameters(*values: dict[str, object]) -> dict[str, object]:
    entries = [{"basis": BASIS, **one} for one in values]
    one = {"name": "least_staff", "label": "最少人数", "type": "integer", "values": entries}
    return {"kind": "parameters", "parameters": [one]}


def said(data: Path, on: datetime.date = DAY) -> set[tuple[str, str]]:
    assert data.is_dir()
    return {(one.kind, one.label) for one in concerns(book(on)) if one.label in ("最少人数", "示例grant")}


@pytest.mark.parametrize(
    ("until", "kinds"),
    [(LAST, {"expiring"}), (LAST + datetime.timedelta(days=1), set()), (DAY, {"expiring"}),
     (DAY - datetime.timedelta(days=1), {"expired", "stopped"})],
)  # fmt: skip
def test_a_parameter_is_told_sixty_days_ahead(data: Path, until: datetime.date, kinds: set[str]) -> None:
    lay(data, policy("grant", "staff >= :least_staff"), parameters({"from": SINCE, "to": until, "value": 1}))
    assert {kind for kind, _ in said(data)} == kinds


def test_what_follows_without_a_gap_is_no_end() -> None:
    first = {"from": SINCE, "to": DAY, "value": 1, "basis": BASIS}
    after = {"from": DAY + datetime.timedelta(days=1), "value": "not set", "basis": BASIS}
    later = {"from": DAY + datetime.timedelta(days=2), "value": 2, "basis": BASIS}
    base = {"name": "p", "label": "p", "type": "integer"}
    assert holds_until(Parameter.model_validate({**base, "values": [first, after]}), DAY) == datetime.date.max
    assert holds_until(Parameter.model_validate({**base, "values": [first, later]}), DAY) == DAY


def test_a_policy_that_ends_is_told_and_one_that_nobody_uses_is_not(data: Path) -> None:
    lay(data, policy("grant", to=LAST), parameters({"from": SINCE, "to": DAY, "value": 1}))
    assert said(data) == {("ending", "示例grant")}


def test_the_shipped_policies_need_no_look_on_the_sample_day_and_do_before_they_end() -> None:
    shelf = load_shelf()
    assert concerns(read_book(shelf, DAY)) == []
    found = {(one.kind, one.label) for one in concerns(read_book(shelf, datetime.date(2027, 11, 30)))}
    assert {("expiring", "小型微利企业从业人数上限"), ("ending", "六税两费减半")} <= found


@pytest.mark.django_db
@pytest.mark.thorough
def test_the_page_says_what_stopped_and_the_list_of_policies_leads_to_it(data: Path) -> None:
    lay(data, policy("grant", "staff >= :least_staff"), parameters({"from": SINCE, "to": SINCE, "value": 1}))
    (data / "demo.yaml").write_text(f"day: {DAY}\n", encoding="utf-8")
    office = Client(headers={"host": "127.0.0.1"})
    office.force_login(HoldingFactory(post__role="leading_group_office").user)
    assert "2 项要复核" in office.get("/policies").content.decode()
    seen = office.get("/policies/needs-review").content.decode()
    assert "停用，须复核" in seen
    assert "最少人数" in seen
    export = office.get("/policies/needs-review?kind=expired&export=csv")
    assert b"".join(export.streaming_content).decode().count("最少人数") >= 1  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.thorough
def test_the_ticker_judges_again_after_a_feed_and_not_without(county: Path, tmp_path: Path) -> None:
    first = actions.keep_current(by=BY, at=AT)
    assert first is not None
    assert actions.keep_current(by=BY, at=AT) is None
    before = queries.totals(day=DAY).met
    load(tmp_path, "social_insurance", f"统一社会信用代码,创办人所属重点群体\n{FIRM},返乡创业人员\n")
    load(tmp_path, "registration", f"统一社会信用代码,主体类别\n{FIRM},个体工商户\n")
    tick.run(AT)
    assert queries.totals(day=DAY).met > before
    assert actions.keep_current(by=BY, at=AT) is None
    assert actions.keep_current(by=BY, at=moment("2024-10-01 09:00")) is not None, "a new day is judged as of that day"
    assert Run.objects.filter(finished_at__isnull=False).count() == 2


@pytest.mark.django_db
def test_without_any_feed_there_is_nothing_to_judge(data: Path) -> None:
    assert actions.keep_current(by=BY, at=AT) is None
