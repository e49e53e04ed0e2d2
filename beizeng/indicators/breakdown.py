"""A counted number taken apart: by township and by trade, and who came and who left; each part with its entities.

    parts = breakdown(defined("p1-1"), on=day, known=day)       # parts["township"] → [Part("100", "…镇", 12)]

The parts of a number always add up to it: whose township or trade nobody has told is a part of its own.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from beizeng.indicators import counting
from beizeng.indicators.catalogue import Defined
from beizeng.indicators.measure import quarter_ends
from beizeng.register import queries as register
from beizeng.register.vocabulary import vocabulary

By = Literal["township", "section"]
#: What a part of a number is called in an address: a side, or a way of dividing with its key (township-…).
ENTERED, LEFT = "entered", "left"
_TOWNSHIP = 9
_A_QUARTER = datetime.timedelta(days=92)


@dataclass(frozen=True)
class Part:
    """One township or trade: how many are in the number; of a share, of how many. ``key`` empty: nobody told."""

    key: str
    label: str
    count: int
    whole: int | None = None


def breakdown(one: Defined, *, on: datetime.date, known: datetime.date) -> dict[By, list[Part]]:
    """The number by township and by trade, the largest part first; nothing for what no entities are behind."""
    mine = _places(counting.codes(one, on=on, known=known), on, known)
    whole = _places(counting.whole_codes(one, on=on, known=known), on, known)
    return {by: _parts(by, place, mine, whole if one.definition.how.share else None) for place, by in enumerate(_WAYS)}


def codes_of(one: Defined, which: str, *, on: datetime.date, known: datetime.date) -> list[str] | None:
    """The codes behind a part of a number, sorted; None: there is no such part."""
    codes = counting.codes(one, on=on, known=known)
    if which in (ENTERED, LEFT):
        before = quarter_ends(on - _A_QUARTER, on - datetime.timedelta(days=1))
        earlier = counting.codes(one, on=before[-1], known=known)
        return sorted(set(codes) - set(earlier) if which == ENTERED else set(earlier) - set(codes))
    by, _, key = which.partition("-")
    if by not in _WAYS:
        return None
    place = _WAYS.index(by)
    return [code for code, told in _places(codes, on, known).items() if told[place] == key]


_WAYS: tuple[By, ...] = ("township", "section")
_TABLES: dict[By, str] = {"township": "divisions", "section": "industries"}


def _parts(
    by: By, place: int, mine: Mapping[str, tuple[str, str]], whole: Mapping[str, tuple[str, str]] | None
) -> list[Part]:
    counts = _count(place, mine.values())
    wholes = None if whole is None else _count(place, whole.values())
    keys = sorted(counts if wholes is None else wholes, key=lambda key: (key == "", -counts[key], key))
    return [
        Part(key, vocabulary().name_in(_TABLES[by], key) or "", counts[key], None if wholes is None else wholes[key])
        for key in keys
    ]


def _count(place: int, told: Iterable[tuple[str, str]]) -> Counter[str]:
    return Counter(one[place] for one in told)


def _places(codes: list[str], on: datetime.date, known: datetime.date) -> dict[str, tuple[str, str]]:
    """Code → its township and the letter of its trade as they were on the day; empty where nobody told."""
    words, sections = vocabulary(), dict[str, str]()
    found = {}
    for code, division, industry in (
        register.snapshot(on=on, known=known, codes=codes, facts=("division", "industry"))
        .select("code", "division", "industry")
        .iter_rows()
    ):
        if industry not in sections:
            lines = words.ancestors("industries", industry or "")
            sections[industry] = lines[-1].code if lines else ""
        told = division or ""
        found[code] = (told[:_TOWNSHIP] if len(told) >= _TOWNSHIP else "", sections[industry])
    return {code: found.get(code, ("", "")) for code in codes}
