"""The whole life of a case, step by step, and the refusals on its way."""

import datetime

import pytest

from beizeng.base.ledger.actions import Refused
from beizeng.base.ledger.queries import entries_of
from beizeng.cases import actions, queries
from beizeng.cases.models import Case
from tests.cases.conftest import CLERK, HEAD, JOINT, LEADER, NODES, OFFICE, PAPER, STRANGER, at, person

pytestmark = pytest.mark.django_db


def planned(case: Case) -> Case:
    fields = {"approach": "先摸底，后建设", "nodes": NODES}
    moved: Case = actions.act(case=case, action="submit_plan", fields=fields, by=CLERK, at=at("2022-04-02 10:00"))
    return moved


def clocks(case: Case) -> dict[str, tuple[datetime.date | None, str, str]]:
    return {row.key: (row.due_on, row.light, row.outcome) for row in queries.clocks(case)}


def test_long_term_item_from_lodging_to_clearing(measure: Case) -> None:
    assert measure.number == "13710长-2022-0001"
    assert (measure.state, measure.light, measure.holder_unit_id) == ("assigned", "green", "wenlv")
    # 2022-04-10 is a Sunday
    assert clocks(measure)["plan"] == (datetime.date(2022, 4, 11), "green", "")
    assert clocks(measure)["report-2022Q2"] == (datetime.date(2022, 6, 30), "waiting", "")
    assert len([key for key in clocks(measure) if key.startswith("report-")]) == 15

    case = planned(measure)
    assert clocks(case)["plan"][2] == "on_time"
    assert clocks(case)["node-1"] == (datetime.date(2022, 9, 30), "green", "")

    report = {"progress": "已完成摸底"}
    case = actions.act(case=case, action="report", fields=report, by=JOINT, at=at("2022-06-28 10:00"))
    assert clocks(case)["report-2022Q2"][2] == "on_time"
    case = actions.act(case=case, action="report", fields=report, by=CLERK, at=at("2022-06-29 10:00"))
    assert clocks(case)["report-2022Q3"][2] == "", "a second report in a quarter settles nothing ahead"
    case = actions.act(
        case=case,
        action="finish_node",
        fields={"node": "node-1", "outcome": "完成"},
        by=CLERK,
        at=at("2022-10-01 00:00"),
    )
    assert clocks(case)["node-1"][2] == "late"

    outcome = {"outcome": "全部完成"}
    case = actions.act(
        case=case, action="claim_clearing", fields=outcome, papers=[PAPER], by=CLERK, at=at("2022-10-20 10:00")
    )
    assert (case.state, case.holder_unit_id) == ("clearing", "fagai")
    case = actions.act(case=case, action="send_back", fields={"reason": "缺照片"}, by=OFFICE, at=at("2022-10-21 10:00"))
    assert case.holder_unit_id == "wenlv"
    case = actions.act(
        case=case, action="claim_clearing", fields=outcome, papers=[PAPER], by=CLERK, at=at("2022-10-24 10:00")
    )
    case = actions.act(case=case, action="clear", fields={"finding": "属实"}, by=OFFICE, at=at("2022-10-25 10:00"))
    assert (case.state, case.light, case.holder_unit_id, case.next_due_at) == ("cleared", "done", None, None)
    assert case.closed_at == at("2022-10-25 10:00")
    assert clocks(case)["zero"][2] == "on_time"
    assert clocks(case)["report-2022Q3"][2] == "late", "what was overdue when the case closed stays late"
    assert clocks(case)["report-2025Q4"][2] == "void"
    assert [line.event.action for line in queries.history(case)][-1] == "lodge"
    assert entries_of(f"case:{case.pk}").count() == case.revision == 9


def test_stored_case_is_what_the_events_say(measure: Case) -> None:
    case = planned(measure)
    now = queries.situation(case)
    assert now.state == case.state
    assert [queries.running_of(row) for row in case.clocks.order_by("id")] == list(now.clocks)


def test_day_off_is_shown_beside_the_day_it_moved_to(measure: Case) -> None:
    moved = {row.key: row.rolled_from for row in queries.clocks(measure) if row.rolled_from}
    assert moved["plan"] == datetime.date(2022, 4, 10)
    assert moved["report-2024Q2"] == datetime.date(2024, 6, 30)
    assert "zero" not in moved


def test_one_measure_has_one_case(measure: Case) -> None:
    again = actions.lodge(
        kind="13710-measure",
        subject="measure:13",
        title="又一次",
        lead_unit="wenlv",
        fields={"ends_on": "2025-12-31"},
        by=OFFICE,
        at=at("2022-03-11 09:00"),
    )
    assert again == measure
    assert entries_of(f"case:{measure.pk}").count() == 1


def test_review_time_does_not_count_against_the_unit(item: Case) -> None:
    assert clocks(item)["deploy"][0] == datetime.date(2024, 3, 4)
    assert clocks(item)["feedback"][0] == datetime.date(2024, 3, 7)
    assert clocks(item)["solve"][0] == datetime.date(2024, 3, 11)
    case = actions.act(
        case=item, action="deploy", fields={"arrangement": "已部署"}, by=CLERK, at=at("2024-03-04 15:00")
    )
    claim = {"outcome": "已办"}
    case = actions.act(
        case=case, action="claim_clearing", fields=claim, papers=[PAPER], by=CLERK, at=at("2024-03-06 10:00")
    )
    case = actions.act(case=case, action="send_back", fields={"reason": "再核"}, by=OFFICE, at=at("2024-03-08 10:00"))
    # 7 and 8 March did not count (the 6th did, the day on which review began): due on the 13th
    assert clocks(case)["solve"] == (datetime.date(2024, 3, 13), "green", "")
    case = actions.act(
        case=case, action="claim_clearing", fields=claim, papers=[PAPER], by=CLERK, at=at("2024-03-13 23:00")
    )
    case = actions.act(case=case, action="clear", fields={"finding": "好"}, by=OFFICE, at=at("2024-04-01 10:00"))
    assert clocks(case)["solve"][2] == "on_time"
    assert clocks(case)["feedback"][2] == "on_time"


def test_clear_refuses_the_doer(measure: Case) -> None:
    """The office may act for a unit; whoever did so may not clear."""
    case = actions.act(
        case=planned(measure),
        action="claim_clearing",
        fields={"outcome": "完成"},
        papers=[PAPER],
        by=OFFICE,
        at=at("2022-05-01 10:00"),
    )
    finding = {"finding": "属实"}
    with pytest.raises(Refused, match="另一人"):
        actions.act(case=case, action="clear", fields=finding, by=OFFICE, at=at("2022-05-02 10:00"))
    other = person("leading_group_office", "fagai", number=9)
    assert actions.act(case=case, action="clear", fields=finding, by=other, at=at("2022-05-02 10:00")).closed_at


def test_claim_refuses_without_evidence(measure: Case) -> None:
    with pytest.raises(actions.FormRefused) as refusal:
        actions.act(
            case=planned(measure),
            action="claim_clearing",
            fields={"outcome": ""},
            by=CLERK,
            at=at("2022-05-01 10:00"),
        )
    assert refusal.value.errors == {"outcome": "请填写完成情况", "evidence": "请提交佐证材料（至少 1 份）"}


@pytest.mark.parametrize("who", [STRANGER, JOINT, LEADER, person("auditor"), person("county_leader")])
def test_plan_refuses_whoever_is_not_the_lead(measure: Case, who: object) -> None:
    with pytest.raises(Refused, match="岗位"):
        actions.act(case=measure, action="submit_plan", by=who, at=at("2022-04-02 10:00"))
    assert measure.events.count() == 1


def test_second_clerk_is_told_what_changed(measure: Case) -> None:
    seen = measure.revision
    planned(measure)
    with pytest.raises(actions.Stale, match="报送方案") as refusal:
        actions.act(
            case=measure,
            action="report",
            fields={"progress": "x"},
            revision=seen,
            by=CLERK,
            at=at("2022-04-02 10:01"),
        )
    assert refusal.value.changes == ("unit_clerk1：报送方案和时间节点",)


def test_closed_case_refuses_everything(item: Case) -> None:
    case = actions.act(case=item, action="deploy", fields={"arrangement": "好"}, by=CLERK, at=at("2024-03-04 15:00"))
    case = actions.act(
        case=case,
        action="claim_clearing",
        fields={"outcome": "好"},
        papers=[PAPER],
        by=CLERK,
        at=at("2024-03-05 15:00"),
    )
    case = actions.act(case=case, action="clear", fields={"finding": "好"}, by=OFFICE, at=at("2024-03-06 15:00"))
    looked_at_again = {"spot_check", "reopen"}
    for action in queries.kind_of(case).actions:
        if action.id in looked_at_again:
            continue
        with pytest.raises(Refused, match="已销号"):
            actions.act(case=case, action=action.id, by=OFFICE, at=at("2024-03-07 09:00"))
    with pytest.raises(Refused, match="办结"):
        actions.reassign(case=case, lead_unit="nongye", by=OFFICE, at=at("2024-03-07 09:00"))
    with pytest.raises(Refused, match="不在计时"):
        actions.ask_extension(
            case=case,
            clock="solve",
            until_on=datetime.date(2024, 4, 1),
            reason="x",
            by=CLERK,
            at=at("2024-03-07 09:00"),
        )


def test_clock_set_back_never_reorders_the_history(measure: Case) -> None:
    case = planned(measure)
    case = actions.act(case=case, action="report", fields={"progress": "x"}, by=CLERK, at=at("2022-03-01 10:00"))
    assert [event.at for event in case.events.order_by("sequence")][-1] == at("2022-04-02 10:00")


def test_reassign_moves_the_holder_and_keeps_the_clocks(measure: Case) -> None:
    before = clocks(measure)
    case = actions.reassign(case=measure, lead_unit="nongye", reason="职责调整", by=OFFICE, at=at("2022-03-20 10:00"))
    assert (case.lead_unit_id, case.holder_unit_id) == ("nongye", "nongye")
    assert list(case.joint_units.all()) == []
    assert clocks(case) == before
    with pytest.raises(Refused, match="权限"):
        actions.reassign(case=case, lead_unit="wenlv", by=HEAD, at=at("2022-03-21 10:00"))


def test_lodge_refuses_secrets_strangers_and_blanks(county: None) -> None:
    def lodge(**changed: object) -> Case:
        given = {
            "kind": "13710-item",
            "subject": "item:1",
            "title": "示例",
            "lead_unit": "wenlv",
            "fields": {"request": "办", "grade": "ordinary"},
            "by": OFFICE,
            "at": at("2024-03-04 09:00"),
        }
        case: Case = actions.lodge(**(given | changed))
        return case

    with pytest.raises(Refused, match="涉密") as refusal:
        lodge(title="关于机密事项")
    assert "104号" in refusal.value.basis
    with pytest.raises(Refused, match="没有这个单位：nowhere"):
        lodge(lead_unit="nowhere")
    with pytest.raises(Refused, match="item:编号"):
        lodge(subject="measure:1")
    with pytest.raises(Refused, match="没有“x”"):
        lodge(kind="x")
    with pytest.raises(actions.FormRefused, match="事项等级"):
        lodge(fields={"request": "办"})
    with pytest.raises(Refused, match="权限"):
        lodge(by=CLERK)
    assert lodge().number == "13710-2024-0001"
    assert lodge().number == "13710-2024-0002"
