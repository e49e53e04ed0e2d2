"""Findings as they are kept: found, decided, opened again by a changed text; their pages."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.ledger.actions import Refused
from beizeng.base.ledger.models import LedgerEntry
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import Actor, house
from beizeng.base.people.queries import roles
from beizeng.base.ports import papers
from beizeng.plan.findings import queries
from beizeng.plan.findings.actions import check_plan, decide_finding
from beizeng.plan.models import PlanFinding, Programme
from beizeng.screening.actions import screen_document
from beizeng.spec import Shelf
from tests.factories import HoldingFactory, MeasureFactory, PlanTextFactory, ProgrammeFactory
from tests.plan.invented import PLAN

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
AT = datetime.datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)
LATER = AT + datetime.timedelta(days=1)
OFFICE = Actor(
    "user:office", "王主任", "办公室", frozenset({"leading_group_office"}), roles()["leading_group_office"].permissions,
    frozenset({"fagai"}),
)  # fmt: skip
HOUSEHOLDS = "\n\n——**小店倍增工程**。到“十五五”末，全县个体工商户由100户增加到200户以上。（牵头责任单位：县甲局）"
ISSUED = PLAN.replace("\n\n### 三、重点举措", f"{HOUSEHOLDS}\n\n### 三、重点举措")


def clerk(unit: str) -> Actor:
    return Actor("user:clerk", "李", "经办", frozenset(), roles()["unit_clerk"].permissions, frozenset({unit}))


@pytest.fixture
def programme(shelf: Shelf, data: Path) -> Programme:
    adopt_units(shelf=shelf, by=house("setup"), at=AT)
    made: Programme = ProgrammeFactory(
        findings=[{"code": "lead-missing", "severity": "gap", "message": "没有牵头", "span": [0, 4]}]
    )
    return made


def load(programme: Programme, text: str, at: datetime.datetime = AT) -> dict[str, int]:
    paper = papers.keep(settings.DATA / "files", "plan.txt", text.encode())
    PlanTextFactory(programme=programme, sha256=paper.sha256, name="plan.txt", loaded_at=at)
    counts: dict[str, int] = check_plan(by=OFFICE, at=at)
    return counts


def one(code: str) -> PlanFinding:
    return PlanFinding.objects.get(code=code, is_current=True)


def test_without_the_text_the_pack_is_kept(programme: Programme) -> None:
    assert check_plan(by=OFFICE, at=AT) == {"new": 1, "reopened": 0, "gone": 0}
    found = one("lead-missing")
    assert (found.label, found.state, found.quote) == ("没有牵头单位", "open", "")
    assert found.advice


def test_the_text_brings_its_findings_with_their_law(programme: Programme) -> None:
    load(programme, ISSUED)
    households = one("law-32-1")
    assert (households.article, households.strength) == ("《促进个体工商户发展条例》第三十二条", "arguable")
    assert "个体工商户由100户增加到200户" in households.quote
    assert households.subject == "project:4"
    assert one("sum-modality").subject == "project:2"
    assert not PlanFinding.objects.filter(code="fair-competition").exists()


def test_checking_again_changes_nothing(programme: Programme) -> None:
    load(programme, ISSUED)
    before = LedgerEntry.objects.count()
    assert check_plan(by=OFFICE, at=LATER) == {"new": 0, "reopened": 0, "gone": 0}
    assert LedgerEntry.objects.count() == before


def test_a_finding_is_decided_with_a_reason(programme: Programme) -> None:
    load(programme, ISSUED)
    row = one("sum-modality")
    for state, words in (("accepted", ""), ("assigned", "请补"), ("gone", "请补")):
        with pytest.raises(Refused):
            decide_finding(finding_id=row.pk, state=state, reason=words, by=OFFICE, at=AT)
    decide_finding(finding_id=row.pk, state="assigned", reason="请核对", assigned_to="nongye", by=OFFICE, at=AT)
    row.refresh_from_db()
    assert (row.state, row.assigned_to_id, row.decided_by) == ("assigned", "nongye", "王主任")
    entry = LedgerEntry.objects.order_by("-seq").first()
    assert (entry.verb, entry.subject) == ("plan.decide_finding", f"plan_finding:{row.pk}")
    decide_finding(finding_id=row.pk, state="accepted", reason="分项改为以上", by=clerk("nongye"), at=LATER)
    row.refresh_from_db()
    assert (row.state, row.assigned_to_id) == ("accepted", None)


def test_another_unit_decides_nothing(programme: Programme) -> None:
    load(programme, ISSUED)
    with pytest.raises(Refused, match="不由您的单位"):
        decide_finding(finding_id=one("sum-modality").pk, state="rejected", reason="不是", by=clerk("wenlv"), at=AT)


def test_the_lead_of_a_measure_decides_about_it(programme: Programme) -> None:
    load(programme, ISSUED)
    row = one("unit-missing")
    MeasureFactory(programme=programme, number=3, lead_unit_id="wenlv")
    assert row.subject == "measure:3"
    decide_finding(finding_id=row.pk, state="accepted", reason="由我局牵头", by=clerk("wenlv"), at=AT)
    assert one("unit-missing").state == "accepted"


def test_a_changed_text_opens_what_changed_and_keeps_the_rest(programme: Programme) -> None:
    load(programme, ISSUED)
    for code in ("sum-modality", "enumeration-count"):
        decide_finding(finding_id=one(code).pk, state="rejected", reason="已核对", by=OFFICE, at=AT)
    counts = load(programme, ISSUED.replace("中型茶厂达到40家左右", "中型茶厂达到40家上下"), LATER)
    assert counts == {"new": 0, "reopened": 1, "gone": 1}
    again = one("sum-modality")
    assert again.state == "open"
    assert again.reopened == "2026-06-01 王主任：不采纳，已核对"
    assert one("enumeration-count").state == "rejected"
    gone = PlanFinding.objects.get(code="sum-modality", is_current=False)
    with pytest.raises(Refused, match="已经没有"):
        decide_finding(finding_id=gone.pk, state="open", reason="再看", by=OFFICE, at=LATER)


def test_a_mended_text_has_the_finding_no_more(programme: Programme) -> None:
    load(programme, ISSUED)
    load(programme, ISSUED.replace("“四个一批”办法", "“三个一批”办法"), LATER)
    assert not PlanFinding.objects.filter(code="enumeration-count", is_current=True).exists()


def test_the_list_holds_the_screening_of_the_plan_too(programme: Programme) -> None:
    load(programme, ISSUED)
    screen_document(
        title=programme.title, text="外地企业不得在本县经营。", day=AT.date(), unit_id="fagai", by=house("test"), at=AT
    )
    lines = queries.lines(viewer=OFFICE)
    fair = [line for line in lines if line.code == "fair-competition"]
    assert fair
    assert all(line.path.startswith("/screening/") and line.article and line.why for line in fair)
    assert [line.severity for line in lines] == sorted(
        (line.severity for line in lines), key=["error", "tension", "gap", "note"].index
    )
    assert queries.lines(viewer=Actor("user:public", "", "", reaches=roles()["public"].permissions)) == []


# --- pages


def client(role: str, unit: str = "fagai") -> Client:
    made = Client(headers={"host": "127.0.0.1"})
    made.force_login(HoldingFactory(post__role=role, post__unit_id=unit).user)
    return made


def text_of(response) -> str:
    text = response.content.decode()
    assert "UNDEFINED" not in text
    return text


def test_the_list_and_its_export(programme: Programme) -> None:
    load(programme, ISSUED)
    office = client("leading_group_office")
    text = text_of(office.get("/programme/findings"))
    for words in (
        "个体工商户的数量、年报率不得作为考核指标",
        "《促进个体工商户发展条例》第三十二条",
        "还没有按公平竞争清单审查",
    ):
        assert words in text
    law = text_of(office.get("/programme/findings?group=law"))
    assert "第三十二条" in law
    assert "应有4项" not in law
    export = office.get("/programme/findings?group=law&export=csv")
    rows = b"".join(export.streaming_content).decode("utf-8-sig").strip().splitlines()
    assert len(rows) == 1 + PlanFinding.objects.filter(group="law", is_current=True).count()


def test_an_empty_list_says_why(shelf: Shelf, data: Path) -> None:
    adopt_units(shelf=shelf, by=house("setup"), at=AT)
    assert "没有发现问题" in text_of(client("leading_group_office").get("/programme/findings"))


def test_a_finding_is_read_and_decided_on_its_page(programme: Programme) -> None:
    load(programme, ISSUED)
    row = one("law-32-1")
    office = client("leading_group_office")
    text = text_of(office.get(f"/programme/findings/{row.pk}"))
    for words in (row.why, row.advice, row.article, "工程 4", f"{row.span_start}—{row.span_end}"):
        assert words in text
    where = f"/programme/findings/{row.pk}/decide"
    refused = office.post(where, {f"f{row.pk}-state": "assigned", f"f{row.pk}-reason": "请办"})
    assert refused.status_code == 422
    assert "交办须选择一个单位" in text_of(refused)
    given = {f"f{row.pk}-state": "accepted", f"f{row.pk}-reason": "改为监测指标"}
    assert "改为监测指标" in text_of(office.post(where, given, follow=True))
    assert "记入处理" not in text_of(client("unit_clerk", "wenlv").get(f"/programme/findings/{row.pk}"))


def test_checking_by_the_button(programme: Programme) -> None:
    office = client("leading_group_office")
    assert "新发现 1 处" in text_of(office.post("/programme/findings/check", follow=True))
    assert "没有变化" in text_of(office.post("/programme/findings/check", follow=True))


def test_every_page_counts_the_same_findings(programme: Programme) -> None:
    load(programme, ISSUED)
    found = len(queries.lines(viewer=OFFICE))
    assert found > len(programme.findings)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(HoldingFactory(post__role="leading_group_office", post__unit_id="fagai").user)
    said = {path: client.get(path).content.decode() for path in ("/cockpit", "/programme", "/programme/findings")}
    assert f'<a href="/programme/findings">{found}</a>' in said["/cockpit"]
    assert f'<a href="#findings">{found}</a>' in said["/programme"]
    assert f"共 <b>{found}</b> 处" in said["/programme/findings"]
