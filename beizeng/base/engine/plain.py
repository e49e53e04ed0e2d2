"""The tree as generated Python: one entity at a time, in microseconds. ``None`` is unknown.

The source is written by this module alone: facts appear as keys out of the declared list, constants as entries of a
table. Nothing of an author's text reaches ``exec``.
"""

import calendar
import datetime
from collections.abc import Callable, Mapping
from typing import Any

from beizeng.base.engine.kinds import Number
from beizeng.base.engine.numbers import quotient
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
    Part,
    Rounded,
    Scaled,
    Shifted,
    Span,
    TextFits,
    Value,
    facts_of,
)
from beizeng.spec.errors import BadInput

Evaluate = Callable[[Mapping[str, Value | None]], Value | None]
_PYTHON = {"=": "==", "<>": "!="}
_FITS = {"starts": "{{0}}.startswith({0})", "ends": "{{0}}.endswith({0})", "holds": "{0} in {{0}}"}
_TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def function(root: Node) -> Evaluate:
    """A function from values (as ``kinds`` says) to the value of the tree."""
    writer = _Writer()
    result = writer.write(root)
    lines = [f"    {line}" for line in writer.lines]
    source = "\n".join(["def evaluate(values):", *lines, f"    return {result}"])
    scope: dict[str, Any] = {
        "whole": whole, "quotient": quotient, "elapsed": elapsed, "shifted": shifted, "k": tuple(writer.constants)
    }  # fmt: skip
    exec(compile(source, "<expression>", "exec"), scope)
    evaluate: Evaluate = scope["evaluate"]
    return evaluate


def whole(name: str, value: object, limit: int) -> int | None:
    """A number of an entity, checked.

    Raises:
        BadInput: a float, or beyond the limit within which results stay exact.
    """
    if value is None:
        return None
    if type(value) is not int:
        raise BadInput(what=repr(value), where=name, why="引擎里的数必须是整数（金额以分计）", write="换算成整数再判断")
    if not -limit <= value <= limit:
        raise BadInput(what=str(value), where=name, why="超出能精确计算的范围", write="核对这项事实的单位和数值")
    return value


def elapsed(measure: str, day: datetime.date, on: datetime.date) -> int:
    """Full years, full months, days from ``day`` to ``on``; or the day's year."""
    if measure == "year":
        return day.year
    if measure == "days_since":
        return (on - day).days
    months = (on.year - day.year) * 12 + on.month - day.month
    if day.day > on.day and not is_month_end(on):
        months -= 1
    return months if measure == "full_months" else months // 12


def is_month_end(day: datetime.date) -> bool:
    """Whether the day is the last of its month."""
    return day.day == calendar.monthrange(day.year, day.month)[1]


def shifted(by: str, day: datetime.date, count: int) -> datetime.date:
    """A day moved as ``Shifted`` says, kept within the years that a date can have."""
    if by == "days":
        ordinal = min(max(day.toordinal() + count, datetime.date.min.toordinal()), datetime.date.max.toordinal())
        return datetime.date.fromordinal(ordinal)
    if by == "year_end":
        return day.replace(month=12, day=31)
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return datetime.date.max if year > datetime.MAXYEAR else datetime.date.min
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, last if by == "month_end" else min(day.day, last))


class _Writer:
    """Writes one assignment per distinct node; equal nodes share a name."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.constants: list[Value] = []
        self._names: dict[Node, str] = {}

    def write(self, node: Node) -> str:
        """The name under which the node's value stands in the source."""
        if node not in self._names:
            text = self._text(node)
            name = f"v{len(self._names)}"
            self.lines.append(f"{name} = {text}")
            self._names[node] = name
        return self._names[node]

    def _text(self, node: Node) -> str:
        match node:
            case FactValue(name=name, type=Number(high=high)):
                return f"whole({name!r}, values.get({name!r}), {high})"
            case FactValue():
                return f"values.get({node.name!r})"
            case Constant():
                return self._constant(node.value)
            case CompareRatio():
                return self._ratio(node)
            case AllOf():
                return self._kleene(node.items, decisive="False")
            case AnyOf():
                return self._kleene(node.items, decisive="True")
            case Case():
                return self._case(node)
            case _:
                return self._strict(*self._strict_text(node))

    def _strict_text(self, node: Node) -> tuple[tuple[Node, ...], str]:
        """What the value is made of, and its text where none of that is unknown."""
        match node:
            case Compare() | Arithmetic():
                return (node.left, node.right), f"{{0}} {_PYTHON.get(node.operator, node.operator)} {{1}}"
            case Scaled():
                return (node.item,), f"{{0}} * {node.factor}"
            case Among():
                values = ", ".join(self._constant(value.value) for value in node.values)
                return (node.item,), f"{{0}} in ({values},)"
            case Not():
                return (node.item,), "not {0}"
            case Extreme():
                places = ", ".join(f"{{{place}}}" for place in range(len(node.items)))
                return node.items, f"{'min' if node.which == 'least' else 'max'}({places})"
            case Rounded():
                return (node.item,), f"quotient({{0}}, {node.divisor}, {node.way!r})"
            case _:
                return self._of_words_and_days(node)

    def _of_words_and_days(self, node: Node) -> tuple[tuple[Node, ...], str]:
        match node:
            case TextFits():
                return (node.item,), _FITS[node.how].format(self._constant(node.piece))
            case Part():
                return (node.item,), f"{{0}}[{node.start - 1}:{node.start - 1 + node.count}]"
            case Length():
                return (node.item,), "len({0})"
            case Elapsed():
                return (node.item,), f"elapsed({node.measure!r}, {{0}}, {self._constant(node.judging_day)})"
            case DayPart():
                return (node.item,), "{0}.month" if node.measure == "month" else "({0}.month + 2) // 3"
            case Span():
                return (node.start, node.end), f"elapsed({node.measure!r}, {{0}}, {{1}})"
            case Shifted():
                return (node.item,), f"shifted({node.by!r}, {{0}}, {node.count})"
        raise TypeError(f"no plain Python for {type(node).__name__}")

    def _constant(self, value: Value) -> str:
        self.constants.append(value)
        return f"k[{len(self.constants) - 1}]"

    def _strict(self, nodes: tuple[Node, ...], text: str) -> str:
        names = [self.write(node) for node in nodes]
        missing = " or ".join(f"{name} is None" for name in names)
        return f"None if {missing} else {text.format(*names)}"

    def _kleene(self, nodes: tuple[Node, ...], *, decisive: str) -> str:
        names = [self.write(node) for node in nodes]
        decided = " or ".join(f"{name} is {decisive}" for name in names)
        missing = " or ".join(f"{name} is None" for name in names)
        return f"{decisive} if {decided} else None if {missing} else {decisive == 'False'}"

    def _ratio(self, node: CompareRatio) -> str:
        left, right, divisor = (self.write(part) for part in (node.left, node.right, node.divisor))
        operator = _PYTHON.get(node.operator, node.operator)
        missing = f"{left} is None or {right} is None or not {divisor}"
        turned = _TURNED[operator]
        return f"None if {missing} else {left} {operator} {right} if {divisor} > 0 else {left} {turned} {right}"

    def _case(self, node: Case) -> str:
        missing = [self.write(FactValue(name, kind)) for name, kind in facts_of(node).items()]
        text = self.write(node.otherwise)
        for condition, value in reversed(node.branches):
            known = self.write(condition)
            text = f"(None if {known} is None else {self.write(value)} if {known} else {text})"
        unknown = " or ".join(f"{name} is None" for name in missing)
        return f"None if {unknown} else {text}" if missing else text
