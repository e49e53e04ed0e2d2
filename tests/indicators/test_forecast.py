"""The forecast: the same for the same question, seasons told apart, few values said; and the backtest."""

import datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beizeng.indicators import actions, queries
from beizeng.indicators.backtest import WAYS, backtest, ranked_probability
from beizeng.indicators.forecast import Past, Supposed, Terms, chance, days_ahead, drift, outlook
from beizeng.indicators.measure import Aim, quarter_ends
from beizeng.indicators.models import Reading
from beizeng.indicators.prospect import foresee
from beizeng.web.indicator_chart import chart
from tests.indicators.conftest import BASE, BY, DAY, MINE, load, moment

pytestmark = pytest.mark.thorough

END = datetime.date(2025, 12, 31)
QUARTERS = quarter_ends(BASE, DAY)
AHEAD = days_ahead(DAY, END)


def terms(method: str = "births_deaths", **more: object) -> Terms:
    said = {"level": Decimal("0.8"), "least": 3, "is_whole": True, "lowest": 0, "highest": None}
    return Terms(method=method, shown=lambda draws, _: draws, **{**said, **more})  # type: ignore[arg-type]


def aim(value: int, comparator: str = "at_least") -> Aim:
    return Aim(Decimal(value), comparator, END, "户")  # type: ignore[arg-type]


def winters(came: int) -> list[Past]:
    """Ten there, and so many more at the end of every year."""
    past = [Past(BASE, 10)]
    for on in QUARTERS[1:]:
        entered = came if on.month == 12 else 0
        past.append(Past(on, past[-1].value + entered, entered, 0))
    return past


def test_the_days_ahead_are_quarter_ends_and_the_last_day() -> None:
    ahead = days_ahead(datetime.date(2022, 11, 15), datetime.date(2023, 2, 1))
    assert [one.on.isoformat() for one in ahead] == ["2022-12-31", "2023-02-01"]
    assert [one.season for one in ahead] == [3, 0]
    assert {one.part for one in AHEAD} == {1.0}


def test_who_comes_in_winter_is_expected_in_winter_and_the_same_again() -> None:
    found = outlook(winters(6), aim(28), AHEAD, terms(), seed="x")
    spring, winter = found.band[0], found.band[3]
    assert spring.value - 22 <= 1
    assert 26 <= winter.value <= 30
    assert found == outlook(winters(6), aim(28), AHEAD, terms(), seed="x")
    assert found.probability is not None
    assert Decimal("0.9") < found.probability <= 1
    assert outlook(winters(6), aim(200), AHEAD, terms(), seed="x").probability == 0
    assert outlook(winters(6), aim(200, "less_than"), AHEAD, terms(), seed="x").probability == 1


def test_fewer_than_three_values_give_words_and_no_range() -> None:
    found = outlook(winters(6)[:2], aim(28), AHEAD, terms(), seed="x")
    assert (found.points, found.band, found.probability) == (2, (), None)
    assert found.why_not == "只有 2 个数，少于 3 个，不作推算"
    # comings and goings that nobody knows are no points
    unknown = [Past(one.on, one.value) for one in winters(6)]
    assert outlook(unknown, aim(28), AHEAD, terms(), seed="x").points == 1
    assert outlook(unknown, aim(28), AHEAD, terms("drift"), seed="x").band


def test_a_level_value_is_not_sure_to_stay_and_a_share_stays_a_share() -> None:
    level = [Past(on, 4) for on in QUARTERS[:4]]
    end = outlook(level, aim(8), AHEAD, terms("drift"), seed="x").end
    assert end is not None
    assert end.low < 4 < end.high
    share = [Past(on, 90 + place * 2) for place, on in enumerate(QUARTERS[:4])]
    end = outlook(share, aim(99), AHEAD, terms("drift", highest=100, is_whole=False), seed="x").end
    assert end is not None
    assert end.high == 100


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)), min_size=2, max_size=12), st.integers(0, 500))
def test_the_range_is_in_order_and_the_chance_is_one(moves: list[tuple[int, int]], start: int) -> None:
    past = [Past(BASE, start + 120)]
    for on, (came, gone) in zip(quarter_ends(BASE, END)[1:], moves, strict=False):
        past.append(Past(on, past[-1].value + came - gone, came, gone))
    for method in ("births_deaths", "drift"):
        found = outlook(past, aim(300), AHEAD, terms(method), seed=method)
        assert all(0 <= one.low <= one.value <= one.high for one in found.band)
        assert found.probability is not None
        assert 0 <= found.probability <= 1


@pytest.mark.django_db
def test_measured_or_counted_on_the_spot_the_forecast_is_one_and_reads_nothing_known_later(county: Path) -> None:
    figures = queries.show("p1-1", day=DAY, viewer=BY)
    assert figures is not None
    counted = foresee(figures)
    actions.measure(day=DAY, by=BY, at=moment(DAY))
    row = Reading.objects.get(indicator="p1-1", on=DAY)
    assert (row.entered, row.left) == (1, 0)
    assert Reading.objects.get(indicator="p1-1", on=BASE).entered is None
    measured = queries.show("p1-1", day=DAY, viewer=BY)
    assert measured is not None
    assert foresee(measured) == counted
    later = datetime.date(2023, 2, 1)
    load(county, "statistics", f"统一社会信用代码,生效日期,规上或限上在库\n{MINE},2022-12-31,否\n", later)
    actions.measure(day=later, by=BY, at=moment(later))
    again = queries.show("p1-1", day=DAY, viewer=BY)
    assert again is not None
    assert foresee(again) == counted


@pytest.mark.django_db
@pytest.mark.usefixtures("county")
def test_a_growth_is_forecast_as_growth_and_drawn_in_its_unit() -> None:
    figures = queries.show("p7-5", day=DAY, viewer=BY)
    assert figures is not None
    found = foresee(figures)
    assert found.method == "births_deaths"
    assert found.end is not None
    assert found.end.low >= -100
    drawn = chart(queries.series(figures), found.band)
    assert drawn is not None
    assert len(drawn.band.split()) == 2 * len(found.band) + 2


def test_the_score_of_a_sure_thing_is_its_error() -> None:
    assert ranked_probability(np.full(100, 5.0), 8) == 3
    wide = np.linspace(0, 10, 1001)
    assert ranked_probability(wide, 5) < ranked_probability(wide, 9)


def test_every_way_draws_futures_for_each_day() -> None:
    for way in WAYS.values():
        draws = way(winters(3) + [Past(on, 16.0, 0, 0) for on in quarter_ends(DAY, END)[1:4]], AHEAD[:4], chance("x"))
        assert draws.shape[1] == 4
        assert np.isfinite(draws).all()
    assert (drift(winters(3), AHEAD, chance("x")) == drift(winters(3), AHEAD, chance("x"))).all()


@pytest.mark.slow
@pytest.mark.django_db
def test_the_backtest_marks_every_way_on_every_count(county: Path) -> None:
    later = datetime.date(2023, 9, 30)
    load(county, "statistics", f"统一社会信用代码,生效日期,规上或限上在库\n{MINE},2023-03-31,否\n", later)
    found = backtest(day=later)
    assert set(found.marks) == set(WAYS)
    assert found.best in WAYS
    assert {"p1-1", "goal-1", "p4-1"} <= set(found.by_indicator)
    assert "goal-2" not in found.by_indicator  # it counts what goal-1 grows from
    assert all(0 <= mark.covered <= 1 and mark.score >= 0 for mark in found.marks.values())


def test_more_comings_raise_the_value_and_the_chance_and_more_goings_lower_them() -> None:
    def ahead(**percent: int) -> tuple[Decimal, Decimal]:
        found = outlook(winters(6), aim(29), AHEAD, terms(), seed="x", supposed=Supposed.percent(**percent))
        assert found.end is not None
        assert found.probability is not None
        return found.end.value, found.probability

    as_it_was, more, fewer = ahead(), ahead(births=50), ahead(births=-100)
    assert more[0] > as_it_was[0] > fewer[0]
    assert more[1] > as_it_was[1] > fewer[1]
    assert fewer[0] <= 22, "nobody comes, so there are never more than there are"
    assert ahead(deaths=1000)[0] <= as_it_was[0]
    assert ahead(births=0, deaths=0) == as_it_was


def test_a_faster_pace_carries_a_reported_value_further() -> None:
    past = [Past(datetime.date(2020 + at, 9, 30), 10 + 2 * at) for at in range(5)]
    told = terms("drift")
    found = [
        outlook(past, aim(25), AHEAD, told, seed="x", supposed=Supposed.percent(pace=p)).end for p in (-100, 0, 200)
    ]
    values = [one.value for one in found if one is not None]
    assert len(values) == 3
    assert values == sorted(set(values))
