"""Words of official papers: sentences that turn with their numbers, days, Chinese numerals.

direction(Decimal(3), Decimal(5))  # → "下降": a growth is never negative
numeral(12)                        # → "十二"
"""

import datetime
from decimal import Decimal
from typing import Literal

Direction = Literal["增长", "下降", "持平"]

_DIGITS = "零一二三四五六七八九"
INDICATOR_LIGHTS = {"green": "绿灯", "amber": "黄灯", "red": "红灯", "none": "不亮灯"}
MEASURE_LIGHTS = {
    "red": "超期",
    "amber": "临期",
    "green": "正常",
    "waiting": "未到时点",
    "done": "办结",
    "none": "未立项",
}
SEVERITIES = {"error": "矛盾", "tension": "不协调", "gap": "缺项", "note": "提示"}


def direction(now: Decimal, before: Decimal) -> Direction:
    """Which way a value went."""
    if now == before:
        return "持平"
    return "增长" if now > before else "下降"


def changed_by(now: Decimal, before: Decimal, *, is_share: bool = False) -> str:
    """The verb for the size of the change: 增加, 减少; of shares 提高, 下降. The size itself is never negative."""
    if is_share:
        return "提高" if now > before else "下降"
    return "增加" if now > before else "减少"


def numeral(number: int) -> str:
    """A Chinese numeral from 1 to 99, as headings count.

    Raises:
        ValueError: out of range.
    """
    if not 1 <= number <= 99:
        raise ValueError(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def day_in_words(day: datetime.date) -> str:
    """A day as official papers write it: 2024年9月30日, without leading zeros (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


def quarter(day: datetime.date) -> str:
    """The quarter in which a day lies: 2024年第三季度."""
    return f"{day.year}年第{numeral((day.month + 2) // 3)}季度"


def is_quarter_end(day: datetime.date) -> bool:
    """Whether the day is the last of its quarter."""
    return (day.month, day.day) in ((3, 31), (6, 30), (9, 30), (12, 31))
