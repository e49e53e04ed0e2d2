"""What feeds say of one entity, each statement by itself: where its facts and its history are read from."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from beizeng.base.engine.tables import ORDER, Source, Tables
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


def statements(root: Path, code: str, sources: Sequence[Source]) -> tuple[Stated, ...]:
    """Every statement of these feeds on an entity in the order in which they count, the deciding one last.

    A feed's rows never change, so an answer is remembered for exactly these feeds.
    """
    return _read(root, code, tuple(sources))


@lru_cache(maxsize=512)
def _read(root: Path, code: str, sources: tuple[Source, ...]) -> tuple[Stated, ...]:
    tables, words = Tables(root, vocabulary().shapes()), vocabulary()
    kinds = list(dict.fromkeys(source.kind for source in sources))
    frames = pl.collect_all([tables.rows(sources, kind, codes=[code]) for kind in kinds])
    found: list[tuple[tuple[Any, ...], Stated]] = []
    for kind, frame in zip(kinds, frames, strict=True):
        names = [name for name in frame.columns if name in words.facts]
        for row in frame.iter_rows(named=True):
            rank = tuple(row[key] for key in ORDER)
            found += [
                (rank, Stated(name, row[name], kind, row["on"], row["known_on"], row["order"]))
                for name in names
                if row[name] is not None
            ]
    return tuple(said for _, said in sorted(found, key=lambda pair: pair[0]))
