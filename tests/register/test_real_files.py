"""The real files beside the project: what is right is in, and every one of the 500 invalid codes has its reason."""

import csv
import datetime
import gzip
from collections import Counter
from pathlib import Path

import pytest

from beizeng.base.people.actor import house
from beizeng.register import actions, queries
from beizeng.register.report import FeedReport
from tests.register.conftest import moment

pytestmark = pytest.mark.django_db

DAY = datetime.date(2024, 1, 1)


def load(path: Path) -> FeedReport:
    return actions.load_feed(path=path, by=house("test"), at=moment(DAY))


def test_every_entity_of_kelan_loads_and_twice_changes_nothing(shared: Path, data: Path) -> None:
    path = shared / "data" / "register" / "kelan_131.csv"
    report = load(path)
    assert (report.kind, report.rows, report.loaded, report.suspect, report.rejected) == (
        "registration",
        131,
        131,
        0,
        0,
    )
    before = queries.snapshot(on=DAY, known=DAY)
    assert before.height == 131
    assert sum(code[2:8] == "140929" for code in before["code"]) == 124
    again = load(path)
    assert (again.is_repeat, again.changed, again.loaded) == (True, 0, 131)
    assert queries.snapshot(on=DAY, known=DAY).equals(before)
    assert queries.search("信用社", viewer=house("test")).count() > 1


def test_each_invalid_code_is_reported_with_its_right_reason(shared: Path, data: Path) -> None:
    path = shared / "data" / "register" / "uscc_invalid_sample.csv"
    report = load(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        expected = {row: line["reason"] for row, line in enumerate(csv.DictReader(file), start=2)}
    assert {problem.row: problem.reason for problem in report.problems} == expected
    assert (report.rows, report.loaded, report.suspect, report.rejected) == (500, 0, 40, 460)
    assert all(problem.why and problem.what_to_do for problem in report.problems)
    assert load(path).changed == 0


@pytest.mark.slow
def test_twenty_thousand_of_shanxi_load_with_what_is_doubtful_in_them(shared: Path, data: Path, tmp_path: Path) -> None:
    path = tmp_path / "shanxi.csv"
    path.write_bytes(gzip.decompress((shared / "data" / "register" / "shanxi_sample.csv.gz").read_bytes()))
    report = load(path)
    assert report.rows == report.loaded + report.suspect + report.rejected == 20_000
    kinds = Counter(problem.reason for problem in report.problems)
    assert kinds == {"currency": 79, "organisation": 2, "checksum": 1, "charset": 1, "authority": 2, "twice": 1}
