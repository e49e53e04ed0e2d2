"""The typed tree: what an expression means, with every scale and unit already settled.

Every evaluator walks this tree and nothing else, so a further one (Spark SQL) is one more walk. Numbers are whole
numbers here; the tree multiplies them to a shared scale before it adds or compares. Nodes are frozen and hashable:
equal criteria are computed once.

Three values: a comparison with unknown is unknown; And, Or, Not follow Kleene; every other node is strict, which
means unknown as soon as one fact in it is. So a number is known exactly when all its facts are.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

from beizeng.base.engine.kinds import DAY, TEXT, TRUTH, Day, Number, Text, Type

Operator = Literal["=", "<>", "<", "<=", ">", ">="]
Value = int | str | bool | datetime.date
Way = Literal["half_up", "down", "up"]


@dataclass(frozen=True)
class FactValue:
    """The value of a fact."""

    name: str
    type: Type


@dataclass(frozen=True)
class Constant:
    """A literal, a parameter's value or the judging day. ``source`` is the parameter's name, if it has one."""

    value: Value
    type: Type
    source: str = ""


@dataclass(frozen=True)
class Compare:
    """Two numbers of one scale, two texts, two days or two truths."""

    operator: Operator
    left: "Node"
    right: "Node"
    type: Type = TRUTH


@dataclass(frozen=True)
class CompareRatio:
    """``ratio(numerator, divisor) operator limit`` without dividing: ``left operator right``, turned round where the
    divisor is negative, unknown where it is zero. ``shown`` are numerator and limit as written, for words."""

    operator: Operator
    left: "Node"
    right: "Node"
    divisor: "Node"
    shown: "tuple[Node, Node]"
    type: Type = TRUTH


@dataclass(frozen=True)
class Among:
    """Whether the item is one of the values; none of them is unknown."""

    item: "Node"
    values: tuple[Constant, ...]
    type: Type = TRUTH


@dataclass(frozen=True)
class TextFits:
    """Whether the text begins with the piece, ends with it, or has it in it."""

    how: Literal["starts", "ends", "holds"]
    item: "Node"
    piece: str
    type: Type = TRUTH


@dataclass(frozen=True)
class Part:
    """``count`` characters of a text from place ``start``, counted from 1; as many of them as it has."""

    item: "Node"
    start: int
    count: int
    type: Type = TEXT


@dataclass(frozen=True)
class Length:
    """How many characters a text has."""

    item: "Node"
    type: Number


@dataclass(frozen=True)
class AllOf:
    """AND: no as soon as one is no."""

    items: "tuple[Node, ...]"
    type: Type = TRUTH


@dataclass(frozen=True)
class AnyOf:
    """OR: yes as soon as one is yes."""

    items: "tuple[Node, ...]"
    type: Type = TRUTH


@dataclass(frozen=True)
class Not:
    """NOT."""

    item: "Node"
    type: Type = TRUTH


@dataclass(frozen=True)
class Arithmetic:
    """``left + right``, ``left - right``, ``left * right`` on whole numbers."""

    operator: Literal["+", "-", "*"]
    left: "Node"
    right: "Node"
    type: Number


@dataclass(frozen=True)
class Scaled:
    """The item times a whole number, to bring it to the scale of what it meets; people do not see it."""

    item: "Node"
    factor: int
    type: Number


@dataclass(frozen=True)
class Extreme:
    """The least or the greatest of the items, numbers or days; unknown if one is."""

    which: Literal["least", "greatest"]
    items: "tuple[Node, ...]"
    type: Number | Day


@dataclass(frozen=True)
class Rounded:
    """The item divided by a positive whole number; half and ``up`` go away from zero, ``down`` towards it.

    ``size``: where it counts how often a size goes into the item, that size as written, for words.
    """

    item: "Node"
    divisor: int
    type: Number
    way: Way = "half_up"
    size: "Node | None" = None


@dataclass(frozen=True)
class Elapsed:
    """From a day to the judging day: full years, full months, days; or, for ``year``, the day's own year.

    A month is full on the same day of the month, or on the last day of a month that lacks it (民法典 202).
    """

    measure: Literal["full_years", "full_months", "days_since", "year"]
    item: "Node"
    judging_day: datetime.date
    type: Number


@dataclass(frozen=True)
class DayPart:
    """The month (1 to 12) or the quarter (1 to 4) of a day."""

    measure: Literal["month", "quarter"]
    item: "Node"
    type: Number


@dataclass(frozen=True)
class Span:
    """From one day to another: days, full months, full years, counted as ``Elapsed`` counts."""

    measure: Literal["days_since", "full_months", "full_years"]
    start: "Node"
    end: "Node"
    type: Number


@dataclass(frozen=True)
class Shifted:
    """A day moved by days or months (a month that lacks it: its last day), or the end of its month or year.

    What would lie outside the years 1 to 9999 is their first or last day.
    """

    by: Literal["days", "months", "month_end", "year_end"]
    item: "Node"
    count: int = 0
    type: Type = DAY


@dataclass(frozen=True)
class Case:
    """The value of the first branch whose condition is yes; unknown if any fact in it is."""

    branches: "tuple[tuple[Node, Node], ...]"
    otherwise: "Node"
    type: Type


Node = (
    FactValue | Constant | Compare | CompareRatio | Among | TextFits | Part | Length | AllOf | AnyOf | Not
    | Arithmetic | Scaled | Extreme | Rounded | Elapsed | DayPart | Span | Shifted | Case
)  # fmt: skip


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first."""
    yield node
    for field in fields(node):
        yield from _below(getattr(node, field.name))


def _below(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield from walk(value)
    elif isinstance(value, tuple):
        for item in value:
            yield from _below(item)


def facts_of(node: Node) -> dict[str, Type]:
    """The facts named, with their types, in the order of their first mention."""
    return {found.name: found.type for found in walk(node) if isinstance(found, FactValue)}


def is_category(node: Node) -> bool:
    """Whether the node is text out of a list of values."""
    return isinstance(node.type, Text) and bool(node.type.values)
