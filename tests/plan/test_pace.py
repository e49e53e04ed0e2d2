"""Feasibility against the register's history: the pace that a target needs, against the best year so far."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from beizeng.base.people.actor import house
from beizeng.indicators.measure import Aim, pace
from beizeng.indicators.queries import Figures, Point
from beizeng.plan.findings import pace as feasibility
from beizeng.plan.models import Programme

DAY = datetime.date
BY = house("test")
END, TODAY = DAY(2025, 12, 31), DAY(2024, 1, 5)


def value(on: datetime.date, number: int | None) -> SimpleNamespace:
    return SimpleNamespace(on=on, value=None if number is None else Decimal(number))


def indicator(numbers: list[int | None], aim: int, day: datetime.date, **more: object) -> tuple[Figures, list[Point]]:
    """An indicator told on each year's last day from 2018 on; the last number is the present one."""
    told = [value(DAY(2018 + at, 12, 31), number) for at, number in enumerate(numbers)]
    wanted = Aim(Decimal(aim), "at_least", more.pop("until", END), "户")  # type: ignore[arg-type]
    one = SimpleNamespace(
        definition=SimpleNamespace(label="示例企业", unit="户"), target=SimpleNamespace(id="p1-1", span=(10, 20))
    )
    figures = SimpleNamespace(
        one=one, day=day, aim=wanted, actual=told[-1], is_scored=more.get("is_scored", True), course=None,
        pace=pace(told[-1].value, told[-1].on, wanted),
    )  # fmt: skip
    return figures, [Point(each.on, None, each) for each in told]  # type: ignore[return-value,arg-type]


def found(
    monkeypatch: pytest.MonkeyPatch, numbers: list[int | None], aim: int, day: datetime.date = TODAY, **more: object
) -> list[tuple[str, str]]:
    figures, points = indicator(numbers, aim, day, **more)
    group = SimpleNamespace(number=1, figures=[figures])
    monkeypatch.setattr(feasibility.indicators, "board", lambda **_: [group])
    monkeypatch.setattr(feasibility.indicators, "series", lambda _: points)
    keys = SimpleNamespace(filter=lambda **_: SimpleNamespace(values_list=lambda *_, **__: ["p1-1"]))
    monkeypatch.setattr(feasibility, "Target", SimpleNamespace(objects=keys))
    return [(one.code, one.message) for one in feasibility.findings(Programme(id="x"), day, viewer=BY)]


def test_a_pace_above_the_best_year_is_told_with_both_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    # 2019 +2, 2020 +6, 2021 +1, 2022 +3, 2023 +4: the best is 6; 50 by the end of 2025 needs (50-26)/2 = 12 a year
    ((code, message),) = found(monkeypatch, [10, 12, 18, 19, 22, 26], 50)
    assert code == "pace-too-fast"
    assert "增得最多的一年（到2020-12-31）为6户" in message
    assert "从2023-12-31的26户起" in message
    assert "12" in message


def test_a_pace_that_a_year_has_shown_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    # (38-26)/2 = 6 a year, as much as 2020 brought
    assert found(monkeypatch, [10, 12, 18, 19, 22, 26], 38) == []
    assert [code for code, _ in found(monkeypatch, [10, 12, 18, 19, 22, 26], 39)] == ["pace-too-fast"]


def test_of_fewer_than_five_readings_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(monkeypatch, [19, 22, 26], 500, DAY(2021, 1, 5)) == []
    assert found(monkeypatch, [None, 12, None, 19, 22, 26], 500) == []


def test_what_only_fell_is_held_against_no_growth_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    ((code, message),) = found(monkeypatch, [30, 29, 28, 27, 26, 25], 26)
    assert code == "pace-too-fast"
    assert "为-1户" in message


def test_a_reached_target_and_one_that_may_not_be_scored_are_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(monkeypatch, [10, 12, 18, 19, 22, 26], 26) == []
    assert found(monkeypatch, [10, 12, 18, 19, 22, 26], 500, is_scored=False) == []


def test_a_day_that_has_passed_unreached_is_told_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    ((code, message),) = found(monkeypatch, [10, 12, 18, 19, 22, 26], 50, DAY(2024, 1, 5), until=DAY(2023, 12, 31))
    assert code == "aim-past"
    assert message == "“示例企业”2023-12-31到期，应达到50户，2023-12-31为26户"


def test_nothing_known_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(monkeypatch, [10, 12, 18, 19, None], 50) == []
