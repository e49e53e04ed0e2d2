"""Lights exactly at their thresholds, in the limit's own unit."""

import datetime

import pytest

from beizeng.base.clock.due import due
from beizeng.base.clock.term import Term
from beizeng.cases import lights
from beizeng.cases.clocks import Running, end_of
from beizeng.cases.shelf import timing
from beizeng.spec.case_kind import Clock, Lights
from tests.cases.conftest import at

THRESHOLDS = Lights(amber_share="0.2", amber_at_least="1 day")
INSTANT = datetime.timedelta(microseconds=1)


def clock(term: str) -> Clock:
    return Clock.model_validate(
        {
            "id": "solve",
            "label": "办理",
            "limit": {"term": term},
            "starts": ["lodge"],
            "stops": ["done"],
            "escalation": [{"after": "3 days", "to": "office", "label": "满三天"}],
            "basis": {"document": "示例", "verified": False},
        }
    )


def running(start: str, term: str) -> Running:
    moment = at(start)
    read = Term.parse(term)
    found = due(
        start=moment if read.is_timed else moment.date(),
        term=read,
        calendar=timing().calendar,
        hours=timing().hours if read.is_timed else None,
    )
    return Running(
        "solve",
        "solve",
        "办理",
        moment,
        term=str(read),
        due_on=found.due_on,
        due_at=found.due_at or end_of(found.due_on),
    )


@pytest.mark.parametrize(
    ("start", "term", "amber", "red"),
    [
        # a fifth of seven days is 1.4 days before the end of the 11th
        ("2024-03-04 09:00", "7 days", "2024-03-10 14:24", "2024-03-12 00:00"),
        # one day is more than a fifth of three
        ("2024-03-04 09:00", "3 days", "2024-03-07 00:00", "2024-03-08 00:00"),
        # moved over Qingming to Sunday 2024-04-07, which is worked: 34 days, of which a fifth are 6.8
        ("2024-03-04 09:00", "1 month", "2024-04-01 04:48", "2024-04-08 00:00"),
        # the same day: amber from the start
        ("2024-03-04 09:00", "same day", "2024-03-04 09:00", "2024-03-05 00:00"),
        # ten working days: the last two, over the make-up Sunday 2024-04-28 and the holidays of May
        ("2024-04-19 09:00", "10 working days", "2024-05-06 00:00", "2024-05-08 00:00"),
        # four working days: one, as a fifth is less
        ("2024-03-04 09:00", "4 working days", "2024-03-08 00:00", "2024-03-09 00:00"),
    ],
)
def test_light_turns_exactly_at_its_moment(start: str, term: str, amber: str, red: str) -> None:
    one, declared = running(start, term), clock(term)

    def light(moment: datetime.datetime) -> str:
        return lights.light_at(one, declared, THRESHOLDS, moment, timing())

    if amber != start:
        assert light(at(amber) - INSTANT) == "green"
    assert light(at(amber)) == "amber"
    assert light(at(red) - INSTANT) == "amber"
    assert light(at(red)) == "red"
    turns = {shown: moment for moment, shown in lights.changes(one, declared, THRESHOLDS, timing())}
    assert (turns["amber"], turns["red"]) == (at(amber), at(red))


def test_warning_of_a_limit_of_years_is_capped() -> None:
    capped = Lights(amber_share="0.2", amber_at_least="1 day", amber_at_most="30 days")
    one = Running(
        "zero",
        "zero",
        "清零",
        at("2022-03-10 09:00"),
        due_on=datetime.date(2025, 12, 31),
        due_at=end_of(datetime.date(2025, 12, 31)),
    )
    assert lights.amber_at(one, capped, timing()) == at("2025-12-02 00:00")
    assert lights.amber_at(one, THRESHOLDS, timing()) < at("2025-04-01 00:00")
    long = running("2024-03-04 09:00", "200 working days")
    assert long.due_on is not None
    first = lights.amber_at(long, capped, timing()).date()
    days = [first + datetime.timedelta(days=offset) for offset in range((long.due_on - first).days + 1)]
    assert sum(timing().calendar.is_working(day) for day in days) == 30


def test_hours_turn_at_the_moment_itself() -> None:
    thresholds = Lights(amber_share="0.5", amber_at_least="1 hour")
    one = running("2024-03-04 09:00", "24 hours")
    declared = clock("24 hours")
    assert lights.light_at(one, declared, thresholds, at("2024-03-05 09:00"), timing()) == "amber"
    assert lights.light_at(one, declared, thresholds, at("2024-03-05 09:00") + INSTANT, timing()) == "red"


def test_no_limit_set_is_red_not_green() -> None:
    one = Running("solve", "solve", "办理", at("2024-03-04 09:00"))
    declared = clock("7 days").model_copy(update={"limit": None})
    assert lights.light_at(one, declared, THRESHOLDS, at("2024-03-04 09:00"), timing()) == "red"
    (occasion,) = lights.occasions(one, declared, THRESHOLDS, timing())
    assert occasion.label == "未设时限"
    assert lights.of_case([(one, "red")], is_closed=False) == "red"
    assert lights.of_case([], is_closed=False) == "red"
    assert lights.of_case([], is_closed=True) == "done"


def test_waiting_paused_and_stopped() -> None:
    one, declared = running("2024-03-04 09:00", "7 days"), clock("7 days")
    assert lights.light_at(one, declared, THRESHOLDS, at("2024-03-03 09:00"), timing()) == "waiting"
    paused = Running(**(vars(one) | {"paused_at": at("2024-03-05 09:00"), "pauses": ()}))
    assert lights.light_at(paused, declared, THRESHOLDS, at("2025-01-01 09:00"), timing()) == "green"
    assert not list(lights.occasions(paused, declared, THRESHOLDS, timing()))
    stopped = Running(**(vars(one) | {"stopped_at": at("2024-03-05 09:00")}))
    assert lights.light_at(stopped, declared, THRESHOLDS, at("2025-01-01 09:00"), timing()) == "done"
    assert lights.next_moment(stopped, declared, THRESHOLDS, [], at("2024-03-06 09:00"), timing()) is None


def test_occasions_lie_in_working_hours_and_climb() -> None:
    found = list(lights.occasions(running("2024-09-24 09:00", "7 days"), clock("7 days"), THRESHOLDS, timing()))
    assert [one.name for one in found] == ["amber", "red", "step-1"]
    # due on 2024-10-01, a holiday: moved to the 8th; three days later is the 11th, told on Saturday 12th, a make-up day
    assert found[1].at.date() == datetime.date(2024, 10, 9)
    assert found[2].at.date() == datetime.date(2024, 10, 12)
    assert all(lights.is_open(one.at, timing()) for one in found)
