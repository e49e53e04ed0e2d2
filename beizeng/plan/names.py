"""Names of units: spellings resolved to the register of units; open-ended ones kept apart. Nothing is guessed.

各乡（镇）, 各乡<镇> and 各乡镇人民政府 differ in brackets and white space only, so these never count.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from beizeng.plan.passage import Passage
from beizeng.plan.unit_words import CLOSE, OPEN, OPEN_ENDED, REMAINDER, split
from beizeng.spec.people import Unit

_NOT_COUNTED = re.compile(r"[\s<>〈〉《》()（）\[\]［］【】*·]")
#: 县甲局（牵头）: the part that a unit takes, said behind its name.
_TAG = re.compile(
    r"[（(](?P<lead>[^（()）]{0,4}(?:牵头|主办|主责)[^（()）]{0,4})[）)]$|[（(](?:配合|协办|参与|责任)(?:单位|部门)?[）)]$"
)
#: How alike a new spelling and a known one must be for a proposal.
_ALIKE = 0.75


@dataclass(frozen=True)
class Names:
    """Units as written in one place: resolved names in order, what names nobody, and who is said to lead."""

    units: tuple[str, ...]
    unresolved: tuple[str, ...]
    leads: tuple[str, ...] = ()


def fold(written: str) -> str:
    """A spelling without white space and brackets."""
    return _NOT_COUNTED.sub("", written)


class UnitNames:
    """Resolves spellings against the register, and remembers which spellings the document uses.

    ``lead_mark``: the sign (★) that the document puts beside the unit that leads; empty: it uses none.
    """

    def __init__(self, units: Sequence[Unit], *, lead_mark: str = "") -> None:
        self.lead_mark = lead_mark
        self._canonical: dict[str, str] = {}
        for unit in units:
            for spelling in (unit.name, unit.full_name, *unit.aliases):
                if spelling:
                    self._canonical.setdefault(fold(spelling), unit.name)
        self._collectives = {unit.name for unit in units if unit.kind == "collective"}
        self._seen: dict[str, dict[str, None]] = {}
        self._strangers: dict[str, None] = {}
        self._mentions: re.Pattern[str] | None = None

    def read(self, written: str) -> Names:
        """The units in a list such as 县甲局（牵头）、县乙局等有关部门."""
        units: dict[str, None] = {}
        unresolved: dict[str, None] = {}
        leads: dict[str, None] = {}
        for piece in split(written):
            is_marked = bool(self.lead_mark) and self.lead_mark in piece
            piece = piece.replace(self.lead_mark, "") if is_marked else piece
            tag = _TAG.search(piece)
            name, rest = self._one(piece[: tag.start()] if tag else piece)
            if name:
                units.setdefault(name)
                if is_marked or (tag and tag["lead"]):
                    leads.setdefault(name)
            if rest:
                unresolved.setdefault(rest)
        return Names(tuple(units), tuple(unresolved), tuple(leads))

    def knows(self, written: str) -> bool:
        """Whether the register has this spelling."""
        return fold(written) in self._canonical

    def _one(self, piece: str) -> tuple[str | None, str | None]:
        plain = re.sub(r"\s", "", piece)
        if fold(plain) in self._canonical:
            return self._note(plain), None
        if OPEN_ENDED.fullmatch(plain):
            return None, plain
        remainder = REMAINDER.search(plain)
        if remainder and remainder.start():
            return self._note(plain[: remainder.start()]), remainder[0]
        return (self._note(plain), None) if fold(plain) else (None, None)

    def _note(self, written: str) -> str:
        folded = fold(written)
        name = self._canonical.get(folded)
        if name is None:
            name = next((other for other in self._strangers if fold(other) == folded), written)
            self._strangers.setdefault(name)
        self._seen.setdefault(name, {}).setdefault(written)
        return name

    def mention(self, passage: Passage) -> None:
        """Remember the spellings of named units that stand elsewhere in the text; ask when all brackets are read."""
        if self._mentions is None:
            known = [spelling for spelling, name in self._canonical.items() if name in self._seen]
            self._mentions = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))) or "(?!)")
        text = _NOT_COUNTED.sub("", passage.text)
        if not self._mentions.search(text):
            return
        counted = [at for at, char in enumerate(passage.text) if not _NOT_COUNTED.match(char)]
        for found in self._mentions.finditer(text):
            start, end = counted[found.start()], counted[found.end() - 1] + 1
            if passage.text[end : end + 1] in tuple(CLOSE) and _is_open(passage.text[start:end]):
                end += 1
            written = re.sub(r"\s", "", passage.text[start:end])
            self._seen[self._canonical[found[0]]].setdefault(written)

    def spellings(self) -> dict[str, tuple[str, ...]]:
        """Name → every spelling that the document uses, in the order in which the names appear in it."""
        return {name: tuple(written) for name, written in self._seen.items()}

    def strangers(self) -> tuple[str, ...]:
        """Names that the register doesn't know; empty where there is no register to know them."""
        return tuple(self._strangers) if self._canonical else ()

    def proposal(self, name: str) -> str | None:
        """The unit of the register that a strange name may mean, for a person to confirm; None: none is like it."""
        if name not in self._strangers:
            return None
        like = get_close_matches(fold(name), self._canonical, n=1, cutoff=_ALIKE)
        return self._canonical[like[0]] if like else None

    def is_single(self, name: str) -> bool:
        """Whether the name means one unit, not all townships together."""
        return name not in self._collectives and not fold(name).startswith("各")


def _is_open(text: str) -> bool:
    return sum(map(text.count, OPEN)) > sum(map(text.count, CLOSE))
