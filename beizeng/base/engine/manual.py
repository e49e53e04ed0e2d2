"""The reference manual of the language: made from the functions and their worked examples, which are run for it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from beizeng.base.engine.calls import Example, Function
from beizeng.base.engine.day_functions import DAY_FUNCTIONS
from beizeng.base.engine.expressions import Expression, Vocabulary, read_amount, read_condition
from beizeng.base.engine.functions import FUNCTIONS, RATIOS
from beizeng.base.engine.kinds import FEN, held
from beizeng.base.engine.number_functions import NUMBER_FUNCTIONS
from beizeng.base.engine.tree import Value
from beizeng.base.engine.words import figure, shown
from beizeng.spec.facts import Fact
from beizeng.spec.policy import Parameter
from beizeng.spec.values import Basis

#: The judging day and the facts of the worked examples.
DAY = datetime.date(2024, 9, 30)
FACTS = {
    fact.name: fact
    for fact in (
        Fact(name="name", label="名称", type="text", source="register"),
        Fact(name="trade", label="行业代码", type="text", source="register"),
        Fact(name="staff", label="从业人员", type="integer", unit="人", source="social"),
        Fact(name="hires", label="新招用", type="integer", unit="人", source="social"),
        Fact(name="revenue", label="营业收入", type="money", unit="元", source="tax"),
        Fact(name="earlier_revenue", label="上年营业收入", type="money", unit="元", source="tax"),
        Fact(name="begun_on", label="成立日期", type="day", source="register"),
        Fact(name="ended_on", label="注销日期", type="day", source="register"),
        Fact(name="is_new", label="首次创业", type="yes_no", source="social"),
        Fact(name="is_bad", label="失信", type="yes_no", source="credit"),
    )
}
_BASIS = Basis(document="示例办法", verified=False)
_REWARD = {"from": datetime.date(2020, 1, 1), "value": 5000, "basis": _BASIS}
_VOCABULARY = Vocabulary(
    FACTS,
    {"reward": Parameter.model_validate({"name": "reward", "label": "每份奖励", "type": "money", "values": [_REWARD]})},
)
_RESULTS = {True: "是", False: "否", None: "未知"}
_HEAD = f"""# 表达式参考

由 `beizeng rules manual` 从函数及其算例生成，算例生成时逐个运行；不手工修改。
怎样写一条政策见 [encode-a-policy.md](../how-to/encode-a-policy.md)。

算例的判断日是 {DAY}，用到的事实：{{facts}}。
参数 `:reward`（每份奖励）是 5,000 元。没有写出的事实即缺失，缺失就是未知。

除函数外可写：比较 `=`、`<>`、`<`、`<=`、`>`、`>=`，连接 `AND`、`OR`、`NOT`，
列举 `IN (…)`、`NOT IN (…)`、`BETWEEN … AND …`，计算 `+`、`-`、`*`，
分支 `CASE WHEN 条件 THEN 值 … ELSE 值 END`，日期 `DATE '2024-09-30'`，判断日 `judging_day`，参数 `:名称`。
共 {len(FUNCTIONS) + len(RATIOS)} 个函数。
"""


@dataclass(frozen=True)
class Worked:
    """An example as read: its expression, and the facts as the engine holds them."""

    example: Example
    expression: Expression
    values: Mapping[str, Value | None]
    expected: Value | None


def worked(example: Example) -> Worked:
    """Read an example.

    Raises:
        BadInput: it can't be read.
    """
    is_amount = isinstance(example.result, Decimal)
    read = (read_amount if is_amount else read_condition)(example.text, _VOCABULARY, on=DAY)
    values = {name: held(_plain(name, value), FACTS[name]) for name, value in example.facts.items()}
    expected = int(example.result * FEN) if isinstance(example.result, Decimal) else example.result
    return Worked(example, read, values, expected)


def functions() -> dict[str, dict[str, Function]]:
    """Every function under the heading of its group."""
    rest = {name: one for name, one in FUNCTIONS.items() if name not in NUMBER_FUNCTIONS and name not in DAY_FUNCTIONS}
    return {"数、金额与几项条件": NUMBER_FUNCTIONS, "比例": RATIOS, "日期": DAY_FUNCTIONS, "文字": rest}


def page() -> str:
    """The manual in Markdown; each result is what the engine found."""
    facts = "、".join(f"`{fact.name}` {fact.label}" for fact in FACTS.values())
    parts = [_HEAD.format(facts=facts)]
    for heading, group in functions().items():
        parts.append(f"## {heading}\n")
        for name, one in group.items():
            rows = "\n".join(_row(worked(example)) for example in one.examples)
            parts.append(f"### {name}\n\n`{one.form}`：{one.meaning}。\n\n| 写 | 已知 | 得 |\n|---|---|---|\n{rows}\n")
    return "\n".join(parts)


def _row(found: Worked) -> str:
    known = "；".join(
        f"{FACTS[name].label} {shown(found.values.get(name), FACTS[name])}" for name in found.expression.facts
    )
    value = found.expression.evaluate(found.values)
    result = _RESULTS[value] if value is None or isinstance(value, bool) else f"{figure(int(str(value)), FEN)} 元"
    return f"| `{found.example.text}` | {known or '—'} | {result} |"


def _plain(name: str, value: Any) -> Any:
    return Decimal(value) if FACTS[name].type == "money" else value
