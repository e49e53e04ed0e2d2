"""The words of a clock: correction, step within the whole, first day, what is awaited, silence; each by replay."""

import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from beizeng.cases import lights
from beizeng.cases.clocks import Running
from beizeng.cases.machine import ASK, GRANT, Happening, situation
from beizeng.cases.shelf import timing
from beizeng.spec.case_kind import CaseKind
from tests.cases.conftest import at
from tests.cases.test_kinds import BASIS, KIND, LEAD


def clock(id_: str, term: str, **words: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "label": id_,
        "limit": {"term": term},
        "starts": ["lodge"],
        "stops": ["closed"],
        "basis": BASIS,
    } | words


def kind(*clocks: dict[str, Any]) -> CaseKind:
    """An application that may have to be corrected, several times."""
    actions = [
        {"id": "begin", "label": "受理", "from": ["opened"], "to": "working", "who": LEAD},
        {"id": "ask_more", "label": "要求补正", "from": ["working"], "to": "correcting", "who": LEAD},
        {"id": "correct", "label": "补正", "from": ["correcting"], "to": "working", "who": LEAD},
        {"id": "end", "label": "办结", "from": ["working"], "to": "closed", "who": LEAD},
        {"id": "consent", "label": "视为同意", "from": ["opened", "working"], "to": "closed", "who": []},
    ]
    states = [*KIND["states"], {"id": "correcting", "label": "补正中"}]
    at_end = {"at_end": "consent", "awaited": True}
    consenting = clock("silence", "20 days", **at_end)  # so that somebody may do 'consent'
    return CaseKind.model_validate(KIND | {"actions": actions, "states": states, "clocks": [*clocks, consenting]})


def run(declared: CaseKind, *steps: tuple[str, str] | tuple[str, str, dict[str, Any]]) -> dict[str, Running]:
    """The clocks after these steps: action, moment, fields."""
    happenings = [Happening(step[0], at(step[1]), "user:1", step[2] if len(step) > 2 else {}) for step in steps]
    return {running.key: running for running in situation(declared, happenings, timing()).clocks}


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


LODGED = ("lodge", "2024-03-04 09:00")
BEGUN = ("begin", "2024-03-04 10:00")


def test_a_correction_continues_or_begins_anew() -> None:
    declared = kind(
        clock("goes_on", "10 working days", pauses_in=["correcting"]),
        clock("anew", "10 working days", pauses_in=["correcting"], restarts=["correct"]),
    )
    before = run(declared, LODGED, BEGUN)
    assert before["goes_on"].due_on == before["anew"].due_on == day("2024-03-18")
    steps = [LODGED, BEGUN, ("ask_more", "2024-03-06 09:00"), ("correct", "2024-03-11 16:00")]
    once = run(declared, *steps)
    assert once["goes_on"].due_on == day("2024-03-21"), "Thursday, Friday and Monday stood still"
    assert (once["anew"].due_on, once["anew"].pauses) == (day("2024-03-25"), ())
    twice = run(declared, *steps, ("ask_more", "2024-03-12 09:00"), ("correct", "2024-03-14 09:00"))
    assert twice["goes_on"].due_on == day("2024-03-25")
    assert len(twice["goes_on"].pauses) == 2
    assert (twice["anew"].due_on, twice["anew"].starts_at) == (day("2024-03-28"), at("2024-03-14 09:00"))


def test_a_pause_of_an_extended_clock_is_measured_in_its_own_unit() -> None:
    asked, granted = ({"clock": key, "until_on": "2024-04-10"} for key in ("worked", "worked"))
    declared = kind(
        clock("worked", "10 working days", pauses_in=["correcting"]), clock("days", "10 days", pauses_in=["correcting"])
    )
    extended = [
        (ASK, "2024-03-05 09:00", asked),
        (GRANT, "2024-03-05 10:00", granted),
        (ASK, "2024-03-05 09:00", asked | {"clock": "days"}),
        (GRANT, "2024-03-05 10:00", asked | {"clock": "days"}),
    ]
    # over the holidays of Qingming (2024-04-04 to 06; the 7th is worked)
    pause = [("ask_more", "2024-04-03 09:00"), ("correct", "2024-04-07 09:00")]
    found = run(declared, LODGED, BEGUN, *extended, *pause)
    assert (found["worked"].extended_from, found["worked"].due_on) == (day("2024-03-18"), day("2024-04-11"))
    # four days later would be Sunday the 14th: rolled to Monday
    assert (found["days"].rolled_from, found["days"].due_on) == (day("2024-04-14"), day("2024-04-15"))


def test_a_step_ends_with_the_whole_at_the_latest_and_moves_with_it() -> None:
    step = clock("step", "15 working days", within="whole", starts=["begin"])
    declared = kind(clock("whole", "10 working days", pauses_in=["correcting"]), step)
    found = run(declared, LODGED, BEGUN)
    assert found["step"].due_at == found["whole"].due_at
    paused = run(declared, LODGED, BEGUN, ("ask_more", "2024-03-05 09:00"), ("correct", "2024-03-07 09:00"))
    assert paused["whole"].due_on == day("2024-03-20")
    assert paused["step"].due_on == day("2024-03-20")
    short = run(kind(clock("whole", "24 working days"), step | {"limit": {"term": "5 working days"}}), LODGED, BEGUN)
    assert (short["step"].due_on, short["whole"].due_on) == (day("2024-03-11"), day("2024-04-08"))


def test_a_step_is_red_while_the_whole_is_green() -> None:
    declared = kind(
        clock("whole", "24 working days"), clock("step", "3 working days", within="whole", starts=["begin"])
    )
    found = run(declared, LODGED, BEGUN)
    shown = {
        key: lights.light_at(found[key], declared.clock(key), declared.lights, at("2024-03-08 09:00"), timing())
        for key in ("whole", "step")
    }
    assert shown == {"whole": "green", "step": "red"}


def test_the_first_day_counts_where_the_kind_says_so() -> None:
    found = run(
        kind(clock("counted", "3 working days", count_first_day=True), clock("after", "3 working days")), LODGED
    )
    assert (found["counted"].due_on, found["after"].due_on) == (day("2024-03-06"), day("2024-03-07"))


def test_what_is_awaited_shows_no_warning_and_is_never_late() -> None:
    declared = kind()
    awaited = run(declared, LODGED)["silence"]
    told = list(lights.occasions(awaited, declared.clock("silence"), declared.lights, timing()))
    assert told == []
    light = lights.light_at(awaited, declared.clock("silence"), declared.lights, at("2024-03-25 12:00"), timing())
    assert light == "green"
    assert awaited.due_at is not None
    ended = run(declared, LODGED, ("consent", "2024-03-25 23:59", {"clock": "silence"}))["silence"]
    assert ended.outcome == "on_time"


def test_an_office_that_lets_its_time_run_out_in_silence_is_late() -> None:
    declared = kind(clock("answer", "5 working days", at_end="consent"))
    ended = run(declared, LODGED, ("consent", "2024-03-11 23:59", {"clock": "answer"}))["answer"]
    assert ended.outcome == "late"
    answered = run(declared, LODGED, BEGUN, ("end", "2024-03-11 16:00"))["answer"]
    assert answered.outcome == "on_time"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"within": "whole"}, "'within' names 'whole'"),
        ({"restarts": ["nothing"]}, "'restarts' names 'nothing'"),
        ({"at_end": "consent", "stops": ["end"]}, "must stop it"),
        ({"awaited": True}, "needs 'at_end'"),
    ],
)
def test_words_that_do_not_hold_together_are_refused(words: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        kind(clock("one", "5 days", **words))
