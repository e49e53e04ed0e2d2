"""Judges a whole frame: each distinct criterion once, then verdicts, counts, and who gets how much.

The matrix holds per entity and distinct criterion two bits, true and known; everything else is read from it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Literal

import polars as pl

from beizeng.base.engine.columns import column, dtype
from beizeng.base.engine.expressions import Expression
from beizeng.base.engine.frames import Frame
from beizeng.base.engine.kinds import DECIMAL_PLACES, Number, Text, Type
from beizeng.base.engine.tree import Node, facts_of
from beizeng.spec.errors import BadInput

CODE = "code"
Outcome = Literal["met", "unknown"]
#: Frame and named nodes → a frame of their values, row by row, typed as ``dtype`` says.
Compute = Callable[[Frame, Mapping[str, Node]], Frame]


@dataclass(frozen=True)
class Rule:
    """A policy as the engine sees it. A criterion that is None is not set: unknown for everybody."""

    id: str
    criteria: tuple[Expression | None, ...]
    amount: Expression | None


@dataclass(frozen=True)
class Counts:
    """How many entities met a rule, did not, or are unknown."""

    met: int
    not_met: int
    unknown: int


@dataclass(frozen=True)
class Reached:
    """A rule that an entity met or may have met; the amount in fen, None where unknown or not set."""

    rule: str
    outcome: Outcome
    amount_fen: int | None


@dataclass(frozen=True)
class EntityBits:
    """One entity: the bits of every distinct criterion, and the rules that reach it."""

    code: str
    bits: bytes
    reached: tuple[Reached, ...]


_OPEN_BITS = 32
_REACHED: dict[str, pl.DataType] = {
    "row": pl.UInt32(), "rule": pl.UInt16(), "is_met": pl.Boolean(), "open": pl.UInt32(), "amount_fen": pl.Int64(),
}  # fmt: skip


def tri(bits: bytes, place: int | None) -> bool | None:
    """Criterion ``place`` out of packed bits: True, False, or None for unknown (and for one that is not set)."""
    if place is None:
        return None
    pair = bits[place // 4] >> 2 * (place % 4)
    return bool(pair & 1) if pair & 2 else None


def by_columns(frame: Frame, nodes: Mapping[str, Node]) -> Frame:
    """The value of each node for every row, by Polars."""
    # with_columns, for select would give a single row where every node is a constant
    return frame.with_columns(column(node).alias(name) for name, node in nodes.items()).select(*nodes)


def judge(frame: Frame, rules: Sequence[Rule], compute: Compute = by_columns) -> "Judgement":
    """Judge every row of the frame by every rule.

    Args:
        frame: one row an entity, ``code`` and one column per fact, typed as ``kinds`` says, null for unknown.
        compute: who works the criteria and amounts out; everybody gives the same.

    Raises:
        BadInput: a column is missing, has another type, or holds a number beyond its limit.
    """
    expressions = [one for rule in rules for one in (*rule.criteria, rule.amount) if one is not None]
    frame = whole_decimals(frame)
    check(frame, expressions)
    distinct = tuple(dict.fromkeys(one.root for rule in rules for one in rule.criteria if one is not None))
    truths = compute(frame, {f"c{place}": node for place, node in enumerate(distinct)})
    return Judgement(frame, tuple(rules), distinct, frame.select(CODE).hstack(truths.get_columns()), compute)


@dataclass(frozen=True)
class Judgement:
    """The matrix and what is read from it. ``matrix`` has ``code`` and a Boolean column per distinct criterion."""

    frame: Frame
    rules: tuple[Rule, ...]
    distinct: tuple[Node, ...]
    matrix: Frame
    compute: Compute = by_columns

    @cached_property
    def layout(self) -> dict[str, tuple[int | None, ...]]:
        """Rule → the places of its criteria in the bits; None where one is not set."""
        places = {node: place for place, node in enumerate(self.distinct)}
        return {
            rule.id: tuple(None if one is None else places[one.root] for one in rule.criteria) for rule in self.rules
        }

    @cached_property
    def verdicts(self) -> Frame:
        """One Boolean column a rule: met, not met, null for unknown."""
        columns = [self._verdict(rule).alias(rule.id) for rule in self.rules]
        return self.matrix.select(CODE, *columns)

    @cached_property
    def counts(self) -> dict[str, Counts]:
        """Rule → how many met it, did not, are unknown."""
        found = {}
        for rule in self.rules:
            column = self.verdicts[rule.id]
            met, unknown = int(column.sum() or 0), column.null_count()
            found[rule.id] = Counts(met, len(column) - met - unknown, unknown)
        return found

    @cached_property
    def reached(self) -> Frame:
        """Every pair that is met or may be met, rule by rule, rows rising; the register's answer in one table.

        Columns: ``row`` (UInt32, place in the frame), ``rule`` (UInt16, place in ``rules``), ``is_met`` (Boolean; else
        unknown), ``open`` (UInt32, bit n: criterion n of the rule is unknown), ``amount_fen`` (Int64, null where
        unknown or not set). Rules of more than 32 criteria are refused.
        """
        whole = self.frame.hstack(self.matrix.drop(CODE).get_columns()).with_row_index("row").lazy()
        parts = [self._reached(whole, place, rule) for place, rule in enumerate(self.rules)]
        return pl.concat(pl.collect_all(parts), rechunk=False) if parts else pl.DataFrame(schema=_REACHED)

    def _reached(self, whole: pl.LazyFrame, place: int, rule: Rule) -> pl.LazyFrame:
        if len(rule.criteria) > _OPEN_BITS:
            why = f"有 {len(rule.criteria)} 个条件，最多 {_OPEN_BITS} 个"
            raise BadInput(what=rule.id, where="政策", why=why, write="把条件并成几个，或拆成两项政策")
        verdict = self._verdict(rule)
        is_open = [
            pl.lit(1 << bit, dtype=pl.UInt32)
            if one is None
            else pl.col(f"c{one}").is_null().cast(pl.UInt32) * (1 << bit)
            for bit, one in enumerate(self.layout[rule.id])
        ]
        amount = pl.lit(None) if rule.amount is None else column(rule.amount.root)
        return whole.filter(verdict.fill_null(True)).select(
            "row",
            pl.lit(place, dtype=pl.UInt16).alias("rule"),
            verdict.is_not_null().alias("is_met"),
            reduce(lambda left, right: left + right, is_open).alias("open"),
            amount.cast(pl.Int64).alias("amount_fen"),
        )

    def entities(self, start: int, size: int) -> Iterator[EntityBits]:
        """The rows ``start`` to ``start + size`` as values to store."""
        part = slice(start, start + size)
        packed = self._packed[part].iter_rows()
        verdicts = self.verdicts[part].iter_rows()
        amounts = self._amounts[part].iter_rows()
        for (code, *bytes_), (_, *truths), sums in zip(packed, verdicts, amounts, strict=True):
            reached = tuple(
                Reached(rule.id, "met" if truth else "unknown", sums[place])
                for place, (rule, truth) in enumerate(zip(self.rules, truths, strict=True))
                if truth is not False
            )
            yield EntityBits(code, bytes(bytes_), reached)

    def _verdict(self, rule: Rule) -> pl.Expr:
        places = self.layout[rule.id]
        truths = [pl.lit(None, dtype=pl.Boolean) if place is None else pl.col(f"c{place}") for place in places]
        return reduce(lambda left, right: left & right, truths)

    @cached_property
    def _amounts(self) -> Frame:
        known = self.compute(self.frame, {rule.id: rule.amount.root for rule in self.rules if rule.amount is not None})
        columns = [
            (pl.col(rule.id) if rule.amount is not None else pl.lit(None)).cast(pl.Int64).alias(rule.id)
            for rule in self.rules
        ]
        return self.frame.select(CODE).hstack(known.get_columns()).select(CODE, *columns).drop(CODE)

    @cached_property
    def _packed(self) -> Frame:
        pairs = [
            (pl.col(f"c{place}").fill_null(False).cast(pl.UInt8) + pl.col(f"c{place}").is_not_null().cast(pl.UInt8) * 2)
            * 4 ** (place % 4)
            for place in range(len(self.distinct))
        ]
        packed = [
            reduce(lambda left, right: left + right, pairs[first : first + 4]).cast(pl.UInt8).alias(f"b{first}")
            for first in range(0, len(pairs), 4)
        ]
        return self.matrix.select(CODE, *packed)


def _holds(given: pl.DataType, kind: Type) -> bool:
    """A category may come as text, or as an enumeration of its values, which is read several times faster."""
    if isinstance(kind, Text) and isinstance(given, pl.Enum):
        return set(given.categories) == {value for value, _label in kind.values}
    return given == dtype(kind)


def whole_decimals(frame: Frame) -> Frame:
    """The frame with its decimals as whole millionths, as expressions read them."""
    decimals = [
        name for name, kind in frame.schema.items() if isinstance(kind, pl.Decimal) and kind.scale == DECIMAL_PLACES
    ]
    return frame.with_columns(pl.col(name).to_physical().cast(pl.Int64) for name in decimals)


def check(frame: Frame, expressions: Sequence[Expression]) -> None:
    """See that the frame holds what the expressions read.

    Raises:
        BadInput: a column is missing, has another type, or holds a number beyond its limit.
    """
    needed: dict[str, Type] = {}
    for one in expressions:
        needed |= facts_of(one.root)
    for name, kind in needed.items():
        if name not in frame.columns:
            raise BadInput(what=name, where="事实表", why="没有这一列", write="快照里每项声明的事实要有一列")
        if not _holds(frame.schema[name], kind):
            why = f"类型是 {frame.schema[name]}，应为 {dtype(kind)}"
            raise BadInput(what=name, where="事实表", why=why, write="按 facts.yaml 声明的类型装入")
        if isinstance(kind, Number):
            low, high = frame[name].min(), frame[name].max()
            if isinstance(low, int) and isinstance(high, int) and (low < kind.low or high > kind.high):
                raise BadInput(what=name, where="事实表", why="有数值超出能精确计算的范围", write="核对单位和数值")
