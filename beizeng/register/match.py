"""Names: made comparable and cut into pieces. Pure; search and matching rest on it.

Pieces ("grams") are made here and not by a database's tokenizer, so that SQLite and PostgreSQL find the same.
"""

import re
import unicodedata

_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]+")
_BRACKETS = str.maketrans(
    {"〔": "(", "〈": "(", "<": "(", "【": "(", "[": "(", "〕": ")", "〉": ")", ">": ")", "】": ")", "]": ")"}
)

#: How long the pieces of latin text are: initials are short words, pinyin runs on.
INITIALS_SIZE, PINYIN_SIZE = 2, 3


def normalise(name: str) -> str:
    """A name as it is compared: NFKC, one kind of bracket, lower case, no spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name).translate(_BRACKETS)).lower()


def han_grams_asked(text: str) -> list[str]:
    """The pieces that a searched Chinese text must have; a single character is a piece too."""
    pieces: set[str] = set()
    for run in _HAN.findall(normalise(text)):
        pieces.update({run} if len(run) == 1 else {run[i : i + 2] for i in range(len(run) - 1)})
    return sorted(pieces)


def pinyin_grams_asked(text: str) -> list[str]:
    """The pieces that a searched pinyin must have; empty when it is too short to be cut."""
    return sorted(latin_grams(normalise(text), "p", PINYIN_SIZE))


def initials_grams_asked(text: str) -> list[str]:
    """The pieces that searched initials must have; empty when they are too short to be cut."""
    return sorted(latin_grams(normalise(text), "i", INITIALS_SIZE))


def number_gram(number: str, mark: str = "n") -> str:
    """The piece by which an entity is found by a number of its own as a whole: letters and digits alone (59467239-9).

    ``mark`` "f": the number of what the entity was made from.
    """
    return mark + re.sub(r"[^0-9a-z]", "", number.lower())


def han_grams(text: str) -> set[str]:
    """Every Chinese character of a text, and every two in a row."""
    pieces: set[str] = set()
    for run in _HAN.findall(text):
        pieces.update(run)
        pieces.update(run[i : i + 2] for i in range(len(run) - 1))
    return pieces


def latin_grams(text: str, mark: str, size: int) -> set[str]:
    """Every ``size`` letters in a row, each behind ``mark``, so that pinyin and initials are not mixed up."""
    return {mark + run[i : i + size] for run in _LATIN.findall(text) for i in range(len(run) - size + 1)}
