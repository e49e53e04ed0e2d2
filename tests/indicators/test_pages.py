"""The pages: the board, one indicator with chart and records, reporting from a form that loses nothing."""

import datetime
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beizeng.base.clock.now import local_day, now
from beizeng.cli.tick import run
from beizeng.indicators import actions
from beizeng.indicators.models import Reading
from beizeng.indicators.periods import Period
from beizeng.indicators.queries import Point, Value
from beizeng.web.indicator_chart import chart
from tests.factories import HoldingFactory
from tests.indicators.conftest import BASE, BY, DAY, MILL, MINE, load, moment

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
DAYS = "?day=2022-12-31"


def client(role: str = "unit_clerk", unit: str = "gongxin") -> Client:
    one = Client(headers={"host": "127.0.0.1"})
    one.force_login(HoldingFactory(post__role=role, post__unit_id=unit).user)
    return one


def text_of(response) -> str:
    text = response.content.decode()
    assert "UNDEFINED" not in text
    return text


def evidence() -> SimpleUploadedFile:
    return SimpleUploadedFile("认定文件.txt", "（示例）".encode())


@pytest.fixture
def measured(county: Path) -> None:
    actions.measure(day=DAY, by=BY, at=moment(DAY))


@pytest.mark.usefixtures("measured")
def test_every_figure_of_the_board_is_one_click_from_its_records() -> None:
    visitor = client()
    text = text_of(visitor.get("/indicators" + DAYS))
    for words in ("截至 2022-12-31", "8. 产业项目倍增工程", "规上工业企业", "只监测", "基数的 2 倍", "缺失"):
        assert words in text
    behind = re.findall(r'href="(/indicators/[^"]+/records/[^"]+)"', text)
    assert len(behind) == 10
    for address in behind:
        assert visitor.get(address).status_code == 200
    records = text_of(visitor.get("/indicators/p1-1/records/2022-12-31/2022-12-31/counted"))
    assert MILL in records
    assert MINE in records
    assert "共 <b>2</b> 户" in records


@pytest.mark.usefixtures("measured")
def test_the_records_export_what_the_screen_shows_and_keep_their_days() -> None:
    visitor = client()
    response = visitor.get("/indicators/p1-1/records?on=2020-12-31&known=2022-12-31")
    assert response.url == "/indicators/p1-1/records/2020-12-31/2022-12-31/counted"
    exported = b"".join(visitor.get(response.url + "?export=csv").streaming_content).decode()
    assert exported.count("\n") == 2
    assert MILL in exported
    unknown = text_of(visitor.get("/indicators/p6-1/records/2022-12-31/2022-12-31/unknown"))
    assert "不知道是否属于" in unknown
    for address in (
        "/indicators/p9-9",
        "/indicators/p1-1/records/x/y/counted",
        "/indicators/p8-1/records/2022-12-31/2022-12-31/counted",
    ):
        assert visitor.get(address).status_code == 404


@pytest.mark.usefixtures("measured")
def test_an_indicator_shows_chart_rule_parts_and_why_it_is_not_scored() -> None:
    text = text_of(client().get("/indicators/goal-2" + DAYS))
    for words in (
        "<polyline",
        "亮灯规则",
        "没有文件规定",
        "促进个体工商户发展条例",
        "由名录计量，不是方案所定",
        "<polygon",
        "阴影是预测区间",
        "达到目标的可能约",
    ):
        assert words in text
    assert "style=" not in text
    assert re.search(r'kind=household">2</a></b><span class="word">个体工商户', text)


@pytest.mark.usefixtures("measured")
def test_what_if_more_come_is_worked_out_on_the_page_and_a_wrong_number_is_said() -> None:
    office = client("leading_group_office", "fagai")
    assert "假如这样" not in text_of(office.get(f"/indicators/goal-2{DAYS}"))
    text = text_of(office.get(f"/indicators/goal-2{DAYS}&births=50&deaths=-20"))
    assert "假如这样" in text
    assert 'name="births" value="50"' in text
    assert "达到目标的可能约" in text.split("假如这样")[1]
    assert 'class="error"' in text_of(office.get(f"/indicators/goal-2{DAYS}&births=-300"))


@pytest.mark.usefixtures("measured")
def test_where_nothing_is_forecast_the_chart_says_why() -> None:
    text = text_of(client().get("/indicators/p7-1" + DAYS))
    assert "没有预测区间：期限 2021-12-31 已到，不再推算。" in text
    assert "<polygon" not in text
    assert "没有预测：还没有数，不作推算。" in text_of(client().get("/indicators/p2-4" + DAYS))


@pytest.mark.usefixtures("county")
def test_what_is_not_known_is_said_beside_the_number(county: Path) -> None:
    ranks = f"统一社会信用代码,生效日期,农业龙头企业级别\n{MILL},2021-10-01,省级\n"
    load(county, "agriculture", ranks, DAY)
    text = text_of(client().get("/indicators/p6-1" + DAYS))
    assert re.search(r'另有 <a href="[^"]+/unknown">4 户</a>缺少数据', text)


@pytest.mark.usefixtures("county")
def test_nobody_from_outside_and_no_other_unit_reports() -> None:
    assert Client(headers={"host": "127.0.0.1"}).get("/indicators").status_code == 302
    assert client("firm", unit="gongxin").get("/indicators").status_code == 403
    assert client().get("/indicators/p8-1/report").status_code == 404
    assert client("auditor", "shenji").get("/indicators/p7-6/report").status_code == 403
    assert "填报" in text_of(client().get("/indicators/p7-6"))
    assert "/report" not in text_of(client().get("/indicators/p8-1"))


@pytest.mark.usefixtures("county")
def test_a_doubtful_value_is_asked_about_and_nothing_typed_is_lost() -> None:
    visitor = client("unit_clerk", "fagai")
    form = {"revision": "0", "day": "2022-06-30", "value": "10", "papers": evidence()}
    assert visitor.post("/indicators/p8-1/report", form).status_code == 302
    asked = visitor.post("/indicators/p8-1/report", {**form, "day": "2022-12-31", "value": "100", "papers": evidence()})
    text = text_of(asked)
    assert asked.status_code == 422
    assert "相差太大" in text
    assert "已收到 认定文件.txt" in text
    kept = re.search(r'name="kept_paper" value="([^"]+)"', text)
    assert kept is not None
    assert 'value="100"' in text
    again = {
        "revision": "0",
        "day": "2022-12-31",
        "value": "100",
        "confirm": "当年集中投产，附清单",
        "kept_paper": kept[1],
    }
    assert visitor.post("/indicators/p8-1/report", again).status_code == 302
    assert Reading.objects.get(on="2022-12-31").value == 100
    assert "当年集中投产，附清单" in text_of(visitor.get("/indicators/p8-1"))


@pytest.mark.usefixtures("county")
def test_a_word_is_no_number_and_evidence_is_asked() -> None:
    visitor = client("unit_clerk", "fagai")
    text = text_of(visitor.post("/indicators/p8-1/report", {"revision": "0", "day": "昨天", "value": "约50户"}))
    assert "所指日期：请写成 2024-09-30 这样" in text
    assert "所指日期：所指日期" not in text
    text = text_of(visitor.post("/indicators/p8-1/report", {"revision": "0", "day": "2022-12-31", "value": "约50户"}))
    assert "不是数字" in text
    assert "佐证材料：请至少交一份" in text


@pytest.mark.usefixtures("county")
def test_a_baseline_and_a_correction_leave_their_versions() -> None:
    visitor = client("unit_clerk", "fagai")
    base = {"revision": "0", "day": "2021-12-31", "value": "10", "papers": evidence()}
    assert "补报基数" in text_of(visitor.get("/indicators/p8-1"))
    assert visitor.post("/indicators/p8-1/baseline", base).status_code == 302
    text = text_of(visitor.get("/indicators/p8-1"))
    assert "单位补报" in text
    change = {"revision": "0", "value": "11", "reason": "漏计一个", "papers": evidence()}
    assert visitor.post("/indicators/p8-1/correct/2021-12-31?baseline", change).status_code == 302
    text = text_of(visitor.get("/indicators/p8-1"))
    assert "漏计一个" in text
    row = Reading.objects.get(version=2)
    paper = visitor.get(f"/indicators/p8-1/papers/{row.papers[0]['sha256']}")
    assert b"".join(paper.streaming_content) == "（示例）".encode()
    assert visitor.get(f"/indicators/p8-1/papers/{'0' * 64}").status_code == 404
    assert visitor.get("/indicators/p8-1/correct/nonsense").status_code == 404


def test_a_chart_needs_two_days_and_a_value() -> None:
    value = Value(BASE, BASE, None, "register", {}, 0, {}, "")
    assert chart([]) is None
    assert chart([Point(BASE, None, value), Point(DAY, None, None)]) is None
    flat = chart([Point(BASE, None, value), Point(DAY, Decimal(15), None)])
    assert flat is not None
    assert len(flat.values) >= 2


@pytest.mark.thorough
def test_a_feed_that_the_readings_lack_is_said_until_the_ticker_has_measured(county: Path) -> None:
    visitor, at = client(), now(settings.DATA)
    run(at)
    assert "还没有算进去" not in text_of(visitor.get("/indicators"))
    load(county, "statistics", f"统一社会信用代码,生效日期,规上或限上在库\n{MINE},2022-12-31,否\n", local_day(at))
    assert "还没有算进去" in text_of(visitor.get("/indicators"))
    assert "还没有算进去" in text_of(visitor.get("/indicators/p1-1"))
    assert "还没有算进去" not in text_of(visitor.get("/indicators/p8-1"))
    run(at)
    assert Reading.objects.filter(indicator="p1-1", on=DAY).count() == 2
    assert "还没有算进去" not in text_of(visitor.get("/indicators/p1-1"))


@pytest.mark.usefixtures("county")
def test_a_quarter_is_locked_and_unlocked_with_a_trace_and_the_late_are_listed() -> None:
    quarter = str(Period.of(local_day(now(settings.DATA)).replace(month=1, day=1) - datetime.timedelta(days=1)))
    clerk, office = client("unit_clerk", "fagai"), client("leading_group_office", "fagai")
    listed = text_of(clerk.get("/indicators/periods"))
    assert f"/indicators/periods/{quarter}" in listed
    assert "县发改局" in listed
    page = text_of(clerk.get(f"/indicators/periods/{quarter}"))
    assert "农村电商强镇" in page
    assert "<form class" not in page
    assert clerk.post(f"/indicators/periods/{quarter}/move").status_code == 403
    office.post(f"/indicators/periods/{quarter}/move", {"reason": "已汇总上报"})
    day = Period.parse(quarter).until.isoformat()
    form = {"revision": "0", "day": day, "value": "10", "papers": evidence()}
    refused = text_of(clerk.post("/indicators/p8-1/report", form))
    assert "已经锁定，不再填报和更正" in refused
    assert "没有写解锁的理由" in text_of(office.post(f"/indicators/periods/{quarter}/move", {}, follow=True))
    text = text_of(office.post(f"/indicators/periods/{quarter}/move", {"reason": "漏报一个项目"}, follow=True))
    assert "已汇总上报" in text
    assert "漏报一个项目" in text
    assert clerk.post("/indicators/p8-1/report", {**form, "papers": evidence()}).status_code == 302
    assert "10 个" in text_of(clerk.get(f"/indicators/periods/{quarter}"))
    for address in ("/indicators/periods/2024Q5", "/indicators/periods/2124Q1"):
        assert clerk.get(address).status_code == 404


@pytest.mark.usefixtures("county")
def test_what_is_counted_is_said_in_words() -> None:
    text = text_of(client("unit_clerk", "fagai").get("/indicators/p4-1"))
    assert "登记状态 为 (存续, 歇业) 且 主体类别 = 个体工商户" in text.replace("&#x27;", "'")
    assert "status" not in text
