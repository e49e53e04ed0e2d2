"""The pages of cases: who sees what, nothing typed is lost, the list equals its export."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from beizeng.base.clock.now import DEMO_MARK
from beizeng.cases import actions, queries
from beizeng.cases.models import Case
from tests.cases.conftest import CLERK, NODES, OFFICE, PAPER, at
from tests.factories import HoldingFactory, UnitFactory

pytestmark = pytest.mark.django_db

Visit = Callable[..., Client]
PLAN = {"approach": "先摸底，后建设", "nodes": NODES}


@pytest.fixture
def visit(data: Path, county: None) -> Visit:
    """A client signed in with a role and unit, on 2022-04-01."""
    (data / DEMO_MARK).write_text("day: 2022-04-01\n", encoding="utf-8")

    def make(role: str, unit: str) -> Client:
        holding = HoldingFactory(post__role=role, post__unit=UnitFactory(id=unit))
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(holding.user)
        return client

    return make


@pytest.fixture
def clerk(visit: Visit) -> Client:
    return visit("unit_clerk", "wenlv")


@pytest.fixture
def planned(measure: Case) -> Case:
    case: Case = actions.act(case=measure, action="submit_plan", fields=PLAN, by=CLERK, at=at("2022-03-30 10:00"))
    return case


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def evidence(name: str = "佐证.pdf", content: bytes = b"%PDF-1.4 sample") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_desk_shows_new_and_returned_and_says_when_empty(clerk: Client, visit: Visit, planned: Case) -> None:
    page = text(clerk.get("/today"))
    assert "另有 1 件在办" in page
    assert "另有" not in "".join(re.findall(r"<a .*?</a>", page)), "the list behind holds the pressing ones too"
    claim = {"action": "claim_clearing", "fields": {"outcome": "好"}}
    paper = [actions.Attached("evidence", PAPER)]
    case = actions.act(case=planned, papers=paper, by=CLERK, at=at("2022-03-31 10:00"), **claim)
    assert "现在没有轮到您办理的事项" in text(clerk.get("/today"))
    assert planned.title in text(visit("leading_group_office", "fagai").get("/cases?mine=held"))
    actions.act(case=case, action="send_back", fields={"reason": "缺照片"}, by=OFFICE, at=at("2022-04-01 10:00"))
    page = text(clerk.get("/today"))
    assert "退回来的" in page
    assert planned.title in page


def test_new_case_is_marked_new_for_a_week(clerk: Client, measure: Case, data: Path) -> None:
    assert measure.title not in text(clerk.get("/today")), "three weeks old: one of the others"
    (data / DEMO_MARK).write_text("day: 2022-03-12\n", encoding="utf-8")
    page = text(clerk.get("/today"))
    assert "新交办的" in page
    assert measure.title in page


def test_stranger_learns_nothing(visit: Visit, measure: Case) -> None:
    stranger = visit("unit_clerk", "jiaotong")
    for address in ("", "/submit_plan", "/clocks/plan/ask", f"/papers/{'a' * 64}"):
        assert stranger.get(f"/cases/{measure.pk}{address}").status_code == 404
    assert measure.title not in text(stranger.get("/cases"))
    assert "共 <b>0</b>" in text(stranger.get("/cases?q=" + measure.title))
    assert measure.number not in b"".join(stranger.get("/cases?export=csv").streaming_content).decode()
    assert Client(headers={"host": "127.0.0.1"}).get("/cases").status_code == 302


def test_list_narrows_by_every_filter_and_exports_itself(visit: Visit, measure: Case, item: Case) -> None:
    office = visit("leading_group_office", "fagai")
    for query, found in {
        "": 2,
        "unit=nongye": 1,
        "lead=nongye": 0,
        "lead=wenlv": 2,
        "light=green": 1,
        "state=assigned": 2,
        "state=closed": 0,
        "kind=13710-item": 1,
        "q=13710-2024": 1,
        "mine=held": 0,
        "unit=wenlv&kind=13710-measure": 1,
    }.items():
        assert f"共 <b>{found}</b>" in text(office.get(f"/cases?{query}")), query
    lines = b"".join(office.get("/cases?light=green&export=csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(lines)))
    assert [row[0] for row in rows] == ["编号", measure.number]


def test_list_asks_the_database_as_often_for_one_as_for_many(visit: Visit, measure: Case) -> None:
    office = visit("leading_group_office", "fagai")
    office.get("/cases")

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            office.get("/cases")
        return len(captured)

    few = asked()
    for number in range(20, 40):
        actions.lodge(
            kind="13710-measure",
            subject=f"measure:{number}",
            title="又一项",
            lead_unit="nongye",
            fields={"ends_on": "2025-12-31"},
            by=OFFICE,
            at=at("2022-03-10 09:00"),
        )
    assert asked() == few


def test_case_page_shows_what_the_viewer_may_do(clerk: Client, visit: Visit, measure: Case) -> None:
    page = text(clerk.get(f"/cases/{measure.pk}"))
    assert "报送方案和时间节点" in page
    assert "/clock?start=2022-03-10&amp;term=1%E4%B8%AA%E6%9C%88" in page
    assert "2022-04-10 是休息日，顺延" in page
    assert "改派" not in page
    office = text(visit("leading_group_office", "fagai").get(f"/cases/{measure.pk}"))
    assert "改派" in office
    joint = text(visit("unit_clerk", "nongye").get(f"/cases/{measure.pk}"))
    assert "现在可以办" not in joint
    assert "UNDEFINED" not in page + office + joint


def test_proof_behind_a_clock_opens(clerk: Client, measure: Case) -> None:
    page = text(clerk.get(f"/cases/{measure.pk}"))
    (address,) = set(re.findall(r'href="(/clock\?[^"]+)"', page))
    assert "2022-04-11" in text(clerk.get(address.replace("&amp;", "&")))


def test_plan_is_handed_in(clerk: Client, measure: Case) -> None:
    assert "每行一个节点" in text(clerk.get(f"/cases/{measure.pk}/submit_plan"))
    response = clerk.post(f"/cases/{measure.pk}/submit_plan", PLAN | {"revision": measure.revision})
    assert response.status_code == 302
    measure.refresh_from_db()
    assert measure.state == "underway"


def test_nothing_typed_is_lost_on_an_error(clerk: Client, measure: Case) -> None:
    typed = {"approach": "先摸底", "nodes": "下周 完成摸底", "revision": measure.revision}
    response = clerk.post(f"/cases/{measure.pk}/submit_plan", typed)
    page = text(response)
    assert response.status_code == 422
    assert page.count("“下周”不是日期，请写成 2024-09-30") == 2, "beside the field and summed above"
    assert "先摸底" in page
    assert "下周 完成摸底" in page


def test_paper_survives_an_error_beside_it(clerk: Client, planned: Case, data: Path) -> None:
    address = f"/cases/{planned.pk}/claim_clearing"
    response = clerk.post(address, {"outcome": "", "evidence": evidence(), "revision": planned.revision})
    page = text(response)
    assert response.status_code == 422
    assert "已收到 佐证.pdf" in page
    assert "请填写完成情况" in page
    (kept,) = re.findall(r'name="kept_paper" value="([^"]+)"', page)
    again = clerk.post(address, {"outcome": "完成", "kept_paper": kept, "revision": planned.revision})
    assert again.status_code == 302
    planned.refresh_from_db()
    assert planned.state == "clearing"
    (paper,) = queries.papers_of(planned)
    served = clerk.get(f"/cases/{planned.pk}/papers/{paper['sha256']}")
    assert b"".join(served.streaming_content) == b"%PDF-1.4 sample"
    assert "attachment" in served["Content-Disposition"]


def test_paper_of_a_forged_form_is_not_taken(clerk: Client, planned: Case) -> None:
    given = {"outcome": "完成", "kept_paper": "evidence:forged", "revision": planned.revision}
    response = clerk.post(f"/cases/{planned.pk}/claim_clearing", given)
    assert response.status_code == 422
    assert "请提交佐证材料" in text(response)


def test_paper_that_is_not_what_its_name_says_is_refused(clerk: Client, planned: Case) -> None:
    given = {"outcome": "完成", "evidence": evidence("佐证.pdf", b"MZ program"), "revision": planned.revision}
    response = clerk.post(f"/cases/{planned.pk}/claim_clearing", given)
    assert response.status_code == 422
    assert "内容须与后缀相符" in text(response)


def test_second_clerk_sees_what_changed_and_keeps_the_text(clerk: Client, planned: Case) -> None:
    seen = planned.revision
    actions.act(case=planned, action="report", fields={"progress": "甲报"}, by=CLERK, at=at("2022-04-01 00:10"))
    response = clerk.post(f"/cases/{planned.pk}/report", {"progress": "乙报的内容", "trouble": "", "revision": seen})
    page = text(response)
    assert response.status_code == 409
    assert "本事项又办理过：unit_clerk1：报送季度进展" in page
    assert "他人" not in page, "sent off twice, it was the reader's own"
    assert "乙报的内容" in page
    (fresh,) = re.findall(r'name="revision" value="(\d+)"', page)
    again = clerk.post(f"/cases/{planned.pk}/report", {"progress": "乙报的内容", "trouble": "", "revision": fresh})
    assert again.status_code == 302


def test_text_comes_back_even_when_the_act_is_no_longer_possible(clerk: Client, measure: Case) -> None:
    seen = measure.revision
    actions.act(case=measure, action="submit_plan", fields=PLAN, by=CLERK, at=at("2022-03-30 10:00"))
    response = clerk.post(f"/cases/{measure.pk}/submit_plan", {"approach": "另一方案", "nodes": "", "revision": seen})
    assert response.status_code == 409
    assert "另一方案" in text(response)


def test_what_can_not_be_done_now_says_so(clerk: Client, measure: Case) -> None:
    response = clerk.get(f"/cases/{measure.pk}/clear", follow=True)
    assert "这件事现在不能办" in text(response)
    assert "这件事现在不能办" in text(clerk.get(f"/cases/{measure.pk}/clocks/none/ask", follow=True))
    assert "这件事现在不能办" in text(clerk.get(f"/cases/{measure.pk}/clocks/plan/decide", follow=True))


def test_extension_is_asked_and_granted_in_the_page(clerk: Client, visit: Visit, measure: Case) -> None:
    ask = f"/cases/{measure.pk}/clocks/plan/ask"
    assert "最多延期 1 次，已延 0 次" in text(clerk.get(ask))
    late = clerk.post(ask, {"until_on": "2023-01-01", "reason": "疫情", "revision": measure.revision})
    assert late.status_code == 422
    assert "最多延长1个月" in text(late)
    assert clerk.post(ask, {"until_on": "", "reason": "", "revision": measure.revision}).status_code == 422
    assert (
        clerk.post(ask, {"until_on": "2022-04-20", "reason": "疫情", "revision": measure.revision}).status_code == 302
    )
    office = visit("leading_group_office", "fagai")
    assert "等您批准延期" in text(office.get("/today"))
    decide = f"/cases/{measure.pk}/clocks/plan/decide"
    asked = text(office.get(decide))
    assert "由 2022-04-11 延至 2022-04-20" in asked
    assert "：疫情" in asked
    assert office.post(decide, {"is_granted": "no", "reason": "", "revision": 2}).status_code == 422
    assert office.post(decide, {"is_granted": "yes", "reason": "", "revision": 2}).status_code == 302
    assert "原定 2022-04-11，已延期" in text(clerk.get(f"/cases/{measure.pk}"))


def test_office_reassigns(visit: Visit, clerk: Client, measure: Case) -> None:
    office = visit("leading_group_office", "fagai")
    address = f"/cases/{measure.pk}/reassign"
    assert clerk.get(address).status_code == 403
    assert "请选择" in text(office.get(address))
    assert office.post(address, {"lead_unit": "", "reason": "x", "revision": 1}).status_code == 422
    done = office.post(address, {"lead_unit": "jiaotong", "reason": "职责调整", "revision": 1})
    assert done.status_code == 302
    measure.refresh_from_db()
    assert measure.lead_unit_id == "jiaotong"
    assert clerk.get(f"/cases/{measure.pk}").status_code == 404


def test_whole_life_in_the_pages_without_javascript(clerk: Client, visit: Visit, measure: Case) -> None:
    office = visit("leading_group_office", "fagai")

    def step(client: Client, action: str, **given: object) -> None:
        page = text(client.get(f"/cases/{measure.pk}/{action}"))
        (revision,) = re.findall(r'name="revision" value="(\d+)"', page)
        done = client.post(f"/cases/{measure.pk}/{action}", {"revision": revision, **given}, follow=True)
        assert "已办理" in text(done), action

    step(clerk, "submit_plan", **PLAN)
    step(clerk, "report", progress="已完成摸底", trouble="")
    step(clerk, "finish_node", node="node-1", outcome="完成")
    step(clerk, "claim_clearing", outcome="全部完成", evidence=[evidence("甲.pdf"), evidence("乙.pdf", b"%PDF-1.4 b")])
    assert "这件事现在不能办" in text(clerk.get(f"/cases/{measure.pk}/clear", follow=True))
    step(office, "clear", finding="属实")
    page = text(clerk.get(f"/cases/{measure.pk}"))
    assert "已销号" in page
    assert "现在可以办" not in page
    assert {"甲.pdf", "乙.pdf"} <= set(re.findall(r"[甲乙]\.pdf", page))
    assert "共 <b>1</b>" in text(clerk.get("/cases?state=closed&light=done"))


@pytest.mark.parametrize(("role", "unit"), [("unit_clerk", "wenlv"), ("leading_group_office", "fagai")])
def test_the_list_asks_the_database_as_often_for_fifty_cases_as_for_one(
    visit: Visit, measure: Case, role: str, unit: str
) -> None:
    client = visit(role, unit)
    client.get("/cases")

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get("/cases")
        return len(seen)

    few = asked()
    for number in range(50):
        actions.lodge(
            kind="13710-item", subject=f"item:{number}", title=f"事项{number}", lead_unit="wenlv",
            fields={"request": "办", "grade": "ordinary"}, by=OFFICE, at=at("2022-03-20 09:00"),
        )  # fmt: skip
    assert asked() == few <= 11


def test_the_list_is_read_in_its_order_and_not_sorted(measure: Case) -> None:
    """Else a page of a million cases takes as long as sorting them."""
    rows = Case.objects.order_by(*queries.LIST_ORDER)[:50]
    if connection.vendor == "sqlite":
        assert "cases_case_list_order" in rows.explain()
        assert "TEMP B-TREE" not in rows.explain()
