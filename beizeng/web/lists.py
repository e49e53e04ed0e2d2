"""Lists whose whole state is in the URL: filters, sort, columns, page, and an export of exactly what is shown.

A room declares its list once, and reads it in the view; the rows come from the room's ``queries`` (a QuerySet,
or a plain sequence where the rows are not in the database):

    ENTITIES = ListPage(
        file_name=_("经营主体"),
        noun=ngettext_lazy("户", "户"),
        columns=(
            Column("name", _("名称"), lambda card: card.name, sort="name", link=lambda card: f"/entities/{card.code}"),
            Column("capital", _("注册资本"), lambda card: card.capital_fen, sort="capital_fen", kind="yuan"),
            Column("light", _("状态"), lambda card: light_of(card.light, due_at=card.next_due_at), kind="light"),
        ),
        filters=(
            Filter("q", _("名称或代码"), keep=lambda rows, text: rows.filter(search__contains=text)),
            Filter("kind", _("类型"), options=kinds, keep=lambda rows, kind: rows.filter(kind=kind)),
        ),
        sort="name",
    )

    @page("register.read")
    def entities(request: PageRequest) -> HttpResponseBase:
        listing = ENTITIES.read(request.GET, queries.cards(viewer=request.viewer))
        return listing.export() or render(request, "register/list.html", {"listing": listing})

and in the template ``{% include "_components/list.html" %}`` shows filters, count, export links, table and pages;
a room that needs its own table includes ``filter_bar.html``, ``list_head.html`` and ``pagination.html`` around it.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any, Literal

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpResponseBase, QueryDict

from beizeng.web.exports import csv_response, xlsx_response
from beizeng.web.lights import Words

Rows = QuerySet[Any] | Sequence[Any]
Kind = Literal["text", "long", "count", "yuan", "wan", "day", "moment", "hash", "light"]

PAGE_SIZE = 25
#: A workbook is built in memory; longer lists go out as CSV, line by line.
XLSX_ROWS = 50_000
_NUMBERS = frozenset({"count", "yuan", "wan"})


@dataclass(frozen=True)
class Column:
    """One column: its name in the URL, its head, and how a row gives its value.

    Attributes:
        value: row → int, str, day, moment (also ISO text), whole fen (``yuan``, ``wan``), a ``Light`` of
            web/lights.py, or None: unknown.
        kind: how it is shown; ``long`` is text of a sentence or more.
        sort: the field to sort by (``lead__name`` also in attributes of plain rows); empty: cannot be sorted.
        link: row → address behind the value.
        is_extra: shown only where the reader asks for it (``columns=…``).
    """

    key: str
    label: Words
    value: Callable[[Any], Any]
    sort: str = ""
    kind: Kind = "text"
    unit: Words = ""
    link: Callable[[Any], str] | None = None
    is_extra: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is right-aligned."""
        return self.kind in _NUMBERS


@dataclass(frozen=True)
class Filter:
    """One filter: a choice where ``options`` gives (value, label) pairs, else an input.

    Attributes:
        keep: (rows, value) → the rows that stay.
        input_type: ``search`` or ``date``.
        read: text of the URL → value for ``keep``; a ValueError leaves the filter out.
    """

    key: str
    label: Words
    keep: Callable[[Any, Any], Any]
    options: Callable[[], Iterable[tuple[str, Words]]] | None = None
    input_type: Literal["search", "date"] = "search"
    read: Callable[[str], Any] = str


def day_filter(key: str, label: Words, keep: Callable[[Any, datetime.date], Any]) -> Filter:
    """A filter by a day, written 2024-09-30."""
    return Filter(key, label, keep, input_type="date", read=_day)


def _day(text: str) -> datetime.date:
    """The day; the first and the last of the calendar have moments that no time zone can express."""
    day = datetime.date.fromisoformat(text)
    if day.year in (datetime.MINYEAR, datetime.MAXYEAR):
        raise ValueError(text)
    return day


@dataclass(frozen=True)
class FilterField:
    """A filter as the filter bar shows it: with what is chosen now."""

    key: str
    label: Words
    input_type: str
    options: tuple[tuple[str, Words], ...] | None
    value: str


@dataclass(frozen=True)
class Head:
    """The head of a column: ``sort_next`` is the sort that a click asks for."""

    column: Column
    sort_next: str
    direction: Literal["ascending", "descending", ""]


@dataclass(frozen=True)
class Cell:
    """A value with its column and the address behind it."""

    column: Column
    value: Any
    link: str


@dataclass(frozen=True)
class Listing:
    """A list as it was asked for; what the components show."""

    spec: "ListPage"
    rows: Rows
    page: Page[Any]
    columns: tuple[Column, ...]
    fields: tuple[FilterField, ...]
    sort: str
    wanted_export: str

    @property
    def total(self) -> int:
        """How many rows the filters leave, over all pages."""
        return self.page.paginator.count

    @property
    def noun(self) -> str:
        """What is counted, in the number that the total asks for."""
        return str(self.spec.noun % self.total)

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is on."""
        return any(field.value for field in self.fields)

    @property
    def has_xlsx(self) -> bool:
        """Whether the list is short enough for a workbook."""
        return self.total <= XLSX_ROWS

    @property
    def heads(self) -> list[Head]:
        """The heads of the columns shown, with the sort behind each."""
        return [self._head(column) for column in self.columns]

    @property
    def cells(self) -> list[list[Cell]]:
        """The page's rows as cells."""
        return [[_cell(column, row) for column in self.columns] for row in self.page.object_list]

    @property
    def choices(self) -> list[tuple[Column, bool]]:
        """All columns there are, and whether each is shown; empty where there is nothing to choose."""
        every = self.spec.columns
        return [(column, column in self.columns) for column in every] if any(c.is_extra for c in every) else []

    @property
    def page_numbers(self) -> Iterator[int | str]:
        """The page numbers to show, with an ellipsis for gaps."""
        return self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)

    def export(self) -> HttpResponseBase | None:
        """All rows of the list in its columns and order, if ``export=csv`` or ``export=xlsx`` was asked; else None."""
        heads = [f"{column.label}（{column.unit}）" if column.unit else str(column.label) for column in self.columns]
        if self.wanted_export == "csv":
            return csv_response(str(self.spec.file_name), heads, self._lines())
        if self.wanted_export == "xlsx" and self.has_xlsx:
            return xlsx_response(str(self.spec.file_name), heads, self._lines())
        return None

    def _lines(self) -> Iterator[list[Any]]:
        rows = self.rows.iterator(chunk_size=2000) if isinstance(self.rows, QuerySet) else iter(self.rows)
        for row in rows:
            yield [_plain(column.kind, column.value(row)) for column in self.columns]

    def _head(self, column: Column) -> Head:
        if not column.sort:
            return Head(column, "", "")
        if self.sort == column.key:
            return Head(column, f"-{column.key}", "ascending")
        return Head(column, column.key, "descending" if self.sort == f"-{column.key}" else "")


@dataclass(frozen=True)
class ListPage:
    """A list as a room declares it.

    Attributes:
        file_name: of an export, without its ending.
        noun: what is counted (户, 件, 条), in singular and plural for languages that tell them apart.
        sort: the column sorted by at first; ``-key`` for the largest first.
    """

    file_name: Words
    noun: Any  # a lazy ngettext; its stubs have no public name for that
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    sort: str = ""
    page_size: int = PAGE_SIZE

    def read(self, query: QueryDict | Mapping[str, str], rows: Rows) -> Listing:
        """The list that the URL's query asks for; what it asks for and there is not, is left out."""
        fields = []
        for one in self.filters:
            options = None if one.options is None else tuple(one.options())
            value = _chosen(one, options, query.get(one.key, "").strip())
            if value:
                rows = one.keep(rows, one.read(value))
            fields.append(FilterField(one.key, one.label, one.input_type, options, value))
        sort = self._sort(query.get("sort", ""))
        rows = self._sorted(rows, sort)
        page = Paginator(rows, self.page_size).get_page(query.get("page", "1"))
        columns = self._columns(query)
        return Listing(self, rows, page, columns, tuple(fields), sort, query.get("export", ""))

    def _columns(self, query: QueryDict | Mapping[str, str]) -> tuple[Column, ...]:
        wanted = query.getlist("columns") if isinstance(query, QueryDict) else []
        chosen = tuple(column for column in self.columns if column.key in wanted)
        return chosen or tuple(column for column in self.columns if not column.is_extra)

    def _sort(self, wanted: str) -> str:
        allowed = {column.key for column in self.columns if column.sort}
        return wanted if wanted.removeprefix("-") in allowed else self.sort

    def _sorted(self, rows: Rows, sort: str) -> Rows:
        """Sorted, with unknown values last in both directions; a QuerySet gets its key as the last word."""
        if not sort:
            return rows
        is_down = sort.startswith("-")
        name = next(column.sort for column in self.columns if column.key == sort.removeprefix("-"))
        if isinstance(rows, QuerySet):
            by = F(name).desc(nulls_last=True) if is_down else F(name).asc(nulls_last=True)
            return rows.order_by(by, "pk")
        value = attrgetter(name.replace("__", "."))
        known = sorted((row for row in rows if value(row) is not None), key=value, reverse=is_down)
        return [*known, *(row for row in rows if value(row) is None)]


def _chosen(one: Filter, options: Sequence[tuple[str, Words]] | None, text: str) -> str:
    """The text of the URL where the filter can use it, else empty."""
    if options is not None:
        return text if text in {value for value, _ in options} else ""
    try:
        one.read(text)
    except ValueError:
        return ""
    return text


def _cell(column: Column, row: Any) -> Cell:
    return Cell(column, column.value(row), column.link(row) if column.link else "")


def _plain(kind: Kind, value: Any) -> Any:
    """A cell's value as an export holds it: money in the unit of its head, a light as its word."""
    if value is None:
        return None
    match kind:
        case "moment" if isinstance(value, str):
            return datetime.datetime.fromisoformat(value)
        case "yuan":
            return Decimal(value) / 100
        case "wan":
            return Decimal(value) / 1_000_000
        case "light":
            return str(value.word)
    return value
