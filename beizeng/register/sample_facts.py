"""What departments tell of the sample county's entities: rows for each kind of feed but the registration."""

import datetime
import random
from collections.abc import Iterable, Iterator

from beizeng.register.sample_books import quarter_ends, revenue_yuan, workforce
from beizeng.register.sample_careers import ABOVE_BUSINESS, ABOVE_INDUSTRY, TO_ENTER
from beizeng.register.sample_chance import month_end, stream
from beizeng.register.sample_entity import Entity, Row, Value
from beizeng.register.sample_founders import NO_GROUP
from beizeng.spec.sample import SampleFigures

SMALL_SCALE_YUAN = 5_000_000  # yearly sales up to which a taxpayer counts as small-scale
SCIENCE_MONTH, AGRICULTURE_MONTH = 11, 10
RANKS = {"rank_province": "province", "rank_city": "city", "rank_county": "county"}


def tax(figures: SampleFigures, entities: Iterable[Entity]) -> Iterator[Row]:
    """The annual statements: revenue, taxable income, assets and tax of a year, holding from the next 1 January."""
    for entity in entities:
        chance = stream(figures.seed, "tax", entity.code)
        for year, revenue in revenue_yuan(figures, entity).items():
            on = max(figures.stock_on, datetime.date(year + 1, 1, 1))
            values = _statement(chance, revenue)
            if entity.is_open(on) and on <= figures.until:
                yield _row(entity, on, values)


def _statement(chance: random.Random, revenue: int) -> dict[str, Value]:
    return {
        "revenue_last_year": revenue,
        "taxable_income_last_year": max(0, round(revenue * chance.gauss(0.05, 0.05))),
        "total_assets": round(revenue * chance.uniform(0.5, 1.7)),
        "tax_paid_last_year": round(revenue * chance.uniform(0.004, 0.045)),
        "is_small_scale_taxpayer": revenue <= SMALL_SCALE_YUAN,
    }


def social_insurance(figures: SampleFigures, entities: Iterable[Entity]) -> Iterator[Row]:
    """Workforce and founder: a row when an entity is first seen, and for each quarter that changed its workforce."""
    for entity in entities:
        founder = entity.founder
        person: dict[str, Value] = {}
        if entity.kind != "branch":
            person = {
                "founder_is_graduate": founder.is_graduate,
                "founder_is_first_time": founder.is_first_time,
                "founder_group": founder.group,
            }
        for on, force in workforce(figures, entity):
            if not entity.is_open(on):
                continue
            values: dict[str, Value] = {
                "staff": force.staff,
                "insured_staff": force.insured,
                "new_hires_12_months": force.new_hires,
                "is_incubated": founder.is_incubated,
            }
            yield _row(entity, on, values | person)


def loans(figures: SampleFigures, entities: Iterable[Entity]) -> Iterator[Row]:
    """Balance of guarantee loans: nothing for most; some borrow once, owe half after a while and then nothing."""
    for entity in entities:
        chance = stream(figures.seed, "loans", entity.code)
        first = max(entity.established_on, figures.stock_on)
        days: dict[datetime.date, int] = {first: 0}
        in_group = entity.founder.group != NO_GROUP
        quarters = list(quarter_ends(first, figures.until))
        borrows = chance.random() < {"household": 0.07 if in_group else 0.0, "enterprise": 0.09}.get(entity.kind, 0.0)
        if borrows and quarters:
            start = chance.randrange(len(quarters))
            most = 6 if entity.kind == "household" else 40
            amount = chance.randint(1, most) * 50_000
            for later, owed in ((0, amount), (5, amount // 2), (9, 0)):
                if start + later < len(quarters):
                    days[quarters[start + later]] = owed
        for on, owed in days.items():
            if entity.is_open(on):
                yield _row(entity, on, {"guarantee_loan_balance": owed})


def credit(figures: SampleFigures, entities: Iterable[Entity]) -> Iterator[Row]:
    """Dishonest judgment debtors: what is so on the first day, and each change since."""
    for entity in entities:
        chance = stream(figures.seed, "credit", entity.code)
        first = max(entity.established_on, figures.stock_on)
        span = max(1, (figures.until - first).days)
        falls = chance.random() < (0.03 if entity.kind == "enterprise" else 0.009) and not entity.titles
        start = first + datetime.timedelta(days=int(chance.random() * 1.3 * span) - int(0.3 * span))
        end = start + datetime.timedelta(days=chance.randint(200, 1100))
        days: dict[datetime.date, bool] = {first: falls and start <= first < end}
        if falls:
            days |= {day: day == start for day in (start, end) if first < day <= figures.until}
        for on, is_dishonest in days.items():
            if entity.is_open(on):
                yield _row(entity, on, {"is_dishonest": is_dishonest})


def statistics(figures: SampleFigures, entities: Iterable[Entity]) -> Iterator[Row]:
    """The library of those above size: every enterprise once, then each entry, exit and naming as one to enter."""
    for entity in entities:
        if entity.kind != "enterprise":
            continue
        days = {max(entity.established_on, figures.stock_on)}
        for title in (ABOVE_INDUSTRY, ABOVE_BUSINESS, TO_ENTER):
            for term in entity.titles.get(title, ()):
                days |= {day for day in term if day is not None and day > figures.stock_on}
        for on in sorted(days):
            yield _row(entity, on, _size(entity, on))


def _size(entity: Entity, on: datetime.date) -> dict[str, Value]:
    is_above = entity.holds(ABOVE_INDUSTRY, on) or entity.holds(ABOVE_BUSINESS, on)
    entered = entity.first_held_on(ABOVE_INDUSTRY) or entity.first_held_on(ABOVE_BUSINESS)
    return {
        "is_above_size": is_above,
        "entered_above_size_on": entered if entered is not None and entered <= on else None,
        "is_to_enter": entity.holds(TO_ENTER, on) and not is_above,
    }


def science(figures: SampleFigures, entities: Iterable[Entity]) -> Iterator[Row]:
    """The yearly list of technology firms, those with a title and those without."""
    firms = [entity for entity in entities if entity.kind == "enterprise" and "technology" in entity.trade.pools]
    for entity in firms:
        chance = stream(figures.seed, "science", entity.code)
        revenues = revenue_yuan(figures, entity)
        forces = list(workforce(figures, entity))
        for on in _yearly(figures, SCIENCE_MONTH):
            if entity.is_open(on):
                staff = [force.staff for day, force in forces if day <= on][-1]
                yield _row(entity, on, _research(chance, entity, on, revenues.get(on.year - 1), staff))


def _research(
    chance: random.Random, entity: Entity, on: datetime.date, revenue: int | None, staff: int
) -> dict[str, Value]:
    titled = any(entity.holds(title, on) for title in ("high_tech", "private_tech", "tech_sme"))
    effort = chance.uniform(0.052, 0.09) if titled else chance.uniform(0, 0.03)
    return {
        "is_high_tech": entity.holds("high_tech", on),
        "is_private_tech": entity.holds("private_tech", on),
        "is_tech_sme": entity.holds("tech_sme", on),
        "rd_spending_last_year": None if revenue is None else round(revenue * effort),
        "ip_rights": chance.randint(3, 24) if titled else chance.randint(0, 3),
        "tech_staff": -(-staff * chance.randint(12, 35) // 100) if titled else staff * chance.randint(0, 12) // 100,
    }


def agriculture(figures: SampleFigures, entities: Iterable[Entity]) -> Iterator[Row]:
    """The yearly list of agricultural firms, cooperatives and farms, those with a title and those without."""
    for entity in entities:
        for on in _yearly(figures, AGRICULTURE_MONTH):
            values = _farming(entity, on) if entity.is_open(on) else {}
            if values:
                yield _row(entity, on, values)


def _farming(entity: Entity, on: datetime.date) -> dict[str, Value]:
    if entity.kind == "cooperative":
        return {
            "is_model_cooperative": entity.holds("model_cooperative", on),
            "is_standard_cooperative": entity.holds("standard_cooperative", on),
        }
    if entity.kind == "household" and "farm" in entity.trade.pools:
        return {"is_model_farm": entity.holds("model_farm", on)}
    if entity.kind == "enterprise" and "agriculture" in entity.trade.pools:
        return {"agricultural_rank": next((rank for title, rank in RANKS.items() if entity.holds(title, on)), NO_GROUP)}
    return {}


def _yearly(figures: SampleFigures, month: int) -> Iterator[datetime.date]:
    yield figures.stock_on
    for year in figures.years:
        yield month_end(year, month)


def _row(entity: Entity, on: datetime.date, values: dict[str, Value]) -> Row:
    return Row(on, entity.code, {fact: value for fact, value in values.items() if fact not in entity.untold})
