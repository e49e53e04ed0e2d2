"""The pages of screening: a text screened, its findings marked, decisions, who may open what."""

import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import house
from beizeng.plan import actions as plan
from beizeng.screening.marking import marked
from beizeng.screening.models import Document, Finding
from beizeng.spec import Shelf
from tests.factories import HoldingFactory

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2025, 6, 1, 9, tzinfo=SHANGHAI)
TEXT = "# 示例办法\n第一条 为了发展，制定本办法。\n第二条 对企业按上缴\n\n税收给予奖励。**第三条**结束。"


@pytest.fixture(autouse=True)
def units(shelf: Shelf, data: Path) -> None:
    adopt_units(shelf=shelf, by=house("setup"), at=AT)


def client(role: str = "", unit: str = "gongxin") -> Client:
    one = Client(headers={"host": "127.0.0.1"})
    if role:
        one.force_login(HoldingFactory(post__role=role, post__unit_id=unit).user)
    return one


def given(**values: object) -> dict[str, object]:
    return {"title": "示例办法", "unit": "gongxin", "day": "2025-06-01", "text": TEXT} | values


def text_of(response) -> str:
    text = response.content.decode()
    assert "UNDEFINED" not in text
    return text


def test_marks_cross_page_breaks_and_lose_no_word() -> None:
    start = TEXT.index("第二条")
    finding = Finding(start=start, end=TEXT.index("**第三条"), strength="clear")
    shown = list(marked(TEXT, [finding]))
    assert [paragraph.is_heading for paragraph in shown] == [True, False, False]
    assert shown[2].findings == (finding,)
    assert [(piece.text, piece.strength) for piece in shown[2].pieces] == [
        ("第二条 对企业按上缴税收给予奖励。", "clear"),
        ("第三条结束。", ""),
    ]


def test_a_pasted_text_is_screened_and_shown() -> None:
    clerk = client("unit_clerk")
    assert "还没有审查过文件" in text_of(clerk.get("/screening"))
    assert "粘贴正文" in text_of(clerk.get("/screening/new"))
    text = text_of(clerk.post("/screening/new", given(), follow=True))
    for words in (
        "疑似，须经起草单位和市场监管部门审查认定",
        "《公平竞争审查条例》第十条第（二）项",
        '<mark class="mark-clear">第二条 对企业按上缴税收给予奖励。</mark>',
        "待认定",
    ):
        assert words in text
    assert 'name="f' not in text, "a clerk does not decide"
    assert "示例办法" in text_of(clerk.get("/screening"))
    assert clerk.get("/screening?export=csv").status_code == 200


def test_a_file_is_screened(shelf: Shelf) -> None:
    file = SimpleUploadedFile("草案.txt", TEXT.encode("gb18030"))
    response = client("leading_group_office", "fagai").post("/screening/new", given(text="", file=file), follow=True)
    assert "mark-clear" in text_of(response)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": ""}, "请粘贴正文，或选择文件"),
        ({"title": ""}, "请填写文件标题"),
        ({"day": "六月"}, "日期请写成"),
        ({"unit": "wenlv"}, "起草单位"),
        ({"file": SimpleUploadedFile("a.txt", b"x")}, "只能给一样"),
        ({"text": "", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}, "另存为"),
    ],
)
def test_what_is_wrong_is_said_on_its_field(values: dict[str, object], words: str) -> None:
    response = client("unit_clerk").post("/screening/new", given(**values))
    assert response.status_code == 422
    assert words in text_of(response)
    assert not Document.objects.exists()


def test_a_day_before_any_law_is_said() -> None:
    text = text_of(client("unit_clerk").post("/screening/new", given(day="2022-03-10"), follow=True))
    assert "都还没有施行" in text
    assert "没有发现疑似条款" in text


def test_a_reviewer_decides_with_a_reason() -> None:
    client("unit_clerk").post("/screening/new", given())
    row = Finding.objects.get()
    reviewer = client("fair_competition_reviewer", "shichang")
    address = f"/screening/{row.document_id}/findings/{row.pk}"
    assert f'name="f{row.pk}-state"' in text_of(reviewer.get(f"/screening/{row.document_id}"))
    missing = reviewer.post(address, {f"f{row.pk}-state": "accepted"})
    assert missing.status_code == 422
    assert "请填写理由" in text_of(missing)
    unit = reviewer.post(address, {f"f{row.pk}-state": "assigned", f"f{row.pk}-reason": "请处理"})
    assert "转办须选择单位" in text_of(unit)
    done = reviewer.post(
        address,
        {f"f{row.pk}-state": "assigned", f"f{row.pk}-reason": "请处理", f"f{row.pk}-assigned_to": "gongxin"},
        follow=True,
    )
    text = text_of(done)
    assert "认定已记入台账" in text
    assert "转 县工信局" in text
    assert "重新待认定" in text


def test_the_plans_text_is_screened_by_its_measures(shelf: Shelf, shared: Path) -> None:
    plan.open_programme(shelf=shelf, by=house("setup"), at=AT)
    content = (shared / "plan" / "kelan-2022.txt").read_bytes()
    plan.load_text(content=content, name="方案.txt", by=house("setup"), at=AT)
    office = client("leading_group_office", "fagai")
    assert "审查方案原文" in text_of(office.get("/screening"))
    text = text_of(office.post("/screening/plan", follow=True))
    assert "方案第 20 项" in text
    assert set(Finding.objects.filter(strength="clear").values_list("subject", flat=True)) == {"measure:20"}
    assert "审查方案原文" not in text_of(client("unit_clerk").get("/screening"))


def test_without_a_plan_there_is_none_to_screen() -> None:
    refused = client("leading_group_office", "fagai").post("/screening/plan", follow=True)
    assert "还没有开办方案" in text_of(refused)


def test_who_may_open_what() -> None:
    client("unit_clerk").post("/screening/new", given())
    row = Finding.objects.get()
    assert client().get("/screening").status_code == 302
    assert client("firm", "gongxin").get("/screening").status_code == 403
    assert client("auditor", "shenji").get(f"/screening/{row.document_id}").status_code == 200
    assert client("auditor", "shenji").get("/screening/new").status_code == 403
    other = client("unit_head", "wenlv")
    assert other.get(f"/screening/{row.document_id}").status_code == 404
    assert other.post(f"/screening/{row.document_id}/findings/{row.pk}", {}).status_code == 404
