"""The chart of an indicator as plain geometry: path dashed, actual solid. The template draws it as SVG."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

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
    """Everything to draw, in units of the view box. ``path``, ``actual``: points of lines; ``dots``: each value."""

    path: str
    actual: str
    dots: tuple[tuple[str, str, str], ...]
    days: tuple[Tick, ...]
    values: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM


def chart(points: Sequence[Point]) -> Chart | None:
    """The chart of a series; None where there are not two days or nothing to draw."""
    path = [(point.on, point.path) for point in points if point.path is not None]
    actual = [(point.on, point.actual.value) for point in points if point.actual and point.actual.value is not None]
    values = [value for _, value in (*path, *actual)]
    if len({point.on for point in points}) < 2 or not values:
        return None
    ticks = _ticks(min(values), max(values))
    across = _scale(Decimal(points[0].on.toordinal()), Decimal(points[-1].on.toordinal()), _LEFT, WIDTH - _RIGHT)
    up = _scale(ticks[0], ticks[-1], HEIGHT - _BOTTOM, _TOP)

    def place(on: datetime.date, value: Decimal) -> tuple[str, str]:
        return across(Decimal(on.toordinal())), up(value)

    return Chart(
        path=" ".join(",".join(place(on, value)) for on, value in path),
        actual=" ".join(",".join(place(on, value)) for on, value in actual),
        dots=tuple((*place(on, value), f"{on} {words(value)}") for on, value in actual),
        days=tuple(Tick(across(Decimal(day.toordinal())), f"{day.year}") for day in _years(points)),
        values=tuple(Tick(up(value), words(value)) for value in ticks),
    )


def _years(points: Sequence[Point]) -> list[datetime.date]:
    """The year ends between the first and the last day."""
    first, last = points[0].on, points[-1].on
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
