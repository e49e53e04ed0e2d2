"""Counting in the register: what a definition means as conditions, and what they give on two days."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from beizeng.base.engine.expressions import Expression, Vocabulary, read_condition
from beizeng.indicators.catalogue import Defined
from beizeng.indicators.measure import PERCENT, annual_growth, growth, kept, quarter_ends, years_between
from beizeng.register import queries as register
from beizeng.register.queries import Tally
from beizeng.rules.book import vocabulary_of
from beizeng.spec import Shelf, per_shelf


@dataclass(frozen=True)
class Counted:
    """A value counted in the register; None: unknown.

    Attributes:
        parts: kind of entity → how many of them are in the number (of a share: in its part).
        unknown: entities of whom it is not known whether they belong to it; they are not in it.
        entered, left: how many came into the number and left it since the quarter end before; None: unknown.
        query: how it was counted, enough to count it again; ``digest`` names exactly that.
    """

    on: datetime.date
    known: datetime.date
    value: Decimal | None
    parts: Mapping[str, int]
    unknown: int
    query: Mapping[str, str] = field(default_factory=dict)
    entered: int | None = None
    left: int | None = None

    @property
    def is_known(self) -> bool:
        """Whether anything was counted; of a growth the count may be known on the day from which it grows."""
        return self.value is not None or bool(self.parts)

    @property
    def digest(self) -> str:
        """SHA-256 over the question that was asked."""
        asked = {**self.query, "on": self.on.isoformat(), "known": self.known.isoformat()}
        return hashlib.sha256(json.dumps(asked, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def conditions(one: Defined) -> dict[str, str]:
    """The conditions that are counted: ``count``, or ``part`` and ``whole``; none for what a fact or a unit tells."""
    how = one.definition.how
    if how.share is not None:
        return {"part": f"({how.share.whole}) AND ({how.share.part})", "whole": how.share.whole}
    text = how.count or how.index or how.annual
    return {"count": text} if text else {}


def count(every: Iterable[Defined], *, on: datetime.date, known: datetime.date) -> dict[str, Counted]:
    """Id → its value on the day by what was known; growth compares with the baseline day by the same knowledge."""
    chosen = [one for one in every if not one.definition.how.is_reported]
    values = _counts(chosen, on, known)
    # growth is of counts on two days; neither stocks nor shares are ever added up over days
    days = {_baseline_day(one) for one in chosen if one.definition.how.kind in ("index", "annual")}
    for day in days:
        growing = [
            one for one in chosen if one.definition.how.kind in ("index", "annual") and _baseline_day(one) == day
        ]
        bases = _counts(growing, day, known)
        values |= {one.id: _grown(one, values[one.id], bases[one.id], day) for one in growing}
    return values


def codes(one: Defined, *, on: datetime.date, known: datetime.date, is_unknown: bool = False) -> list[str]:
    """The codes of exactly the entities behind a counted number (behind a share: of its part), sorted.

    With ``is_unknown`` those of whom it is not known whether they belong to it.
    """
    ever = one.definition.how.ever
    if ever is not None:
        found = register.codes_ever(ever.fact, since=ever.since, until=on, known=known)
        return [] if is_unknown else found or []
    texts = conditions(one)
    text = texts.get("part") or texts.get("count")
    return [] if text is None else register.codes_where(_read(text, on), on=on, known=known, is_unknown=is_unknown)


def whole_codes(one: Defined, *, on: datetime.date, known: datetime.date) -> list[str]:
    """The codes of the whole of which a share is part, sorted; none for what is no share."""
    text = conditions(one).get("whole")
    return register.codes_where(_read(text, on), on=on, known=known) if text else []


def begins(one: Defined, day: datetime.date) -> datetime.date:
    """From which day it is counted: that of its baseline; without one only the day that is asked about."""
    return one.definition.baseline.day if one.definition.baseline else day


def by_quarter(every: Sequence[Defined], *, day: datetime.date) -> Iterator[dict[str, Counted]]:
    """For each quarter end up to the day what ``count`` gives by what is known then, with who came and who left."""
    before: dict[str, frozenset[str]] = {}
    for on in quarters(every, day=day):
        begun = [one for one in every if begins(one, day) <= on]
        counted = count(begun, on=on, known=day)
        there = _members([one for one in begun if counted[one.id].is_known], on, day)
        for key in there.keys() & before.keys():
            came, gone = len(there[key] - before[key]), len(before[key] - there[key])
            counted[key] = replace(counted[key], entered=came, left=gone)
        yield counted
        before = there


def quarters(every: Iterable[Defined], *, day: datetime.date) -> list[datetime.date]:
    """The quarter ends on which any of them is counted up to the day."""
    return quarter_ends(min((begins(one, day) for one in every), default=day), day)


def _members(chosen: Sequence[Defined], on: datetime.date, known: datetime.date) -> dict[str, frozenset[str]]:
    """Id → the entities behind a counted number; behind a share, those of its part."""
    texts = {one.id: conditions(one) for one in chosen}
    asked = {key: _read(said.get("part") or said["count"], on) for key, said in texts.items() if said}
    found = register.members(asked, on=on, known=known) if asked else {}
    return found | {one.id: frozenset(codes(one, on=on, known=known)) for one in chosen if one.definition.how.ever}


def _baseline_day(one: Defined) -> datetime.date:
    assert one.definition.baseline is not None
    return one.definition.baseline.day


def _counts(chosen: Iterable[Defined], on: datetime.date, known: datetime.date) -> dict[str, Counted]:
    """Values as counted, before any comparison with a baseline."""
    chosen = list(chosen)
    asked = {f"{one.id} {role}": _read(text, on) for one in chosen for role, text in conditions(one).items()}
    tallies = register.tallies(asked, on=on, known=known) if asked else {}
    return {one.id: _counted(one, tallies, on, known) for one in chosen}


def _counted(one: Defined, tallies: Mapping[str, Tally], on: datetime.date, known: datetime.date) -> Counted:
    query = {**conditions(one), "kind": one.definition.how.kind}
    if one.definition.how.ever is not None:
        ever = one.definition.how.ever
        found = register.codes_ever(ever.fact, since=ever.since, until=on, known=known)
        query |= {"ever": ever.fact, "since": ever.since.isoformat()}
        return Counted(on, known, None if found is None else Decimal(len(found)), {}, 0, query)
    main = tallies[f"{one.id} part"] if one.definition.how.share else tallies[f"{one.id} count"]
    value = _known(main)
    if one.definition.how.share is not None and value is not None:
        whole = tallies[f"{one.id} whole"].total
        value = kept(value / whole * PERCENT) if whole else None
    return Counted(on, known, value, main.by_kind, main.unknown, query)


def _known(tally: Tally) -> Decimal | None:
    """The count; unknown where nothing is told, or where nobody is known to fulfil it and of some it is unknown."""
    if not tally.among or (not tally.total and tally.unknown):
        return None
    return Decimal(tally.total)


def _grown(one: Defined, now: Counted, base: Counted, day: datetime.date) -> Counted:
    if one.definition.how.kind == "index":
        value = growth(base.value, now.value)
    else:
        value = annual_growth(base.value, now.value, years_between(day, now.on)) if now.on > day else None
    query = {**now.query, "baseline_day": day.isoformat()}
    return Counted(now.on, now.known, None if value is None else kept(value), now.parts, now.unknown, query)


def _read(text: str, on: datetime.date) -> Expression:
    return read_condition(text, _vocabulary(), on=on)


@per_shelf
def _vocabulary(shelf: Shelf) -> Vocabulary:
    return vocabulary_of(shelf)
