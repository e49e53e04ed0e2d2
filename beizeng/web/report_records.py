"""The records behind a report's figure as a list: each with its name and the page where it is read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy

from beizeng.base.people.actor import Actor
from beizeng.cases import queries as cases
from beizeng.indicators.catalogue import catalogue
from beizeng.plan import queries as plan
from beizeng.plan.findings import queries as findings
from beizeng.register import queries as register
from beizeng.reports.queries import Trace
from beizeng.rules import queries as rules
from beizeng.web.lists import Column, Filter, ListPage


@dataclass(frozen=True)
class Record:
    """One record: what it is, its number, its name today, its page."""

    kind: Promise
    key: str
    name: str
    link: str


RECORDS = ListPage(
    file_name=gettext_lazy("数据背后的记录"),
    noun=ngettext_lazy("条记录", "条记录"),
    columns=(
        Column("name", gettext_lazy("名称"), lambda one: one.name, link=lambda one: one.link),
        Column("key", gettext_lazy("编号"), lambda one: one.key, sort="key"),
        Column("kind", gettext_lazy("类别"), lambda one: one.kind),
    ),
    filters=(
        Filter(
            "q",
            gettext_lazy("名称或编号"),
            lambda rows, text: [one for one in rows if text in one.name or text in one.key],
        ),
    ),
)


def records_of(trace: Trace, *, viewer: Actor) -> list[Record]:
    """The records of a figure that the viewer may see, in the order in which they were kept."""
    keys: dict[str, list[str]] = {}
    for record in trace.records:
        kind, _, key = record.partition(":")
        keys.setdefault(kind, []).append(key)
    return [record for kind, found in keys.items() for record in _READERS[kind](found, trace, viewer)]


Reader = Callable[[Sequence[str], Trace, Actor], Iterable[Record]]


def _entities(codes: Sequence[str], trace: Trace, viewer: Actor) -> Iterable[Record]:
    word = gettext_lazy("经营主体")
    days = f"?day={trace.figure.on}&known={trace.figure.known}"
    for card in register.cards_of(codes, viewer=viewer):
        yield Record(word, card.code, card.name or card.code, f"/entities/{card.code}{days}")


def _measures(numbers: Sequence[str], trace: Trace, viewer: Actor) -> Iterable[Record]:
    word, wanted = gettext_lazy("举措"), set(numbers)
    for one in plan.measures(viewer=viewer):
        if str(one.number) in wanted:
            yield Record(word, str(one.printed), one.title, f"/measures/{one.number}")


def _cases(ids: Sequence[str], trace: Trace, viewer: Actor) -> Iterable[Record]:
    word = gettext_lazy("事项")
    for one in cases.visible(viewer=viewer).filter(pk__in=[int(key) for key in ids]):
        yield Record(word, one.number, one.title, f"/cases/{one.pk}")


def _indicators(ids: Sequence[str], trace: Trace, viewer: Actor) -> Iterable[Record]:
    word, known = gettext_lazy("指标"), catalogue()
    if viewer.may("indicators.read"):
        for key in ids:
            yield Record(
                word,
                key,
                known[key].definition.label if key in known else key,
                f"/indicators/{key}?day={trace.report.day}",
            )


def _policies(ids: Sequence[str], trace: Trace, viewer: Actor) -> Iterable[Record]:
    word = gettext_lazy("政策")
    if viewer.may("rules.read"):
        for key in ids:
            row = rules.policy(key, on=trace.figure.on)
            yield Record(word, key, row.label if row else key, f"/policies/{key}")


def _findings(places: Sequence[str], trace: Trace, viewer: Actor) -> Iterable[Record]:
    word, found = gettext_lazy("方案问题"), {one.path: one.message for one in findings.lines(viewer=viewer)}
    of_pack = plan.findings(viewer=viewer)
    for place in places:
        if place in found:
            yield Record(word, place.rpartition("/")[2], found[place], place)
        elif place.isdecimal() and int(place) <= len(of_pack):  # briefings once counted those of the pack
            yield Record(word, place, of_pack[int(place) - 1]["message"], "/programme#findings")


def _register(_keys: Sequence[str], trace: Trace, viewer: Actor) -> Iterable[Record]:
    if viewer.may("register.read"):
        yield Record(
            gettext_lazy("名录"), str(gettext_lazy("全部")), str(gettext_lazy("名录中的全部主体")), "/entities"
        )


_READERS: dict[str, Reader] = {
    "entity": _entities,
    "measure": _measures,
    "case": _cases,
    "indicator": _indicators,
    "policy": _policies,
    "finding": _findings,
    "register": _register,
}
