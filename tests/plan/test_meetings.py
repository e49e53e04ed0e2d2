"""The meetings that a plan calls for: one a period, due by its last worked day, shown with its briefing."""

import datetime
from pathlib import Path

import pytest
from django.test import Client

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.clock.shelf import calendar_of
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import Actor, house
from beizeng.cli.door import run
from beizeng.plan import actions
from beizeng.plan.meetings import meetings, planned
from beizeng.reports.actions import draft
from beizeng.spec import Shelf
from beizeng.spec.programme import Meeting
from tests.factories import HoldingFactory

DAY = datetime.date
AT = datetime.datetime(2022, 3, 10, 9, tzinfo=SHANGHAI)
BY = house("setup")


def said(measure: int, every: str) -> Meeting:
    return Meeting(measure=measure, every=every, span=(0, 1))


def test_each_period_has_a_meeting_by_its_last_worked_day(shelf: Shelf) -> None:
    found = planned(
        [said(39, "quarter"), said(39, "half_year")], DAY(2022, 3, 10), DAY(2022, 12, 31), calendar_of(shelf)
    )
    # 31 December 2022 is a Saturday
    assert [(one.every, one.since, one.day) for one in found] == [
        ("quarter", DAY(2022, 1, 1), DAY(2022, 3, 31)),
        ("quarter", DAY(2022, 4, 1), DAY(2022, 6, 30)),
        ("half_year", DAY(2022, 1, 1), DAY(2022, 6, 30)),
        ("quarter", DAY(2022, 7, 1), DAY(2022, 9, 30)),
        ("quarter", DAY(2022, 10, 1), DAY(2022, 12, 30)),
        ("half_year", DAY(2022, 7, 1), DAY(2022, 12, 30)),
    ]


def test_measures_that_ask_for_the_same_meeting_share_it(shelf: Shelf) -> None:
    every = [said(8, "year"), said(3, "month"), said(9, "year")]
    found = planned(every, DAY(2023, 11, 15), DAY(2023, 12, 31), calendar_of(shelf))
    assert [(one.every, one.day, one.measures) for one in found] == [
        ("month", DAY(2023, 11, 30), (3,)),
        ("month", DAY(2023, 12, 29), (3,)),
        ("year", DAY(2023, 12, 29), (8, 9)),
    ]
    assert not any(one.is_provisional for one in found)


def test_a_year_without_a_notice_is_provisional(shelf: Shelf) -> None:
    (found,) = planned([said(1, "year")], DAY(2040, 1, 1), DAY(2040, 12, 31), calendar_of(shelf))
    assert found.is_provisional


@pytest.fixture
def programme(shelf: Shelf, data: Path, db: None) -> None:
    adopt_units(shelf=shelf, by=BY, at=AT)
    actions.open_programme(shelf=shelf, by=BY, at=AT)


@pytest.mark.thorough
def test_the_calendar_of_the_programme_runs_from_its_issue_to_its_last_day(programme: None) -> None:
    found = meetings(day=DAY(2024, 9, 30), viewer=BY)
    assert [one.every for one in found].count("quarter") == 16
    assert [one.every for one in found].count("half_year") == 8
    assert (found[0].day, found[-1].day) == (DAY(2022, 3, 31), DAY(2025, 12, 31))
    assert {one.measures for one in found} == {(39,)}
    assert meetings(day=DAY(2024, 9, 30), viewer=Actor("user:x", "某", "")) == []


@pytest.mark.thorough
def test_pages_show_a_meeting_with_its_briefing(programme: None, capsys: pytest.CaptureFixture[str]) -> None:
    report = draft(day=DAY(2024, 9, 30), by=BY, at=datetime.datetime(2024, 9, 30, 17, tzinfo=SHANGHAI))
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(HoldingFactory(post__role="leading_group_office", post__unit_id="fagai").user)
    page = client.get("/programme").content.decode()
    assert "季度会议" in page
    assert f"/reports/{report.pk}" in page
    assert "/programme#meetings" in client.get(f"/reports/{report.pk}").content.decode()
    assert "季度会议" in client.get("/cases/calendar?month=2024-09").content.decode()
    assert "季度会议" not in client.get("/cases/calendar?month=2024-08").content.decode()
    assert run(["plan", "meetings"]) == 0
    assert "2024-09-30" in capsys.readouterr().out
