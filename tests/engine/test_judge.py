"""Judging a frame: each criterion once, two bits each, verdicts and amounts read from them."""

from dataclasses import astuple
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beizeng.base.engine.bounds import narrowed
from beizeng.base.engine.frames import digest
from beizeng.base.engine.judge import BLOCK, Counts, Reached, Rule, dtype, judge, tri
from beizeng.base.engine.kinds import type_of
from beizeng.spec.errors import BadInput
from tests.engine.grammar import AMOUNT, CONDITION, Pair
from tests.engine.test_evaluators import COLUMNS, VALUES
from tests.engine.vocabulary import FACTS, amount, condition

SCHEMA = {"code": pl.String(), **{name: dtype(type_of(FACTS[name])) for name in COLUMNS}}
FRAME = pl.DataFrame([{"code": f"{place:03}", **row} for place, row in enumerate(VALUES)], schema=SCHEMA)


def frame(**columns: list[object]) -> pl.DataFrame:
    rows = len(next(iter(columns.values())))
    schema = {"code": pl.String(), **{name: dtype(type_of(FACTS[name])) for name in columns}}
    return pl.DataFrame({"code": [f"e{n}" for n in range(rows)], **columns}, schema=schema)


def test_verdicts_counts_and_amounts() -> None:
    staff, new = condition("staff >= 10"), condition("is_new")
    rules = [
        Rule("both", (staff, new), amount("least(revenue, 5)")),
        Rule("one", (staff,), None),
        Rule("open", (staff, None), None),
    ]
    found = judge(frame(staff=[10, 9, None, 10], is_new=[True, None, True, None], revenue=[100, 1, None, 900]), rules)
    assert found.layout == {"both": (0, 1), "one": (0,), "open": (0, None)}
    assert found.counts == {"both": Counts(1, 1, 2), "one": Counts(2, 1, 1), "open": Counts(0, 1, 3)}
    first, second, third, last = found.entities(0, 10)
    assert first.reached == (
        Reached("both", "met", 100),
        Reached("one", "met", None),
        Reached("open", "unknown", None),
    )
    assert second.reached == ()
    assert third.reached[0] == Reached("both", "unknown", None)
    assert last.reached[0] == Reached("both", "unknown", 500)
    assert [tri(third.bits, place) for place in (0, 1, None)] == [None, True, None]


@settings(max_examples=40)
@given(pairs=st.lists(CONDITION, min_size=1, max_size=9))
def test_the_table_of_the_reached_holds_what_the_entities_hold(pairs: list[Pair]) -> None:
    criteria = tuple(condition(pair.ours) for pair in pairs)
    worth = amount("least(revenue, 5) + 0 * assets")
    rules = [Rule("all", criteria, worth), Rule("first", criteria[:1], None), Rule("open", (criteria[0], None), worth)]
    found = judge(FRAME, rules)
    by_row = []
    for row, entity in enumerate(found.entities(0, 1000)):
        for one in entity.reached:
            places = found.layout[one.rule]
            is_open = sum(1 << bit for bit, place in enumerate(places) if tri(entity.bits, place) is None)
            rule = [rule.id for rule in rules].index(one.rule)
            by_row.append((row, rule, one.outcome == "met", is_open, one.amount_fen))
    assert sorted(found.reached.rows(), key=str) == sorted(by_row, key=str)


def test_a_category_may_come_as_an_enumeration() -> None:
    rules = [Rule("firms", (condition("kind IN ('firm')"), condition("kind <> 'shop'")), None)]
    as_text = frame(kind=["firm", "shop", None])
    as_enum = as_text.with_columns(pl.col("kind").cast(pl.Enum(["shop", "firm"])))
    assert judge(as_enum, rules).counts == judge(as_text, rules).counts == {"firms": Counts(1, 1, 1)}
    with pytest.raises(BadInput, match="kind"):
        judge(as_text.with_columns(pl.col("kind").cast(pl.Enum(["shop", "firm", "other"]))), rules)


def test_more_criteria_than_bits_are_refused() -> None:
    with pytest.raises(BadInput, match="33 个条件"):
        _ = judge(FRAME, [Rule("long", tuple(condition("staff > 3") for _ in range(33)), None)]).reached


def test_entities_come_in_parts() -> None:
    found = judge(FRAME, [Rule("a", (condition("staff > 3"),), None)])
    assert [*found.entities(0, 7), *found.entities(7, 1000)] == [*found.entities(0, 1000)]


@settings(max_examples=40)
@given(pairs=st.lists(CONDITION, min_size=1, max_size=9))
def test_bits_are_what_each_criterion_says(pairs: list[Pair]) -> None:
    criteria = tuple(condition(pair.ours) for pair in pairs)
    found = judge(FRAME, [Rule("all", criteria, None)])
    for row, entity in zip(VALUES, found.entities(0, 1000), strict=True):
        each = [criterion.evaluate(row) for criterion in criteria]  # type: ignore[arg-type]
        assert [tri(entity.bits, place) for place in found.layout["all"]] == each
        verdict = False if False in each else None if None in each else True
        assert [one.outcome for one in entity.reached] == (
            [] if verdict is False else ["met" if verdict else "unknown"]
        )


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (frame(hires=[1]), "没有这一列"),
        (frame(staff=[1]).with_columns(pl.col("staff").cast(pl.Float64)), "类型"),
        (frame(staff=[10**12 + 1]), "超出"),
    ],
)
def test_frame_that_cannot_be_judged_is_refused(broken: pl.DataFrame, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        judge(broken, [Rule("a", (condition("staff > 3"),), None)])


def test_decimals_are_judged_exactly() -> None:
    scores = pl.Series("score", [Decimal("70"), Decimal("70.000001"), None], dtype=pl.Decimal(28, 6))
    found = judge(
        pl.DataFrame({"code": ["a", "b", "c"], "score": scores}), [Rule("a", (condition("score > 70"),), None)]
    )
    assert found.counts["a"] == Counts(1, 1, 1)


def test_digest_names_the_facts_that_count() -> None:
    other = FRAME.with_columns(pl.lit(1).alias("idle"))
    assert digest(FRAME, ("code", "staff")) == digest(other, ("code", "staff"))
    assert digest(FRAME, ("code", "staff")) != digest(
        FRAME.with_columns(staff=pl.lit(None, pl.Int64)), ("code", "staff")
    )


@settings(max_examples=40)
@given(pairs=st.lists(st.tuples(CONDITION, AMOUNT), min_size=1, max_size=9))
def test_narrow_columns_are_judged_as_wide_ones(pairs: list[tuple[Pair, Pair]]) -> None:
    rules = [
        Rule(str(place), (condition(one.ours),), amount(f"{worth.ours} + 0 * revenue"))
        for place, (one, worth) in enumerate(pairs)
    ]
    narrow = narrowed(FRAME)
    assert {narrow.schema["staff"], narrow.schema["revenue"]} == {pl.Int8(), pl.Int16()}
    assert judge(narrow, rules).reached.equals(judge(FRAME, rules).reached)


def test_rows_are_judged_alike_wherever_a_block_ends() -> None:
    rules = [Rule("a", (condition("staff > 3"), condition("is_new"), None), amount("least(revenue, 5)"))]
    many = pl.concat([FRAME] * (2 * BLOCK // FRAME.height + 1))
    found, few = judge(many, rules), judge(FRAME, rules)
    repeats = many.height // FRAME.height
    assert found.counts["a"] == Counts(*(repeats * one for one in astuple(few.counts["a"])))
    assert found.reached.height == repeats * few.reached.height
    tail = [*found.entities(many.height - FRAME.height, FRAME.height)]
    assert tail == [*few.entities(0, FRAME.height)]


@settings(max_examples=40)
@given(pairs=st.lists(CONDITION, min_size=1, max_size=6))
def test_who_met_a_rule_and_who_is_one_short_of_it(pairs: list[Pair]) -> None:
    rule = Rule("all", (*(condition(pair.ours) for pair in pairs), None), None)
    set_alone = Rule("set", rule.criteria[:-1], None)
    found = judge(FRAME, [rule, set_alone])
    each = {
        one.code: [tri(one.bits, place) for place in found.layout["set"]] for one in found.entities(0, FRAME.height)
    }
    assert found.met("all") == []
    assert found.met("set") == [code for code, truths in each.items() if set(truths) == {True}]
    short = [code for code, truths in each.items() if truths.count(False) == 1 and None not in truths]
    assert found.one_short("all") == found.one_short("set") == short
