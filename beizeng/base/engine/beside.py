"""Two rules beside each other over the same entities: who gains, who loses, for how much, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from beizeng.base.engine.frames import Frame
from beizeng.base.engine.judge import CODE, Judgement


@dataclass(frozen=True)
class Tally:
    """What one rule reaches. ``amount_fen``: the known amounts of those who met it; ``open``: how many have none."""

    met: int
    unknown: int
    amount_fen: int
    open: int


@dataclass(frozen=True)
class Group:
    """The entities of one value of a fact (None: unknown): met before and after, gained, lost, fen before and after."""

    value: object
    met_before: int
    met_after: int
    gained: int
    lost: int
    fen_before: int
    fen_after: int


@dataclass(frozen=True)
class Beside:
    """``before`` is None where there was no rule. ``gained`` and ``lost`` are codes, sorted."""

    before: Tally | None
    after: Tally
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    groups: dict[str, tuple[Group, ...]]


def set_beside(judgement: Judgement, *, before: str | None, after: str, by: Sequence[str]) -> Beside:
    """Compare what two rules of one judgement reach.

    Args:
        before, after: ids of rules.
        by: facts by whose values the difference is told.
    """
    both = judgement.frame.select(CODE, *by).with_row_index("row")
    for name, rule in (("before", before), ("after", after)):
        both = both.join(_met(judgement, rule, name), on="row", how="left", maintain_order="left")
    both = both.with_columns(pl.col("before", "after").fill_null(False))
    changed = both.filter(pl.col("before") != pl.col("after"))
    return Beside(
        before=None if before is None else _tally(judgement, before),
        after=_tally(judgement, after),
        gained=_codes(changed.filter("after")),
        lost=_codes(changed.filter("before")),
        groups={fact: _groups(both, fact) for fact in by},
    )


def _reached(judgement: Judgement, rule: str | None) -> Frame:
    places = [place for place, one in enumerate(judgement.rules) if one.id == rule]
    return judgement.reached.filter(pl.col("rule").is_in(places))


def _met(judgement: Judgement, rule: str | None, name: str) -> Frame:
    met = _reached(judgement, rule).filter("is_met")
    return met.select("row", pl.lit(True).alias(name), pl.col("amount_fen").alias(f"{name}_fen"))


def _tally(judgement: Judgement, rule: str) -> Tally:
    found = _reached(judgement, rule)
    met = found.filter("is_met")["amount_fen"]
    return Tally(len(met), found.height - len(met), int(met.sum()), met.null_count())


def _codes(rows: Frame) -> tuple[str, ...]:
    return tuple(rows[CODE].sort())


def _groups(both: Frame, fact: str) -> tuple[Group, ...]:
    was, is_ = pl.col("before"), pl.col("after")
    counted = both.group_by(fact).agg(
        was.sum().alias("met_before"),
        is_.sum().alias("met_after"),
        (is_ & ~was).sum().alias("gained"),
        (was & ~is_).sum().alias("lost"),
        pl.col("before_fen").sum().alias("fen_before"),
        pl.col("after_fen").sum().alias("fen_after"),
    )
    touched = counted.filter((pl.col("met_before") > 0) | (pl.col("met_after") > 0))
    return tuple(Group(*row) for row in touched.sort(fact, nulls_last=True).iter_rows())
