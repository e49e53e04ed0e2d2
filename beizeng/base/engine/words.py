"""The tree in words for people: what a condition asks, and the values that it sees. Derived, so never out of step."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from beizeng.base.engine.kinds import DECIMAL_SCALE, FEN, Day, Number, Truth, type_of
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
    Value,
)
from beizeng.spec.facts import Fact

UNKNOWN = "未知"
_SIZES: dict[Operator, str] = {"=": "为", "<>": "不为", "<": "低于", "<=": "不超过", ">": "超过", ">=": "不低于"}
_DAYS: dict[Operator, str] = {"=": "为", "<>": "不为", "<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}
_LASTS: dict[Operator, str] = {"=": "恰满", "<>": "不是", "<": "未满", "<=": "不超过", ">": "超过", ">=": "满"}
_FAR: dict[Operator, str] = {"<": "超出", "<=": "超出", ">": "还差", ">=": "还差"}
_SINCE = {"full_years": "年", "full_months": "个月", "days_since": "天"}
_FITS = {"starts": "以“{}”开头", "ends": "以“{}”结尾", "holds": "含有“{}”"}
_BETWEEN = {"days_since": "天数", "full_months": "整月数", "full_years": "整年数"}
_EXTREMES = {
    (False, "least"): "最小者", (False, "greatest"): "最大者", (True, "least"): "最早者", (True, "greatest"): "最晚者",
}  # fmt: skip
_SIGNS = {"+": "+", "-": "−", "*": "×"}


def shown(value: Value | None, fact: Fact) -> str:
    """A fact's value as people write it, with its unit: 2,000,000 元, 2024-09-30, 是, 个体工商户."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        scale = {"money": FEN, "decimal": DECIMAL_SCALE}.get(fact.type, 1)
        return f"{figure(value, scale)} {'元' if fact.type == 'money' else fact.unit}".strip()
    return fact.values.get(str(value), str(value))


def figure(value: int, scale: int) -> str:
    """A whole number over a scale in digits, thousands separated, without idle zeros."""
    amount = Fraction(value, scale)
    places = 0
    while amount.denominator != 1 and places < 12:
        amount, places = amount * 10, places + 1
    digits = f"{abs(int(amount)):0{places + 1}d}"
    sign = "-" if value < 0 else ""
    whole, rest = (digits[:-places], digits[-places:]) if places else (digits, "")
    return f"{sign}{int(whole):,}" + (f".{rest}" if rest else "")


@dataclass(frozen=True)
class Words:
    """Says nodes in Chinese, with the labels of the facts."""

    facts: Mapping[str, Fact]

    def say(self, node: Node) -> str:
        """What the node asks or is."""
        match node:
            case FactValue(type=Truth()):
                return f"{self._label(node)}：是"
            case FactValue():
                return self._label(node)
            case Constant():
                return self._constant(node, None)
            case Not(item=FactValue() as fact):
                return f"{self._label(fact)}：否"
            case Not():
                return f"并非（{self.say(node.item)}）"
            case AllOf():
                return "，且".join(self._within(item, AnyOf) for item in node.items)
            case AnyOf():
                return "，或".join(self._within(item, AllOf) for item in node.items)
            case Compare() | CompareRatio() | Among() | TextFits():
                return self._comparison(node)
            case Case():
                branches = [f"如果{self.say(condition)}，则{self.say(value)}" for condition, value in node.branches]
                return "；".join([*branches, f"其余{self.say(node.otherwise)}"])
            case _:
                return self._calculated(node)

    def gap(self, node: Node, values: Mapping[str, Value | None]) -> str:
        """How far a missed number is from its limit: 还差 2 人, 超出 500 元; empty where no single number is asked."""
        match node:
            case Compare(left=FactValue(type=Number()) as fact, right=Constant(value=int() as asked) as limit):
                seen = values.get(fact.name)
                if node.operator in _FAR and isinstance(seen, int) and seen != asked:
                    distance = replace(limit, value=abs(asked - seen))
                    return f"{_FAR[node.operator]} {self._constant(distance, fact)}"
        return ""

    def _comparison(self, node: Compare | CompareRatio | Among | TextFits) -> str:
        match node:
            case Compare(left=left, right=right) if isinstance(left.type, Truth):
                return f"（{self.say(left)}）{'等同于' if node.operator == '=' else '不同于'}（{self.say(right)}）"
            case Compare(left=Elapsed() as lasting, right=Constant() as limit) if lasting.measure in _SINCE:
                length = f"{self._constant(limit, None)} {_SINCE[lasting.measure]}"
                return f"自{self.say(lasting.item)}起{_LASTS[node.operator]} {length}"
            case Compare():
                verb = (_DAYS if isinstance(node.left.type, Day) else _SIZES)[node.operator]
                return f"{self._side(node.left, node.right)} {verb} {self._side(node.right, node.left)}"
            case CompareRatio():
                above, bound = node.shown
                return f"{self.say(above)} 与 {self.say(node.divisor)} 之比 {_SIZES[node.operator]} {self.say(bound)}"
            case Among():
                return f"{self.say(node.item)} 为 {'或'.join(self._side(value, node.item) for value in node.values)}"
            case TextFits():
                return f"{self.say(node.item)} {_FITS[node.how].format(node.piece)}"

    def _calculated(self, node: Node) -> str:
        match node:
            case Scaled():
                return self.say(node.item)
            case Rounded():
                return self._rounded(node)
            case Arithmetic():
                return f"{self._operand(node.left)} {_SIGNS[node.operator]} {self._operand(node.right)}"
            case Extreme():
                which = _EXTREMES[isinstance(node.type, Day), node.which]
                return "、".join(self.say(item) for item in node.items) + f"之{which}"
            case Part():
                return f"{self.say(node.item)}第 {node.start} 位起 {node.count} 位"
            case Length():
                return f"{self.say(node.item)}的字数"
            case _:
                return self._of_days(node)

    def _rounded(self, node: Rounded) -> str:
        match node:
            case Rounded(way="half_up"):
                return self.say(node.item)
            case Rounded(size=Constant() as size):
                rest = "不足一份不计" if node.way == "down" else "不足一份按一份计"
                other = node.item.item if isinstance(node.item, Scaled) else node.item
                return f"{self._operand(node.item)}按每 {self._side(size, other)}一份计的份数（{rest}）"
            case _:
                return f"{self._operand(node.item)}（{'舍去' if node.way == 'down' else '进位'}零头）"

    def _of_days(self, node: Node) -> str:
        match node:
            case Elapsed(item=Constant()) if node.measure == "year":
                return f"{node.judging_day.year} 年"
            case Elapsed(measure="year"):
                return f"{self.say(node.item)}的年份"
            case Elapsed():
                return f"自{self.say(node.item)}起的{_SINCE[node.measure].removeprefix('个')}数"
            case DayPart():
                return f"{self.say(node.item)}的{'月份' if node.measure == 'month' else '季度'}"
            case Span():
                return f"自{self.say(node.start)}至{self.say(node.end)}的{_BETWEEN[node.measure]}"
            case Shifted():
                return self._moved(node)
        raise TypeError(f"no words for {type(node).__name__}")

    def _moved(self, node: Shifted) -> str:
        day = self.say(node.item)
        if node.by in ("month_end", "year_end"):
            return f"{day}的{'月末' if node.by == 'month_end' else '年末'}"
        unit = "天" if node.by == "days" else "个月"
        return f"{day}{'后' if node.count >= 0 else '前'} {abs(node.count)} {unit}"

    def _within(self, item: Node, other: type[AllOf] | type[AnyOf]) -> str:
        return f"（{self.say(item)}）" if isinstance(item, other) else self.say(item)

    def _operand(self, node: Node) -> str:
        return f"（{self.say(node)}）" if isinstance(node, Arithmetic) else self.say(node)

    def _side(self, node: Node, other: Node) -> str:
        return self._constant(node, other) if isinstance(node, Constant) else self.say(node)

    def _constant(self, node: Constant, other: Node | None) -> str:
        """A constant beside a fact speaks the fact's language: its unit, its value's label."""
        fact = self.facts.get(other.name) if isinstance(other, FactValue) else None
        if isinstance(node.type, Number):
            assert isinstance(node.value, int)
            unit = "元" if node.type.unit == "yuan" else fact.unit if fact else ""
            return f"{figure(node.value, node.type.scale)} {unit}".strip()
        if isinstance(node.value, datetime.date) and node.source == "judging_day":
            return "判断日"
        return shown(node.value, fact) if fact else str(node.value)

    def _label(self, node: FactValue) -> str:
        fact = self.facts[node.name]
        assert type_of(fact) == node.type
        return fact.label
