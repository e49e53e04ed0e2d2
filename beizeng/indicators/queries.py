"""Reading indicators: one on a day with everything behind it, the board of all, the series, the records of a number.

Nothing known after the day that is asked for is read. A quarter end that was measured is read from its reading; any
other day is counted afresh.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from django.conf import settings
from django.db.models import Max, QuerySet

from beizeng.base.people.actor import Actor
from beizeng.indicators import breakdown, counting
from beizeng.indicators.catalogue import Defined, catalogue, defined
from beizeng.indicators.counting import Counted
from beizeng.indicators.measure import (
    Aim,
    Course,
    Light,
    Pace,
    Standing,
    light,
    pace,
    pace_of_growth,
    quarter_ends,
)
from beizeng.indicators.models import Measuring, Reading
from beizeng.register import queries as register

#: An indicator, whether its baseline is meant, and the day.
Key = tuple[str, bool, datetime.date]
_READ = "indicators.read"
#: Of the records behind a number: those in it, and those of whom it is not known.
COUNTED, UNKNOWN = "counted", "unknown"


@dataclass(frozen=True)
class Value:
    """A value of a day, as it was known on another, and how it came about.

    Attributes:
        parts: kind of entity → how many of them are in the number.
        unknown: of how many entities it is not known whether they belong to it.
        reading: where it was kept; None: counted for this question alone.
    """

    on: datetime.date
    known: datetime.date
    value: Decimal | None
    source: Literal["register", "reported"]
    parts: Mapping[str, int]
    unknown: int
    query: Mapping[str, str]
    digest: str
    reading: Reading | None = None

    @property
    def count(self) -> Decimal | None:
        """The entities in the number; None: none are known."""
        return Decimal(sum(self.parts.values())) if self.parts else None


@dataclass(frozen=True)
class Base:
    """From where the path starts. ``source`` ``missing``: neither the plan nor a unit gives a value."""

    value: Decimal | None
    on: datetime.date | None
    source: Literal["plan", "register", "reported", "missing"]
    words: str
    is_sample: bool = False


@dataclass(frozen=True)
class Figures:
    """Everything that is known of an indicator on a day.

    ``path``: where the path stands on the day; ``barred``: why the value is shown and not scored, empty where it is.
    """

    one: Defined
    day: datetime.date
    base: Base
    aim: Aim | None
    course: Course | None
    path: Decimal | None
    actual: Value | None
    light: Light
    pace: Pace | None
    barred: str

    @property
    def is_scored(self) -> bool:
        """Whether a value of this day may count in an assessment."""
        return not self.barred


@dataclass(frozen=True)
class Point:
    """One day of the series: the path, and the latest version of the value; None: there is none."""

    on: datetime.date
    path: Decimal | None
    actual: Value | None


@dataclass(frozen=True)
class Records:
    """The entities behind a number: how many there are, and the cards of those that the viewer may see."""

    one: Defined
    on: datetime.date
    known: datetime.date
    total: int
    cards: QuerySet[Any]


@dataclass(frozen=True)
class Group:
    """The indicators of a project; number 0: the goals."""

    number: int
    name: str
    figures: list[Figures]


# what pages and commands ask


def show(indicator_id: str, *, day: datetime.date, viewer: Actor) -> Figures | None:
    """One indicator on a day; None: not for this viewer.

    Raises:
        BadInput: there is no such indicator; the nearest are named.
    """
    one = defined(indicator_id)
    return _figures([one], day)[0] if viewer.may(_READ) else None


def board(*, day: datetime.date, viewer: Actor) -> list[Group]:
    """All indicators on a day, by project, the goals first; nothing for who may not read them."""
    if not viewer.may(_READ):
        return []
    groups: dict[int, Group] = {}
    for figures in _figures(catalogue().values(), day):
        one = figures.one
        groups.setdefault(one.project, Group(one.project, one.project_name, [])).figures.append(figures)
    return list(groups.values())


def series(figures: Figures) -> list[Point]:
    """The quarter ends of the path with the readings known by the day, and every other day that was reported."""
    rows = {row.on: row for row in latest(known=figures.day, of=[figures.one.id]).values() if not row.is_baseline}
    course = figures.course
    days = set(rows) | ({figures.actual.on} if figures.actual else set())
    if course is not None:
        days |= {course.since, course.until, *quarter_ends(course.since, course.until)}
    found = []
    for on in sorted(days):
        actual = _kept(rows[on]) if on in rows else None
        if actual is None and figures.actual is not None and figures.actual.on == on:
            actual = figures.actual
        found.append(Point(on, course.value(on) if course else None, actual))
    return found


def versions(indicator_id: str, *, known: datetime.date, viewer: Actor) -> list[Reading]:
    """Every version of every reading known by the day, the latest day first, for who may read them."""
    rows = Reading.objects.filter(indicator=indicator_id, known_on__lte=known).order_by(
        "-on", "-is_baseline", "-version"
    )
    return list(rows) if viewer.may(_READ) else []


def drill(
    indicator_id: str, *, on: datetime.date, known: datetime.date, viewer: Actor, which: str = COUNTED
) -> Records | None:
    """The entities behind a number; None: not for this viewer, or no such part.

    Args:
        which: all of them; ``UNKNOWN``, those of whom it can't be told; or a part (``breakdown.codes_of``).

    Raises:
        BadInput: there is no such indicator.
    """
    one = defined(indicator_id)
    if not viewer.may(_READ) or one.definition.how.is_reported:
        return None
    if which in (COUNTED, UNKNOWN):
        codes: list[str] | None = counting.codes(one, on=on, known=known, is_unknown=which == UNKNOWN)
    else:
        codes = breakdown.codes_of(one, which, on=on, known=known)
    return None if codes is None else Records(one, on, known, len(codes), register.cards_of(codes, viewer=viewer))


def may_report(one: Defined, *, viewer: Actor) -> bool:
    """Whether the viewer's unit is the one that reports this indicator."""
    return any(viewer.may_for_unit("indicators.report", unit) for unit in one.units)


# readings


def latest(*, known: datetime.date, of: Iterable[str] | None = None) -> dict[Key, Reading]:
    """For each indicator and day the version that counted by what was known then."""
    rows = Reading.objects.filter(known_on__lte=known).order_by("indicator", "on", "known_on", "version")
    if of is not None:
        rows = rows.filter(indicator__in=list(of))
    return {(row.indicator, row.is_baseline, row.on): row for row in rows}


def last_versions() -> dict[Key, int]:
    """For each indicator and day the number of its last version, whenever it was known."""
    rows = Reading.objects.values_list("indicator", "is_baseline", "on").annotate(last=Max("version"))
    return {(indicator, is_baseline, on): last for indicator, is_baseline, on, last in rows}


def is_behind(*, on: datetime.date) -> bool:
    """Whether a feed came or went since the register was last counted, or a quarter ended."""
    feeds, last = register.feeds_known(on), Measuring.objects.first()
    if last is None:
        return bool(feeds)
    return tuple(last.feeds) != feeds or bool(quarter_ends(last.day + datetime.timedelta(days=1), on))


# putting a day together


def _figures(every: Iterable[Defined], day: datetime.date) -> list[Figures]:
    every = list(every)
    rows = latest(known=day, of=[one.id for one in every])
    return [_figured(one.on(day), day, rows) for one in every]


def _figured(one: Defined, day: datetime.date, rows: Mapping[Key, Reading]) -> Figures:
    base = _base(one, day, rows)
    aim = _aim(one, base)
    course = _course(one, base, aim)
    actual = _value(one, day, day, rows)
    deadline = one.target.deadline
    last = _value(one, deadline, day, rows) if deadline and deadline < day else None
    standing = Standing(
        day=day,
        value=actual.value if actual else None,
        on=actual.on if actual else None,
        aim=aim,
        course=course,
        at_deadline=last.value if last and last.on == deadline else None,
    )
    barred = _barred(one, actual.on if actual else day)
    return Figures(
        one, day, base, aim, course,
        path=course.value(day) if course else None,
        actual=actual,
        # red asks a person to act; what may not be scored asks nobody
        light=Light("none", barred) if barred else light(standing, one.lights),
        pace=_pace(one, actual, base, aim),
        barred=barred,
    )  # fmt: skip


def _value(one: Defined, on: datetime.date, known: datetime.date, rows: Mapping[Key, Reading]) -> Value | None:
    """The value for a day: of a reported one the last up to it; of a counted one as measured, or counted now."""
    if one.definition.how.is_reported:
        days = [day for name, is_baseline, day in rows if name == one.id and not is_baseline and day <= on]
        return _kept(rows[one.id, False, max(days)]) if days else None
    row = rows.get((one.id, False, on))
    if row is not None:
        return _kept(row)
    counted = _counted_now(on, known, register.feeds_known(known), settings.DATA)[one.id]
    return Value(
        on, known, counted.value, "register", counted.parts, counted.unknown, counted.query, counted.digest
    )  # fmt: skip


# the same feeds give the same answers; the folder tells apart what tests load under the same names
@lru_cache(maxsize=16)
def _counted_now(on: datetime.date, known: datetime.date, _feeds: tuple[str, ...], _folder: Any) -> dict[str, Counted]:
    return counting.count(catalogue().values(), on=on, known=known)


def _kept(row: Reading) -> Value:
    source: Literal["register", "reported"] = "register" if row.source == Reading.Source.REGISTER else "reported"
    return Value(row.on, row.known_on, row.value, source, row.parts, row.unknown, row.query, row.digest, row)


def _base(one: Defined, day: datetime.date, rows: Mapping[Key, Reading]) -> Base:
    """From where the path starts; of a growth, the count that it grows from."""
    said = one.definition.baseline
    if said is None:
        told = [row for (name, is_baseline, _), row in rows.items() if name == one.id and is_baseline]
        if not told or told[-1].value is None:
            return Base(None, None, "missing", "方案没有写基数，也没有单位补报")
        last = told[-1]
        return Base(last.value, last.on, "reported", f"{last.by_post or last.by_name} {last.at:%Y-%m-%d} 补报")
    note = said.basis.note or str(said.basis)
    if not said.is_measured:
        assert isinstance(said.value, Decimal)
        return Base(said.value, said.day, "plan", note)
    found = _value(one, said.day, day, rows)
    if one.definition.how.kind in ("index", "annual"):
        value = found.count if found else None
    else:
        value = found.value if found else None
    is_sample = bool(found and found.reading and found.reading.is_sample)
    return Base(value, said.day, "register", note, is_sample)


def _aim(one: Defined, base: Base) -> Aim | None:
    target = one.target
    if target.target is None:
        return None
    value = Decimal(str(target.target))
    if target.comparator == "ratio":
        if base.value is None:
            return None
        value *= base.value
    return Aim(value, target.comparator, target.deadline, one.definition.unit)


def _course(one: Defined, base: Base, aim: Aim | None) -> Course | None:
    """The path from the baseline to the aim; a growth starts from nothing on the baseline's day."""
    if aim is None or aim.until is None or base.value is None or base.on is None:
        return None
    is_growth = one.definition.how.kind in ("index", "annual")
    steps = tuple((step.day, step.value) for step in one.definition.steps)
    start, seasons = Decimal(0) if is_growth else base.value, one.definition.seasons
    return Course(one.definition.path, base.on, start, aim.until, aim.value, steps, seasons)


def _pace(one: Defined, actual: Value | None, base: Base, aim: Aim | None) -> Pace | None:
    if actual is None:
        return None
    if one.definition.how.kind != "annual":
        return pace(actual.value, actual.on, aim)
    if aim is None or aim.until is None or base.value is None or base.on is None:
        return None
    return pace_of_growth(aim.value, base.value, actual.count, actual.on, base.on, aim.until)


def _barred(one: Defined, on: datetime.date) -> str:
    limit = one.barred(on)
    if limit is not None:
        return f"{limit.reason}（{limit.basis}）"
    return "" if one.definition.scored else "这项指标只监测，不计分"
