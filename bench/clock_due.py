"""Due moments a second of processor time on one core: ours beside the two libraries that know 调休, in one run.

    .venv/bin/python -m bench.clock_due [--count 200000]

The libraries have no due moment; each is given the shortest right way that it offers: `chinese_calendar` a loop over
`is_workday`, `holidays` its `get_nth_working_day`. The first 2,000 answers of each are compared with ours.
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import chinese_calendar
import holidays

from beizeng.base.clock.due import due
from beizeng.base.clock.question import Pause
from beizeng.base.clock.shelf import calendar_of, hours_of
from beizeng.base.clock.term import Term
from beizeng.spec import load_shelf

COMPARED = 2_000
Case = tuple[date, int]


def cases(count: int) -> list[Case]:
    """Starts 2007 to 2025 and terms of 1 to 60 working days, the same in every run."""
    rng = random.Random(2022)
    first = date(2007, 1, 1)
    return [(first + timedelta(days=rng.randrange(19 * 365)), rng.randint(1, 60)) for _ in range(count)]


def by_chinese_calendar(start: date, amount: int) -> date:
    day = start
    while amount:
        day += timedelta(days=1)
        amount -= chinese_calendar.is_workday(day)
    return day


def measure(name: str, reckon: Callable[[date, int], date], asked: Sequence[Case]) -> list[date]:
    begun = time.process_time()
    found = [reckon(start, amount) for start, amount in asked]
    print(f"{name:34} {len(asked) / (time.process_time() - begun):>12,.0f} due moments/s")
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=200_000)
    asked = cases(parser.parse_args().count)
    shelf = load_shelf()
    calendar, hours = calendar_of(shelf), hours_of(shelf)
    terms = {amount: Term.parse(f"{amount} working days") for amount in range(1, 61)}
    days = {amount: Term.parse(f"{amount} days") for amount in range(1, 61)}
    china = holidays.country_holidays("CN", years=range(2006, 2027))
    pauses = {year: [Pause(date(year, 3, 1), date(year, 3, 9))] for year in range(2007, 2026)}

    ours = measure(
        "ours, working days, closing time",
        lambda start, amount: due(start=start, term=terms[amount], calendar=calendar, hours=hours).due_on,
        asked,
    )
    measure("ours, days, rolled over", lambda s, n: due(start=s, term=days[n], calendar=calendar).due_on, asked)
    measure(
        "ours, working days, one pause",
        lambda s, n: due(start=s, term=terms[n], calendar=calendar, pauses=pauses[s.year]).due_on,
        asked,
    )
    few = asked[:COMPARED]
    measure("ours, with the proof", lambda s, n: due(start=s, term=terms[n], calendar=calendar).proof[-1].day, few)
    for name, reckon in {
        "chinese_calendar": by_chinese_calendar,
        "holidays": lambda start, amount: china.get_nth_working_day(start, amount),
    }.items():
        theirs = measure(name, reckon, few)
        differ = sum(one != other for one, other in zip(ours, theirs, strict=False))
        print(f"{'':34} {differ} of {len(few):,} differ from ours")


if __name__ == "__main__":
    main()
