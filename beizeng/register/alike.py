"""Entities that may be one: which are compared, what each comparison weighs, how probable it is. Pure.

The method is Fellegi and Sunter's, with the frequency of the values themselves as Splink has it: each part that is
compared adds the logarithm of how much more often its outcome is met among records of one entity than among others,
so that a score is explained line by line. Splink itself would bring pandas, DuckDB and igraph onto the box for what
takes a few hundred lines over frames that lie here anyway, and it does not know how a Chinese name is made. Spelling
is compared by one edit and by sound, which needs no library of distances: names that differ by more differ.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from beizeng.register import codes, match, spelling
from beizeng.register.name_parts import Parts, Words, words
from beizeng.spec import Shelf, per_shelf
from beizeng.spec.identity import Alike

#: Records that share a key are compared in pairs where they are at most so many; of more the key says nothing.
_CROWD = 60
#: Characters of an address that are few enough to be no more than a village.
_SHORT_ADDRESS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison: the part, its outcome in words, the two values, and the weight in bits (negative: against)."""

    part: str
    label: str
    outcome: str
    first: str
    second: str
    weight: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes (``first`` < ``second``), how probable it is that they are one entity, and why."""

    first: str
    second: str
    probability: float
    lines: tuple[Line, ...]


@dataclass(slots=True)
class _Record:
    """An entity as it is compared: its names in parts, the present one first."""

    code: str
    names: list[Parts]
    address: str
    grams: frozenset[str]
    kind: str
    values: Mapping[str, Any]


def find(entities: pl.DataFrame) -> list[Pair]:
    """The pairs that are probable enough to be shown, the most probable first.

    Args:
        entities: ``code``, ``name``, ``old_names`` (list), ``address``, ``representative``, ``kind``,
            ``established_on``, ``ended_on``; NULL is unknown and weighs nothing.
    """
    read = words()
    records = {row["code"]: _record(row, read) for row in entities.iter_rows(named=True)}
    scale = _Scale(list(records.values()))
    found = (scale.pair(records[first], records[second]) for first, second in _candidates(records.values()))
    shown = [pair for pair in found if pair.probability >= scale.alike.shown_from]
    return sorted(shown, key=lambda pair: (-pair.probability, pair.first, pair.second))


def compare(entities: pl.DataFrame, first: str, second: str) -> Pair:
    """How alike two of the entities are, whether or not they are probable."""
    read = words()
    records = {row["code"]: _record(row, read) for row in entities.iter_rows(named=True)}
    return _Scale(list(records.values())).pair(*(records[code] for code in sorted((first, second))))


def _record(row: Mapping[str, Any], read: Words) -> _Record:
    names = [name for name in (row["name"], *(row["old_names"] or ())) if name]
    parts = [read.read(name) for name in names]
    address = match.normalise(row["address"] or "")
    kind = row["kind"] or codes.kind_of(row["code"]) or ""
    return _Record(row["code"], parts, address, frozenset(_pieces(address)), kind, row)


def _pieces(text: str) -> Iterator[str]:
    return (text[i : i + 2] for i in range(len(text) - 1))


# which are compared


def _candidates(records: Iterable[_Record]) -> list[tuple[str, str]]:
    """Pairs of codes that share a key: the sound of a brand, a brand but for one end, an address, a name's outline."""
    keys = pl.DataFrame(
        [(key, record.code) for record in records for key in _keys(record)],
        schema={"key": pl.String, "code": pl.String},
        orient="row",
    ).unique()
    sized = keys.filter(pl.len().over("key").is_between(2, _CROWD))
    pairs = sized.join(sized, on="key", suffix="_other").filter(pl.col("code") < pl.col("code_other"))
    return list(pairs.select("code", "code_other").unique().sort("code", "code_other").iter_rows())


def _keys(record: _Record) -> Iterator[str]:
    for parts in record.names:
        sound = _sound(parts.brand)
        yield f"b{sound}{parts.branch}"
        yield f"t{_sound(parts.brand + parts.trade)}{parts.place}{parts.branch[:2]}"
        if len(parts.brand) > 2:
            yield f"h{parts.brand[:-1]}{parts.trade[:2]}"
            yield f"e{parts.brand[1:]}{parts.trade[:2]}"
        else:
            for character in parts.brand:
                yield f"c{character}{parts.trade}{parts.place}"
    if len(record.address) > _SHORT_ADDRESS:
        yield f"a{record.address}"
    if record.values["representative"] and record.values["established_on"]:
        yield f"r{record.values['representative']}{record.values['established_on']}"


# what each comparison weighs


class _Scale:
    """Weighs pairs of one register: values that are met seldom there weigh more."""

    def __init__(self, records: list[_Record]) -> None:
        self.alike = alike()
        self._count = max(len(records), 2)
        self._often: dict[str, Counter[Any]] = {
            part: Counter(getattr(name, part) for record in records for name in record.names)
            for part in ("place", "brand", "trade", "form")
        }
        for fact in ("representative", "established_on"):
            self._often[fact] = Counter(record.values[fact] for record in records)
        prior = self.alike.expected / (self._count - 1)
        self._prior = math.log2(prior / (1 - prior))

    def pair(self, one: _Record, other: _Record) -> Pair:
        """The lines of the best pair of names, then those of the other facts."""
        named = [
            (self._names(mine, theirs), mine == theirs)
            for mine in one.names
            for theirs in other.names
            if _may_be_one(mine, theirs)
        ]
        if not named:
            return Pair(one.code, other.code, 0.0, ())
        lines, is_same = max(named, key=lambda found: sum(line.weight for line in found[0]), default=([], False))
        if is_same and "household" not in (one.kind, other.kind):
            lines = [*lines, self._line("name", "same", one.values["name"], other.values["name"])]
        lines = [*lines, *self._facts(one, other)]
        bits = self._prior + sum(line.weight for line in lines)
        return Pair(one.code, other.code, 1 / (1 + 2 ** -max(min(bits, 50), -50)), tuple(lines))

    def _names(self, one: Parts, other: Parts) -> list[Line]:
        brand, trade = _text(one.brand, other.brand), _trade(one.trade, other.trade)
        if brand not in ("same", "near") and _text(one.brand + one.trade, other.brand + other.trade) == "near":
            brand = trade = "near"  # the slip lies where brand and trade meet
        lines = [
            self._line("place", _or_one_missing(one.place, other.place), one.place, other.place),
            self._line("brand", brand, one.brand, other.brand),
            self._line("trade", trade, one.trade, other.trade),
            self._line("form", "same" if one.form == other.form else "other", one.form, other.form),
        ]
        if one.branch or other.branch:
            lines.append(self._line("branch", _text(one.branch, other.branch), one.branch, other.branch))
        if _differ_by_number(one.brand, other.brand):
            lines.append(self._line("number", "other", one.brand, other.brand))
        return lines

    def _facts(self, one: _Record, other: _Record) -> list[Line]:
        mine, theirs = one.values, other.values
        lines = []
        if one.address and other.address:
            outcome = _address(one.grams, other.grams, one.address == other.address)
            lines.append(self._line("address", outcome, mine["address"], theirs["address"]))
        for fact in ("representative", "established_on"):
            if mine[fact] is not None and theirs[fact] is not None:
                outcome = "same" if mine[fact] == theirs[fact] else "other"
                lines.append(self._line(fact, outcome, mine[fact], theirs[fact]))
        if one.kind and other.kind and one.kind != other.kind:
            lines.append(self._line("kind", "other", one.kind, other.kind))
        if _follow(mine, theirs) or _follow(theirs, mine):
            lines.append(self._line("life", "other", mine["ended_on"] or "", theirs["ended_on"] or ""))
        return lines

    def _line(self, part: str, outcome: str, first: Any, second: Any) -> Line:
        compared = self.alike.parts[part]
        known = compared.outcomes[outcome]  # type: ignore[index]
        others = known.others
        if others is None:
            others = max(self._often[part][first], 1) / self._count
        return Line(
            part, compared.label, known.label, str(first), str(second), round(math.log2(known.one / min(others, 1)), 2)
        )


def _sound(text: str) -> str:
    return "".join(map(_syllable, text))


@lru_cache(maxsize=30_000)
def _syllable(character: str) -> str:
    """By itself: in a comparison the reading matters less than that it is always the same."""
    return spelling.pinyin(character)


def _text(one: str, other: str) -> str:
    """``near``: of one sound, or a character too many, too few, or swapped; ``like``: one character is another."""
    if one == other:
        return "same"
    if not one or not other or abs(len(one) - len(other)) > 1:
        return "other"
    if len(one) == len(other) and _sound(one) == _sound(other):
        return "near"
    short, long = sorted((one, other), key=len)
    if len(long) < 3:
        return "other"
    start = next((i for i, character in enumerate(short) if character != long[i]), len(short))
    if len(short) < len(long):
        return "near" if short[start:] == long[start + 1 :] else "other"
    if short[start:] == long[start + 1 : start + 2] + long[start : start + 1] + long[start + 2 :]:
        return "near"
    return "like" if short[start + 1 :] == long[start + 1 :] else "other"


def _or_one_missing(one: str, other: str) -> str:
    if one == other:
        return "same"
    return "other" if one and other else "near"


def _trade(one: str, other: str) -> str:
    if one == other:
        return "same"
    if not one or not other or one in other or other in one:
        return "near"
    return "near" if len(set(one) & set(other)) * 2 > len(set(one) | set(other)) else "other"


def _address(one: frozenset[str], other: frozenset[str], is_same: bool) -> str:
    if is_same:
        return "same"
    return "near" if len(one & other) * 10 >= 7 * min(len(one), len(other)) and one and other else "other"


def _may_be_one(one: Parts, other: Parts) -> bool:
    """Branches of one company are entities of their own, and so is the company: what they share says nothing."""
    if _text(one.branch, other.branch) not in ("same", "near") or (one.branch and one.form != other.form):
        return False
    return not _differ_by_number(one.branch, other.branch)


def _differ_by_number(one: str, other: str) -> bool:
    """Whether two texts are the same but for numbers and points of the compass."""
    return one != other and _without_numbers(one) == _without_numbers(other)


def _without_numbers(text: str) -> str:
    return "".join(character for character in text if character not in "零一二三四五六七八九十东南西北0123456789")


def _follow(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(one["ended_on"] and other["established_on"] and one["ended_on"] <= other["established_on"])


@per_shelf
def alike(shelf: Shelf) -> Alike:
    """How the site's packs weigh what is alike; the last place's word counts."""
    return shelf.all(Alike)[-1]
