"""The packs' definitions: every target is measured, no number is invented, households are marked."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from beizeng.base.engine.expressions import read_condition
from beizeng.indicators.catalogue import catalogue, defined, read_catalogue
from beizeng.indicators.counting import conditions
from beizeng.plan.shelf import office_of
from beizeng.rules.book import vocabulary_of
from beizeng.spec import Shelf
from beizeng.spec.errors import BadInput
from beizeng.spec.indicator import Indicator
from beizeng.spec.loading import Item
from beizeng.spec.people import Units
from beizeng.spec.programme import Programme, Target

SINCE = datetime.date(2022, 11, 1)
PLAIN = {
    "id": "a", "target": "p1-1", "label": "甲", "unit": "户", "aggregation": "stock", "how": {"count": "is_above_size"},
    "baseline": "missing", "path": "straight", "holds_households": False, "basis": {"document": "甲", "verified": True},
}  # fmt: skip


def targets(shelf: Shelf) -> dict[str, Target]:
    programme = shelf.all(Programme)[0]
    return {one.id: one for one in (*programme.goals, *(t for p in programme.projects for t in p.indicators))}


def test_the_26_and_the_two_goals_each_have_one(shelf: Shelf) -> None:
    assert len(catalogue()) == 28
    assert {one.target.id for one in catalogue().values()} == set(targets(shelf))
    assert list(catalogue())[:3] == ["goal-1", "goal-2", "p1-1"]


def test_a_baseline_is_the_plans_or_measured_or_missing(shelf: Shelf) -> None:
    for one in catalogue().values():
        said, planned = one.definition.baseline, one.target.baseline
        if planned is not None:
            assert said is not None
            assert said.value == Decimal(str(planned)), one.id
        elif said is not None and not said.is_measured:
            assert (one.definition.aggregation, said.value) == ("flow", 0), one.id
        if one.definition.how.is_reported:
            assert said is None, one.id
    assert defined("goal-2").definition.baseline.is_measured  # type: ignore[union-attr]


def test_commerce_steps_are_the_plans_targets(shelf: Shelf) -> None:
    wanted = [
        (one.deadline, one.target) for key, one in targets(shelf).items() if key in {f"p7-{n}" for n in range(1, 6)}
    ]
    for number in range(1, 6):
        steps = defined(f"p7-{number}").definition.steps
        assert [(step.day, step.value) for step in steps[1:]] == wanted


def test_counts_that_hold_households_are_barred_from_the_day_on() -> None:
    holding = {key for key, one in catalogue().items() if one.definition.holds_households}
    assert {"goal-1", "goal-2", "p4-1", "p7-1", "p7-5"} <= holding
    assert {"p1-1", "p2-1", "p6-1", "p8-1"}.isdisjoint(holding)
    one = defined("p4-1")
    assert one.barred(SINCE - datetime.timedelta(days=1)) is None
    limit = one.barred(SINCE)
    assert limit is not None
    assert (limit.basis.document, limit.basis.article, limit.basis.verified) == (
        "促进个体工商户发展条例",
        "第三十二条",
        True,
    )
    assert defined("p1-1").barred(SINCE) is None


def test_what_no_document_gives_is_marked() -> None:
    for one in catalogue().values():
        assert not one.lights.basis.verified
        assert not one.judging.doubtful_basis.verified


def test_every_condition_can_be_read(shelf: Shelf) -> None:
    vocabulary = vocabulary_of(shelf)
    for one in catalogue().values():
        for text in conditions(one).values():
            assert read_condition(text, vocabulary, on=SINCE).facts


def test_an_unknown_id_names_the_nearest() -> None:
    with pytest.raises(BadInput) as caught:
        defined("p1-2")
    assert "p1-1" in caught.value.write
    with pytest.raises(BadInput) as caught:
        defined("gaol-1")
    assert "goal-1" in caught.value.write


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"how": {}}, "exactly one"),
        ({"how": {"count": "is_above_size", "index": "is_above_size"}}, "exactly one"),
        ({"how": {"share": {"part": "a", "whole": "b"}}}, "gives a share"),
        ({"path": "steps"}, "lists its 'steps'"),
        ({"aggregation": "index", "how": {"index": "is_above_size"}}, "write that as baseline"),
        ({"lights": {"green": 0.5, "amber": 0.8, "basis": PLAIN["basis"]}}, "not above 'green'"),
    ],
)
def test_a_definition_that_contradicts_itself_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Indicator.model_validate(PLAIN | change)


def test_the_office_is_that_of_the_nearest_place(shelf: Shelf, tmp_path: Path) -> None:
    wide = Units(kind="units", leading_group_office="province", units=())
    item = Item("shanxi", "people", "units", tmp_path, wide)
    both = Shelf(shelf.root, (item, *shelf.items), "x")
    assert read_catalogue(both)["goal-1"].units == (office_of(both),) == ("fagai",)
