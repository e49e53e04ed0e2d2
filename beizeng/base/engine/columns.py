"""The tree as a Polars expression: whole columns at once, null for unknown."""

import datetime
from bisect import bisect_left
from functools import reduce

import polars as pl

from beizeng.base.engine.bounds import least
from beizeng.base.engine.kinds import Number, Text, Truth, Type
from beizeng.base.engine.numbers import doubled, number
from beizeng.base.engine.plain import elapsed, is_month_end
from beizeng.base.engine.tree import (
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    Case,
    Compare,
    CompareRatio,
    Constant,
    DayPart,
    Elapsed,
    Extreme,
    FactValue,
    Length,
    Node,
    Not,
    Operator,
    Part,
    Rounded,
    Scaled,
    Shifted,
    Span,
    TextFits,
    facts_of,
)


def column(node: Node) -> pl.Expr:
    """The Polars expression of a node; its type is ``dtype(node.type)``, or a narrower integer."""
    match node:
        case FactValue():
            return pl.col(node.name)
        case Constant():
            return pl.lit(node.value, dtype=dtype(node.type))
        case Compare():
            return _compare(node)
        case CompareRatio():
            return _ratio(node)
        case Among():
            return _among(node)
        case AllOf():
            return reduce(lambda left, right: left & right, map(column, node.items))
        case AnyOf():
            return reduce(lambda left, right: left | right, map(column, node.items))
        case Not():
            return ~column(node.item)
        case Case():
            return _case(node)
        case _:
            return _value(node)


def _value(node: Node) -> pl.Expr:
    match node:
        case TextFits() | Part() | Length():
            return _text(node)
        case Extreme():
            return _extreme(node)
        case Shifted():
            return _shifted(node)
        case Arithmetic() | Scaled() | Rounded() | Elapsed() | DayPart() | Span():
            return _number(node)
    raise TypeError(f"no column for {type(node).__name__}")


def dtype(kind: Type) -> pl.DataType:
    """The Polars type that holds a value of this type."""
    if isinstance(kind, Number):
        return pl.Int128() if kind.is_wide else pl.Int64()
    if isinstance(kind, Text):
        return pl.String()
    return pl.Boolean() if isinstance(kind, Truth) else pl.Date()


def _number(node: Arithmetic | Scaled | Rounded | Elapsed | DayPart | Span) -> pl.Expr:
    match node:
        case Arithmetic():
            left, right = _together(node.left, node.right, within=node.type)
            return {"+": left + right, "-": left - right, "*": left * right}[node.operator]
        case Scaled():
            factor = Number("bare", 1, node.factor, node.factor)
            width = least(number(node.item), factor, node.type)
            return column(node.item).cast(width) * pl.lit(node.factor, dtype=width)
        case Rounded():
            return _rounded(node)
        case Elapsed():
            return _elapsed(node)
        case DayPart():
            day = column(node.item).dt
            return (day.month() if node.measure == "month" else day.quarter()).cast(pl.Int64)
        case Span():
            return _span(node)


def _rounded(node: Rounded) -> pl.Expr:
    divisor = node.divisor
    width = least(number(node.item), doubled(number(node.item), divisor), Number("bare", 1, 0, 2 * divisor))
    item = column(node.item).cast(width)
    has_sign = number(node.item).low < 0
    size = item.abs() if has_sign else item
    if node.way == "half_up":
        size = (size * 2 + divisor) // (2 * divisor)
    else:
        size = size // divisor if node.way == "down" else (size + divisor - 1) // divisor
    return (pl.when(item < 0).then(0 - size).otherwise(size) if has_sign else size).cast(dtype(node.type))


def _together(*nodes: Node, within: Number | None = None) -> list[pl.Expr]:
    """Numbers in the least type that holds each of them, and their result; days, texts and truths as they are."""
    kinds = [node.type for node in nodes if isinstance(node.type, Number)]
    if not kinds:
        return [column(node) for node in nodes]
    width = least(*kinds, *([within] if within else []))
    return [
        pl.lit(node.value, dtype=width) if isinstance(node, Constant) else column(node).cast(width) for node in nodes
    ]


def _compare(node: Compare) -> pl.Expr:
    match node:
        case Compare(left=Elapsed() as span, right=Constant(value=int(limit))):
            return _span_compared(span, node.operator, limit)
        case Compare(left=FactValue(type=Number()) as fact, right=Constant(type=Number(is_wide=False), value=limit)):
            # a bare number is read in the column's own width, however narrow
            return _compared(node.operator, column(fact), pl.lit(limit))
        case _:
            return _compared(node.operator, *_together(node.left, node.right))


def _compared(operator: Operator, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    match operator:
        case "=":
            return left == right
        case "<>":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right


def _span_compared(span: Elapsed, operator: Operator, limit: int) -> pl.Expr:
    """A length of time against a number, as a comparison of days: many times faster than taking days apart."""
    reached, passed = _at_least(span, limit), _at_least(span, limit + 1)
    match operator:
        case ">=":
            return reached
        case "<":
            return ~reached
        case ">":
            return passed
        case "<=":
            return ~passed
        case "=":
            return reached & ~passed
        case "<>":
            return ~reached | passed


def _at_least(span: Elapsed, limit: int) -> pl.Expr:
    """Whether the length is at least ``limit``: it shrinks from day to day, while the year of a day grows."""
    day, grows = column(span.item), span.measure == "year"

    def turns(ordinal: int) -> bool:
        return (elapsed(span.measure, datetime.date.fromordinal(ordinal), span.judging_day) >= limit) is grows

    days = range(datetime.date.min.toordinal(), datetime.date.max.toordinal() + 1)
    place = bisect_left(days, True, key=turns)
    if place == len(days):
        edge = pl.lit(datetime.date.max, dtype=pl.Date())
        return day > edge if grows else day <= edge
    edge = pl.lit(datetime.date.fromordinal(days[place]), dtype=pl.Date())
    return day >= edge if grows else day < edge


def _ratio(node: CompareRatio) -> pl.Expr:
    left, right = _together(node.left, node.right)
    divisor = column(node.divisor)
    # a null divisor fails both conditions and falls to null
    chosen = pl.when(divisor > 0).then(_compared(node.operator, left, right))
    if number(node.divisor).low >= 0:
        return chosen.otherwise(None)
    return chosen.when(divisor < 0).then(_compared(node.operator, right, left)).otherwise(None)


def _text(node: TextFits | Part | Length) -> pl.Expr:
    # a category may come as an enumeration
    text = column(node.item).cast(pl.String).str
    if isinstance(node, Part):
        return text.slice(node.start - 1, node.count)
    if isinstance(node, Length):
        return text.len_chars().cast(pl.Int64)
    if node.how == "holds":
        return text.contains(node.piece, literal=True)
    return text.starts_with(node.piece) if node.how == "starts" else text.ends_with(node.piece)


def _among(node: Among) -> pl.Expr:
    if isinstance(node.item.type, Text):
        return column(node.item).is_in([value.value for value in node.values])
    same = [_compared("=", *_together(node.item, value)) for value in node.values]
    return reduce(lambda left, right: left | right, same)


def _extreme(node: Extreme) -> pl.Expr:
    items = _together(*node.items)
    fixed = [isinstance(item, Constant) for item in node.items]
    if fixed.count(False) == 1 and len(items) == 2:
        # clipping keeps null
        item, edge = items[fixed.index(False)], items[fixed.index(True)]
        kept = item.clip(upper_bound=edge) if node.which == "least" else item.clip(lower_bound=edge)
        return kept.cast(dtype(node.type))
    # the horizontal minimum skips null; here one missing item makes the result unknown
    missing = reduce(lambda left, right: left | right, [item.is_null() for item in items])
    picked = pl.min_horizontal(items) if node.which == "least" else pl.max_horizontal(items)
    return pl.when(missing).then(None).otherwise(picked).cast(dtype(node.type))


def _case(node: Case) -> pl.Expr:
    kind = dtype(node.type)
    chosen = column(node.otherwise).cast(kind)
    for condition, value in reversed(node.branches):
        known = column(condition)
        chosen = pl.when(known.is_null()).then(None).when(known).then(column(value).cast(kind)).otherwise(chosen)
    missing = [pl.col(name).is_null() for name in facts_of(node)]
    if not missing:
        return chosen
    return pl.when(reduce(lambda left, right: left | right, missing)).then(None).otherwise(chosen)


def _span(node: Span) -> pl.Expr:
    start, end = column(node.start), column(node.end)
    if node.measure == "days_since":
        return (end - start).dt.total_days()
    years = end.dt.year().cast(pl.Int64) - start.dt.year().cast(pl.Int64)
    months = years * 12 + end.dt.month().cast(pl.Int64) - start.dt.month().cast(pl.Int64)
    is_short = (start.dt.day() > end.dt.day()) & (end != end.dt.month_end())
    months = months - is_short.cast(pl.Int64)
    return months if node.measure == "full_months" else months // 12


def _shifted(node: Shifted) -> pl.Expr:
    day = column(node.item)
    if node.by == "month_end":
        return day.dt.month_end()
    if node.by == "year_end":
        return pl.date(day.dt.year(), 12, 31)
    moved = (
        (day.cast(pl.Int32) + node.count).cast(pl.Date) if node.by == "days" else day.dt.offset_by(f"{node.count}mo")
    )
    return moved.clip(datetime.date.min, datetime.date.max)


def _elapsed(node: Elapsed) -> pl.Expr:
    day = column(node.item)
    year, month = day.dt.year().cast(pl.Int64), day.dt.month().cast(pl.Int64)
    if node.measure == "year":
        return year
    if node.measure == "days_since":
        return (pl.lit(node.judging_day) - day).dt.total_days()
    on = node.judging_day
    months = (on.year - year) * 12 + (on.month - month)
    if not is_month_end(on):
        months = months - (day.dt.day().cast(pl.Int64) > on.day).cast(pl.Int64)
    return months if node.measure == "full_months" else months // 12
