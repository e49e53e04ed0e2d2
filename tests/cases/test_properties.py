"""Whatever people do in whatever order: a case can always be closed, and the stored state is what the events say."""

import datetime
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beizeng.cases import machine
from beizeng.cases.machine import Happening
from beizeng.cases.shelf import kinds, timing
from beizeng.spec.case_form import FormField
from beizeng.spec.case_kind import Action, CaseKind
from tests.cases.conftest import at

START = at("2024-03-04 09:00")


def filled(fields: tuple[FormField, ...], now: machine.Situation | None, dice: random.Random) -> dict[str, object]:
    values: dict[str, object] = {}
    for field in fields:
        if field.type == "day":
            values[field.name] = "2025-12-31"
        elif field.type == "choice":
            values[field.name] = dice.choice(list(field.values))
        elif field.type == "nodes":
            values[field.name] = [{"on": "2024-06-30", "title": "一"}, {"on": "2024-09-30", "title": "二"}]
        elif field.type == "clock":
            open_ones = [r.key for r in now.clocks if r.is_open and r.clock == field.clock] if now else []
            values[field.name] = dice.choice(open_ones or ["none"])
        else:
            values[field.name] = "好"
    return values


def played(kind: CaseKind, dice: random.Random, steps: int) -> list[Happening]:
    """A random sequence of legal moves by two people."""
    done = [Happening("lodge", START, "office", filled(kind.lodge.fields, None, dice))]
    moment = START
    for _ in range(steps):
        now = machine.situation(kind, done, timing())
        legal = [action for action in kind.actions if now.state in action.origins]
        if not legal:
            break
        move: Action = dice.choice(legal)
        moment += datetime.timedelta(hours=dice.randint(1, 2000))
        done.append(Happening(move.id, moment, dice.choice("ab"), filled(move.fields, now, dice)))
    return done


@pytest.mark.parametrize("kind_id", ["13710-measure", "13710-item"])
@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), steps=st.integers(0, 8))
def test_case_can_always_be_closed_and_nothing_runs_on(kind_id: str, seed: int, steps: int) -> None:
    kind, dice = kinds()[kind_id], random.Random(seed)
    done = played(kind, dice, steps)
    for _ in range(len(kind.states) + 1):
        now = machine.situation(kind, done, timing())
        if now.closed_at is not None:
            break
        # the shortest way on: towards the states declared later
        order = [state.id for state in kind.states]
        onward = max(
            (action for action in kind.actions if now.state in action.origins),
            key=lambda action: order.index(action.to or now.state),
        )
        done.append(Happening(onward.id, done[-1].at, "c", filled(onward.fields, now, dice)))
    assert now.closed_at is not None
    assert all(running.outcome for running in now.clocks)
    assert not any(running.is_open or running.paused_at for running in now.clocks)
    keys = [running.key for running in now.clocks]
    assert len(keys) == len(set(keys))


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), steps=st.integers(1, 8))
def test_pause_never_shortens_and_due_days_are_worked(seed: int, steps: int) -> None:
    kind, dice = kinds()["13710-item"], random.Random(seed)
    done = played(kind, dice, steps)
    before: dict[str, datetime.date] = {}
    for count in range(1, len(done) + 1):
        now = machine.situation(kind, done[:count], timing())
        for running in now.clocks:
            assert running.due_on is not None
            assert timing().calendar.is_working(running.due_on)
            assert running.due_on >= before.get(running.key, running.due_on)
            before[running.key] = running.due_on
