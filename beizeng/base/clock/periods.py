"""Periods of the calendar year: months, quarters, halves, years, each with its first and last day. Pure."""

import datetime
from collections.abc import Iterator, Mapping

#: A period's word → its months. Periods of so many months begin in January.
MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_DAY = datetime.timedelta(days=1)

Span = tuple[datetime.date, datetime.date]


def period_of(day: datetime.date, months: int) -> Span:
    """First and last day of the period of so many months in which a day lies."""
    number = (day.year * 12 + day.month - 1) // months
    return _first(number * months), _first((number + 1) * months) - _DAY


def periods(months: int, since: datetime.date, until: datetime.date) -> Iterator[Span]:
    """The periods of so many months that end between the two days, both included, in order."""
    first, last = period_of(since, months)
    while last <= until:
        yield first, last
        first, last = period_of(last + _DAY, months)


def _first(count: int) -> datetime.date:
    return datetime.date(count // 12, count % 12 + 1, 1)
