"""Several cases at once, kept filters, the calendar of due days, a kind's own page."""

import pytest

from beizeng.cases.models import Case, SavedFilter
from tests.cases.test_pages import Visit, planned, visit

__all__ = ["planned", "visit"]

pytestmark = pytest.mark.django_db


def test_each_of_the_chosen_gets_its_own_result(visit: Visit, planned: Case) -> None:
    office = visit("leading_group_office", "fagai")
    asked = office.post("/cases/several", {"case": [planned.pk]})
    assert "催办" in asked.content.decode()
    done = office.post("/cases/several", {"case": [planned.pk], "do": "remind", "note": "请抓紧", "go": "1"})
    assert "1 件中办好 1 件" in done.content.decode()
    assert planned.number in done.content.decode()


def test_nothing_chosen_is_said(visit: Visit) -> None:
    answer = visit("leading_group_office", "fagai").post("/cases/several", {}, follow=True)
    assert "还没有选事项" in answer.content.decode()


def test_a_filter_is_kept_for_its_owner_alone_and_can_be_dropped(visit: Visit, planned: Case) -> None:
    office, other = visit("leading_group_office", "fagai"), visit("auditor", "shenji")
    office.post("/cases/filters", {"name": "红灯的", "query": "light=red&page=2"})
    assert "红灯的" in office.get("/cases").content.decode()
    assert "红灯的" not in other.get("/cases").content.decode()
    assert SavedFilter.objects.get().query == "light=red"
    office.post("/cases/filters", {"drop": "红灯的"})
    assert not SavedFilter.objects.exists()


def test_the_calendar_shows_a_case_on_its_due_day(visit: Visit, planned: Case) -> None:
    assert planned.next_due_at is not None
    page = visit("leading_group_office", "fagai").get(f"/cases/calendar?month={planned.next_due_at:%Y-%m}")
    assert page.status_code == 200
    assert planned.title in page.content.decode()


def test_the_calendar_keeps_its_month_while_one_filters(visit: Visit, planned: Case) -> None:
    page = visit("leading_group_office", "fagai").get("/cases/calendar?month=2022-06&light=red").content.decode()
    assert 'name="month" value="2022-06"' in page
    assert 'name="columns"' not in page


@pytest.mark.parametrize("kind", ["13710-item", "12345-enterprise", "registration-open", "zone-project"])
def test_a_kinds_page_names_every_state_and_action(visit: Visit, kind: str) -> None:
    page = visit("leading_group_office", "fagai").get(f"/cases/kinds/{kind}")
    assert page.status_code == 200
    assert "<svg" in page.content.decode()
    assert "UNDEFINED" not in page.content.decode()
