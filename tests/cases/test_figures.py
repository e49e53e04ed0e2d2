"""Fair figures: open and overdue counts against, few are not ranked, extensions and last days are shown."""

import datetime

import pytest

from beizeng.cases.figures import LEAST_TO_RANK, Kept, figures
from tests.cases.conftest import OFFICE, at, person
from tests.factories import CaseClockFactory, CaseFactory, UnitFactory

pytestmark = pytest.mark.django_db

FIRST, LAST = datetime.date(2024, 1, 1), datetime.date(2024, 3, 31)


def clocks(lead: str, count: int, **more: object) -> None:
    """So many clocks of cases that the unit leads, due at the end of 2024-03-08."""
    led_by = UnitFactory(id=lead)
    due = {
        "starts_at": at("2024-03-01 09:00"), "due_on": datetime.date(2024, 3, 8), "due_at": at("2024-03-08 23:59"),
    }  # fmt: skip
    for _ in range(count):
        CaseClockFactory(case=CaseFactory(lead_unit=led_by, kind="13710-item"), clock="solve", **{**due, **more})


def closed(day: str, outcome: str = "on_time", **more: object) -> dict[str, object]:
    return {"stopped_at": at(f"{day} 10:00"), "outcome": outcome, **more}


def of(unit: str) -> Kept:
    return next(one for one in figures(viewer=OFFICE, since=FIRST, until=LAST).units if one.unit == unit)


def test_one_closed_on_time_and_nine_overdue_are_ten_per_cent() -> None:
    clocks("wenlv", 1, **closed("2024-03-05"))
    clocks("wenlv", 9)
    found = of("wenlv")
    assert (str(found.share), found.on_time, found.overdue) == ("10.0", 1, 9)


def test_open_and_not_due_is_in_neither() -> None:
    clocks("wenlv", 1, **closed("2024-03-05"))
    clocks("wenlv", 5, due_on=datetime.date(2024, 4, 30), due_at=at("2024-04-30 23:59"))
    assert (str(of("wenlv").share), of("wenlv").judged) == ("100.0", 1)


def test_nothing_to_judge_is_no_share() -> None:
    assert Kept("", "").share is None


def test_no_limit_is_shown_and_never_on_time() -> None:
    clocks("wenlv", 2, due_on=None, due_at=None)
    found = of("wenlv")
    assert (found.no_limit, found.judged, found.share) == (2, 0, None)


def test_with_and_without_extensions() -> None:
    longer = {"due_on": datetime.date(2024, 3, 15), "due_at": at("2024-03-15 23:59"), "extensions": 1}
    clocks("wenlv", 3, **closed("2024-03-12", **longer, extended_from=datetime.date(2024, 3, 8)))
    clocks("wenlv", 1, **closed("2024-03-07", **longer, extended_from=datetime.date(2024, 3, 8)))
    found = of("wenlv")
    assert (str(found.share), str(found.share_unextended), str(found.share_extended)) == ("100.0", "25.0", "100.0")


def test_last_day_and_many_in_a_day_are_shown() -> None:
    clocks("wenlv", 4, **closed("2024-03-08"))
    clocks("wenlv", 1, **closed("2024-03-05"))
    assert (str(of("wenlv").share_last_day), of("wenlv").most_in_a_day) == ("80.0", 4)


def test_fewer_than_thirty_are_not_ranked() -> None:
    clocks("wenlv", 1, **closed("2024-03-05"))
    clocks("nongye", LEAST_TO_RANK - 1, **closed("2024-03-05"))
    clocks("nongye", 1, **closed("2024-03-12", "late"))
    clocks("jiaotong", LEAST_TO_RANK, **closed("2024-03-05"))
    found = figures(viewer=OFFICE, since=FIRST, until=LAST)
    assert [(one.unit, one.rank) for one in found.units] == [("jiaotong", 1), ("nongye", 2), ("wenlv", None)]
    assert (found.total.on_time, found.total.closed) == (60, 61)


def test_only_what_was_closed_in_the_stretch_counts() -> None:
    clocks("wenlv", 1, **closed("2023-12-31", "late"))
    clocks("wenlv", 1, **closed("2024-01-01"))
    clocks("wenlv", 1, **closed("2024-04-01", "late"))
    # the last was open and overdue at the end of the stretch
    assert (of("wenlv").closed, of("wenlv").overdue) == (1, 1)


def test_a_unit_s_own_clock_is_its_own_and_what_is_void_or_awaited_is_nobody_s() -> None:
    UnitFactory(id="ziran")
    clocks("wenlv", 2, **closed("2024-03-05"), unit="ziran")
    clocks("wenlv", 2, **closed("2024-03-05", "void"))
    CaseClockFactory(case=CaseFactory(kind="deregistration-simple"), clock="publicity", **closed("2024-03-05"))
    CaseClockFactory(case=CaseFactory(kind="deregistration-simple"), clock="window", **closed("2024-03-05", "late"))
    found = figures(viewer=OFFICE, since=FIRST, until=LAST)
    assert [(one.unit, one.closed) for one in found.units] == [("ziran", 2)]


def test_a_unit_reads_its_own_only() -> None:
    clocks("wenlv", 2, **closed("2024-03-05"))
    clocks("nongye", 3, **closed("2024-03-05"))
    found = figures(viewer=person("unit_head", "wenlv"), since=FIRST, until=LAST)
    assert [one.unit for one in found.units] == ["wenlv"]
    assert not figures(viewer=OFFICE, since=FIRST, until=LAST, kind="registration-open").units
