"""Targets as plans write them: value, unit, base, deadline, strength, steps, parts, lists; each with its place."""

import datetime

import pytest

from beizeng.plan.targets import read_targets
from tests.plan.test_parts import passage

Row = tuple[str, float | None, float | None, str | None]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("总产值突破200亿元，年均增长10%以上，带动就业30万人。",
         [("总产值", None, 200, "亿元"), ("总产值年均增长", None, 10, "%"), ("就业", None, 30, "万人")]),
        ("培育年产值超亿元企业20家、超十亿元企业3家。",
         [("年产值超亿元企业", None, 20, "家"), ("超十亿元企业", None, 3, "家")]),
        ("新增茶园10万亩，其中省级4万亩、市级6万亩。",
         [("茶园", None, 10, "万亩"), ("省级", None, 4, "万亩"), ("市级", None, 6, "万亩")]),
        ("茶商突破5万户，其中茶企1.5万户、茶摊3.5万户。",
         [("茶商", None, 5, "万户"), ("茶企", None, 1.5, "万户"), ("茶摊", None, 3.5, "万户")]),
        ("茶税完成80亿元，同比增长12%。", [("茶税", None, 80, "亿元"), ("茶税同比增长", None, 12, "%")]),
        ("建成省级茶园1个，市级茶园3个。", [("省级茶园", None, 1, "个"), ("市级茶园", None, 3, "个")]),
        ("茶尘浓度降到35微克/立方米以下。", [("茶尘浓度", None, 35, "微克/立方米")]),
        ("到2030年底，民宿由120家增加到300家。", [("民宿", 120, 300, "家")]),
        ("民宿由目前的120家增加到300家以上。", [("民宿", 120, 300, "家")]),
        ("次品率由5%降至2%。", [("次品率", 5, 2, "%")]),
        ("春茶、夏茶、秋茶分别达到3吨、5吨、8吨。",
         [("春茶", None, 3, "吨"), ("夏茶", None, 5, "吨"), ("秋茶", None, 8, "吨")]),
        ("每年培训不少于500人次。", [("每年培训", None, 500, "人次")]),
        ("山茶达到", []),
    ],
)  # fmt: skip
def test_what_a_sentence_promises(text: str, rows: list[Row]) -> None:
    found = [target.indicator for target in read_targets(passage(text))]
    assert [(one.name, one.baseline, one.target, one.unit) for one in found] == rows
    for one in found:
        assert one.stated in text[slice(*one.span)]
        assert one.target is None or f"{one.target:g}" in text[slice(*one.span)]


def test_years_and_figures_in_step() -> None:
    found = read_targets(passage("2031年、2032年、2033年分别新增茶企100户、150户、200户。"))
    assert [(one.indicator.name, one.indicator.target, one.indicator.deadline) for one in found] == [
        ("茶企", value, datetime.date(year, 12, 31)) for year, value in ((2031, 100), (2032, 150), (2033, 200))
    ]


def test_parts_know_their_total() -> None:
    found = read_targets(passage("茶商突破5万户，其中茶企1.5万户、茶摊3.5万户。"))
    assert [one.total for one in found] == [None, 0, 0]


def test_the_base_year_is_said() -> None:
    (found,) = read_targets(passage("到2035年，茶耗比2030年下降14.5%。"))
    assert (found.indicator.base_year, found.indicator.deadline) == (2030, datetime.date(2035, 12, 31))


def test_a_clause_of_nothing_but_a_comma() -> None:
    assert read_targets(passage("，、 ")) == ()
    assert read_targets(passage("15%，")) == read_targets(passage("15%"))
