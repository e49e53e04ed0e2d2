"""What an invented entity earns and employs, year by year and quarter by quarter, in keeping with its titles."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass

from beizeng.base.clock.periods import MONTHS, periods
from beizeng.register.sample_births import spread_around
from beizeng.register.sample_careers import ABOVE_BUSINESS, ABOVE_INDUSTRY, QUALIFIED_OUTSIDE, TO_ENTER
from beizeng.register.sample_chance import stream
from beizeng.register.sample_entity import Entity
from beizeng.spec.sample import EntityKind, SampleFigures

#: What trade as a whole did in the year after, per cent of the year.
TREND = {2019: 93, 2020: 98, 2021: 106, 2022: 97, 2023: 107, 2024: 103, 2025: 103}
FIRST_YEAR = 2019
#: Revenue in yuan for each person who works there.
PER_HEAD: dict[EntityKind, int] = {
    "household": 95_000,
    "enterprise": 280_000,
    "cooperative": 120_000,
    "branch": 420_000,
}
#: Exponent: the larger the revenue, the fewer people for each yuan of it.
LARGE_NEED_LESS = 0.8
MOST_STAFF: dict[EntityKind, int] = {"household": 9, "enterprise": 380, "cooperative": 40, "branch": 45}
#: Share of those who work there that is insured, on average.
INSURED: dict[EntityKind, float] = {"household": 0.35, "enterprise": 0.72, "cooperative": 0.3, "branch": 0.95}
STAFF_CHANGES = 0.16  # chance that staff changes in a quarter
NO_HIRES = {"household": 0.9, "enterprise": 0.45, "cooperative": 0.8, "branch": 0.8}


@dataclass(frozen=True)
class Workforce:
    """Who works there at the end of a quarter: all, insured, newly hired from the key groups in twelve months."""

    staff: int
    insured: int
    new_hires: int


def revenue_yuan(figures: SampleFigures, entity: Entity) -> dict[int, int]:
    """Revenue of each year since it began or since 2019; that of the first year covers the part since its first day."""
    chance = stream(figures.seed, "revenue", entity.code)
    first = entity.established_on.year
    level = float(entity.scale_yuan)
    size = max(1.04, chance.lognormvariate(0.55, 0.6))
    share = chance.random()
    found: dict[int, int] = {}
    for year in range(max(FIRST_YEAR, first), figures.until.year + 1):
        part = (366 - entity.established_on.timetuple().tm_yday) / 366 if year == first else 1.0
        found[year] = _in_keeping(entity, year, round(level * part / 100) * 100, size, share)
        drift = chance.lognormvariate(0, 0.09)
        level *= TREND[year] / 100 * drift
        size = max(1.02, size * drift)
    return found


def _in_keeping(entity: Entity, year: int, level: int, size: float, share: float) -> int:
    """The level, moved to the right side of the trade's floor: the library of next year's end rests on this year."""
    floor = entity.trade.floor_yuan
    if entity.kind != "enterprise" or not floor:
        return level
    day = datetime.date(year + 1, 12, 31)
    held = [title for title in (ABOVE_INDUSTRY, ABOVE_BUSINESS) if title in entity.titles]
    if any(entity.holds(title, day) for title in held) or QUALIFIED_OUTSIDE in entity.titles:
        return max(level, round(floor * size / 100) * 100)
    if any(entity.titles[title][0].since <= day for title in held):
        return round(floor * (0.55 + 0.4 * share) / 100) * 100
    if entity.holds(TO_ENTER, day):
        return round(floor * (0.52 + 0.45 * share) / 100) * 100
    return min(level, int(floor * 0.97))


def workforce(figures: SampleFigures, entity: Entity) -> Iterator[tuple[datetime.date, Workforce]]:
    """The workforce on its first day (or the stock's) and on the last day of each quarter in which it changed."""
    chance = stream(figures.seed, "staff", entity.code)
    first = max(entity.established_on, figures.stock_on)
    largest = max(revenue_yuan(figures, entity).values())
    level = (spread_around(chance, max(1, largest), 0.35) / PER_HEAD[entity.kind]) ** LARGE_NEED_LESS
    insured_share = min(1.0, max(0.0, chance.gauss(INSURED[entity.kind], 0.25)))
    now = _workforce(chance, entity.kind, level, insured_share)
    yield first, now
    for day in quarter_ends(first, figures.until):
        if chance.random() < STAFF_CHANGES:
            level *= chance.lognormvariate(0.02, 0.22)
            then, now = now, _workforce(chance, entity.kind, level, insured_share)
            if now != then:
                yield day, now


def _workforce(chance: random.Random, kind: EntityKind, level: float, insured_share: float) -> Workforce:
    staff = min(MOST_STAFF[kind], max(1, round(level)))
    hires = 0
    if chance.random() >= NO_HIRES[kind]:
        hires = min(staff, max(1, round(staff * chance.uniform(0.02, 0.26))))
    return Workforce(staff, round(staff * insured_share), hires)


def quarter_ends(after: datetime.date, until: datetime.date) -> Iterator[datetime.date]:
    """The last days of the quarters after one day up to another."""
    return (last for _first, last in periods(MONTHS["quarter"], after + datetime.timedelta(days=1), until))
