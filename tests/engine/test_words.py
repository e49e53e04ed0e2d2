"""What a condition asks, in words made from its tree."""

import datetime
from decimal import Decimal

import pytest

from beizeng.base.engine.kinds import held
from beizeng.base.engine.words import Words, shown
from tests.engine.vocabulary import FACTS, amount, condition

SAID = [
    ("staff >= 10", "从业人员 不低于 10 人"),
    ("revenue < 20000000", "营业收入 低于 20,000,000 元"),
    ("revenue >= 0.05", "营业收入 不低于 0.05 元"),
    ("revenue <= :cap", "营业收入 不超过 300,000 元"),
    ("NOT is_bad", "失信：否"),
    ("NOT (is_bad OR is_new)", "并非（失信：是，或首次创业：是）"),
    ("kind = 'shop' AND (staff > 1 OR is_new)", "类别 为 个体，且（从业人员 超过 1 人，或首次创业：是）"),
    ("kind IN ('shop', 'firm')", "类别 为 个体或企业"),
    ("starts_with(trade, 'C')", "行业代码 以“C”开头"),
    ("begun_on >= DATE '2022-01-01'", "成立日期 不早于 2022-01-01"),
    ("begun_on <= judging_day", "成立日期 不晚于 判断日"),
    ("full_years(begun_on) >= 1", "自成立日期起满 1 年"),
    ("full_months(ended_on) < 24", "自注销日期起未满 24 个月"),
    ("days_since(begun_on) + 1 > 30", "自成立日期起的天数 + 1 超过 30"),
    ("year(begun_on) = year(judging_day)", "成立日期的年份 为 2024 年"),
    ("ratio(hires, staff) >= 0.1", "新招用 与 从业人员 之比 不低于 0.1"),
    ("least(staff, hires) > 1", "从业人员、新招用之最小者 超过 1"),
    ("CASE WHEN is_new THEN staff > 1 ELSE is_bad END", "如果首次创业：是，则从业人员 超过 1 人；其余失信：是"),
    ("is_new = is_bad", "（首次创业：是）等同于（失信：是）"),
    ("revenue - assets * 0.5 > 1", "营业收入 − （资产总额 × 0.5） 超过 1 元"),
]


@pytest.mark.parametrize(("text", "words"), SAID)
def test_words_of(text: str, words: str) -> None:
    assert Words(FACTS).say(condition(text).root) == words


def test_words_of_an_amount_hide_scales_and_rounding() -> None:
    assert Words(FACTS).say(amount("least(revenue * 0.125, :cap)").root) == "营业收入 × 0.125、300,000 元之最小者"


@pytest.mark.parametrize(
    ("fact", "value", "text"),
    [
        ("revenue", 123_456_789, "1,234,567.89 元"),
        ("revenue", -5, "-0.05 元"),
        ("staff", 1_000, "1,000 人"),
        ("score", 70_500_000, "70.5 分"),
        ("kind", "firm", "企业"),
        ("is_new", False, "否"),
        ("begun_on", datetime.date(2024, 9, 30), "2024-09-30"),
        ("trade", None, "未知"),
    ],
)
def test_value_is_shown(fact: str, value: object, text: str) -> None:
    assert shown(value, FACTS[fact]) == text  # type: ignore[arg-type]


def test_values_from_the_doors_are_held_exactly() -> None:
    assert held(Decimal("70.123456"), FACTS["score"]) == 70_123_456
    assert held(Decimal("0.05"), FACTS["revenue"]) == 5
    assert held(None, FACTS["score"]) is None
    with pytest.raises(ValueError, match="finer"):
        held(Decimal("0.0000001"), FACTS["score"])


@pytest.mark.parametrize(
    ("text", "values", "words"),
    [
        ("staff >= 10", {"staff": 7}, "还差 3 人"),
        ("staff > 10", {"staff": 10}, ""),
        ("staff <= 10", {"staff": 12}, "超出 2 人"),
        ("revenue >= 20000000", {"revenue": 19_999_999_50}, "还差 0.5 元"),
        ("revenue <= :cap", {"revenue": 300_000_01}, "超出 0.01 元"),
        ("staff >= 10", {}, ""),
        ("staff = 10", {"staff": 7}, ""),
        ("kind = 'shop'", {"kind": "firm"}, ""),
        ("staff >= 10 AND revenue > 1", {"staff": 7, "revenue": 0}, ""),
    ],
)
def test_the_gap_to_what_is_asked(text: str, values: dict[str, object], words: str) -> None:
    assert Words(FACTS).gap(condition(text).root, values) == words
