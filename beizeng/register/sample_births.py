"""Makes invented entities: the stock of the first day, and later births and conversions."""

import datetime
import random

from beizeng.register.sample_chance import apportion, stream
from beizeng.register.sample_entity import Codes, Entity, SampleCounty
from beizeng.register.sample_founders import founder
from beizeng.register.sample_names import Names
from beizeng.spec.sample import EntityKind, Trade

#: Median yearly revenue in yuan by kind, and the spread (sigma of the logarithm).
REVENUE: dict[EntityKind, tuple[float, float]] = {
    "household": (130_000, 0.95),
    "enterprise": (1_600_000, 1.25),
    "cooperative": (420_000, 0.9),
    "branch": (2_400_000, 0.8),
}
LARGEST: dict[EntityKind, int] = {
    "household": 6_000_000,
    "enterprise": 60_000_000,
    "cooperative": 9_000_000,
    "branch": 30_000_000,
}
#: An ordinary firm of a trade with a floor stays below this share of it; ladders lift those that shall pass.
BELOW_FLOOR = 0.9
#: Years for which an entity of the stock has been there, on average, and the first year of each kind.
MEAN_AGE_YEARS: dict[EntityKind, float] = {"household": 4.6, "enterprise": 6.5, "cooperative": 6.2, "branch": 8.0}
FIRST_YEAR: dict[EntityKind, int] = {"household": 1992, "enterprise": 1994, "cooperative": 2007, "branch": 1996}
CAPITALS = (100_000, 300_000, 500_000, 1_000_000, 2_000_000, 3_000_000, 5_000_000, 10_000_000, 20_000_000, 50_000_000)
CAPITAL_WEIGHTS = (6, 6, 14, 22, 16, 10, 14, 8, 3, 1)
HOUSEHOLD_CAPITALS = (5_000, 10_000, 20_000, 30_000, 50_000, 80_000, 100_000, 200_000, 300_000)
#: Share of households that state no funds at registration.
NO_CAPITAL_SHARE = 0.4


class Maker:
    """Makes entities one by one, with names, codes and trades of their own."""

    def __init__(self, sample: SampleCounty) -> None:
        self._sample = sample
        self.names = Names(sample)
        self._codes = Codes(sample.figures)
        self._rising: dict[EntityKind, tuple[list[Trade], list[int]]] = {}
        for kind in sample.figures.stock:
            trades = [trade for trade in sample.trades if trade.weight(kind)]
            self._rising[kind] = trades, [trade.weight(kind) * trade.rise for trade in trades]
        self._nature = stream(sample.figures.seed, "nature")
        self._ages = stream(sample.figures.seed, "ages")
        self._trades = stream(sample.figures.seed, "trades")
        self._founders = stream(sample.figures.seed, "founders")
        self._telling = stream(sample.figures.seed, "telling")

    def stock(self, kind: EntityKind, count: int) -> list[Entity]:
        """``count`` entities open on the stock's day, trades in exact proportion, established over the years before."""
        trades = self._in_proportion(kind, count)
        self._trades.shuffle(trades)
        return [self.make(kind, trade, self._long_ago(kind)) for trade in trades]

    def born(self, kind: EntityKind, day: datetime.date) -> Entity:
        """A new entity; rising trades are likelier than in the stock."""
        trades, weights = self._rising[kind]
        return self.make(kind, self._trades.choices(trades, weights)[0], day)

    def converted(self, household: Entity, day: datetime.date) -> Entity:
        """The enterprise that a household becomes: same trade, place and person, a new name and code (个转企)."""
        enterprise = self.make("enterprise", household.trade, day)
        enterprise.division, enterprise.address = household.division, household.address
        enterprise.representative = household.representative
        enterprise.scale_yuan = household.scale_yuan
        enterprise.founder = household.founder
        enterprise.converted_from = household.code
        return enterprise

    def make(self, kind: EntityKind, trade: Trade, established_on: datetime.date) -> Entity:
        """An entity of a kind and trade, with everything that the register says of it."""
        form = self.names.form(kind, trade)
        place = self.names.place()
        return Entity(
            code=self._codes.take(kind),
            kind=kind,
            trade=trade,
            name=self.names.name(kind, trade, form),
            legal_form=form,
            established_on=established_on,
            division=place.division,
            address=place.address,
            capital=self._capital(kind),
            representative=self.names.person(),
            scale_yuan=self._scale(kind, trade),
            founder=founder(self._founders, since_plan=established_on > self._sample.figures.stock_on),
            untold=self._untold(kind),
        )

    def _in_proportion(self, kind: EntityKind, count: int) -> list[Trade]:
        trades = self._rising[kind][0]
        counts = apportion(count, [trade.weight(kind) for trade in trades])
        return [trade for trade, number in zip(trades, counts, strict=True) for _ in range(number)]

    def _long_ago(self, kind: EntityKind) -> datetime.date:
        last = self._sample.figures.stock_on
        first = datetime.date(FIRST_YEAR[kind], 3, 1)
        while True:
            days = int(self._ages.expovariate(1 / (MEAN_AGE_YEARS[kind] * 365)))
            day = last - datetime.timedelta(days=days)
            if day >= first and day.weekday() < 5:  # Monday to Friday
                return day

    def _untold(self, kind: EntityKind) -> frozenset[str]:
        missing = self._sample.figures.missing.items()
        return frozenset(fact for fact, shares in missing if self._telling.random() < shares.get(kind, 0))

    def _capital(self, kind: EntityKind) -> int | None:
        if kind == "branch" or (kind == "household" and self._nature.random() < NO_CAPITAL_SHARE):
            return None
        if kind == "household":
            return self._nature.choice(HOUSEHOLD_CAPITALS)
        return self._nature.choices(CAPITALS, CAPITAL_WEIGHTS)[0]

    def _scale(self, kind: EntityKind, trade: Trade) -> int:
        median, spread = REVENUE[kind]
        scale = spread_around(self._nature, median, spread)
        ceiling = LARGEST[kind]
        if kind == "enterprise" and trade.floor_yuan:
            ceiling = min(ceiling, int(trade.floor_yuan * BELOW_FLOOR))
        return min(scale, ceiling)


def spread_around(chance: random.Random, median: float, spread: float) -> int:
    """A whole number of hundreds, log-normal around ``median``."""
    return max(1, round(median * chance.lognormvariate(0, spread) / 100)) * 100
