"""The catalogue of facts: who supplies which fact, how often, when it last came, and who is late."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from django.db.models import Max

from beizeng.base.clock.periods import MONTHS, period_of
from beizeng.base.people import queries as people
from beizeng.register.models import Feed
from beizeng.register.vocabulary import vocabulary
from beizeng.spec.facts import Feed as Kind

State = Literal["in_time", "late", "never", "no_term"]
#: How often a source supplies, in the words of the packs → the months of the period.
_MONTHS = {"每月": MONTHS["month"], "每季度": MONTHS["quarter"], "每半年": MONTHS["half_year"], "每年": MONTHS["year"]}
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Delivery:
    """One kind of feed: its supplier, how often, when it last came (None: never), by when it is due next.

    A kind that comes every month is due by the end of the month after the one in which it came last; so quarters and
    years. ``never`` and ``late`` are both owed; ``no_term``: no rhythm was agreed, so it can't be late.
    """

    kind: str
    label: str
    supplier_id: str
    supplier: str
    refresh: str
    last_on: datetime.date | None
    due_on: datetime.date | None
    state: State


@dataclass(frozen=True)
class Line:
    """One fact of the catalogue with the delivery that brings it; several kinds of feed give several lines."""

    fact: str
    label: str
    type: str
    unit: str
    privacy: str
    delivery: Delivery


def deliveries(*, on: datetime.date, suppliers: Collection[str] | None = None) -> list[Delivery]:
    """Every kind of feed (of these units only), in the order of the packs, as it stands at the end of a day."""
    came = Feed.objects.filter(withdrawn_at__isnull=True, known_on__lte=on)
    last = dict(came.order_by().values("kind").annotate(last=Max("known_on")).values_list("kind", "last"))
    names = people.unit_names()
    return [
        _delivery(kind, names.get(kind.source, kind.source), last.get(kind.id), on)
        for kind in vocabulary().feeds.values()
        if suppliers is None or kind.source in suppliers
    ]


def owed(*, on: datetime.date, suppliers: Collection[str]) -> list[Delivery]:
    """What these units should have sent by the day and haven't."""
    return [one for one in deliveries(on=on, suppliers=suppliers) if one.state in ("late", "never")]


def catalogue(*, on: datetime.date) -> list[Line]:
    """Every fact that a feed brings, in the order of the packs."""
    facts = vocabulary().facts
    by_kind = {one.kind: one for one in deliveries(on=on)}
    lines = [
        Line(fact.name, fact.label, fact.type, fact.unit, fact.privacy, by_kind[kind.id])
        for kind in vocabulary().feeds.values()
        for column in kind.columns
        if (fact := facts[column.fact])
    ]
    places = {name: place for place, name in enumerate(facts)}
    return sorted(lines, key=lambda line: places[line.fact])


def _delivery(kind: Kind, supplier: str, last_on: datetime.date | None, on: datetime.date) -> Delivery:
    months = _MONTHS.get(kind.refresh)
    due_on = None
    if last_on and months:
        _first, end = period_of(last_on, months)
        _first, due_on = period_of(end + _DAY, months)
    state: State = "in_time"
    if months is None:
        state = "no_term"
    elif last_on is None:
        state = "never"
    elif due_on is not None and on > due_on:
        state = "late"
    return Delivery(kind.id, kind.label, kind.source, supplier, kind.refresh, last_on, due_on, state)
