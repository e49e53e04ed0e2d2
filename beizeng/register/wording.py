"""How a fact's value is written for people and for other programs. Money leaves the house as Decimal yuan."""

import datetime
from decimal import Decimal
from typing import Any

from beizeng.register.vocabulary import vocabulary
from beizeng.spec.facts import Fact

_FEN_PER_YUAN = 100
#: In place of a value that this reader may not see.
HIDDEN = "（不公开）"

#: Why a place of a file is doubtful, in a word or two, for counting.
_REASONS = {
    "charset": "代码含有不该有的字符",
    "checksum": "代码校验位不成立",
    "organisation": "主体标识码校验位不成立",
    "authority": "不是市场监管部门登记的代码",
    "twice": "同一主体出现不止一次",
    "formula": "公式而不是值",
    "unit": "金额单位可能变了",
    "columns": "格数多于表头",
    "total": "合计行",
    "day": "读不出日期",
    "number": "读不出数字",
    "integer": "不是整数",
    "decimal": "不是数字",
    "money": "读不出金额",
    "currency": "币种不是人民币",
    "yes_no": "看不出是或否",
    "category": "没有这个选项",
    "industries": "没有这个行业代码",
    "divisions": "没有这个行政区划",
}


def yuan(fen: int) -> Decimal:
    """Whole fen as yuan, exactly."""
    return (Decimal(fen) / _FEN_PER_YUAN).quantize(Decimal("0.01"))


def for_programs(fact: Fact, value: Any) -> Any:
    """The value as JSON knows it: money in yuan as text, a day as ISO text, a category as its value."""
    if value is None:
        return None
    if fact.type == "money":
        return str(yuan(value))
    if isinstance(value, (datetime.date, Decimal)):
        return str(value)
    return value


def for_people(fact: Fact, value: Any) -> str:
    """The value in words: 是, 1,200.00 元, 存续, 5212 粮油零售; a missing one is 未知."""
    if value is None:
        return "未知"
    if fact.type == "yes_no":
        return "是" if value else "否"
    if fact.type == "category":
        return fact.values.get(str(value), str(value))
    if fact.type == "money":
        return f"{yuan(value):,.2f} 元"
    if fact.table:
        return f"{value} {vocabulary().name_in(fact.table, value)}".strip()
    if fact.type in ("integer", "decimal"):
        return f"{value:,} {fact.unit}".strip()
    return str(value)


def reason_in_words(reason: str) -> str:
    """What a problem's reason is called: 代码校验位不成立; for a wrong length 代码为 15 位."""
    if reason.startswith("len"):
        return f"代码为 {reason.removeprefix('len')} 位，应为 18 位"
    return _REASONS.get(reason, reason)
