"""More time: before the due moment, as often and as long as the kind allows, granted by another person."""

import datetime

import pytest

from beizeng.base.ledger.actions import Refused
from beizeng.cases import actions, queries
from beizeng.cases.models import Case
from tests.cases.conftest import CLERK, HEAD, LEADER, OFFICE, PAPER, STRANGER, at, person

pytestmark = pytest.mark.django_db

UNTIL = datetime.date(2022, 4, 20)
EARLY = at("2022-04-01 10:00")


def ask(case: Case, **changed: object) -> Case:
    given = {"case": case, "clock": "plan", "until_on": UNTIL, "reason": "疫情", "by": CLERK, "at": EARLY}
    asked: Case = actions.ask_extension(**(given | changed))
    return asked


def decide(case: Case, **changed: object) -> Case:
    given = {"case": case, "clock": "plan", "is_granted": True, "by": OFFICE, "at": EARLY}
    decided: Case = actions.decide_extension(**(given | changed))
    return decided


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"at": at("2022-04-12 00:00")}, "延期须在到期前申请"),
        ({"until_on": datetime.date(2022, 4, 11)}, "须晚于现在的到期日 2022-04-11"),
        ({"until_on": datetime.date(2022, 5, 12)}, "最多延长1个月，即至 2022-05-11"),
        ({"reason": " "}, "写明延期理由"),
        ({"by": STRANGER}, "承办单位"),
        ({"clock": "nothing"}, "不在计时"),
    ],
)
def test_ask_refuses(measure: Case, changed: dict[str, object], message: str) -> None:
    with pytest.raises(Refused, match=message):
        ask(measure, **changed)
    assert measure.events.count() == 1


def test_ask_at_the_last_moment_is_in_time(measure: Case) -> None:
    assert ask(measure, at=at("2022-04-11 23:59")).clocks.get(key="plan").asked_until_on == UNTIL


def test_feedback_of_an_item_can_not_be_extended(item: Case) -> None:
    with pytest.raises(Refused, match="不能延期"):
        ask(item, clock="feedback", at=at("2024-03-05 09:00"))


def test_ask_once_at_a_time_and_only_once_granted(measure: Case) -> None:
    case = ask(measure)
    with pytest.raises(Refused, match="正等批准"):
        ask(case)
    case = decide(case)
    row = case.clocks.get(key="plan")
    assert (row.due_on, row.extended_from, row.extensions) == (UNTIL, datetime.date(2022, 4, 11), 1)
    with pytest.raises(Refused, match="最多延期 1 次"):
        ask(case, until_on=datetime.date(2022, 4, 25))


def test_grant_refuses_strangers_and_the_asker(measure: Case) -> None:
    with pytest.raises(Refused, match="没有待批"):
        decide(measure)
    case = ask(measure)
    for by in (HEAD, CLERK):
        with pytest.raises(Refused, match="交办方"):
            decide(case, by=by)
    assert queries.may_decide_extension(case, viewer=HEAD) == ()
    (row,) = queries.may_decide_extension(case, viewer=LEADER)
    assert row.key == "plan"
    own = ask(decide(case, is_granted=False, reason="不必"), by=OFFICE)
    with pytest.raises(Refused, match="申请人以外"):
        decide(own)
    assert queries.may_decide_extension(own, viewer=OFFICE) == ()


def test_denial_says_why_and_leaves_the_day(measure: Case) -> None:
    case = ask(measure)
    with pytest.raises(Refused, match="写明理由"):
        decide(case, is_granted=False)
    case = decide(case, is_granted=False, reason="条件未变")
    row = case.clocks.get(key="plan")
    assert (row.due_on, row.asked_until_on, row.extensions) == (datetime.date(2022, 4, 11), None, 0)
    assert ("理由", "条件未变") in queries.history(case)[0].values


def test_page_offers_what_may_be_asked(measure: Case) -> None:
    offered = [row.key for row in queries.may_ask_extension(measure, viewer=CLERK, at=EARLY)]
    assert offered == ["plan", "report-2022Q2", "zero"]
    assert queries.may_ask_extension(measure, viewer=STRANGER, at=EARLY) == ()
    late = at("2022-04-12 00:00")
    assert [row.key for row in queries.may_ask_extension(measure, viewer=CLERK, at=late)][-1] == "zero"


def test_pause_moves_an_extended_day_too(item: Case) -> None:
    moment = at("2024-03-05 09:00")
    case = ask(item, clock="solve", until_on=datetime.date(2024, 3, 20), at=moment)
    case = decide(case, clock="solve", by=person("county_leader"), at=moment)
    case = actions.act(case=case, action="deploy", fields={"arrangement": "好"}, by=CLERK, at=moment)
    paper = [actions.Attached("evidence", PAPER)]
    case = actions.act(
        case=case, action="claim_clearing", fields={"outcome": "好"}, papers=paper, by=CLERK, at=at("2024-03-11 09:00")
    )
    case = actions.act(case=case, action="send_back", fields={"reason": "再核"}, by=OFFICE, at=at("2024-03-13 09:00"))
    row = case.clocks.get(key="solve")
    assert (row.due_on, row.extended_from) == (datetime.date(2024, 3, 22), datetime.date(2024, 3, 11))
