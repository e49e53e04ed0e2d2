"""sqlglot's tree → the typed tree. What is not written here cannot be said.

Each refusal names the piece, its place, the reason and what to write instead.
"""

import datetime
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlglot import exp

from beizeng.base.engine import numbers
from beizeng.base.engine.calls import Call
from beizeng.base.engine.faults import ParameterMissing, ParameterNotSet, nearest, refuse
from beizeng.base.engine.functions import FUNCTIONS, RATIOS
from beizeng.base.engine.kinds import Day, Number, Text, Truth, Type, Unit, name_of, type_of
from beizeng.base.engine.reading import excerpt, offset_of
from beizeng.base.engine.tree import (
    AllOf,
    Among,
    AnyOf,
    Case,
    Compare,
    CompareRatio,
    Constant,
    FactValue,
    Node,
    Not,
    Operator,
    is_category,
)
from beizeng.spec.errors import BadInput
from beizeng.spec.facts import Fact
from beizeng.spec.policy import Parameter
from beizeng.spec.values import on_day

JUDGING_DAY = "judging_day"
_COMPARISONS: dict[type[exp.Expr], Operator] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
}  # fmt: skip
_TURNED: dict[Operator, Operator] = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

#: What people try, why it is refused, and what to write.
_REFUSED: dict[type[exp.Expr], tuple[str, str]] = {
    exp.Div: ("不直接用除号：除数为零或缺失时没有结果", "写 ratio(被除数, 除数)，除数为零或缺失即为未知"),
    exp.IntDiv: ("不直接用除号：除数为零或缺失时没有结果", "写 ratio(被除数, 除数)"),
    exp.Mod: ("没有求余", "改用范围比较"),
    exp.Like: ("不用 LIKE", "写 starts_with(事实, '前缀')，或 IN ('甲', '乙')"),
    exp.ILike: ("不用 ILIKE", "写 starts_with(事实, '前缀')，或 IN ('甲', '乙')"),
    exp.RegexpLike: ("不用正则表达式", "写 starts_with(事实, '前缀')，或 IN ('甲', '乙')"),
    exp.Is: ("缺失就是未知，不能拿“缺失”当条件", "去掉 IS；需要时另立一项“是否”的事实"),
    exp.Coalesce: ("不能给缺失的事实补一个值：缺失就是未知", "去掉 coalesce；缺失时结论自动为未知"),
    exp.Null: ("NULL 不能写进表达式", "去掉 NULL；缺失时结论自动为未知"),
    exp.Subquery: ("不能有子查询", "只用已声明的事实和参数"),
    exp.Select: ("不能有查询", "只写一个条件，例如 staff >= 10"),
    exp.Exists: ("不能有子查询", "只用已声明的事实和参数"),
    exp.DPipe: ("不能拼接文字", "分成两个条件"),
    exp.If: ("没有 IF 函数", "写 CASE WHEN 条件 THEN 值 ELSE 值 END"),
    exp.Alias: ("多了一个词", "检查是否漏写 AND、OR 或比较符号"),
}  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """What an expression may name: declared facts and dated parameters, as the packs say them."""

    facts: Mapping[str, Fact]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


class Reader:
    """Reads one expression for one judging day. Each method returns a typed node or raises ``BadInput``."""

    def __init__(self, text: str, vocabulary: Vocabulary, on: datetime.date) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.on = on
        self.parameters: list[str] = []

    def node(self, tree: exp.Expr) -> Node:
        """Any expression."""
        reading = self._readings().get(type(tree))
        if reading is not None:
            return reading(tree)
        if type(tree) in _COMPARISONS:
            return self._compare(tree, _COMPARISONS[type(tree)])
        if type(tree) in _REFUSED:
            why, write = _REFUSED[type(tree)]
            raise self.refuse(tree, why, write)
        if isinstance(tree, exp.Func):
            return self._call(tree)
        raise self.refuse(tree, f"不认识的写法（{type(tree).__name__}）", "只用比较、AND、OR、NOT、IN、BETWEEN、CASE")

    def truth(self, tree: exp.Expr) -> Node:
        """An expression that is yes, no or unknown."""
        node = self.node(tree)
        if not isinstance(node.type, Truth):
            raise self.refuse(tree, f"这里要一个条件，写的是{name_of(node.type)}", "写成比较，例如 staff >= 10")
        return node

    def refuse(self, tree: exp.Expr, why: str, write: str) -> BadInput:
        """A refusal that points at the piece."""
        return refuse(what=excerpt(self.text, tree), offset=offset_of(tree), why=why, write=write)

    def _readings(self) -> dict[type[exp.Expr], Callable[[exp.Expr], Node]]:
        return {
            exp.Paren: lambda tree: self.node(tree.this),
            exp.Column: self._name,
            exp.Placeholder: lambda tree: self._parameter(tree, str(tree.this)),
            exp.Literal: self._literal,
            exp.Boolean: lambda tree: Constant(bool(tree.this), Truth()),
            exp.And: lambda tree: AllOf(tuple(self.truth(part) for part in tree.flatten())),
            exp.Or: lambda tree: AnyOf(tuple(self.truth(part) for part in tree.flatten())),
            exp.Not: lambda tree: Not(self.truth(tree.this)),
            exp.In: self._among,
            exp.Between: self._between,
            exp.Add: lambda tree: self._sum(tree, "+"),
            exp.Sub: lambda tree: self._sum(tree, "-"),
            exp.Mul: self._product,
            exp.Neg: lambda tree: numbers.negated(self._number(tree.this)),
            exp.Cast: self._day_literal,
            exp.Case: self._case,
        }

    # names

    def _name(self, tree: exp.Expr) -> Node:
        if tree.this.args.get("quoted"):
            raise self.refuse(tree, "双引号不用于文字", f"写成 '{tree.this.name}'")
        name, table = tree.this.name, tree.text("table")
        if table == "param" and not tree.text("db"):
            return self._parameter(tree, name)
        if table:
            raise self.refuse(tree, "名称里不能有点", "只写事实的名称，参数写 :名称")
        if name == JUDGING_DAY:
            return Constant(self.on, Day(), JUDGING_DAY)
        fact = self.vocabulary.facts.get(name)
        if fact is None:
            raise self.refuse(tree, "没有声明这项事实", nearest(name, self.vocabulary.facts))
        return FactValue(name, type_of(fact))

    def _parameter(self, tree: exp.Expr, name: str) -> Node:
        parameter = self.vocabulary.parameters.get(name)
        if parameter is None:
            write = (
                nearest(name, self.vocabulary.parameters) if self.vocabulary.parameters else "在数据包里声明这个参数"
            )
            raise self.refuse(tree, "没有声明这个参数", write)
        self.parameters.append(name)
        held = on_day(parameter.values, self.on)
        if held is None:
            raise ParameterMissing(
                what=f":{name}",
                where=self.on.isoformat(),
                why=f"参数“{parameter.label}”在这一天没有有效的值",
                write="在数据包里补上从这一天起的值及依据",
            )
        if held.value is None:
            raise ParameterNotSet(
                what=f":{name}", where=self.on.isoformat(), why="没有依据给出这个值", write="有了依据再填写"
            )
        if isinstance(held.value, Decimal):
            return numbers.constant(held.value, "yuan" if parameter.type == "money" else "plain", source=name)
        return Constant(held.value, Day() if isinstance(held.value, datetime.date) else Text(), name)

    # literals

    def _literal(self, tree: exp.Expr) -> Node:
        if tree.is_string:
            return Constant(unicodedata.normalize("NFKC", tree.name), Text())
        return numbers.literal(tree.name, offset=offset_of(tree))

    def _day_literal(self, tree: exp.Expr) -> Node:
        if not tree.args["to"].is_type("date") or not isinstance(tree.this, exp.Literal):
            raise self.refuse(tree, "不能转换类型", "日期写 DATE '2024-09-30'，其余不用转换")
        try:
            return Constant(datetime.date.fromisoformat(tree.this.name), Day())
        except ValueError:
            raise self.refuse(tree, "不是一个日期", "写 DATE '2024-09-30'") from None

    # comparisons

    def _compare(self, tree: exp.Expr, operator: Operator) -> Node:
        left, right = _inside(tree.this), _inside(tree.expression)
        if _is_ratio(right) and not _is_ratio(left):
            left, right, operator = right, left, _TURNED[operator]
        if _is_ratio(left):
            return self._compare_ratio(tree, operator, left, right)
        return self.compared(tree, operator, self.node(left), self.node(right))

    def compared(self, tree: exp.Expr, operator: Operator, left: Node, right: Node) -> Node:
        """The comparison of two nodes, their types checked and their scales shared."""
        if isinstance(left.type, Number) and isinstance(right.type, Number):
            units = (left.type.unit, right.type.unit)
            unit = numbers.shared_unit(*units, what=excerpt(self.text, tree), offset=offset_of(tree))
            left, right = numbers.aligned((left, right), unit)
            return Compare(operator, left, right)
        if type(left.type) is not type(right.type):
            raise self._mismatch(tree, left.type, right.type)
        if operator not in ("=", "<>") and (isinstance(left.type, Truth) or is_category(left) or is_category(right)):
            raise self.refuse(tree, f"{name_of(left.type)}没有大小", "用 =、<> 或 IN")
        self._check_value(tree, left, right)
        self._check_value(tree, right, left)
        return Compare(operator, left, right)

    def _compare_ratio(self, tree: exp.Expr, operator: Operator, ratio: exp.Expr, limit: exp.Expr) -> Node:
        if _is_ratio(limit):
            raise self.refuse(tree, "两边不能都是 ratio", "一边改为数或参数，例如 ratio(甲, 乙) >= 0.03")
        above, below = (self._number(part) for part in self._arguments(ratio, 2))
        if ratio.name.lower() == "growth":
            units = (numbers.number(above).unit, numbers.number(below).unit)
            shared = numbers.shared_unit(*units, what=excerpt(self.text, ratio), offset=offset_of(ratio))
            above = numbers.combine("-", above, below, shared)
        limited = self._number(limit)
        top, bottom, bound = numbers.number(above), numbers.number(below), numbers.number(limited)
        if bottom.unit == "yuan" and top.unit == "plain":
            raise self.refuse(ratio, "没有单位的数不能除以金额", "除数用没有单位的数，或两边都用金额")
        unit: Unit = "yuan" if top.unit == "yuan" != bottom.unit else "plain"
        numbers.shared_unit(unit, bound.unit, what=excerpt(self.text, tree), offset=offset_of(tree))
        left = numbers.times(above, bottom.scale * bound.scale)
        right = numbers.times(numbers.product(limited, below), top.scale)
        return CompareRatio(operator, left, right, below, (above, limited))

    def _between(self, tree: exp.Expr) -> Node:
        low = self._compare(exp.GTE(this=tree.this, expression=tree.args["low"]), ">=")
        high = self._compare(exp.LTE(this=tree.this, expression=tree.args["high"]), "<=")
        return AllOf((low, high))

    def _among(self, tree: exp.Expr) -> Node:
        if not tree.expressions:
            raise self.refuse(tree, "IN 后面要一列写明的值", "写 IN ('甲', '乙')")
        item = self.node(tree.this)
        values = []
        for part in tree.expressions:
            if isinstance(part, exp.Null):
                raise self.refuse(tree, "IN 里不能有 NULL：它会让“不在其中”变成未知", "从括号里去掉 NULL")
            value = self.node(part)
            if not isinstance(value, Constant):
                raise self.refuse(part, "IN 里只能是写明的值或参数", "写 IN ('甲', '乙')")
            values.append(value)
        for value in values:
            self.compared(tree, "=", item, value)
        if isinstance(item.type, Number):
            item, *values = numbers.aligned((item, *values), item.type.unit)  # type: ignore[assignment]
        return Among(item, tuple(values))

    def _check_value(self, tree: exp.Expr, category: Node, value: Node) -> None:
        if is_category(category) and isinstance(value, Constant):
            assert isinstance(category.type, Text)
            known = dict(category.type.values)
            if value.value not in known:
                raise self.refuse(tree, f"没有“{value.value}”这个类别值", nearest(str(value.value), known))

    def _mismatch(self, tree: exp.Expr, left: Type, right: Type) -> BadInput:
        write = "两边用同一种类型"
        if isinstance(left, Day) or isinstance(right, Day):
            write = "日期写 DATE '2024-09-30'；比时间长短写 full_years(日期)、full_months(日期)、days_since(日期)"
        return self.refuse(tree, f"{name_of(left)}不能与{name_of(right)}比较", write)

    # numbers

    def _number(self, tree: exp.Expr) -> Node:
        if _is_ratio(tree):
            raise self._stands_alone(_inside(tree))
        node = self.node(tree)
        if not isinstance(node.type, Number):
            write = "隔了多少天写 days_since(日期)" if isinstance(node.type, Day) else "这里写数或金额"
            raise self.refuse(tree, f"{name_of(node.type)}不能计算", write)
        return node

    def _sum(self, tree: exp.Expr, operator: str) -> Node:
        left, right = self._number(tree.this), self._number(tree.expression)
        units = (numbers.number(left).unit, numbers.number(right).unit)
        unit = numbers.shared_unit(*units, what=excerpt(self.text, tree), offset=offset_of(tree))
        return numbers.combine("+" if operator == "+" else "-", left, right, unit)

    def _product(self, tree: exp.Expr) -> Node:
        left, right = self._number(tree.this), self._number(tree.expression)
        return numbers.product(left, right, what=excerpt(self.text, tree), offset=offset_of(tree))

    def _case(self, tree: exp.Expr) -> Node:
        if tree.this is not None:
            raise self.refuse(tree, "CASE 后面直接写 WHEN", "写 CASE WHEN 条件 THEN 值 ELSE 值 END")
        if tree.args.get("default") is None:
            raise self.refuse(tree, "CASE 少了 ELSE", "写明其余情况的值：ELSE 值 END")
        conditions = [self.truth(branch.this) for branch in tree.args["ifs"]]
        values = [self.node(branch.args["true"]) for branch in tree.args["ifs"]]
        values.append(self.node(tree.args["default"]))
        for value in values[1:]:
            self.compared(tree, "=", values[0], value)
        kind = values[0].type
        if isinstance(kind, Number):
            values, kind = numbers.choice(values, what=excerpt(self.text, tree), offset=offset_of(tree))
        return Case(tuple(zip(conditions, values[:-1], strict=True)), values[-1], kind)

    # functions

    def _call(self, tree: exp.Expr) -> Node:
        name = self._function(tree)
        if name in RATIOS:
            raise self._stands_alone(tree)
        function = FUNCTIONS.get(name)
        if function is None:
            raise self.refuse(tree, f"没有函数 {name}", nearest(name, [*FUNCTIONS, *RATIOS]))
        nodes = tuple(self.node(argument) for argument in self._arguments(tree, function.takes))
        return function.build(Call(name, nodes, self.on, excerpt(self.text, tree), offset_of(tree)))

    def _stands_alone(self, tree: exp.Expr) -> BadInput:
        name = self._function(tree)
        return self.refuse(tree, f"{name} 只能直接与一个数比较", f"写 {name}(甲, 乙) >= 0.03")

    def _function(self, tree: exp.Expr) -> str:
        start, end = tree.meta.get("start"), tree.meta.get("end")
        written = self.text[start : end + 1] if start is not None and end is not None else tree.sql()
        return written.lower()

    def _arguments(self, tree: exp.Expr, takes: int | None) -> list[exp.Expr]:
        parts = list(tree.iter_expressions())
        if takes is not None and len(parts) != takes:
            raise self.refuse(tree, f"要 {takes} 个参数，写了 {len(parts)} 个", "补全或去掉参数")
        return parts


def _inside(tree: exp.Expr) -> exp.Expr:
    while isinstance(tree, exp.Paren):
        tree = tree.this
    return tree


def _is_ratio(tree: exp.Expr) -> bool:
    inside = _inside(tree)
    return isinstance(inside, exp.Anonymous) and inside.name.lower() in RATIOS
