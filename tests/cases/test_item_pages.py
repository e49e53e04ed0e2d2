"""A single 13710 item through the pages: begun by the office, instructed by a leader, listed problems, cleared."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beizeng.base.clock.now import DEMO_MARK
from beizeng.cases.models import Case
from tests.factories import HoldingFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day(data: Path, county: None) -> None:
    (data / DEMO_MARK).write_text("day: 2024-03-04\n", encoding="utf-8")


def visitor(role: str, unit: str) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(HoldingFactory(post__role=role, post__unit=UnitFactory(id=unit)).user)
    return client


def do(client: Client, case: Case, action: str, **fields: object) -> None:
    case.refresh_from_db()
    response = client.post(f"/cases/{case.pk}/{action}", {"revision": case.revision, **fields})
    assert response.status_code == 302, response.content.decode()


def test_an_item_is_begun_instructed_checked_and_cleared_by_another(data: Path) -> None:
    office, clerk = visitor("leading_group_office", "fagai"), visitor("unit_clerk", "wenlv")
    leader = visitor("county_leader", "zhengfuban")
    units = {"lead_unit": "wenlv", "joint_units": ["nongye"]}
    asked = {"title": "示例事项", **units, "request": "请办理", "grade": "major"}
    response = office.post("/cases/new/13710-item", asked)
    assert response.status_code == 302, response.content.decode()
    case = Case.objects.get()
    assert (case.subject, case.lead_unit_id) == (f"item:{case.number}", "wenlv")
    do(clerk, case, "deploy", arrangement="已部署")
    do(clerk, case, "escalate", to_whom="leader", trouble="缺少资金")
    do(leader, case, "instruct", instruction="请财政局协调")
    do(visitor("unit_clerk", "nongye"), case, "feedback", progress="已落实")
    do(clerk, case, "plan_nodes", why="须招标", approach="分两步", nodes="2024-06-28 完成招标")
    do(office, case, "list_problems", problems="2024-04-30 台账缺少佐证")
    do(clerk, case, "fix_problem", problem="problem-1", fixed="已补齐")
    do(clerk, case, "finish_node", node="node-1", result="已完成")
    do(clerk, case, "claim_clearing", outcome="已办结", evidence=SimpleUploadedFile("佐证.pdf", b"%PDF-1.4 sample"))
    assert clerk.get(f"/cases/{case.pk}/clear").status_code == 302  # nothing for the one who did it
    do(office, case, "clear", finding="属实")
    do(office, case, "spot_check", found="good", findings="抽查属实")
    case.refresh_from_db()
    assert (case.state, case.light) == ("cleared", "done")


def test_a_secret_item_is_refused_with_where_to_go() -> None:
    office = visitor("leading_group_office", "fagai")
    asked = {"title": "机密事项", "lead_unit": "wenlv", "request": "请办理", "grade": "ordinary"}
    response = office.post("/cases/new/13710-item", asked)
    assert response.status_code == 422
    assert "请走机要渠道办理" in response.content.decode()
    assert not Case.objects.exists()


def test_a_form_sent_off_twice_begins_one_case() -> None:
    office = visitor("leading_group_office", "fagai")
    mark = re.search(r'name="sent_as" value="([0-9a-f]{32})"', office.get("/cases/new/13710-item").content.decode())
    assert mark is not None
    asked = {"title": "示例事项", "lead_unit": "wenlv", "request": "请办理", "grade": "ordinary", "sent_as": mark[1]}
    first, second = (office.post("/cases/new/13710-item", asked)["Location"] for _ in range(2))
    assert first == second
    assert office.post("/cases/new/13710-item", asked | {"sent_as": "f" * 32})["Location"] != first
    assert Case.objects.count() == 2


def test_without_a_lead_it_says_so_on_the_field() -> None:
    office = visitor("leading_group_office", "fagai")
    response = office.post("/cases/new/13710-item", {"title": "示例事项", "request": "请办理", "grade": "ordinary"})
    assert response.status_code == 422
    assert response.content.decode().count("请选择牵头单位") == 2, "in the summary and beside the field, once each"
    assert not Case.objects.exists()
