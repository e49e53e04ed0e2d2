"""Who is there when: the plan's baselines, the demonstration day, and the identity of the stock, month by month."""

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest

from beizeng.register.sample_chance import month_end

if TYPE_CHECKING:
    from tests.sample.conftest import Line, Read

BASE = datetime.date(2020, 12, 31)
DEMONSTRATION = datetime.date(2024, 9, 30)
OPEN = ("存续", "歇业")
INDUSTRY = ("06", "46")


def live(read: "Read", day: datetime.date, known: datetime.date = datetime.date.max) -> list[dict[str, str]]:
    return [values for values in read.snapshot(day, known).values() if values.get("status") in OPEN]


def count(facts: Iterable[dict[str, str]], fact: str, value: str = "是") -> int:
    return sum(values.get(fact) == value for values in facts)


def is_industrial(values: dict[str, str]) -> bool:
    return INDUSTRY[0] <= values["industry"][:2] <= INDUSTRY[1]


def test_the_plans_baselines_hold_to_the_unit(read: "Read") -> None:
    base = live(read, BASE)
    kinds = Counter(values["kind"] for values in base)
    assert kinds["个体工商户"] == 4388
    assert count([values for values in base if is_industrial(values)], "is_above_size") == 26
    assert count(base, "is_high_tech") == 4
    assert count(base, "is_private_tech") == 9
    assert count(base, "is_tech_sme") == 4


def test_invented_baselines_are_those_of_the_pack(read: "Read") -> None:
    base = live(read, BASE)
    labels = read.sample.facts["kind"].values
    kinds = Counter(values["kind"] for values in base)
    assert kinds == {labels[kind]: number for kind, number in read.sample.figures.stock.items()}
    ranks = Counter(values.get("agricultural_rank") for values in base)
    assert (ranks["省级"], ranks["市级"], ranks["县级"]) == (9, 14, 33)
    assert count(base, "is_model_cooperative") == 4
    assert count(base, "is_standard_cooperative") == 108
    assert count(base, "is_model_farm") == 8


def test_the_stock_is_known_in_january(read: "Read") -> None:
    known = live(read, BASE, datetime.date(2021, 1, 31))
    assert len(known) == sum(read.sample.figures.stock.values())
    assert not read.snapshot(BASE, datetime.date(2020, 12, 31))


def test_about_6500_on_the_demonstration_day_as_known_then(read: "Read") -> None:
    now = live(read, DEMONSTRATION, DEMONSTRATION)
    assert 6450 <= len(now) <= 6600
    assert Counter(values["kind"] for values in now)["个体工商户"] > len(now) // 2
    assert 7500 <= len({line.code for line in read.lines}) <= 8500


def test_some_targets_are_met_and_some_are_not(read: "Read") -> None:
    last = live(read, read.sample.figures.until)
    assert 26 < count([values for values in last if is_industrial(values)], "is_above_size") < 52
    assert count(last, "is_private_tech") >= 18
    assert count(last, "is_high_tech") < 8
    assert count(last, "is_model_farm") >= 16
    assert len({line.code for line in read.of("statistics") if line.values.get("is_to_enter") == "是"}) >= 27


def ends(read: "Read") -> list["Line"]:
    """The row that ends each entity that was open once."""
    return [
        line for line in read.of("registration") if line.on > BASE and line.values["status"] in ("吊销", "注销", "迁出")
    ]


def begins(read: "Read") -> list["Line"]:
    return [
        line
        for line in read.of("registration")
        if line.on > BASE and line.values["established_on"] == line.on.isoformat() and line.values["status"] == "存续"
    ]


@pytest.mark.parametrize("kind", ["个体工商户", "企业", "农民专业合作社", "分支机构"])
def test_stock_after_is_stock_before_with_what_happened(read: "Read", kind: str) -> None:
    born: Counter[tuple[int, int]] = Counter()
    ended: Counter[tuple[int, int]] = Counter()
    for line in begins(read):
        born[line.on.year, line.on.month] += line.values["kind"] == kind
    for line in ends(read):
        ended[line.on.year, line.on.month] += line.values["kind"] == kind
    stock = sum(values["kind"] == kind for values in live(read, BASE))
    status: dict[str, str] = {}
    months = [(year, month) for year in range(2021, 2026) for month in range(1, 13)]
    rows = [line for line in read.of("registration") if line.values["kind"] == kind]
    for month in months:
        stock += born[month] - ended[month]
        status |= {line.code: line.values["status"] for line in rows if line.on <= month_end(*month)}
        assert stock == sum(value in OPEN for value in status.values()), month


def test_each_year_brings_what_the_pack_says(read: "Read") -> None:
    labels = read.sample.facts["kind"].values
    for year, plan in read.sample.figures.years.items():
        new = [line for line in begins(read) if line.on.year == year]
        born = Counter(line.values["kind"] for line in new if "converted_from" not in line.values)
        assert born == {labels[kind]: number for kind, number in plan.births.items()}, year
        assert sum("converted_from" in line.values for line in new) == plan.converted
        gone = Counter(line.values["status"] for line in ends(read) if line.on.year == year)
        assert gone["注销"] == sum(plan.cancelled.values()) + plan.converted
        assert gone["吊销"] == sum(plan.revoked.values())
        assert gone["迁出"] == sum(plan.moved_out.values())


def test_a_conversion_ends_the_household_on_the_day_the_enterprise_begins(read: "Read") -> None:
    ended = {line.code: line for line in ends(read)}
    converted = [line for line in begins(read) if "converted_from" in line.values]
    assert len(converted) >= 30
    for line in converted:
        old = ended[line.values["converted_from"]]
        assert (old.on, old.values["kind"], old.values["status"]) == (line.on, "个体工商户", "注销")
        assert (old.values["industry"], old.values["address"]) == (line.values["industry"], line.values["address"])
        assert (line.values["kind"], line.code[:2], old.code[:2]) == ("企业", "91", "92")


def test_births_have_their_season(read: "Read") -> None:
    by_month = Counter(line.on.month for line in begins(read))
    assert by_month[3] > 2 * by_month[2]


def test_nothing_is_said_of_an_entity_after_its_end(read: "Read") -> None:
    ended = {line.code: line.on for line in ends(read)}
    late = [line for line in read.lines if line.code in ended and line.on > ended[line.code]]
    assert late == []
