"""The facts store of this site, and which of its feeds may be read."""

import datetime
from pathlib import Path

from django.conf import settings

from beizeng.base.engine.tables import Source, Tables
from beizeng.register.models import Feed
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
