"""Numbering the figures of a report while it is composed, each with its source and digest."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from beizeng.indicators.measure import words
from beizeng.reports.content import Figure
from beizeng.reports.given import Source, Sourced


@dataclass
class Figures:
    """The figures so far, in the order in which the text names them, and the records behind each."""

    figures: list[Figure] = field(default_factory=list)
    records: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def add(self, label: str, value: Decimal | int | None, unit: str, source: Source, *, missing: str = "未知") -> int:
        """Put a figure down and return its number."""
        exact = None if value is None else Decimal(value)
        number = len(self.figures) + 1
        figure = Figure(
            number=number,
            label=label,
            value=exact,
            shown=missing if exact is None else words(exact),
            unit=unit,
            on=source.on,
            known=source.known,
            query=source.query,
            records=len(source.records),
            digest=digest(exact, source),
        )
        self.figures.append(figure)
        self.records[number] = source.records
        return number

    def of(self, label: str, given: Sourced, unit: str) -> int:
        """Put a value down that brings its own source."""
        return self.add(label, given.value, unit, given.source, missing=given.missing)

    def derived(self, label: str, value: Decimal, unit: str, how: str, *numbers: int) -> int:
        """Put a figure down that is worked out from others: ``how`` in words; its records are theirs."""
        first = self.figures[numbers[0] - 1]
        records = tuple(dict.fromkeys(one for number in numbers for one in self.records[number]))
        return self.add(label, value, unit, Source(how, first.on, first.known, records))

    def count(self, label: str, records: Iterable[str], unit: str, source: Source) -> int:
        """Put down how many records there are."""
        found = tuple(records)
        return self.add(label, len(found), unit, Source(source.query, source.on, source.known, found))


def digest(value: Decimal | None, source: Source) -> str:
    """SHA-256 over everything that makes the figure: whoever counts the same again gets the same."""
    said = {
        "query": source.query,
        "on": source.on.isoformat(),
        "known": source.known.isoformat(),
        "value": None if value is None else str(value.normalize()),
        "records": sorted(source.records),
    }
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
