"""Cells as offices write them."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beizeng.register import values
from beizeng.register.values import Unreadable


@pytest.mark.parametrize(
    "written", ["2024-09-30", "2024.9.30", "2024/09/30", "2024年9月30日", "20240930", "2024-09-30 00:00:00"]
)
def test_days_as_written(written: str) -> None:
    assert values.day(written) == datetime.date(2024, 9, 30)


@pytest.mark.parametrize("written", ["1899-12-30", "1900-01-00", "2024-02-30", "30/9/2024", "45565", "0024-01-01"])
def test_days_that_are_none(written: str) -> None:
    with pytest.raises(Unreadable) as refused:
        values.day(written)
    assert refused.value.what_to_do


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("20(万)", 20_000_000),
        ("2,000(万)", 2_000_000_000),
        ("1145(万元人民币)", 1_145_000_000),
        ("552万人民币元", 552_000_000),
        ("1.5亿元", 15_000_000_000),
        ("500元", 50_000),
        ("0.005", 1),
        ("-3.2", -320),
        ("¥1,200.50", 120_050),
    ],
)
def test_money_as_written(written: str, fen: int) -> None:
    assert values.money(written) == fen


def test_money_takes_the_unit_of_the_heading_only_where_the_cell_names_none() -> None:
    assert values.money("20", factor=10_000) == 20_000_000
    assert values.money("20元", factor=10_000) == 2_000
    assert values.money("20万", factor=10_000) == 20_000_000


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("100(万美元)", "currency"),
        ("8(万香港元)", "currency"),
        ("3万港币", "currency"),
        ("约三万", "number"),
        ("3斤", "money"),
    ],
)
def test_money_that_is_unknown(written: str, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        values.money(written)
    assert refused.value.reason == reason


@given(st.integers(-(10**13), 10**13))
def test_money_written_in_yuan_comes_back_to_the_fen(fen: int) -> None:
    yuan = Decimal(fen) / 100
    assert values.money(f"{yuan:.2f}") == fen
    assert values.money(f"{yuan:,.2f}元") == fen
    assert values.money(f"{yuan / 10_000:.6f}万") == fen


def test_numbers_answers_and_choices() -> None:
    assert values.integer("1,200") == 1200
    assert values.integer("12人") == 12
    assert values.decimal("12%") == Decimal("0.12")
    assert values.yes_no("√") is True
    assert values.yes_no("无") is False
    assert values.category("存续", {"open": "存续"}) == "open"
    for read, written in ((values.integer, "1.5"), (values.yes_no, "大概"), (values.decimal, "3斤")):
        with pytest.raises(Unreadable):
            read(written)
    with pytest.raises(Unreadable, match="开业"):
        values.category("开业", {"open": "存续"})
