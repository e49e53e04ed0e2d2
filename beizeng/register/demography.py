"""Demography: how a stock of entities became another one, each entity in exactly one flow; and how long they last.

``stock₁ = stock₀ + Σ flows`` holds for every two days, and for the same day as it was known then and later, because
flows are the entities in which the two stocks differ, sorted by what happened to each.
"""

import datetime
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from beizeng.register.lives import IN_BUSINESS, lives
from beizeng.register.vocabulary import vocabulary

#: What happened to an entity → what it is called, in the order of a table. +: it adds to the stock.
FLOWS: Mapping[str, str] = {
    "born": "新设",
    "converted_in": "个转企转入",
    "moved_in": "迁入",
    "restored": "恢复登记",
    "repaired": "补录状态",
    "told_late": "补报",
    "ended": "注销",
    "revoked": "吊销",
    "moved_out": "迁出",
    "converted_out": "个转企转出",
    "untold": "撤回或更正",
    "kind_in": "类别更正转入",
    "kind_out": "类别更正转出",
}
#: Those that are no growth: data came right, not the county.
REPAIRS = frozenset({"restored", "repaired", "told_late", "untold", "kind_in", "kind_out"})
_OUT = frozenset({"ended", "revoked", "moved_out", "converted_out", "untold", "kind_out"})


@dataclass(frozen=True)
class Flow:
    """One kind of change between two stocks: ``total`` entities, signed, and by kind (``""``: kind unknown)."""

    name: str
    label: str
    total: int
    by_kind: Mapping[str, int]
    is_repair: bool


@dataclass(frozen=True)
class Change:
    """Two stocks by kind and the flows between them; per kind and in all ``before`` + flows = ``after``."""

    since: datetime.date
    until: datetime.date
    before: Mapping[str, int]
    after: Mapping[str, int]
    flows: tuple[Flow, ...]

    @property
    def repairs(self) -> int:
        """How much of the change is repair of data: a doubling can't be met by it."""
        return sum(flow.total for flow in self.flows if flow.is_repair)


def change(
    *, since: datetime.date, until: datetime.date, known: datetime.date, known_before: datetime.date | None = None
) -> Change:
    """How the stock at the end of ``since`` became that at the end of ``until``.

    Args:
        known: up to when feeds are read for the later stock; ``known_before`` for the earlier one, the same unless
            given. With ``since`` = ``until`` and two known days it tells what was corrected.
    """
    before = _standing(since, known if known_before is None else known_before, since)
    after = _standing(until, known, since)
    both = before.join(after, on="code", how="full", coalesce=True, suffix="_after").with_columns(
        pl.col("is_in").fill_null(value=False), pl.col("is_in_after").fill_null(value=False)
    )
    moved = pl.concat([_moved(both), _passed(both, since, until), _relabelled(both)])
    counts: dict[str, dict[str, int]] = {name: {} for name in FLOWS}
    for name, kind, number in moved.group_by("flow", "kind").len().sort("flow", "kind").iter_rows():
        counts[name][kind] = -number if name in _OUT else number
    flows = tuple(
        Flow(name, label, sum(counts[name].values()), counts[name], name in REPAIRS)
        for name, label in FLOWS.items()
        if counts[name]
    )
    return Change(since, until, _stock(before), _stock(after), flows)


def _standing(on: datetime.date, known: datetime.date, since: datetime.date) -> pl.DataFrame:
    """Every entity told of by the day: whether it is in business, its kind, and what decides how it came and went."""
    found = lives(on=on, known=known, facts=("division",))
    return found.select(
        "code",
        pl.col("kind").fill_null(""),
        "status",
        pl.col("status").is_in(IN_BUSINESS).fill_null(value=False).alias("is_in"),
        (pl.col("established_on") > since).fill_null(value=False).alias("is_new"),
        "established_on",
        "ended_on",
        pl.col("converted_to").is_not_null().alias("is_converted"),
        pl.col("converted_to"),
        (pl.col("division").str.slice(0, 6) != pl.col("code").str.slice(2, 6)).fill_null(value=False).alias("is_alien"),
    )


def _stock(standing: pl.DataFrame) -> dict[str, int]:
    return dict(standing.filter("is_in").group_by("kind").len().sort("kind").iter_rows())


def _moved(both: pl.DataFrame) -> pl.DataFrame:
    """Those in business on one of the two days alone, each in one flow."""
    made = both["converted_to_after"].drop_nulls().implode()
    was_told = pl.col("kind").is_not_null()
    came = (
        pl.when(pl.col("code").is_in(made) & pl.col("is_new_after"))
        .then(pl.lit("converted_in"))
        .when("is_new_after")
        .then(pl.lit("born"))
        .when(pl.col("status") == "moved_out")
        .then(pl.lit("moved_in"))
        .when(was_told & pl.col("status").is_null())
        .then(pl.lit("repaired"))
        .when(was_told)
        .then(pl.lit("restored"))
        .when("is_alien_after")
        .then(pl.lit("moved_in"))
        .otherwise(pl.lit("told_late"))
    )
    went = (
        pl.when("is_converted_after")
        .then(pl.lit("converted_out"))
        .when(pl.col("status_after") == "cancelled")
        .then(pl.lit("ended"))
        .when(pl.col("status_after").is_in(["revoked", "moved_out"]))
        .then("status_after")
        .otherwise(pl.lit("untold"))
    )
    entered = both.filter(~pl.col("is_in") & pl.col("is_in_after")).select(came.alias("flow"), kind="kind_after")
    left = both.filter(pl.col("is_in") & ~pl.col("is_in_after")).select(went.alias("flow"), "kind")
    return pl.concat([entered, left])


def _passed(both: pl.DataFrame, since: datetime.date, until: datetime.date) -> pl.DataFrame:
    """Those that were born and ended between the two days: in no stock, and in two flows."""
    within = pl.col("ended_on_after").is_between(since, until) & (pl.col("established_on_after") <= until)
    passed = both.filter(
        ~pl.col("is_in")
        & ~pl.col("is_in_after")
        & pl.col("is_new_after")
        & within
        & pl.col("status_after").is_in(["cancelled", "revoked", "moved_out"])
    )
    went = (
        pl.when("is_converted_after")
        .then(pl.lit("converted_out"))
        .otherwise(pl.col("status_after").replace({"cancelled": "ended"}))
    )
    return pl.concat(
        [
            passed.select(pl.lit("born").alias("flow"), kind="kind_after"),
            passed.select(went.alias("flow"), kind="kind_after"),
        ]
    )


def _relabelled(both: pl.DataFrame) -> pl.DataFrame:
    """Those in business on both days under two kinds: a household that kept its code, or a correction."""
    other = both.filter("is_in", "is_in_after").filter(pl.col("kind") != pl.col("kind_after"))
    is_made = (pl.col("kind") == "household") & pl.col("kind_after").is_in(["enterprise", "cooperative"])
    return pl.concat(
        [
            other.select(_either(is_made, "converted_out", "kind_out"), "kind"),
            other.select(_either(is_made, "converted_in", "kind_in"), kind="kind_after"),
        ]
    )


def _either(condition: pl.Expr, one: str, other: str) -> pl.Expr:
    return pl.when(condition).then(pl.lit(one)).otherwise(pl.lit(other)).alias("flow")


# how long they last

By = Literal["kind", "section", "township"]


@dataclass(frozen=True)
class Curve:
    """Of the entities of one group the share that lasts so many years (Kaplan-Meier); None: nobody is watched so long.

    ``median``: years after which half have ended, None where more than half last; those that moved away or were
    converted are watched until then. Entities whose state or days nobody has told are left out and counted.
    """

    group: str
    label: str
    entities: int
    ended: int
    years: Mapping[int, float | None]
    median: float | None


YEARS = (1, 2, 3, 5, 10)
_DAYS = 365.25
#: A curve of fewer entities says nothing. Ours.
_FEWEST = 10


def survival(*, by: By, on: datetime.date, known: datetime.date) -> tuple[list[Curve], int]:
    """The curves by group, the largest first, and how many entities had to be left out."""
    found = lives(on=on, known=known, facts=("industry", "division"))
    is_in = pl.col("status").is_in(IN_BUSINESS)
    until = pl.when(is_in).then(pl.lit(on)).otherwise("ended_on")
    days = (until - pl.col("established_on")).dt.total_days()
    ended = pl.col("status").is_in(["cancelled", "revoked"]) & pl.col("converted_to").is_null()
    watched = found.select(_group(by).alias("group"), days.alias("days"), ended.alias("ended")).filter(
        (pl.col("days") >= 0) & pl.col("ended").is_not_null()
    )
    curves = [
        _curve(str(name[0] or ""), by, rows) for name, rows in watched.group_by("group") if rows.height >= _FEWEST
    ]
    return sorted(curves, key=lambda curve: (-curve.entities, curve.group)), found.height - watched.height


def _group(by: By) -> pl.Expr:
    if by == "kind":
        return pl.col("kind")
    if by == "township":
        return pl.when(pl.col("division").str.len_chars() >= 9).then(pl.col("division").str.slice(0, 9))
    words = vocabulary()
    sections = {code: words.ancestors("industries", code)[-1].code for code in words.tables.get("industries", {})}
    return pl.col("industry").replace_strict(sections, default=None, return_dtype=pl.String)


def _curve(group: str, by: By, rows: pl.DataFrame) -> Curve:
    survfunc: Any = importlib.import_module("statsmodels.duration.survfunc")  # takes seconds: only who asks pays
    days, ended = rows["days"].to_numpy(), rows["ended"].to_numpy().astype(int)
    number = int(ended.sum())
    longest = float(days.max())
    if not number:
        lasting = {year: 1.0 if year * _DAYS <= longest else None for year in YEARS}
        return Curve(group, _label(by, group), rows.height, 0, lasting, None)
    fitted = survfunc.SurvfuncRight(days + 0.5, ended)  # a day that has begun counts half, so that none lasts no time
    lasting = {}
    for year in YEARS:
        passed = [
            float(share)
            for time, share in zip(fitted.surv_times, fitted.surv_prob, strict=True)
            if time <= year * _DAYS
        ]
        lasting[year] = (passed[-1] if passed else 1.0) if year * _DAYS <= longest else None
    half = float(fitted.quantile(0.5))
    return Curve(group, _label(by, group), rows.height, number, lasting, half / _DAYS if half == half else None)


def _label(by: By, group: str) -> str:
    words = vocabulary()
    if not group:
        return "未知"
    if by == "kind":
        return words.facts["kind"].values.get(group, group)
    return words.name_in("divisions" if by == "township" else "industries", group) or group
