"""The ticker over many open cases: when nothing is due, over an hour of an ordinary morning, and after a night.

    .venv/bin/python -m bench.tick [--count 10000 100000]
    deploy/with-postgresql .venv/bin/python -m bench.tick --count 1000000

The cases were lodged over the last half year with terms of 1 to 365 days: some hundreds in a hundred thousand change
their light or are told of on a working day.
"""

import argparse
import datetime
import random
import time

from bench import site

# isort: split

from beizeng.base.people.actor import house
from beizeng.base.ports.messages import Message
from beizeng.cases.actions import tick

AT = site.day("2024-03-12 09:59")
LOOKS = {
    "first look, calendar checked": AT,
    "a minute later": AT + datetime.timedelta(minutes=1),
    "an hour later": AT + datetime.timedelta(hours=1),
    "the next morning": AT + datetime.timedelta(days=1),
}


class Nobody:
    """Takes every message."""

    def send(self, message: Message) -> bool:
        return True


def lodged(count: int) -> list[site.Lodged]:
    rng = random.Random(2024)
    first = site.day("2023-09-12 00:00")
    days = [(rng.randrange(181), rng.randint(1, 365)) for _ in range(count)]
    # open ones: those that were due in time are closed, a tenth is overdue
    return [
        (first + datetime.timedelta(days=start, hours=9), f"{term if start + term > 182 else term + 182} days")
        for start, term in days
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, nargs="+", default=[10_000, 100_000])
    site.open_site()
    there = 0
    for count in sorted(parser.parse_args().count):
        there += site.fill(lodged(count - there), AT, first=there)
        for name, moment in LOOKS.items():
            begun = time.perf_counter()
            report = tick(by=house("ticker"), at=moment, messenger=Nobody())
            taken = time.perf_counter() - begun
            print(
                f"{count:>10,} open, {name:28} {taken:8.2f} s  {report.looked:,} looked at, "
                f"{len(report.changed):,} lights, {report.notices:,} notices, {len(report.failed)} failed",
                flush=True,
            )


if __name__ == "__main__":
    main()
