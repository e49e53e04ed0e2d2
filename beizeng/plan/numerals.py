"""Numbers as documents write them: digits with separators, Chinese numerals, halves."""

import re

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10000}

#: Digits, as in 24, 1,200 or 3.5.
ARABIC = r"\d+(?:[,，]\d{3})*(?:\.\d+)?"
#: Chinese numerals, as in 二十四, and 半.
CHINESE = r"(?:半|[一二两三四五六七八九十百千]+)"


def number(written: str) -> int | float:
    """The value of a number as written; 半 is 0.5.

    Raises:
        ValueError: not a number.
    """
    written = written.strip()
    if re.fullmatch(ARABIC, written):
        plain = re.sub("[,，]", "", written)
        return float(plain) if "." in plain else int(plain)
    return 0.5 if written == "半" else chinese(written)


def chinese(written: str) -> int:
    """The value of a Chinese numeral below 一亿: 二十四 → 24; digit by digit too: 二〇一九 → 2019.

    Raises:
        ValueError: not a Chinese numeral.
    """
    if not written or not all(char in _DIGITS or char in _PLACES for char in written):
        raise ValueError(written)
    if all(char in _DIGITS for char in written):
        return int("".join(str(_DIGITS[char]) for char in written))
    total, digit = 0, 0
    for char in written:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char == "万":
            total, digit = (total + digit) * 10000, 0
        else:
            total, digit = total + (digit or 1) * _PLACES[char], 0
    return total + digit


def in_chinese(value: int) -> str:
    """A whole number below 100 as documents count with: 24 → 二十四; digits from 100 on.

    >>> in_chinese(10), in_chinese(24)
    ('十', '二十四')
    """
    digits = "〇一二三四五六七八九"
    if not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")
