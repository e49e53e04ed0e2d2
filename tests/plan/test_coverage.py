"""What carries each measure: from the packs alone, with figures of the day, and nothing said of what has none."""

import datetime
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import house
from beizeng.base.people.queries import anonymous
from beizeng.cases import actions as cases
from beizeng.cli.door import run
from beizeng.plan import actions, coverage
from beizeng.spec import load_shelf
from beizeng.spec.errors import BadInput
from tests.factories import HoldingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
AT = datetime.datetime(2024, 9, 30, 9, tzinfo=SHANGHAI)
DAY = AT.date()
BY = house("setup")


@pytest.fixture
def county(data: Path) -> Path:
    adopt_units(shelf=load_shelf(), by=BY, at=AT)
    actions.open_programme(shelf=load_shelf(), by=BY, at=AT)
    actions.open_measures(by=BY, at=AT)
    return data


def test_each_measure_lists_what_carries_it(county: Path) -> None:
    rows = {row.measure.number: row for row in coverage.coverage(day=DAY, viewer=BY)}
    assert len(rows) == 43
    assert [one.id for one in rows[31].of("policy")] == [
        "failed_graduate_insurance", "graduate_household_grant", "personal_startup_loan", "small_firm_startup_loan",
    ]  # fmt: skip
    assert [one.id for one in rows[32].of("policy")] == [
        "high_tech_income_tax",
        "high_tech_qualification",
        "six_taxes_two_fees",
        "small_low_profit",
        "tech_sme_qualification",
    ]
    assert [one.id for one in rows[23].of("indicator")] == ["p3-1", "p4-1"]
    assert [one.address for one in rows[39].of("page")] == ["/cockpit", "/reports"]
    assert rows[12].is_bare
    assert not rows[39].is_bare


def test_the_matter_that_supervises_a_measure_is_no_instrument(county: Path) -> None:
    every = [one.id for row in coverage.coverage(day=DAY, viewer=BY) for one in row.of("case")]
    assert "13710-item" in every
    assert "13710-measure" not in every


def test_figures_are_those_of_the_day(county: Path) -> None:
    cases.lodge(
        kind="13710-item", subject="item:1", title="旧账", lead_unit="gongxin",
        fields={"request": "请办理", "grade": "ordinary"}, by=BY, at=AT,
    )  # fmt: skip
    row = coverage.of_measure(36, day=DAY, viewer=BY)
    assert row is not None
    (item,) = row.of("case")
    assert (item.figure, item.unit, item.address) == (Decimal(1), "件", "/cases?kind=13710-item&state=open")
    farms = coverage.of_measure(17, day=DAY, viewer=BY)
    assert farms is not None
    assert farms.of("list")[0].figure is None, "no list was ever handed in: unknown, not nothing"


def test_the_public_sees_what_carries_a_measure_without_figures_that_are_not_theirs(county: Path) -> None:
    row = coverage.of_measure(36, day=DAY, viewer=anonymous())
    assert row is not None
    assert row.of("case")[0].figure is None
    assert coverage.of_measure(99, day=DAY, viewer=BY) is None


def test_a_name_that_there_is_not(county: Path) -> None:
    own = county / "packs" / "kelan" / "plan"
    own.mkdir(parents=True)
    (own / "instruments.yaml").write_text(
        "kind: instruments\nprogramme: kelan-2022\nbasis: {document: x, verified: no}\n"
        "instruments: [{measure: 8, cases: [nonsense]}]\n",
        encoding="utf-8",
    )
    with pytest.raises(BadInput, match="nonsense"):
        coverage.coverage(day=DAY, viewer=BY)


def test_the_command(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "coverage", "--day", "2024-09-30", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["day"], len(said["measures"]), said["covered"] + len(said["without"])) == ("2024-09-30", 43, 43)
    assert 12 in said["without"]
    assert {one["sort"] for row in said["measures"] for one in row["carriers"]} == set(coverage.SORTS)
    assert run(["plan", "coverage"]) == 0
    assert "43 条举措" in capsys.readouterr().out


def test_the_pages(county: Path) -> None:
    office = Client(headers={"host": "127.0.0.1"})
    office.force_login(HoldingFactory(post__role="leading_group_office", post__unit_id="fagai").user)
    whole = office.get("/programme/coverage").content.decode()
    assert "UNDEFINED" not in whole
    assert 'href="/policies/personal_startup_loan"' in whole
    assert "消除政府采购和招投标领域隐性壁垒" in whole
    bare = office.get("/programme/coverage?bare=1").content.decode()
    assert "保障民企行政复议救济权利" in bare
    assert "消除政府采购和招投标领域隐性壁垒" not in bare
    measure = office.get("/measures/36").content.decode()
    assert "单项督办事项（13710）" in measure
    nobody = Client(headers={"host": "127.0.0.1"}).get("/programme/coverage").content.decode()
    assert "单项督办事项（13710）" in nobody
    assert "/cases?kind" not in nobody
