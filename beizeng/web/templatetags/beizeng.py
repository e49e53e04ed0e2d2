"""How values look on a page: money, days, counts, and the two words for what is not there.

未知: a fact that no feed has brought (None from the register).
未定: a value that no document gives (``not set`` in a pack).
"""

import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.template.defaultfilters import stringfilter
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beizeng.base.clock.now import SHANGHAI

register = template.Library()


@register.filter
def unknown(value: Any) -> Any:
    """The value itself, 未知 where there is none; yes and no as words."""
    if value is None or value == "":
        return _("未知")
    if value is True:
        return _("是")
    if value is False:
        return _("否")
    if isinstance(value, datetime.date):
        return moment(value) if isinstance(value, datetime.datetime) else day(value)
    return value


@register.filter
def not_set(value: Any) -> Any:
    """The value itself, 未定 where no document gives one."""
    return _("未定") if value is None or value == "" else value


@register.filter
def count(value: int | Decimal | str | None, unit: str = "") -> str:
    """A number with thousands separated, and its unit: ``{{ 4388|count:"户" }}`` → ``4,388 户``; a dash stays one.

    The unit is looked up in singular and plural; the catalogue's script finds it where it stands in a template.
    """
    if value is None:
        return _("未知")
    if isinstance(value, str):
        return value
    text = f"{value:,}"
    return f"{text} {ngettext(unit, unit, int(value))}" if unit else text


@register.filter
def yuan(fen: int | None) -> str:
    """Whole fen as yuan: ``1234567`` → ``12,345.67``; the unit stands in the head of the column."""
    if fen is None:
        return _("未知")
    return f"{Decimal(fen) / 100:,.2f}"


@register.filter
def wan(fen: int | None) -> str:
    """Whole fen as 万元 with two places, half up: ``500000000`` → ``500.00``."""
    if fen is None:
        return _("未知")
    return f"{(Decimal(fen) / 1_000_000).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


@register.filter
def percent(share: Decimal | float | None, places: int = 1) -> str:
    """A share 0-1 as percent: ``0.1493`` → ``14.9%``."""
    return _("未知") if share is None else f"{share * 100:.{places}f}%"


@register.filter
def day(value: datetime.date | None) -> str:
    """A day as 2024-09-30; of a moment, the day in Shanghai."""
    if value is None:
        return _("未知")
    if isinstance(value, datetime.datetime):
        value = value.astimezone(SHANGHAI).date()
    return value.isoformat()


@register.filter
def moment(value: datetime.datetime | str | None) -> str:
    """A moment as 2024-09-30 17:00 in Shanghai; takes ISO text too, as the ledger keeps it."""
    if value is None or value == "":
        return _("未知")
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value)
    return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


@register.filter
@stringfilter
def short_hash(value: str) -> str:
    """The first twelve characters of a hash, enough to compare by eye; the whole stands in the title."""
    return value[:12]
