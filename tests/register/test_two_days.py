"""On and known: late, corrected and blank statements, and cards that show nothing that is known later."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from beizeng.base.people.actor import house
from beizeng.register import actions, queries
from beizeng.register.models import Card
from tests.register.conftest import CODES, moment

pytestmark = pytest.mark.django_db

FIRM, HOUSEHOLD, COOPERATIVE = CODES
BY = house("test")
HEAD = "统一社会信用代码,生效日期,名称,登记状态,成立日期,注销或迁出日期"


def day(month: int, number: int = 1) -> datetime.date:
    return datetime.date(2024, month, number)


@pytest.fixture
def history(load: Callable) -> None:
    """January: both open. March tells that the household closed on 15 February; April corrects the day to the 20th."""
    load(
        HEAD,
        f"{FIRM},2024-01-01,甲公司,存续,2020-01-01,",
        f"{HOUSEHOLD},2024-01-01,乙面馆,存续,2023-12-01,",
        known=day(1, 5),
    )
    load(HEAD, f"{HOUSEHOLD},2024-02-15,,注销,,2024-02-15", known=day(3, 5))
    load(HEAD, f"{HOUSEHOLD},2024-02-15,,存续,,", f"{HOUSEHOLD},2024-02-20,,注销,,2024-02-20", known=day(4, 5))


@pytest.mark.usefixtures("history")
def test_the_same_day_as_it_was_known_then_and_later() -> None:
    def total(on: datetime.date, known: datetime.date) -> int:
        return queries.stock(on=on, known=known).total

    assert total(day(2, 28), day(2, 28)) == 2
    assert total(day(2, 28), day(3, 5)) == 1
    assert total(day(2, 14), day(3, 5)) == 2
    assert total(day(2, 15), day(3, 5)) == 1
    assert total(day(2, 15), day(4, 5)) == 2
    assert total(day(2, 20), day(4, 5)) == 1


@pytest.mark.usefixtures("history")
def test_a_blank_states_nothing_and_every_value_has_its_source() -> None:
    facts = queries.facts_of(HOUSEHOLD, on=day(6), known=day(6))
    assert facts["name"].value == "乙面馆"
    assert (facts["name"].on, facts["name"].known) == (day(1), day(1, 5))
    assert (facts["status"].value, facts["status"].on, facts["status"].known) == ("cancelled", day(2, 20), day(4, 5))
    assert "capital" not in facts
    assert queries.facts_of(HOUSEHOLD, on=day(1), known=day(1, 4)) == {}


@pytest.mark.usefixtures("history")
def test_history_leaves_out_what_only_repeats() -> None:
    said = [(item.fact, item.value) for item in queries.history_of(HOUSEHOLD, viewer=BY, known=day(3, 31))]
    assert said[-2:] == [("status", "cancelled"), ("ended_on", day(2, 15))]
    assert len([fact for fact, _ in said if fact == "name"]) == 1


@pytest.mark.usefixtures("history")
def test_flows_between_two_days() -> None:
    assert queries.births(since=day(1), until=day(12), known=day(12)) == {}
    assert queries.births(since=datetime.date(2023, 12, 1), until=day(1), known=day(12)) == {"household": 1}
    assert queries.deaths(since=day(2, 1), until=day(2, 29), known=day(12)) == {"household": 1}
    assert queries.deaths(since=day(2, 1), until=day(2, 19), known=day(12)) == {}


@pytest.mark.usefixtures("history")
def test_cards_show_the_day_and_nothing_known_later() -> None:
    for known, status in ((day(2, 28), "open"), (day(3, 10), "cancelled"), (day(2, 28), "open")):
        actions.refresh_cards(by=BY, at=moment(known))
        assert Card.objects.get(code=HOUSEHOLD).status == status
        assert queries.cards_as_of() == known
    actions.refresh_cards(by=BY, at=moment(day(1, 4)))
    assert not Card.objects.exists()


def test_what_no_feed_has_told_is_unknown_and_counted_apart(load: Callable) -> None:
    load("统一社会信用代码,名称", f"{FIRM},甲公司", known=day(1))
    load("统一社会信用代码,上年营业收入", f"{COOPERATIVE},300", known=day(1))
    stock = queries.stock(on=day(1), known=day(1))
    assert (stock.total, stock.unknown) == (0, 1)
    frame = queries.snapshot(on=day(1), known=day(1))
    assert frame["code"].to_list() == sorted([FIRM, COOPERATIVE])
    assert frame["staff"].to_list() == [None, None]


def lay_down(data: Path, rules: str) -> None:
    """Whose word counts first, as this county has it."""
    folder = data / "packs" / "national" / "register"
    folder.mkdir(parents=True)
    (folder / "precedence.yaml").write_text(f"kind: precedence\nrules: {rules}\n", encoding="utf-8")


def test_two_feeds_that_tell_the_same_fact_are_both_kept_and_the_later_day_counts(load: Callable, data: Path) -> None:
    lay_down(data, "[]")
    load("统一社会信用代码,生效日期,列入经营异常名录", f"{FIRM},2024-03-01,是", feed="credit", known=day(3, 2))
    load("统一社会信用代码,生效日期,名称,列入经营异常名录", f"{FIRM},2024-02-01,甲公司,否", known=day(3, 3))
    assert queries.facts_of(FIRM, on=day(3), known=day(3, 3))["in_abnormal_list"].value is True
    assert queries.snapshot(on=day(3), known=day(3, 3))["in_abnormal_list"].to_list() == [True]
    assert queries.snapshot(on=day(2, 2), known=day(3, 3))["in_abnormal_list"].to_list() == [False]
    said = [item for item in queries.history_of(FIRM, viewer=BY, known=day(4)) if item.fact == "in_abnormal_list"]
    assert [item.value for item in said] == [False, True]
