"""Demography of a register with its identity: stock, flows, stock over a year.

.venv/bin/python -m bench.register_demography [--rows 100000 1000000 10000000] [--rounds 3]
"""

import argparse
import datetime
import statistics
import time
import uuid

from bench import site

# isort: split

import polars as pl

from beizeng.register import demography, queries, store
from beizeng.register.models import Feed
from bench import entities

SINCE, UNTIL, KNOWN = datetime.date(2019, 12, 31), datetime.date(2020, 12, 31), datetime.date(2024, 6, 1)


def fill(count: int) -> None:
    """One published feed, its rows appended as typed ones: loading has its own benchmark."""
    key = uuid.uuid4().hex
    kinds, states = (
        {"企业": "enterprise", "个体工商户": "household", "农民专业合作社": "cooperative"},
        {"存续": "open", "注销": "cancelled"},
    )
    rows = entities.registration(count).select(
        pl.col("统一社会信用代码").alias("code"),
        pl.col("成立日期").alias("on"),
        pl.int_range(2, pl.len() + 2).alias("row"),
        pl.col("主体类别").replace_strict(kinds).alias("kind"),
        pl.lit("open").alias("status"),
        pl.col("成立日期").alias("established_on"),
        pl.col("行政区划").alias("division"),
        pl.col("登记状态").replace_strict(states).alias("end_status"),
        pl.col("注销日期").alias("ended_on"),
    )
    tables = store.tables()
    tables.append("registration", key, rows.drop("end_status", "ended_on"))
    ended = rows.filter(pl.col("ended_on").is_not_null())
    tables.append(
        "registration",
        key,
        ended.select("code", pl.col("ended_on").alias("on"), "row", pl.col("end_status").alias("status"), "ended_on"),
    )
    Feed.objects.create(
        key=key, kind="registration", file_name="bench", sha256=key, rows=count, loaded=count, suspect=0, rejected=0,
        changed=count, on_day=SINCE, known_on=SINCE, published_at=site.day("2024-01-01 09:00"), cards_wait=False,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    site.open_site()
    for rows in asked.rows:
        Feed.objects.all().delete()
        fill(rows)
        taken = []
        for _round in range(asked.rounds + 1):
            begun = time.perf_counter()
            change = demography.change(since=SINCE, until=UNTIL, known=KNOWN)
            taken.append(time.perf_counter() - begun)
        before, after = sum(change.before.values()), sum(change.after.values())
        assert before + sum(flow.total for flow in change.flows) == after == queries.stock(on=UNTIL, known=KNOWN).total
        print(f"{rows:>11,} entities: {before:,} → {after:,} in {statistics.median(taken[1:]):7.2f} s", flush=True)


if __name__ == "__main__":
    main()
