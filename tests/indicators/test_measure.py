"""The heart: paths, lights at their boundaries, pace, growth; worked examples and properties."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from beizeng.indicators.measure import (
    Aim,
    Course,
    Standing,
    annual_growth,
    growth,
    kept,
    light,
    pace,
    pace_of_growth,
    quarter_ends,
    words,
    years_between,
)
from beizeng.spec.indicator import Indicator, Lights
from beizeng.spec.values import Basis

BASE, END = datetime.date(2020, 12, 31), datetime.date(2025, 12, 31)
LIGHTS = Lights(green=Decimal(1), amber=Decimal("0.8"), basis=Basis(document="测试", verified=False))
COMMERCE = tuple(
    (datetime.date(year, 12, 31), Decimal(value))
    for year, value in ((2020, 0), (2021, 10), (2022, 20), (2023, 50), (2024, 70), (2025, 100))
)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def straight(start: int = 26, end: int = 52) -> Course:
    return Course("straight", BASE, Decimal(start), END, Decimal(end))


def aim(value: str = "52", comparator: str = "at_least", until: datetime.date | None = END, unit: str = "户") -> Aim:
    return Aim(Decimal(value), comparator, until, unit)  # type: ignore[arg-type]


def shown(value: str | None, on: str, *, at: str | None = None, last: str | None = None, **more: object) -> str:
    standing = Standing(
        day=day(at or on),
        value=None if value is None else Decimal(value),
        on=None if value is None else day(on),
        aim=more.get("aim", aim()),  # type: ignore[arg-type]
        course=more.get("course", straight()),  # type: ignore[arg-type]
        at_deadline=None if last is None else Decimal(last),
    )
    return light(standing, LIGHTS).colour


# time and growth


def test_every_anniversary_is_a_whole_number_of_years() -> None:
    assert years_between(BASE, day("2024-12-31")) == 4
    assert years_between(BASE, BASE) == 0
    assert years_between(day("2020-02-29"), day("2021-02-28")) == 1
    assert years_between(BASE, day("2021-07-01")) == Fraction(182, 365)
    assert years_between(day("2023-12-31"), day("2024-09-30")) == Fraction(274, 366)


def test_quarter_ends_hold_both_ends() -> None:
    assert quarter_ends(BASE, day("2021-06-30")) == [BASE, day("2021-03-31"), day("2021-06-30")]
    assert quarter_ends(day("2021-01-01"), day("2021-03-30")) == []


def test_growth_is_over_the_base_and_unknown_without_one() -> None:
    assert growth(Decimal(100), Decimal(117)) == 17
    assert growth(None, Decimal(5)) is None
    assert growth(Decimal(5), None) is None
    assert growth(Decimal(0), Decimal(5)) is None


def test_doubling_in_five_years_is_not_fifteen_percent_a_year() -> None:
    doubled = annual_growth(Decimal(5493), Decimal(10986), Fraction(5))
    assert doubled is not None
    assert words(doubled) == "14.86"
    assert not aim("15", unit="%").is_met(kept(doubled))
    exact = annual_growth(Decimal(10**10), Decimal(20113571875), Fraction(5))
    assert exact is not None
    assert kept(exact) == 15
    assert aim("15", unit="%").is_met(kept(exact))
    short = annual_growth(Decimal(10**10), Decimal(20113571874), Fraction(5))
    assert short is not None
    assert not aim("15", unit="%").is_met(kept(short))
    households = annual_growth(Decimal(4388), Decimal(8800), Fraction(5))
    assert households is not None
    assert words(households) == "14.93"


def test_what_is_short_of_the_target_never_looks_like_it() -> None:
    assert words(Decimal("14.999999")) == "14.99"
    assert not aim("15", unit="%").is_met(Decimal("14.6"))
    assert words(Decimal("1234567")) == "1,234,567"
    assert words(Decimal("45.50")) == "45.5"


# paths


def test_a_straight_path_adds_the_same_every_year() -> None:
    values = [straight().value(datetime.date(year, 12, 31)) for year in range(2020, 2026)]
    assert values == [Decimal(text) for text in ("26", "31.2", "36.4", "41.6", "46.8", "52")]
    assert straight().value(day("2020-12-30")) is None
    assert straight().value(day("2030-01-01")) == 52


def test_a_geometric_path_doubles_by_the_fifth_root_of_two() -> None:
    course = Course("geometric", BASE, Decimal(1000), END, Decimal(2000))
    rounded = [round(course.value(datetime.date(year, 12, 31)) or 0) for year in range(2020, 2026)]
    assert rounded == [1000, 1149, 1320, 1516, 1741, 2000]


def test_commerce_steps_are_over_2020_and_not_year_on_year() -> None:
    course = Course("steps", BASE, Decimal(0), END, Decimal(100), COMMERCE)
    assert [course.value(on) for on, _ in COMMERCE] == [value for _, value in COMMERCE]
    # year on year these are 10, 9.1, 25, 13.3, 17.6 %: a straight line would be red in the first two years
    more = aim("100", "equal", unit="%")
    assert shown("20", "2022-12-31", aim=more, course=course) == "green"
    assert shown("20", "2022-12-31", aim=more, course=straight(0, 100)) == "red"
    half_year = course.value(day("2023-07-01"))
    assert half_year is not None
    assert 34 < half_year < 36


@pytest.mark.parametrize("until", [2021, 2023])
def test_a_step_that_is_a_target_of_its_own_ends_its_path(until: int) -> None:
    last, value = next(step for step in COMMERCE if step[0].year == until)
    course = Course("steps", BASE, Decimal(0), last, value, COMMERCE)
    assert course.value(last) == value
    assert course.value(END) == value


DAYS = st.dates(BASE, END)
COURSES = st.builds(
    lambda kind, start, more: Course(kind, BASE, Decimal(start), END, Decimal(start + more)),
    st.sampled_from(["straight", "geometric"]),
    st.integers(1, 100_000),
    st.integers(0, 100_000),
) | st.just(Course("steps", BASE, Decimal(0), END, Decimal(100), COMMERCE))


@given(COURSES, DAYS, DAYS)
def test_a_rising_path_never_falls_and_ends_at_its_target(
    course: Course, one: datetime.date, other: datetime.date
) -> None:
    earlier, later = course.value(min(one, other)), course.value(max(one, other))
    assert earlier is not None
    assert later is not None
    noise = Decimal("1e-15")
    assert course.start - noise <= earlier <= later + noise
    assert later <= course.end + noise
    assert course.value(BASE) == course.start
    assert course.value(END) == course.end


# lights


@pytest.mark.parametrize(
    ("value", "on", "colour"),
    [
        ("52", "2025-12-31", "green"),  # the target on the last day
        ("51", "2025-12-31", "red"),
        ("36.4", "2022-12-31", "green"),  # exactly on the path
        ("36.39", "2022-12-31", "amber"),
        ("34.32", "2022-12-31", "amber"),  # exactly 80 % of the way
        ("34.31", "2022-12-31", "red"),
        ("26", "2020-12-31", "green"),  # the path has only begun
        ("25", "2020-12-31", "red"),
        ("60", "2021-01-01", "green"),
        (None, "2022-12-31", "none"),
    ],
)
def test_lights_at_their_boundaries(value: str | None, on: str, colour: str) -> None:
    assert shown(value, on) == colour


@pytest.mark.parametrize(
    ("value", "last", "colour"),
    [("60", "52", "green"), ("40", "52", "green"), ("60", "51", "amber"), ("51", "50", "red"), ("51", None, "red"),
     ("52", None, "green")],
)  # fmt: skip
def test_past_the_deadline_its_last_day_decides(value: str, last: str | None, colour: str) -> None:
    assert shown(value, "2026-06-30", last=last) == colour


def test_a_value_from_before_the_deadline_says_nothing_after_it() -> None:
    assert shown("45", "2025-09-30", at="2026-01-10") == "none"
    assert shown("52", "2025-09-30", at="2026-01-10") == "green"


def test_without_target_or_path_there_is_no_light() -> None:
    assert shown("5", "2022-12-31", aim=None) == "none"
    assert shown("5", "2022-12-31", course=None) == "none"
    assert shown("52", "2022-12-31", course=None) == "green"


def test_more_than_and_falling_targets() -> None:
    assert not aim("10", "more_than").is_met(Decimal(10))
    assert aim("10", "at_most").is_met(Decimal(10))
    assert not aim("10", "less_than").is_met(Decimal(10))
    falling = Course("straight", BASE, Decimal(20), END, Decimal(10))
    assert shown("18", "2021-12-31", aim=aim("10", "at_most"), course=falling) == "green"
    assert shown("20", "2021-12-31", aim=aim("10", "at_most"), course=falling) == "red"
    assert shown("21", "2020-12-31", aim=aim("10", "at_most"), course=falling) == "red"


def test_the_rule_says_its_numbers() -> None:
    on = day("2022-12-31")
    said = light(Standing(on, Decimal(32), on, aim(), straight()), LIGHTS).rule
    for piece in ("路径值 36.4 户", "实际 32 户", "应走 10.4", "实走 6", "57.69%", "80% 以上黄"):
        assert piece in said


# pace


def test_the_pace_is_even_to_the_last_day() -> None:
    found = pace(Decimal(32), day("2022-12-31"), aim())
    assert found is not None
    assert (found.per_year, found.per_month) == (kept(Decimal(20) / 3), kept(Decimal(20) / 36))
    assert found.words == "每年 6.67，每月 0.56 户"
    last_quarter = pace(Decimal(40), day("2025-06-30"), aim())
    assert last_quarter is not None
    assert last_quarter.words.startswith("还差 12，每月 ")
    assert pace(Decimal(52), day("2022-12-31"), aim()).words == "已够"  # type: ignore[union-attr]
    assert pace(Decimal(40), END, aim()) is None
    assert pace(None, None, aim()) is None
    assert pace(Decimal(40), day("2022-12-31"), aim(until=None)) is None


def test_the_growth_that_still_brings_fifteen_a_year() -> None:
    one = pace_of_growth(Decimal(15), Decimal(1000), Decimal(1150), day("2021-12-31"), BASE, END)
    assert one is not None
    assert one.per_year == 15
    behind = pace_of_growth(Decimal(15), Decimal(1000), Decimal(1000), day("2021-12-31"), BASE, END)
    assert behind is not None
    assert 19 < behind.per_year < Decimal("19.1")
    ahead = pace_of_growth(Decimal(15), Decimal(1000), Decimal(9000), day("2021-12-31"), BASE, END)
    assert ahead is not None
    assert ahead.per_year == 0
    assert pace_of_growth(Decimal(15), Decimal(1000), None, day("2021-12-31"), BASE, END) is None


def test_a_seasonal_path_adds_by_the_weights_of_the_quarters() -> None:
    since, until = datetime.date(2021, 12, 31), datetime.date(2023, 12, 31)
    weights = tuple(map(Decimal, (1, 2, 3, 4)))
    course = Course("seasonal", since, Decimal(100), until, Decimal(120), seasons=weights)
    ends = [(2022, 3, 31), (2022, 6, 30), (2022, 9, 30), (2022, 12, 31), (2023, 6, 30), (2023, 12, 31)]
    assert [course.value(datetime.date(*day)) for day in ends] == [101, 103, 106, 110, 113, 120]
    assert course.value(since) == 100
    half = course.value(datetime.date(2022, 2, 14))
    assert half is not None
    assert half == Decimal(100) + Decimal(45) / 90


def test_seasons_are_four_weights_of_a_seasonal_path() -> None:
    plain = {
        "id": "a", "target": "p1-1", "label": "甲", "unit": "户", "aggregation": "stock", "baseline": "missing",
        "how": {"reported": {"ask": "多少"}}, "path": "seasonal", "holds_households": False,
        "basis": {"document": "甲", "verified": True},
    }  # fmt: skip
    assert Indicator.model_validate({**plain, "seasons": [1, 2, 0.5, 1]}).seasons[2] == Decimal("0.5")
    for wrong in (
        {},
        {"seasons": [1, 2, 3]},
        {"seasons": [0, 0, 0, 0]},
        {"seasons": [1, 1, -1, 1]},
        {"path": "straight", "seasons": [1, 1, 1, 1]},
    ):
        with pytest.raises(ValidationError):
            Indicator.model_validate({**plain, **wrong})
