"""What the figures of a plan say of each other: sums, multiples, steps, rates; each says itself whether it holds.

The findings report a relation that doesn't hold; the mutations break one figure of a relation that does.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from beizeng.plan.elements import Comparator, Number, Span
from beizeng.plan.numerals import ARABIC, number

_TINY = 1e-9


@dataclass(frozen=True)
class Term:
    """A figure of a relation: what it is of, its value; where its digits stand, and the statement around them."""

    name: str
    value: Number
    unit: str
    comparator: Comparator
    span: Span
    stated: Span

    @property
    def written(self) -> str:
        """The value with its unit."""
        return f"{figure(self.value)}{self.unit}"


@dataclass(frozen=True)
class Relation(ABC):
    """``terms`` in the order in which ``holds`` takes their values."""

    terms: tuple[Term, ...]

    #: The code of the finding where it doesn't hold.
    code = ""

    @abstractmethod
    def holds(self, values: Sequence[Number]) -> bool:
        """Whether the relation would hold with these values in place of its own."""

    @property
    def values(self) -> tuple[Number, ...]:
        """The values as the text has them."""
        return tuple(term.value for term in self.terms)

    @property
    def is_kept(self) -> bool:
        """Whether the text keeps it."""
        return self.holds(self.values)

    @property
    def span(self) -> Span:
        """From the first of its statements to the end of the last."""
        return min(term.stated[0] for term in self.terms), max(term.stated[1] for term in self.terms)


@dataclass(frozen=True)
class Sum(Relation):
    """A total and its parts. ``is_whole``: the text shows that the parts are all there are."""

    is_whole: bool
    code = "sum-mismatch"

    def holds(self, values: Sequence[Number]) -> bool:
        total, *parts = values
        return abs(sum(map(_exact, parts)) - _exact(total)) < _TINY


@dataclass(frozen=True)
class Multiple(Relation):
    """A base and an end of which the text (``by``) says that it is ``times`` the base."""

    times: Number
    by: str
    code = "not-doubled"

    def holds(self, values: Sequence[Number]) -> bool:
        base, end = values
        return end >= self.times * base - _TINY


@dataclass(frozen=True)
class Steps(Relation):
    """Levels of one thing by rising dates. ``at_last``: what the last one has to reach, if the text says it doubles."""

    dates: tuple[str, ...]
    falls: bool = False
    code = "steps-not-rising"

    def holds(self, values: Sequence[Number]) -> bool:
        return all((one > other) if self.falls else (one < other) for one, other in pairwise(values))


@dataclass(frozen=True)
class Reaches(Relation):
    """The last of the steps, in per cent of growth, against what a doubling asks."""

    least: Number
    date: str
    by: str
    code = "not-doubled"

    def holds(self, values: Sequence[Number]) -> bool:
        return values[0] >= self.least


@dataclass(frozen=True)
class Compound(Relation):
    """A yearly rate in per cent against a multiple over so many years."""

    times: Number
    years: int
    code = "growth-misses-multiple"

    def reached(self, rate: Number) -> float:
        """The multiple that the rate reaches."""
        return float((1 + rate / 100) ** self.years)

    def holds(self, values: Sequence[Number]) -> bool:
        return self.reached(values[0]) >= self.times - _TINY


@dataclass(frozen=True)
class Rate(Relation):
    """A base, an end and the growth in per cent stated between them; a yearly one over ``years``, else in all."""

    years: int | None
    code = "rate-misses-end"

    def growth(self, values: Sequence[Number]) -> float:
        """The growth between base and end, in per cent."""
        base, end = float(values[0]), float(values[1])
        return ((end / base) ** (1 / (self.years or 1)) - 1) * 100 if base > 0 and end >= 0 else 0.0

    def holds(self, values: Sequence[Number]) -> bool:
        """Within the rate's last digit; where it is said with 左右 within a point, with 以上 from there up."""
        off = self.growth(values) - float(values[2])
        return -self._play <= off and (off <= self._play or self.terms[2].comparator in ("at_least", "more_than"))

    @property
    def _play(self) -> float:
        places = -int(Decimal(str(self.terms[2].value)).as_tuple().exponent)
        return {"about": 1.0}.get(self.terms[2].comparator, 0.5 * 10.0**-places) + _TINY


def figure(value: Number | None) -> str:
    """A value as people write it; None: nothing."""
    return "" if value is None else f"{Decimal(str(value)).normalize():f}"


def digits(text: str, span: Span, value: Number, *, is_first: bool = False) -> Span:
    """Where the digits of a value stand inside a statement; the statement itself where its digits can't be found."""
    found = [at.span() for at in re.finditer(ARABIC, text[slice(*span)]) if number(at[0]) == value]
    if not found:
        return span
    start, end = found[0 if is_first else -1]
    return span[0] + start, span[0] + end


def overlap(one: Span, other: Span) -> bool:
    """Whether two places share a character."""
    return one[0] < other[1] and other[0] < one[1]


def _exact(value: Number) -> Decimal:
    return Decimal(str(value))
