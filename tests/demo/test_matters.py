"""The sample county shows every kind of case alive: begun, moved, late, answered, re-opened, closed."""

from collections import Counter
from pathlib import Path

import pytest

from beizeng.spec import Shelf
from beizeng.spec.case_kind import CaseKind
from tests.demo import site

pytestmark = pytest.mark.slow


def test_each_kind_is_there_in_several_states(county: Path, shelf: Shelf) -> None:
    matters = site.state(county)["matters"]
    assert {kind for kind, *_rest in matters} == {kind.id for kind in shelf.all(CaseKind)}
    states = Counter(kind for kind, _state, _light, _is_sample in set(map(tuple, matters)))
    assert {kind for kind, count in states.items() if count < 2} == set()
    assert all(is_sample for *_rest, is_sample in matters)


def test_some_are_late_some_wait_for_an_answer_some_came_back(county: Path) -> None:
    matters = [tuple(matter) for matter in site.state(county)["matters"]]
    states = {(kind, state, light) for kind, state, light, _is_sample in matters}
    assert ("12345-enterprise", "underway", "red") in states
    assert ("12345-enterprise", "answered", "amber") in states
    assert ("12345-enterprise", "closed", "done") in states
    assert ("13710-item", "underway", "red") in states
    assert ("13710-item", "clearing", "green") in states
    assert ("registration-open", "supplement", "green") in states
    assert ("deregistration-household", "received", "red") in states
    assert ("zone-project", "permitting", "red") in states


def test_a_step_is_red_while_the_whole_is_green(county: Path) -> None:
    clocks = {(subject, key): light for subject, key, _due, _stopped, light in site.state(county)["clocks"]}
    assert clocks["project:区-2024-0002", "planning"] == "red"
    assert clocks["project:区-2024-0002", "whole"] == "green"
