"""How often an act asks the database: for the millionth case as for the first, and no more than it writes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beizeng.cases import actions
from beizeng.cases.models import Case
from tests.cases.conftest import HOUSE, OFFICE, Inbox, at
from tests.cases.test_hotline import CALLS_BACK, CLERK, complain, dispatched, do

pytestmark = pytest.mark.django_db


def test_each_act_of_a_complaint_asks_a_fixed_number_of_times(county: None) -> None:
    # the first of its kind and year keeps the version, begins the numbers and learns what a process remembers
    dispatched(complain("9876543210"))
    counts = {}
    with CaptureQueriesContext(connection) as seen:
        case = complain()
    counts["lodge"] = len(seen)
    with CaptureQueriesContext(connection) as seen:
        case = dispatched(case)
    counts["dispatch"] = len(seen)
    for action, by, fields in (
        ("sign", CLERK, {}),
        ("answer", CLERK, {"reply": "已一次办好", "outcome": "solved"}),
        ("call_back", CALLS_BACK, {"outcome": "solved", "satisfied": "full"}),
    ):
        with CaptureQueriesContext(connection) as seen:
            case = do(case, action, by, "2024-03-04 11:00", **fields)
        counts[action] = len(seen)
    # two of each are the edges of the transaction; three belong to the ledger
    assert counts == {"lodge": 14, "dispatch": 14, "sign": 12, "answer": 14, "call_back": 12}


def item(number: int) -> Case:
    made: Case = actions.lodge(
        kind="13710-item",
        subject=f"item:{number}",
        title=f"事项{number}",
        lead_unit="wenlv",
        fields={"request": "办", "grade": "major"},
        by=OFFICE,
        at=at("2024-03-04 09:00"),
    )
    return made


def test_many_due_cases_are_looked_at_with_as_many_questions_as_one(county: None) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            report = actions.tick(by=HOUSE, at=at("2024-03-12 09:00"), messenger=Inbox())
        assert report.changed
        return len(seen)

    item(1)
    asked()  # the calendar is checked once
    item(2)
    one = asked()
    for number in range(3, 23):
        item(number)
    assert asked() == one
