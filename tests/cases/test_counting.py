"""Natural or working days: the county's decision, dated; a case keeps what held when it began."""

from pathlib import Path

import pytest

from beizeng.cases import actions, queries
from beizeng.cases.models import Case
from tests.cases.conftest import OFFICE, at

pytestmark = pytest.mark.django_db

DECISION = """kind: case_counting
of: [13710-item]
days:
  - {from: 2022-03-10, value: natural, basis: {document: 示例, verified: no}}
  - {from: 2024-03-01, value: working, basis: {document: 示例决定, verified: no}}
"""


def begun(when: str, grade: str = "ordinary") -> Case:
    case: Case = actions.lodge(
        kind="13710-item", subject="item:1", title="示例事项", lead_unit="wenlv",
        fields={"request": "请办理", "grade": grade}, by=OFFICE, at=at(when),
    )  # fmt: skip
    return case


def dues(case: Case) -> dict[str, str]:
    return {clock.key: str(clock.due_on) for clock in queries.clocks(case)}


def test_the_shipped_county_counts_natural_days(county: None) -> None:
    assert dues(begun("2024-03-04 09:00")) == {
        "deploy": "2024-03-04", "feedback": "2024-03-07", "solve": "2024-03-11",
    }  # fmt: skip


def test_a_county_that_decides_for_working_days_is_followed_from_its_day_on(county: None, data: Path) -> None:
    own = data / "packs" / "kelan" / "cases"
    own.mkdir(parents=True)
    (own / "13710-days.yaml").write_text(DECISION, encoding="utf-8")
    before, after, month = begun("2024-02-27 09:00"), begun("2024-03-04 09:00"), begun("2024-03-04 09:00", "major")
    assert dues(before)["solve"] == "2024-03-05"
    assert dues(after) == {"deploy": "2024-03-04", "feedback": "2024-03-07", "solve": "2024-03-13"}
    # a month stays a month: from 4 March to 4 April, a holiday, and on to the next working day
    assert dues(month)["solve"] == "2024-04-07"
