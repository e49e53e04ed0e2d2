"""How large the numbers of one frame really are: whole numbers are kept and computed in the least type that holds them.

A type says what a fact may hold at most; a column of staff numbers fits a byte all the same, and a byte is read and
multiplied eight times as fast. Nothing here changes a value.
"""

from collections.abc import Mapping

import polars as pl

from beizeng.base.engine.frames import Frame
from beizeng.base.engine.kinds import INT64, Number
from beizeng.base.engine.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    Compare,
    CompareRatio,
    Constant,
    Extreme,
    FactValue,
    Node,
    Not,
    Rounded,
    Scaled,
)

_SIGNED = ((7, pl.Int8()), (15, pl.Int16()), (31, pl.Int32()), (63, pl.Int64()))
_UNSIGNED = ((8, pl.UInt8()), (16, pl.UInt16()), (32, pl.UInt32()))
_RANGE: dict[pl.DataType, tuple[int, int]] = {
    **{kind: (-(2**bits), 2**bits - 1) for bits, kind in _SIGNED},
    **{kind: (0, 2**bits - 1) for bits, kind in _UNSIGNED},
}


def narrowed(frame: Frame) -> Frame:
    """The same frame, each column of whole numbers in the least type that holds it; to be judged more than once."""
    return frame.with_columns(
        frame[name].cast(_least_column(frame[name])) for name, kind in frame.schema.items() if kind == pl.Int64
    ).rechunk()


def _least_column(values: pl.Series) -> pl.DataType:
    low, high = values.min(), values.max()
    if not isinstance(low, int) or not isinstance(high, int):
        return pl.Int8()
    # never negative is worth knowing: a ratio's divisor then has one sign
    fits = [kind for kind, (least, most) in _RANGE.items() if least <= low and high <= most]
    return min(fits, key=lambda kind: (_RANGE[kind][1] - _RANGE[kind][0], _RANGE[kind][0] < 0))


def holds_whole(given: pl.DataType) -> bool:
    """Whether a column of this type holds whole numbers that the engine reads."""
    return given in _RANGE


def needs_look(given: pl.DataType, kind: Number) -> bool:
    """Whether a column of this type could hold a number beyond the limit."""
    low, high = _RANGE[given]
    return low < kind.low or high > kind.high


def least(*kinds: Number) -> pl.DataType:
    """The least signed type that holds every one of these numbers."""
    low, high = min(kind.low for kind in kinds), max(kind.high for kind in kinds)
    if low < -INT64 - 1 or high > INT64:
        return pl.Int128()
    return next(kind for _bits, kind in _SIGNED if _RANGE[kind][0] <= low and high <= _RANGE[kind][1])


def tightened(node: Node, schema: Mapping[str, pl.DataType]) -> Node:
    """The same tree, its numbers bounded by what the frame's columns can hold; other nodes stay as they are."""
    match node:
        case FactValue(name=name, type=Number() as kind):
            low, high = _RANGE[schema[name]]
            return FactValue(name, _bounded(kind, max(low, kind.low), min(high, kind.high)))
        case Compare():
            return Compare(node.operator, tightened(node.left, schema), tightened(node.right, schema))
        case CompareRatio():
            left, right, divisor = (tightened(part, schema) for part in (node.left, node.right, node.divisor))
            return CompareRatio(node.operator, left, right, divisor, node.shown)
        case AllOf():
            return AllOf(tuple(tightened(item, schema) for item in node.items))
        case AnyOf():
            return AnyOf(tuple(tightened(item, schema) for item in node.items))
        case Not():
            return Not(tightened(node.item, schema))
        case _:
            return _number(node, schema)


def _number(node: Node, schema: Mapping[str, pl.DataType]) -> Node:
    match node:
        case Arithmetic():
            left, right = tightened(node.left, schema), tightened(node.right, schema)
            return Arithmetic(node.operator, left, right, _bounded(node.type, *_computed(node.operator, left, right)))
        case Scaled():
            item = tightened(node.item, schema)
            ends = sorted(end * node.factor for end in _ends(item))
            return Scaled(item, node.factor, _bounded(node.type, *ends))
        case Extreme(type=Number() as kind):
            items = tuple(tightened(item, schema) for item in node.items)
            pick = min if node.which == "least" else max
            lows, highs = zip(*map(_ends, items), strict=True)
            return Extreme(node.which, items, _bounded(kind, pick(lows), pick(highs)))
        case Rounded():
            item = tightened(node.item, schema)
            low, high = _ends(item)
            kind = _bounded(node.type, low // node.divisor - 1, high // node.divisor + 1)
            return Rounded(item, node.divisor, kind, node.way, node.size)
        case _:
            return node


def _computed(operator: str, left: Node, right: Node) -> tuple[int, int]:
    (a, b), (c, d) = _ends(left), _ends(right)
    if operator == "*":
        corners = (a * c, a * d, b * c, b * d)
        return min(corners), max(corners)
    return (a + c, b + d) if operator == "+" else (a - d, b - c)


def _ends(node: Node) -> tuple[int, int]:
    if isinstance(node, Constant) and isinstance(node.value, int):
        return node.value, node.value
    assert isinstance(node.type, Number)
    return node.type.low, node.type.high


def _bounded(kind: Number, low: int, high: int) -> Number:
    return Number(kind.unit, kind.scale, low, high)
