"""Finds the row of headings in a grid, the kind of feed it belongs to, and the fact of each column."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from beizeng.register.reading import Grid
from beizeng.register.vocabulary import CODE, DAY, Vocabulary
from beizeng.spec.errors import BadInput
from beizeng.spec.facts import Column, Feed

_UNIT = re.compile(r"[(（\[【](万元|亿元|元|人|户|件|个|%)[)）\]】]$")
_FACTORS = {"万元": 10_000, "亿元": 100_000_000, "元": 1}
#: Written above a table for all of its amounts: 单位：万元.
_UNIT_OF_ALL = re.compile(r"单位:?(?:人民币)?(万元|亿元|元)")


@dataclass(frozen=True)
class Placed:
    """A column of the file: where it stands, what heads it, which fact it fills and how many yuan one unit is.

    ``has_unit``: the file itself names the unit, in the heading or above the table.
    """

    column: str
    heading: str
    fact: str
    factor: int
    has_unit: bool = False


@dataclass(frozen=True)
class Layout:
    """How a file is laid out: its kind of feed, the row of headings and its columns.

    ``beyond``: the columns without a heading to the right of the last one; ``ignored``: headings of no declared fact.
    """

    grid: Grid
    feed: Feed
    header_row: int
    code: str
    code_heading: str
    day: str | None
    columns: tuple[Placed, ...]
    beyond: tuple[str, ...]
    ignored: tuple[str, ...]


def find(grids: Iterable[Grid], vocabulary: Vocabulary, *, kind: str | None, name: str) -> Layout:
    """The layout that places most columns, over all sheets and (unless ``kind`` is given) all kinds of feed.

    Raises:
        BadInput: no row holds the heading of a code and of at least one fact; says what was found and what to write.
    """
    feeds = [vocabulary.feed(kind)] if kind else list(vocabulary.feeds.values())
    seen: list[str] = []
    best: Layout | None = None
    for grid in grids:
        for number, head, unit in _heads(grid):
            seen.extend(cell for cell in head if cell and len(seen) < 12)
            for feed in feeds:
                layout = _lay_out(grid, number, head, feed, vocabulary, unit)
                if layout and (best is None or _weight(layout) > _weight(best)):
                    best = layout
        if best:
            return best
    labels = [vocabulary.facts[column.fact].label for feed in feeds for column in feed.columns]
    raise BadInput(
        what="、".join(seen) or name,
        where=f"{name} 表头",
        why="找不到表头：前 30 行中没有一行既有“统一社会信用代码”又有认得的栏目",
        write=f"表头须有“{feeds[0].code[0]}”和至少一个栏目，如：{'、'.join(labels[:12])}",
    )


def _heads(grid: Grid) -> Iterator[tuple[int, Sequence[str], int | None]]:
    """What may be the row of headings: each row, and each with the one above it; and the unit named up to there.

    In a head of two rows a heading merged over both stands in the upper one; of a group only the lower counts.
    """
    unit: int | None = None
    above: Sequence[str] = ()
    for number, row in grid.preview():
        unit = _unit_of_all(row) or unit
        yield number, row, unit
        if above:
            yield number, [cell or over for cell, over in zip(row, above, strict=True)], unit
        above = row


def _unit_of_all(row: Sequence[str]) -> int | None:
    """The yuan per unit that a line above the table names for all of it."""
    found = [_UNIT_OF_ALL.search(plain(cell)) for cell in row]
    return next((_FACTORS[unit.group(1)] for unit in found if unit), None)


def _weight(layout: Layout) -> tuple[int, int]:
    """How well a kind of feed fits: every office writes the name beside the code, so the name decides last."""
    facts = [placed.fact for placed in layout.columns]
    return len([fact for fact in facts if fact != "name"]), len(facts)


def _lay_out(
    grid: Grid, number: int, row: Sequence[str], feed: Feed, vocabulary: Vocabulary, unit: int | None
) -> Layout | None:
    codes = {plain(heading) for heading in feed.code}
    days = {plain(heading) for heading in feed.day}
    facts = _by_heading(feed, vocabulary)
    code: tuple[str, str] | None = None
    day: str | None = None
    placed: dict[str, Placed] = {}
    ignored: list[str] = []
    for position, cell in enumerate(row):
        heading, factor = _split_unit(cell, facts)
        if heading in codes and code is None:
            code = (str(position), cell)
        elif heading in days and heading not in facts:
            day = str(position)
        elif heading in facts and facts[heading].fact not in placed:
            column = facts[heading]
            named = factor or unit
            placed[column.fact] = Placed(str(position), cell, column.fact, named or column.factor, named is not None)
        elif heading:
            ignored.append(cell)
    if code is None or not placed:
        return None
    last = max(position for position, cell in enumerate(row) if cell)
    beyond = tuple(grid.columns()[last + 1 :])
    return Layout(grid, feed, number, *code, day, tuple(placed.values()), beyond, tuple(ignored))


def _by_heading(feed: Feed, vocabulary: Vocabulary) -> dict[str, Column]:
    return {
        plain(heading): column
        for column in feed.columns
        for heading in (vocabulary.facts[column.fact].label, *column.headings)
    }


def tells_of_nobody(heading: str, feed: Feed, vocabulary: Vocabulary) -> bool:
    """Whether a column with this heading surely holds nothing personal; of an undeclared one nobody knows."""
    fact = meaning(heading, feed, vocabulary)
    return fact in (CODE, DAY) or (fact is not None and vocabulary.facts[fact].privacy != "personal")


def meaning(heading: str, feed: Feed, vocabulary: Vocabulary) -> str | None:
    """The fact (or ``CODE``, ``DAY``) that a heading means in a kind of feed; None: nobody has said."""
    if plain(heading) in {plain(known) for known in feed.code}:
        return CODE
    if plain(heading) in {plain(known) for known in feed.day}:
        return DAY
    columns = _by_heading(feed, vocabulary)
    column = columns.get(_split_unit(heading, columns)[0])
    return column.fact if column else None


def plain(heading: str) -> str:
    """A heading without what offices add to it: spaces, line breaks, stars, full-width forms."""
    return re.sub(r"[\s*:]", "", unicodedata.normalize("NFKC", heading)).lower()


def _split_unit(cell: str, known: Iterable[str]) -> tuple[str, int | None]:
    """The heading and the yuan per unit that it names: 注册资本（万元） → 注册资本, 10000."""
    heading = plain(cell)
    unit = _UNIT.search(heading)
    if unit is None or heading in known:
        return heading, None
    return heading[: unit.start()], _FACTORS.get(unit.group(1))
