"""What carries each measure: policies, kinds of case, lists, indicators, pages, with figures of the day.

The matter under which every measure runs only supervises it, so it counts as no instrument.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from beizeng.base.people.actor import Actor
from beizeng.cases import queries as cases
from beizeng.cases.shelf import kinds
from beizeng.indicators import queries as indicators
from beizeng.indicators.catalogue import catalogue
from beizeng.plan import queries
from beizeng.register import queries as register
from beizeng.register.vocabulary import vocabulary
from beizeng.rules import queries as rules
from beizeng.spec import Shelf, per_shelf
from beizeng.spec.errors import BadInput
from beizeng.spec.instruments import Instrument, Instruments

Sort = Literal["policy", "case", "list", "indicator", "page"]
SORTS: tuple[Sort, ...] = ("policy", "case", "list", "indicator", "page")


@dataclass(frozen=True)
class Carrier:
    """One thing that carries a measure, and where it is.

    Attributes:
        figure: entities that meet a policy, open cases, rows of the last list, an indicator's value; None: not known
            or not for this viewer; a page has none.
        on: the day of the figure where it isn't the day asked for.
        light: of an indicator; of cases, red where one is red.
    """

    sort: Sort
    id: str
    label: str
    address: str
    figure: Decimal | None = None
    unit: str = ""
    on: datetime.date | None = None
    light: str = ""


@dataclass(frozen=True)
class Row:
    """A measure with all that carries it."""

    measure: Any
    carriers: tuple[Carrier, ...]

    @property
    def is_bare(self) -> bool:
        """Whether nothing carries it."""
        return not self.carriers

    def of(self, sort: Sort) -> tuple[Carrier, ...]:
        """Its carriers of one sort."""
        return tuple(one for one in self.carriers if one.sort == sort)

    @property
    def cells(self) -> tuple[tuple[Sort, tuple[Carrier, ...]], ...]:
        """Every sort with its carriers, in the order of ``SORTS``."""
        return tuple((sort, self.of(sort)) for sort in SORTS)


@per_shelf
def instruments(shelf: Shelf) -> Mapping[tuple[str, int], Instrument]:
    """(programme, measure) → what the packs say carries it.

    Raises:
        BadInput: a kind of case, feed or indicator that there is not.
    """
    known = {
        "cases": set(kinds()),
        "lists": set(vocabulary().feeds),
        "indicators": set(catalogue()),
    }
    found: dict[tuple[str, int], Instrument] = {}
    for item in shelf.items_of(Instruments):
        assert isinstance(item.value, Instruments)
        for one in item.value.instruments:
            for key, ids in known.items():
                for missing in set(getattr(one, key)) - ids:
                    where = f"{item.address} 举措{one.measure} {key}"
                    raise BadInput(
                        what=missing, where=where, why="没有这一个", write=f"写其中之一：{'、'.join(sorted(ids))}"
                    )
            found[item.value.programme, one.measure] = one
    return found


def coverage(*, day: datetime.date, viewer: Actor) -> list[Row]:
    """Every measure of the programme with what carries it on the day, as far as the viewer may see."""
    return _rows(queries.measures(viewer=viewer), day, viewer)


def of_measure(number: int, *, day: datetime.date, viewer: Actor) -> Row | None:
    """One measure with what carries it; None: there is no such measure for this viewer."""
    return next(iter(_rows(queries.measures(viewer=viewer).filter(number=number), day, viewer)), None)


def _rows(measures: Iterable[Any], day: datetime.date, viewer: Actor) -> list[Row]:
    measures = list(measures)
    said = {
        one.number: instruments().get((one.programme_id, one.number), Instrument(measure=one.number))
        for one in measures
    }
    gathered = _Gathered(said.values(), day, viewer)
    return [Row(one, tuple(gathered.of(said[one.number]))) for one in measures]


class _Gathered:
    """The carriers of these measures, each looked up once."""

    def __init__(self, said: Iterable[Instrument], day: datetime.date, viewer: Actor) -> None:
        said = list(said)
        self._policies = rules.policies(on=day, viewer=viewer)
        self._cases = _cases({one for each in said for one in each.cases}, viewer)
        self._lists = _lists({one for each in said for one in each.lists}, day, viewer)
        wanted = dict.fromkeys(one for each in said for one in each.indicators)
        self._indicators = {one: _indicator(one, day, viewer) for one in wanted}

    def of(self, one: Instrument) -> Iterable[Carrier]:
        yield from (_policy(row) for row in self._policies if one.measure in row.entry.measures)
        yield from (self._cases[kind] for kind in one.cases)
        yield from (self._lists[feed] for feed in one.lists)
        yield from (self._indicators[each] for each in one.indicators)
        yield from (Carrier("page", page.path, page.label, page.path) for page in one.pages)


def _policy(row: Any) -> Carrier:
    figure = None if row.met is None else Decimal(row.met)
    return Carrier("policy", row.policy.id, row.policy.label, f"/policies/{row.policy.id}", figure, "户")


def _cases(wanted: Iterable[str], viewer: Actor) -> dict[str, Carrier]:
    found = {}
    for kind in wanted:
        rows = cases.narrowed(cases.visible(viewer=viewer), kind=kind, state="open")
        lights = list(rows.values_list("light", flat=True)) if viewer.may("cases.read") else None
        figure = None if lights is None else Decimal(len(lights))
        light = next((one for one in ("red", "amber") if one in (lights or ())), "")
        label = kinds()[kind].label
        found[kind] = Carrier("case", kind, label, f"/cases?kind={kind}&state=open", figure, "件", light=light)
    return found


def _lists(wanted: Iterable[str], day: datetime.date, viewer: Actor) -> dict[str, Carrier]:
    found = {}
    for kind in wanted:
        last = (
            register.feeds(viewer=viewer, known=day)
            .filter(kind=kind, withdrawn_at=None)
            .order_by("-known_on", "-id")
            .first()
        )
        figure, on = (None, None) if last is None else (Decimal(last.loaded), last.known_on)
        found[kind] = Carrier("list", kind, vocabulary().feeds[kind].label, f"/feeds?kind={kind}", figure, "行", on)
    return found


def _indicator(indicator_id: str, day: datetime.date, viewer: Actor) -> Carrier:
    one = catalogue()[indicator_id]
    figures = indicators.show(indicator_id, day=day, viewer=viewer)
    actual = figures.actual if figures else None
    return Carrier(
        "indicator",
        indicator_id,
        one.definition.label,
        f"/indicators/{indicator_id}",
        _exactly(actual.value) if actual else None,
        one.definition.unit,
        actual.on if actual else None,
        figures.light.colour if figures else "",
    )


def _exactly(value: Decimal | None) -> Decimal | None:
    """Without the zeros that a column adds."""
    return None if value is None else Decimal(f"{value.normalize():f}")
