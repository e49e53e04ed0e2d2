"""The whole register by fifty policies: ours beside DuckDB's SQL and OpenFisca, same rules, rows and run.

    .venv/bin/python -m bench.judge_register [--rows 100000 1000000 10000000] [--rounds 3]
        [--engines bare ours duckdb openfisca spark]

Asked of each: counts per policy, and every pair that is met or unknown with its amount and the criteria left open.
OpenFisca (`pip install openfisca-core`, one variable a criterion, as its explanations need) is asked twice: as it comes
(`openfisca`: it knows no unknown, so counts and amounts of those who met alone, missing read as 0 or no), and for the
same answer (`openfisca3`: a second variable a fact and a criterion says whether it is known). Each engine holds the
register as suits it best: ours narrowed (`bounds.narrowed`), DuckDB in its own file, OpenFisca as arrays; making these
is not timed. Shown are medians after a warm-up, and ratios of ours within the run.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from beizeng.base.engine import spark
from beizeng.base.engine.bounds import narrowed
from beizeng.base.engine.judge import judge
from bench import judge_rules
from bench.judge_rules import BenchPolicy, Said

Counts = list[tuple[int, int]]
Answer = Callable[[], Counts]


def ours(frame: pl.DataFrame, wanted: list[BenchPolicy]) -> Answer:
    rules, frame = judge_rules.rules(wanted), narrowed(frame)

    def answer() -> Counts:
        judgement = judge(frame, rules)
        assert judgement.reached.height == sum(one.met + one.unknown for one in judgement.counts.values())
        return [(one.met, one.unknown) for one in judgement.counts.values()]

    return answer


def by_duckdb(frame: pl.DataFrame, wanted: list[BenchPolicy]) -> Answer:
    """One statement, a branch a policy, over its own table in a file: the fastest of the ways tried."""
    folder = tempfile.mkdtemp(prefix="beizeng-bench-")
    connection = duckdb.connect(str(Path(folder) / "register.duckdb"), config={"threads": 2})
    # words as text: an enumeration is slower there
    facts = frame.with_columns(pl.col(judge_rules.WORDS).cast(pl.String)).with_row_index("place")
    connection.register("facts", facts.to_arrow())
    connection.execute("CREATE TABLE register AS SELECT * FROM facts")
    branches = " UNION ALL ".join(_branch(n, policy) for n, policy in enumerate(wanted))

    def answer() -> Counts:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE reached AS {branches}")
        rows = connection.execute(
            "SELECT rule, count(*) FILTER (verdict), count(*) FILTER (verdict IS NULL) FROM reached GROUP BY rule"
        ).fetchall()
        found = {rule: (met, unknown) for rule, met, unknown in rows}
        return [found.get(n, (0, 0)) for n in range(len(wanted))]

    return answer


def _branch(number: int, policy: BenchPolicy) -> str:
    verdict = " AND ".join(f"({one.duck})" for one in policy.criteria)
    open_ = " + ".join(f"(({one.duck}) IS NULL)::INT * {1 << bit}" for bit, one in enumerate(policy.criteria))
    return (
        f"SELECT place, {number} AS rule, ({verdict}) AS verdict, {open_} AS open, {policy.amount.duck} AS amount "
        f"FROM register WHERE ({verdict}) IS NOT FALSE"
    )


def by_spark(frame: pl.DataFrame, wanted: list[BenchPolicy]) -> Answer:
    rules = judge_rules.rules(wanted)
    return lambda: [(one.met, one.unknown) for one in judge(frame, rules, spark.compute).counts.values()]


def by_openfisca(frame: pl.DataFrame, wanted: list[BenchPolicy]) -> Answer:
    """A variable a fact, a criterion, a verdict and an amount; missing values become what it takes for missing."""
    from bench.judge_openfisca import simulation  # noqa: PLC0415 - an engine that need not be installed

    filled = {name: _filled(frame[name]) for name in judge_rules.FACTS}
    return lambda: [(met, 0) for met in simulation(filled, wanted)]


def by_openfisca_knowing(frame: pl.DataFrame, wanted: list[BenchPolicy]) -> Answer:
    """The same answer of it: what is known stands in variables of its own."""
    from bench.judge_openfisca import knowing  # noqa: PLC0415 - an engine that need not be installed

    filled = {name: _filled(frame[name]) for name in judge_rules.FACTS}
    known = {name: frame[name].is_not_null().to_numpy() for name in judge_rules.FACTS}
    return lambda: knowing(filled, known, wanted)


def _filled(column: pl.Series) -> np.ndarray:  # type: ignore[type-arg]
    if isinstance(column.dtype, pl.Enum):
        return column.to_physical().cast(pl.Int64).fill_null(len(judge_rules.LEVELS)).to_numpy()
    if column.dtype == pl.Date:
        return column.fill_null(judge_rules.DAY).to_numpy()
    return column.fill_null(False if column.dtype == pl.Boolean else 0).to_numpy()


def bare(frame: pl.DataFrame, wanted: list[BenchPolicy]) -> Answer:
    """Reading the columns once and nothing else."""
    used = sorted({name for policy in wanted for one in (*policy.criteria, policy.amount) for name in one.facts})

    def answer() -> Counts:
        frame.select(pl.col(used).count()).row(0)
        frame.select(
            (pl.col(name).cast(pl.String).len() if frame[name].dtype == pl.String else pl.col(name).max())
            for name in used
        )
        return []

    return answer


ENGINES: dict[str, Callable[[pl.DataFrame, list[BenchPolicy]], Answer]] = {
    "bare": bare, "ours": ours, "duckdb": by_duckdb, "openfisca": by_openfisca,
    "openfisca3": by_openfisca_knowing, "spark": by_spark,
}  # fmt: skip


def seconds(answer: Answer, rounds: int) -> tuple[float, Counts]:
    counts = answer()  # warm-up
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        counts = answer()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken), counts


def distinct(wanted: list[BenchPolicy]) -> int:
    said: set[Said] = {one for policy in wanted for one in policy.criteria}
    return len(said)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=["bare", "ours", "duckdb"])
    asked = parser.parse_args()
    wanted = judge_rules.policies()
    print(f"{len(wanted)} policies, {distinct(wanted)} distinct criteria; seconds, median of {asked.rounds}")
    for rows in asked.rows:
        frame = judge_rules.register(rows)
        found = {name: seconds(ENGINES[name](frame, wanted), asked.rounds) for name in asked.engines}
        pace, agreed = found.get("ours", (0.0, []))
        for name, (taken, counts) in found.items():
            ratio = f"{taken / pace:8.2f} × ours" if pace else ""
            same = (
                "" if name in ("bare", "ours", "openfisca") else "same counts" if counts == agreed else "OTHER COUNTS"
            )
            print(f"{rows:>11,} {name:10} {taken:9.3f} s {ratio}  {same}", flush=True)


if __name__ == "__main__":
    main()
