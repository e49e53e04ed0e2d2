"""Ladders: who stands where, who is short by how much, entry and what to review; near misses; what to ask whom."""

from pathlib import Path

import pytest
from django.test import Client

from beizeng.base.people.actor import Actor
from beizeng.rules import ladders
from beizeng.rules.asking import questions
from beizeng.rules.book import read_book
from beizeng.rules.near import near_misses
from beizeng.spec import load_shelf
from beizeng.spec.ladder import Ladder
from tests.factories import HoldingFactory, MandateFactory
from tests.rules.conftest import BY, DAY, FIRM, GRADUATE, SHOP, load

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
NOBODY = Actor("user:9", "示例", "示例", reaches={})


def places(ladder: str, viewer: Actor = BY) -> dict[tuple[str, str], tuple[str, str]]:
    one = ladders.climb(ladder, on=DAY)
    assert one is not None
    found = ladders.places(one, on=DAY, known=DAY, viewer=viewer)
    return {(place.card.code, place.step.rung.id): (place.standing, place.gap) for place in found}


def tax(folder: Path, revenue: str) -> None:
    load(folder, "tax", f"统一社会信用代码,上年营业收入\n{FIRM},{revenue}\n")


def statistics(folder: Path, is_in: str, entered: str = "") -> None:
    load(folder, "statistics", f"统一社会信用代码,规上或限上在库,首次入库日期\n{FIRM},{is_in},{entered}\n")


def test_from_near_miss_to_entry_to_review(county: Path, tmp_path: Path) -> None:
    statistics(tmp_path, "否")
    tax(tmp_path, "18600000")
    assert places("above_size")[FIRM, "above_size"] == ("near", "还差 1,400,000 元")
    tax(tmp_path, "20000000")
    assert places("above_size")[FIRM, "above_size"] == ("ready", "")
    statistics(tmp_path, "是", "2024-09-01")
    assert places("above_size") == {(FIRM, "above_size"): ("stands", "")}
    tax(tmp_path, "19999999.99")
    assert places("above_size") == {(FIRM, "above_size"): ("review", "还差 0.01 元")}
    statistics(tmp_path, "否", "2024-09-01")
    assert places("above_size")[FIRM, "above_size"] == ("near", "还差 0.01 元")


def test_a_patent_short_and_what_no_source_sets_keeps_nobody_out(county: Path, tmp_path: Path) -> None:
    head = "统一社会信用代码,上年研发费用,有效知识产权,科技人员,高新技术企业\n"
    tax(tmp_path, "10000000")
    load(tmp_path, "science", f"{head}{FIRM},500000,0,2,否\n")
    assert places("technology")[FIRM, "high_tech"] == ("near", "还差 1 件")
    load(tmp_path, "science", f"{head}{FIRM},500000,1,2,否\n")
    assert places("technology")[FIRM, "high_tech"] == ("ready", "")


def test_a_missing_fact_puts_nobody_on_a_list(county: Path, tmp_path: Path) -> None:
    statistics(tmp_path, "否")
    assert (FIRM, "above_size") not in places("above_size")
    own = {place.step.rung.id: place.standing for place in ladders.of_entity(FIRM, on=DAY, known=DAY, viewer=BY)}
    assert own["cultivation"] == "unknown"


def test_a_household_stands_on_the_lowest_rung_and_the_converted_firm_on_the_next(county: Path) -> None:
    found = places("household_to_firm")
    assert found[SHOP, "household"] == found[GRADUATE, "household"] == ("stands", "")
    assert {rung for _, rung in found} == {"household", "firm"}


def test_who_may_not_read_verdicts_sees_nobody(county: Path) -> None:
    assert places("household_to_firm", NOBODY) == {}
    assert near_misses("above_size_industry", on=DAY, known=DAY, viewer=NOBODY) == []
    assert questions(on=DAY, known=DAY, viewer=NOBODY) == []


def test_every_rung_names_a_policy_that_there_is() -> None:
    shelf = load_shelf()
    known = {entry.policy.id for entry in read_book(shelf, DAY).entries}
    named = {rung.policy for ladder in shelf.all(Ladder) for rung in ladder.rungs if rung.policy}
    assert named
    assert named <= known


def test_near_misses_hold_exactly_those_one_short(county: Path, tmp_path: Path) -> None:
    tax(tmp_path, "18600000")
    (one,) = near_misses("above_size_industry", on=DAY, known=DAY, viewer=BY)
    assert (one.card.code, one.missed.criterion.id, one.gap) == (FIRM, "revenue", "还差 1,400,000 元")


def test_what_to_ask_whom_counts_verdicts_and_money(county: Path) -> None:
    found = {one.fact.name: one for one in questions(on=DAY, known=DAY, viewer=BY)}
    revenue = found["revenue_last_year"]
    assert FIRM in revenue.firms
    assert revenue.fact.source == "shuiwu"
    assert revenue.yuan_fen is None, "no policy that waits for it has a sum: that is not 0"
    assert found["is_above_size"].yuan_fen is not None
    assert revenue.alone <= revenue.verdicts
    assert "规上工业条件" in revenue.firms[FIRM]
    assert all("高新技术企业认定条件" not in firms for one in found.values() for firms in one.firms.values()), (
        "it waits for a document"
    )


def test_the_pages_and_their_exports_are_equal(county: Path, tmp_path: Path) -> None:
    (county / "demo.yaml").write_text(f"day: {DAY}\n", encoding="utf-8")
    statistics(tmp_path, "否")
    tax(tmp_path, "18600000")
    office = Client(headers={"host": "127.0.0.1"})
    office.force_login(HoldingFactory(post__role="leading_group_office").user)
    for address in (
        "/ladders/above_size?standing=near",
        "/policies/above_size_industry/near",
        "/policies/to-ask/total_assets",
    ):
        seen = office.get(address)
        sign = "&" if "?" in address else "?"
        export = b"".join(office.get(f"{address}{sign}export=csv").streaming_content).decode()  # type: ignore[attr-defined]
        assert "示例米业有限公司" in seen.content.decode()
        assert export.count("示例米业有限公司") == 1
    assert "还差 1,400,000 元" in office.get(f"/entities/{FIRM}").content.decode()
    assert "示例米业" not in office.get("/ladders/above_size?township=140929100").content.decode()
    firm = Client(headers={"host": "127.0.0.1"})
    firm.force_login(MandateFactory(entity_code=FIRM).user)
    assert "还差 1,400,000 元" in firm.get("/me").content.decode()
