"""What one entity is told, what a policy reaches, and who may read it."""

import datetime
from pathlib import Path

import pytest

from beizeng.base.engine.judge import tri
from beizeng.base.people.actor import Actor
from beizeng.register import queries as register
from beizeng.register.wording import HIDDEN
from beizeng.rules import actions, queries
from beizeng.rules.book import book
from beizeng.rules.evaluate import Judged, evaluate
from beizeng.rules.models import EntityBits, Reach
from tests.rules.conftest import (
    AT,
    BARE,
    BY,
    CODES,
    CONVERTED,
    DAY,
    ENDED,
    FIRM,
    GRADUATE,
    IN_FORCE,
    NOT_SET,
    OPEN_CRITERIA,
    SHOP,
)

pytestmark = pytest.mark.django_db


def explained(code: str, viewer: Actor = BY) -> queries.Explained:
    found = queries.explain(code, on=DAY, known=DAY, viewer=viewer)
    assert found is not None
    return found


def of(code: str, policy: str, viewer: Actor = BY) -> Judged:
    return next(one for one in explained(code, viewer).judged if one.policy.id == policy)


def test_explain_names_every_policy_and_every_criterion(county: Path) -> None:
    found = explained(FIRM)
    on_shelf = {entry.policy.id for entry in book(DAY).entries}
    assert {one.policy.id for one in found.judged} | {one.policy.id for one in found.not_judged} == on_shelf
    assert [entry.policy.id for entry in found.not_judged] == ["graduate_first_startup_grant"]
    for one in found.judged:
        assert [reason.criterion for reason in one.reasons] == list(one.policy.criteria)
        assert all(reason.needed for reason in one.reasons)


def test_reason_shows_the_value_seen_and_the_value_needed(county: Path) -> None:
    loan = of(FIRM, "small_firm_startup_loan")
    hires = loan.reasons[-1]
    assert loan.verdict == "met"
    assert loan.amount_fen == 500_000_000
    assert hires.seen_in_words == "从业人员 20 人；近12个月新招用重点群体 2 人"
    assert "10%" in hires.needed
    assert str(hires.criterion.basis).startswith("广州市")
    ended = of(ENDED, "failed_graduate_insurance").reasons[2]
    assert ended.needed == "自注销或迁出日期起未满 24 个月"


def test_missing_fact_is_unknown_and_named(county: Path) -> None:
    loan = of(CONVERTED, "small_firm_startup_loan")
    assert loan.verdict == "unknown"
    assert {seen.label for reason in loan.open for seen in reason.missing} >= {"从业人员"}
    assert of(BARE, "personal_startup_loan").verdict == "unknown"


def test_amount_without_a_source_is_not_set(county: Path) -> None:
    insurance = of(ENDED, "failed_graduate_insurance")
    assert insurance.verdict == "met"
    assert not insurance.entry.is_amount_set
    assert insurance.amount_fen is None


def test_near_is_one_criterion_short(county: Path) -> None:
    grant = of(GRADUATE, "graduate_household_grant")
    assert grant.verdict == "met"
    loan = of(ENDED, "personal_startup_loan")
    assert loan.verdict == "not_met"
    assert not loan.is_near, "what is also unknown is not near"


def test_groups_hold_each_policy_once(county: Path) -> None:
    for code in CODES:
        found = explained(code)
        groups = [*found.owed, *found.near, *found.unknown, *found.not_met]
        assert sorted(one.policy.id for one in groups) == sorted(one.policy.id for one in found.judged)


def test_store_and_explanation_agree(county: Path) -> None:
    run = actions.run(day=DAY, by=BY, at=AT)
    for code in CODES:
        bits = bytes(EntityBits.objects.get(run=run, code=code).bits)
        reached = {row.policy: (row.outcome, row.amount_fen) for row in Reach.objects.filter(run=run, code=code)}
        for one in explained(code).judged:
            assert reached.get(one.policy.id, ("not_met", None)) == (one.verdict, one.amount_fen)
            truths = [tri(bits, place) for place in run.layout[one.policy.id]]
            words = {True: "met", False: "not_met", None: "unknown"}
            assert [words[truth] for truth in truths] == [
                "unknown" if reason.result == "not_set" else reason.result for reason in one.reasons
            ]


def test_personal_facts_count_but_are_hidden(county: Path) -> None:
    clerk = Actor("user:1", "示例人员", "经办人", reaches={"rules.read": "all", "register.read": "all"})
    group = of(SHOP, "personal_startup_loan", clerk).reasons[2]
    assert group.result == "met"
    assert [seen.shown for seen in group.seen] == [HIDDEN]
    assert HIDDEN not in of(SHOP, "personal_startup_loan").reasons[2].seen_in_words


def test_firm_reads_its_own_verdicts_alone(county: Path) -> None:
    firm = Actor(
        "user:2", "示例人员", "", reaches={"rules.read": "own", "register.read": "own"}, entity_codes=frozenset({FIRM})
    )
    assert explained(FIRM, firm).owed
    assert queries.explain(SHOP, on=DAY, known=DAY, viewer=firm) is None
    actions.run(day=DAY, by=BY, at=AT)
    reached = queries.entities_reached("six_taxes_two_fees", on=DAY, viewer=firm)
    assert [card.code for card in reached] == [FIRM]


def test_stranger_reads_nothing(county: Path) -> None:
    stranger = Actor("user:3", "示例人员", "")
    assert queries.explain(FIRM, on=DAY, known=DAY, viewer=stranger) is None
    assert not queries.entities_reached("personal_startup_loan", on=DAY, viewer=stranger).exists()


def test_entity_that_nobody_tells_of_is_none(county: Path) -> None:
    assert queries.explain("91140929MA0F0009XX", on=DAY, known=DAY, viewer=BY) is None


def test_what_was_not_known_by_the_day_is_not_used(county: Path) -> None:
    before = datetime.date(2023, 12, 31)
    assert queries.explain(FIRM, on=DAY, known=before, viewer=BY) is None


def test_entities_reached_carry_outcome_and_amount(county: Path) -> None:
    actions.run(day=DAY, by=BY, at=AT)
    rows = {row.code: (row.outcome, row.amount_fen) for row in queries.entities_reached(
        "personal_startup_loan", on=DAY, viewer=BY
    )}  # fmt: skip
    assert rows == {SHOP: ("met", 30_000_000), GRADUATE: ("met", 30_000_000), BARE: ("unknown", 30_000_000)}


def test_measures_know_their_policies(county: Path) -> None:
    assert queries.reached_by(31, on=DAY) is None
    served = [row.policy.id for row in queries.of_measure(23, on=DAY)]
    assert served[0] == "household_promotion_reward", "the county's own first"
    assert set(served[1:]) == {
        "entry_above_size", "above_size_industry", "above_size_cultivation", "specialised_sme_qualification",
    }  # fmt: skip
    actions.run(day=DAY, by=BY, at=AT)
    assert queries.reached_by(31, on=DAY) == 4
    assert queries.reached_by(1, on=DAY) is None
    assert queries.of_measure(31, on=DAY)[0].met is not None


def test_totals_say_what_is_not_set(county: Path) -> None:
    totals = queries.totals(day=DAY)
    expected = (len(IN_FORCE), 0, len(NOT_SET), len(OPEN_CRITERIA))
    assert (totals.policies, totals.met, totals.not_set, totals.open_criteria) == expected
    actions.run(day=DAY, by=BY, at=AT)
    totals = queries.totals(day=DAY)
    assert totals.met + totals.not_met + totals.unknown == len(IN_FORCE) * len(CODES)


def test_value_out_of_range_stops_with_a_reason(county: Path) -> None:
    values = {name: fact.value for name, fact in register.facts_of(FIRM, on=DAY, known=DAY).items()}
    entry = book(DAY).entry("small_low_profit")
    assert entry is not None
    with pytest.raises(ValueError, match="超出"):
        evaluate(entry, values | {"staff": 10**13}, book(DAY).vocabulary.facts)
