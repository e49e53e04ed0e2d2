"""The pure heart: where the path stands on a day, how far the value is, which light that gives and why, what is needed.

    course = Course("straight", since=date(2020, 12, 31), start=Decimal(26), until=date(2025, 12, 31), end=Decimal(52))
    course.value(date(2022, 12, 31))                        # → Decimal("36.4")
    light(Standing(value=Decimal(38), on=day, …), lights)   # → Light("amber", "…的 85%…")

Time runs in years since the path's first day, so that every anniversary is a whole number; all numbers are Decimal.
Shares are in percent. None is unknown and stays unknown.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from beizeng.base.clock.periods import MONTHS, period_of, periods
from beizeng.spec.indicator import Lights, PathKind
from beizeng.spec.programme import Comparator

Colour = Literal["green", "amber", "red", "none"]
PERCENT = Decimal(100)
#: Values are kept to so many places, never rounded up: 14.9999996 is not 15.
PLACES = Decimal("0.000001")
_SHOWN = Decimal("0.01")
_DAY = datetime.timedelta(days=1)


# time


def years_between(since: datetime.date, day: datetime.date) -> Fraction:
    """Years from ``since`` to a later day: whole years, and the days of the begun one as a part of its length."""
    whole = day.year - since.year
    if _anniversary(since, whole) > day:
        whole -= 1
    last, following = _anniversary(since, whole), _anniversary(since, whole + 1)
    return whole + Fraction((day - last).days, (following - last).days)


def _anniversary(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def quarter_ends(since: datetime.date, until: datetime.date) -> list[datetime.date]:
    """The last days of quarters between the two days, both included."""
    return [last for _first, last in periods(MONTHS["quarter"], since, until)]


# growth


def growth(base: Decimal | None, end: Decimal | None) -> Decimal | None:
    """(end − base) ÷ base in percent; unknown where either is, or where the base is nothing."""
    if base is None or end is None or base == 0:
        return None
    return (end - base) / base * PERCENT


def annual_growth(base: Decimal | None, end: Decimal | None, years: Fraction) -> Decimal | None:
    """The yearly growth in percent that leads from base to end in so many years: (end ÷ base)^(1 ÷ years) − 1."""
    if base is None or end is None or base <= 0 or end < 0 or years <= 0:
        return None
    return (_power(end / base, 1 / years) - 1) * PERCENT


def kept(value: Decimal) -> Decimal:
    """The value as it is kept and compared: six places, rounded down; the noise of a root is not kept."""
    steady = value.quantize(Decimal("1e-15"))
    return steady.quantize(PLACES, ROUND_FLOOR)


def _power(base: Decimal, exponent: Fraction) -> Decimal:
    if exponent.denominator == 1 or base == 0:
        return base ** int(exponent) if exponent.denominator == 1 else base
    return base ** (Decimal(exponent.numerator) / Decimal(exponent.denominator))


# the path


@dataclass(frozen=True)
class Course:
    """A path from a start to an end.

    Attributes:
        kind: ``straight`` adds the same every year, ``geometric`` multiplies by the same, ``steps`` runs straight from
            one given day to the next, ``seasonal`` adds in each quarter of the year what its weight is of the four.
        steps: the given days with their values, rising; only for ``steps``.
        seasons: the weights of the four quarters; only for ``seasonal``.
    """

    kind: PathKind
    since: datetime.date
    start: Decimal
    until: datetime.date
    end: Decimal
    steps: tuple[tuple[datetime.date, Decimal], ...] = ()
    seasons: tuple[Decimal, ...] = ()

    def value(self, day: datetime.date) -> Decimal | None:
        """Where the path stands on the day; None before it begins; its end from the last day on."""
        if day < self.since:
            return None
        if day >= self.until:
            return self.end
        if self.kind == "steps":
            return _between(self.steps, day)
        if self.kind == "seasonal":
            gone, whole = (_season_weight(self.seasons, self.since, one) for one in (day, self.until))
            return self.start + (self.end - self.start) * (gone / whole if whole else Decimal(0))
        part = years_between(self.since, day) / years_between(self.since, self.until)
        if self.kind == "geometric" and self.start > 0 and self.end > 0:
            return self.start * _power(self.end / self.start, part)
        return self.start + (self.end - self.start) * _decimal(part)


def _season_weight(seasons: Sequence[Decimal], since: datetime.date, day: datetime.date) -> Decimal:
    """The weights of the quarters after ``since`` up to a day; of a quarter begun, the part of its days."""
    total, begins = Decimal(0), since + _DAY
    for first, last in periods(MONTHS["quarter"], begins, period_of(day, MONTHS["quarter"])[1]):
        held = (min(day, last) - max(begins, first)).days + 1
        total += seasons[first.month // 3] * max(held, 0) / ((last - first).days + 1)
    return total


def _between(steps: Sequence[tuple[datetime.date, Decimal]], day: datetime.date) -> Decimal | None:
    if day < steps[0][0]:
        return None
    for (since, low), (until, high) in pairwise(steps):
        if day < until:
            return low + (high - low) * _decimal(years_between(since, day) / years_between(since, until))
    return steps[-1][1]


def _decimal(part: Fraction) -> Decimal:
    return Decimal(part.numerator) / Decimal(part.denominator)


# judging


@dataclass(frozen=True)
class Aim:
    """What is to be reached: the value, how it is compared, and by when (None: the plan names no day)."""

    value: Decimal
    comparator: Comparator
    until: datetime.date | None
    unit: str

    def is_met(self, value: Decimal) -> bool:
        """Whether the value reaches it; 左右 and 达到 count from the figure itself on."""
        if self.comparator == "more_than":
            return value > self.value
        if self.comparator == "less_than":
            return value < self.value
        if self.comparator == "at_most":
            return value <= self.value
        return value >= self.value


@dataclass(frozen=True)
class Standing:
    """A value of a day (``on``) as it stands on the day of judging, against the aim and its path.

    ``at_deadline``: the value on the aim's last day, once that is past; None: there is none.
    """

    day: datetime.date
    value: Decimal | None
    on: datetime.date | None
    aim: Aim | None
    course: Course | None
    at_deadline: Decimal | None = None


@dataclass(frozen=True)
class Light:
    """A colour and the rule that gave it, with its numbers; ``none``: nothing can be said, and the rule says why."""

    colour: Colour
    rule: str


def light(standing: Standing, lights: Lights) -> Light:
    """The light of a standing: before the aim's last day by the path, from it on by what was reached by then."""
    aim, value, on = standing.aim, standing.value, standing.on
    if aim is None:
        return Light("none", "没有可比较的目标值：方案没有写数，或基数缺失")
    if value is None or on is None:
        return Light("none", "还没有数")
    if aim.until is not None and standing.day >= aim.until:
        return _settled(standing, aim, value, on, aim.until)
    if aim.is_met(value):
        return Light("green", f"{_said(value, aim, on)}，已达到{_wanted(aim)}")
    path = standing.course.value(on) if standing.course else None
    if path is None or standing.course is None:
        return Light("none", "没有基数或期限，画不出路径，不亮灯")
    return _on_the_way(value, on, path, standing.course.start, aim, lights)


def _settled(standing: Standing, aim: Aim, value: Decimal, on: datetime.date, until: datetime.date) -> Light:
    last = value if on == until else standing.at_deadline
    if last is not None and aim.is_met(last):
        return Light("green", f"{_said(last, aim, until)}，期限到日达到{_wanted(aim)}")
    if last is not None and not aim.is_met(value):
        return Light("red", f"{_said(last, aim, until)}，期限到日没有达到{_wanted(aim)}")
    if last is not None:
        return Light("amber", f"期限 {until} 没有达到{_wanted(aim)}，之后才达到：{_said(value, aim, on)}")
    if aim.is_met(value):
        return Light("green", f"{_said(value, aim, on)}，达到{_wanted(aim)}；期限当日没有数")
    if on < until:
        return Light("none", f"期限 {until} 已到，还没有当日的数；最近的数：{_said(value, aim, on)}")
    return Light("red", f"期限 {until} 已过，没有达到{_wanted(aim)}：{_said(value, aim, on)}")


def _wanted(aim: Aim) -> str:
    return f"目标 {words(aim.value)} {aim.unit}"


def _on_the_way(value: Decimal, on: datetime.date, path: Decimal, start: Decimal, aim: Aim, lights: Lights) -> Light:
    way, done = path - start, value - start
    asked = f"{on} 路径值 {words(path, ROUND_CEILING)} {aim.unit}，实际 {words(value)} {aim.unit}"
    if way == 0:
        is_level = done >= 0 if aim.value >= start else done <= 0
        word = "不落后于起点，绿" if is_level else "落后于起点，红"
        return Light("green" if is_level else "red", f"{asked}；路径刚起步，{word}")
    share = done / way
    colour: Colour = "green" if share >= lights.green else "amber" if share >= lights.amber else "red"
    green, amber = words(lights.green * PERCENT), words(lights.amber * PERCENT)
    return Light(
        colour,
        f"{asked}；自起点 {words(start)} 应走 {words(way, ROUND_CEILING)}，实走 {words(done)}，"
        f"为应走的 {words(share * PERCENT)}%（{green}% 以上绿，{amber}% 以上黄，以下红）",
    )


def _said(value: Decimal, aim: Aim, on: datetime.date) -> str:
    return f"{on} 实际 {words(value)} {aim.unit}"


def words(value: Decimal, rounding: str = ROUND_FLOOR) -> str:
    """A number for people: two places at most, rounded down (a path: up), so that nothing looks reached that is not."""
    text = f"{value.quantize(_SHOWN, rounding):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# pace


@dataclass(frozen=True)
class Pace:
    """What is needed every year and every month from the value's day to the last day, in the unit given.

    ``missing``: how much in all; None for a growth that multiplies.
    """

    per_year: Decimal
    per_month: Decimal
    unit: str
    missing: Decimal | None = None

    @property
    def words(self) -> str:
        """For people: rounded up, so that keeping it is enough; with less than a year left, by the month."""
        year, month = words(self.per_year, ROUND_CEILING), words(self.per_month, ROUND_CEILING)
        if self.per_year == 0:
            return "已够"
        if self.missing is not None and self.missing < self.per_year:
            return f"还差 {words(self.missing, ROUND_CEILING)}，每月 {month} {self.unit}"
        return f"每年 {year}，每月 {month} {self.unit}"


def pace(value: Decimal | None, on: datetime.date | None, aim: Aim | None) -> Pace | None:
    """The even pace from a value to its aim; zero where it is met; None where unknown or the last day has come."""
    if value is None or on is None or aim is None or aim.until is None or on >= aim.until:
        return None
    missing = Decimal(0) if aim.is_met(value) else aim.value - value
    left = _decimal(years_between(on, aim.until))
    unit = "个百分点" if aim.unit == "%" else aim.unit
    return Pace(kept(missing / left), kept(missing / left / 12), unit, missing)


def pace_of_growth(
    annual: Decimal, base: Decimal, count: Decimal | None, on: datetime.date, since: datetime.date, until: datetime.date
) -> Pace | None:
    """The growth in percent, a year and a month, that still brings the average of all years to ``annual`` percent."""
    if count is None or count <= 0 or base <= 0 or on >= until:
        return None
    wanted = base * _power(1 + annual / PERCENT, years_between(since, until))
    left = years_between(on, until)
    ratio = max(wanted / count, Decimal(1))
    yearly, monthly = _power(ratio, 1 / left) - 1, _power(ratio, 1 / (left * 12)) - 1
    return Pace(kept(yearly * PERCENT), kept(monthly * PERCENT), "%")
