"""The hotline for market entities: a complaint lives, bounces to the arbiter, is joined, asked anew; who may know."""

import json

import pytest
from django.core import serializers

from beizeng.base.ledger import queries as ledger
from beizeng.base.ledger.actions import Refused
from beizeng.base.people.actor import Actor
from beizeng.cases import actions, askers, queries
from beizeng.cases.actions import FormRefused
from beizeng.cases.models import Case
from tests.cases.conftest import LEADER, at, person

pytestmark = pytest.mark.django_db

KIND = "12345-enterprise"
AGENT = person("hotline_agent", "zhengfuban")
CALLS_BACK = person("hotline_agent", "zhengfuban", number=2)
CLERK = person("unit_clerk", "shenpi")
HEAD = person("unit_head", "shenpi")
OTHER = person("unit_clerk", "shichang", number=3)
SECRETS = {"caller": "甲乙丙丁", "phone": "一〇〇二〇〇三", "firm": "戊己庚辛公司"}
ASKED = {"gist": "变更登记被要求补正三次", "story": "每次的理由都不同", "sort": "complaint", "topic": "licence"}
CODE = "0123456789"


def complain(code: str = CODE, *, when: str = "2024-03-04 09:00", by: Actor | None = None, **fields: str) -> Case:
    """Monday 2024-03-04, through the page, with the code that the caller keeps."""
    asker = by or askers.caller(code)
    case: Case = actions.lodge(
        kind=KIND, fields={**ASKED, **SECRETS, **fields}, follow_code=code, by=asker, at=at(when)
    )  # fmt: skip
    return case


def do(case: Case, action: str, by: Actor, when: str, **fields: object) -> Case:
    done: Case = actions.act(case=case, action=action, fields=fields, by=by, at=at(when))
    return done


def dispatched(case: Case, unit: str = "shenpi", when: str = "2024-03-04 10:00") -> Case:
    return do(case, "dispatch", AGENT, when, unit=unit, sort="complaint", topic="licence")


def answered(case: Case, when: str = "2024-03-08 10:00") -> Case:
    case = do(dispatched(case), "sign", CLERK, "2024-03-04 11:00")
    return do(case, "answer", CLERK, when, reply="已一次办好", outcome="solved")


def closed(case: Case, outcome: str = "solved") -> Case:
    return do(answered(case), "call_back", CALLS_BACK, "2024-03-11 09:00", outcome=outcome, satisfied="full")


def test_a_complaint_lives_from_the_page_to_the_call_back(county: None) -> None:
    case = complain()
    assert (case.number, case.state, case.lead_unit_id, case.holder_unit_id) == (
        "企诉-2024-00001", "received", "zhengfuban", "zhengfuban",
    )  # fmt: skip
    assert queries.clocks(case)[0].clock == "dispatch"
    case = closed(case)
    assert (case.state, case.result, case.light, case.lead_unit_id) == ("closed", "solved", "done", "shenpi")
    assert {clock.clock: clock.outcome for clock in queries.clocks(case)} == dict.fromkeys(
        ("dispatch", "sign", "answer", "call_back"), "on_time"
    )


@pytest.mark.parametrize(
    ("sort", "due_on"),
    [("urgent", "2024-03-04"), ("consult", "2024-03-07"), ("help", "2024-03-07"), ("complaint", "2024-03-21")],
)
def test_the_limit_of_the_answer_follows_the_sort(county: None, sort: str, due_on: str) -> None:
    case = complain(sort=sort)
    assert str(queries.situation(case).clock("answer").due_on) == due_on  # type: ignore[union-attr]


def test_the_sort_put_right_at_dispatch_times_the_answer_anew_from_the_receipt(county: None) -> None:
    case = complain(sort="consult")
    case = do(case, "dispatch", AGENT, "2024-03-05 09:00", unit="shenpi", sort="complaint", topic="tax")
    clock = queries.situation(case).clock("answer")
    assert clock is not None
    assert (str(clock.due_on), clock.term, case.topic) == ("2024-03-21", "13 working days", "tax")


def test_the_third_bounce_goes_to_the_arbiter_and_the_clock_runs_on(county: None) -> None:
    case = complain()
    first_due = queries.situation(case).clock("answer").due_on  # type: ignore[union-attr]
    why = {"rule": "三定规定第三条", "reason": "不属本单位职责"}
    for day in (5, 6):
        case = do(dispatched(case, when=f"2024-03-0{day} 09:00"), "return", CLERK, f"2024-03-0{day} 10:00", **why)
        assert case.holder_unit_id == "zhengfuban"
    case = dispatched(case, when="2024-03-07 09:00")
    with pytest.raises(Refused, match="提请裁定"):
        do(case, "return", CLERK, "2024-03-07 10:00", **why)
    case = do(case, "dispute", CLERK, "2024-03-07 10:00", **why)
    with pytest.raises(Refused):
        do(case, "rule", AGENT, "2024-03-07 11:00", unit="shenpi", finding="由其办理")
    case = do(case, "rule", LEADER, "2024-03-07 11:00", unit="shichang", finding="由其办理")
    assert (case.state, case.lead_unit_id) == ("ruled", "shichang")
    assert {action.id for action in queries.may_act(case, viewer=OTHER, at=at("2024-03-07 12:00"))} == {"sign"}
    assert queries.situation(case).clock("answer").due_on == first_due  # type: ignore[union-attr]


def test_ten_of_the_same_become_one_matter_and_ten_replies(county: None) -> None:
    codes = [f"{n:010}" for n in range(10)]
    main, *others = [complain(code, gist="同一条路停电") for code in codes]
    assert set(askers.alike(main, viewer=AGENT, limit=20)) == set(others)
    for other in others:
        do(other, "join", AGENT, "2024-03-04 09:30", main=main.number)
    answered(main)
    for code, case in zip(codes, (main, *others), strict=True):
        found = askers.followed(case.number, code)
        assert found is not None
        assert found.state == "answered"
        assert ("答复内容", "已一次办好") in [pair for line in askers.told(found) for pair in line.values]
    assert Case.objects.filter(holder_unit_id="zhengfuban").count() == 10
    assert Case.objects.filter(lead_unit_id="shenpi", joined_to=None).count() == 1


def test_what_was_joined_wrongly_is_parted_and_joining_needs_an_open_main_one(county: None) -> None:
    main, other = complain(), complain("1111111111")
    with pytest.raises(FormRefused, match="没有编号"):
        do(other, "join", AGENT, "2024-03-04 09:30", main=other.number)
    other = do(other, "join", AGENT, "2024-03-04 09:30", main=main.number)
    assert other.joined_to == main
    other = do(other, "part", AGENT, "2024-03-04 09:40", reason="不是一回事")
    assert (other.joined_to, other.state) == (None, "received")


def test_a_comment_does_not_move_the_window_for_asking_anew(county: None) -> None:
    asker = askers.caller(CODE)
    case = closed(complain(), outcome="explained")
    case = do(case, "add", asker, "2024-03-20 09:00", words="还想补充一点")
    last, after = "2024-03-25 23:00", "2024-03-26 00:00"  # ten working days after Monday 2024-03-11
    assert "reopen" in {action.id for action in queries.may_act(case, viewer=asker, at=at(last))}
    with pytest.raises(Refused, match="到 2024-03-25 为止"):
        do(case, "reopen", asker, after, reason="没有解决")
    case = do(case, "reopen", asker, last, reason="没有解决")
    assert (case.state, case.closed_at, case.result) == ("underway", None, "explained")
    again = queries.situation(case).clock("answer-2")
    assert again is not None
    assert again.is_open
    assert queries.situation(case).clock("answer").outcome == "on_time"  # type: ignore[union-attr]


def test_closed_is_not_solved(county: None) -> None:
    case = closed(complain(), outcome="explained")
    assert (case.light, case.result) == ("done", "explained")


def test_whoever_answered_does_not_call_back(county: None) -> None:
    case = answered(complain())
    both = person("hotline_agent", "zhengfuban", "shenpi")
    both = Actor(CLERK.id, both.name, "", both.roles, both.reaches, both.unit_ids)
    with pytest.raises(Refused, match="另一人"):
        do(case, "call_back", both, "2024-03-11 09:00", outcome="solved", satisfied="full")


def test_an_agent_takes_a_call_and_the_caller_follows_it_with_number_and_code(county: None) -> None:
    case = complain(by=AGENT, channel="phone")
    assert askers.followed(case.number, "9999999999") is None
    assert askers.followed("企诉-2024-00009", CODE) is None
    assert askers.followed(case.number, CODE) == case
    mine = askers.caller(CODE)
    assert queries.visible(viewer=mine).get() == case
    assert {action.id for action in queries.may_act(case, viewer=mine, at=at("2024-03-04 10:00"))} == {
        "add",
        "withdraw",
    }
    assert not queries.visible(viewer=askers.caller("9999999999"))


def test_the_public_does_not_say_how_it_came(county: None) -> None:
    with pytest.raises(FormRefused, match="没有这一项"):
        complain(channel="phone")


def test_identity_is_for_the_desk_and_the_head_and_lies_nowhere_else(county: None) -> None:
    case = answered(complain())
    assert askers.identity(case, viewer=AGENT) == (
        ("姓名", "甲乙丙丁"), ("联系电话", "一〇〇二〇〇三"), ("企业名称或统一社会信用代码", "戊己庚辛公司"),
    )  # fmt: skip
    assert askers.identity(case, viewer=HEAD) is not None
    assert askers.identity(case, viewer=askers.caller(CODE)) is not None
    for viewer in (CLERK, OTHER, LEADER, person("leading_group_office", "fagai"), person("auditor", "shenji")):
        assert askers.identity(case, viewer=viewer) is None
    rows = serializers.serialize("json", [case, *case.events.all(), *case.clocks.all()])
    entries = json.dumps([vars(entry) for entry in ledger.entries()], default=str, ensure_ascii=False)
    for secret in SECRETS.values():
        assert secret not in rows
        assert secret not in entries
        assert not queries.due(viewer=AGENT, text=secret)


def test_a_firm_that_signed_in_stays_nameless_in_the_history_and_sees_its_matter(county: None) -> None:
    owner = Actor("user:77", "壬癸氏", "", frozenset({"firm"}), {"cases.read": "own", "cases.complain": "own"})
    case = complain(by=owner)
    assert [line.event.actor_name for line in queries.history(case)] == [askers.NAMELESS]
    assert queries.visible(viewer=owner).get() == case
    assert CLERK.id not in {line.event.actor_id for line in queries.history(case)}


def test_a_unit_sees_a_complaint_only_once_it_is_theirs(county: None) -> None:
    case = complain()
    assert not queries.visible(viewer=CLERK)
    case = dispatched(case)
    assert queries.visible(viewer=CLERK).get() == case
    assert not queries.visible(viewer=OTHER)
    assert queries.visible(viewer=AGENT).get() == case
