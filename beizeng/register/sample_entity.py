"""An invented entity while its life is made up, and the rows that feeds will hold."""

import datetime
from dataclasses import dataclass, field
from typing import NamedTuple

from beizeng.register.codes import check_character, organisation_check
from beizeng.register.sample_chance import stream
from beizeng.register.sample_founders import Founder
from beizeng.spec import Shelf
from beizeng.spec.facts import Fact, Facts
from beizeng.spec.sample import EntityKind, SampleFigures, SampleTrades, SampleWords, Trade

#: What a fact of a row can be; None is unknown. Money is whole yuan.
Value = str | int | bool | datetime.date | None

#: Authority 9 (market regulation), then the class of the entity. A branch is numbered as an enterprise.
CLASS_OF_KIND: dict[EntityKind, str] = {"enterprise": "91", "branch": "91", "household": "92", "cooperative": "93"}
#: The characters of an organisation code that a credit code may hold as well.
BODY = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class Row(NamedTuple):
    """One row of a feed: since when it holds, of whom, and what is said, by the facts' names."""

    on: datetime.date
    code: str
    values: dict[str, Value]


class Term(NamedTuple):
    """A stretch during which an entity holds a title: the first day, and the day on which it no longer does."""

    since: datetime.date
    until: datetime.date | None


@dataclass(frozen=True)
class SampleCounty:
    """All that the sample is made from, as one shelf says it. The labels of ``facts`` are the headings of the feeds."""

    figures: SampleFigures
    words: SampleWords
    trades: tuple[Trade, ...]
    facts: dict[str, Fact]

    @classmethod
    def of(cls, shelf: Shelf) -> "SampleCounty":
        """The sample county of a shelf. Raises IndexError where the shelf holds none."""
        return cls(
            figures=shelf.all(SampleFigures)[-1],
            words=shelf.all(SampleWords)[-1],
            trades=shelf.all(SampleTrades)[-1].trades,
            facts={fact.name: fact for facts in shelf.all(Facts) for fact in facts.facts},
        )


@dataclass
class Entity:
    """One invented entity: what the register says of it now, and what it is behind that.

    ``closed_on``: the day on which it stopped being open in any way. ``scale_yuan``: its yearly revenue in 2020 or in
    its first year. ``untold``: the facts that no office ever tells of it. ``titles``: ladder → terms; who has any is
    kept alive.
    """

    code: str
    kind: EntityKind
    trade: Trade
    name: str
    legal_form: str
    established_on: datetime.date
    division: str
    address: str
    capital: int | None
    representative: str
    scale_yuan: int
    founder: Founder
    untold: frozenset[str]
    status: str = "open"
    ended_on: datetime.date | None = None
    closed_on: datetime.date | None = None
    converted_from: str = ""
    in_abnormal_list: bool = False
    titles: dict[str, list[Term]] = field(default_factory=dict)

    def row(self, on: datetime.date) -> Row:
        """What the register says of the entity from ``on``."""
        return Row(
            on,
            self.code,
            {
                "name": self.name,
                "kind": self.kind,
                "legal_form": self.legal_form,
                "status": self.status,
                "established_on": self.established_on,
                "ended_on": self.ended_on,
                "industry": self.trade.industry,
                "division": self.division,
                "address": self.address,
                "capital": self.capital,
                "scope": self.trade.scope,
                "representative": self.representative,
                "converted_from": self.converted_from or None,
                "in_abnormal_list": self.in_abnormal_list,
            },
        )

    def is_open(self, day: datetime.date) -> bool:
        """Whether the entity is there on ``day``; its last day is no longer one of them."""
        return self.established_on <= day and (self.closed_on is None or day < self.closed_on)

    def holds(self, title: str, day: datetime.date) -> bool:
        """Whether it holds a title on ``day``."""
        return any(
            term.since <= day and (term.until is None or day < term.until) for term in self.titles.get(title, ())
        )

    def first_held_on(self, title: str) -> datetime.date | None:
        """The first day on which it held a title."""
        return min((term.since for term in self.titles.get(title, ())), default=None)


class Codes:
    """Hands out valid credit codes, each once: both check characters are right; the series marks them as invented."""

    def __init__(self, figures: SampleFigures) -> None:
        self._chance = stream(figures.seed, "codes")
        self._division = figures.division
        self._series = figures.code_series
        self._used: set[str] = set()

    def take(self, kind: EntityKind) -> str:
        """A code that nobody in the sample has."""
        while True:
            body = self._series + "".join(self._chance.choice(BODY) for _ in range(8 - len(self._series)))
            if body not in self._used:
                break
        self._used.add(body)
        first = CLASS_OF_KIND[kind] + self._division + body + organisation_check(body)
        return first + check_character(first)
