"""Reads one written value: what offices write in a cell → the value, or why it can't be read. Pure.

A blank or a word for "not stated" is None; nothing is guessed. Money is whole fen, rounded half up.
"""

import datetime
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

#: What offices write where they state nothing (upper case, after NFKC).
BLANKS = frozenset(
    {"", "N/A", "NA", "#N/A", "NULL", "NONE", "NAN", "-", "--", "—", "——", "/", "空", "暂无", "不详", "未填"}
)
#: "无" states nothing in a text, but says no where yes or no is asked.
BLANK_UNLESS_ASKED = "无"

YES = frozenset({"是", "有", "Y", "YES", "TRUE", "T", "1", "√", "✓", "✔"})
NO = frozenset({"否", "无", "没有", "不是", "N", "NO", "FALSE", "F", "0", "×", "✗", "✘", "X"})

_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:[ T].*)?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMBER = re.compile(r"([-+]?[\d,]*\.?\d+)(.*)")
_FOREIGN = ("美", "港", "澳", "欧", "日元", "英镑", "韩", "新加坡", "台币", "法郎", "加元")
_HUNDRED = 100
_LARGEST_FEN = 10**16  # 100 trillion yuan: beyond it a figure is a mistake
_EMPTY_DAYS = ("1899-12-30", "1899-12-31", "1900-01-00", "1900-01-01", "1900-1-0", "1900-1-1")


class Unreadable(ValueError):
    """A cell that can't be read as its fact asks. ``reason`` is one word for counting."""

    def __init__(self, reason: str, why: str, what_to_do: str) -> None:
        super().__init__(why)
        self.reason = reason
        self.why = why
        self.what_to_do = what_to_do


def day(text: str) -> datetime.date:
    """2024-09-30, 2024.9.30, 2024/9/30, 2024年9月30日, 20240930.

    Raises:
        Unreadable: no such day, or a spreadsheet's stand-in for an empty one.
    """
    if text in _EMPTY_DAYS:
        raise Unreadable("day", "这是表格软件对空日期的默认值", "没有日期的请留空")
    match = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    if match is None:
        raise Unreadable("day", "读不出日期", "请写成 2024-09-30 的样子")
    try:
        found = datetime.date(*(int(part) for part in match.groups()))
    except ValueError:
        raise Unreadable("day", "没有这一天", "请核对年月日") from None
    if not 1900 <= found.year <= 2100:
        raise Unreadable("day", f"年份 {found.year} 不合理", "请核对年份")
    return found


def money(text: str, factor: int = 1) -> int:
    """20, 2,000(万), 500万元, 1145(万元人民币) → fen. ``factor``: yuan per unit where the cell names none.

    Raises:
        Unreadable: no figure, another currency (no rate is fixed), or beyond reason.
    """
    number, rest = _number(text.removeprefix("¥").removeprefix("人民币"))
    if any(word in rest for word in _FOREIGN):
        raise Unreadable("currency", "币种不是人民币，折算率没有规定", "请按登记时的折算额填人民币金额")
    unit = re.sub(r"[()\[\]\s]|人民币|元", "", rest)
    factors = {"": 1 if "元" in rest else factor, "万": 10_000, "亿": 100_000_000}
    if unit not in factors:
        raise Unreadable("money", f"看不懂金额单位“{rest}”", "请写数字，单位写元或万元")
    fen = (number * factors[unit] * _HUNDRED).quantize(Decimal(1), ROUND_HALF_UP)
    if abs(fen) > _LARGEST_FEN:
        raise Unreadable("money", "金额大得不合理", "请核对单位是元还是万元")
    return int(fen)


def integer(text: str) -> int:
    """12, 1,200, 12人, 12.0.

    Raises:
        Unreadable: no whole number.
    """
    number, rest = _number(text)
    if number != number.to_integral_value() or len(rest) > 1:
        raise Unreadable("integer", "不是整数", "请只写整数，如 12")
    return int(number)


def decimal(text: str) -> Decimal:
    """3.5, 12% (a share: 0.12), six places kept.

    Raises:
        Unreadable: no number.
    """
    number, rest = _number(text)
    if rest not in ("", "%"):
        raise Unreadable("decimal", "不是数字", "请只写数字，如 3.5")
    return (number / _HUNDRED if rest else number).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def yes_no(text: str) -> bool:
    """是, 否 and what offices write for them.

    Raises:
        Unreadable: anything else.
    """
    word = text.upper()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unreadable("yes_no", "看不出是或否", "请写“是”或“否”，不清楚的留空")


def category(text: str, values: Mapping[str, str]) -> str:
    """The value whose label (or own word) is written.

    Raises:
        Unreadable: none of them.
    """
    for value, label in values.items():
        if text in (value, label):
            return value
    raise Unreadable("category", f"没有“{text}”这一项", f"可写：{'、'.join(values.values())}")


def _number(text: str) -> tuple[Decimal, str]:
    match = _NUMBER.fullmatch(text.replace(" ", ""))
    try:
        if match is not None:
            return Decimal(match.group(1).replace(",", "")), match.group(2)
    except InvalidOperation:
        pass
    raise Unreadable("number", "读不出数字", "请写阿拉伯数字，单位写在表头或数字之后")
