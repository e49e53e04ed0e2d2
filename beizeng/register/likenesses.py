"""Reading duplicates: pairs that may be one, what a merge would make of two, the merges that were made."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from django.db.models import Q, QuerySet

from beizeng.base.people.actor import Actor
from beizeng.register import queries, store
from beizeng.register.models import Card, Likeness, Merge
from beizeng.register.statements import deciding, statements
from beizeng.register.vocabulary import vocabulary

_COMPARED = ("representative", "established_on", "ended_on", "kind", "address", "name")
_SHAPE = {
    "code": pl.String, "name": pl.String, "old_names": pl.List(pl.String), "address": pl.String,
    "representative": pl.String, "kind": pl.String, "established_on": pl.Date, "ended_on": pl.Date,
}  # fmt: skip


@dataclass(frozen=True)
class Side:
    """One fact of two entities, and what would be read of the merged one."""

    fact: str
    kept: Any
    absorbed: Any
    merged: Any


def comparable(*, on: datetime.date) -> pl.DataFrame:
    """All entities as ``alike.find`` compares them, by what is known on the day."""
    told = store.tables().snapshot(store.reading(known=on), on=on, facts=_COMPARED)
    old = dict(Card.objects.exclude(old_names=[]).values_list("code", "old_names"))
    names = pl.Series("old_names", [old.get(code, []) for code in told["code"]], dtype=pl.List(pl.String))
    return told.with_columns(names).select(list(_SHAPE)).cast(_SHAPE)  # type: ignore[arg-type]


def names(codes: Collection[str]) -> dict[str, str]:
    """Code → present name."""
    return dict(Card.objects.filter(code__in=list(codes)).values_list("code", "name"))


def visible(*, viewer: Actor) -> QuerySet[Likeness]:
    """The pairs of which the viewer may see both, without those that were merged since."""
    gone = Merge.objects.filter(undone_on__isnull=True).values("absorbed")
    found = Likeness.objects.exclude(first__in=gone).exclude(second__in=gone)
    if viewer.reach("register.read") == "all":
        return found
    mine = queries.search(viewer=viewer).order_by().values("code")
    return found.filter(first__in=mine, second__in=mine)


def found_on() -> datetime.date | None:
    """The day on which entities were last compared; None: never, or nothing was found."""
    return Likeness.objects.order_by("-found_on").values_list("found_on", flat=True).first()


def of_entity(code: str, *, viewer: Actor) -> QuerySet[Likeness]:
    """The open pairs in which an entity is."""
    return visible(viewer=viewer).filter(Q(first=code) | Q(second=code), state=Likeness.State.OPEN)


def may_decide(viewer: Actor) -> bool:
    """Whether the viewer may keep apart and merge: whoever may load what entities are called."""
    return viewer.may_for_unit("register.load_feed", vocabulary().facts["name"].source)


def lines_shown(one: Likeness, *, viewer: Actor) -> list[dict[str, Any]]:
    """What was compared, without the values of personal facts for whoever may not read them."""
    facts, may = vocabulary().facts, viewer.may("register.read_personal")
    personal = {part for part in facts if facts[part].privacy == "personal"}
    return [line if may or line["part"] not in personal else {**line, "first": "", "second": ""} for line in one.lines]


def better_known(one: Likeness, *, viewer: Actor, on: datetime.date) -> str:
    """The code of the pair of which more is known: what a merge would rather keep."""
    known = {code: len(queries.facts_shown(code, viewer=viewer, on=on, known=on)) for code in (one.first, one.second)}
    return max(known, key=lambda code: known[code])


def preview(kept: str, absorbed: str, *, viewer: Actor, on: datetime.date) -> list[Side]:
    """The facts that either has, in the order of the packs, and what the merged entity would have."""
    one, other = (queries.facts_shown(code, viewer=viewer, on=on, known=on) for code in (kept, absorbed))
    before = store.reading(known=on)
    same = dict.fromkeys([absorbed, *(code for code, stays in before.same if stays == absorbed)], kept)
    reading = replace(before, same=tuple({**dict(before.same), **same}.items()))
    stated = [said for said in statements(store.root(), kept, reading) if said.on <= on]
    both = deciding(stated, reading, on=on)
    return [
        Side(
            fact,
            one[fact].value if fact in one else None,
            other[fact].value if fact in other else None,
            both[fact].value,
        )
        for fact in vocabulary().facts
        if fact in one or fact in other
    ]


def merges(*, viewer: Actor) -> QuerySet[Merge]:
    """The merges that were made, newest first, of entities that the viewer may see."""
    if viewer.reach("register.read") == "all":
        return Merge.objects.all()
    return Merge.objects.filter(kept__in=queries.search(viewer=viewer).order_by().values("code"))
