"""What feeds say of one entity, each statement by itself: where its facts and its history are read from."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from beizeng.base.engine.tables import Reading, Tables
from beizeng.register.vocabulary import vocabulary


@dataclass(frozen=True)
class Stated:
    """One feed's word on one fact: its value, the kind of feed, since when it holds and is known, the feed's id."""

    fact: str
    value: Any
    kind: str
    on: datetime.date
    known: datetime.date
    feed_id: int


def statements(root: Path, code: str, reading: Reading) -> tuple[Stated, ...]:
    """Every statement that is read on an entity in the order in which they count, the deciding one last.

    A feed's rows never change, so an answer is remembered for exactly this reading.
    """
    return _read(root, code, reading)


def deciding(said: Iterable[Stated], reading: Reading, *, on: datetime.date) -> dict[str, Stated]:
    """Fact → the statement that counts on a day: by precedence of its kind of feed, then the last one.

    Args:
        said: in the order of ``statements``, all held by the day.
    """
    found: dict[str, tuple[int, Stated]] = {}
    for one in said:
        [rank] = reading.ranks(one.fact, [one.kind], on)
        if one.fact not in found or found[one.fact][0] <= rank:
            found[one.fact] = rank, one
    return {fact: one for fact, (_rank, one) in found.items()}


@lru_cache(maxsize=512)
def _read(root: Path, code: str, reading: Reading) -> tuple[Stated, ...]:
    tables, words = Tables(root, vocabulary().shapes()), vocabulary()
    kinds = list(dict.fromkeys(source.kind for source in reading.sources))
    frames = pl.collect_all([tables.rows(reading, kind, codes=[code]) for kind in kinds])
    found: list[tuple[tuple[Any, ...], Stated]] = []
    for kind, frame in zip(kinds, frames, strict=True):
        names = [name for name in frame.columns if name in words.facts]
        for row in frame.iter_rows(named=True):
            rank = tuple(row[key] for key in reading.order)
            found += [
                (rank, Stated(name, row[name], kind, row["on"], row["known_on"], row["order"]))
                for name in names
                if row[name] is not None
            ]
    return tuple(said for _, said in sorted(found, key=lambda pair: pair[0]))
