"""Names in pinyin: how they are sorted, and the pieces by which an entity is found. Pure.

Apart from ``match``, because the dictionary of readings takes a while to load and only writing cards needs it.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from pypinyin import lazy_pinyin
from pypinyin.core import Pinyin

from beizeng.register import match

_OTHER = "\0"
_cut = Pinyin().seg
_Spelt = tuple[tuple[str, bool], ...]


def pinyin(name: str) -> str:
    """The syllables of a name, apart, without tones: the key by which names are sorted."""
    return " ".join(spelt for spelt, _ in _spell(name))


def initials(name: str) -> str:
    """The first letter of every syllable; latin letters and digits as they are."""
    return "".join(spelt[:1] if is_han else spelt for spelt, is_han in _spell(name))


@lru_cache(maxsize=2_000)
def _spell(name: str) -> _Spelt:
    """The name in syllables, and stretches of what is no Chinese character; with each whether it is a syllable."""
    return tuple(chain.from_iterable(map(_spell_word, _cut(match.normalise(name)))))


# the words of a million names are some ten thousand; looking one up is what takes the time
@lru_cache(maxsize=100_000)
def _spell_word(word: str) -> _Spelt:
    parts = lazy_pinyin(word, errors=lambda other: _OTHER + other)
    return tuple((part.removeprefix(_OTHER), not part.startswith(_OTHER)) for part in parts)


def grams_of(names: Iterable[str]) -> list[str]:
    """All pieces by which an entity with these names is found, sorted, each once."""
    found: set[str] = set()
    for name in names:
        found.update(match.han_grams(match.normalise(name)))
        found.update(match.latin_grams(pinyin(name).replace(" ", ""), "p", match.PINYIN_SIZE))
        found.update(match.latin_grams(initials(name), "i", match.INITIALS_SIZE))
    return sorted(found)
