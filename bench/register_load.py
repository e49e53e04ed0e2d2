"""Loading a CSV with every check, the cards behind it, and 10,000 rows by the page with their report.

    .venv/bin/python -m bench.register_load [--rows 100000 1000000] [--rounds 3] [--no-cards]

Rows a second are of `load_feed` from the file to the published feed without cards: encoding, dialect, headings, codes,
days, money, code tables, news, report. Every round loads into an empty register; shown are medians after a warm-up.
"""

import argparse
import statistics
import time

from bench import site

# isort: split

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beizeng.base.people.actor import house
from beizeng.register import actions, store
from beizeng.register.models import Card, CardState, Feed
from bench import entities
from tests.factories import HoldingFactory, UnitFactory

AT = site.day("2024-06-03 09:00")
BY = house("cli")
_PAGE_ROWS = 10_000


def emptied() -> None:
    """The register without feeds, their rows left unread."""
    tables, keys = store.tables(), frozenset(Feed.objects.values_list("key", flat=True))
    Feed.objects.all().delete()
    Card.objects.all().delete()
    CardState.objects.all().delete()
    tables.drop("registration", keys)


def load(rows: int, rounds: int) -> None:
    path = entities.written(rows, site.DATA)
    taken = []
    for _round in range(rounds + 1):
        emptied()
        begun = time.perf_counter()
        report = actions.load_feed(path=path, with_cards=False, by=BY, at=AT)
        taken.append(time.perf_counter() - begun)
        assert report.loaded == rows, report.problems[:3]
    median = statistics.median(taken[1:])
    print(f"{rows:>11,} rows loaded in {median:7.2f} s: {rows / median / 1e6:.2f} M rows/s", flush=True)


def cards(rows: int) -> None:
    begun = time.perf_counter()
    written = actions.refresh_cards(by=BY, at=AT)
    taken = time.perf_counter() - begun
    print(f"{written:>11,} cards in {taken:7.1f} s: {taken / rows * 1e6:.0f} s per million", flush=True)


def by_page(rounds: int) -> None:
    UnitFactory(id="fagai")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(HoldingFactory(post__role="leading_group_office", post__unit_id="fagai").user)
    taken = []
    for part in range(rounds + 1):
        emptied()
        content = entities.registration(_PAGE_ROWS + part).write_csv().encode()
        begun = time.perf_counter()
        page = client.post("/feeds/new", {"file": SimpleUploadedFile("登记.csv", content)}, follow=True)
        taken.append(time.perf_counter() - begun)
        assert page.status_code == 200
        assert Feed.objects.get().loaded == _PAGE_ROWS + part
    print(f"{_PAGE_ROWS:>11,} rows by the page with report: {statistics.median(taken[1:]):.2f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-cards", action="store_true")
    asked = parser.parse_args()
    site.open_site()
    for rows in asked.rows:
        load(rows, asked.rounds)
        if not asked.no_cards:
            cards(rows)
    by_page(asked.rounds)


if __name__ == "__main__":
    main()
