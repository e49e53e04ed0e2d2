"""The four parts of a Chinese business name: place, brand (字号), trade, form of organisation. Pure.

The words come from the packs; what none of them explains is the brand. A part that isn't there is empty.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from beizeng.register import match
from beizeng.register.vocabulary import vocabulary
from beizeng.spec import Shelf, per_shelf
from beizeng.spec.identity import NameParts

_KINDS_OF_PLACE = ("自治县", "街道", "省", "市", "县", "区", "镇", "乡")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_COMPANY = "公司"


@dataclass(frozen=True, slots=True)
class Parts:
    """A name in parts; ``branch``: what follows the name of a company, for one of its branches."""

    place: str
    brand: str
    trade: str
    form: str
    branch: str


@dataclass(frozen=True)
class Words:
    """The words by which names are read, the longest first; ``forms``: spelling → how it is compared."""

    forms: Mapping[str, str]
    trades: Collection[str]
    places: Collection[str]

    def read(self, name: str) -> Parts:
        """A name in its parts."""
        rest, branch = _apart(match.normalise(name))
        rest, form = self._form(rest)
        rest, places = self._places(rest)
        rest = rest.replace("(", "").replace(")", "")
        brand, trade = self._trade(rest)
        if not brand:  # a name of nothing but its trade: that is what it is known by
            brand, trade = trade, ""
        return Parts("".join(places), brand, trade, form, branch)

    def _form(self, rest: str) -> tuple[str, str]:
        for spelling, form in self.forms.items():
            if len(rest) > len(spelling) and rest.endswith(spelling):
                return rest[: -len(spelling)], form
        return rest, ""

    def _places(self, rest: str) -> tuple[str, list[str]]:
        """The places before the brand, and those in brackets: 太原 and 太原市 are the same."""
        found: list[str] = []
        for inside in _BRACKETED.findall(rest):
            if self._place(inside) == inside:
                rest, found = rest.replace(f"({inside})", ""), [*found, _bare(inside)]
        while place := self._place(rest):
            if len(rest) == len(place):
                break
            rest, found = rest[len(place) :], [*found, _bare(place)]
        return rest, found[-1:]

    def _place(self, rest: str) -> str:
        for size in range(min(len(rest), 8), 1, -1):
            if rest[:size] in self.places:
                return rest[:size]
        return ""

    def _trade(self, rest: str) -> tuple[str, str]:
        """The words of trade at the end; at least two characters stay for the brand."""
        trade = ""
        while True:
            longest = next(
                (rest[-size:] for size in range(min(len(rest) - 2, 8), 1, -1) if rest[-size:] in self.trades), ""
            )
            if not longest:
                return rest, trade
            rest, trade = rest[: -len(longest)], longest + trade


def _apart(name: str) -> tuple[str, str]:
    """The name of a company, and what follows it: 中国银行股份有限公司 | 太原五一路支行."""
    end = name.find(_COMPANY, 2, len(name) - len(_COMPANY)) + len(_COMPANY)
    if end < len(_COMPANY):
        return name, ""
    return name[:end], re.sub(r"[()]|有限责任(?=公司)|股份(?=公司)|有限(?=公司)", "", name[end:])


def _bare(place: str) -> str:
    """A place without the word for what it is, where two characters stay."""
    kind = next((kind for kind in _KINDS_OF_PLACE if place.endswith(kind) and len(place) - len(kind) >= 2), "")
    return place.removesuffix(kind)


@per_shelf
def words(shelf: Shelf) -> Words:
    """The words of the site's packs, with the divisions that their code tables hold."""
    files = shelf.all(NameParts)
    forms = {match.normalise(each): form for file in files for form, spelt in file.forms.items() for each in spelt}
    places = {place for file in files for place in file.places}
    places |= {line.name for line in vocabulary().tables.get("divisions", {}).values()}
    return Words(
        dict(sorted(forms.items(), key=lambda pair: -len(pair[0]))),
        frozenset(trade for file in files for trade in file.trades),
        frozenset(places | {_bare(place) for place in places}),
    )
