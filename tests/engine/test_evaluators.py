"""One meaning: Polars, plain Python and, as an independent oracle, DuckDB's SQL agree on random expressions."""

import datetime
import random
from collections.abc import Iterator

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beizeng.base.engine.judge import dtype
from beizeng.base.engine.kinds import type_of
from tests.engine.grammar import AMOUNT, CONDITION, Pair
from tests.engine.vocabulary import FACTS, amount, condition

pytestmark = pytest.mark.thorough

ROWS = 60
COLUMNS = ("staff", "hires", "revenue", "assets", "begun_on", "trade", "kind", "is_new", "is_bad")


def random_rows(number: int) -> list[dict[str, object]]:
    """Invented entities; about one value in seven is missing."""
    chance = random.Random(20240930)
    draw = {
        "staff": lambda: chance.randint(-2, 12),
        "hires": lambda: chance.randint(-2, 12),
        "revenue": lambda: chance.randint(-500, 20_000),
        "assets": lambda: chance.choice([0, 1, -100, 2_000, 15_000]),
        "begun_on": lambda: datetime.date(2021, 1, 1) + datetime.timedelta(days=chance.randint(0, 1400)),
        "trade": lambda: chance.choice(["B06", "C1311", "C13", "E4710"]),
        "kind": lambda: chance.choice(["firm", "shop"]),
        "is_new": lambda: chance.random() < 0.5,
        "is_bad": lambda: chance.random() < 0.5,
    }
    return [{name: None if chance.random() < 0.15 else draw[name]() for name in COLUMNS} for _ in range(number)]


VALUES = random_rows(ROWS)
FRAME = pl.DataFrame(VALUES, schema={name: dtype(type_of(FACTS[name])) for name in COLUMNS})


@pytest.fixture(scope="module")
def oracle() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE t (place INT, staff INT, hires INT, revenue DECIMAL(12, 2), assets DECIMAL(12, 2), "
            "begun_on DATE, trade VARCHAR, kind VARCHAR, is_new BOOLEAN, is_bad BOOLEAN)"
        )
        for place, row in enumerate(VALUES):
            money = {name: row[name] / 100 if row[name] is not None else None for name in ("revenue", "assets")}  # type: ignore[operator]
            connection.execute(f"INSERT INTO t VALUES ({', '.join('?' * 10)})", [place, *(row | money).values()])
        yield connection


@settings(max_examples=250)
@given(pair=CONDITION)
def test_condition_means_the_same_everywhere(oracle: duckdb.DuckDBPyConnection, pair: Pair) -> None:
    expression = condition(pair.ours)
    plain = [expression.evaluate(row) for row in VALUES]  # type: ignore[arg-type]
    assert FRAME.select(expression.column().alias("x"))["x"].to_list() == plain
    assert [row[0] for row in oracle.execute(f"SELECT {pair.duck} FROM t ORDER BY place").fetchall()] == plain


@settings(max_examples=150)
@given(pair=AMOUNT)
def test_amount_means_the_same_everywhere(oracle: duckdb.DuckDBPyConnection, pair: Pair) -> None:
    expression = amount(f"{pair.ours} + 0 * revenue")
    plain = [expression.evaluate(row) for row in VALUES]  # type: ignore[arg-type]
    assert FRAME.select(expression.column().cast(pl.Int64).alias("x"))["x"].to_list() == plain
    fen = f"SELECT CAST(round(({pair.duck}) + 0 * revenue, 2) * 100 AS BIGINT) FROM t ORDER BY place"
    assert [row[0] for row in oracle.execute(fen).fetchall()] == plain


@settings(max_examples=150)
@given(pair=CONDITION, row=st.integers(0, ROWS - 1), other=st.integers(0, ROWS - 1))
def test_learning_a_missing_fact_never_turns_a_known_verdict(pair: Pair, row: int, other: int) -> None:
    expression = condition(pair.ours)
    known = expression.evaluate(VALUES[row])  # type: ignore[arg-type]
    learned = {name: VALUES[other][name] if value is None else value for name, value in VALUES[row].items()}
    if known is not None:
        assert expression.evaluate(learned) == known  # type: ignore[arg-type]


@settings(max_examples=100)
@given(pair=AMOUNT, row=st.integers(0, ROWS - 1))
def test_amount_is_known_exactly_when_its_facts_are(pair: Pair, row: int) -> None:
    expression = amount(pair.ours)
    complete = all(VALUES[row][name] is not None for name in expression.facts)
    assert (expression.evaluate(VALUES[row]) is not None) == complete  # type: ignore[arg-type]
