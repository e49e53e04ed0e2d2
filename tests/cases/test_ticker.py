"""The ticker: once, twice, late, killed, in two workers; no notice at night, on a holiday or after closing."""

import datetime
from collections.abc import Iterator

import pytest
from django.db import transaction

from beizeng.base.ledger.queries import entries, verify
from beizeng.base.ports.messages import Message
from beizeng.cases import actions, queries
from beizeng.cases.lights import is_open
from beizeng.cases.models import Case, CaseClock
from beizeng.cases.shelf import timing
from tests.cases.conftest import CLERK, HOUSE, NODES, OFFICE, PAPER, Inbox, at

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def tick(moment: datetime.datetime, inbox: Inbox) -> actions.TickReport:
    return actions.tick(by=HOUSE, at=moment, messenger=inbox)


def hourly(first: str, last: str) -> Iterator[datetime.datetime]:
    moment = at(first)
    while moment <= at(last):
        yield moment
        moment += HOUR


def picture(inbox: Inbox) -> object:
    """Everything that must be the same however often the ticker ran."""
    cases = list(Case.objects.order_by("id").values_list("id", "state", "light", "next_due_at", "revision"))
    clocks = list(CaseClock.objects.order_by("id").values_list("id", "light", "told", "next_at"))
    events = [
        (event.case_id, event.sequence, event.label, event.at, event.fields)
        for case in Case.objects.order_by("id")
        for event in case.events.all()
    ]
    return cases, clocks, events, inbox.messages


def ran(moments: list[datetime.datetime]) -> object:
    """The picture after these ticks, which are then undone."""
    inbox = Inbox()
    with transaction.atomic():
        for moment in moments:
            tick(moment, inbox)
        seen = picture(inbox)
        transaction.set_rollback(True)
    return seen


def test_three_days_late_is_as_if_never_stopped(item: Case) -> None:
    every_hour = list(hourly("2024-03-04 10:00", "2024-03-15 10:00"))
    stopped = [moment for moment in every_hour if not at("2024-03-08 09:00") < moment < at("2024-03-11 11:00")]
    undisturbed = ran(every_hour)
    assert ran(stopped) == undisturbed
    assert ran([every_hour[-1]]) == undisturbed


def test_each_occasion_is_told_once_and_in_working_hours(item: Case) -> None:
    inbox = Inbox()
    sent = sum(tick(moment, inbox).notices for moment in hourly("2024-03-04 10:00", "2024-03-20 12:00"))
    assert sent == len(inbox.messages)
    assert all(is_open(message.sent_at, timing()) for message in inbox.messages.values())
    solve = {key.rsplit("-", 1)[0] + key[-7:]: m for key, m in inbox.messages.items() if "-solve-" in key}
    assert len(solve) == 4  # amber, red, the office after three days, the county's leaders after seven
    assert {message.to for message in solve.values()} == {"unit:wenlv", "unit:fagai", "role:county_leader"}


def test_second_tick_changes_nothing(item: Case) -> None:
    inbox = Inbox()
    assert tick(at("2024-03-12 09:00"), inbox).changed
    before, count = picture(inbox), entries().count()
    again = tick(at("2024-03-12 09:00"), inbox)
    assert (again.looked, again.changed, again.notices) == (0, (), 0)
    assert picture(inbox) == before
    assert entries().count() == count
    assert verify().fault is None


def test_one_entry_per_case_changed(item: Case) -> None:
    count = entries().count()
    tick(at("2024-03-20 09:00"), Inbox())
    assert entries().count() == count + 1
    assert entries().last().verb == "cases.raise_light"


def test_notice_waits_over_night_and_holiday(measure: Case) -> None:
    """Amber at night and over Qingming (2022-04-03..05): told at the opening on the 6th."""
    inbox = Inbox()
    # due 2022-04-11 after 32 days: a fifth of them remains from 2022-04-05 14:24
    report = tick(at("2022-04-05 15:00"), inbox)
    assert [one.clock for one in report.changed if one.light == "amber"] == ["一个月内报送方案和时间节点"]
    assert not inbox.messages
    assert not tick(at("2022-04-06 03:00"), inbox).notices
    assert tick(at("2022-04-06 10:00"), inbox).notices == 1
    (message,) = inbox.messages.values()
    assert message.sent_at.date() == datetime.date(2022, 4, 6)
    assert message.sent_at.hour < 10, "dated to the opening, not to the tick"


def test_closed_case_is_left_alone(item: Case) -> None:
    case = actions.act(case=item, action="deploy", fields={"arrangement": "好"}, by=CLERK, at=at("2024-03-04 15:00"))
    claim = {"outcome": "好"}
    case = actions.act(
        case=case, action="claim_clearing", fields=claim, papers=[PAPER], by=CLERK, at=at("2024-03-05 15:00")
    )
    actions.act(case=case, action="clear", fields={"finding": "好"}, by=OFFICE, at=at("2024-03-06 15:00"))
    inbox = Inbox()
    assert tick(at("2024-06-01 10:00"), inbox).looked == 0
    assert not inbox.messages


def test_case_under_review_gets_no_notice(item: Case) -> None:
    case = actions.act(case=item, action="deploy", fields={"arrangement": "好"}, by=CLERK, at=at("2024-03-04 15:00"))
    claim = {"outcome": "好"}
    actions.act(case=case, action="claim_clearing", fields=claim, papers=[PAPER], by=CLERK, at=at("2024-03-05 15:00"))
    assert tick(at("2024-06-03 10:00"), Inbox()).looked == 0


def test_killed_between_notice_and_commit_tells_once(item: Case) -> None:
    class Dies(Inbox):
        def send(self, message: Message) -> bool:
            super().send(message)
            raise KeyboardInterrupt

    undisturbed = ran([at("2024-03-12 09:00")])
    inbox = Dies()
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        tick(at("2024-03-12 09:00"), inbox)
    survivor = Inbox()
    survivor.messages = inbox.messages
    assert len(survivor.messages) == 1
    tick(at("2024-03-12 09:00"), survivor)
    assert picture(survivor)[:3] == undisturbed[:3]  # type: ignore[index]
    assert picture(survivor) == undisturbed


def test_second_worker_that_read_the_same_rows_loses_harmlessly(item: Case) -> None:
    inbox = Inbox()
    moment = at("2024-03-12 09:00")
    tick(moment, inbox)
    after, count = picture(inbox), entries().count()
    (looked,) = actions.raise_light(case_ids=[item.pk], messenger=inbox, by=HOUSE, at=moment)
    assert (looked.clocks, looked.changed, looked.messages) == ([], [], [])
    assert entries().count() == count
    assert picture(inbox) == after


def test_failing_case_does_not_block_the_others(item: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    other = actions.lodge(
        kind="13710-item",
        subject="item:2",
        title="另一事项",
        lead_unit="nongye",
        fields={"request": "办", "grade": "major"},
        by=OFFICE,
        at=at("2024-03-04 09:00"),
    )
    original = queries.kind_of

    def broken(case: Case) -> object:
        if case.pk == item.pk:
            raise RuntimeError("broken")
        return original(case)

    monkeypatch.setattr(queries, "kind_of", broken)
    report = tick(at("2024-03-12 09:00"), Inbox())
    assert report.failed == (item.number,)
    assert {one.number for one in report.changed} == {other.number}
    monkeypatch.setattr(queries, "kind_of", original)
    assert tick(at("2024-03-12 09:30"), Inbox()).looked == 0, "put off by an hour"
    assert tick(at("2024-03-12 10:30"), Inbox()).failed == ()
    item.refresh_from_db()
    assert item.light == "red"


def test_light_does_not_make_an_open_form_stale(item: Case) -> None:
    tick(at("2024-03-12 09:00"), Inbox())
    case = actions.act(
        case=item,
        action="deploy",
        fields={"arrangement": "好"},
        revision=item.revision,
        by=CLERK,
        at=at("2024-03-12 09:05"),
    )
    assert case.light == "red", "the feedback and the solution are overdue still"


def test_extension_keeps_the_old_day_and_tells_anew(measure: Case) -> None:
    inbox = Inbox()
    tick(at("2022-04-11 10:00"), inbox)
    case = actions.ask_extension(
        case=measure,
        clock="plan",
        until_on=datetime.date(2022, 4, 30),
        reason="疫情",
        by=CLERK,
        at=at("2022-04-11 11:00"),
    )
    case = actions.decide_extension(case=case, clock="plan", is_granted=True, by=OFFICE, at=at("2022-04-11 12:00"))
    row = case.clocks.get(key="plan")
    # 2022-04-30 is a day off, and so are the days to 2022-05-04
    assert (row.due_on, row.extended_from) == (datetime.date(2022, 5, 5), datetime.date(2022, 4, 11))
    assert (row.light, case.light) == ("green", "green")
    tick(at("2022-05-06 09:00"), inbox)
    days = sorted(key for key in inbox.messages if "-plan-" in key)
    assert [key.split("-plan-")[1] for key in days] == ["2022-04-11-amber", "2022-05-05-amber", "2022-05-05-red"]


def test_measure_runs_for_years_without_a_word_too_many(measure: Case) -> None:
    fields = {"approach": "先摸底", "nodes": NODES}
    actions.act(case=measure, action="submit_plan", fields=fields, by=CLERK, at=at("2022-04-02 10:00"))
    inbox = Inbox()
    tick(at("2024-09-30 10:00"), inbox)
    measure.refresh_from_db()
    assert measure.light == "red"
    reds = sorted(key for key in inbox.messages if key.endswith("-red"))
    assert len(reds) == 10  # nine quarters and the first node
