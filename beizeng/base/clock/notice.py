"""Reads a holiday notice as issued into a year of the calendar, for an official to check and file.

It knows the sentences of the notices since 2007: spans and single days off (放假, 补休), weekends worked (上班),
weekends moved (公休日调至). What a notice says twice is checked: the weekday in brackets, the number of days (共7天).
"""

import datetime
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from pydantic import ValidationError

from beizeng.spec.calendar import CalendarYear, Holiday, Notice
from beizeng.spec.errors import BadInput
from beizeng.spec.values import Basis

_WEEKDAYS = "一二三四五六日"
_SECTION = re.compile(r"^\s*[一二三四五六七八九十]+、\s*(?P<name>[^:。\n]{1,30}):(?P<text>[^\n]*)", re.MULTILINE)
_DAY = re.compile(
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?:\((?P<remark>[^)]*)\))?(?P<to>[至—–-])?"
)
_WEEKDAY = re.compile(r"(?:星期|周)(?P<weekday>[一二三四五六日])")
_MOVED = re.compile(r"公休日(?:分别)?调至")
_LENGTH = re.compile(r"共(?P<length>\d+)天")
_TITLE = re.compile(r"\S*关于\s*(?P<year>\d{4})年\s*\S*安排的通知")
_NUMBER = re.compile(r"国(?:办)?发明电〔\d{4}〕\d+号")
_ISSUED = re.compile(r"^\s*(\d{4})年(\d{1,2})月(\d{1,2})日\s*$", re.MULTILINE)


class Days(NamedTuple):
    """What one passage gives: the days off and the weekend days worked, each in order and once."""

    days_off: tuple[datetime.date, ...]
    worked: tuple[datetime.date, ...]


def read_notice(text: str, where: str) -> CalendarYear:
    """Read a whole notice: title, number, day of issue and every numbered festival.

    Args:
        text: the notice as text, one numbered festival a line.
        where: the file, for messages.

    Raises:
        BadInput: no year in the title, no festival, or a passage that contradicts itself.
    """
    plain = _plain(text)
    title = _TITLE.search(plain)
    if title is None:
        raise _unreadable(plain[:30], where, "没有找到“关于……年部分节假日安排的通知”这样的标题")
    year, name = int(title["year"]), "".join(title[0].split())
    holidays = tuple(_holiday(found, year, where) for found in _SECTION.finditer(plain))
    if not holidays:
        raise _unreadable(name, where, "没有找到“一、元旦：……”这样的条目")
    number, issued = _NUMBER.search(plain), _ISSUED.search(plain)
    notice = Notice(
        title=name,
        document_number=number[0] if number else None,
        issued_on=datetime.date(*map(int, issued.groups())) if issued else None,
        holidays=holidays,
    )
    basis = Basis(document=name, verified=True)
    try:
        return CalendarYear(kind="calendar", year=year, state="announced", basis=basis, notices=(notice,))
    except ValidationError as clash:
        raise _unreadable(name, where, clash.errors()[0]["msg"]) from clash


def _holiday(found: re.Match[str], year: int, where: str) -> Holiday:
    days = read_days(found["text"], year, where)
    try:
        return Holiday(name=found["name"].strip(), days_off=days.days_off, worked=days.worked)
    except ValidationError as clash:
        raise _unreadable(found[0].strip(), where, clash.errors()[0]["msg"]) from clash


def read_days(text: str, year: int, where: str = "通知") -> Days:
    """The days of one festival's passage in the notice of ``year``; a day without a year lies nearest the first one.

    Raises:
        BadInput: a day that does not exist, a weekday or a number of days that does not fit.
    """
    reader = _Reader(year, where)
    off: set[datetime.date] = set()
    worked: set[datetime.date] = set()
    for clause in re.split(r"[。;,]", _plain(text)):
        moved = _MOVED.search(clause)
        if moved:
            worked |= set(reader.days(clause[: moved.start()]))
            off |= set(reader.days(clause[moved.end() :]))
        elif "上班" in clause:
            worked |= set(reader.days(clause))
        elif "放假" in clause or "补休" in clause:
            off |= set(reader.days(clause))
        else:
            _check_length(clause, off, where)
            list(reader.days(clause))  # a later day without a month means the month named here
    if not off:
        raise _unreadable(text, where, "没有找到放假的日子")
    return Days(tuple(sorted(off)), tuple(sorted(worked - off)))  # a festival on a weekend moves it, nobody works it


class _Reader:
    """Reads days one after the other; each may leave out the year and the month of the one before."""

    def __init__(self, year: int, where: str) -> None:
        self._year = year
        self._where = where
        self._month: int | None = None
        self._first: datetime.date | None = None

    def days(self, text: str) -> Iterator[datetime.date]:
        """Every day named in ``text``, spans written out."""
        begins: datetime.date | None = None
        for found in _DAY.finditer(text):
            day = self._day(found)
            span = range((day - begins).days + 1) if begins is not None else range(1)
            yield from ((begins or day) + datetime.timedelta(days=offset) for offset in span)
            begins = day if found["to"] else None

    def _day(self, found: re.Match[str]) -> datetime.date:
        self._month = int(found["month"]) if found["month"] else self._month
        years = [int(found["year"])] if found["year"] else [self._year, self._year - 1]
        try:
            days = [datetime.date(year, self._month or 0, int(found["day"])) for year in years]
        except ValueError:
            raise _unreadable(found[0], self._where, "没有这一天") from None
        first = self._first or days[0]
        day = min(days, key=lambda day: abs(day - first))
        self._first = first
        weekday = _WEEKDAY.search(found["remark"] or "")
        if weekday and _WEEKDAYS.index(weekday["weekday"]) != day.weekday():
            raise _unreadable(found[0], self._where, f"{day} 是星期{_WEEKDAYS[day.weekday()]}")
        return day


def _check_length(clause: str, off: set[datetime.date], where: str) -> None:
    length = _LENGTH.search(clause)
    if length and int(length["length"]) != len(off):
        raise _unreadable(clause.strip(), where, f"前面写出的放假日是 {len(off)} 天")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("－", "-").replace("~", "-")


def _unreadable(what: str, where: str, why: str) -> BadInput:
    return BadInput(what=what, where=where, why=why, write="按通知原文核对，一个节日一行")
