"""What the language means: each word with a worked example, a value on either side, and one with a fact missing."""

import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beizeng.base.engine.expressions import Expression
from beizeng.base.engine.judge import dtype
from beizeng.base.engine.kinds import type_of
from tests.engine.vocabulary import FACTS, amount, condition

D = datetime.date


def both(expression: Expression, values: dict[str, object]) -> object:
    """The value, which plain Python and Polars must agree on."""
    plain = expression.evaluate(values)  # type: ignore[arg-type]
    schema = {name: dtype(type_of(FACTS[name])) for name in expression.facts} or {"nothing": pl.Int8()}
    frame = pl.DataFrame({name: [values.get(name)] for name in schema}, schema=schema)
    assert frame.select(expression.column().alias("result"))["result"].to_list() == [plain]
    return plain


CONDITIONS = [
    # text, facts, result
    ("staff >= 10", {"staff": 10}, True),
    ("staff >= 10", {"staff": 9}, False),
    ("staff >= 10", {}, None),
    # money is fen inside, yuan in the text
    ("revenue >= 20000000", {"revenue": 2_000_000_000}, True),
    ("revenue >= 20000000", {"revenue": 1_999_999_999}, False),
    ("revenue > 0.005", {"revenue": 1}, True),
    # Kleene: one no is enough against unknown, one yes is enough for OR
    ("staff >= 10 AND is_new", {"staff": 9}, False),
    ("staff >= 10 AND is_new", {"staff": 10}, None),
    ("staff >= 10 OR is_new", {"is_new": True}, True),
    ("staff >= 10 OR is_new", {"is_new": False}, None),
    ("NOT is_bad", {"is_bad": False}, True),
    ("NOT is_bad", {}, None),
    ("is_bad = false", {"is_bad": True}, False),
    # IN, NOT IN, BETWEEN
    ("kind IN ('firm', 'shop')", {"kind": "shop"}, True),
    ("kind NOT IN ('firm')", {"kind": "shop"}, True),
    ("kind NOT IN ('firm')", {}, None),
    ("staff IN (1, 2.0)", {"staff": 2}, True),
    ("revenue IN (0.01, 3)", {"revenue": 1}, True),
    ("staff BETWEEN 5 AND 10", {"staff": 10}, True),
    ("staff BETWEEN 5 AND 10", {"staff": 11}, False),
    # decimals are exact
    ("score >= 0.1 + 0.2", {"score": 300_000}, True),
    ("score >= 70.000001", {"score": 70_000_000}, False),
    # text by code point, prefixes
    ("trade >= 'B' AND trade < 'E'", {"trade": "C1311"}, True),
    ("trade >= 'B' AND trade < 'E'", {"trade": "E4710"}, False),
    ("starts_with(trade, 'C13')", {"trade": "C1311"}, True),
    ("starts_with(trade, 'C13')", {"trade": "C1411"}, False),
    ("starts_with(trade, 'C13')", {}, None),
    # days
    ("begun_on < DATE '2022-01-01'", {"begun_on": D(2021, 12, 31)}, True),
    ("begun_on < :since", {"begun_on": D(2022, 1, 1)}, False),
    ("ended_on <= judging_day", {"ended_on": D(2024, 9, 30)}, True),
    ("year(begun_on) = year(judging_day) - 1", {"begun_on": D(2023, 1, 1)}, True),
    ("full_years(begun_on) >= 1", {"begun_on": D(2023, 9, 30)}, True),
    ("full_years(begun_on) >= 1", {"begun_on": D(2023, 10, 1)}, False),
    ("full_years(begun_on) >= 1", {}, None),
    ("full_months(begun_on) >= 24", {"begun_on": D(2022, 9, 30)}, True),
    ("full_months(begun_on) >= 24", {"begun_on": D(2022, 10, 1)}, False),
    ("days_since(begun_on) >= 365", {"begun_on": D(2023, 10, 1)}, True),
    ("days_since(begun_on) >= 365", {"begun_on": D(2023, 10, 2)}, False),
    # ratio never divides; zero or missing divisor is unknown; a negative one turns the comparison
    ("ratio(hires, staff) >= 0.1", {"hires": 1, "staff": 10}, True),
    ("ratio(hires, staff) >= 0.1", {"hires": 1, "staff": 11}, False),
    ("ratio(hires, staff) >= 0.1", {"hires": 1, "staff": 0}, None),
    ("ratio(hires, staff) >= 0.1", {"hires": 1}, None),
    ("ratio(revenue, assets) >= 0.5", {"revenue": -1, "assets": -2}, True),
    ("0.5 > ratio(revenue, assets)", {"revenue": -1, "assets": -2}, False),
    ("ratio(revenue, staff) > 5000", {"revenue": 500_001, "staff": 1}, True),
    ("ratio(revenue, assets) >= :share", {"revenue": 3, "assets": 100}, True),
    # CASE: unknown as soon as a fact in it is, never ELSE by default
    ("CASE WHEN is_new THEN staff > 1 ELSE staff > 5 END", {"is_new": False, "staff": 3}, False),
    ("CASE WHEN is_new THEN staff > 1 ELSE staff > 5 END", {"staff": 9}, None),
    # least and greatest are strict
    ("least(staff, hires) >= 2", {"staff": 2, "hires": 3}, True),
    ("least(staff, hires) >= 2", {"staff": 2}, None),
    ("greatest(staff, hires, 5) = 5", {"staff": 2, "hires": 3}, True),
    ("round_half_up(revenue * 0.5, 0) = 3", {"revenue": 500}, True),
]


@pytest.mark.parametrize(("text", "values", "result"), CONDITIONS)
def test_condition(text: str, values: dict[str, object], result: bool | None) -> None:
    assert both(condition(text), values) is result


AMOUNTS = [
    # text, facts, fen
    ("5000", {}, 500_000),
    (":cap", {}, 30_000_000),
    ("param.cap", {}, 30_000_000),
    ("least(revenue * 0.5, :cap)", {"revenue": 100}, 50),
    ("least(revenue * 0.5, :cap)", {"revenue": 10**10}, 30_000_000),
    ("least(revenue * 0.5, :cap)", {}, None),
    # half up on fen, also below zero
    ("revenue * 0.5", {"revenue": 1}, 1),
    ("revenue * 0.5", {"revenue": -1}, -1),
    ("revenue * 0.25", {"revenue": 1}, 0),
    ("round_half_up(revenue, -4)", {"revenue": 1_500_000}, 2_000_000),
    ("round_half_up(revenue, -4)", {"revenue": 1_499_999}, 1_000_000),
    ("round_half_up(1.5 * revenue, 6)", {"revenue": 300}, 450),
    ("round_half_up(revenue * 0.333333, 1)", {"revenue": 100}, 30),
    ("CASE WHEN is_new THEN 15000 ELSE 5000.5 END", {"is_new": False}, 500_050),
    ("CASE WHEN is_new THEN 15000 ELSE 5000.5 END", {}, None),
    ("CASE WHEN staff > 1 THEN revenue ELSE 1 END", {"staff": 1}, None),
    ("-revenue + assets", {"revenue": 3, "assets": 5}, 2),
    ("greatest(0, :cap - revenue)", {"revenue": 10**9}, 0),
    ("revenue * 0.123456 * 0.654321 * 1.111111", {"revenue": 10**16}, 897_553_836_644_607),
]


@pytest.mark.parametrize(("text", "values", "fen"), AMOUNTS)
def test_amount(text: str, values: dict[str, object], fen: int | None) -> None:
    assert both(amount(text), values) == fen


@pytest.mark.parametrize(
    ("begun", "on", "months"),
    [
        (D(2020, 2, 29), D(2021, 2, 27), 11),
        (D(2020, 2, 29), D(2021, 2, 28), 12),  # no 29th: the month's last day (民法典 202)
        (D(2024, 1, 31), D(2024, 2, 29), 1),
        (D(2024, 1, 31), D(2024, 4, 29), 2),
        (D(2024, 1, 31), D(2024, 4, 30), 3),
        (D(2024, 10, 1), D(2024, 9, 30), -1),
    ],
)
def test_full_months(begun: D, on: D, months: int) -> None:
    assert both(condition(f"full_months(begun_on) = {months}", on), {"begun_on": begun}) is True


def test_parameter_is_taken_on_the_judging_day() -> None:
    values = {"revenue": 4, "assets": 100}
    assert both(condition("ratio(revenue, assets) >= :share", D(2023, 6, 30)), values) is False
    assert both(condition("ratio(revenue, assets) >= :share", D(2023, 7, 1)), values) is True


def test_full_width_signs_are_read_as_plain_ones() -> None:
    assert condition("staff＞＝１０ AND （is_new）").root == condition("staff >= 10 AND (is_new)").root


def test_equal_meaning_is_one_tree() -> None:
    assert condition("staff>=10").root == condition("( staff  >= 10.0 )").root


@pytest.mark.parametrize("measure", ["full_years", "full_months", "days_since", "year"])
@given(
    days=st.lists(st.dates(), min_size=1, max_size=40),
    limit=st.integers(-130_000, 130_000) | st.integers(-5, 5) | st.integers(1_900, 2_100),
    operator=st.sampled_from(["=", "<>", "<", "<=", ">", ">="]),
    on=st.dates(datetime.date(1990, 1, 1), datetime.date(2060, 12, 31)),
)
@settings(max_examples=60)
def test_lengths_of_time_compare_as_days_do(
    measure: str, days: list[datetime.date], limit: int, operator: str, on: datetime.date
) -> None:
    one = condition(f"{measure}(begun_on) {operator} ({limit})", on)
    frame = pl.DataFrame({"begun_on": [*days, None]}, schema={"begun_on": pl.Date})
    plain = [one.evaluate({"begun_on": day}) for day in (*days, None)]
    assert frame.select(one.column().alias("x"))["x"].to_list() == plain
