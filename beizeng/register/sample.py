"""The sample county's feeds: invented entities, true to the plan's baselines, as files that offices would send.

    for feed in feeds(SampleCounty.of(shelf)): ...   # in the order in which they become known

The same pack and program give the same files, byte for byte. Pure: no database, no clock, no file is written.
Not here: loading them (``actions.load_feed`` with ``is_sample``).
"""

import csv
import datetime
import io
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from beizeng.register import sample_facts
from beizeng.register.sample_chance import month_end
from beizeng.register.sample_entity import Entity, Row, SampleCounty, Value
from beizeng.register.sample_life import Life
from beizeng.spec.facts import Fact
from beizeng.spec.sample import Cadence, FeedKind, SampleFigures

__all__ = ["SampleCounty", "SampleFeed", "feeds"]

Tell = Callable[[SampleFigures, Iterable[Entity]], Iterator[Row]]

CODE_HEADING = "统一社会信用代码"
DAY_HEADING = "生效日期"
REGISTRATION: FeedKind = "registration"
#: Feeds known on the same day come in this order, so that an entity is registered before anything else is told of it.
DEPARTMENTS: dict[FeedKind, Tell] = {
    "statistics": sample_facts.statistics,
    "tax": sample_facts.tax,
    "social_insurance": sample_facts.social_insurance,
    "science": sample_facts.science,
    "agriculture": sample_facts.agriculture,
    "credit": sample_facts.credit,
    "loans": sample_facts.loans,
}


@dataclass(frozen=True)
class SampleFeed:
    """One file as an office sends it: kind of feed, name, the day on which it is known, and UTF-8 CSV with a header."""

    kind: FeedKind
    name: str
    known_on: datetime.date
    content: bytes


def feeds(sample: SampleCounty) -> Iterator[SampleFeed]:
    """Every feed of the sample county that becomes known by its last day, earliest first."""
    life = Life(sample)
    rows: dict[FeedKind, Iterable[Row]] = {REGISTRATION: life.rows}
    for kind, tell in DEPARTMENTS.items():
        rows[kind] = tell(sample.figures, life.entities)
    made = [feed for kind in rows for feed in _files(sample, kind, rows[kind])]
    yield from sorted(made, key=lambda feed: feed.known_on)


def _files(sample: SampleCounty, kind: FeedKind, rows: Iterable[Row]) -> Iterator[SampleFeed]:
    figures = sample.figures
    periods = _periods(figures, figures.cadences[kind])
    by_period: dict[datetime.date, list[Row]] = defaultdict(list)
    ends = list(periods)
    for row in rows:
        place = bisect_left(ends, row.on)
        if place < len(ends):
            by_period[ends[place]].append(row)
    for end, known_on in periods.items():
        if by_period[end]:
            content = _csv(by_period[end], sample.facts)
            yield SampleFeed(kind, f"{kind}-{end:%Y-%m}.csv", known_on, content)


def _periods(figures: SampleFigures, cadence: Cadence) -> dict[datetime.date, datetime.date]:
    """Last day of a period → the day on which its feed is known; the stock first, nothing known after the last day."""
    periods = {figures.stock_on: figures.stock_known_on}
    for year in figures.years:
        for month in cadence.months:
            end = month_end(year, month)
            known_on = end + datetime.timedelta(days=cadence.known_after_days)
            if known_on <= figures.until:
                periods[end] = known_on
    return periods


def _csv(rows: list[Row], facts: dict[str, Fact]) -> bytes:
    """Rows in the order of day and code, one column for each fact that any of them tells."""
    told = {name for row in rows for name in row.values}
    columns = [name for name in facts if name in told]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([CODE_HEADING, DAY_HEADING, *(facts[name].label for name in columns)])
    for row in sorted(rows, key=lambda row: (row.on, row.code)):
        written = (_written(row.values.get(name), facts[name]) for name in columns)
        writer.writerow([row.code, row.on.isoformat(), *written])
    return text.getvalue().encode("utf-8")


def _written(value: Value, fact: Fact) -> str:
    """A value as an office writes it; what is unknown stays empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if fact.type == "category":
        return fact.values[str(value)]
    return str(value)
