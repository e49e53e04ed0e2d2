"""A typed snapshot of every entity for a given `on` and `known`: 30 facts from four kinds of feed.

    .venv/bin/python -m bench.snapshot [--rows 100000 1000000 10000000] [--rounds 3] [--merged 0]

Four feeds state every entity once (registration, tax, social insurance, statistics), four more correct a tenth of them,
one fact is stated by two kinds with a rule that decides. `--merged`: so many codes are read as others.
"""

import argparse
import datetime
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from beizeng.base.engine.tables import Precedence, Reading, Source, Tables
from beizeng.spec.facts import FactType
from bench import entities

_KINDS = ("registration", "tax", "insurance", "statistics")
_TYPES: tuple[FactType, ...] = ("money", "integer", "day", "yes_no", "category", "money", "integer", "text")
_SHARED = "listed"
ON = datetime.date(2024, 6, 1)
_FACTS = 30


def shapes() -> dict[str, dict[str, FactType]]:
    """Thirty facts over four kinds of feed; the first and the last kind state one of them both."""
    found: dict[str, dict[str, FactType]] = {kind: {} for kind in _KINDS}
    for number in range(_FACTS - 1):
        found[_KINDS[number % 4]][f"fact_{number}"] = _TYPES[number % len(_TYPES)]
    found[_KINDS[0]][_SHARED] = found[_KINDS[3]][_SHARED] = "yes_no"
    return found


def column(fact_type: FactType, count: int, dice: np.random.Generator) -> pl.Series:
    numbers = pl.Series(dice.integers(0, 5_000, count))
    if fact_type == "day":
        return numbers.cast(pl.Int32).cast(pl.Date)
    if fact_type == "yes_no":
        return numbers > 2_500
    if fact_type in ("category", "text"):
        return (numbers % 7).cast(pl.String)
    return numbers


def fill(tables: Tables, count: int) -> Reading:
    dice, codes, sources = np.random.default_rng(7), entities.codes(count), []
    for order, (kind, part) in enumerate([*((kind, 1) for kind in _KINDS), *((kind, 10) for kind in _KINDS)]):
        rows, key = codes.gather_every(part), f"{kind}{part}"
        for start in range(0, len(rows), 1_000_000):
            some = rows.slice(start, 1_000_000)
            facts = {name: column(fact_type, len(some), dice) for name, fact_type in shapes()[kind].items()}
            on = datetime.date(2024, 1 if part == 1 else 3, 1)
            number = pl.int_range(start + 2, start + 2 + len(some), eager=True)
            frame = pl.DataFrame({"code": some, "row": number, **facts}).with_columns(pl.lit(on).alias("on"))
            tables.append(kind, key, frame)
        sources.append(Source(key, kind, datetime.date(2024, 4, 1), order))
    return Reading(tuple(sources), (), (Precedence(_SHARED, (_KINDS[0],), datetime.date(2020, 1, 1)),))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--merged", type=int, default=0)
    asked = parser.parse_args()
    for rows in asked.rows:
        with tempfile.TemporaryDirectory(prefix="beizeng-bench-") as folder:
            tables = Tables(Path(folder), shapes())
            reading = fill(tables, rows)
            if asked.merged:
                codes = entities.codes(2 * asked.merged).to_list()
                pairs = tuple(zip(codes[1::2], codes[::2], strict=True))
                reading = Reading(reading.sources, pairs, reading.precedence)
            taken = []
            for _round in range(asked.rounds + 1):
                begun = time.perf_counter()
                frame = tables.snapshot(reading, on=ON)
                taken.append(time.perf_counter() - begun)
            assert frame.shape == (rows - asked.merged, _FACTS + 1)
            median = statistics.median(taken[1:])
            print(
                f"{rows:>11,} entities × {_FACTS} facts in {median:7.2f} s, {median / rows * 1e6:.1f} s per million",
                flush=True,
            )


if __name__ == "__main__":
    main()
