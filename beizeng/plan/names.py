"""Names of units: spellings resolved to the register of units; open-ended ones kept apart. Nothing is guessed.

各乡（镇）, 各乡<镇> and 各乡镇人民政府 differ in brackets and white space only, so these never count.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from beizeng.plan.passage import Passage
from beizeng.spec.people import Unit

_NOT_COUNTED = re.compile(r"[\s<>〈〉《》()（）\[\]［］【】*·]")
#: 县工商联等有关部门: the unit, and a remainder that names nobody.
_REMAINDER = re.compile(r"(?:等|和|及|以及)?(?:其他|其它)?(?:各)?(?:有关|相关)?(?:部门|单位|部门和单位)$|等$")
_OPEN_ENDED = re.compile(
    r"(?:等)?(?:各|县|市|省|区)?(?:直)?(?:各)?(?:级)?(?:有关|相关|各成员|成员|责任)(?:部门|单位|部门和单位|部门、单位|方面)?|各部门|各单位|等"
)
_BETWEEN = "、，,；; "
_OPEN, _CLOSE = "（(<〈", "）)>〉"


@dataclass(frozen=True)
class Names:
    """Units as written in one place: resolved names in order, and what names nobody."""

    units: tuple[str, ...]
    unresolved: tuple[str, ...]


def fold(written: str) -> str:
    """A spelling without white space and brackets."""
    return _NOT_COUNTED.sub("", written)


class UnitNames:
    """Resolves spellings against the register, and remembers which spellings the document uses."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._canonical: dict[str, str] = {}
        for unit in units:
            for spelling in (unit.name, unit.full_name, *unit.aliases):
                if spelling:
                    self._canonical.setdefault(fold(spelling), unit.name)
        self._collectives = {unit.name for unit in units if unit.kind == "collective"}
        self._seen: dict[str, dict[str, None]] = {}
        self._strangers: dict[str, None] = {}

    def read(self, written: str) -> Names:
        """The units in a list such as 县甲局、县乙局等有关部门."""
        units: dict[str, None] = {}
        unresolved: dict[str, None] = {}
        for piece in split_names(written):
            name, rest = self._one(piece)
            if name:
                units.setdefault(name)
            if rest:
                unresolved.setdefault(rest)
        return Names(tuple(units), tuple(unresolved))

    def _one(self, piece: str) -> tuple[str | None, str | None]:
        plain = re.sub(r"\s", "", piece)
        if fold(plain) in self._canonical:
            return self._note(plain), None
        if _OPEN_ENDED.fullmatch(plain):
            return None, plain
        remainder = _REMAINDER.search(plain)
        if remainder and remainder[0] and remainder[0] not in ("部门", "单位"):
            return self._note(plain[: remainder.start()]), remainder[0]
        return self._note(plain), None

    def _note(self, written: str) -> str:
        folded = fold(written)
        name = self._canonical.get(folded)
        if name is None:
            name = next((other for other in self._strangers if fold(other) == folded), written)
            self._strangers.setdefault(name)
        self._seen.setdefault(name, {}).setdefault(written)
        return name

    def mention(self, passage: Passage) -> None:
        """Remember the spellings of named units that stand elsewhere in the text."""
        counted = [at for at, char in enumerate(passage.text) if not _NOT_COUNTED.match(char)]
        text = "".join(passage.text[at] for at in counted)
        known = [spelling for spelling, name in self._canonical.items() if name in self._seen]
        if not known:
            return
        for found in re.finditer("|".join(map(re.escape, sorted(known, key=len, reverse=True))), text):
            start, end = counted[found.start()], counted[found.end() - 1] + 1
            if passage.text[end : end + 1] in tuple(_CLOSE) and _is_open(passage.text[start:end]):
                end += 1
            written = re.sub(r"\s", "", passage.text[start:end])
            self._seen[self._canonical[found[0]]].setdefault(written)

    def spellings(self) -> dict[str, tuple[str, ...]]:
        """Name → every spelling that the document uses, in the order in which the names appear in it."""
        return {name: tuple(written) for name, written in self._seen.items()}

    def strangers(self) -> tuple[str, ...]:
        """Names that the register doesn't know; empty where there is no register to know them."""
        return tuple(self._strangers) if self._canonical else ()

    def is_single(self, name: str) -> bool:
        """Whether the name means one unit, not all townships together."""
        return name not in self._collectives and not fold(name).startswith("各")


def _is_open(text: str) -> bool:
    return sum(map(text.count, _OPEN)) > sum(map(text.count, _CLOSE))


def split_names(written: str) -> Iterable[str]:
    """The pieces of a list of names; a comma inside a bracket (各县（市、区）) doesn't separate."""
    piece, depth = "", 0
    for char in written:
        depth += (char in _OPEN) - (char in _CLOSE)
        if char in _BETWEEN and depth <= 0 and not (char.isspace() and piece == ""):
            if piece.strip():
                yield piece.strip()
            piece, depth = "", 0
        else:
            piece += char
    if piece.strip():
        yield piece.strip()
