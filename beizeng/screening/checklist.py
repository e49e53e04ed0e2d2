"""The checklist ready for use: points and words of the packs, put together, checked and compiled."""

import datetime
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from beizeng.screening.reading import plain
from beizeng.spec import Shelf
from beizeng.spec.checklist import (
    GAP,
    ChecklistPoints,
    ChecklistWords,
    Guards,
    Law,
    Point,
    PointsFile,
    Sign,
    WordGroup,
    WordList,
)
from beizeng.spec.errors import BadInput

Span = tuple[int, int]


#: Word lists by name, ready for use.
Lists = dict[str, "Words"]

_ANY = "[^,;:。!?]"
_HOLES = re.compile(r"…|_|\{([a-z_]+)\}")


class Words:
    """Words of one meaning, found in a sentence with their places."""

    def __init__(self, words: tuple[str, ...], but: tuple[str, ...] = (), include: Sequence["Words"] = ()) -> None:
        self.words = words
        # by a character that a text must hold, so that most words cost nothing; "" where a word begins with a list
        self._patterns: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        self._but = tuple(plain(word) for word in but)
        self._include = include

    def compile(self, lists: Lists) -> "Words":
        """Make the words searchable; ``lists`` are those that they may name in braces."""
        for word in self.words:
            longest = max((plain(part) for part in re.split(r"…|_|\{[a-z_]+\}", word)), key=len)
            self._patterns.setdefault(longest[:1], []).append((longest, _searchable(pattern(word, lists))))
        return self

    def spans(self, text: str) -> list[Span]:
        """Where the words stand in ``text``, in order; the shorter first where two begin together."""
        found = {
            match.span()
            for char in self._patterns.keys() & {"", *text}
            for part, compiled in self._patterns[char]
            if part in text
            for match in compiled.finditer(text)
        }
        kept = {span for span in found if not self._is_excepted(text, span)}
        return sorted(kept.union(*(words.spans(text) for words in self._include)))

    def _is_excepted(self, text: str, span: Span) -> bool:
        for word in self._but:
            at = text.find(word, max(0, span[0] - len(word) + 1))
            if at != -1 and at < span[1]:
                return True
        return False


@cache  # as many as the packs have words; a site that corrects its packs compiles only what is new
def _searchable(text: str) -> re.Pattern[str]:
    return re.compile(text)


def pattern(word: str, lists: Lists) -> str:
    """The regular expression of a word with its gaps and named lists."""
    made, at = "", 0
    for hole in _HOLES.finditer(word):
        made += re.escape(plain(word[at : hole.start()]))
        if hole[0] == "…":
            made += f"{_ANY}{{0,{GAP}}}?"
        elif hole[0] == "_":
            made += _ANY
        else:
            made += "(?:" + "|".join(re.escape(plain(one)) for one in lists[hole[1]].words) + ")"
        at = hole.end()
    return made + re.escape(plain(word[at:]))


@dataclass(frozen=True)
class CompiledSign:
    """A sign with its groups as searchable words."""

    sign: Sign
    all: tuple[Words, ...]
    none: tuple[Words, ...]


@dataclass(frozen=True)
class CompiledPoint:
    """A point with its signs, the clear ones first, and its group."""

    point: Point
    group: str
    signs: tuple[CompiledSign, ...]


@dataclass(frozen=True)
class CompiledGuards:
    """The guards as searchable words; ``forward`` holds the bans too."""

    bans: Words
    forward: Words
    turns: re.Pattern[str]
    backward: Words
    lists: Words
    blames: Words
    equal: Words


@dataclass(frozen=True)
class Checklist:
    """Points, laws and guards. ``digest`` names the packs that they were read from."""

    points: tuple[CompiledPoint, ...]
    laws: dict[str, Law]
    guards: CompiledGuards
    digest: str

    @classmethod
    def of(cls, shelf: Shelf, kind: type[PointsFile] = ChecklistPoints) -> "Checklist":
        """Put the checklist of a shelf together; a later place replaces a point, law or list by its id.

        Args:
            kind: the points that are meant; words and guards are the same for all.

        Raises:
            BadInput: a point names a word list, law or point that no pack has.
        """
        files = shelf.all(ChecklistWords)
        laws = {law.id: law for file in files for law in file.laws}
        laws |= {law.id: law for points_file in shelf.all(kind) for law in points_file.laws}
        lists = _lists([one for file in files for one in file.lists])
        points = {}
        for item in shelf.items_of(kind):
            assert isinstance(item.value, PointsFile)
            for point in item.value.points:
                points[point.id] = _compiled(point, item.value.group, lists, laws, item.address)
        for compiled in points.values():
            _known(compiled.point.unless, points, compiled.point.id, "检查点")
        order = sorted(points.values(), key=lambda one: tuple(int(part) for part in one.point.id.split("-")))
        return cls(tuple(order), laws, _guards(_merged(file.guards for file in files), lists), shelf.digest)

    def articles(self, point: Point, day: datetime.date) -> str:
        """The articles of the point in force on ``day``, in words; empty when none is."""
        return "；".join(
            f"《{self.laws[one.law].name}》{one.article}" + ("" if one.verified else "（条文待核）")
            for one in point.provisions
            if self.laws[one.law].holds_on(day)
        )

    def holds(self, sign: Sign, day: datetime.date) -> bool:
        """Whether the sign's own law, if it names one, is in force."""
        return sign.law is None or self.laws[sign.law].holds_on(day)


def _lists(lists: list[WordList]) -> Lists:
    own = {one.id: one for one in lists}
    made: Lists = {}
    for one in sorted(own.values(), key=lambda one: bool(one.include)):
        _known(one.include, made, one.id, "词表")
        made[one.id] = Words(one.words, one.but, tuple(made[other] for other in one.include))
    for name, words in made.items():
        _named(words.words, made, name)
        words.compile(made)
    return made


def _compiled(point: Point, group: str, lists: Lists, laws: dict[str, Law], where: str) -> CompiledPoint:
    where = f"{where} {point.id}"
    _known([one.law for one in point.provisions], laws, where, "法规")
    _known([sign.law for sign in point.signs if sign.law], laws, where, "法规")
    signs = tuple(
        CompiledSign(
            sign,
            tuple(_words(one, lists, where) for one in sign.all),
            tuple(_words(one, lists, where) for one in sign.none),
        )
        for sign in sorted(point.signs, key=lambda sign: sign.strength != "clear")
    )
    return CompiledPoint(point, group, signs)


def _words(group: WordGroup, lists: Lists, where: str) -> Words:
    if isinstance(group, str):
        _known([group], lists, where, "词表")
        return lists[group]
    _named(group, lists, where)
    return Words(group).compile(lists)


def _named(words: Iterable[str], lists: Lists, where: str) -> None:
    _known([name for word in words for name in re.findall(r"\{([a-z_]+)\}", word)], lists, where, "词表")


def _known(names: Iterable[str], known: Container[str], where: str, what: str) -> None:
    for name in names:
        if name not in known:
            raise BadInput(what=name, where=where, why=f"没有这个{what}", write=f"请写数据包中已有的{what}编号")


def _guards(guards: Guards, lists: Lists) -> CompiledGuards:
    def words(group: tuple[str, ...], but: tuple[str, ...] = ()) -> Words:
        return Words(group, but).compile(lists)

    return CompiledGuards(
        bans=words(guards.bans, guards.never),
        forward=words(guards.bans + guards.forward, guards.never),
        turns=re.compile("|".join(pattern(word, lists) for word in guards.turns) or r"(?!)"),
        # the verb may stand in the next clause: …的行为，依法查处
        backward=words(tuple(f"{a}{gap}{b}" for a in guards.objects for gap in ("…", ",…") for b in guards.verbs)),
        lists=words(guards.lists),
        blames=words(guards.blames),
        equal=words(guards.equal),
    )


def _merged(guards: Iterable[Guards]) -> Guards:
    every = list(guards)
    return Guards(**{name: tuple(word for one in every for word in getattr(one, name)) for name in Guards.model_fields})
