"""The life of the sample county: its stock, then births, ends, conversions and changes month by month.

An entity meets at most one event in a month, so that its rows never contradict each other within it.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable

from beizeng.register.sample_births import CAPITALS, Maker
from beizeng.register.sample_careers import give_titles
from beizeng.register.sample_chance import apportion, draw, month_end, office_days, pick, stream
from beizeng.register.sample_entity import Entity, Row, SampleCounty
from beizeng.spec.sample import EntityKind

#: Yearly revenue from which a household is large enough to become an enterprise.
LARGE_HOUSEHOLD_YUAN = 500_000
REPORT_MONTH = 7  # the annual report is due on 30 June
EVENLY = (1,) * 12
#: Share of suspended entities that resume, and of listed ones that come off the list, with the months it takes.
RESUME_SHARE, RESUME_MONTHS = 0.8, (5, 14)
DELIST_SHARE, DELIST_MONTHS = 0.62, (1, 13)
Month = tuple[int, int]


class Life:
    """``entities``: everyone who ever was; ``rows``: what the register office says, by day."""

    def __init__(self, sample: SampleCounty) -> None:
        self._figures = sample.figures
        self._maker = Maker(sample)
        self._events = stream(sample.figures.seed, "events")
        self._open: dict[EntityKind, dict[str, Entity]] = defaultdict(dict)
        self._later: dict[Month, list[tuple[Entity, Callable[[Entity], None]]]] = defaultdict(list)
        self._touched: set[str] = set()
        self._days: list[datetime.date] = []
        self.entities: list[Entity] = []
        self.rows: list[Row] = []
        self._begin(sample)
        for year in self._figures.years:
            self._live(year)
        self.rows.sort(key=lambda row: (row.on, row.code))

    def _begin(self, sample: SampleCounty) -> None:
        day = self._figures.stock_on
        for kind, count in self._figures.stock.items():
            for entity in self._maker.stock(kind, count):
                self._add(entity, day)
        give_titles(sample, self.entities)
        for kind, count in self._figures.stock_revoked.items():
            for entity in self._maker.stock(kind, count):
                entity.status = "revoked"
                entity.closed_on = entity.established_on + (day - entity.established_on) // 2
                self.entities.append(entity)
                self.rows.append(entity.row(day))

    def _live(self, year: int) -> None:
        plan = self._figures.years[year]
        births = {kind: apportion(count, self._figures.birth_months) for kind, count in plan.births.items()}
        ends = {
            status: {kind: apportion(count, self._figures.death_months) for kind, count in numbers.items()}
            for status, numbers in (
                ("cancelled", plan.cancelled),
                ("revoked", plan.revoked),
                ("moved_out", plan.moved_out),
            )
        }
        converted = apportion(plan.converted, self._figures.birth_months)
        suspended = apportion(plan.suspended, self._suspension_months(year))
        changes = {what: apportion(count, EVENLY) for what, count in plan.changes.model_dump().items()}
        for i in range(12):
            self._touched = set()
            self._days = office_days(year, i + 1, self._figures.closed_days)
            for entity, do in self._later.pop((year, i + 1), ()):
                do(entity)
            for kind, counts in births.items():
                self._births(kind, counts[i])
            self._convert(converted[i])
            for status, by_kind in ends.items():
                for kind, counts in by_kind.items():
                    self._end(kind, status, counts[i])
            self._suspend(suspended[i], (year, i + 1))
            if i + 1 == REPORT_MONTH:
                self._list_abnormal(plan.listed_abnormal, (year, i + 1))
            for what, counts in changes.items():
                self._change(what, counts[i])

    def _suspension_months(self, year: int) -> tuple[int, ...]:
        months = tuple(int(month_end(year, month) >= self._figures.suspension_from) for month in range(1, 13))
        return months if any(months) else EVENLY

    def _add(self, entity: Entity, day: datetime.date) -> None:
        self.entities.append(entity)
        self._open[entity.kind][entity.code] = entity
        self._say(entity, day)

    def _say(self, entity: Entity, day: datetime.date) -> None:
        self.rows.append(entity.row(day))
        self._touched.add(entity.code)

    def _day(self) -> datetime.date:
        return self._events.choice(self._days)

    def _births(self, kind: EntityKind, count: int) -> None:
        for _ in range(count):
            day = self._day()
            self._add(self._maker.born(kind, day), day)

    def _convert(self, count: int) -> None:
        if not count:
            return
        large = [
            entity
            for entity in self._at_rest(("household",))
            if entity.scale_yuan >= LARGE_HOUSEHOLD_YUAN
            and entity.trade.enterprise
            and not entity.titles
            and not _is_young(entity, self._days[0], 1)
        ]
        for household in draw(self._events, large, count):
            day = self._day()
            self._close(household, "cancelled", day)
            self._add(self._maker.converted(household, day), day)

    def _end(self, kind: EntityKind, status: str, count: int) -> None:
        if not count:
            return
        free = [entity for entity in self._at_rest((kind,)) if not entity.titles]
        for entity in pick(self._events, free, [self._frailty(entity, status) for entity in free], count):
            self._close(entity, status, self._day())

    def _frailty(self, entity: Entity, status: str) -> float:
        day = self._days[0]
        weight = 3.0 if _is_young(entity, day, 3) else 1.6 if _is_young(entity, day, 6) else 1.0
        if entity.status == "suspended":
            weight *= 4
        if status == "revoked" and entity.in_abnormal_list:
            weight *= 30
        if status == "cancelled" and entity.founder.is_graduate:
            weight *= 2
        return weight

    def _close(self, entity: Entity, status: str, day: datetime.date) -> None:
        entity.status = status
        entity.closed_on = day
        if status != "revoked":
            entity.ended_on = day
        del self._open[entity.kind][entity.code]
        self._say(entity, day)

    def _suspend(self, count: int, month: Month) -> None:
        if not count:
            return
        rest = [e for e in self._at_rest(("household", "enterprise")) if e.status == "open" and not e.titles]
        for entity in draw(self._events, rest, count):
            entity.status = "suspended"
            self._say(entity, self._day())
            self._plan(entity, self._resume, month, RESUME_SHARE, RESUME_MONTHS)

    def _resume(self, entity: Entity) -> None:
        if entity.status == "suspended":
            entity.status = "open"
            self._say(entity, self._day())

    def _list_abnormal(self, count: int, month: Month) -> None:
        rest = [e for e in self._at_rest(self._figures.stock) if not e.in_abnormal_list and not e.titles]
        for entity in draw(self._events, rest, count):
            entity.in_abnormal_list = True
            self._say(entity, self._day())
            self._plan(entity, self._delist, month, DELIST_SHARE, DELIST_MONTHS)

    def _delist(self, entity: Entity) -> None:
        if entity.closed_on is None and entity.code not in self._touched:
            entity.in_abnormal_list = False
            self._say(entity, self._day())

    def _plan(
        self, entity: Entity, do: Callable[[Entity], None], month: Month, share: float, months: tuple[int, int]
    ) -> None:
        if self._events.random() < share:
            later = month[0] * 12 + month[1] - 1 + self._events.randint(*months)
            self._later[(later // 12, later % 12 + 1)].append((entity, do))

    def _change(self, what: str, count: int) -> None:
        kinds: tuple[EntityKind, ...] = ("household", "enterprise", "cooperative")
        rest = self._at_rest(kinds if what in ("name", "address") else kinds[1:])
        for entity in draw(self._events, rest, count):
            self._rewrite(entity, what)
            self._say(entity, self._day())

    def _rewrite(self, entity: Entity, what: str) -> None:
        if what == "name":
            entity.name = self._maker.names.name(entity.kind, entity.trade, entity.legal_form)
        elif what == "address":
            entity.division, entity.address = self._maker.names.place()
        elif what == "capital":
            entity.capital = self._events.choice([yuan for yuan in CAPITALS if yuan != entity.capital])
        else:
            entity.representative = self._maker.names.person()

    def _at_rest(self, kinds: Iterable[EntityKind]) -> list[Entity]:
        """The open entities of these kinds whom nothing has met this month."""
        return [e for kind in kinds for e in self._open[kind].values() if e.code not in self._touched]


def _is_young(entity: Entity, day: datetime.date, years: int) -> bool:
    return (day - entity.established_on).days < years * 365
