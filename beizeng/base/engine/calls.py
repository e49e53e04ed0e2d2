"""A function of the language: how it is written, what it means, its worked examples, and how a call becomes a node."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from beizeng.base.engine.faults import refuse
from beizeng.base.engine.kinds import Day, Number, Text, Truth, name_of
from beizeng.base.engine.numbers import number
from beizeng.base.engine.tree import Constant, Node
from beizeng.spec.errors import BadInput


@dataclass(frozen=True)
class Call:
    """One call as read: its arguments, and where it stands for a refusal."""

    name: str
    arguments: tuple[Node, ...]
    judging_day: datetime.date
    what: str
    offset: int | None

    def refuse(self, why: str, write: str) -> BadInput:
        return refuse(what=self.what, offset=self.offset, why=why, write=write)

    def several(self) -> None:
        """See that there are two arguments or more."""
        if len(self.arguments) < 2:
            raise self.refuse(f"{self.name} 至少要两个参数", f"写 {self.name}(甲, 乙)")

    def numbers(self, *nodes: Node) -> None:
        """See that these are numbers."""
        self._are(nodes, Number, "数或金额", f"写 {self.name}(甲, 乙)")

    def days(self, *nodes: Node) -> None:
        """See that these are days."""
        self._are(nodes, Day, "一个日期", f"写 {self.name}(established_on)")

    def truths(self, *nodes: Node) -> None:
        """See that these are conditions."""
        self._are(nodes, Truth, "条件", "写成比较，例如 staff >= 10")

    def texts(self, *nodes: Node) -> None:
        """See that these are texts."""
        self._are(nodes, Text, "一项文字事实", f"写 {self.name}(industry, 'C')")

    def whole(self, node: Node, low: int, high: int, meaning: str) -> int:
        """A whole number as written or set by a parameter, between two bounds."""
        if isinstance(node, Constant) and isinstance(node.type, Number) and isinstance(node.value, int):
            count, rest = divmod(node.value, number(node).scale)
            if not rest and low <= count <= high:
                return count
        raise self.refuse(f"{meaning}只能是写明的整数", f"写 {low} 到 {high} 的整数")

    def word(self, node: Node) -> str:
        """A text as written or set by a parameter."""
        if isinstance(node, Constant) and isinstance(node.value, str):
            return node.value
        raise self.refuse(f"{self.name} 后面的文字要写明", f"写 {self.name}(industry, 'C')")

    def _are(self, nodes: tuple[Node, ...], kind: type, wanted: str, write: str) -> None:
        for node in nodes:
            if not isinstance(node.type, kind):
                raise self.refuse(f"{self.name} 要{wanted}，写的是{name_of(node.type)}", write)


@dataclass(frozen=True)
class Example:
    """These facts (declared in ``manual``; left out: unknown) give this: yes, no or unknown, or yuan for an amount."""

    text: str
    facts: Mapping[str, Any]
    result: bool | Decimal | None


@dataclass(frozen=True)
class Function:
    """How it is written, how many arguments it takes (None: it says so itself), what it means, and its node."""

    form: str
    takes: int | None
    meaning: str
    build: Callable[[Call], Node]
    examples: tuple[Example, ...]


def example(text: str, result: bool | str | None, **facts: Any) -> Example:
    """An example; a text as result is yuan."""
    return Example(text, facts, Decimal(result) if isinstance(result, str) else result)
