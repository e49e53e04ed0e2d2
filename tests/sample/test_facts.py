"""What departments tell: consistent with itself and with the register, and missing on purpose."""

import datetime
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sample.conftest import Read

DEMONSTRATION = datetime.date(2024, 9, 30)
YEAR_ENDS = [datetime.date(year, 12, 31) for year in range(2020, 2025)]
Snapshot = list[dict[str, str]]


@pytest.fixture(scope="module")
def ever(read: "Read") -> Snapshot:
    return list(read.snapshot(DEMONSTRATION, DEMONSTRATION).values())


@pytest.fixture(scope="module")
def now(ever: Snapshot) -> Snapshot:
    return [values for values in ever if values["status"] in ("存续", "歇业")]


@pytest.mark.parametrize("day", YEAR_ENDS)
def test_industrial_firms_in_the_library_earn_enough(read: "Read", day: datetime.date) -> None:
    for code, values in read.snapshot(day).items():
        if values.get("is_above_size") == "是" and "06" <= values["industry"][:2] <= "46":
            assert Decimal(values.get("revenue_last_year", 20_000_000)) >= 20_000_000, code
            assert values["entered_above_size_on"] <= day.isoformat()
            assert values["kind"] == "企业"


def test_some_who_earn_enough_are_not_in_the_library(now: Snapshot) -> None:
    outside = [
        values
        for values in now
        if "06" <= values["industry"][:2] <= "46"
        and values.get("is_above_size") == "否"
        and Decimal(values.get("revenue_last_year", 0)) >= 20_000_000
    ]
    assert 3 <= len(outside) <= 15


def test_insured_and_new_hires_are_among_the_staff(read: "Read") -> None:
    for line in read.of("social_insurance"):
        if "staff" in line.values:
            staff = int(line.values["staff"])
            assert staff >= 1
            assert int(line.values.get("insured_staff", 0)) <= staff
            assert int(line.values.get("new_hires_12_months", 0)) <= staff


def test_graduate_and_group_agree(read: "Read") -> None:
    for line in read.of("social_insurance"):
        if {"founder_is_graduate", "founder_group"} <= line.values.keys():
            assert (line.values["founder_is_graduate"] == "是") == (line.values["founder_group"] == "高校毕业生")


def test_high_tech_firms_do_research(now: Snapshot) -> None:
    for values in now:
        if values.get("is_high_tech") == "是" and {"rd_spending_last_year", "revenue_last_year"} <= values.keys():
            assert int(values["rd_spending_last_year"]) > 0
            assert int(values.get("ip_rights", 1)) >= 1


def test_titles_are_held_by_the_right_kind(now: Snapshot) -> None:
    for values in now:
        if values.get("is_model_farm") == "是":
            assert values["name"].endswith("家庭农场")
        if "是" in (values.get("is_model_cooperative"), values.get("is_standard_cooperative")):
            assert values["kind"] == "农民专业合作社"
        if values.get("agricultural_rank", "未认定") != "未认定":
            assert values["kind"] == "企业"


def test_an_end_has_its_day_and_an_open_entity_none(ever: Snapshot) -> None:
    for values in ever:
        assert ("ended_on" in values) == (values["status"] in ("注销", "迁出"))


def test_small_scale_follows_revenue(read: "Read") -> None:
    for line in read.of("tax"):
        if {"revenue_last_year", "is_small_scale_taxpayer"} <= line.values.keys():
            assert (line.values["is_small_scale_taxpayer"] == "是") == (
                int(line.values["revenue_last_year"]) <= 5_000_000
            )


@pytest.mark.parametrize("fact", ["revenue_last_year", "staff", "founder_is_graduate", "founder_group", "is_dishonest"])
def test_a_share_is_missing_on_purpose(read: "Read", now: Snapshot, fact: str) -> None:
    households = [values for values in now if values["kind"] == "个体工商户"]
    missing = sum(fact not in values for values in households) / len(households)
    told = read.sample.figures.missing[fact]["household"]
    assert told - 0.03 <= missing <= told + 0.12  # the newest are not told of yet


def test_policies_find_entities_on_both_sides_of_their_limits(now: Snapshot, ever: Snapshot) -> None:
    borrowers = Counter(
        Decimal(values["guarantee_loan_balance"]) > 0 for values in now if "guarantee_loan_balance" in values
    )
    assert borrowers[True] >= 50
    assert borrowers[False] >= 3000
    graduates = [values for values in ever if values.get("founder_is_graduate") == "是"]
    assert sum(values["status"] == "注销" for values in graduates) >= 30
    assert sum(values["status"] == "存续" for values in graduates) >= 100
    firms = [values for values in now if {"staff", "new_hires_12_months"} <= values.keys() and values["kind"] == "企业"]
    enough = sum(10 * int(values["new_hires_12_months"]) >= int(values["staff"]) for values in firms)
    assert 100 <= enough <= len(firms) - 100
    assert sum("converted_from" in values for values in now) >= 20
    assert sum(values.get("is_to_enter") == "是" for values in now) >= 10
