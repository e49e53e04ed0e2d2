"""The room: drafting, freezing at issue, templates; what later data may not change."""

import dataclasses
import datetime
import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from docx import Document

from beizeng.base.ledger.actions import Refused
from beizeng.base.ledger.models import LedgerEntry
from beizeng.base.people.actor import Actor
from beizeng.base.ports import papers
from beizeng.indicators import actions as indicators
from beizeng.reports import actions, queries
from beizeng.reports.letterform import packed, template
from beizeng.reports.models import Report
from beizeng.rules import actions as rules
from beizeng.spec.errors import BadInput
from tests.reports.conftest import AT, BY, DAY, keep, load

OFFICER = {
    "red_head": "示例领导小组办公室文件",
    "document_number": "示倍增办〔2024〕3号",
    "signed_on": DAY,
}
NOBODY = Actor("user:9", "示例人员", "示例岗位")


def drafted(at: datetime.datetime = AT) -> Report:
    return actions.draft(day=DAY, by=BY, at=at)


def issued(report: Report, **changes: object) -> Report:
    return actions.issue(report_id=report.pk, **OFFICER | changes, by=BY, at=AT)  # type: ignore[arg-type]


def figure(report: Report, label: str) -> Decimal | None:
    return next(one.value for one in queries.briefing(report).figures if one.label == label)


def test_a_draft_says_what_the_rooms_know(county: Path) -> None:
    report = drafted()
    assert report.title == "岢岚县市场主体倍增工程2024年第三季度推进情况简报"
    assert figure(report, "规上工业企业：实际") == 1
    assert figure(report, "规上工业企业：基数") == 26
    assert figure(report, "市场主体总量：实际") == 3
    assert figure(report, "举措") == 43
    assert figure(report, "判定主体") == 3
    briefing = queries.briefing(report)
    rows = {row[1]: briefing.cell(row[-1]) for row in briefing.part("progress").table.rows}
    assert rows["规上工业企业"] == "红灯"
    assert rows["个体工商户总数"] == "只监测"
    assert rows["省级重点实验室"] == "未补报"
    assert "第三十二条" in "".join(briefing.words(one.phrase) for one in briefing.part("progress").paragraphs)


def test_drafting_again_changes_nothing(county: Path) -> None:
    first, entries = drafted(), LedgerEntry.objects.count()
    again = drafted(AT + datetime.timedelta(hours=3))
    assert (again.pk, again.drafted_at, again.docx_sha256) == (first.pk, AT, first.docx_sha256)
    assert LedgerEntry.objects.count() == entries


def test_new_data_replace_the_draft(county: Path) -> None:
    first = drafted()
    load(county, "registration", "统一社会信用代码,生效日期,登记状态\n92140929MA0F0001XR,2024-09-01,注销\n")
    second = drafted()
    assert second.pk == first.pk
    assert figure(second, "市场主体总量：实际") == 2
    assert second.content_sha256 != first.content_sha256


def test_every_figure_of_a_draft_leads_to_its_records(county: Path) -> None:
    report = drafted()
    for one in queries.briefing(report).figures:
        trace = queries.trace(report, one.number)
        assert trace is not None
        assert trace.holds
        assert len(trace.records) == one.records
    total = next(one for one in queries.briefing(report).figures if one.label == "市场主体总量：实际")
    trace = queries.trace(report, total.number)
    assert trace is not None
    assert set(trace.records) == {
        "entity:91140929MA0KTEA130", "entity:92140929MA0KTEA21P", "entity:92140929MA0F0001XR",
    }  # fmt: skip
    assert queries.trace(report, 0) is queries.trace(report, 10_000) is None


def test_an_issued_report_is_frozen(county: Path) -> None:
    report = issued(drafted())
    docx, xlsx = queries.paper(report, "docx"), queries.paper(report, "xlsx")
    load(county, "registration", "统一社会信用代码,生效日期,登记状态\n92140929MA0F0001XR,2024-09-01,注销\n")
    again = queries.report(report.pk, viewer=BY)
    assert again is not None
    assert again.content_sha256 == report.content_sha256
    assert (queries.paper(again, "docx"), queries.paper(again, "xlsx")) == (docx, xlsx)
    assert queries.proof(again).holds
    assert figure(again, "市场主体总量：实际") == 3
    later = drafted()
    assert later.pk != report.pk
    assert figure(later, "市场主体总量：实际") == 2


def test_drafting_what_was_issued_gives_the_issued_report(example: Report) -> None:
    report = issued(example)
    assert keep().pk == report.pk
    assert Report.objects.count() == 1


def test_the_database_refuses_to_change_an_issued_report(example: Report) -> None:
    report = issued(example)
    for change in (
        lambda: Report.objects.filter(pk=report.pk).update(title="改过的标题"),
        lambda: Report.objects.filter(pk=report.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="never"), transaction.atomic():
            change()


def test_a_changed_paper_is_noticed(example: Report, data: Path) -> None:
    report = example
    path = papers.path_of(data / "files", report.xlsx_sha256)
    path.chmod(0o600)
    path.write_bytes(b"changed")
    assert not queries.proof(report).papers
    path.unlink()
    assert not queries.proof(report).holds


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"document_number": "示倍增办[2024]3号"}, "发文字号"),
        ({"document_number": "示倍增办〔2024〕第3号"}, "发文字号"),
        ({"document_number": "示倍增办〔2024〕03号"}, "发文字号"),
        ({"document_number": ""}, "发文字号"),
        ({"red_head": " "}, "发文机关标志"),
        ({"signed_on": DAY + datetime.timedelta(days=1)}, "成文日期"),
        ({"signed_on": DAY - datetime.timedelta(days=1)}, "成文日期"),
    ],
)
def test_formalities_are_the_standards(example: Report, changes: dict[str, object], where: str) -> None:
    with pytest.raises(BadInput) as refused:
        issued(example, **changes)
    assert refused.value.where == where


def test_a_number_is_given_once(example: Report) -> None:
    issued(example)
    other = keep(day=datetime.date(2024, 6, 30))
    with pytest.raises(BadInput, match="已经用过"):
        issued(other)


def test_issuing_twice_is_refused(example: Report) -> None:
    report = issued(example)
    with pytest.raises(Refused, match="已经签发"):
        issued(report)


def test_who_may_not_is_refused(example: Report) -> None:
    report = example
    for attempt in (
        lambda: actions.draft(day=DAY, by=NOBODY, at=AT),
        lambda: actions.issue(report_id=report.pk, **OFFICER, by=NOBODY, at=AT),  # type: ignore[arg-type]
        lambda: actions.adopt_template(name="模板.docx", content=template(), by=NOBODY, at=AT),
    ):
        with pytest.raises(Refused, match="权限"):
            attempt()
    assert queries.report(report.pk, viewer=NOBODY) is None
    assert not queries.reports(viewer=NOBODY)


def test_no_report_of_a_day_to_come(county: Path) -> None:
    with pytest.raises(Refused, match="还没有到"):
        actions.draft(day=DAY + datetime.timedelta(days=1), by=BY, at=AT)


@pytest.mark.django_db
def test_without_a_programme_nothing_is_drafted(data: Path) -> None:
    with pytest.raises(Refused, match="还没有开办方案"):
        drafted()


def test_a_day_within_a_quarter_is_named(county: Path) -> None:
    report = actions.draft(day=datetime.date(2024, 9, 15), by=BY, at=AT)
    assert report.title == "岢岚县市场主体倍增工程截至2024年9月15日推进情况简报"


def test_what_a_unit_reports_and_last_years_value_stand_in_the_next_draft(county: Path) -> None:
    evidence = papers.keep(county / "files", "佐证.txt", "佐证".encode())
    indicators.report(indicator="p2-4", on=DAY, value="1", papers=[evidence], by=BY, at=AT)
    indicators.measure(day=DAY, by=BY, at=AT)
    report = drafted()
    assert figure(report, "省级重点实验室：实际") == 1
    said = queries.briefing(report).part("progress").paragraphs
    text = "".join(queries.briefing(report).words(one.phrase) for one in said)
    assert "规上工业企业1户，比基数26户减少25户，下降96.2%，与上年同期持平；低于路径值45.5户" in text


def test_an_adopted_template_is_used_from_the_next_draft(county: Path) -> None:
    first = drafted()
    edited = Document(io.BytesIO(template()))
    edited.paragraphs[-1].insert_paragraph_before("本办另行说明。")
    actions.adopt_template(name="本办模板.docx", content=packed(edited), by=BY, at=AT)
    second = drafted()
    assert second.content_sha256 == first.content_sha256
    assert second.docx_sha256 != first.docx_sha256
    said = [one.text for one in Document(io.BytesIO(queries.paper(second, "docx"))).paragraphs]
    assert "本办另行说明。" in said
    entries = LedgerEntry.objects.count()
    actions.adopt_template(name="本办模板.docx", content=packed(edited), by=BY, at=AT)
    assert LedgerEntry.objects.count() == entries


def test_a_template_that_can_not_be_filled_is_not_adopted(county: Path) -> None:
    edited = Document(io.BytesIO(template()))
    edited.add_paragraph("{{ 没有的标签 }}")
    with pytest.raises(BadInput, match="没有的标签"):
        actions.adopt_template(name="坏模板.docx", content=packed(edited), by=BY, at=AT)
    assert queries.adopted_template("briefing") is None


def test_who_drafts_makes_no_difference(county: Path) -> None:
    clerk = Actor("user:1", "示例人员", "经办", reaches={"reports.draft": "all"})
    assert actions.draft(day=DAY, by=clerk, at=AT).content_sha256 == drafted().content_sha256
    assert dataclasses.replace(clerk, reaches={}).may("reports.draft") is False


def test_a_suspended_policy_is_named_and_not_counted(county: Path) -> None:
    assert figure(drafted(), "个转企奖励：符合") is not None
    rules.suspend(policy_id="household_promotion_reward", source="示例", reason="示例", basis="示例", by=BY, at=AT)
    briefing = queries.briefing(drafted())
    said = "".join(briefing.words(one.phrase) for one in briefing.part("entitlements").paragraphs)
    assert "暂停或停用、不列入的政策：个转企奖励" in said
    assert "个转企奖励" not in [row[0] for row in briefing.part("entitlements").table.rows]
