"""The chart of an indicator as plain geometry: path dashed, actual solid, the range of the forecast an area.

The template draws it as SVG.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from beizeng.indicators.forecast import Range
from beizeng.indicators.measure import words
from beizeng.indicators.queries import Point

WIDTH, HEIGHT = 600, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 12, 28
_LINES = 4
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True)
class Tick:
    """A line of the grid: where it lies, and its words."""

    at: str
    label: str


@dataclass(frozen=True)
class Chart:
    """Everything to draw, in units of the view box.

    ``path``, ``actual``, ``middle``: points of lines; ``band``: of the area of the range; ``dots``: each value.
    """

    path: str
    actual: str
    band: str
    middle: str
    dots: tuple[tuple[str, str, str], ...]
    days: tuple[Tick, ...]
    values: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM


def chart(points: Sequence[Point], band: Sequence[Range] = ()) -> Chart | None:
    """The chart of a series and of the range that follows it; None where there are not two days or nothing to draw."""
    path = [(point.on, point.path) for point in points if point.path is not None]
    actual = [(point.on, point.actual.value) for point in points if point.actual and point.actual.value is not None]
    ahead = [Range(on, value, value, value) for on, value in actual[-1:] if band] + list(band)
    days = sorted({point.on for point in points} | {one.on for one in band})
    values = [value for _, value in (*path, *actual)] + [value for one in band for value in (one.low, one.high)]
    if len(days) < 2 or not values:
        return None
    ticks = _ticks(min(values), max(values))
    across = _scale(Decimal(days[0].toordinal()), Decimal(days[-1].toordinal()), _LEFT, WIDTH - _RIGHT)
    up = _scale(ticks[0], ticks[-1], HEIGHT - _BOTTOM, _TOP)

    def place(on: datetime.date, value: Decimal) -> tuple[str, str]:
        return across(Decimal(on.toordinal())), up(value)

    def line(values: Iterable[tuple[datetime.date, Decimal]]) -> str:
        return " ".join(",".join(place(on, value)) for on, value in values)

    there, back = [(one.on, one.high) for one in ahead], [(one.on, one.low) for one in reversed(ahead)]
    return Chart(
        path=line(path),
        actual=line(actual),
        band=line(there + back),
        middle=line((one.on, one.value) for one in ahead),
        dots=tuple((*place(on, value), f"{on} {words(value)}") for on, value in actual),
        days=tuple(Tick(across(Decimal(day.toordinal())), f"{day.year}") for day in _years(days[0], days[-1])),
        values=tuple(Tick(up(value), words(value)) for value in ticks),
    )


def _years(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """The year ends between the first and the last day."""
    ends = [datetime.date(year, 12, 31) for year in range(first.year, last.year + 1)]
    return [day for day in ends if first <= day <= last]


def _ticks(low: Decimal, high: Decimal) -> list[Decimal]:
    """Round values that enclose low and high, a handful of them."""
    wide = (high - low) / _LINES or Decimal(1)
    power = Decimal(10) ** wide.adjusted()
    step = next(power * one for one in _STEPS if power * one >= wide)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = max((high / step).to_integral_value(ROUND_CEILING), first + 1)
    return [step * number for number in range(int(first), int(last) + 1)]


def _scale(low: Decimal, high: Decimal, start: int, end: int) -> Callable[[Decimal], str]:
    return lambda value: f"{start + (value - low) / (high - low) * (end - start):.1f}"
