"""The types of expressions. A number is a whole number over a fixed scale, so that nothing is ever a float.

=========  ======================  ==========================  =====================
fact type  inside the engine       meaning of the whole number limit (else: an error)
=========  ======================  ==========================  =====================
money      int64                   fen, a hundredth of a yuan  100 million million 元
integer    int64                   itself                      million million
decimal    int64                   millionths                  million million
day        date                    –                           –
yes_no     Boolean                 –                           –
text       text, NFKC              –                           –
category   text, one of its values –                           –
=========  ======================  ==========================  =====================

At the doors money is Decimal yuan, a decimal is Decimal; ``held`` turns a fact's value into what the engine holds.
A missing value is None (null in a frame) and means *unknown*.
The bounds of every intermediate number follow from these limits, so overflow is found when an expression is
compiled, not while it runs: up to 64 bits is computed in int64, up to 127 bits in int128, more is refused.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from beizeng.spec.facts import Fact

DECIMAL_PLACES = 6
DECIMAL_SCALE = 10**DECIMAL_PLACES
FEN = 100  #: fen to the yuan
MONEY_LIMIT = 10**16  #: fen
INTEGER_LIMIT = 10**12
DECIMAL_LIMIT = 10**12 * DECIMAL_SCALE
INT64 = 2**63 - 1
INT128 = 2**127 - 1

#: What a number counts. ``bare`` is a literal: it takes the unit of whatever it meets.
Unit = Literal["bare", "plain", "yuan"]


@dataclass(frozen=True)
class Number:
    """A whole number between ``low`` and ``high``; its value is that number divided by ``scale``."""

    unit: Unit
    scale: int
    low: int
    high: int

    @property
    def is_wide(self) -> bool:
        """Whether 64 bits do not hold it."""
        return max(-self.low, self.high) > INT64


@dataclass(frozen=True)
class Text:
    """Text; a category knows its values (value → label)."""

    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Day:
    """A calendar day."""


@dataclass(frozen=True)
class Truth:
    """Yes, no or unknown."""


Type = Number | Text | Day | Truth
TRUTH, TEXT, DAY = Truth(), Text(), Day()


def type_of(fact: Fact) -> Type:
    """The type of a declared fact."""
    if fact.type == "money":
        return Number("yuan", FEN, -MONEY_LIMIT, MONEY_LIMIT)
    if fact.type == "integer":
        return Number("plain", 1, -INTEGER_LIMIT, INTEGER_LIMIT)
    if fact.type == "decimal":
        return Number("plain", DECIMAL_SCALE, -DECIMAL_LIMIT, DECIMAL_LIMIT)
    if fact.type == "day":
        return Day()
    return Truth() if fact.type == "yes_no" else Text(tuple(fact.values.items()))


def held(
    value: int | str | bool | datetime.date | Decimal | None, fact: Fact
) -> int | str | bool | datetime.date | None:
    """A known value as the engine holds it: a decimal as whole millionths, everything else as it is.

    Raises:
        ValueError: a decimal with more than six places.
    """
    if not isinstance(value, Decimal):
        return value
    scaled = value * (FEN if fact.type == "money" else DECIMAL_SCALE if fact.type == "decimal" else 1)
    if scaled != int(scaled):
        raise ValueError(f"{value} is finer than {fact.name} is kept")
    return int(scaled)


def name_of(kind: Type) -> str:
    """The type as people call it."""
    if isinstance(kind, Number):
        return {"yuan": "金额", "plain": "数", "bare": "数"}[kind.unit]
    if isinstance(kind, Text):
        return "类别" if kind.values else "文字"
    return "日期" if isinstance(kind, Day) else "是否"
