"""How often one subject may be bothered in a year: counted over all units, beyond the cap only with a reason."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from beizeng.base.clock.now import local_day
from beizeng.cases.clocks import end_of
from beizeng.cases.models import Case
from beizeng.cases.queries import topics
from beizeng.cases.shelf import kinds
from beizeng.spec.case_kind import CaseKind
from beizeng.spec.values import Basis, on_day


@dataclass(frozen=True)
class Year:
    """What one subject had of one kind in a calendar year: class → how many; how many of the capped may be.

    ``at_most`` None: no source sets it. ``capped``: how many count towards it.
    """

    kind: CaseKind
    year: int
    counts: Mapping[str, int]
    capped: int
    at_most: int | None
    basis: Basis | None


def year_of(kind: CaseKind, subject: str, *, at: datetime.datetime) -> Year:
    """The year of the moment, up to its end."""
    cap = kind.yearly_cap
    assert cap is not None
    day = local_day(at)
    before = end_of(datetime.date(day.year - 1, 12, 31))
    rows = Case.objects.filter(kind=kind.id, subject=subject, opened_at__gt=before).exclude(state__in=cap.not_in)
    rows = rows.filter(opened_at__lte=end_of(datetime.date(day.year, 12, 31)))
    counts = Counter(rows.values_list("topic", flat=True))
    held = on_day(cap.at_most, day)
    capped = sum(counts[topic] for topic in cap.topics)
    return Year(kind, day.year, counts, capped, held.value if held else None, held.basis if held else None)


def years_of(subject: str, *, at: datetime.datetime) -> tuple[tuple[Year, tuple[tuple[str, int], ...]], ...]:
    """For every kind with a cap: the subject's year, and its numbers by class under their labels."""
    found = [year_of(kind, subject, at=at) for kind in kinds().values() if kind.yearly_cap is not None]
    return tuple(
        (year, tuple((label, year.counts[topic]) for topic, label in topics(year.kind).items())) for year in found
    )


def over_cap(kind: CaseKind, subject: str, values: Mapping[str, Any], *, at: datetime.datetime) -> Year | None:
    """The year in which one more is too many and no reason is given; None: it may be begun."""
    cap = kind.yearly_cap
    if cap is None or values.get(kind.topic or "") not in cap.topics or str(values.get(cap.reason) or "").strip():
        return None
    year = year_of(kind, subject, at=at)
    return year if year.at_most is not None and year.capped >= year.at_most else None
