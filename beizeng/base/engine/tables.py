"""The facts store: one Delta table per kind of feed, and what is known of every entity on two days.

A table is wide: ``code``, ``on`` (the day since which the row holds), ``feed`` (the key under which the rows were
appended, also the partition), ``row`` (its number in the file) and one typed column per fact. Rows are appended,
never edited; whoever reads names the feeds to be read, so that what was never published is never seen.

After a fork deltalake panics: processes that use this module are spawned.
Not here: which feeds are published (``register``), what a fact means (``spec``).
"""

import datetime
import fcntl
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from beizeng.spec.facts import FactType

Frame = pl.DataFrame

#: Money is whole fen; a decimal keeps six places; a share is a decimal.
DTYPES: Mapping[FactType, pl.DataType] = {
    "text": pl.String(),
    "category": pl.String(),
    "integer": pl.Int64(),
    "decimal": pl.Decimal(28, 6),
    "money": pl.Int64(),
    "day": pl.Date(),
    "yes_no": pl.Boolean(),
}

_KEYS: Mapping[str, pl.DataType] = {"code": pl.String(), "on": pl.Date(), "feed": pl.String(), "row": pl.Int64()}
_ATTEMPTS = 5

#: The order in which statements of one fact follow each other; the last one counts.
ORDER = ["on", "known_on", "order", "row"]
#: Up to so many codes are looked for one by one, so that whole parts of a file are passed over.
_FEW = 1_000

#: Folder of a table, and its number in the file system → its newest version seen by this process.
_HANDLES: dict[tuple[Path, int], DeltaTable] = {}


class NotWritten(Exception):
    """The disk did not take the rows: it is full, or not ours to write. What was appended before stays unseen."""


@dataclass(frozen=True)
class Source:
    """One published feed: the key of its rows, the kind of feed (its table), since when it is known, and its rank.

    ``order``: of two feeds known on the same day the higher one speaks last.
    """

    key: str
    kind: str
    known_on: datetime.date
    order: int


@dataclass(frozen=True)
class Precedence:
    """For one fact, the kinds of feed whose word counts before that of all others, the first of them most.

    It holds for days from ``since`` to ``until`` (both included; None: without an end).
    """

    fact: str
    kinds: tuple[str, ...]
    since: datetime.date
    until: datetime.date | None = None


@dataclass(frozen=True)
class Reading:
    """What is read: the feeds, the codes that stand for others, and whose word on a fact counts first.

    ``same``: pairs of a code and the code of the entity that it was merged into. What was said under the code that
    stays counts before what was said under the other.
    """

    sources: tuple[Source, ...]
    same: tuple[tuple[str, str], ...] = ()
    precedence: tuple[Precedence, ...] = ()

    @property
    def order(self) -> list[str]:
        """The columns by which statements follow each other; the last one counts."""
        return ["own", *ORDER] if self.same else ORDER

    def stands(self, code: str) -> str:
        """The code of the entity that this code names."""
        return dict(self.same).get(code, code)

    def standing(self) -> pl.Expr:
        """The column ``code`` with every merged code replaced by the one that stands for it."""
        return pl.col("code").replace(dict(self.same)) if self.same else pl.col("code")

    def together(self, codes: Sequence[str]) -> Sequence[str]:
        """These codes with all that were merged with them."""
        if not self.same:
            return codes
        kept = {self.stands(code) for code in codes}
        return [*kept, *(code for code, stays in self.same if stays in kept)]

    def ranks(self, fact: str, kinds: Sequence[str], on: datetime.date) -> tuple[int, ...]:
        """How much each kind's word on a fact weighs on a day: 0 where no rule names it."""
        for rule in self.precedence:
            if rule.fact == fact and rule.since <= on and (rule.until is None or on <= rule.until):
                return tuple(len(rule.kinds) - rule.kinds.index(kind) if kind in rule.kinds else 0 for kind in kinds)
        return (0,) * len(kinds)


class Tables:
    """The tables below one folder.

    Args:
        root: the folder.
        shapes: kind of feed → name of fact → type, as the packs declare them.
    """

    def __init__(self, root: Path, shapes: Mapping[str, Mapping[str, FactType]]) -> None:
        self._root = root
        self._shapes = shapes

    # writing

    @contextmanager
    def lease(self, key: str) -> Iterator[None]:
        """Hold a feed's key while it is being loaded: the sweep leaves leased rows alone.

        The lock is the operating system's: it ends with the process, however the process ends.
        """
        folder = self._root / "leases"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / key
        with path.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                path.unlink(missing_ok=True)

    def append(self, kind: str, key: str, rows: pl.DataFrame) -> None:
        """Append rows (``code``, ``on``, ``row`` and facts of this kind) under a key; columns left out are NULL.

        Raises:
            NotWritten: the disk is full or refuses.
        """
        names = [name for name in self._shapes[kind] if name in rows.columns]
        shaped = rows.select(
            *(pl.col(name).cast(_KEYS[name]) for name in ("code", "on", "row")),
            *(pl.col(name).cast(DTYPES[self._shapes[kind][name]]) for name in names),
            pl.lit(key).alias("feed"),
        )
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                write_deltalake(
                    str(self._path(kind)), shaped, mode="append", partition_by=["feed"], schema_mode="merge"
                )
            except CommitFailedError:
                # two first writers at once, or two that both add a column: the next attempt sees the other's commit
                if attempt == _ATTEMPTS:
                    raise
            except (DeltaError, OSError) as error:
                if not isinstance(error, OSError) and "os error" not in str(error):
                    raise
                raise NotWritten(kind) from error
            else:
                return

    def keys(self, kind: str) -> frozenset[str]:
        """The keys of all feeds that lie in the table of this kind, published or not."""
        table = self._open(kind)
        if table is None:
            return frozenset()
        return frozenset(values["feed"] for values in table.partitions())

    def unleased(self) -> dict[str, frozenset[str]]:
        """Kind → keys that no running load holds. Asked before the published keys, it names no feed wrongly."""
        return {kind: frozenset(key for key in self.keys(kind) if not self._is_leased(key)) for kind in self._shapes}

    def drop(self, kind: str, keys: frozenset[str]) -> None:
        """Take rows out of the table: only for keys that were never published. Files go with a later vacuum."""
        if keys and self._open(kind) is not None:
            # a handle of its own: the kept ones are only read, by several threads
            DeltaTable(str(self._path(kind))).delete("feed IN (" + ", ".join(f"'{key}'" for key in sorted(keys)) + ")")

    # reading

    def rows(
        self,
        reading: Reading,
        kind: str,
        *,
        on: datetime.date | None = None,
        codes: Sequence[str] | None = None,
    ) -> pl.LazyFrame:
        """The rows of these feeds of one kind that hold by ``on``, with ``known_on`` and ``order`` of their feed.

        Where codes were merged, ``own`` says whether a row names the code that stays.
        """
        shape = {name: DTYPES[fact_type] for name, fact_type in self._shapes[kind].items()}
        own = {"own": pl.Boolean()} if reading.same else {}
        schema: dict[str, pl.DataType] = {**_KEYS, **shape, "known_on": pl.Date(), "order": pl.Int64(), **own}
        mine = [source for source in reading.sources if source.kind == kind]
        table = self._open(kind)
        if not mine or table is None:
            return pl.LazyFrame(schema=schema)
        feeds = pl.LazyFrame(
            [(source.key, source.known_on, source.order) for source in mine],
            schema={"feed": pl.String(), "known_on": pl.Date(), "order": pl.Int64()},
            orient="row",
        )
        read = pl.scan_delta(table).filter(pl.col("feed").is_in([source.key for source in mine]))
        if on is not None:
            read = read.filter(pl.col("on") <= on)
        asked = None if codes is None else reading.together(codes)
        if asked is not None and len(asked) <= _FEW:
            read = read.filter(pl.col("code").is_in(list(asked)))
        elif asked is not None:
            read = read.join(pl.LazyFrame({"code": asked}).unique(), on="code", how="semi")
        if reading.same:
            read = read.with_columns(reading.standing(), own=reading.standing() == pl.col("code"))
        have = set(read.collect_schema().names())
        absent = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in shape.items() if name not in have]
        return read.with_columns(absent).join(feeds, on="feed").select(list(schema))

    def codes(self, kind: str, key: str) -> list[str]:
        """The entities of which one feed tells, published or not."""
        rows = self.rows(Reading((Source(key, kind, datetime.date.min, 0),)), kind)
        return rows.select("code").unique().collect()["code"].to_list()

    def snapshot(
        self,
        reading: Reading,
        *,
        on: datetime.date,
        codes: Sequence[str] | None = None,
        facts: Collection[str] | None = None,
    ) -> pl.DataFrame:
        """What is known of every entity: one row a code (sorted), one typed column per fact; NULL is unknown.

        Of several statements of a fact the last counts: by the day since which it holds, then the day since which it
        is known, then the feed's order, then the row; before all that by the precedence of its kind of feed, and by
        whether it names the code that stays. A blank cell states nothing and erases nothing.

        Args:
            codes: only these entities; ``facts``: only these columns, and the entities of which any feed tells them.
        """
        told = self._groups(reading, facts, on)
        known = _side_by_side([self._latest(reading, kinds, names, on, codes) for kinds, names in told.items()])
        types = {name: DTYPES[fact_type] for shape in self._shapes.values() for name, fact_type in shape.items()}
        have = {name for names in told.values() for name in names}
        unknown = [pl.lit(None, dtype=types[name]).alias(name) for name in self.facts(facts) if name not in have]
        return known.with_columns(unknown).select("code", *self.facts(facts)).collect()

    def said_by_several(self, reading: Reading, *, on: datetime.date) -> dict[str, pl.DataFrame]:
        """Facts that several live kinds of feed state → what each said last, a column a kind, where they differ.

        Entities of whom fewer than two kinds told the fact are left out.
        """
        found = {}
        for groups, names in self._groups(reading, None, on).items():
            kinds = [kind for kind, _rank in groups]
            for name in names if len(kinds) > 1 else ():
                parts = [
                    self._latest(reading, ((kind, 0),), [name], on, None).rename({name: kind}).drop_nulls()
                    for kind in kinds
                ]
                told = _side_by_side(parts).collect()
                values = pl.concat_list(pl.col(kinds).cast(pl.String)).list.drop_nulls()
                apart = told.filter(values.list.n_unique() > 1)
                if not apart.is_empty():
                    found[name] = apart
        return found

    def facts(self, among: Collection[str] | None = None) -> list[str]:
        """The names of the facts in the order of the packs; with ``among`` only these."""
        names = dict.fromkeys(name for shape in self._shapes.values() for name in shape)
        return [name for name in names if among is None or name in among]

    def _groups(
        self, reading: Reading, facts: Collection[str] | None, on: datetime.date
    ) -> dict[tuple[tuple[str, int], ...], list[str]]:
        """Live kinds of feed with the weight of their word → the facts that they state alike: read together."""
        live = {source.kind for source in reading.sources}
        groups: dict[tuple[tuple[str, int], ...], list[str]] = {}
        for name in self.facts(facts):
            kinds = tuple(kind for kind, shape in self._shapes.items() if kind in live and name in shape)
            if kinds:
                ranked = tuple(zip(kinds, reading.ranks(name, kinds, on), strict=True))
                groups.setdefault(ranked, []).append(name)
        return groups

    def _latest(
        self,
        reading: Reading,
        kinds: tuple[tuple[str, int], ...],
        facts: list[str],
        on: datetime.date,
        codes: Sequence[str] | None,
    ) -> pl.LazyFrame:
        rows = [
            self.rows(reading, kind, on=on, codes=codes).select("code", *reading.order, *facts) for kind, _rank in kinds
        ]
        order = reading.order
        if len({rank for _kind, rank in kinds}) > 1:
            ranked = zip(rows, kinds, strict=True)
            rows = [part.with_columns(pl.lit(rank).alias("rank")) for part, (_kind, rank) in ranked]
            order = ["rank", *order]
        # by code first: so the groups come out in order and need no sorting of their own
        latest = pl.concat(rows).sort("code", *order).group_by("code", maintain_order=True)
        return latest.agg(pl.col(facts).drop_nulls().last())

    # the folder

    def _path(self, kind: str) -> Path:
        return self._root / kind

    def _open(self, kind: str) -> DeltaTable | None:
        """The table at its newest version, for reading; opening costs more than a look-up, so handles are kept."""
        path, log = self._path(kind), self._path(kind) / "_delta_log"
        if not log.is_dir():
            return None
        folder = (path, log.stat().st_ino)  # a folder that was put in this one's place is another table
        kept = _HANDLES.get(folder)
        if kept is not None and not (log / f"{kept.version() + 1:020d}.json").exists():
            return kept
        try:
            _HANDLES[folder] = DeltaTable(str(path))
        except TableNotFoundError:
            return None
        return _HANDLES[folder]

    def _is_leased(self, key: str) -> bool:
        try:
            with (self._root / "leases" / key).open() as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False


def _side_by_side(parts: list[pl.LazyFrame]) -> pl.LazyFrame:
    """Frames sorted by ``code`` beside each other: every code that any of them has, sorted."""
    if not parts:
        return pl.LazyFrame(schema={"code": pl.String()})
    if len(parts) == 1:
        return parts[0]
    known = pl.concat([part.select("code") for part in parts]).unique().sort("code")
    for part in parts:
        known = known.join(part, on="code", how="left", maintain_order="left")
    return known
