"""What everybody may know of a kind that everybody may ask under: how many, by class; no number that tells of a few.

A number below ``LEAST`` is left out. Where leaving out one would let it be computed from the total, the next smallest
is left out with it.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from beizeng.cases.clocks import end_of
from beizeng.cases.models import Case, Event
from beizeng.cases.queries import topics
from beizeng.spec.case_kind import CaseKind, Counted

#: A number from one to just below this is not published: so few could be recognised.
LEAST = 5


@dataclass(frozen=True)
class Row:
    """The numbers of one class (or of all) under their headings; None: too few to be published."""

    label: str
    numbers: tuple[int | None, ...]


@dataclass(frozen=True)
class PublicFigures:
    """Cases received between two days, and what came of them by now: headings, a row for each class, the total."""

    since: datetime.date
    until: datetime.date
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row
    is_sample: bool


def public_figures(kind: CaseKind, *, since: datetime.date, until: datetime.date) -> PublicFigures:
    """Received, closed, and what the kind counts, by class; classes without a case are left out."""
    first = end_of(since - datetime.timedelta(days=1))
    received = Case.objects.filter(kind=kind.id, opened_at__gt=first, opened_at__lte=end_of(until)).order_by()
    closed = received.filter(closed_at__isnull=False)
    columns = [_by_class(received), _by_class(closed), *(_with_value(closed, one) for one in kind.counted)]
    present = [topic for topic in topics(kind) if columns[0][topic]]
    shown = [guarded([column[topic] for topic in present]) for column in columns]
    # of a class of which so few were received that it is not said how many, nothing else is said either
    shown = [[None if few is None else one for few, one in zip(shown[0], column, strict=True)] for column in shown]
    labels = topics(kind)
    return PublicFigures(
        since,
        until,
        ("收到", "办结", *(one.label for one in kind.counted)),
        tuple(Row(labels[topic], tuple(column[n] for column in shown)) for n, topic in enumerate(present)),
        Row("合计", tuple(_alone(column.total()) for column in columns)),
        received.filter(is_sample=True).exists(),
    )


def guarded(numbers: Sequence[int]) -> list[int | None]:
    """The numbers without those that tell of a few, and without one that would let a left-out one be computed."""
    shown = [_alone(number) for number in numbers]
    left_out = [n for n, number in enumerate(shown) if number is None]
    others = [n for n, number in enumerate(shown) if number]
    if len(left_out) == 1 and others:
        shown[min(others, key=lambda n: numbers[n])] = None
    return shown


def _alone(number: int) -> int | None:
    return None if 0 < number < LEAST else number


def _by_class(rows: QuerySet[Case]) -> Counter[str]:
    return Counter(rows.values_list("topic", flat=True))


def _with_value(rows: QuerySet[Case], counted: Counted) -> Counter[str]:
    """By class, the cases whose field holds one of the values, as it was written last."""
    written = Event.objects.filter(case__in=rows, fields__has_key=counted.field).order_by("case_id", "sequence")
    last = _last(written.values_list("case__topic", "case_id", f"fields__{counted.field}"))
    return Counter(topic for topic, value in last.values() if value in counted.values)


def _last(written: Iterable[tuple[str, int, str]]) -> Mapping[int, tuple[str, str]]:
    return {case_id: (topic, value) for topic, case_id, value in written}
