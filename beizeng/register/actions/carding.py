"""Keeping the cards: derived from the facts, so that they can be made anew at any time."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Refused
from beizeng.base.people.actor import Actor
from beizeng.register import cards, store
from beizeng.register.models import Card, CardState, Feed

#: Cards written in one transaction: well under a second on SQLite.
CHUNK = 500

Progress = Callable[[int, int, str], None]


def _silent(done: int, total: int, note: str) -> None:
    """Nobody watches."""


def refresh_cards(*, progress: Progress = _silent, by: Actor, at: datetime.datetime) -> int:
    """Bring the cards to what is known on the day of ``at``. Returns how many cards were written or taken away.

    On another day than last time every entity is looked at, else those of the feeds that wait. It may be broken off
    at any point: a feed waits until its cards are done. Cards are derived, so there is no entry in the ledger.
    """
    if not by.may("register.load_feed"):
        raise Refused("您的岗位没有刷新卡片的权限", what_now="卡片每天自动刷新，可稍后再看")
    day = local_day(at)
    waiting = list(Feed.objects.filter(cards_wait=True))
    is_new_day = not CardState.objects.filter(as_of_on=day).exists()
    if not waiting and not is_new_day:
        return 0
    written = _write_cards(day, None if is_new_day else _codes_of(waiting), progress)
    for feed in waiting:  # one that was withdrawn meanwhile goes on waiting
        Feed.objects.filter(pk=feed.pk, withdrawn_at=feed.withdrawn_at).update(cards_wait=False)
    CardState.objects.update_or_create(id=1, defaults={"as_of_on": day})
    return written


def refresh_some(*, codes: Sequence[str], by: Actor, at: datetime.datetime) -> None:
    """Make the cards of these codes anew, at once, after an act of ``by`` on them."""
    if by.may("register.load_feed"):
        _write_cards(local_day(at), codes, _silent)


def _codes_of(feeds: Iterable[Feed]) -> list[str]:
    tables = store.tables()
    codes: set[str] = set()
    for feed in feeds:
        codes.update(tables.codes(feed.kind, feed.key))
    stays = dict(store.merged(known=datetime.date.max))
    return sorted(codes | {stays[code] for code in codes if code in stays})


def _write_cards(day: datetime.date, only: Sequence[str] | None, progress: Progress) -> int:
    reading = store.reading(known=day)
    sample_keys = frozenset(Feed.objects.filter(is_sample=True).values_list("key", flat=True))
    wanted = cards.plain_cards(reading, sample_keys, on=day, only=only)
    held = dict(_held_cards(only))
    gone = [code for code in held if code not in wanted]
    stale = [code for code, values in wanted.items() if held.get(code) != values]
    total = len(stale) + len(gone)
    for start in range(0, len(gone), CHUNK):
        Card.objects.filter(code__in=gone[start : start + CHUNK]).delete()
    for start in range(0, len(stale), CHUNK):
        chunk = [
            Card(code=code, **wanted[code], **cards.search_fields(code, wanted[code]))
            for code in stale[start : start + CHUNK]
        ]
        with transaction.atomic():
            Card.objects.bulk_create(
                chunk,
                update_conflicts=True,
                unique_fields=["code"],
                update_fields=[*cards.PLAIN, "pinyin", "initials", "search", "grams"],
            )
        progress(start + len(chunk), total, "刷新卡片")
    return total


def _held_cards(only: Sequence[str] | None) -> Iterator[tuple[str, dict[str, Any]]]:
    every = Card.objects.order_by().values("code", *cards.PLAIN)
    parts = (
        [every] if only is None else [every.filter(code__in=only[i : i + CHUNK]) for i in range(0, len(only), CHUNK)]
    )
    for part in parts:
        for row in part.iterator(chunk_size=5_000):
            yield row.pop("code"), row
