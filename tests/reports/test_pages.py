"""The pages: drafting, the briefing with its figures, what is behind one, issuing; each for whom it is."""

import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from beizeng.reports import queries
from beizeng.reports.letterform import packed, template
from beizeng.reports.models import Report
from tests.reports.conftest import DAY, visit

pytestmark = pytest.mark.django_db
OFFICER = {"red_head": "示例领导小组办公室文件", "document_number": "示倍增办〔2024〕3号", "signed_on": DAY.isoformat()}


def text_of(response) -> str:
    text = response.content.decode()
    assert "UNDEFINED" not in text
    return text


def test_the_office_drafts_and_the_briefing_opens(county: Path) -> None:
    office = visit()
    assert f'value="{DAY}"' in text_of(office.get("/reports"))
    response = office.post("/reports/draft", {"day": DAY.isoformat()}, follow=True)
    text = text_of(response)
    assert "已起草，请核对后签发" in text
    assert "岢岚县市场主体倍增工程2024年第三季度推进情况简报" in text
    assert "签发" in text
    figures = re.findall(r'href="(/reports/\d+/figures/\d+)"', text)
    assert len(set(figures)) >= 40


def test_figures_reach_their_records_in_three_clicks(county: Path) -> None:
    office = visit()
    report = office.post("/reports/draft", {"day": DAY.isoformat()}, follow=True).context["report"]
    followed = 0
    for one in queries.briefing(report).figures[::12]:
        page = office.get(f"/reports/{report.pk}/figures/{one.number}")
        assert "与记录清单相符" in text_of(page)
        links = [cell.link for row in page.context["listing"].cells for cell in row if cell.link]
        assert len(links) == min(one.records, 25), one
        if links:
            assert office.get(links[0].partition("#")[0]).status_code == 200, links[0]
            followed += 1
    assert followed >= 10


def test_a_day_to_come_is_refused_beside_the_field(county: Path) -> None:
    response = visit().post("/reports/draft", {"day": "2024-10-01"})
    assert response.status_code == 422
    assert "还没有到" in text_of(response)
    assert visit().post("/reports/draft", {"day": "昨天"}).status_code == 422


@pytest.mark.parametrize("day", ["1990-03-31", "0001-01-01"])
def test_a_day_before_the_programme_is_refused_beside_the_field(county: Path, day: str) -> None:
    response = visit().post("/reports/draft", {"day": day})
    assert response.status_code == 422
    assert "才印发" in text_of(response)


def test_an_officer_issues(example: Report) -> None:
    office = visit()
    wrong = office.post(f"/reports/{example.pk}/issue", OFFICER | {"document_number": "示倍增办[2024]3号"})
    assert wrong.status_code == 422
    assert "年份用六角括号" in text_of(wrong)
    done = office.post(f"/reports/{example.pk}/issue", OFFICER, follow=True)
    text = text_of(done)
    assert "已签发，内容与封存时一致" in text
    assert "示倍增办〔2024〕3号" in text
    assert '<form class="form"' not in text
    again = office.post(f"/reports/{example.pk}/issue", OFFICER | {"document_number": "示倍增办〔2024〕4号"})
    assert "已经签发" in text_of(again)


def test_papers_are_downloaded_as_kept(example: Report) -> None:
    for kind, mark in (("docx", "wordprocessingml"), ("xlsx", "spreadsheetml")):
        response = visit().get(f"/reports/{example.pk}/briefing.{kind}")
        assert mark in response["Content-Type"]
        assert b"".join(response) == queries.paper(example, kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(("role", "may_draft", "may_issue"), [
    ("leading_group_office", True, True), ("county_leader", False, True), ("auditor", False, False),
])  # fmt: skip
def test_what_each_reader_may(example: Report, role: str, may_draft: bool, may_issue: bool) -> None:
    reader = visit(role)
    assert ("起草</button>" in text_of(reader.get("/reports"))) is may_draft
    assert ("签发</button>" in text_of(reader.get(f"/reports/{example.pk}"))) is may_issue
    if not may_issue:
        assert reader.post(f"/reports/{example.pk}/issue", OFFICER).status_code == 403


@pytest.mark.parametrize("role", ["unit_clerk", "township_clerk", "administrator"])
def test_others_do_not_open_them(example: Report, role: str) -> None:
    for address in ("/reports", f"/reports/{example.pk}", f"/reports/{example.pk}/figures/1", "/reports/template"):
        assert visit(role).get(address).status_code == 403
    assert visit(role).get(f"/reports/{example.pk}/briefing.docx").status_code == 403


def test_what_is_not_there(example: Report) -> None:
    office = visit()
    assert office.get("/reports/99").status_code == 404
    assert office.get(f"/reports/{example.pk}/figures/999").status_code == 404
    assert office.get("/reports/draft").status_code == 405


def test_records_that_are_gone_are_counted(example: Report) -> None:
    text = text_of(visit().get(f"/reports/{example.pk}/figures/5"))
    assert "另有 33 条您不能查看或现已不在" in text


def test_a_template_is_downloaded_edited_and_adopted(county: Path) -> None:
    office = visit()
    content = b"".join(office.get("/reports/template"))
    assert content == template()
    edited = Document(io.BytesIO(content))
    edited.add_paragraph("本办说明。")
    file = SimpleUploadedFile("本办模板.docx", packed(edited))
    text = text_of(office.post("/reports/template/adopt", {"file": file}, follow=True))
    assert "已采用" in text
    assert "本办模板.docx" in text
    bad = SimpleUploadedFile("坏.docx", "不是文档".encode())
    assert "不是可以读取的 docx" in text_of(office.post("/reports/template/adopt", {"file": bad}, follow=True))
    assert "不超过 5 MB" in text_of(office.post("/reports/template/adopt", follow=True))


def test_a_changed_report_says_so(example: Report, data: Path) -> None:
    path = data / "files" / example.docx_sha256[:2] / example.docx_sha256
    path.chmod(0o600)
    path.write_bytes(b"changed")
    assert "内容与封存的摘要不符" in text_of(visit().get(f"/reports/{example.pk}"))
