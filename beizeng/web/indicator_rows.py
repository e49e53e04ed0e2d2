"""An indicator's forecast and series in words and rows, each number with the address of the records behind it."""

import datetime
import functools
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beizeng.indicators.forecast import Outlook
from beizeng.indicators.measure import words
from beizeng.indicators.queries import COUNTED, Figures, Point, Value

_METHODS: dict[str, Promise] = {
    "births_deaths": gettext_lazy("按 %(points)s 个季末之间名录中各季新进和退出的户数推演；不是承诺，也不计分。"),
    "drift": gettext_lazy("按已有 %(points)s 个数的变化推演；不是承诺，也不计分。"),
}


def shown(value: Decimal | None, rounding: str = "ROUND_FLOOR") -> str:
    """The value for people; empty: unknown."""
    return "" if value is None else words(value, rounding)


@dataclass(frozen=True)
class Ahead:
    """The forecast in words: range on the last day, chance of the aim, how it was made; or why there is none."""

    range: str = ""
    chance: str = ""
    method: str = ""
    why_not: str = ""


def in_words(figures: Figures, outlook: Outlook) -> Ahead:
    """The forecast of an indicator in words."""
    end, unit = outlook.end, figures.one.definition.unit
    if end is None or outlook.probability is None or outlook.method is None:
        return Ahead(why_not=outlook.why_not)
    said = {"day": end.on, "level": words(outlook.level * 100), "low": words(end.low), "high": words(end.high)}
    return Ahead(
        _("到 %(day)s 有 %(level)s%% 的可能在 %(low)s 到 %(high)s %(unit)s之间，居中 %(value)s %(unit)s")
        % {**said, "unit": unit, "value": words(end.value)},
        _("达到目标的可能约 %(chance)s") % {"chance": _chance(outlook.probability)},
        _METHODS[outlook.method] % {"points": outlook.points},
    )


def _chance(share: Decimal) -> str:
    """A share of futures as percent; what was drawn a few thousand times is never certain."""
    if share < Decimal("0.01"):
        return _("不到 1%")
    return _("99% 以上") if share >= Decimal("0.99") else f"{words(share * 100)}%"


@dataclass(frozen=True)
class SeriesRow:
    """A day of the series as text, each number with the address of its records; ``came``, ``left``: None unknown."""

    on: datetime.date
    path: str
    actual: str = ""
    address: str = ""
    came: int | None = None
    came_address: str = ""
    left: int | None = None
    left_address: str = ""


def series_row(indicator_id: str, point: Point) -> SeriesRow:
    """A day of the series, with who came and who left where the register told."""
    row, actual = SeriesRow(point.on, shown(point.path, ROUND_CEILING)), point.actual
    if actual is None or actual.value is None:
        return row
    row = replace(row, actual=words(actual.value))
    if actual.source == "reported":
        return replace(row, address="#versions")
    told, address = actual.reading, functools.partial(records_address, indicator_id, actual)
    row = replace(row, address=address())
    if told is None or told.entered is None:
        return row
    return replace(
        row, came=told.entered, came_address=address("entered"), left=told.left, left_address=address("left")
    )


def records_address(indicator_id: str, value: Value, which: str = COUNTED) -> str:
    """The address of the entities behind a value, or of a part of them."""
    return reverse("indicator_records", args=[indicator_id, value.on.isoformat(), value.known.isoformat(), which])
