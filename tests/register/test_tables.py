"""The facts store against a plain reading of its rule: the last statement by on, known, feed and row counts."""

import datetime
import subprocess
import sys
import uuid
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from beizeng.base.engine.tables import Reading, Source, Tables

SHAPES = {
    "registration": {"name": "text", "staff": "integer"},
    "tax": {"revenue": "money", "staff": "integer"},
}
START = datetime.date(2024, 1, 1)
days = st.integers(0, 5).map(lambda n: START + datetime.timedelta(days=n))
rows = st.lists(
    st.tuples(st.sampled_from("abc"), days, st.none() | st.integers(0, 9), st.none() | st.integers(0, 9)),
    min_size=1,
    max_size=5,
)
feeds = st.lists(st.tuples(st.sampled_from(sorted(SHAPES)), days, rows), min_size=1, max_size=4)


def fill(tables: Tables, made: list) -> list[Source]:
    """Append the feeds in their order; the other column of a registration feed is a text."""
    sources = []
    for order, (kind, known_on, lines) in enumerate(made):
        other = "name" if kind == "registration" else "revenue"
        frame = pl.DataFrame(
            [
                (code, on, row, None if a is None else str(a) if other == "name" else a, b)
                for row, (code, on, a, b) in enumerate(lines)
            ],
            schema={
                "code": pl.String,
                "on": pl.Date,
                "row": pl.Int64,
                other: pl.String if other == "name" else pl.Int64,
                "staff": pl.Int64,
            },
            orient="row",
        )
        key = uuid.uuid4().hex
        tables.append(kind, key, frame)
        sources.append(Source(key, kind, known_on, order))
    return sources


def expected(made: list, on: datetime.date, known: datetime.date) -> dict[str, dict[str, object]]:
    statements = []
    seen: dict[str, dict[str, object]] = {}
    for order, (kind, known_on, lines) in enumerate(made):
        for row, (code, since, a, b) in enumerate(lines):
            if known_on <= known and since <= on:
                seen.setdefault(code, {"name": None, "staff": None, "revenue": None})
                other = ("name", None if a is None else str(a)) if kind == "registration" else ("revenue", a)
                statements += [
                    ((since, known_on, order, row), code, *other),
                    ((since, known_on, order, row), code, "staff", b),
                ]
    for _, code, fact, value in sorted(statements, key=lambda statement: statement[0]):
        if value is not None:
            seen[code][fact] = value
    return seen


@settings(max_examples=12)
@given(feeds, days, days)
def test_a_snapshot_is_the_last_statement_of_each_fact(
    tmp_path_factory: object, made: list, on: datetime.date, known: datetime.date
) -> None:
    tables = Tables(tmp_path_factory.mktemp("tables"), SHAPES)  # type: ignore[attr-defined]
    reading = Reading(tuple(source for source in fill(tables, made) if source.known_on <= known))
    found = tables.snapshot(reading, on=on)
    assert {row.pop("code"): row for row in found.iter_rows(named=True)} == expected(made, on, known)
    assert found.schema["revenue"] == pl.Int64
    assert found["code"].is_sorted()
    only = tables.snapshot(reading, on=on, codes=["a"])
    assert only.equals(found.filter(pl.col("code") == "a"))


def test_what_is_not_named_is_not_read(tmp_path: Path) -> None:
    tables = Tables(tmp_path, SHAPES)
    made = [("tax", START, [("a", START, 1, None)]), ("tax", START, [("b", START, 2, None)])]
    first, second = fill(tables, made)
    assert tables.snapshot(Reading((first,)), on=START)["code"].to_list() == ["a"]
    assert tables.codes("tax", second.key) == ["b"]
    assert tables.snapshot(Reading(()), on=START).is_empty()
    tables.drop("tax", frozenset({first.key}))
    assert tables.keys("tax") == {second.key}
    assert tables.snapshot(Reading((first, second)), on=START)["code"].to_list() == ["b"]


def test_a_fact_that_a_pack_declares_later_is_unknown_in_older_rows(tmp_path: Path) -> None:
    [old] = fill(Tables(tmp_path, SHAPES), [("tax", START, [("a", START, 1, None)])])
    wider = Tables(tmp_path, {"tax": {**SHAPES["tax"], "is_new": "yes_no"}})
    assert wider.snapshot(Reading((old,)), on=START)["is_new"].to_list() == [None]
    wider.append("tax", "k", pl.DataFrame({"code": ["a"], "on": [START], "row": [1], "is_new": [True]}))
    both = wider.snapshot(Reading((old, Source("k", "tax", START, 9))), on=START)
    assert both.select("revenue", "is_new").row(0) == (1, True)


def test_a_leased_key_is_left_alone_until_its_process_ends(tmp_path: Path) -> None:
    tables = Tables(tmp_path, SHAPES)
    [source] = fill(tables, [("tax", START, [("a", START, 1, None)])])
    with tables.lease(source.key):
        program = (
            "import sys; from pathlib import Path; from beizeng.base.engine.tables import Tables\n"
            "print(Tables(Path(sys.argv[1]), {'tax': {'revenue': 'money'}}).unleased()['tax'])"
        )
        seen = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True
        )
        assert seen.stdout.strip() == "frozenset()"
    assert tables.unleased()["tax"] == {source.key}
