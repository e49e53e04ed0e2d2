"""The files: their names, days, headings and codes, and that they are the same wherever they are made."""

import csv
import datetime
import gzip
import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from stdnum.cn import uscc

from beizeng.spec import Shelf
from beizeng.spec.facts import Facts, Feeds

if TYPE_CHECKING:
    from tests.sample.conftest import Read

ROOT = Path(__file__).resolve().parents[2]
FIRST, LAST = datetime.date(2020, 12, 31), datetime.date(2025, 12, 31)
CLASS_OF_KIND = {"企业": "91", "分支机构": "91", "个体工商户": "92", "农民专业合作社": "93"}

PRINT_DIGEST = """
import hashlib
from beizeng.register.sample import SampleCounty, feeds
from beizeng.spec import load_shelf
digest = hashlib.sha256()
for feed in feeds(SampleCounty.of(load_shelf())):
    digest.update(f"{feed.kind} {feed.name} {feed.known_on}".encode() + feed.content)
print(digest.hexdigest())
"""


def test_feeds_come_in_the_order_in_which_they_are_known(read: "Read") -> None:
    days = [feed.known_on for feed in read.feeds]
    assert days == sorted(days)
    assert FIRST < days[0] <= datetime.date(2021, 1, 31)
    assert days[-1] <= LAST
    assert read.feeds[0].name == "registration-2020-12.csv"


def test_feeds_are_few_and_named_once(read: "Read") -> None:
    assert len(read.feeds) <= 150
    assert len({feed.name for feed in read.feeds}) == len(read.feeds)
    assert sum(feed.kind == "registration" for feed in read.feeds) == 61


def test_every_heading_is_a_declared_fact_of_that_kind_of_feed(read: "Read", shelf: Shelf) -> None:
    declared = {feed.id: feed for feeds in shelf.all(Feeds) for feed in feeds.feeds}
    label_of = {fact.name: fact.label for facts in shelf.all(Facts) for fact in facts.facts}
    for feed in read.feeds:
        kind = declared[feed.kind]
        code, day, *headings = next(csv.reader(io.StringIO(feed.content.decode("utf-8"))))
        assert code in kind.code
        assert day in kind.day
        assert set(headings) <= {label_of[column.fact] for column in kind.columns}, feed.name


def test_rows_hold_from_the_stock_day_to_the_last_and_are_known_no_earlier(read: "Read") -> None:
    assert {line.on for line in read.lines if not FIRST <= line.on <= LAST} == set()
    assert [line for line in read.lines if line.known_on < line.on] == []


def test_an_entity_says_one_thing_on_one_day(read: "Read") -> None:
    keys = [(line.kind, line.code, line.on) for line in read.lines]
    assert len(keys) == len(set(keys))


def test_events_fall_on_days_on_which_offices_are_open(read: "Read") -> None:
    closed = read.sample.figures.closed_days
    days = {line.on for line in read.of("registration") if line.on > FIRST}
    assert [day for day in days if day.weekday() > 4 or f"{day:%m-%d}" in closed] == []


def organisation_check(body: str) -> str:
    """GB 11714, written here a second time on purpose."""
    total = sum(weight * int(sign, 36) for weight, sign in zip((3, 7, 9, 10, 5, 8, 4, 2), body, strict=True))
    value = 11 - total % 11
    return {10: "X", 11: "0"}.get(value, str(value))


def test_codes_are_valid_inside_and_out(read: "Read") -> None:
    figures = read.sample.figures
    for code, values in read.snapshot(LAST).items():
        assert uscc.is_valid(code), code
        assert organisation_check(code[8:16]) == code[16], code
        assert code[:8] == CLASS_OF_KIND[values["kind"]] + figures.division
        assert code[8:11] == figures.code_series


def test_every_row_of_a_department_is_of_a_registered_entity(read: "Read") -> None:
    registered = {line.code: line.known_on for line in reversed(read.of("registration"))}
    early = [line for line in read.lines if line.known_on < registered[line.code]]
    assert early == []


@pytest.mark.slow
def test_the_same_bytes_whatever_the_hash_seed(read: "Read") -> None:
    digest = hashlib.sha256()
    for feed in read.feeds:
        digest.update(f"{feed.kind} {feed.name} {feed.known_on}".encode() + feed.content)
    for seed in ("1", "2"):
        made = subprocess.run(
            [sys.executable, "-c", PRINT_DIGEST],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert made.stdout.strip() == digest.hexdigest()


def real_rows(shared: Path) -> Iterator[dict[str, str]]:
    folder = shared / "data" / "register"
    with (folder / "kelan_131.csv").open(encoding="utf-8-sig") as file:
        yield from csv.DictReader(file)
    with gzip.open(folder / "shanxi_sample.csv.gz", "rt", encoding="utf-8-sig") as file:
        yield from csv.DictReader(file)


def test_no_real_name_or_code_is_among_the_invented(read: "Read", shared: Path) -> None:
    names = {line.values["name"] for line in read.of("registration")}
    codes = {line.code for line in read.lines}
    for row in real_rows(shared):
        assert row["企业名称"] not in names
        assert row["统一社会信用代码"] not in codes


def test_no_village_or_street_is_a_real_one(read: "Read", shared: Path) -> None:
    with (shared / "data" / "codes" / "divisions_kelan.csv").open(encoding="utf-8-sig") as file:
        divisions = list(csv.DictReader(file))
    real = {row["name"].removesuffix("委会").removesuffix("村") for row in divisions if row["level"] == "village"}
    invented = {word.removesuffix("村") for word in read.sample.words.villages}
    assert real & invented == set()
    towns = {(row["code"], row["name"].removeprefix("岢岚县")) for row in divisions if row["level"] == "town"}
    assert {(town.code, town.name) for town in read.sample.figures.townships} == towns
    streets = read.sample.words.streets
    for row in real_rows(shared):
        assert not [street for street in streets if "岢岚" in row["注册地址"] and street in row["注册地址"]]


def test_trades_are_classes_of_the_standard(read: "Read", shared: Path) -> None:
    with (shared / "data" / "codes" / "gbt4754_2017.csv").open(encoding="utf-8-sig") as file:
        classes = {row["code"] for row in csv.DictReader(file)}
    assert [trade.industry for trade in read.sample.trades if trade.industry not in classes] == []
