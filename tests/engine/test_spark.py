"""The third evaluator: Spark gives what Polars and plain Python give, a million random verdicts long."""

import datetime
import shutil

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from beizeng.base.engine import spark
from beizeng.base.engine.columns import dtype
from beizeng.base.engine.judge import by_columns
from beizeng.base.engine.kinds import type_of
from beizeng.spec.errors import BadInput
from tests.engine.grammar import AMOUNT, CONDITION, Pair
from tests.engine.test_evaluators import COLUMNS, random_rows
from tests.engine.vocabulary import FACTS, amount, condition

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    # what Spark itself says of the newest pandas and of its gateway's sockets
    pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::ResourceWarning"),
]
ROWS = random_rows(10_000)
FRAME = pl.DataFrame(ROWS, schema={name: dtype(type_of(FACTS[name])) for name in COLUMNS})


@settings(max_examples=1, phases=[Phase.generate])
@given(pairs=st.lists(CONDITION, min_size=100, max_size=100))
def test_a_million_random_verdicts_agree(pairs: list[Pair]) -> None:
    read = {f"c{place}": condition(pair.ours) for place, pair in enumerate(pairs)}
    nodes = {name: one.root for name, one in read.items()}
    ours, theirs = by_columns(FRAME, nodes), spark.compute(FRAME, nodes)
    assert ours.height * ours.width == 1_000_000
    for name, one in read.items():
        plain = [one.evaluate(row) for row in ROWS]  # type: ignore[arg-type]
        assert ours[name].to_list() == plain, one.text
        assert theirs[name].to_list() == plain, one.text


@settings(max_examples=1, phases=[Phase.generate])
@given(pairs=st.lists(AMOUNT, min_size=50, max_size=50))
def test_random_amounts_agree_to_the_fen(pairs: list[Pair]) -> None:
    read = {f"a{place}": amount(f"{pair.ours} + 0 * revenue") for place, pair in enumerate(pairs)}
    nodes = {name: one.root for name, one in read.items()}
    ours, theirs = by_columns(FRAME, nodes), spark.compute(FRAME, nodes)
    for name, one in read.items():
        assert theirs[name].to_list() == ours[name].to_list(), one.text


@pytest.mark.parametrize("text", ["trade = 'B''06'", r"starts_with(trade, '\C1')", "former = '制造业 「B」'"])
def test_words_arrive_in_spark_as_written(text: str) -> None:
    rows = [{"trade": word, "former": word} for word in ("B'06", r"\C1311", "制造业 「B」", None)]
    frame = pl.DataFrame(rows, schema={"trade": pl.String, "former": pl.String})
    one = condition(text)
    assert spark.compute(frame, {"x": one.root})["x"].to_list() == [one.evaluate(row) for row in rows]


@pytest.mark.parametrize("begun", ["1949-10-01", "2024-09-30", "2024-10-01", "2031-02-28"])
def test_days_before_and_after_the_judging_day(begun: str) -> None:
    day = datetime.date.fromisoformat(begun)
    frame = pl.DataFrame({"begun_on": [day, None]}, schema={"begun_on": pl.Date})
    for text in ("full_years(begun_on) >= -3", "full_months(begun_on) < 0", "days_since(begun_on) > 0"):
        one = condition(text)
        wanted = [one.evaluate({"begun_on": day}), None]
        assert spark.compute(frame, {"x": one.root})["x"].to_list() == wanted, text


def test_a_number_beyond_spark_is_refused_and_not_wrapped() -> None:
    wide = condition("staff * hires * staff * 120 > 1")
    with pytest.raises(BadInput, match="38 位"):
        spark.sql(wide.root)
