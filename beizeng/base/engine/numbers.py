"""Whole numbers over fixed scales: bringing them together, and how large each can become."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from beizeng.base.engine.faults import refuse
from beizeng.base.engine.kinds import FEN, INT128, Number, Unit
from beizeng.base.engine.tree import Arithmetic, Constant, Extreme, Node, Rounded, Scaled, Way

_EXACT = re.compile(r"\d+(\.\d+)?")
MAX_PLACES = 6


def literal(text: str, *, offset: int | None) -> Constant:
    """A number as written: exact decimals only, without unit until it meets a money or a plain number."""
    if not _EXACT.fullmatch(text):
        raise refuse(
            what=text, offset=offset, why="只收精确的十进制数，不收浮点数或科学记数", write="写成 300000 或 0.03"
        )
    return constant(Decimal(text), "bare")


def constant(value: Decimal, unit: Unit, *, source: str = "") -> Constant:
    """A decimal value as a whole number over the smallest power of ten that holds it exactly."""
    digits = value.normalize()
    exponent = digits.as_tuple().exponent
    if not isinstance(exponent, int):
        raise refuse(what=str(value), offset=None, why="不是一个数", write="写成 300000 或 0.03")
    scale = 10 ** max(0, -exponent)
    whole = int(digits * scale)
    return Constant(whole, bounded(Number(unit, scale, whole, whole)), source)


def number(node: Node) -> Number:
    """The type of a node that is known to be a number."""
    assert isinstance(node.type, Number)
    return node.type


def shared_unit(left: Unit, right: Unit, *, what: str, offset: int | None) -> Unit:
    """The unit of two numbers that are added or compared.

    Raises:
        BadInput: money with a plain number.
    """
    if "bare" in (left, right):
        return right if left == "bare" else left
    if left != right:
        raise refuse(
            what=what,
            offset=offset,
            why="一边是金额（元），一边是没有单位的数，不能相加或比较",
            write="两边用同一单位；人均金额写成以元计的参数，例如 :per_person * staff",
        )
    return left


def rescale(node: Node, scale: int) -> Node:
    """The same value over a scale that is a multiple of its own."""
    kind = number(node)
    factor = scale // kind.scale
    if factor == 1:
        return node
    kind = replace(kind, scale=scale, low=kind.low * factor, high=kind.high * factor)
    if isinstance(node, Constant):
        assert isinstance(node.value, int)
        return replace(node, value=node.value * factor, type=bounded(kind))
    return Scaled(node, factor, bounded(kind))


def aligned(nodes: Sequence[Node], unit: Unit) -> list[Node]:
    """The numbers over their smallest shared scale; literals take the unit."""
    scale = math.lcm(*(number(node).scale for node in nodes))
    return [rescale(_in_unit(node, unit), scale) for node in nodes]


def _in_unit(node: Node, unit: Unit) -> Node:
    return replace(node, type=replace(number(node), unit=unit)) if isinstance(node, Constant) else node


def negated(node: Node) -> Node:
    """Minus the number."""
    if isinstance(node, Constant):
        return times(node, -1)
    unit = number(node).unit
    return combine("-", Constant(0, Number(unit, 1, 0, 0)), node, unit)


def combine(operator: Literal["+", "-"], left: Node, right: Node, unit: Unit) -> Arithmetic:
    """Sum or difference over a shared scale."""
    left, right = aligned((left, right), unit)
    a, b = number(left), number(right)
    low, high = (a.low + b.low, a.high + b.high) if operator == "+" else (a.low - b.high, a.high - b.low)
    return Arithmetic(operator, left, right, bounded(Number(unit, a.scale, low, high)))


def product(left: Node, right: Node, *, what: str = "", offset: int | None = None) -> Arithmetic:
    """The product; money times money has no meaning here."""
    a, b = number(left), number(right)
    if a.unit == b.unit == "yuan":
        raise refuse(what=what, offset=offset, why="金额不能乘以金额", write="其中一个改为没有单位的数，例如 0.5")
    unit: Unit = "yuan" if "yuan" in (a.unit, b.unit) else "plain" if "plain" in (a.unit, b.unit) else "bare"
    corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]
    return Arithmetic("*", left, right, bounded(Number(unit, a.scale * b.scale, min(corners), max(corners))))


def times(node: Node, factor: int) -> Node:
    """The whole number times a factor, its scale left alone: for comparing across a division."""
    kind = number(node)
    if factor == 1:
        return node
    if isinstance(node, Constant):
        assert isinstance(node.value, int)
        whole = node.value * factor
        return replace(node, value=whole, type=bounded(replace(kind, low=whole, high=whole)))
    grown = replace(
        kind, low=min(kind.low * factor, kind.high * factor), high=max(kind.low * factor, kind.high * factor)
    )
    return Scaled(node, factor, bounded(grown))


def extreme(which: Literal["least", "greatest"], nodes: Sequence[Node], unit: Unit) -> Extreme:
    """The least or greatest of several numbers over a shared scale."""
    items = aligned(nodes, unit)
    kinds = [number(item) for item in items]
    pick = min if which == "least" else max
    low, high = pick(kind.low for kind in kinds), pick(kind.high for kind in kinds)
    return Extreme(which, tuple(items), Number(unit, kinds[0].scale, low, high))


def choice(nodes: Sequence[Node], *, what: str, offset: int | None) -> tuple[list[Node], Number]:
    """Numbers of which one will be taken, over a shared scale and unit; and the type of the one taken."""
    unit = number(nodes[0]).unit
    for node in nodes[1:]:
        unit = shared_unit(unit, number(node).unit, what=what, offset=offset)
    items = aligned(nodes, unit)
    kinds = [number(item) for item in items]
    low, high = min(kind.low for kind in kinds), max(kind.high for kind in kinds)
    return items, Number(unit, kinds[0].scale, low, high)


def rounded(node: Node, places: int, way: Way = "half_up") -> Node:
    """Rounded to ``places`` decimal places (negative: to tens, hundreds ...)."""
    kind = number(node)
    if places >= 0 and 10**places % kind.scale == 0:
        return node  # already as coarse as that
    factor, divisor = 10 ** max(places, 0), kind.scale * 10 ** max(-places, 0)
    shared = math.gcd(factor, divisor)
    divisor //= shared
    grown = times(node, factor // shared)
    result = divided(grown, divisor, Number(kind.unit, 10 ** max(places, 0), 0, 0), way)
    return rescale(times(result, 10**-places), 1) if places < 0 else result


def divided(node: Node, divisor: int, kind: Number, way: Way) -> Rounded:
    """The whole number divided by a positive one, as a number of this unit and scale."""
    whole = number(node)
    low, high = (quotient(bound, divisor, way) for bound in (whole.low, whole.high))
    bounded(doubled(whole, divisor))
    return Rounded(node, divisor, replace(kind, low=low, high=high), way)


def parts(node: Node, size: Node, way: Way) -> Node:
    """How often a known positive size goes into the number: whole times, or with the last one begun."""
    item, one = aligned((node, size), number(node).unit)
    assert isinstance(one, Constant)
    assert isinstance(one.value, int)
    return replace(divided(item, one.value, Number("plain", 1, 0, 0), way), size=size)


def doubled(kind: Number, divisor: int) -> Number:
    """The largest numbers on the way to a rounded quotient: evaluators double before they divide."""
    return replace(kind, low=kind.low * 2 - divisor, high=kind.high * 2 + divisor)


def to_fen(node: Node) -> Node:
    """An amount in yuan as whole fen, rounded half away from zero where it holds parts of a fen."""
    kind = number(node)
    return rescale(node, FEN) if FEN % kind.scale == 0 else rounded(node, 2)


def bounded(kind: Number) -> Number:
    """The type, if 127 bits hold it.

    Raises:
        BadInput: the number could overflow.
    """
    if max(-kind.low, kind.high) > INT128:
        raise refuse(
            what="数太大",
            offset=None,
            why="结果可能超出能精确计算的范围",
            write="先用 least(…, 上限) 封顶，或减少小数位",
        )
    return kind


def quotient(value: int, divisor: int, way: Way) -> int:
    """The whole quotient: half and ``up`` away from zero, ``down`` towards it."""
    size = abs(value)
    if way == "half_up":
        size = (size * 2 + divisor) // (2 * divisor)
    else:
        size = size // divisor if way == "down" else (size + divisor - 1) // divisor
    return -size if value < 0 else size
