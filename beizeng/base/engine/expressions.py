"""Expressions: text in, one meaning out, several evaluators.

    condition = read_condition("staff >= 10 AND NOT is_dishonest", vocabulary, on=day)
    condition.evaluate({"staff": 12, "is_dishonest": None})   # → None: unknown
    frame.select(condition.column())                          # a Boolean column, null for unknown

Types, units and limits: ``kinds``. What three values mean: ``tree``.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from beizeng.base.engine import numbers
from beizeng.base.engine.columns import column
from beizeng.base.engine.faults import refuse
from beizeng.base.engine.kinds import INT64, Number, name_of
from beizeng.base.engine.meaning import Reader, Vocabulary
from beizeng.base.engine.plain import Evaluate, function
from beizeng.base.engine.reading import normal, read
from beizeng.base.engine.tree import Node, Value, facts_of

__all__ = ["Expression", "Vocabulary", "read_amount", "read_condition"]


@dataclass(frozen=True)
class Expression:
    """One expression, read for one judging day. Equal roots mean the same, however they were written."""

    text: str
    root: Node
    parameters: tuple[str, ...]

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts it uses, in the order of their first mention."""
        return tuple(facts_of(self.root))

    def evaluate(self, values: Mapping[str, Value | None]) -> Value | None:
        """Its value for one entity; a fact that is absent or None is unknown.

        Returns:
            True, False or None for a condition; whole fen or None for an amount.

        Raises:
            BadInput: a number that is a float or beyond its limit.
        """
        return self._function(values)

    def column(self) -> pl.Expr:
        """Its Polars expression over a frame with one column per fact."""
        return column(self.root)

    @cached_property
    def _function(self) -> Evaluate:
        return function(self.root)


def read_condition(text: str, vocabulary: Vocabulary, *, on: datetime.date) -> Expression:
    """Read a condition for a judging day.

    Raises:
        BadInput: with what, where, why and what to write.
        ParameterMissing: a parameter without a value in force on the day.
        ParameterNotSet: a parameter whose value no source gives.
    """
    text = normal(text)
    reader = Reader(text, vocabulary, on)
    root = reader.truth(read(text))
    if not facts_of(root):
        raise refuse(what=text, offset=None, why="没有用到任何事实，对谁都一样", write="至少用一项事实")
    return Expression(text, root, tuple(dict.fromkeys(reader.parameters)))


def read_amount(text: str, vocabulary: Vocabulary, *, on: datetime.date) -> Expression:
    """Read an amount in yuan for a judging day; it evaluates to whole fen, rounded half up, or unknown.

    Raises:
        BadInput: as ``read_condition``; and what is no money.
    """
    text = normal(text)
    reader = Reader(text, vocabulary, on)
    root = reader.node(read(text))
    if not isinstance(root.type, Number):
        raise refuse(
            what=text, offset=None, why=f"这里要一个金额，写的是{name_of(root.type)}", write="写金额，例如 5000"
        )
    if root.type.unit == "plain":
        raise refuse(
            what=text,
            offset=None,
            why="算出来的是没有单位的数，不是元",
            write="每份多少元写成金额参数，例如 :per_person * staff",
        )
    amount = numbers.to_fen(root)
    kind = numbers.number(amount)
    if max(-kind.low, kind.high) > INT64:
        raise refuse(what=text, offset=None, why="金额可能大到存不下", write="两头封住：greatest(0, least(…, 上限))")
    return Expression(text, amount, tuple(dict.fromkeys(reader.parameters)))
