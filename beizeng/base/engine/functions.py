"""The functions of the language: few on purpose, each with its worked example in ``tests/engine``.

``ratio(a, b)`` is part of a comparison and lives in ``meaning``.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from beizeng.base.engine import numbers
from beizeng.base.engine.faults import refuse
from beizeng.base.engine.kinds import Day, Number, Text, name_of
from beizeng.base.engine.tree import Constant, Elapsed, Node, StartsWith
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


@dataclass(frozen=True)
class Function:
    """How many arguments it takes (None: two or more), what it means, and how it becomes a node."""

    takes: int | None
    meaning: str
    build: Callable[[Call], Node]


def _elapsed(call: Call) -> Node:
    (item,) = call.arguments
    if not isinstance(item.type, Day):
        raise call.refuse(f"{call.name} 要一个日期，写的是{name_of(item.type)}", f"写 {call.name}(established_on)")
    measure: Literal["full_years", "full_months", "days_since", "year"] = call.name  # type: ignore[assignment]
    bounds = {"full_years": 10**4, "full_months": 10**6, "days_since": 10**7, "year": 10**4}[measure]
    return Elapsed(measure, item, call.judging_day, Number("plain", 1, -bounds, bounds))


def _extreme(call: Call) -> Node:
    if len(call.arguments) < 2:
        raise call.refuse(f"{call.name} 至少要两个数", f"写 {call.name}(甲, 乙)")
    for item in call.arguments:
        if not isinstance(item.type, Number):
            raise call.refuse(f"{call.name} 只收数或金额，写的是{name_of(item.type)}", f"写 {call.name}(甲, 乙)")
    items, kind = numbers.choice(call.arguments, what=call.what, offset=call.offset)
    return numbers.extreme("least" if call.name == "least" else "greatest", items, kind.unit)


def _round_half_up(call: Call) -> Node:
    item, places = call.arguments
    if not isinstance(item.type, Number):
        raise call.refuse(f"{name_of(item.type)}不能取整", "写 round_half_up(数, 0)")
    whole = places.value if isinstance(places, Constant) and isinstance(places.type, Number) else None
    if not isinstance(whole, int) or numbers.number(places).scale != 1 or abs(whole) > numbers.MAX_PLACES:
        raise call.refuse(
            "第二个参数是小数位数，只能是写明的整数",
            f"写 -{numbers.MAX_PLACES} 到 {numbers.MAX_PLACES} 的整数，0 即取整",
        )
    return numbers.rounded(item, whole)


def _starts_with(call: Call) -> Node:
    item, prefix = call.arguments
    if not isinstance(item.type, Text) or not isinstance(prefix, Constant) or not isinstance(prefix.value, str):
        raise call.refuse("starts_with 要一项文字事实和写明的前缀", "写 starts_with(industry, 'C')")
    return StartsWith(item, prefix.value)


FUNCTIONS: dict[str, Function] = {
    "full_years": Function(1, "从日期到判断日的整年数", _elapsed),
    "full_months": Function(1, "从日期到判断日的整月数", _elapsed),
    "days_since": Function(1, "从日期到判断日的天数", _elapsed),
    "year": Function(1, "日期所在的年", _elapsed),
    "least": Function(None, "几个数中最小的；有一个未知即未知", _extreme),
    "greatest": Function(None, "几个数中最大的；有一个未知即未知", _extreme),
    "round_half_up": Function(2, "四舍五入到几位小数", _round_half_up),
    "starts_with": Function(2, "文字以前缀开头", _starts_with),
}
