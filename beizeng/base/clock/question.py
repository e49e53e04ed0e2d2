"""What a clock is asked: a start, a term, pauses and extensions; and the first, common steps of every answer."""

import datetime
import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from beizeng.base.clock.calendar import Calendar, inside
from beizeng.base.clock.hours import Interval, Opens, WorkingHours, around_the_clock, in_working_hours
from beizeng.base.clock.now import SHANGHAI, local_day
from beizeng.base.clock.term import Term, Unit
from beizeng.spec.errors import BadInput

Moment = datetime.date | datetime.datetime
Stretch = tuple[int, int]  #: first and last day, both included, as ordinals

_CHINESE_DAY = re.compile(r"(\d{4})[年/.](\d{1,2})[月/.](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count.

    Between days: both ends included. Between moments: a term in hours stands still for exactly that time; for a term in
    days the day on which the pause begins still counts and the day on which it ends does not (as 民法典 201 has it for
    a start), so that a pause within one day costs nothing.
    """

    since: Moment
    until: Moment

    def __post_init__(self) -> None:
        for end in (self.since, self.until):
            inside(first_day(end))
        is_turned = first_day(self.until) < first_day(self.since)
        if is_turned or _moment_of(self.until, is_end=True) < _moment_of(self.since, is_end=False):
            raise BadInput(
                what=f"{self.since}..{self.until}", where="暂停", why="结束早于开始", write="先写开始日，再写结束日"
            )

    @staticmethod
    def parse(text: str) -> "Pause":
        """Read ``2022-03-14..2022-03-18`` or ``2022-03-14T10:00..2022-03-14T15:00``; BadInput when it is neither."""
        since, dots, until = text.strip().partition("..")
        if not dots:
            raise BadInput(what=text, where="暂停", why="没有起止两端", write="2022-03-14..2022-03-18")
        return Pause(read_moment(since, "暂停"), read_moment(until, "暂停"))


class Question(NamedTuple):
    """Everything that ``due`` was given; kept so that the proof can be made when somebody asks for it."""

    start: Moment
    term: Term
    calendar: Calendar
    hours: WorkingHours | None
    pauses: tuple[Pause, ...]
    extra: tuple[Term, ...]
    count_first_day: bool
    roll: bool


class Leg(NamedTuple):
    """One term counted in whole days: ``amount`` days after the day ``begin``, worked ones or all."""

    begin: int
    amount: int
    is_working: bool
    is_clamped: bool  #: a month without the corresponding day: ends on its last day (民法典 202)


def leg_of(term: Term, day: int, count_first_day: bool) -> Leg:
    """The term as a number of days. A month becomes the days up to its corresponding day; the same day is one day."""
    if term.unit is Unit.MONTHS:
        end, is_clamped = _month_end(day, term.amount, count_first_day)
        begin = day - count_first_day
        return Leg(begin, end - begin, False, is_clamped)
    counts = count_first_day or term.unit is Unit.SAME_DAY
    return Leg(day - counts, term.amount, term.unit is Unit.WORKING_DAYS, False)


def _month_end(day: int, amount: int, count_first_day: bool) -> tuple[int, bool]:
    first = datetime.date.fromordinal(day)
    year, month = divmod(first.year * 12 + first.month - 1 + amount, 12)
    length = monthrange(year, month + 1)[1]
    if first.day > length:
        return datetime.date(year, month + 1, length).toordinal(), True
    return datetime.date(year, month + 1, first.day).toordinal() - count_first_day, False


def first_day(start: Moment) -> datetime.date:
    """The day in Shanghai on which the start lies."""
    return local_day(start) if isinstance(start, datetime.datetime) else start


def starting_moment(start: Moment) -> datetime.datetime:
    """The moment of the start in Shanghai; BadInput when only a day is known."""
    if isinstance(start, datetime.datetime):
        inside(local_day(start))
        return start.astimezone(SHANGHAI)
    raise BadInput(
        what=str(start),
        where="起始日",
        why="按小时或半日计的期限从起始的时刻算起",
        write=f"{start} 11:50 这样的日期和时刻",
    )


def running_time(term: Term, start: datetime.datetime, question: Question) -> tuple[datetime.timedelta, Opens]:
    """How long a term in hours or half days runs, and when it runs.

    Half a day is half of the working minutes of the day in force at the start.

    Raises:
        BadInput: working time is asked for and no working hours are given.
    """
    if term.unit is Unit.HOURS:
        return datetime.timedelta(hours=term.amount), around_the_clock
    if question.hours is None:
        raise BadInput(what=str(term), where="期限", why="没有工作时间就不能按工作小时计算", write="给出单位的工作时间")
    season, _ = question.hours.on(start.date())
    minutes = 60 if term.unit is Unit.WORKING_HOURS else season.half_day_minutes
    return datetime.timedelta(minutes=minutes * term.amount), in_working_hours(question.hours, question.calendar)


def paused_days(pauses: Iterable[Pause]) -> list[Stretch]:
    """The pauses as whole days, in order, none overlapping."""
    merged: list[Stretch] = []
    for first, last in sorted(_stretch(pause) for pause in pauses):
        if last < first:
            continue
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def _stretch(pause: Pause) -> Stretch:
    begins_within = isinstance(pause.since, datetime.datetime)
    return first_day(pause.since).toordinal() + begins_within, first_day(pause.until).toordinal()


def paused_moments(pauses: Iterable[Pause]) -> list[Interval]:
    """The pauses as moments, in order, none overlapping."""
    merged: list[Interval] = []
    for since, until in sorted((_moment_of(p.since, is_end=False), _moment_of(p.until, is_end=True)) for p in pauses):
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        else:
            merged.append((since, until))
    return merged


def _moment_of(value: Moment, *, is_end: bool) -> datetime.datetime:
    if isinstance(value, datetime.datetime):
        return value.astimezone(SHANGHAI)
    day = value + datetime.timedelta(days=is_end)
    return datetime.datetime.combine(day, datetime.time(), SHANGHAI)


def read_moment(text: str, where: str) -> Moment:
    """Read a day (``2022-03-10``, ``2022年3月10日``) or a moment in Shanghai (``2022-03-10 11:50``).

    Raises:
        BadInput: it is neither, or not in 1990 to 2099; ``where`` names the field for people.
    """
    try:
        moment = _moment_in(_CHINESE_DAY.sub(_iso, text.strip()).replace("T", " "))
    except ValueError:
        raise BadInput(
            what=text.strip() or "（空）",
            where=where,
            why="不是日期，也不是时刻",
            write="2022-03-10 或 2022-03-10 11:50",
        ) from None
    inside(moment.date() if isinstance(moment, datetime.datetime) else moment)
    return moment


def _moment_in(text: str) -> Moment:
    day, _, time = text.partition(" ")
    if not time:
        return datetime.date.fromisoformat(day)
    moment = datetime.datetime.fromisoformat(f"{day}T{time.strip()}")
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _iso(found: re.Match[str]) -> str:
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
