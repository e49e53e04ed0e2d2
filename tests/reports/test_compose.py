"""The pure heart: the golden text of a small county, sentences that turn, figures with their sources."""

import datetime
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from beizeng.reports.compose import Composed, compose
from beizeng.reports.content import Briefing, PartId
from beizeng.reports.figuring import digest
from beizeng.reports.given import IndicatorGiven, Source
from beizeng.reports.wording import day_in_words, numeral, quarter
from tests.reports.example import BARRED, given, indicator, project, sourced

GOLDEN = Path(__file__).with_name("briefing.txt")


def text(briefing: Briefing) -> str:
    """The whole briefing as lines, as a reader would see it."""
    lines = [briefing.title, f"{briefing.to}：", briefing.words(briefing.opening)]
    for part in briefing.parts:
        lines += ["", f"# {part.title}"]
        lines += [f"{'## ' if one.is_heading else ''}{briefing.words(one.phrase)}" for one in part.paragraphs]
        if part.table.rows:
            lines.append(" | ".join(part.table.labels))
        lines += [" | ".join(briefing.cell(cell) for cell in row) for row in part.table.rows]
    lines += ["", "# 数据来源"]
    lines += [f"{one.number} {one.label} = {one.text}（{one.query}，{one.records}）" for one in briefing.figures]
    return "\n".join(lines) + "\n"


def sentence(*indicators: IndicatorGiven) -> str:
    """What is said of a project with these indicators."""
    composed = compose(given(projects=(project(*indicators),)))
    paragraphs = composed.briefing.part("progress").paragraphs
    return "".join(composed.briefing.words(one.phrase) for one in paragraphs if not one.is_heading)


def test_golden_text() -> None:
    assert text(compose(given()).briefing) == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("actual", "said"),
    [
        (33, "示例企业33户，比基数20户增加13户，增长65%；低于路径值35户，相差2户；尚未达到目标40户，还差7户。"),
        (15, "示例企业15户，比基数20户减少5户，下降25%；低于路径值35户，相差20户；尚未达到目标40户，还差25户。"),
        (20, "示例企业20户，与基数20户持平；低于路径值35户，相差15户；尚未达到目标40户，还差20户。"),
        (35, "示例企业35户，比基数20户增加15户，增长75%；与路径值35户持平；尚未达到目标40户，还差5户。"),
        (40, "示例企业40户，比基数20户增加20户，增长100%；高于路径值35户，相差5户；达到目标40户。"),
        (43, "示例企业43户，比基数20户增加23户，增长115%；高于路径值35户，相差8户；超额完成目标40户，超出3户。"),
    ],
)
def test_sentences_turn(actual: int, said: str) -> None:
    assert sentence(indicator(actual)) == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"year_before": sourced(36)}, "，比上年同期36户减少3户；"),
        ({"year_before": sourced(30)}, "，比上年同期30户增加3户；"),
        ({"year_before": sourced(33)}, "，与上年同期持平；"),
        ({"base": sourced(None, missing="缺失")}, "示例企业33户；低于路径值"),
        ({"base": sourced(0)}, "示例企业33户，比基数0户增加33户；"),
        ({"path": sourced(None)}, "，增长65%；尚未达到目标"),
        ({"aim": sourced(None, missing="未定"), "is_met": None}, "；低于路径值35户，相差2户。"),
        ({"unit": "%", "base_unit": "%"}, "示例企业33%，比基数20%提高13个百分点；低于路径值35%，相差2个百分点；"),
        ({"is_ceiling": True, "is_met": True}, "；控制在目标40户以内。"),
        ({"aim": sourced(30), "is_ceiling": True, "is_met": False}, "；超出控制目标30户，多出3户。"),
        ({"aim": sourced(33), "is_met": False}, "；尚未超过目标33户。"),
    ],
)
def test_sentences_follow_what_there_is(changes: dict[str, Any], said: str) -> None:
    assert said in sentence(indicator(33, **changes))


@pytest.mark.parametrize(
    ("actual", "said"), [("17.65", "示例主体增长17.65%。"), ("-3", "示例主体下降3%。"), (0, "示例主体持平。")]
)
def test_a_growth_has_no_sign(actual: str, said: str) -> None:
    none = sourced(None)
    one = indicator(
        None, label="示例主体年均增长率", unit="%", actual=sourced(actual), is_growth=True, path=none, aim=none,
        is_met=None,
    )  # fmt: skip
    assert sentence(one).replace("年均", "") == said


def test_what_the_law_bars_is_shown_with_the_reason_and_never_scored() -> None:
    said = sentence(indicator(5074, barred=BARRED, year_before=sourced(5000)))
    assert said == f"示例企业5,074户（只监测，不计分）。说明：{BARRED}。"
    composed = compose(given(projects=(project(indicator(5074, barred=BARRED, light="green")),)))
    assert composed.briefing.part("progress").table.rows[0][-1] == "只监测"
    assert "绿灯" not in text(composed.briefing)


def test_targets_of_several_years_that_count_the_same_are_said_once() -> None:
    years = [
        indicator(
            17, id=f"y-{year}", label=f"示例商贸增加（{year}年）", unit="%", is_growth=True, barred=BARRED,
            actual=sourced(17, "entity:1"),
        )
        for year in (2023, 2024)
    ]  # fmt: skip
    assert sentence(*years).startswith("示例商贸增长17%（只监测，不计分）。说明")
    rows = compose(given(projects=(project(*years),))).briefing.part("progress").table.rows
    assert [row[1] for row in rows] == ["示例商贸增加（2023年）", "示例商贸增加（2024年）"]


def test_missing_values_are_words_and_never_zero() -> None:
    reported = indicator(None, label="甲中心", actual=sourced(None, missing="未补报"))
    counted = indicator(None, id="x-2", label="乙企业")
    assert sentence(reported, counted) == (
        "甲中心尚无数据，牵头单位未补报。乙企业尚无数据，名录中没有可据以计数的事实。"
    )
    rows = compose(given(projects=(project(reported, counted),))).briefing
    assert [rows.cell(row[6]) for row in rows.part("progress").table.rows] == ["未补报", "未知"]


@pytest.mark.parametrize(
    ("part", "changes", "said"),
    [
        ("overdue", {"overdue": ()}, "没有超期的事项。"),
        ("entitlements", {"judged": None}, "还没有按政策逐户判定。"),
        ("findings", {"findings": ()}, "没有读出方案文本中的问题。"),
    ],
)
def test_an_empty_part_says_so(part: PartId, changes: dict[str, Any], said: str) -> None:
    briefing = compose(given(**changes)).briefing
    assert [briefing.words(one.phrase) for one in briefing.part(part).paragraphs] == [said]
    assert briefing.part(part).table.rows == ()


def test_no_projects_no_measures_still_compose() -> None:
    briefing = compose(given(projects=(), measures=())).briefing
    assert briefing.words(briefing.opening) == "截至2024年9月30日，方案还没有指标。"
    assert briefing.part("measures").paragraphs


def _numbers_said(composed: Composed) -> set[int]:
    briefing = composed.briefing
    phrases = [briefing.opening, *(one.phrase for part in briefing.parts for one in part.paragraphs)]
    rows = [row for part in briefing.parts for row in part.table.rows]
    return {piece for line in [*phrases, *rows] for piece in line if isinstance(piece, int)}


def test_every_figure_stands_in_the_text_and_brings_its_records() -> None:
    composed = compose(given())
    numbers = {one.number for one in composed.briefing.figures}
    assert numbers == set(composed.records)
    assert numbers - _numbers_said(composed) <= {
        one.number for one in composed.briefing.figures if one.label == "金额未定的政策"
    }
    for one in composed.briefing.figures:
        records = composed.records[one.number]
        assert one.records == len(records)
        assert one.digest == digest(one.value, Source(one.query, one.on, one.known, records))


def test_counts_agree_with_their_records() -> None:
    composed = compose(given())
    found = {one.label: one for one in composed.briefing.figures}
    for label in ("举措：超期", "超期事项", "示例补贴：符合", "示例奖励：缺数据", "方案问题", "示例企业：实际"):
        assert found[label].value == found[label].records, label


def test_a_briefing_goes_to_json_and_back() -> None:
    briefing = compose(given()).briefing
    assert Briefing.model_validate_json(briefing.model_dump_json()) == briefing


VALUES = st.decimals(min_value=-1000, max_value=100_000, places=2)


@settings(max_examples=150)
@drawn(VALUES, VALUES, VALUES, VALUES, st.booleans(), st.booleans(), st.sampled_from(["户", "%"]))
def test_no_sentence_bears_a_signed_change(
    actual: Decimal, base: Decimal, path: Decimal, aim: Decimal, is_met: bool, is_growth: bool, unit: str
) -> None:
    one = indicator(
        None, unit=unit, actual=sourced(str(actual)), base=sourced(str(base)), path=sourced(str(path)),
        aim=sourced(str(aim)), is_met=is_met, is_growth=is_growth,
    )  # fmt: skip
    said = sentence(one)
    assert not re.search("(增长|下降|增加|减少|提高|相差|还差|超出|多出)-", said)
    assert compose(given(projects=(project(one),))) == compose(given(projects=(project(one),)))


def test_words_of_days_and_numbers() -> None:
    assert day_in_words(datetime.date(2024, 3, 5)) == "2024年3月5日"
    assert quarter(datetime.date(2024, 12, 31)) == "2024年第四季度"
    assert [numeral(number) for number in (1, 9, 10, 11, 20, 43, 99)] == [
        "一", "九", "十", "十一", "二十", "四十三", "九十九",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="100"):
        numeral(100)
