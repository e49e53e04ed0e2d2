"""What a report says, as plain values that go to JSON and back: parts, tables, and every number as a figure."""

import datetime
from decimal import Decimal
from typing import Literal

from beizeng.spec.values import Spec

#: Words, and the numbers of figures between them: ``("规上工业企业", 3, "。")``.
Phrase = tuple[str | int, ...]
#: A cell: words, the number of a figure, or nothing.
Cell = str | int | None
PartId = Literal["progress", "measures", "overdue", "entitlements", "findings"]


class Figure(Spec):
    """A number of a report with what is behind it.

    Attributes:
        number: its place in the annex, from 1.
        label: what is counted, in words.
        value: None: there is none; ``shown`` then says which nothing (未补报, 未知, 未定).
        shown: as the paper prints it, without the unit.
        on: the day that it holds for; ``known``: by what was known then.
        query: how it was counted or worked out, in words.
        records: how many records are behind it; they are kept with the report.
        digest: SHA-256 over query, days, value and records.
    """

    number: int
    label: str
    value: Decimal | None
    shown: str
    unit: str
    on: datetime.date
    known: datetime.date
    query: str
    records: int
    digest: str

    @property
    def text(self) -> str:
        """As it stands in a sentence: ``35户``; a missing value without a unit."""
        return self.shown if self.value is None else f"{self.shown}{self.unit}"


class Paragraph(Spec):
    """A paragraph of the text, or a small heading (（一）…) above several."""

    phrase: Phrase
    is_heading: bool = False


class Table(Spec):
    """A table: its heads, and rows with one cell for each head. ``units``: head → the unit that all its numbers have.

    A head is the name of a tag in the template too, so it is a word without brackets.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    units: dict[str, str] = {}

    @property
    def labels(self) -> tuple[str, ...]:
        """The heads with their units, as pages and workbooks show them."""
        return tuple(f"{head}（{self.units[head]}）" if head in self.units else head for head in self.heads)


class Part(Spec):
    """One part of the paper with its heading."""

    id: PartId
    title: str
    paragraphs: tuple[Paragraph, ...]
    table: Table


class Briefing(Spec):
    """The whole paper before anything official is on it: no number, no signature, no day of issue."""

    title_lines: tuple[str, ...]
    to: str
    sender: str
    period: str
    day: datetime.date
    known: datetime.date
    is_sample: bool
    opening: Phrase
    parts: tuple[Part, ...]
    figures: tuple[Figure, ...]

    @property
    def title(self) -> str:
        """The title in one line."""
        return "".join(self.title_lines)

    def figure(self, number: int) -> Figure | None:
        """The figure of this number."""
        return self.figures[number - 1] if 1 <= number <= len(self.figures) else None

    def part(self, part_id: PartId) -> Part:
        """The part with this id."""
        return next(part for part in self.parts if part.id == part_id)

    def words(self, phrase: Phrase) -> str:
        """The phrase as it is printed."""
        return "".join(one if isinstance(one, str) else self.figures[one - 1].text for one in phrase)

    def cell(self, cell: Cell) -> str:
        """The cell as it is printed; the unit stands beside."""
        return self.figures[cell - 1].shown if isinstance(cell, int) else cell or ""
