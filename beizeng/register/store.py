"""The facts store of this site: which of its feeds may be read, which codes are one entity, whose word counts."""

import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from beizeng.base.engine.tables import Precedence, Reading, Source, Tables
from beizeng.register.models import Feed, Merge
from beizeng.register.vocabulary import vocabulary


def root() -> Path:
    """The folder of the facts store."""
    folder: Path = settings.DATA / "register"
    return folder


def tables() -> Tables:
    """The tables below that folder, with the facts that the packs declare."""
    return Tables(root(), vocabulary().shapes())


def sources(*, known: datetime.date) -> list[Source]:
    """The feeds that count for what was known on a day: published, not withdrawn, known by then."""
    feeds = Feed.objects.filter(withdrawn_at__isnull=True, known_on__lte=known)
    rows = feeds.order_by("id").values_list("key", "kind", "known_on", "id")
    return [Source(key, kind, known_on, number) for key, kind, known_on, number in rows]


def reading(*, known: datetime.date) -> Reading:
    """How facts are read by what was known on a day: feeds, merged codes, and whose word counts first."""
    rules = tuple(Precedence(rule.fact, rule.kinds, rule.since, rule.until) for rule in vocabulary().precedence)
    return Reading(tuple(sources(known=known)), merged(known=known), rules)


def merged(*, known: datetime.date) -> tuple[tuple[str, str], ...]:
    """The codes that were merged by a day and not taken apart by then, each with the code that stands for it."""
    held = Merge.objects.filter(Q(undone_on__isnull=True) | Q(undone_on__gt=known), known_on__lte=known)
    into = dict(held.order_by("id").values_list("absorbed", "kept"))
    return tuple((code, _end(code, into)) for code in into)


def _end(code: str, into: dict[str, str]) -> str:
    """Where a chain of merges ends."""
    while code in into:
        code = into[code]
    return code


def stands(code: str) -> str:
    """The code by which the entity is known now that this code names."""
    into = dict(Merge.objects.filter(undone_on__isnull=True).values_list("absorbed", "kept"))
    return _end(code, into)
