"""What a unit types as a value: read as an exact number, and asked about where it is far from the last one. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from beizeng.indicators.catalogue import Defined
from beizeng.indicators.measure import words
from beizeng.spec.indicator import Indicator

FIELD = "实际值"
_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d{1,6})?|-?\d{1,9}(\.\d{1,6})?")
WHOLE_UNITS = ("户", "家", "个")


@dataclass(frozen=True)
class Previous:
    """The number that a report is held against, and what it is."""

    value: Decimal
    what: str


def number(value: str | Decimal, definition: Indicator) -> tuple[Decimal | None, str]:
    """The value and no words; or None and what to write instead. Words such as 约50 are no number."""
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if not _NUMBER.fullmatch(text):
        shown = f"“{text[:40]}”不是数字" if text else "没有填写"
        return None, f"{FIELD}：{shown}，请只写数字，例如 52"
    exact = Decimal(text.replace(",", ""))
    if definition.unit in WHOLE_UNITS and exact != exact.to_integral_value():
        return None, f"{FIELD}：以{definition.unit}计的数须是整数"
    if definition.aggregation != "index" and exact < 0:
        return None, f"{FIELD}：不能小于零"
    if definition.aggregation == "share" and exact > 100:
        return None, f"{FIELD}：占比不能超过 100%"
    return exact, ""


def doubt(value: Decimal, previous: Previous | None, one: Defined) -> str:
    """What to ask about a value that is many times the last one, or a small part of it; empty: nothing."""
    times = one.judging.doubtful_times
    if previous is None or previous.value <= 0 or value < 0:
        return ""
    if previous.value / times < value < previous.value * times:
        return ""
    said = f"{words(previous.value)} {one.definition.unit}"
    return f"{FIELD}：{words(value)} {one.definition.unit}与{previous.what} {said}相差太大，请再核对一次"
