"""Invented names, addresses and people of the sample county, from the words of the pack. No name is given twice."""

import random
from typing import NamedTuple

from beizeng.register.sample_chance import stream
from beizeng.register.sample_entity import SampleCounty
from beizeng.spec.errors import BadInput
from beizeng.spec.sample import EntityKind, Trade

#: Share of households that carry a surname instead of a brand.
SURNAME_SHARE = 0.35
ATTEMPTS = 500
OLD = "老"
#: Floor of the size classes from which a trade is one of large firms.
LARGE_TRADE_YUAN = 20_000_000

FARM = "家庭农场"
COOPERATIVE_END = "专业合作社"
COMPANY_END = "有限公司"
HOUSEHOLD_FORM = "个体工商户"
COOPERATIVE_FORM = "农民专业合作社"
BRANCH_FORM = "有限责任公司分公司"
SOLE_PROPRIETOR = "个人独资企业"


class Place(NamedTuple):
    """Where an entity sits: the township's code and the address as written."""

    division: str
    address: str


class Names:
    """Gives names, places and people, each with a chance of its own: more of one leaves the others as they are."""

    def __init__(self, sample: SampleCounty) -> None:
        self._words = sample.words
        self._figures = sample.figures
        self._names = stream(sample.figures.seed, "names")
        self._places = stream(sample.figures.seed, "places")
        self._people = stream(sample.figures.seed, "people")
        self._forms = stream(sample.figures.seed, "forms")
        self._used: set[str] = set()

    def form(self, kind: EntityKind, trade: Trade) -> str:
        """A legal form for an entity of this kind; trades of large firms have companies only."""
        if kind == "enterprise":
            form = _weighted(self._forms, self._words.forms)
            while form == SOLE_PROPRIETOR and trade.floor_yuan >= LARGE_TRADE_YUAN:
                form = _weighted(self._forms, self._words.forms)
            return form
        return {"household": HOUSEHOLD_FORM, "cooperative": COOPERATIVE_FORM}.get(kind, BRANCH_FORM)

    def name(self, kind: EntityKind, trade: Trade, form: str) -> str:
        """A name that nobody in the sample has borne. Raises BadInput where the words give no further one."""
        for _ in range(ATTEMPTS):
            name = self._compose(kind, trade, form)
            if name not in self._used:
                self._used.add(name)
                return name
        raise BadInput(
            what=trade.industry,
            where="sample_words: brand_first, brand_second, surnames",
            why="可组成的名称已用完",
            write="请增加字号用字或姓氏",
        )

    def _compose(self, kind: EntityKind, trade: Trade, form: str) -> str:
        place = self._figures.place
        if kind == "household":
            return place + self._shop_brand() + self._names.choice(trade.shops)
        firm = self._names.choice(trade.firms)
        if kind == "cooperative":
            return place + self._brand() + firm + COOPERATIVE_END
        region = _weighted(self._names, self._words.regions)
        if kind == "branch":
            return f"{self._figures.province}{self._brand()}{firm}{COMPANY_END}{place[:-1]}分公司"
        return region + self._brand() + firm + ("中心" if form == SOLE_PROPRIETOR else COMPANY_END)

    def _brand(self) -> str:
        while True:
            brand = self._names.choice(self._words.brand_first) + self._names.choice(self._words.brand_second)
            if brand[0] != brand[1]:
                return brand

    def _shop_brand(self) -> str:
        if self._names.random() >= SURNAME_SHARE:
            return self._brand()
        surname, mark = self._names.choice(self._words.surnames), self._names.choice(self._words.shop_marks)
        return mark + surname if mark == OLD else surname + mark

    def place(self) -> Place:
        """A township by weight, and a street or village in it that does not exist."""
        townships = self._figures.townships
        town = self._places.choices(townships, [township.weight for township in townships])[0]
        spot = self._places.choice(self._words.villages if town.rural else self._words.streets)
        number = self._places.randint(1, 98 if town.rural else 260)
        return Place(town.code, f"{self._figures.place}{town.name}{spot}{number}号{self._words.mark}")

    def person(self) -> str:
        """A surname and 某."""
        return self._people.choice(self._words.surnames) + "某"


def _weighted(chance: random.Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]
