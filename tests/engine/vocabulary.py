"""A small vocabulary for tests of the engine, one fact of each type and a few more."""

import datetime

from beizeng.base.engine.expressions import Expression, Vocabulary, read_amount, read_condition
from beizeng.spec import Basis
from beizeng.spec.facts import Fact
from beizeng.spec.policy import Parameter

DAY = datetime.date(2024, 9, 30)

FACTS = {
    fact.name: fact
    for fact in (
        Fact(name="revenue", label="营业收入", type="money", unit="元", source="tax"),
        Fact(name="assets", label="资产总额", type="money", unit="元", source="tax"),
        Fact(name="staff", label="从业人员", type="integer", unit="人", source="social"),
        Fact(name="hires", label="新招用", type="integer", unit="人", source="social"),
        Fact(name="score", label="评分", type="decimal", unit="分", source="office"),
        Fact(name="begun_on", label="成立日期", type="day", source="register"),
        Fact(name="ended_on", label="注销日期", type="day", source="register"),
        Fact(name="trade", label="行业代码", type="text", source="register"),
        Fact(name="former", label="原代码", type="text", source="register"),
        Fact(name="kind", label="类别", type="category", source="register", values={"firm": "企业", "shop": "个体"}),
        Fact(name="is_new", label="首次创业", type="yes_no", source="social"),
        Fact(name="is_bad", label="失信", type="yes_no", source="credit"),
    )
}


def parameter(name: str, kind: str, *values: tuple[str, str | None, object]) -> Parameter:
    """A parameter from rows of (from, to, value)."""
    basis = Basis(document="示例办法", verified=False)
    entries = [{"from": since, "to": until, "value": value, "basis": basis} for since, until, value in values]
    return Parameter.model_validate({"name": name, "label": f"示例参数 {name}", "type": kind, "values": entries})


PARAMETERS = {
    one.name: one
    for one in (
        parameter("cap", "money", ("2022-01-01", None, 300000)),
        parameter("share", "decimal", ("2020-01-01", "2023-06-30", 0.05), ("2023-07-01", None, 0.03)),
        parameter("ended", "money", ("2020-01-01", "2023-12-31", 100)),
        parameter("open_question", "money", ("2020-01-01", None, "not set")),
        parameter("since", "day", ("2020-01-01", None, datetime.date(2022, 1, 1))),
    )
}

VOCABULARY = Vocabulary(FACTS, PARAMETERS)


def condition(text: str, on: datetime.date = DAY) -> Expression:
    return read_condition(text, VOCABULARY, on=on)


def amount(text: str, on: datetime.date = DAY) -> Expression:
    return read_amount(text, VOCABULARY, on=on)
