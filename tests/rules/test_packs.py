"""The shipped policies: each of their examples holds, their words resolve, every criterion has both sides shown."""

import datetime

import pytest

from beizeng.rules.book import Entry, book, read_book, vocabulary_of
from beizeng.rules.evaluate import evaluate
from beizeng.rules.examples import failures, mismatch, values
from beizeng.spec import Shelf, load_shelf
from beizeng.spec.people import Units
from beizeng.spec.policy import Example, Policy
from beizeng.spec.programme import Measures

SHELF = load_shelf()
POLICIES = SHELF.all(Policy)
FACTS = vocabulary_of(SHELF).facts
CASES = [(policy, example) for policy in POLICIES for example in policy.examples]


def _entry(policy: Policy, day: datetime.date) -> Entry:
    found = book(day).entry(policy.id)
    assert found is not None
    return found


@pytest.mark.parametrize(("policy", "example"), CASES, ids=[f"{p.id}-{e.label}" for p, e in CASES])
def test_example_holds(policy: Policy, example: Example) -> None:
    assert mismatch(_entry(policy, example.day), example, FACTS) == ""


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_examples_show_every_verdict_and_every_criterion(policy: Policy) -> None:
    judged = [evaluate(_entry(policy, example.day), values(example, FACTS), FACTS) for example in policy.examples]
    has_open = any(criterion.expression is None for criterion in policy.criteria)
    assert {one.verdict for one in judged} == {"not_met", "unknown"} | (set() if has_open else {"met"})
    for place, criterion in enumerate(policy.criteria):
        if criterion.expression is not None and criterion.id != "in_business":
            results = {one.reasons[place].result for one in judged}
            assert {"met"} < results, f"{policy.id}.{criterion.id}: show it met, and missed or unknown"


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_policy_reads_on_its_first_day_and_on_its_last(policy: Policy) -> None:
    for day in (policy.since, policy.until or datetime.date(2025, 12, 31)):
        assert _entry(policy, day).state == "in_force", _entry(policy, day).fault


def test_the_shelf_names_units_and_measures_that_there_are(shelf: Shelf) -> None:
    units = {unit.id for file in shelf.all(Units) for unit in file.units}
    measures = {measure.number for file in shelf.all(Measures) for measure in file.measures}
    entries = read_book(shelf, datetime.date(2024, 9, 30)).entries
    for entry in entries:
        assert entry.policy.unit in units
        assert entry.measures, f"{entry.policy.id} serves no measure"
        assert set(entry.measures) <= measures


def test_no_amount_is_shown_as_law_without_a_text_that_was_seen() -> None:
    assert {
        policy.id for policy in POLICIES if policy.amount.kind != "not set" and not policy.amount.basis.verified
    } == {"entry_above_size"}


def test_check_of_the_shelf_finds_nothing() -> None:
    assert failures(SHELF) == []
