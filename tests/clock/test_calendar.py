"""The calendar against the notices, the libraries and its own promises about what is not known yet."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest
from pydantic import ValidationError

from beizeng.base.clock.calendar import Calendar, Kind
from beizeng.base.clock.shelf import calendar_of, hours_of
from beizeng.spec import Shelf
from beizeng.spec.calendar import CalendarYear, Holiday, Season, Seasons, Span, UnitCalendar, UnitHours
from beizeng.spec.errors import BadInput

FIRST, LAST = date(2007, 1, 1), date(2026, 12, 31)


def every_day(first: date = FIRST, last: date = LAST) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@pytest.fixture(scope="module")
def calendar(shelf: Shelf) -> Calendar:
    return calendar_of(shelf)


@pytest.mark.parametrize(("year", "days"), [(2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(calendar: Calendar, year: int, days: int) -> None:
    assert sum(map(calendar.is_working, every_day(date(year, 1, 1), date(year, 12, 31)))) == days


def test_every_day_agrees_with_chinese_calendar(calendar: Calendar) -> None:
    assert [day for day in every_day() if calendar.is_working(day) != chinese_calendar.is_workday(day)] == []


def test_every_day_agrees_with_holidays(calendar: Calendar) -> None:
    china = holidays.country_holidays("CN", years=range(2006, 2028))
    assert [day for day in every_day() if calendar.is_working(day) != china.is_working_day(day)] == []


def test_the_one_day_on_which_the_libraries_differ_lies_before_our_notices(calendar: Calendar) -> None:
    china = holidays.country_holidays("CN", years=range(2004, 2008))
    differ = [
        day
        for day in every_day(date(2004, 1, 1), date(2006, 12, 31))
        if chinese_calendar.is_workday(day) != china.is_working_day(day)
    ]
    assert differ == [date(2005, 12, 31)]
    assert calendar.day(date(2005, 12, 31)).provisional


def test_every_day_of_the_collected_notices_is_in_the_packs(shared: Path, calendar: Calendar) -> None:
    with (shared / "data/calendar/holidays_2007_2026.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # the extension of 2020 says that work resumes on Monday 3 February: an ordinary workday, which no pack lists
    ordinary = {date(2020, 2, 3)}
    named = {}
    for row in rows:
        day, found = date.fromisoformat(row["date"]), calendar.day(date.fromisoformat(row["date"]))
        assert found.is_working == (row["kind"] == "work"), day
        if day not in ordinary:
            assert found.source is not None
            assert found.source.url in row["notice"].split()
            assert found.name == row["name"].strip("“”").replace("”国际劳动节", "国际劳动节").replace("“", "")
            named[day] = found.kind
    assert len(named) == len(rows) - len(ordinary)
    special = {day for day in every_day() if calendar.day(day).kind in (Kind.HOLIDAY, Kind.MAKE_UP)}
    assert special <= set(named)


@pytest.mark.slow
def test_notices_as_first_issued_give_the_days_of_the_49_cases(shared: Path, shelf: Shelf) -> None:
    cases = json.loads((shared / "data/calendar/notice_to_days_cases.json").read_text(encoding="utf-8"))
    years = shelf.all(CalendarYear)
    assert len(cases) == 49
    for case in cases:
        as_issued = Calendar.of(years, known=date(case["year"], 1, 1))
        for expected in case["expected"]:
            day = as_issued.day(date.fromisoformat(expected["date"]))
            assert day.is_working is not expected["isOffDay"], expected


def test_a_day_at_the_turn_keeps_the_notice_of_the_next_year(calendar: Calendar) -> None:
    new_year = calendar.day(date(2022, 12, 31))
    assert (new_year.kind, new_year.name) == (Kind.HOLIDAY, "元旦")
    assert str(new_year.source) == "国办发明电〔2022〕16号"


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2022, 1, 29), Kind.MAKE_UP),
        (date(2022, 2, 1), Kind.HOLIDAY),
        (date(2022, 3, 12), Kind.REST),
        (date(2022, 3, 10), Kind.WORKDAY),
    ],
)
def test_four_kinds_of_day(calendar: Calendar, day: date, kind: Kind) -> None:
    assert calendar.day(day).kind is kind
    assert not calendar.day(day).provisional


def test_the_unannounced_year_is_assumed_monday_to_friday_and_says_so(calendar: Calendar) -> None:
    assert 2027 not in calendar.announced
    for day in every_day(date(2027, 1, 1), date(2027, 12, 31)):
        assert calendar.is_working(day) == (day.weekday() < 5)
        assert calendar.day(day).provisional


def test_the_last_days_before_an_unannounced_year_are_provisional_as_far_as_any_notice_reached(
    calendar: Calendar,
) -> None:
    provisional = [day for day in every_day(date(2026, 1, 1), LAST) if calendar.day(day).provisional]
    assert provisional == [date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)]


def test_a_late_notice_is_not_known_before_it_is_issued(shelf: Shelf) -> None:
    years = shelf.all(CalendarYear)
    before, after = (Calendar.of(years, known=date(2019, 3, day)) for day in (21, 22))
    assert not before.day(date(2019, 5, 2)).provisional
    assert (before.is_working(date(2019, 5, 2)), after.is_working(date(2019, 5, 2))) == (True, False)
    assert (before.is_working(date(2019, 4, 28)), after.is_working(date(2019, 4, 28))) == (False, True)
    assert before.day(date(2020, 1, 24)).provisional


@pytest.mark.parametrize("day", [date(1989, 12, 31), date(2100, 1, 1)])
def test_a_day_outside_the_range_is_refused(calendar: Calendar, day: date) -> None:
    with pytest.raises(BadInput, match="1990-01-01"):
        calendar.is_working(day)


# --- what a pack may say

NOTICE = {"title": "通知", "holidays": [{"name": "元旦", "days_off": ["2030-01-01..2030-01-03"]}]}
YEAR = {"kind": "calendar", "year": 2030, "state": "announced", "basis": {"document": "通知", "verified": False}}


def test_a_span_of_days_is_written_out() -> None:
    year = CalendarYear.model_validate(YEAR | {"notices": [NOTICE]})
    assert year.notices[0].holidays[0].days_off == (date(2030, 1, 1), date(2030, 1, 2), date(2030, 1, 3))


@pytest.mark.parametrize(
    ("holiday", "problem"),
    [
        ({"days_off": ["2030-01-03..2030-01-01"]}, "ends before it begins"),
        ({"days_off": ["2030-01-01..soon"]}, "is not a day"),
        ({"days_off": ["2030-01-01"], "worked": ["2030-01-04"]}, "no Saturday or Sunday"),
        ({"days_off": ["2030-01-01", "2030-01-01"]}, "listed twice"),
        ({"days_off": ["2030-01-05"], "worked": ["2030-01-05"]}, "listed twice"),
    ],
)
def test_an_impossible_festival_is_refused(holiday: dict[str, object], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        Holiday.model_validate({"name": "元旦"} | holiday)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"notices": []}, "needs its notice"),
        ({"state": "provisional", "notices": [NOTICE]}, "needs its notice"),
        ({"year": 2031, "notices": [NOTICE]}, "belongs neither"),
        (
            {
                "notices": [
                    {"title": "通知", "holidays": [*NOTICE["holidays"], {"name": "春节", "days_off": ["2030-01-03"]}]}
                ]
            },
            "given by both",
        ),
    ],
)
def test_an_impossible_year_is_refused(changed: dict[str, object], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        CalendarYear.model_validate(YEAR | changed)


def test_every_calendar_of_the_shelf_names_its_notice(shelf: Shelf) -> None:
    years = shelf.all(CalendarYear)
    assert [year.year for year in years] == list(range(2007, 2027))
    for year in years:
        assert year.basis.url
        assert all(
            (notice.url and str(year.year) in notice.title) or "70周年" in notice.title for notice in year.notices
        )


# --- working hours

SUMMER = {"name": "夏季", "begins": "05-01", "morning": "08:00-12:00", "afternoon": "15:00-18:00"}
WINTER = {"name": "冬季", "begins": "10-01", "morning": "08:00-12:00", "afternoon": "14:30-18:00"}


@pytest.mark.parametrize(
    ("day", "season"), [("2024-04-30", "冬季"), ("2024-05-01", "夏季"), ("2024-09-30", "夏季"), ("2024-10-01", "冬季")]
)
def test_seasons_run_over_the_turn_of_the_year(day: str, season: str) -> None:
    seasons = Seasons.model_validate({"seasons": [WINTER, SUMMER]})
    assert seasons.on(date.fromisoformat(day)).name == season


def test_half_a_day_is_half_of_the_working_minutes() -> None:
    assert Season.model_validate(SUMMER).half_day_minutes == 210
    assert Season.model_validate(WINTER).half_day_minutes == 225


@pytest.mark.parametrize("span", ["8-12", "12:00-08:00", "08:00-08:00", "25:00-26:00"])
def test_an_impossible_span_is_refused(span: str) -> None:
    with pytest.raises(ValidationError):
        Span.model_validate(span)


def test_a_season_with_an_overlap_or_a_twin_is_refused() -> None:
    with pytest.raises(ValidationError, match="before the morning closes"):
        Season.model_validate(SUMMER | {"afternoon": "11:00-18:00"})
    with pytest.raises(ValidationError, match="same day"):
        Seasons.model_validate({"seasons": [SUMMER, WINTER | {"begins": "05-01"}]})


def test_a_unit_without_hours_of_its_own_has_the_default_which_is_marked_unverified(shelf: Shelf) -> None:
    season, basis = hours_of(shelf, "shenpi").on(date(2024, 1, 2))
    assert season.name == "冬季"
    assert not basis.verified


def test_a_units_own_hours_hold_for_their_days_only(shelf: Shelf) -> None:
    own = UnitHours.model_validate(
        {
            "kind": "working_hours",
            "unit": "shenpi",
            "hours": [
                {
                    "from": "2024-07-01",
                    "to": "2024-07-31",
                    "value": {"seasons": [SUMMER | {"morning": "09:00-12:00"}]},
                    "basis": {"document": "示例", "verified": False},
                }
            ],
        }
    )
    both = Shelf(shelf.root, (*shelf.items, *_item(shelf, own)), "with the unit's own hours")
    hours = hours_of(both, "shenpi")
    assert [f"{hours.spans(date(2024, month, 1))[0][0]:%H:%M}" for month in (6, 7, 8)] == ["08:00", "09:00", "08:00"]
    assert f"{hours_of(both, 'fagai').spans(date(2024, 7, 1))[0][0]:%H:%M}" == "08:00"


def _item(shelf: Shelf, value: UnitHours):
    sample = shelf.items_of(UnitHours)[0]
    return (type(sample)(sample.place, sample.room, "shenpi_hours", sample.path, value),)


# --- a unit's own days

HALL = UnitCalendar.model_validate(
    {
        "kind": "unit_calendar",
        "unit": "shenpi",
        "days": [
            {
                "from": "2022-03-01",
                "to": "2022-12-31",
                "value": {"open_on": ["saturday"], "closed": ["2022-03-15"], "opened": ["2022-05-01"]},
                "basis": {"document": "示例通知", "verified": False},
            }
        ],
    }
)


def test_a_unit_has_days_of_its_own(shelf: Shelf, calendar: Calendar) -> None:
    hall = Calendar.of(shelf.all(CalendarYear), own=[HALL])
    differ = {day: hall.day(day).kind for day in every_day() if hall.is_working(day) != calendar.is_working(day)}
    assert differ.pop(date(2022, 3, 15)) is Kind.CLOSED
    assert differ.pop(date(2022, 5, 1)) is Kind.OPENED, "a holiday, but named"
    assert set(differ.values()) == {Kind.OPENED}
    assert {day.weekday() for day in differ} == {5}
    assert (min(differ), max(differ)) == (date(2022, 3, 5), date(2022, 12, 24)), "the 31st is off by notice"
    assert date(2022, 10, 1) not in differ
    assert "示例通知" in str(hall.day(date(2022, 3, 12)).source)


def test_the_calendar_of_a_unit_without_days_of_its_own_is_the_general_one(shelf: Shelf) -> None:
    assert calendar_of(shelf, "wenlv") is calendar_of(shelf)


def test_the_last_worked_day_up_to_a_day_is_the_day_itself_or_before_it(calendar: Calendar) -> None:
    for day in every_day(date(2022, 1, 3), date(2022, 12, 31)):
        before = date.fromordinal(calendar.on_or_before(day.toordinal()))
        assert calendar.is_working(before)
        assert not any(calendar.is_working(between) for between in every_day(before + timedelta(days=1), day))
    with pytest.raises(BadInput):
        calendar.on_or_before(date(1990, 1, 1).toordinal() - 1)
