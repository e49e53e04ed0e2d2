"""Fifty invented policies of five criteria over an invented register: one set of rules, written for every engine.

About 110 criteria are distinct; 5 of 100 values are missing. Each criterion and each amount is said in our language, in
DuckDB's SQL and in numpy for OpenFisca, which knows no missing value and reads it as 0 or no.
"""

import datetime
import random
from dataclasses import dataclass

import numpy as np
import polars as pl

from beizeng.base.engine.expressions import Expression, Vocabulary, read_amount, read_condition
from beizeng.base.engine.judge import Rule
from beizeng.spec.facts import Fact

DAY = datetime.date(2024, 9, 30)
MISSING = 0.05
MONEY = [f"money_{n}" for n in range(8)]
COUNTS = [f"count_{n}" for n in range(8)]
YES_NO = [f"flag_{n}" for n in range(8)]
DAYS = [f"day_{n}" for n in range(4)]
WORDS = [f"word_{n}" for n in range(6)]
LEVELS = [f"L{n:02}" for n in range(20)]
FACTS = {
    name: Fact(name=name, label=name, type=kind, source="bench", **more)  # type: ignore[arg-type]
    for kind, names, more in (
        ("money", MONEY, {"unit": "元"}), ("integer", COUNTS, {"unit": "人"}), ("yes_no", YES_NO, {}),
        ("day", DAYS, {}), ("category", WORDS, {"values": {level: level for level in LEVELS}}),
    )
    for name in names
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One expression in the words of each engine."""

    ours: str
    duck: str
    numpy: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class BenchPolicy:
    """Five criteria and an amount."""

    criteria: tuple[Said, ...]
    amount: Said


def policies(count: int = 50) -> list[BenchPolicy]:
    """The same policies in every run."""
    rng = random.Random(2022)
    pool = list(dict.fromkeys(_criterion(rng) for _ in range(4 * count)))[: max(128, count)]
    return [BenchPolicy(tuple(rng.sample(pool, 5)), _amount(rng)) for _ in range(count)]


def _criterion(rng: random.Random) -> Said:
    kind = rng.choice(["money", "count", "flag", "day", "word", "ratio"])
    if kind == "money":
        name, yuan = rng.choice(MONEY), rng.randrange(1, 20) * 100_000
        return Said(f"{name} >= {yuan}", f"{name} >= {yuan * 100}", f"{name} >= {yuan * 100}", (name,))
    if kind == "count":
        name, low = rng.choice(COUNTS), rng.randrange(1, 60)
        return Said(f"{name} <= {low}", f"{name} <= {low}", f"{name} <= {low}", (name,))
    if kind == "flag":
        name, is_not = rng.choice(YES_NO), rng.random() < 0.5
        return Said(*([f"NOT {name}", f"NOT {name}", f"~{name}"] if is_not else [name] * 3), (name,))
    if kind == "day":
        name, years = rng.choice(DAYS), rng.randrange(6, 20)
        limit = DAY.replace(year=DAY.year - years)
        return Said(
            f"full_years({name}) >= {years}",
            f"{name} <= DATE '{limit}'",
            f"{name} <= np.datetime64('{limit}')",
            (name,),
        )
    if kind == "word":
        name, chosen = rng.choice(WORDS), sorted(rng.sample(range(len(LEVELS)), 5))
        listed = ", ".join(f"'{LEVELS[n]}'" for n in chosen)
        return Said(f"{name} IN ({listed})", f"{name} IN ({listed})", f"np.isin({name}, {chosen})", (name,))
    above, below = rng.sample(COUNTS, 2)
    share = rng.randrange(1, 9) / 10
    duck = f"CASE WHEN {below} > 0 THEN {above} * 10 >= {round(share * 10)} * {below} END"
    return Said(
        f"ratio({above}, {below}) >= {share}", duck,
        f"({below} > 0) & ({above} * 10 >= {round(share * 10)} * {below})", (above, below),
    )  # fmt: skip


def _amount(rng: random.Random) -> Said:
    name, cap = rng.choice(MONEY), rng.randrange(1, 10) * 10_000
    rate = rng.randrange(1, 9)
    return Said(
        f"least({name} * 0.0{rate}, {cap})",
        f"CASE WHEN {name} IS NOT NULL THEN least(({name} * {rate} + 50) // 100, {cap * 100}) END",
        f"np.minimum(({name} * {rate} + 50) // 100, {cap * 100})",
        (name,),
    )


def rules(wanted: list[BenchPolicy]) -> list[Rule]:
    """The policies as the engine reads them."""
    vocabulary = Vocabulary(FACTS, {})

    def condition(said: Said) -> Expression:
        return read_condition(said.ours, vocabulary, on=DAY)

    def amount(said: Said) -> Expression:
        return read_amount(said.ours, vocabulary, on=DAY)

    return [
        Rule(f"p{n:02}", tuple(condition(one) for one in policy.criteria), amount(policy.amount))
        for n, policy in enumerate(wanted)
    ]


def register(rows: int) -> pl.DataFrame:
    """An invented register, typed as the engine wants it; the same in every run."""
    rng = np.random.default_rng(140929)
    epoch = np.datetime64("2000-01-01")
    columns: dict[str, pl.Series] = {}
    for name, fact in FACTS.items():
        if fact.type == "money":
            values = pl.Series(rng.integers(0, 300_000_000, rows))
        elif fact.type == "integer":
            values = pl.Series(rng.integers(0, 100, rows))
        elif fact.type == "yes_no":
            values = pl.Series(rng.random(rows) < 0.5)
        elif fact.type == "day":
            values = pl.Series(epoch + rng.integers(0, 9_000, rows).astype("timedelta64[D]")).cast(pl.Date)
        else:
            values = pl.Series(LEVELS, dtype=pl.Enum(LEVELS)).gather(rng.integers(0, len(LEVELS), rows))
        columns[name] = values.set(pl.Series(rng.random(rows) < MISSING), None)
    codes = pl.select(pl.int_range(rows).cast(pl.String).str.zfill(18)).to_series()
    return pl.DataFrame({"code": codes, **columns})
