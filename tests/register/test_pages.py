"""The pages of entities and feeds: who sees what, the two days, upload with its report, withdrawal, large files."""

import base64
import csv
import datetime
import io
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beizeng.base.clock.now import utc_now
from beizeng.base.jobs import actions as jobs
from beizeng.base.people.actor import house
from beizeng.register import queries
from beizeng.register.models import Card, Feed
from beizeng.web import feeds as feed_pages
from tests.factories import HoldingFactory, MandateFactory, UnitFactory
from tests.register.conftest import CODES

pytestmark = pytest.mark.django_db

FIRM, HOUSEHOLD, COOPERATIVE = CODES
HEAD = "统一社会信用代码,生效日期,名称,登记状态,行政区划,负责人"
JANUARY, MARCH = datetime.date(2024, 1, 5), datetime.date(2024, 3, 5)


@pytest.fixture(autouse=True)
def known(load: Callable) -> None:
    load(
        HEAD,
        f"{FIRM},2024-01-01,=甲公司,存续,140929100,张某",
        f"{HOUSEHOLD},2024-01-01,乙面馆,存续,140929101,李某",
        known=JANUARY,
    )
    load(HEAD, f"{HOUSEHOLD},2024-02-15,,注销,,", known=MARCH)


def visit(role: str, unit: str = "fagai", division: str = "") -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    unit_ = UnitFactory(id=unit, division=division)
    client.force_login(HoldingFactory(post__role=role, post__unit=unit_).user)
    return client


def test_the_list_is_narrowed_by_the_address_and_exported_as_shown() -> None:
    office = visit("leading_group_office")
    page = office.get("/entities?q=面馆&status=cancelled")
    assert [row[0].value for row in page.context["listing"].cells] == ["乙面馆"]
    assert "名录截至 2024-03-05" in page.content.decode()
    everything = office.get("/entities?export=csv")
    rows = list(csv.reader(io.StringIO(b"".join(everything).decode("utf-8-sig"))))
    assert len(rows) - 1 == office.get("/entities").context["listing"].total == 2
    assert {row[0] for row in rows[1:]} == {"'=甲公司", "乙面馆"}


def test_an_entity_as_of_two_days() -> None:
    office = visit("leading_group_office")
    page = office.get(f"/entities/{HOUSEHOLD}?day=2024-02-20&known=2024-02-20")
    assert {line.label: line.shown for line in page.context["facts"]}["登记状态"] == "存续"
    page = office.get(f"/entities/{HOUSEHOLD}?day=2024-02-20")
    status = next(line for line in page.context["facts"] if line.label == "登记状态")
    assert (status.shown, status.on, status.known) == ("注销", datetime.date(2024, 2, 15), MARCH)
    assert "负责人" in {line.label for line in page.context["facts"]}
    assert "县税务局" in page.content.decode() or "shuiwu" in page.content.decode()
    assert office.get(f"/entities/{HOUSEHOLD}?day=never").status_code == 200
    assert office.get(f"/entities/{COOPERATIVE}").status_code == 404


def test_a_township_clerk_and_an_auditor_see_what_is_theirs() -> None:
    clerk = visit("township_clerk", "lanyi", "140929100")
    assert clerk.get("/entities").context["listing"].total == 1
    assert clerk.get(f"/entities/{FIRM}").status_code == 200
    assert clerk.get(f"/entities/{HOUSEHOLD}").status_code == 404
    assert clerk.get("/feeds").status_code == 403
    auditor = visit("auditor")
    labels = {line.label for line in auditor.get(f"/entities/{FIRM}").context["facts"]}
    assert "名称" in labels
    assert "负责人" not in labels
    assert auditor.get("/feeds").status_code == 200
    assert auditor.get("/feeds/new").status_code == 403
    assert Client(headers={"host": "127.0.0.1"}).get("/entities").status_code == 302


def test_a_firm_sees_itself_with_its_own_person() -> None:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(MandateFactory(entity_code=FIRM).user)
    page = client.get(f"/entities/{FIRM}")
    assert "负责人" in {line.label for line in page.context["facts"]}
    assert client.get(f"/entities/{HOUSEHOLD}").status_code == 404


def send(client: Client, *lines: str, **more: str) -> object:
    file = SimpleUploadedFile("名单.csv", "\n".join(lines).encode("gb18030"))
    return client.post("/feeds/new", {"file": file, **more}, follow=True)


def test_a_clerk_uploads_reads_the_report_mends_and_withdraws() -> None:
    clerk = visit("unit_clerk", "shichang")
    lines = ["统一社会信用代码,名称,注册资本", f"{COOPERATIVE},丙合作社,许多", "110108000000016,丁公司,3"]
    page = send(clerk, *lines, on="2024-04-01", known_on="2024-04-02")
    report = page.context["report"]
    assert (report.rows, report.suspect, report.rejected) == (2, 1, 1)
    assert report.on == datetime.date(2024, 4, 1)
    text = page.content.decode()
    assert "旧注册号" in text
    assert "读不出数字" in text
    workbook = openpyxl.load_workbook(io.BytesIO(clerk.get(f"/feeds/{report.feed_id}?export=xlsx").content))
    assert workbook.active.max_row == 3
    assert Card.objects.filter(code=COOPERATIVE).exists()
    again = send(clerk, *lines)
    assert "以前载入过" in again.content.decode()
    withdrawn = clerk.post(f"/feeds/{report.feed_id}/withdraw", {"reason": ""}, follow=True)
    assert "请写明撤回的原因" in withdrawn.content.decode()
    clerk.post(f"/feeds/{report.feed_id}/withdraw", {"reason": "发错"})
    assert not Card.objects.filter(code=COOPERATIVE).exists()


def test_what_cannot_be_loaded_says_why_beside_the_field() -> None:
    clerk = visit("unit_clerk", "shuiwu")
    page = send(clerk, "姓名,电话", "甲,1")
    assert page.status_code == 422
    assert "找不到表头" in page.content.decode()
    page = send(clerk, "统一社会信用代码,名称", f"{FIRM},甲公司")
    assert "其他单位提供" in page.content.decode()
    assert Feed.objects.count() == 2


def test_a_clerk_looks_first_and_loads_then() -> None:
    clerk = visit("unit_clerk", "shuiwu")
    lines = ["统一社会信用代码,营业收入,开票额", f"{FIRM},许多,3"]
    page = send(clerk, *lines, **{"try": "1"})
    assert (page.status_code, page.context["report"].suspect) == (200, 1)
    text = page.content.decode()
    assert "什么都没有载入" in text
    assert "读不出数字" in text
    assert "heading=%E5%BC%80%E7%A5%A8%E9%A2%9D" in text
    sheet = openpyxl.load_workbook(io.BytesIO(base64.b64decode(text.split("sheet;base64,")[1].split('"')[0])))
    assert [row[:3] for row in sheet.active.iter_rows(values_only=True)] == [
        ("行", "栏目", "写的是"),
        (2, "营业收入", "许多"),
    ]
    assert Feed.objects.count() == 2
    told = clerk.post("/feeds/headings", {"heading": "开票额", "meaning": "tax/tax_paid_last_year"}, follow=True)
    assert "上年纳税额" in told.content.decode()
    assert send(clerk, *lines).context["report"].ignored == ()
    wrong = clerk.post("/feeds/headings", {"heading": "某栏", "meaning": ""})
    assert (wrong.status_code, "请选择" in wrong.content.decode()) == (422, True)
    number = told.context["told"][0][0].pk
    assert (
        "开票额"
        not in clerk.post("/feeds/headings", {"forget": number}, follow=True).content.decode().split("已记下")[1]
    )


def test_the_blank_sheet_has_the_headings_as_text_and_can_be_loaded() -> None:
    clerk = visit("unit_clerk", "shuiwu")
    book = openpyxl.load_workbook(io.BytesIO(clerk.get("/feeds/template/tax").content))
    sheet, notes = book.worksheets
    heads = [cell.value for cell in sheet[1]]
    assert heads[:3] == ["统一社会信用代码", "生效日期", "上年营业收入"]
    assert {sheet.column_dimensions[letter].number_format for letter in "ABC"} == {"@"}
    assert notes.max_row == len(heads) + 1
    sheet.append([FIRM, "2024-01-01", "3万元"])
    content = io.BytesIO()
    book.save(content)
    page = clerk.post("/feeds/new", {"file": SimpleUploadedFile("表.xlsx", content.getvalue())}, follow=True)
    assert page.context["report"].loaded == 1
    assert clerk.get("/feeds/template/registration").status_code == 404


def test_a_large_file_is_loaded_by_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_pages, "INLINE_BYTES", 10)
    clerk = visit("unit_clerk", "shichang")
    page = send(clerk, "统一社会信用代码,名称", f"{COOPERATIVE},丙合作社")
    assert page.redirect_chain[0][0].startswith("/feeds/loading/")
    assert "等待" in page.content.decode()
    assert jobs.run_next(utc_now).state == "done"
    address = page.redirect_chain[0][0]
    assert clerk.get(address, follow=True).context["report"].loaded == 1
    assert clerk.get(address, headers={"hx-request": "true"})["HX-Redirect"].startswith("/feeds/")
    assert queries.search("丙合作社", viewer=house("test")).count() == 1
    refused = send(clerk, "姓名,电话", "甲,1")
    jobs.run_next(utc_now)
    assert "找不到表头" in clerk.get(refused.redirect_chain[0][0]).content.decode()
    assert visit("unit_clerk", "shuiwu").get(address).status_code == 404


def test_no_page_shows_a_variable_that_is_not_there() -> None:
    office = visit("leading_group_office")
    known = queries.feeds(viewer=house("test"), known=MARCH).first()
    addresses = (
        "/entities",
        "/entities?q=无此户",
        f"/entities/{HOUSEHOLD}",
        "/feeds",
        f"/feeds/{known.pk}",
        "/feeds/new",
    )
    for address in addresses:
        assert "UNDEFINED" not in office.get(address).content.decode(), address
