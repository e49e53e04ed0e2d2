"""Judges a whole frame: each distinct criterion once, then verdicts, counts, and who gets how much.

Two bits per entity and distinct criterion, true and open; everything else is read from them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from beizeng.base.engine.bits import Bits, Line, count, pack, picked, places
from beizeng.base.engine.bounds import holds_whole, needs_look, tightened
from beizeng.base.engine.columns import column, dtype
from beizeng.base.engine.expressions import Expression
from beizeng.base.engine.frames import Frame
from beizeng.base.engine.kinds import DECIMAL_PLACES, Number, Text, Type
from beizeng.base.engine.tree import Node, facts_of
from beizeng.spec.errors import BadInput

CODE = "code"
One = TypeVar("One")
Found = TypeVar("Found")
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


#: Rows computed at a time: few enough that what comes between stays in the processor's own memory.
BLOCK = 1 << 17
_BESIDE = "beside_"
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
    """The value of each node for every row, by Polars; block after block, so that what is computed stays at hand."""
    schema = dict(frame.schema)
    values = [column(tightened(node, schema)).alias(name) for name, node in nodes.items()]

    def block(start: int) -> Frame:
        # beside a column, for constants alone would give a single row
        found = frame.slice(start, BLOCK).select_seq(pl.nth(0).alias(_BESIDE), *values)
        found.drop_in_place(_BESIDE)
        return found

    return pl.concat(each_in_turn(block, range(0, max(frame.height, 1), BLOCK)), rechunk=False)


def each_in_turn(work: Callable[[One], Found], items: Sequence[One]) -> list[Found]:
    """What ``work`` finds for each item, in their order; by all cores where there is more than one."""
    if len(items) < 2:
        return [work(item) for item in items]
    with ThreadPoolExecutor(pl.thread_pool_size()) as workers:
        return list(workers.map(work, items))


def judge(frame: Frame, rules: Sequence[Rule], compute: Compute = by_columns) -> "Judgement":
    """Judge every row of the frame by every rule.

    Args:
        frame: one row an entity, ``code`` and one column per fact, typed as ``kinds`` says (a whole number's column
            may be narrower, ``bounds.narrowed``), null for unknown.
        compute: who works the criteria and amounts out; everybody gives the same.

    Raises:
        BadInput: a column is missing, has another type, or holds a number beyond its limit.
    """
    expressions = [one for rule in rules for one in (*rule.criteria, rule.amount) if one is not None]
    frame = whole_decimals(frame)
    check(frame, expressions)
    distinct = tuple(dict.fromkeys(one.root for rule in rules for one in rule.criteria if one is not None))
    truths = compute(frame, {f"c{place}": node for place, node in enumerate(distinct)})
    return Judgement(frame, tuple(rules), distinct, pack(truths, frame.height), compute)


@dataclass(frozen=True)
class Judgement:
    """The bits of each distinct criterion and what is read from them."""

    frame: Frame
    rules: tuple[Rule, ...]
    distinct: tuple[Node, ...]
    bits: Bits
    compute: Compute = by_columns

    @cached_property
    def layout(self) -> dict[str, tuple[int | None, ...]]:
        """Rule → the places of its criteria in the bits; None where one is not set."""
        places = {node: place for place, node in enumerate(self.distinct)}
        return {
            rule.id: tuple(None if one is None else places[one.root] for one in rule.criteria) for rule in self.rules
        }

    @cached_property
    def _verdicts(self) -> list[tuple[Line, Line]]:
        """Rule by rule: who met it, and who met it or may have."""
        known_or_open = self.bits.true | self.bits.open

        def verdict(rule: Rule) -> tuple[Line, Line]:
            met, may = self.bits.everybody, self.bits.everybody
            for place in self.layout[rule.id]:
                if place is None:
                    met[:] = 0
                else:
                    met &= self.bits.true[place]
                    may &= known_or_open[place]
            return met, may

        return each_in_turn(verdict, self.rules)

    @cached_property
    def counts(self) -> dict[str, Counts]:
        """Rule → how many met it, did not, are unknown."""
        found = {}
        for rule, lines in zip(self.rules, self._verdicts, strict=True):
            met, may = map(count, lines)
            found[rule.id] = Counts(met, self.bits.rows - may, may - met)
        return found

    @cached_property
    def reached(self) -> Frame:
        """Every pair that is met or may be met, rule by rule, rows rising; the register's answer in one table.

        Columns: ``row`` (UInt32, place in the frame), ``rule`` (UInt16, place in ``rules``), ``is_met`` (Boolean; else
        unknown), ``open`` (UInt32, bit n: criterion n of the rule is unknown), ``amount_fen`` (Int64, null where
        unknown or not set). Rules of more than 32 criteria are refused.
        """
        parts = each_in_turn(self._reached, range(len(self.rules)))
        return pl.concat(parts, rechunk=False) if parts else pl.DataFrame(schema=_REACHED)

    def _reached(self, place: int) -> Frame:
        rule, (met, may) = self.rules[place], self._verdicts[place]
        if len(rule.criteria) > _OPEN_BITS:
            why = f"有 {len(rule.criteria)} 个条件，最多 {_OPEN_BITS} 个"
            raise BadInput(what=rule.id, where="政策", why=why, write="把条件并成几个，或拆成两项政策")
        rows = places(may)
        unknown = np.flatnonzero(picked(met, rows) == 0)
        asked, waits = rows[unknown], np.zeros(len(unknown), dtype=np.uint32)
        for bit, criterion in enumerate(self.layout[rule.id]):
            line = self.bits.everybody if criterion is None else self.bits.open[criterion]
            waits |= picked(line, asked).astype(np.uint32) << bit
        open_ = np.zeros(len(rows), dtype=np.uint32)
        open_[unknown] = waits
        row = pl.Series("row", rows)
        return pl.DataFrame(
            {
                "row": row,
                "rule": np.full(len(row), place, dtype=np.uint16),
                "is_met": open_ == 0,
                "open": open_,
                "amount_fen": self._amounts(rule, row),
            },
            schema=_REACHED,
        )

    def met(self, rule: str) -> list[str]:
        """The codes of those who met the rule, in the frame's order."""
        return self._codes(self._verdicts[list(self.layout).index(rule)][0])

    def one_short(self, rule: str) -> list[str]:
        """The codes of those who miss one criterion of the rule and meet every other that is set."""
        none, one = self.bits.everybody, np.zeros_like(self.bits.everybody)
        for place in self.layout[rule]:
            if place is not None:
                true, open_ = self.bits.true[place], self.bits.open[place]
                one = (one & true) | (none & ~(true | open_))
                none = none & true
        return self._codes(one)

    def _codes(self, line: Line) -> list[str]:
        return self.frame[CODE].gather(places(line)).to_list()

    def entities(self, start: int, size: int) -> Iterator[EntityBits]:
        """The rows ``start`` to ``start + size`` as values to store."""
        table, begins = self._by_row
        stop = min(start + size, self.bits.rows)
        first = int(begins[start])
        mine = table.slice(first, int(begins[stop]) - first)
        columns = (mine[name].to_list() for name in ("rule", "is_met", "amount_fen"))
        reached = [
            Reached(self.rules[rule].id, "met" if is_met else "unknown", fen)
            for rule, is_met, fen in zip(*columns, strict=True)
        ]
        pairs = self.bits.pairs(start, size)
        for row, code in enumerate(self.frame[CODE].slice(start, stop - start)):
            begin, end = (int(begins[start + row + one]) - first for one in (0, 1))
            yield EntityBits(code, pairs[row].tobytes(), tuple(reached[begin:end]))

    @cached_property
    def _by_row(self) -> tuple[Frame, NDArray[np.intp]]:
        """The table of the reached row by row; and where each row begins in it, with the end."""
        table = self.reached.sort("row", maintain_order=True)
        return table, table["row"].to_numpy().searchsorted(np.arange(self.bits.rows + 1))

    def _amounts(self, rule: Rule, rows: pl.Series) -> pl.Series:
        """What the rule is worth to these rows."""
        if rule.amount is None:
            return pl.Series([None], dtype=pl.Int64).new_from_index(0, len(rows))
        if self.compute is not by_columns:
            return self._everybodys[rule.id].gather(rows)
        facts = pl.DataFrame([self.frame[name].gather(rows) for name in rule.amount.facts or (CODE,)])
        return by_columns(facts, {rule.id: rule.amount.root})[rule.id].cast(pl.Int64)

    @cached_property
    def _everybodys(self) -> Frame:
        """Every amount for every row: another engine is asked once, not rule by rule."""
        return self.compute(self.frame, {one.id: one.amount.root for one in self.rules if one.amount is not None})


def _holds(given: pl.DataType, kind: Type) -> bool:
    """A category may come as text, or as an enumeration of its values, which is read several times faster."""
    if isinstance(kind, Text) and isinstance(given, pl.Enum):
        return set(given.categories) == {value for value, _label in kind.values}
    return given == dtype(kind) or (isinstance(kind, Number) and holds_whole(given))


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
    schema = dict(frame.schema)
    for name, kind in needed.items():
        if name not in schema:
            raise BadInput(what=name, where="事实表", why="没有这一列", write="快照里每项声明的事实要有一列")
        if not _holds(schema[name], kind):
            why = f"类型是 {schema[name]}，应为 {dtype(kind)}"
            raise BadInput(what=name, where="事实表", why=why, write="按 facts.yaml 声明的类型装入")
        if isinstance(kind, Number) and needs_look(schema[name], kind):
            low, high = frame[name].min(), frame[name].max()
            if isinstance(low, int) and isinstance(high, int) and (low < kind.low or high > kind.high):
                raise BadInput(what=name, where="事实表", why="有数值超出能精确计算的范围", write="核对单位和数值")
