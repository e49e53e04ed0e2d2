"""Fair figures: how many clocks were kept. What is open and past its day counts; what has no limit is never green.

On time = closed on time ÷ (closed + open and overdue). An open clock that is not due yet is in neither. Where a time
must only pass (publicity), or the applicant keeps it, no office is judged by it.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Count, F, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.cases.clocks import end_of
from beizeng.cases.models import CaseClock
from beizeng.cases.queries import visible
from beizeng.cases.shelf import kinds

#: Units with fewer clocks are shown and not ranked: with one case anybody is first or last.
LEAST_TO_RANK = 30


@dataclass(frozen=True)
class Kept:
    """How the clocks of one unit (or of all) stood on a day.

    Attributes:
        on_time, on_time_unextended: closed by their day; and by the day before any extension.
        closed, overdue: closed with a judgement; open and past their day.
        overdue_unextended: open and past their day before any extension.
        no_limit: open, without any limit: red.
        last_day: closed on the very last day of their limit.
        most_in_a_day: the most that were closed on one day.
        extended: of the closed and overdue, those that were extended.
        rank: place by the share on time; None: too few.
    """

    unit: str
    name: str
    on_time: int = 0
    on_time_unextended: int = 0
    closed: int = 0
    overdue: int = 0
    overdue_unextended: int = 0
    no_limit: int = 0
    last_day: int = 0
    most_in_a_day: int = 0
    extended: int = 0
    rank: int | None = None

    @property
    def judged(self) -> int:
        """How many are judged at all."""
        return self.closed + self.overdue

    @property
    def late(self) -> int:
        """Closed after their day."""
        return self.closed - self.on_time

    @property
    def share(self) -> Decimal | None:
        """On time, in per cent with one place; None: nothing to judge."""
        return _percent(self.on_time, self.judged)

    @property
    def share_unextended(self) -> Decimal | None:
        """On time had nothing been extended."""
        return _percent(self.on_time_unextended, self.closed + self.overdue_unextended)

    @property
    def share_extended(self) -> Decimal | None:
        """How many were extended."""
        return _percent(self.extended, self.judged)

    @property
    def share_last_day(self) -> Decimal | None:
        """Of the closed ones, how many on the very last day."""
        return _percent(self.last_day, self.closed)


@dataclass(frozen=True)
class Figures:
    """The figures of a stretch of days: all together, and by unit in order of rank, those too few to rank after."""

    since: datetime.date
    until: datetime.date
    total: Kept
    units: tuple[Kept, ...]


def figures(*, viewer: Actor, since: datetime.date, until: datetime.date, kind: str = "") -> Figures:
    """What was closed between the two days (both included), and what was open and overdue at the end of the second."""
    rows = _judged_rows(viewer, kind)
    at, first = end_of(until), end_of(since - datetime.timedelta(days=1))
    names = people.unit_names()
    found = {row.pop("keeper"): row for row in _counts(rows, first, at).values("keeper", *_NAMES)}
    most = _most_in_a_day(rows, first, at)
    units = [Kept(unit, names.get(unit, unit), most_in_a_day=most.get(unit, 0), **row) for unit, row in found.items()]
    shown = [one for one in units if one.judged or one.no_limit]
    sums = {name: sum(getattr(one, name) for one in shown) for name in _NAMES}
    total = Kept("", "", most_in_a_day=max(most.values(), default=0), **sums)
    return Figures(since, until, total, tuple(_ranked(shown)))


def _judged_rows(viewer: Actor, kind: str) -> QuerySet[Any]:
    """The clocks by which an office is judged, each with its keeper: the clock's own unit, else the lead."""
    outside = Q(pk__in=[])
    for one in kinds().values():
        spared = [clock.id for clock in one.clocks if clock.awaited or clock.whose == "subject"]
        outside |= Q(case__kind=one.id, clock__in=spared)
    rows = CaseClock.objects.filter(case__in=visible(viewer=viewer)).exclude(outside).exclude(outcome="void")
    if kind:
        rows = rows.filter(case__kind=kind)
    keeper = Choice(When(unit="", then=F("case__lead_unit_id")), default=F("unit"))
    ended_on = TruncDate("stopped_at", tzinfo=SHANGHAI)
    judged = rows.annotate(keeper=keeper, ended_on=ended_on).order_by()
    return judged if viewer.reach("cases.read_figures") == "all" else judged.filter(keeper__in=viewer.unit_ids)


_NAMES = (
    "on_time", "on_time_unextended", "closed", "overdue", "overdue_unextended", "no_limit", "last_day", "extended",
)  # fmt: skip


def _counts(rows: QuerySet[Any], first: datetime.datetime, at: datetime.datetime) -> QuerySet[Any]:
    closed = Q(stopped_at__gt=first, stopped_at__lte=at)
    running = (Q(stopped_at__isnull=True) | Q(stopped_at__gt=at)) & Q(starts_at__lte=at, paused_at__isnull=True)
    overdue = running & Q(due_at__lt=at)
    first_day = Q(extended_from__isnull=True) | Q(ended_on__lte=F("extended_from"))
    was_due = running & (Q(due_at__lt=at) | Q(extended_from__lt=at.date()))
    conditions = {
        "on_time": closed & Q(outcome="on_time"),
        "on_time_unextended": closed & Q(outcome="on_time") & first_day,
        "closed": closed,
        "overdue": overdue,
        "overdue_unextended": was_due,
        "no_limit": running & Q(due_at__isnull=True),
        "last_day": closed & Q(ended_on=F("due_on")),
        "extended": (closed | overdue) & Q(extensions__gt=0),
    }
    counts = {name: Count(Choice(When(condition, then=Value(1)))) for name, condition in conditions.items()}
    counted: QuerySet[Any] = rows.values("keeper").annotate(**counts)
    return counted


def _most_in_a_day(rows: QuerySet[Any], first: datetime.datetime, at: datetime.datetime) -> dict[str, int]:
    days = rows.filter(stopped_at__gt=first, stopped_at__lte=at).values("keeper", "ended_on").annotate(n=Count("id"))
    most: dict[str, int] = {}
    for row in days:
        most[row["keeper"]] = max(most.get(row["keeper"], 0), row["n"])
    return most


def _ranked(units: Iterable[Kept]) -> Iterable[Kept]:
    """By share; equal shares have equal places; units with too few after them, by name."""
    units = list(units)
    many = sorted((one for one in units if one.judged >= LEAST_TO_RANK), key=lambda one: (-(one.share or 0), one.name))
    shares = [one.share for one in many]
    yield from (replace(one, rank=shares.index(one.share) + 1) for one in many)
    yield from sorted((one for one in units if one.judged < LEAST_TO_RANK), key=lambda one: one.name)


def _percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(100) * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None
