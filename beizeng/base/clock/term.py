"""Lengths of time as laws and promises write them, in Chinese and English: ``24个工作日``, ``1 month``, ``半日``."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from beizeng.spec.errors import BadInput

LONGEST = 10_000


class Unit(StrEnum):
    """What a term is counted in. Hours and half days run from the moment of the start, all others from its day."""

    __hash__ = str.__hash__  # the one of enumerations is written in Python; a term is asked about by the million

    WORKING_DAYS = "working days"
    DAYS = "days"
    MONTHS = "months"
    WORKING_HOURS = "working hours"
    HOURS = "hours"
    HALF_DAYS = "half days"
    SAME_DAY = "same day"


#: Units counted from a moment, in minutes.
TIMED = frozenset({Unit.WORKING_HOURS, Unit.HOURS, Unit.HALF_DAYS})

_UNITS = {
    Unit.WORKING_DAYS: r"个?工作[日天]|working days?|workdays?|business days?",
    Unit.DAYS: r"个?自然[日天]|[日天]|(?:natural |calendar )?days?",
    Unit.MONTHS: r"个月|months?",
    Unit.WORKING_HOURS: r"个?(?:工作小时|工作时)|working hours?",
    Unit.HOURS: r"个?(?:自然)?小时|hours?",
    Unit.HALF_DAYS: r"个?半[日天]|half days?",
}
_WHOLE = {
    re.compile(r"半个?工作[日天]|half a (?:working )?day|half day"): (1, Unit.HALF_DAYS),
    re.compile(r"当[日天]|same day"): (1, Unit.SAME_DAY),
}
_YEARS = re.compile(r"年|years?")
_SHAPE = re.compile(r"(?P<amount>an?(?= )|[0-9]+|[〇零一二两三四五六七八九十百千]*) ?(?P<unit>.+)")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time: ``amount`` (1 to 10,000) of ``unit``; a year is twelve months."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        if self.unit is Unit.SAME_DAY:
            return self.unit.value
        return f"{self.amount} {self.unit.value if self.amount != 1 else self.unit.value.removesuffix('s')}"

    @property
    def chinese(self) -> str:
        """As an official writes it: ``24个工作日``, ``半日``, ``当日``."""
        words = {
            Unit.WORKING_DAYS: "{}个工作日",
            Unit.DAYS: "{}日",
            Unit.MONTHS: "{}个月",
            Unit.WORKING_HOURS: "{}个工作小时",
            Unit.HOURS: "{}小时",
            Unit.HALF_DAYS: "半日" if self.amount == 1 else "{}个半日",
            Unit.SAME_DAY: "当日",
        }
        return words[self.unit].format(self.amount)

    @property
    def is_timed(self) -> bool:
        """Whether it runs from a moment (hours, half days) instead of from a day."""
        return self.unit in TIMED

    @staticmethod
    def parse(text: str) -> "Term":
        """Read a term.

        ``24 working days``, ``24个工作日``, ``7 days``, ``七日``, ``1 month``, ``三个月``, ``1年``, ``半日``,
        ``half a day``, ``4 working hours``, ``4个工作小时``, ``24小时`` (clock hours), ``当日``.
        A 内 or 以内 at the end changes nothing.

        Raises:
            BadInput: no such term, or its amount is not between 1 and 10,000.
        """
        return _parse(text)


@lru_cache(maxsize=1024)
def _parse(text: str) -> Term:
    words = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    words = re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", words)
    words = re.sub(r"(?:之|以)?内$", "", words).removeprefix("within ").strip()
    for shape, (amount, unit) in _WHOLE.items():
        if shape.fullmatch(words):
            return Term(amount, unit)
    found = _SHAPE.fullmatch(words)
    if found is None:
        raise _unreadable(text)
    number = _number(found["amount"]) or _implied(found)
    return _term(number, found["unit"].strip(), text)


def _term(number: int | None, unit: str, text: str) -> Term:
    if number is not None and _YEARS.fullmatch(unit):
        number, unit = number * 12, "个月"
    if number is None or not 1 <= number <= LONGEST:
        raise _unreadable(text)
    for name, shape in _UNITS.items():
        if re.fullmatch(shape, unit):
            return Term(number, name)
    raise _unreadable(text)


def _implied(found: re.Match[str]) -> int | None:
    # 半日 says its amount by itself; 日 alone says none
    return 1 if not found["amount"] and re.fullmatch(_UNITS[Unit.HALF_DAYS], found["unit"]) else None


def _number(text: str) -> int | None:
    """``24``, ``a``, ``二十四``, ``一百二十`` as a number; None when there is none."""
    if text in ("a", "an"):
        return 1
    if text.isascii():
        return int(text[:6]) if text else None
    total, digit = 0, 0
    for sign in text:
        if sign in _PLACES:
            total += (digit or 1) * _PLACES[sign]
            digit = 0
        elif digit:
            return None  # 一二日: two digits side by side are no number here
        else:
            digit = _DIGITS[sign]
    return total + digit


def _unreadable(text: str) -> BadInput:
    return BadInput(
        what=text or "（空）",
        where="期限",
        why=f"不是可以计算的期限（数量应在 1 至 {LONGEST} 之间，并写明单位）",
        write="24个工作日、7日、1个月、4个工作小时、24小时、半日或当日",
    )
