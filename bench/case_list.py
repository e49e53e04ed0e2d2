"""The list of cases as a page: p95 for a clerk, who sees one unit's, and for the leading office, which sees all.

    .venv/bin/python -m bench.case_list [--count 10000 100000] [--pages 40]
    deploy/with-postgresql .venv/bin/python -m bench.case_list --count 10000 100000 1000000

Whole requests: sign-in, scope, count, page, HTML. Pages 1 to 5 in turn, unfiltered, by light, by words of the title.
"""

import argparse
import datetime
import random
import statistics
import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import site

AT = site.day("2022-01-04 12:00")
WAYS = {"all": "", "red": "light=red", "words": "q=示例事项99"}
UNIT = "gongxin"


def lodged(count: int) -> list[site.Lodged]:
    rng = random.Random(2022)
    first = site.day("2021-08-02 09:00")
    return [(first + datetime.timedelta(days=rng.randrange(150)), f"{rng.randint(1, 60)} days") for _ in range(count)]


def p95(client: Client, query: str, pages: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, after five pages of warm-up."""
    taken = []
    for number in range(pages + 5):
        begun = time.perf_counter()
        response = client.get(f"/cases?{query}&page={1 + number % 5}")
        taken.append((time.perf_counter() - begun) * 1000)
        assert response.status_code == 200
    return statistics.median(taken[5:]), statistics.quantiles(taken[5:], n=20)[-1]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--pages", type=int, default=40)
    asked = parser.parse_args()
    site.open_site()
    people = {"clerk": site.visitor("unit_clerk", UNIT), "office": site.visitor("leading_group_office", "fagai")}
    there = 0
    for count in sorted(asked.count):
        there += site.fill(lodged(count - there), AT, first=there)
        for way, query in WAYS.items():
            for name, client in people.items():
                middle, late = p95(client, query, asked.pages)
                with CaptureQueriesContext(connection) as seen:
                    client.get(f"/cases?{query}")
                print(
                    f"{count:>10,} {way:6} {name:7} median {middle:7.0f} ms  p95 {late:7.0f} ms  {len(seen)} queries",
                    flush=True,
                )


if __name__ == "__main__":
    main()
