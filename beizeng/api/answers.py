"""What every answer carries, and the pieces that several rooms answer with.

Titles are the Chinese labels, descriptions are English. Money is yuan as text and other exact numbers are text too, so
that no reader rounds them; what is not known is null beside a ``state`` that says why.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

#: ``missing``: neither the plan nor a unit gives it. ``not_set``: no cited source gives it.
State = Literal["known", "unknown", "not_set", "missing"]


def said(label: str, description: str, **more: Any) -> Any:
    """A field with its Chinese label and its English description."""
    return Field(title=label, description=description, **more)


class Closed(Schema):
    """An object with exactly the fields that it names."""

    model_config = ConfigDict(extra="forbid")


class AsOf(Closed):
    """The two days of an answer."""

    on: datetime.date = said("成立日", "What held on this day.", examples=["2024-09-30"])
    known: datetime.date = said("得知日", "As far as it was known by this day.", examples=["2024-09-30"])


class Source(Closed):
    """Where an answer comes from."""

    room: str = said("房间", "The part of the system that answers.", examples=["register"])
    words: str = said("出处", "The source in words.")
    digest: str | None = said("摘要", "SHA-256 of the text or packs that were read; null where there is none.")


class Answer(Closed):
    """What every answer carries."""

    as_of: AsOf = said("截至", "As of which days the answer holds.")
    source: Source = said("来源", "Where the answer comes from.")


class Number(Closed):
    """An exact number, or why there is none."""

    value: str | None = said(
        "值", "Decimal text, at most six places; null unless `state` is `known`.", examples=["36.4"]
    )
    state: State = said("状态", "known 已知, unknown 未知, not_set 未定, missing 缺失.")


class UnitName(Closed):
    """A unit."""

    id: str = said("编号", "The unit's id, the same everywhere.", examples=["wenlv"])
    name: str = said("单位", "Its short name.", examples=["县文旅局"])


def unit_name(unit_id: str, names: Mapping[str, str]) -> UnitName:
    """The unit with its name; a unit that the house does not know is named by its id."""
    return UnitName(id=unit_id, name=names.get(unit_id, unit_id))


def number(value: Decimal | None, otherwise: State = "unknown") -> Number:
    """The number, or ``otherwise`` where there is none."""
    return Number(value=None, state=otherwise) if value is None else Number(value=exact(value), state="known")


def exact(value: Decimal) -> str:
    """Six places at most, without trailing zeros: ``36.4``, ``0``, ``1200``."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def as_of(on: datetime.date, known: datetime.date | None = None) -> AsOf:
    """The two days; one day is both."""
    return AsOf(on=on, known=known or on)
