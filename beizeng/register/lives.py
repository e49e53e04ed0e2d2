"""What became of every entity: the frame that all counting of entities rests on."""

import datetime
from collections.abc import Collection

import polars as pl

from beizeng.base.engine.judge import whole_decimals
from beizeng.register import codes, store

#: States in which an entity is in business. One that rests (歇业) still is an entity: 市场主体登记管理条例 30.
IN_BUSINESS = ("open", "suspended")

_LIFE = frozenset({"kind", "status", "established_on", "ended_on", "converted_from", "old_number"})


def lives(*, on: datetime.date, known: datetime.date, facts: Collection[str] = ()) -> pl.DataFrame:
    """What became of every entity established by the day, with its kind, and further facts as expressions read them.

    A household from which a business was made (个转企) is one entity with it: from the day on which the business was
    established the household has ended, whatever its own state says, and ``converted_to`` names the business.
    """
    wanted, reading = _LIFE | set(facts), store.reading(known=known)
    told = whole_decimals(store.tables().snapshot(reading, on=on, facts=wanted))
    by_class = pl.col("code").str.slice(0, 2).replace_strict(codes.KIND_BY_CLASS, default=None, return_dtype=pl.String)
    begun = told.with_columns(pl.coalesce("kind", by_class).alias("kind")).filter(
        (pl.col("established_on") <= on).fill_null(value=True)
    )
    found = begun.join(_conversions(begun, reading.same), on="code", how="left", maintain_order="left")
    is_converted = pl.col("converted_to").is_not_null()
    return found.with_columns(
        pl.when(is_converted).then(pl.lit("cancelled")).otherwise("status").alias("status"),
        pl.when(is_converted).then(pl.coalesce("ended_on", "converted_on")).otherwise("ended_on").alias("ended_on"),
    )


def _conversions(begun: pl.DataFrame, same: Collection[tuple[str, str]]) -> pl.DataFrame:
    """Code of the household (named by it, a merged code or old number) → the business made from it and the day."""
    made = begun.filter(pl.col("converted_from").is_not_null() & (pl.col("converted_from") != pl.col("code"))).select(
        named=pl.col("converted_from").str.to_uppercase(),
        converted_to="code",
        converted_on="established_on",
    )
    by_number = begun.filter(pl.col("old_number").is_not_null()).select(named="old_number", code="code")
    by_merged = pl.DataFrame(list(same), schema={"named": pl.String, "code": pl.String}, orient="row")
    known = pl.concat([begun.select(named="code", code="code"), by_number, by_merged])
    found = made.join(known, on="named").filter(pl.col("code") != pl.col("converted_to"))
    return found.sort("converted_on", "converted_to").unique("code", keep="first").drop("named")
