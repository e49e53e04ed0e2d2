"""Correcting what was read, through the pages: found, set right with a reason, told, undone."""

from pathlib import Path

import pytest
from django.test import Client

from beizeng.plan.models import PlanCorrection, Target
from tests.factories import HoldingFactory, UnitFactory
from tests.plan.test_corrections import wuyou

__all__ = ["wuyou"]
pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture
def office(wuyou: Path) -> Client:
    (wuyou / "demo.yaml").write_text("day: 2033-05-04\n", encoding="utf-8")
    return signed_in("leading_group_office")


def signed_in(role: str) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(HoldingFactory(post__role=role, post__unit=UnitFactory(id="zhengfuban")).user)
    return client


def text(response: object) -> str:
    found: str = response.content.decode()  # type: ignore[attr-defined]
    assert "UNDEFINED" not in found
    return found


def test_a_target_is_found_corrected_and_undone(office: Client) -> None:
    assert "/plan/elements" in text(office.get("/plan"))
    listing = office.get("/plan/elements?sort=target").context["listing"]
    assert "p2-1" in {row.element.key for row in listing.rows}
    page = text(office.get("/plan/elements/p2-1"))
    assert "没有更正过" in page
    answer = office.post("/plan/elements/p2-1/target", {"value": "20", "reason": "原文印错"})
    assert answer.status_code == 302
    assert Target.objects.get(key="p2-1").target == 20
    page = text(office.get("/plan/elements/p2-1"))
    assert "18 → 20" in page
    assert "原文印错" in page
    assert office.get("/plan/elements?changed=yes").context["listing"].total == 1
    office.post(f"/plan/corrections/{PlanCorrection.objects.get().pk}/undo")
    assert Target.objects.get(key="p2-1").target == 18


def test_the_lead_of_a_measure_is_chosen_from_the_register(office: Client) -> None:
    assert (
        office.post("/plan/elements/measure-4/lead_units", {"value": ["caizheng"], "reason": "见通知"}).status_code
        == 302
    )
    assert "县财政局" in text(office.get("/plan/elements/measure-4"))


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("target", {"value": "二十", "reason": "x"}, "阿拉伯数字"),
        ("deadline", {"value": "明年", "reason": "x"}, "2025-12-31"),
        ("target", {"value": "20", "reason": ""}, "写明更正的理由"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    office: Client, field: str, typed: dict[str, str], said: str
) -> None:
    answer = office.post(f"/plan/elements/p2-1/{field}", typed)
    assert answer.status_code == 422
    assert said in text(answer)
    assert typed["value"] in text(answer)
    assert not PlanCorrection.objects.exists()


def test_without_a_text_there_is_nothing_to_correct_and_it_says_so(data: Path) -> None:
    page = text(signed_in("leading_group_office").get("/plan/elements"))
    assert "还没有载入原文" in page


def test_who_only_reads_does_not_correct(wuyou: Path) -> None:
    clerk = signed_in("unit_clerk")
    assert clerk.get("/plan/elements").status_code == 403
    assert clerk.post("/plan/elements/p2-1/target", {"value": "20", "reason": "x"}).status_code == 403
    assert "/plan/elements" not in text(clerk.get("/plan"))
