"""Codes of GB 32100 checked column by column, beside python-stdnum one by one.

    .venv/bin/python -m bench.code_check [--rows 100000 1000000] [--rounds 3]

Ours is the whole of what loading does to a column of codes: both check characters, charset, length, with the place and
the kind of what is doubtful. One code in a hundred is spoilt.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import polars as pl
from stdnum.cn import uscc

from beizeng.register.code_columns import clean_codes
from bench import entities


def seconds(work: Callable[[], int], rounds: int) -> tuple[float, int]:
    found = work()  # warm-up
    taken = []
    for _round in range(rounds):
        begun = time.perf_counter()
        found = work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken), found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    for rows in asked.rows:
        spoil = pl.when(pl.int_range(pl.len()) % 100 == 0).then(pl.col("code").str.slice(0, 17) + "_")
        codes = entities.codes(rows).to_frame().select(spoil.otherwise(pl.col("code")).alias("code"))
        ours, found = seconds(
            lambda codes=codes: int(codes.select(clean_codes(pl.col("code"))).sum().item()), asked.rounds
        )
        some = codes["code"].head(min(rows, 100_000)).to_list()
        theirs, theirs_found = seconds(lambda some=some: sum(map(uscc.is_valid, some)), asked.rounds)
        per_code = theirs / len(some) / (ours / rows)
        assert found / rows == theirs_found / len(some)
        each = theirs / len(some) * 1e6
        print(f"{rows:>11,} codes in {ours:7.3f} s; python-stdnum {each:.2f} µs each: {per_code:.0f} ×", flush=True)


if __name__ == "__main__":
    main()
