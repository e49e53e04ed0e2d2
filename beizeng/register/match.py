"""Names: made comparable, cut into pieces, turned into pinyin. Pure; search and matching rest on it.

Pieces ("grams") are made here and not by a database's tokenizer, so that SQLite and PostgreSQL find the same.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from pypinyin import lazy_pinyin

_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]+")
_BRACKETS = str.maketrans(
    {"〔": "(", "〈": "(", "<": "(", "【": "(", "[": "(", "〕": ")", "〉": ")", ">": ")", "】": ")", "]": ")"}
)

#: How long the pieces of latin text are: initials are short words, pinyin runs on.
_INITIALS_SIZE, _PINYIN_SIZE = 2, 3
_OTHER = "\0"


def normalise(name: str) -> str:
    """A name as it is compared: NFKC, one kind of bracket, lower case, no spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name).translate(_BRACKETS)).lower()


def pinyin(name: str) -> str:
    """The syllables of a name, apart, without tones: the key by which names are sorted."""
    return " ".join(spelt for spelt, _ in _spell(name))


def initials(name: str) -> str:
    """The first letter of every syllable; latin letters and digits as they are."""
    return "".join(spelt[:1] if is_han else spelt for spelt, is_han in _spell(name))


@lru_cache(maxsize=2_000)
def _spell(name: str) -> tuple[tuple[str, bool], ...]:
    """The name in syllables, and stretches of what is no Chinese character; with each whether it is a syllable."""
    parts = lazy_pinyin(normalise(name), errors=lambda other: _OTHER + other)
    return tuple((part.removeprefix(_OTHER), not part.startswith(_OTHER)) for part in parts)


def grams_of(names: Iterable[str]) -> list[str]:
    """All pieces by which an entity with these names is found, sorted, each once."""
    found: set[str] = set()
    for name in names:
        found.update(_han_grams(normalise(name)))
        found.update(_latin_grams(pinyin(name).replace(" ", ""), "p", _PINYIN_SIZE))
        found.update(_latin_grams(initials(name), "i", _INITIALS_SIZE))
    return sorted(found)


def han_grams_asked(text: str) -> list[str]:
    """The pieces that a searched Chinese text must have; a single character is a piece too."""
    pieces: set[str] = set()
    for run in _HAN.findall(normalise(text)):
        pieces.update({run} if len(run) == 1 else {run[i : i + 2] for i in range(len(run) - 1)})
    return sorted(pieces)


def pinyin_grams_asked(text: str) -> list[str]:
    """The pieces that a searched pinyin must have; empty when it is too short to be cut."""
    return sorted(_latin_grams(normalise(text), "p", _PINYIN_SIZE))


def initials_grams_asked(text: str) -> list[str]:
    """The pieces that searched initials must have; empty when they are too short to be cut."""
    return sorted(_latin_grams(normalise(text), "i", _INITIALS_SIZE))


def _han_grams(text: str) -> set[str]:
    pieces: set[str] = set()
    for run in _HAN.findall(text):
        pieces.update(run)
        pieces.update(run[i : i + 2] for i in range(len(run) - 1))
    return pieces


def _latin_grams(text: str, mark: str, size: int) -> set[str]:
    return {mark + run[i : i + size] for run in _LATIN.findall(text) for i in range(len(run) - size + 1)}
