"""Sources: what two of them say differently is kept, decided by a rule and listed; who supplies what and is late."""

import csv
import datetime
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from typer.testing import CliRunner

from beizeng.base.people.actor import house
from beizeng.cli.register import app
from beizeng.register import actions, catalogue, disagreements, queries
from tests.factories import HoldingFactory, UnitFactory
from tests.register.conftest import CODES, moment
from tests.register.test_two_days import lay_down

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

FIRM, HOUSEHOLD, _COOPERATIVE = CODES
BY = house("test")
DAY = datetime.date(2024, 3, 31)
LISTED = "in_abnormal_list"


def rule(kind: str = "registration", since: str = "2024-03-31") -> str:
    return f"{{fact: {LISTED}, from: {since}, kinds: [{kind}], basis: {{document: 示例, verified: no}}}}"


@pytest.fixture
def two_sources(load: Callable) -> None:
    """February, the registry: no of both. March, the credit list: yes of the firm, no of the household."""
    head = "统一社会信用代码,生效日期,名称,列入经营异常名录"
    load(head, f"{FIRM},2024-02-01,甲公司,否", f"{HOUSEHOLD},2024-02-01,乙面馆,否", known=datetime.date(2024, 2, 2))
    lines = [f"{FIRM},2024-03-01,是", f"{HOUSEHOLD},2024-03-01,否"]
    load("统一社会信用代码,生效日期,列入经营异常名录", *lines, feed="credit", known=datetime.date(2024, 3, 2))


def read(code: str) -> list[object]:
    """A fact as each of the ways of reading has it."""
    frame = queries.snapshot(on=DAY, known=DAY)
    listed = queries.snapshot(on=DAY, known=DAY, facts=[LISTED], codes=[code])
    return [
        dict(frame.select("code", LISTED).iter_rows())[code],
        listed[LISTED].item(),
        queries.facts_of(code, on=DAY, known=DAY)[LISTED].value,
    ]


@pytest.mark.usefixtures("two_sources")
def test_the_registry_decides_where_the_packs_say_so_and_both_words_are_kept() -> None:
    assert read(FIRM) == [False, False, False]
    [one] = disagreements.disagreements(viewer=BY, on=DAY, known=DAY)
    assert (one.code, one.fact, one.said, one.counts) == (FIRM, LISTED, {"registration": False, "credit": True}, False)
    assert "登记信息" in one.rule
    assert "待核" in one.rule
    assert disagreements.of_entity(FIRM, viewer=BY, on=DAY, known=DAY) == [one]
    assert disagreements.of_entity(HOUSEHOLD, viewer=BY, on=DAY, known=DAY) == []
    assert disagreements.disagreements(viewer=BY, on=DAY, known=datetime.date(2024, 3, 1)) == []
    said = [item.value for item in queries.history_of(FIRM, viewer=BY, known=DAY) if item.fact == LISTED]
    assert said == [False, True]


@pytest.mark.parametrize(
    ("rules", "counts"),
    [("[]", True), (f"[{rule('credit')}]", True), (f"[{rule(since='2024-04-01')}]", True), (f"[{rule()}]", False)],
)
def test_the_rule_is_data_and_dated(load: Callable, data: Path, two_sources: None, rules: str, counts: bool) -> None:
    lay_down(data, rules)
    assert read(FIRM) == [counts] * 3
    [one] = disagreements.disagreements(viewer=BY, on=DAY, known=DAY)
    assert one.counts is counts


@pytest.mark.usefixtures("two_sources")
def test_the_list_of_disagreements_its_export_and_the_entity_page() -> None:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(HoldingFactory(post__role="leading_group_office", post__unit=UnitFactory(id="fagai")).user)
    assert client.get("/disagreements").context["listing"].total == 1
    rows = list(csv.reader(io.StringIO(b"".join(client.get("/disagreements?export=csv")).decode("utf-8-sig"))))
    assert rows[1][:4] == ["甲公司", "列入经营异常名录", "登记信息：否；信用信息：是", "否"]
    assert "各来源说法不同" in client.get(f"/entities/{FIRM}").content.decode()
    assert "各来源说法不同" not in client.get(f"/entities/{HOUSEHOLD}").content.decode()
    answer = CliRunner().invoke(app, ["disagreements", "--day", "2024-03-31", "--known", "2024-03-31", "--json"])
    assert [(one["code"], one["counts"]) for one in json.loads(answer.stdout)] == [(FIRM, False)]


@pytest.mark.parametrize(
    ("kind", "came", "due"),
    [
        ("registration", "2024-01-05", "2024-02-29"),
        ("tax", "2024-02-10", "2024-06-30"),
        ("science", "2023-06-01", "2024-12-31"),
        ("registration", "2023-12-31", "2024-01-31"),
    ],
)
def test_a_kind_is_due_by_the_end_of_the_period_after_the_last(load: Callable, kind: str, came: str, due: str) -> None:
    columns = {"registration": "名称", "tax": "营业收入", "science": "知识产权数"}
    load(f"统一社会信用代码,{columns[kind]}", f"{FIRM},1", feed=kind, known=datetime.date.fromisoformat(came))
    last = datetime.date.fromisoformat(due)
    states = {}
    for day in (last, last + datetime.timedelta(days=1)):
        [one] = [one for one in catalogue.deliveries(on=day) if one.kind == kind]
        states[day] = one.state
        assert one.due_on == last
    assert list(states.values()) == ["in_time", "late"]


@pytest.mark.usefixtures("two_sources")
def test_who_is_late_in_the_catalogue_and_on_the_suppliers_first_page() -> None:
    lines = {line.fact: line for line in catalogue.catalogue(on=datetime.date(2024, 5, 1))}
    assert (lines["name"].delivery.state, lines["name"].delivery.last_on) == ("late", datetime.date(2024, 2, 2))
    assert lines["staff"].delivery.state == "never"
    office = Client(headers={"host": "127.0.0.1"})
    office.force_login(HoldingFactory(post__role="leading_group_office", post__unit=UnitFactory(id="fagai")).user)
    listing = office.get("/facts?supplier=shichang").context["listing"]
    assert {row.delivery.label for row in listing.rows} == {"登记信息"}
    rows = list(
        csv.reader(io.StringIO(b"".join(office.get("/facts?supplier=shichang&export=csv")).decode("utf-8-sig")))
    )
    assert len(rows) - 1 == listing.total
    clerk = Client(headers={"host": "127.0.0.1"})
    clerk.force_login(HoldingFactory(post__role="unit_clerk", post__unit=UnitFactory(id="shuiwu")).user)
    assert "纳税信息" in clerk.get("/today").content.decode()
    head = Client(headers={"host": "127.0.0.1"})
    head.force_login(HoldingFactory(post__role="unit_head", post__unit=UnitFactory(id="shuiwu")).user)
    assert "该送的数据" in head.get("/unit").content.decode()
    other = Client(headers={"host": "127.0.0.1"})
    other.force_login(HoldingFactory(post__role="unit_clerk", post__unit=UnitFactory(id="wenlv")).user)
    assert "该送的数据" not in other.get("/today").content.decode()


@pytest.mark.usefixtures("two_sources")
def test_a_withdrawn_feed_was_never_delivered() -> None:
    feed = queries.feeds(viewer=BY, known=DAY).get(kind="credit")
    actions.withdraw_feed(feed_id=feed.pk, reason="发错", by=BY, at=moment(DAY))
    [one] = [one for one in catalogue.deliveries(on=DAY) if one.kind == "credit"]
    assert one.state == "never"
    assert disagreements.disagreements(viewer=BY, on=DAY, known=DAY) == []
