"""When things go wrong underneath: a clock set back, two tickers or clerks at once, days of stop."""

import datetime
import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from beizeng.base.ledger.queries import verify
from beizeng.cases import actions
from beizeng.cases.actions import Stale
from beizeng.cases.lights import is_open
from beizeng.cases.models import Case, CaseClock, Event, Notice
from beizeng.cases.shelf import timing
from tests.cases.conftest import CLERK, HOUSE, OFFICE, PAPER, Inbox, at, person

WORDS = {"arrangement": "好"}
postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="the tests' SQLite lies in memory; see tests/demo/test_faults",
)


# --- the clock set back


@pytest.mark.django_db
def test_an_act_under_a_clock_set_back_stands_at_the_last_moment_known(item: Case) -> None:
    case = actions.act(case=item, action="deploy", fields=WORDS, by=CLERK, at=at("2024-03-04 15:00"))
    why = {"clock": "solve", "until_on": datetime.date(2024, 3, 20), "reason": "下雪"}
    case = actions.ask_extension(case=case, **why, by=CLERK, at=at("2024-03-04 09:30"))
    moments = list(Event.objects.filter(case=case).order_by("sequence").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] == at("2024-03-04 15:00")
    assert case.moved_at == at("2024-03-04 15:00")
    assert case.clocks.get(key="deploy").outcome == "on_time"
    assert verify().fault is None


@pytest.mark.django_db
def test_the_ticker_does_not_run_backwards(item: Case) -> None:
    inbox = Inbox()
    actions.tick(by=HOUSE, at=at("2024-03-12 09:30"), messenger=inbox)
    lights = list(CaseClock.objects.order_by("id").values_list("key", "light", "told", "next_at"))
    told = set(inbox.messages)
    assert "red" in {light for _, light, _, _ in lights}
    for back in ("2024-03-12 09:00", "2024-03-04 10:00", "2023-03-04 10:00"):
        report = actions.tick(by=HOUSE, at=at(back), messenger=inbox)
        assert (report.changed, report.notices, report.failed) == ((), 0, ())
    assert list(CaseClock.objects.order_by("id").values_list("key", "light", "told", "next_at")) == lights
    assert set(inbox.messages) == told
    actions.tick(by=HOUSE, at=at("2024-03-12 09:30"), messenger=inbox)
    assert set(inbox.messages) == told, "the clock put right again tells nothing twice"


# --- two at once


def together(*ways: Callable[[], object]) -> None:
    """Begin them all at the same moment, each on a connection of its own; wait for all."""
    start, faults = threading.Barrier(len(ways)), []

    def run(way: Callable[[], object]) -> None:
        start.wait()
        try:
            way()
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(way,)) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


@postgresql
@pytest.mark.django_db(transaction=True)
def test_two_tickers_after_days_of_stop_tell_each_once_in_working_hours(item: Case) -> None:
    others = [
        actions.lodge(
            kind="13710-item", subject=f"item:{n}", title=f"事项{n}", lead_unit="nongye",
            fields={"request": "办", "grade": "ordinary"}, by=OFFICE, at=at("2024-03-04 09:00"),
        )
        for n in range(2, 6)
    ]  # fmt: skip
    closed = others.pop()
    theirs = person("unit_clerk", "nongye")
    for action, fields, papers, by in (
        ("deploy", WORDS, [], theirs),
        ("claim_clearing", {"outcome": "好"}, [PAPER], theirs),
        ("clear", {"finding": "好"}, [], OFFICE),
    ):
        closed = actions.act(
            case=closed, action=action, fields=fields, papers=papers, by=by, at=at("2024-03-04 15:00")
        )  # fmt: skip
    monday = at("2024-04-08 09:30")  # stopped over Qingming (2024-04-04..06) and a month before it
    inboxes = Inbox(), Inbox()
    together(*(lambda inbox=inbox: actions.tick(by=HOUSE, at=monday, messenger=inbox) for inbox in inboxes))  # type: ignore[misc]
    assert not set(inboxes[0].messages) & set(inboxes[1].messages), "no occasion was told by both"
    notices = list(Notice.objects.all())
    assert {notice.key for notice in notices} == set(inboxes[0].messages) | set(inboxes[1].messages)
    assert len(notices) == len({notice.key for notice in notices})
    assert {notice.case_id for notice in notices} == {item.pk, *(case.pk for case in others)}, "none of the closed one"
    assert all(is_open(notice.at, timing()) for notice in notices)
    raised = list(Event.objects.filter(action="raise_light").values_list("case_id", "label", "fields", "at"))
    assert len(raised) == len({str(one) for one in raised}), "no light was raised twice"
    assert verify().fault is None


@postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_at_once_one_acts_and_the_other_is_told(item: Case) -> None:
    told: list[Stale] = []

    def deploy() -> None:
        try:
            actions.act(
                case=item, action="deploy", fields=WORDS, revision=item.revision, by=CLERK, at=at("2024-03-04 15:00")
            )
        except Stale as stale:
            told.append(stale)

    together(deploy, deploy)
    assert len(told) == 1
    assert told[0].changes == (f"{CLERK.name}：研究部署",)
    assert Event.objects.filter(case=item, action="deploy").count() == 1
    assert verify().fault is None
