"""Reading the register: snapshots for rules and indicators, one entity's facts, search, stocks and flows, feeds.

Every question takes two days: ``on`` (what held) and ``known`` (what we had). Nothing known later is read.
"""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from django.db.models import Q, QuerySet

from beizeng.base.engine.expressions import Expression
from beizeng.base.engine.judge import check
from beizeng.base.engine.tables import Frame, Reading
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.register import match, store
from beizeng.register.asked import matching as matching  # other doors narrow their lists by it
from beizeng.register.cells import Problem
from beizeng.register.headings import tells_of_nobody
from beizeng.register.lives import IN_BUSINESS, lives
from beizeng.register.models import Card, CardState, Feed, Heading
from beizeng.register.report import FeedReport, report_from
from beizeng.register.statements import Stated, deciding, statements
from beizeng.register.vocabulary import vocabulary
from beizeng.register.wording import HIDDEN

_PERSONAL = "register.read_personal"


@dataclass(frozen=True)
class KnownFact:
    """What is known of one fact. ``value``: money in fen; ``source``: who supplied it; ``on``, ``known``: the days."""

    value: Any
    source: str
    on: datetime.date
    known: datetime.date
    feed_id: int


@dataclass(frozen=True)
class Statement:
    """One entry of an entity's history: on this day, by this feed, a fact took this value."""

    fact: str
    value: Any
    source: str
    on: datetime.date
    known: datetime.date
    feed_id: int


@dataclass(frozen=True)
class Stock:
    """Entities in business on a day: all, by kind; and those whose state nobody has told (not counted as either)."""

    on: datetime.date
    known: datetime.date
    total: int
    by_kind: Mapping[str, int]
    unknown: int


@dataclass(frozen=True)
class Tally:
    """Of so many entities those that fulfil a condition, all and by kind; and those of whom that is unknown."""

    among: int
    total: int
    by_kind: Mapping[str, int]
    unknown: int


# the whole register


def snapshot(
    *,
    on: datetime.date,
    known: datetime.date,
    codes: Sequence[str] | None = None,
    facts: Collection[str] | None = None,
) -> Frame:
    """One row per entity that a feed tells of by then, sorted by ``code``, one typed column per (wanted) fact.

    Money is whole fen, a day a date, a category its value; NULL is unknown.
    """
    return store.tables().snapshot(store.reading(known=known), on=on, codes=codes, facts=facts)


def stock(*, on: datetime.date, known: datetime.date, kind: str | None = None) -> Stock:
    """How many entities were in business on the day, by what was known; branches are counted and shown apart.

    The state that was last told decides; where none was ever told, an entity not known to have ended is *unknown*.
    """
    found = lives(on=on, known=known)
    if kind is not None:
        found = found.filter(pl.col("kind") == kind)
    living = found.filter(pl.col("status").is_in(IN_BUSINESS))
    has_ended = (pl.col("ended_on") <= on).fill_null(value=False)
    unknown = found.filter(pl.col("status").is_null() & ~has_ended)
    return Stock(on, known, living.height, _by_kind(living), unknown.height)


def births(*, since: datetime.date, until: datetime.date, known: datetime.date) -> dict[str, int]:
    """Kind → entities established between the two days, both included."""
    found = lives(on=until, known=known)
    return _by_kind(found.filter(pl.col("established_on").is_between(since, until)))


def deaths(*, since: datetime.date, until: datetime.date, known: datetime.date) -> dict[str, int]:
    """Kind → entities that ended between the two days, both included, and are not in business again at the end."""
    found = lives(on=until, known=known)
    is_back = pl.col("status").is_in(IN_BUSINESS).fill_null(value=False)
    return _by_kind(found.filter(pl.col("ended_on").is_between(since, until) & ~is_back))


def tallies(conditions: Mapping[str, Expression], *, on: datetime.date, known: datetime.date) -> dict[str, Tally]:
    """Name → how many entities established by the day fulfil the condition; all are read from one snapshot."""
    found = lives(on=on, known=known, facts={fact for one in conditions.values() for fact in one.facts})
    check(found, list(conditions.values()))
    truths = found.select("kind", *(one.column().alias(name) for name, one in conditions.items()))
    return {name: _tally(truths.select("kind", pl.col(name).alias("truth"))) for name in conditions}


def _tally(truths: pl.DataFrame) -> Tally:
    fulfilling = truths.filter(pl.col("truth"))
    return Tally(truths.height, fulfilling.height, _by_kind(fulfilling), truths["truth"].null_count())


def codes_where(
    condition: Expression, *, on: datetime.date, known: datetime.date, is_unknown: bool = False
) -> list[str]:
    """The codes of exactly the entities that ``tallies`` counts, sorted; with ``is_unknown`` those it can't tell."""
    found = lives(on=on, known=known, facts=set(condition.facts))
    check(found, [condition])
    truth = condition.column()
    return found.filter(truth.is_null() if is_unknown else truth)["code"].to_list()


def members(
    conditions: Mapping[str, Expression], *, on: datetime.date, known: datetime.date
) -> dict[str, frozenset[str]]:
    """Name → the codes of exactly the entities that ``tallies`` counts; all are read from one snapshot."""
    found = lives(on=on, known=known, facts={fact for one in conditions.values() for fact in one.facts})
    check(found, list(conditions.values()))
    return {name: frozenset(found.filter(one.column())["code"].to_list()) for name, one in conditions.items()}


def codes_ever(fact: str, *, since: datetime.date, until: datetime.date, known: datetime.date) -> list[str] | None:
    """The codes of entities of which a yes-or-no fact was told to hold on a day between the two, sorted.

    None: no feed that could tell it was known.
    """
    reading, shapes = store.reading(known=known), vocabulary().shapes()
    kinds = sorted({source.kind for source in reading.sources if fact in shapes.get(source.kind, ())})
    told = [
        store.tables().rows(reading, kind, on=until).filter(pl.col(fact) & (pl.col("on") >= since)).select("code")
        for kind in kinds
    ]
    return sorted(pl.concat(told).unique().collect()["code"].to_list()) if told else None


def _by_kind(found: pl.DataFrame) -> dict[str, int]:
    counted = found.group_by("kind").len().sort("kind", nulls_last=True)
    return {kind or "": count for kind, count in counted.iter_rows()}


# one entity


def facts_of(code: str, *, on: datetime.date, known: datetime.date) -> dict[str, KnownFact]:
    """Name of the fact → what is known of it; a fact that nobody has stated is not in it. For rooms, not for doors."""
    reading = store.reading(known=known)
    latest = deciding(_stated(code, reading, on), reading, on=on)
    return {
        name: KnownFact(said.value, _supplier(said), said.on, said.known, said.feed_id)
        for name in vocabulary().facts
        if (said := latest.get(name))
    }


def facts_shown(code: str, *, viewer: Actor, on: datetime.date, known: datetime.date) -> dict[str, KnownFact]:
    """The facts that this person may see: personal ones only by permission, or of one's own entity."""
    if card(code, viewer=viewer) is None:
        return {}
    found = facts_of(code, on=on, known=known)
    return {name: fact for name, fact in found.items() if _may_see(name, code, viewer)}


def hidden_facts(code: str, *, viewer: Actor) -> frozenset[str]:
    """The names of the facts of this entity whose values this person may not see."""
    return frozenset(name for name in vocabulary().facts if not _may_see(name, code, viewer))


def unknown_facts(code: str, known: Collection[str], *, viewer: Actor) -> dict[str, list[str]]:
    """Supplier → labels of the facts that it has not told of the entity, among those that this person may see."""
    units = people.unit_names()
    missing: dict[str, list[str]] = {}
    for name, fact in vocabulary().facts.items():
        if name not in known and _may_see(name, code, viewer):
            missing.setdefault(units.get(fact.source, fact.source), []).append(fact.label)
    return missing


def history_of(code: str, *, viewer: Actor, known: datetime.date) -> list[Statement]:
    """How each fact came to be what it is, oldest first; what only repeats the value before is left out."""
    if card(code, viewer=viewer) is None:
        return []
    last: dict[str, Any] = {}
    changes = []
    for said in _statements(code, on=datetime.date.max, known=known):
        if _may_see(said.fact, code, viewer) and last.get(said.fact) != said.value:
            last[said.fact] = said.value
            changes.append(said)
    return changes


def card(code: str, *, viewer: Actor) -> Card | None:
    """The card of the entity that a code names, by now perhaps under another code; None: none for this viewer."""
    return _visible(viewer).filter(code=store.stands(code)).first()


def _may_see(fact: str, code: str, viewer: Actor) -> bool:
    is_personal = vocabulary().facts[fact].privacy == "personal"
    return not is_personal or viewer.may(_PERSONAL) or code in viewer.entity_codes


def _statements(code: str, *, on: datetime.date, known: datetime.date) -> list[Statement]:
    """Every statement of the entity's facts that holds by the day, in the order in which they count."""
    return [
        Statement(said.fact, said.value, _supplier(said), said.on, said.known, said.feed_id)
        for said in _stated(code, store.reading(known=known), on)
    ]


def _stated(code: str, reading: Reading, on: datetime.date) -> list[Stated]:
    return [said for said in statements(store.root(), reading.stands(code), reading) if said.on <= on]


def _supplier(said: Stated) -> str:
    """The unit that said it, by name."""
    supplier = vocabulary().feeds[said.kind].source
    return people.unit_names().get(supplier, supplier)


# search


def search(
    text: str = "",
    *,
    viewer: Actor,
    kind: str = "",
    status: str = "",
    township: str = "",
    section: str = "",
) -> QuerySet[Card]:
    """Cards that the viewer may see, by pinyin: those with this name, part of a name, old name, pinyin, initials, code.

    Args:
        township: nine digits; ``section``: the letter of the industry.
    """
    found = matching(_visible(viewer), text)
    chosen = {"kind": kind, "status": status, "township": township, "section": section}
    return found.filter(**{name: value for name, value in chosen.items() if value})


@dataclass(frozen=True)
class Link:
    """Another entity that this one came from (``converted_from``) or became (``converted_to``)."""

    code: str
    name: str
    how: str


def linked_to(code: str, *, viewer: Actor) -> list[Link]:
    """The entities that are linked with one by a conversion, named by code or by old registration number."""
    mine = card(code, viewer=viewer)
    if mine is None:
        return []
    asked = [("converted_from", match.number_gram(mine.converted_from))] if mine.converted_from else []
    asked += [("converted_to", match.number_gram(number, "f")) for number in (code, mine.old_number) if number]
    links = [
        Link(other.code, other.name, how)
        for how, piece in asked
        for other in _visible(viewer).filter(grams__has_all=[piece]).exclude(code=code)
    ]
    return list(dict.fromkeys(links))


def code_of_number(number: str) -> str:
    """The code of the entity with this old registration number or organisation code; empty where none or several.

    For rooms: it asks nobody who may see it.
    """
    found = Card.objects.filter(grams__has_all=[match.number_gram(number)]).values_list("code", flat=True)[:2]
    return found[0] if len(found) == 1 else ""


def _visible(viewer: Actor) -> QuerySet[Card]:
    """The cards within the viewer's reach: all, those in the divisions of the own units, or the own entities."""
    reach = viewer.reach("register.read")
    if reach == "all":
        return Card.objects.all()
    if reach == "own":
        return Card.objects.filter(code__in=viewer.entity_codes)
    if reach == "unit":
        divisions = people.units().filter(id__in=viewer.unit_ids).values_list("division", flat=True)
        return Card.objects.filter(_within([division for division in divisions if division]))
    return Card.objects.none()


def _within(divisions: Sequence[str]) -> Q:
    """Cards in these divisions: a township's by its nine digits, a county's by its six; codes are cut nowhere else."""
    inside = Q(pk__in=[])
    for division in divisions:
        inside |= Q(township=division) if len(division) == 9 else Q(division__startswith=division)
    return inside


def cards_as_of() -> datetime.date | None:
    """The day as of which the cards stand; None: there are none yet."""
    state = CardState.objects.first()
    return state.as_of_on if state else None


def cards_are_behind() -> bool:
    """Whether a feed is not on the cards yet, so that lists may be incomplete."""
    return Feed.objects.filter(cards_wait=True).exists()


# feeds


def feeds_known(known: datetime.date) -> tuple[str, ...]:
    """What counts for what was known on a day, feeds and merged codes: while that is the same, so are all answers."""
    reading = store.reading(known=known)
    return (*(source.key for source in reading.sources), *map(">".join, reading.same))


def lost_feeds() -> list[str]:
    """The keys of published feeds whose rows are not in the facts store: empty while both stores hold together."""
    published = store.sources(known=datetime.date.max)
    stored = {kind: store.tables().keys(kind) for kind in {source.kind for source in published}}
    return [source.key for source in published if source.key not in stored[source.kind]]


def cards_of(codes: Sequence[str], *, viewer: Actor) -> QuerySet[Card]:
    """The cards of these entities, as far as the viewer may see them."""
    return _visible(viewer).filter(code__in=codes)


def feeds(*, viewer: Actor, known: datetime.date) -> QuerySet[Feed]:
    """The feeds known by the day, newest first, for whoever may see where facts come from."""
    return Feed.objects.filter(known_on__lte=known) if viewer.may("register.read_feeds") else Feed.objects.none()


def report_of(feed: Feed, *, viewer: Actor) -> FeedReport:
    """What was found in the file when it was loaded; what may be personal is shown to whoever may read or load it."""
    report = report_from(feed.report)
    if viewer.may(_PERSONAL) or feed.kind in may_load(viewer):
        return report
    kind, words = vocabulary().feeds.get(feed.kind), vocabulary()
    problems = (
        one if kind and tells_of_nobody(one.column, kind, words) else _without_value(one) for one in report.problems
    )
    return replace(report, problems=tuple(problems))


def _without_value(problem: Problem) -> Problem:
    """The reason may quote the value, too."""
    quoted = problem.value or HIDDEN
    return replace(problem, value=HIDDEN, why=problem.why.replace(quoted, HIDDEN))


def headings_told(*, viewer: Actor) -> QuerySet[Heading]:
    """The headings that were told for the kinds of feed that this person may load."""
    return Heading.objects.filter(kind__in=list(may_load(viewer)))


def may_load(viewer: Actor) -> dict[str, str]:
    """Id → label of the kinds of feed that this person may load and withdraw."""
    kinds = vocabulary().feeds.values()
    return {kind.id: kind.label for kind in kinds if viewer.may_for_unit("register.load_feed", kind.source)}
