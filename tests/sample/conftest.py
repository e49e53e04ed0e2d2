"""The sample county's feeds, made once and read back from their bytes alone."""

import csv
import datetime
import io
from dataclasses import dataclass
from functools import cached_property

import pytest

from beizeng.register.sample import SampleCounty, SampleFeed, feeds
from beizeng.spec import Shelf

CODE, DAY = "统一社会信用代码", "生效日期"


@dataclass(frozen=True)
class Line:
    """One row of one feed, by the facts' names; what is empty is left out."""

    kind: str
    known_on: datetime.date
    on: datetime.date
    code: str
    values: dict[str, str]


@dataclass(frozen=True)
class Read:
    """All feeds as a reader sees them."""

    sample: SampleCounty
    feeds: tuple[SampleFeed, ...]

    @cached_property
    def lines(self) -> list[Line]:
        names = {fact.label: fact.name for fact in self.sample.facts.values()}
        found = []
        for feed in self.feeds:
            for row in csv.DictReader(io.StringIO(feed.content.decode("utf-8"))):
                values = {names[label]: text for label, text in row.items() if text and label not in (CODE, DAY)}
                found.append(Line(feed.kind, feed.known_on, datetime.date.fromisoformat(row[DAY]), row[CODE], values))
        return found

    def of(self, kind: str) -> list[Line]:
        return [line for line in self.lines if line.kind == kind]

    def snapshot(self, on: datetime.date, known: datetime.date = datetime.date.max) -> dict[str, dict[str, str]]:
        """Code → facts: of the rows that hold by ``on`` and are known by ``known``, the latest."""
        held: dict[str, dict[str, str]] = {}
        lines = [line for line in self.lines if line.on <= on and line.known_on <= known]
        for line in sorted(lines, key=lambda line: (line.on, line.known_on)):
            held.setdefault(line.code, {}).update(line.values)
        return held


@pytest.fixture(scope="session")
def sample(shelf: Shelf) -> SampleCounty:
    return SampleCounty.of(shelf)


@pytest.fixture(scope="session")
def read(sample: SampleCounty) -> Read:
    return Read(sample, tuple(feeds(sample)))
