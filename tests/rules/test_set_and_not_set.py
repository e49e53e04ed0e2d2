"""How many policies, conditions and parameters a source gives, counted from the packs themselves."""

from beizeng.rules.book import book
from beizeng.rules.set_and_not_set import counts, rows
from beizeng.spec import load_shelf
from beizeng.spec.policy import Parameters, Policy
from tests.rules.conftest import DAY


def test_set_and_not_set_make_all() -> None:
    policies = load_shelf().all(Policy)
    names = {one.name for file in load_shelf().all(Parameters) for one in file.parameters}
    found = counts(book(DAY))["counts"]
    assert found["policies"]["all"] == len(policies)
    assert found["policies"]["not_set"] == sum(policy.amount.kind == "not set" for policy in policies)
    assert found["criteria"]["all"] == sum(len(policy.criteria) for policy in policies)
    assert found["parameters"]["all"] == len(names)
    for one in found.values():
        assert one["set"] + one["not_set"] == one["all"]


def test_a_parameter_that_has_run_out_is_not_set_on_the_day() -> None:
    shown = counts(book(DAY))["counts"]["parameters"]["not_set"]
    assert shown == 1, "graduate_startup_grant ended with 2023"


def test_every_policy_brings_examples_and_says_what_is_open() -> None:
    found = {row["id"]: row for row in rows(book(DAY))}
    assert all(row["examples"] for row in found.values())
    assert found["high_tech_qualification"]["criteria_not_set"] == 1
    assert found["above_size_industry"]["criteria_not_set"] == 0
