"""The plan's pages: the programme, a measure with the confirmation of its lead, the issued text."""

import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import house
from beizeng.plan import actions
from beizeng.plan.models import Measure, PlanText
from beizeng.spec import Shelf
from beizeng.web.navigation import navigation
from tests.factories import HoldingFactory

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2022, 3, 10, 9, tzinfo=SHANGHAI)


@pytest.fixture
def county(shelf: Shelf, data: Path) -> None:
    adopt_units(shelf=shelf, by=house("setup"), at=AT)


@pytest.fixture
def programme(county: None, shelf: Shelf) -> None:
    actions.open_programme(shelf=shelf, by=house("setup"), at=AT)


def client(role: str = "", unit: str = "fagai") -> Client:
    one = Client(headers={"host": "127.0.0.1"})
    if role:
        one.force_login(HoldingFactory(post__role=role, post__unit_id=unit).user)
    return one


def text_of(response) -> str:
    text = response.content.decode()
    assert "UNDEFINED" not in text
    return text


def test_before_a_programme_is_open(county: None) -> None:
    assert "由领导小组办公室开办" in text_of(client().get("/programme"))
    office = client("leading_group_office")
    assert "开办方案" in text_of(office.get("/plan"))
    response = office.post("/programme/open", follow=True)
    assert "43 条举措" in text_of(response)
    assert client().get("/measures/99").status_code == 404


def test_the_programme(programme: None) -> None:
    text = text_of(client("leading_group_office").get("/programme"))
    for words in (
        "规上工业倍增工程",
        "52 户 以上",
        "现有数量的 2 倍",
        "超过全市平均水平",
        "13. 提升开发区承载力",
        "待确认",
        "14.93%",
    ):
        assert words in text
    assert "4,388 户" in text


def test_the_public_reads_the_plan_but_neither_findings_nor_lights(programme: None) -> None:
    text = text_of(client().get("/programme"))
    assert "提升开发区承载力" in text
    assert "14.93%" not in text
    assert 'class="light' not in text
    assert "开发区”有" not in text_of(client().get("/measures/13"))


def test_lights_are_shown_where_known(programme: None) -> None:
    actions.open_measures(by=house("setup"), at=AT)
    assert text_of(client("leading_group_office").get("/programme")).count('class="light') == 43
    assert text_of(client("unit_clerk", "kaifaqu").get("/programme")).count('class="light') == 2


def test_a_measure(programme: None) -> None:
    actions.open_measures(by=house("setup"), at=AT)
    text = text_of(client("leading_group_office").get("/measures/13"))
    for words in ("不超过 24 个工作日", "不超过 1 万平方米", "岢岚经济技术开发区", "13710长-2022-", "原文没有载入"):
        assert words in text
    assert "确认牵头" not in text_of(client("unit_clerk").get("/measures/13"))
    assert "县直有关部门" in text_of(client().get("/measures/35"))


def test_the_office_confirms_a_lead(programme: None) -> None:
    office = client("leading_group_office")
    assert "牵头单位已确认" in text_of(office.post("/measures/13/lead", {"unit": "gongxin"}, follow=True))
    assert Measure.objects.get(number=13).lead_unit_id == "gongxin"
    wrong = office.post("/measures/13/lead", {"unit": "xiangzhen"})
    assert wrong.status_code == 422
    assert client("unit_clerk").post("/measures/13/lead", {"unit": "gongxin"}).status_code == 403
    assert client("leading_group_office").get("/measures/13/lead").status_code == 405


def test_the_office_confirms_the_lead_of_a_project(programme: None) -> None:
    office = client("leading_group_office")
    assert "/programme/projects/4/lead" in text_of(office.get("/programme"))
    assert "个体工商户倍增工程" in text_of(office.get("/programme/projects/4/lead"))
    assert "牵头单位已确认" in text_of(office.post("/programme/projects/4/lead", {"unit": "shichang"}, follow=True))
    assert office.post("/programme/projects/4/lead", {"unit": "xiangzhen"}).status_code == 422
    assert office.get("/programme/projects/1/lead").status_code == 404
    assert "/projects/4/lead" not in text_of(client().get("/programme"))


@pytest.mark.parametrize("address", ["/programme", "/plan", "/measures/13"])
def test_every_page_of_the_plan_is_at_its_entry_of_the_navigation(programme: None, address: str) -> None:
    assert [item.path for item in navigation(house("web"), address) if item.is_current] == ["/programme"]


def test_without_the_text_nothing_is_paraphrased(programme: None) -> None:
    text = text_of(client().get("/plan"))
    assert "还没有载入原文" in text
    assert "<mark" not in text
    assert "载入原文</button>" not in text


def test_the_text_as_issued(programme: None, shared: Path) -> None:
    office = client("leading_group_office")
    content = (shared / "plan" / "kelan-2022.txt").read_bytes()
    text = text_of(office.post("/plan/text", {"file": SimpleUploadedFile("方案.txt", content)}, follow=True))
    assert '<span id="m-13" class="anchor">' in text
    assert '<mark class="mark-figure ">24个工作日</mark>' in text
    assert "只列出6项" in text
    assert "24个工作日" in text_of(client().get("/measures/13"))
    assert "只列出6项" not in text_of(client().get("/plan"))


def test_another_text_is_refused_beside_the_field(programme: None) -> None:
    office = client("leading_group_office")
    response = office.post("/plan/text", {"file": SimpleUploadedFile("a.txt", "采茶去。".encode())})
    assert response.status_code == 422
    assert "这不是" in text_of(response)
    assert office.post("/plan/text", {}).status_code == 422
    assert PlanText.objects.count() == 0


def test_who_may_not_load(programme: None) -> None:
    assert client("unit_clerk").post("/plan/text", {}).status_code == 403
