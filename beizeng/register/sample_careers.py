"""Which invented entities hold which title when: above size, high-tech, leading farm business, model cooperative."""

import datetime
import random
from collections.abc import Sequence
from itertools import cycle

from beizeng.register.sample_chance import pick, stream
from beizeng.register.sample_entity import Entity, SampleCounty, Term
from beizeng.register.sample_names import FARM
from beizeng.spec.errors import BadInput
from beizeng.spec.sample import Ladder, Pool, SampleFigures

ABOVE_INDUSTRY = "above_industry"
ABOVE_BUSINESS = "above_business"
TO_ENTER = "to_enter"
QUALIFIED_OUTSIDE = "qualified_outside"
#: Ladders of which an entity climbs one only.
EXCLUSIVE = (
    (ABOVE_INDUSTRY, ABOVE_BUSINESS, QUALIFIED_OUTSIDE),
    (TO_ENTER, QUALIFIED_OUTSIDE),
    ("rank_province", "rank_city", "rank_county"),
)
#: Whoever gets a title had been there for so long on the stock's day.
SEASONED_DAYS = 700
EARLIEST_YEAR = 2011
#: How much likelier: the firm that will enter the library, among those brought up to enter; the holder of a title.
FUTURE_WEIGHT, TITLED_WEIGHT = 6.0, 3.0


def give_titles(sample: SampleCounty, stock: Sequence[Entity]) -> None:
    """Fill ``titles`` of the stock's entities, ladder by ladder, with exactly the pack's numbers.

    Raises:
        BadInput: a ladder wants more entities than are fit for it.
    """
    figures = sample.figures
    for name, ladder in figures.ladders.items():
        _climb(figures, name, ladder, [entity for entity in stock if _eligible(entity, name, ladder.pool, figures)])
    chance = stream(figures.seed, "ladder", QUALIFIED_OUTSIDE)
    outside = [entity for entity in stock if _eligible(entity, QUALIFIED_OUTSIDE, "industry", figures)]
    for entity in _take(chance, QUALIFIED_OUTSIDE, outside, [1.0] * len(outside), figures.qualified_outside):
        entity.titles[QUALIFIED_OUTSIDE] = [Term(figures.stock_on, None)]


def _eligible(entity: Entity, ladder: str, pool: Pool, figures: SampleFigures) -> bool:
    if entity.established_on > figures.stock_on - datetime.timedelta(days=SEASONED_DAYS):
        return False
    rivals = {rival for group in EXCLUSIVE if ladder in group for rival in group if rival != ladder}
    if rivals & entity.titles.keys():
        return False
    if pool == "cooperative":
        return entity.kind == "cooperative"
    if pool == "farm":
        return entity.name.endswith(FARM)
    return entity.kind == "enterprise" and pool in entity.trade.pools


def _climb(figures: SampleFigures, name: str, ladder: Ladder, pool: list[Entity]) -> None:
    chance = stream(figures.seed, "ladder", name)
    for entity in _take(chance, name, pool, [_weight(entity, None, name) for entity in pool], ladder.stock):
        entity.titles[name] = [Term(_long_ago(chance, entity, figures), None)]
    months = cycle(ladder.months)
    for year in figures.years:
        day = datetime.date(year, ladder.leave_month, 1)
        members = [entity for entity in pool if entity.holds(name, day)]
        for entity in _take(chance, name, members, [1.0] * len(members), ladder.left.get(year, 0)):
            entity.titles[name] = [Term(entity.titles[name][0].since, day)]
        for _ in range(ladder.joined.get(year, 0)):
            since = datetime.date(year, next(months), 1)
            free = [entity for entity in pool if name not in entity.titles and _may_join(entity, name, since)]
            (joining,) = _take(chance, name, free, [_weight(entity, since, name) for entity in free], 1)
            joining.titles[name] = [Term(since, None)]


def _take(chance: random.Random, name: str, pool: list[Entity], weights: list[float], count: int) -> list[Entity]:
    if len(pool) < count:
        raise BadInput(
            what=name,
            where="sample_county: ladders",
            why=f"需要 {count} 户，合适的只有 {len(pool)} 户",
            write="请减少户数，或增加相应行业的权重",
        )
    return pick(chance, pool, weights, count)


def _may_join(entity: Entity, name: str, day: datetime.date) -> bool:
    entered = entity.first_held_on(ABOVE_INDUSTRY) if name == TO_ENTER else None
    return entered is None or entered > day


def _weight(entity: Entity, since: datetime.date | None, name: str) -> float:
    if name == TO_ENTER and since is not None and ABOVE_INDUSTRY in entity.titles:
        return FUTURE_WEIGHT
    return TITLED_WEIGHT if entity.titles else 1.0


def _long_ago(chance: random.Random, entity: Entity, figures: SampleFigures) -> datetime.date:
    first = max(EARLIEST_YEAR, entity.established_on.year + 1)
    return datetime.date(chance.randint(first, figures.stock_on.year), 12, 1)
