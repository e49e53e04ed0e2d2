"""Periods of the calendar year: a day lies in exactly one, and they follow each other without a gap."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beizeng.base.clock.periods import MONTHS, period_of, periods

D = datetime.date
DAYS = st.dates(D(1990, 1, 1), D(2050, 12, 31))


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("month", D(2024, 2, 1), D(2024, 2, 29)),
        ("quarter", D(2024, 1, 1), D(2024, 3, 31)),
        ("half_year", D(2024, 1, 1), D(2024, 6, 30)),
        ("year", D(2024, 1, 1), D(2024, 12, 31)),
    ],
)
def test_the_period_of_a_day(word: str, first: D, last: D) -> None:
    assert period_of(D(2024, 2, 29), MONTHS[word]) == (first, last)


def test_periods_end_between_the_two_days_both_included() -> None:
    found = list(periods(3, D(2020, 12, 31), D(2021, 6, 30)))
    assert [last for _first, last in found] == [D(2020, 12, 31), D(2021, 3, 31), D(2021, 6, 30)]
    assert list(periods(3, D(2021, 1, 1), D(2021, 3, 30))) == []


@given(DAYS, st.sampled_from(sorted(MONTHS.values())))
def test_a_day_lies_in_its_period_and_the_next_day_after_it_in_the_next(day: D, months: int) -> None:
    first, last = period_of(day, months)
    assert first <= day <= last
    after, _end = period_of(last + datetime.timedelta(days=1), months)
    assert after == last + datetime.timedelta(days=1)
