"""Registration and zone approval in the pages, each by every role that takes part; what each sees; silence."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beizeng.base.clock.now import DEMO_MARK
from beizeng.cases import queries
from beizeng.cases.actions import tick
from beizeng.cases.models import Case, Event
from beizeng.register.actions import load_feed
from tests.cases.conftest import HOUSE, Inbox, at, person
from tests.factories import HoldingFactory, MandateFactory, UnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

FIRM, HOST, LISTED, SHOP = "91140929MA0K00013Q", "91140929MA0K00021K", "91140929MA0K00048B", "92140929MA0K0003X8"
REGISTER = f"""统一社会信用代码,名称,主体类别,登记状态,成立日期,行政区划,列入经营异常名录
{FIRM},示例公司,企业,存续,2021-05-06,140929100,否
{HOST},示例孵化器,企业,存续,2020-05-06,140929100,否
{LISTED},示例商贸,企业,存续,2020-05-06,140929100,是
{SHOP},示例面馆,个体工商户,存续,2022-05-06,140929100,否
"""
OPENING = {
    "name": "示例书屋", "form": "household", "place": "own", "address": "示例路1号", "scope": "图书零售",
    "wants_seal": "yes",
}  # fmt: skip
CLEAN = dict.fromkeys(("pledge", "invests", "proceedings", "unpaid", "dishonest", "approval"), "no")


def pdf(name: str = "材料.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4 sample")


@pytest.fixture
def county_at(data: Path, county: None) -> Callable[[str], None]:
    """The county with its register; called with a day, it is that day."""
    path = data / "registration.csv"
    path.write_text(REGISTER, encoding="utf-8")
    moment = at("2024-01-02 09:00")
    load_feed(path=path, feed="registration", known_on=moment.date(), on=moment.date(), by=HOUSE, at=moment)

    def go(day: str) -> None:
        (data / DEMO_MARK).write_text(f"day: {day}\n", encoding="utf-8")

    go("2024-03-04")
    return go


def clerk(unit: str, role: str = "unit_clerk") -> Client:
    return _signed_in(HoldingFactory(post__role=role, post__unit=UnitFactory(id=unit), user__username=unit).user)


def firm(code: str, *, agent: bool = False) -> Client:
    until = datetime.date(2030, 1, 1) if agent else None
    mandate = MandateFactory(user__username=f"for-{code}", entity_code=code, is_agent=agent, until_on=until)
    return _signed_in(mandate.user)


def _signed_in(user: object) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)  # type: ignore[arg-type]
    return client


def begin(client: Client, kind: str, **typed: object) -> Case:
    """The case that a form begins."""
    response = client.post(f"/cases/new/{kind}", typed)
    assert response.status_code == 302, said(response)
    return Case.objects.latest("id")


def do(client: Client, case: Case, action: str, **typed: object) -> str:
    """Open the form of an action, send it, and read what the case's page says then."""
    address = f"/cases/{case.pk}/{action}"
    revision = client.get(address).context["form"]["revision"].initial
    response = client.post(address, {"revision": revision, **typed}, follow=True)
    return said(response)


def said(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_opening_in_the_pages_with_missing_papers_told_once(county_at: Callable[[str], None]) -> None:
    agent, window = firm(FIRM, agent=True), clerk("shenpi")
    assert "设立登记" in said(agent.get("/cases/new"))
    case = begin(agent, "registration-open", **OPENING, application=pdf())
    assert (case.title, case.lead_unit_id, case.subject) == ("设立登记：示例书屋", "shenpi", f"opening:{case.number}")
    assert case.number in said(agent.get("/cases"))
    assert case.title in said(window.get("/today"))
    do(window, case, "tell_missing", missing="住所使用证明\n身份证复印件")
    assert "申请人" in said(window.get(f"/cases/{case.pk}"))
    do(agent, case, "hand_in", supplement=pdf())
    page = said(window.get(f"/cases/{case.pk}"))
    assert "一次性告知补正</a>" not in page
    form = said(window.get(f"/cases/{case.pk}/still_missing"))
    assert 'type="checkbox"' in form
    assert "身份证复印件" in form
    do(window, case, "still_missing", still=["身份证复印件"])
    do(agent, case, "hand_in", supplement=pdf())
    do(window, case, "register", code=SHOP, seal_given="yes", tax_key_given="yes")
    assert state(case) == "registered"
    # the one that was opened sees how it came to be
    assert case.title in said(firm(SHOP).get("/cases"))


def test_what_is_typed_survives_a_refusal(county_at: Callable[[str], None]) -> None:
    agent = firm(FIRM, agent=True)
    response = agent.post(
        "/cases/new/registration-open", {**OPENING, "place": "shared", "application": pdf("申请.pdf")}
    )
    page = said(response)
    assert response.status_code == 422
    assert "一址多照须与存续的主体同址" in page
    assert "示例路1号" in page
    assert "已收到 申请.pdf" in page
    assert not Case.objects.exists()


def test_cluster_begins_with_its_host(county_at: Callable[[str], None]) -> None:
    agent, host, stranger = firm(FIRM, agent=True), firm(HOST), firm(LISTED)
    typed = {"name": "示例电商", "form": "company", "host": HOST, "scope": "网上销售", "wants_seal": "no"}
    case = begin(agent, "registration-cluster", **typed, application=pdf())
    assert stranger.get(f"/cases/{case.pk}").status_code == 404
    assert "同意托管</a>" not in said(agent.get(f"/cases/{case.pk}"))
    assert "同意托管</a>" in said(host.get(f"/cases/{case.pk}"))
    do(host, case, "agree", host_address="示例街2号A1", until="2026-03-04", hosting=pdf())
    assert state(case) == "received"
    window = clerk("shenpi")
    do(window, case, "register", code=SHOP, seal_given="no", tax_key_given="yes")
    assert state(case) == "registered"


def test_host_on_the_abnormal_list_is_refused(county_at: Callable[[str], None]) -> None:
    typed = {"name": "示例电商", "form": "company", "host": LISTED, "scope": "网上销售", "wants_seal": "no"}
    page = said(firm(FIRM, agent=True).post("/cases/new/registration-cluster", {**typed, "application": pdf()}))
    assert "托管企业在经营异常名录中" in page


def test_simple_deregistration_by_rule_silence_and_form(county_at: Callable[[str], None]) -> None:
    owner = firm(FIRM)
    listed = firm(LISTED).post("/cases/new/deregistration-simple", {**CLEAN, "entity": LISTED, "promise": pdf()})
    assert "在经营异常名录或严重违法失信名单中的" in said(listed)
    case = begin(owner, "deregistration-simple", **CLEAN, entity=FIRM, promise=pdf())
    assert case.title == "简易注销：示例公司"
    assert "申请注销登记</a>" not in said(owner.get(f"/cases/{case.pk}"))
    tick(by=HOUSE, at=at("2024-03-26 09:00"), messenger=Inbox())
    tick(by=HOUSE, at=at("2024-03-26 09:01"), messenger=Inbox())
    assert Event.objects.filter(case=case, action="publicity_over").count() == 1
    assert Event.objects.get(case=case, action="publicity_over").at < at("2024-03-26 00:00")
    county_at("2024-03-28")
    do(owner, case, "apply", application=pdf())
    window = clerk("shenpi")
    refused = said(window.post(f"/cases/{case.pk}/deregister", {"is_clear": "no"}))
    assert "没有核对清楚" in refused
    do(window, case, "deregister", is_clear="yes")
    assert state(case) == "deregistered"


def test_objection_of_another_unit_ends_the_simple_way(county_at: Callable[[str], None]) -> None:
    case = begin(firm(FIRM), "deregistration-simple", **CLEAN, entity=FIRM, promise=pdf())
    do(clerk("shuiwu"), case, "object", objection="尚有欠税")
    assert state(case) == "objected"
    assert tick(by=HOUSE, at=at("2024-06-03 09:00"), messenger=Inbox()).looked == 0


def test_after_a_long_stop_both_ends_follow_each_at_its_moment(county_at: Callable[[str], None]) -> None:
    case = begin(firm(FIRM), "deregistration-simple", **CLEAN, entity=FIRM, promise=pdf())
    tick(by=HOUSE, at=at("2024-06-03 09:00"), messenger=Inbox())
    assert state(case) == "lapsed"
    days = [f"{event.at.astimezone(at('2024-01-01 00:00').tzinfo):%m-%d}" for event in Event.objects.filter(case=case)]
    assert days == ["03-04", "03-25", "04-15"]


def test_household_needs_no_publicity(county_at: Callable[[str], None]) -> None:
    case = begin(firm(SHOP), "deregistration-household", entity=SHOP, settled="yes", promise=pdf())
    tick(by=HOUSE, at=at("2024-03-15 09:00"), messenger=Inbox())
    assert state(case) == "received"
    county_at("2024-03-15")
    do(clerk("shenpi"), case, "deregister")
    assert state(case) == "deregistered"


PROJECT = {
    "name": "示例厂房", "owner": FIRM, "owner_name": "示例公司", "plot": "A1", "floor_area": "9800", "height": "23.5",
    "use": "factory", "is_single_use": "yes", "has_public_money": "no",
}  # fmt: skip


def test_zone_project_with_parallel_offices(county_at: Callable[[str], None]) -> None:
    zone, planner, builder, window, owner = (*map(clerk, ("kaifaqu", "ziran", "zhujian", "shenpi")), firm(FIRM))
    case = begin(zone, "zone-project", **PROJECT, application=pdf())
    figures = {"least_investment": "150", "least_tax": "10", "least_plot_ratio": "1.0", "most_energy": "0.5"}
    assert case.title in said(zone.get("/today"))
    do(zone, case, "set_figures", **figures)
    page = said(zone.get(f"/cases/{case.pk}"))
    assert "150 万元/亩" in page  # a number is read with its unit, a paper with what it is
    assert "申请表和设计方案" in page
    promised = {"investment": "149", "tax": "12", "plot_ratio": "1.2", "energy": "0.4"}
    assert "投资强度低于地块的控制指标" in do(owner, case, "commit", **promised, commitment=pdf())
    do(owner, case, "commit", **{**promised, "investment": "180"}, commitment=pdf())
    assert case.title in said(planner.get("/today"))
    assert "并联单位还没有全部同意" in said(window.get(f"/cases/{case.pk}"))
    do(builder, case, "opine_building", building="agree")
    assert case.title not in said(builder.get("/today"))
    do(planner, case, "opine_planning", planning="agree")
    do(window, case, "permit", permit=pdf())
    do(owner, case, "finish", completion=pdf())
    do(planner, case, "accept_planning", planning_ok="yes")
    do(builder, case, "accept_building", building_ok="yes")
    do(window, case, "accept", check_on="2025-03-31")
    county_at("2025-03-31")
    do(zone, case, "confirm_kept", real_investment="181", real_tax="13")
    assert state(case) == "kept"


def test_a_step_is_red_while_the_whole_is_green(county_at: Callable[[str], None]) -> None:
    zone, owner = clerk("kaifaqu"), firm(FIRM)
    case = begin(zone, "zone-project", **PROJECT, application=pdf())
    do(zone, case, "set_figures", least_investment="1", least_tax="1", least_plot_ratio="1", most_energy="1")
    do(owner, case, "commit", investment="2", tax="2", plot_ratio="2", energy="1", commitment=pdf())
    inbox = Inbox()
    tick(by=HOUSE, at=at("2024-03-13 09:00"), messenger=inbox)
    lights = {row.key: row.light for row in queries.clocks(case) if row.stopped_at is None}
    assert lights == {"planning": "red", "building": "amber", "stage_one": "green", "whole": "green"}
    assert Case.objects.get(pk=case.pk).light == "red"
    # each unit is told of its own
    assert {message.to for message in inbox.messages.values()} == {"unit:ziran", "unit:zhujian"}


def test_more_floor_than_allowed_is_no_simple_project(county_at: Callable[[str], None]) -> None:
    response = clerk("kaifaqu").post(
        "/cases/new/zone-project", {**PROJECT, "floor_area": "10000.5", "application": pdf()}
    )
    assert "总建筑面积超过1万平方米" in said(response)


def test_nobody_is_offered_what_is_not_theirs(county_at: Callable[[str], None]) -> None:
    assert "设立登记" not in said(clerk("wenlv").get("/cases/new"))
    assert clerk("jiaotong").get("/cases/new/registration-open").status_code == 404
    assert firm(FIRM).get("/cases/new/13710-item").status_code == 404
    response = firm(SHOP).post("/cases/new/registration-change", {"entity": FIRM, "what": "name"})
    assert response.status_code == 422
    assert not Case.objects.exists()


def test_one_firm_sees_nothing_of_another(county_at: Callable[[str], None]) -> None:
    case = begin(firm(FIRM), "deregistration-simple", **CLEAN, entity=FIRM, promise=pdf())
    other = firm(SHOP)
    assert case.number not in said(other.get("/cases"))
    export = other.get(f"/cases?q={case.number}&export=csv")
    assert case.number not in b"".join(export).decode()
    assert other.get(f"/cases/{case.pk}").status_code == 404
    assert not queries.visible(viewer=person("unit_clerk", "wenlv"))
