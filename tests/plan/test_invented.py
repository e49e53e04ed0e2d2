"""The reader on an invented plan: every trap of issued documents, and findings that follow a changed figure."""

import datetime

import pytest

from beizeng.plan.elements import Outline
from beizeng.plan.outline import read
from tests.plan.invented import PLAN, UNITS

END = datetime.date(2030, 12, 31)


@pytest.fixture(scope="module")
def outline() -> Outline:
    return read(PLAN, UNITS)


def codes(text: str) -> list[str]:
    return [finding.code for finding in read(text, UNITS).findings]


def test_letter_head(outline: Outline) -> None:
    assert outline.title == "云上县茶业振兴行动方案"
    assert outline.document_number == "云政发〔2031〕9号"
    assert outline.issuer == "云上县人民政府"
    assert outline.issued_on == datetime.date(2031, 5, 6)


def test_goals(outline: Outline) -> None:
    growth, doubled = outline.goals
    assert (growth.name, growth.target, growth.unit, growth.comparator) == (
        "全县茶企总量年均增长率",
        15,
        "%",
        "at_least",
    )
    assert (doubled.name, doubled.target, doubled.unit, doubled.comparator) == ("全县茶企总量", 2, "倍", "ratio")
    assert {goal.modality for goal in outline.goals} == {"力争"}
    assert {goal.deadline for goal in outline.goals} == {END}


def test_projects_and_their_targets(outline: Outline) -> None:
    garden, factory, market = outline.projects
    assert [project.name for project in outline.projects] == ["茶园倍增工程", "茶厂倍增工程", "茶市倍增工程"]
    assert [(one.name, one.baseline, one.target, one.comparator) for one in garden.indicators] == [
        ("全县茶园", 100, 200, "at_least")
    ]
    assert [(one.name, one.target, one.comparator, one.modality) for one in factory.indicators] == [
        ("全县茶厂", 60, "at_least", "力争"),
        ("大型茶厂", 20, "about", "力争"),
        ("中型茶厂", 40, "about", "力争"),
        ("省级茶叶检验室", 2, "ratio", None),
        ("制茶车间", 2, "ratio", None),
        ("评茶中心", 2, "ratio", None),
        ("每个村晒青场", 1, "at_least", None),
    ]
    assert [(one.target, one.unit, one.deadline and one.deadline.year) for one in market.indicators[:3]] == [
        (20, "%", 2031), (60, "%", 2033), (100, "%", 2035),
    ]  # fmt: skip
    assert {one.name for one in market.indicators[:3]} == {"茶商较2030年增加"}
    words = market.indicators[3]
    assert (words.target, words.comparator, words.stated) == (None, "more_than", "超过全省平均水平")


def test_who_leads(outline: Outline) -> None:
    garden, factory, _ = outline.projects
    assert garden.lead_units == ("县甲局",)
    assert (factory.lead_units, factory.joint_units) == ((), ("县乙局", "县甲局"))
    assert [bracket.role_word for bracket in outline.brackets].count("牵头责任单位") == 2
    assert len(outline.brackets) == 7


def test_measures(outline: Outline) -> None:
    assert [measure.number for measure in outline.measures] == [1, 2, 3, 4]
    assert [(measure.section.number, measure.section.name) for measure in outline.measures] == [
        (1, "种好茶"), (1, "种好茶"), (2, "卖好茶"), (2, "卖好茶"),
    ]  # fmt: skip
    first, second, third, fourth = outline.measures
    assert first.title == "管好茶园"
    assert (first.units, first.unresolved) == (("县甲局", "县乙局", "各乡镇"), ("等有关部门",))
    assert second.units == ("县乙局", "县丙局", "各乡镇")
    assert third.unresolved == ("县直有关部门",)
    assert fourth.units == ("县丁中心",)
    assert fourth.text == "茶事由茶人来讲，讲到山外去，讲到海边去。"


def test_a_span_holds_the_element_as_issued(outline: Outline) -> None:
    second = outline.measures[1]
    issued = PLAN[slice(*second.span)]
    assert issued.startswith("2. 修好茶路")
    assert issued.endswith("县乙\n\n局、县丙局，各乡〈镇〉人民政府)")
    last = PLAN[slice(*outline.measures[3].span)]
    assert last.endswith("(责任单位:县丁中心)")
    for project in outline.projects:
        for one in project.indicators:
            assert one.stated in PLAN[slice(*one.span)]


def test_figures_of_measures(outline: Outline) -> None:
    figures = [
        (quantity.kind, quantity.value, quantity.unit, quantity.comparator)
        for measure in outline.measures
        for quantity in measure.quantities
    ]
    assert figures == [
        ("share", 3, "%", "at_most"),
        ("area", 1, "万平方米", "at_most"),
        ("limit", 24, "工作日", "at_most"),
        ("limit", 0.5, "日", "at_most"),
        ("period", 15, "分钟", "range"),
        ("frequency", 1, "季度", "equal"),
        ("frequency", 1, "半年", "equal"),
        ("amount", 5000, "元/户", "at_most"),
        ("period", 2, "年", "at_most"),
        ("amount", 30, "万元", "at_most"),
        ("amount", 500, "万元", "at_most"),
        ("limit", 0.5, "天", "at_most"),
        ("limit", 1, "天", "at_most"),
        ("period", 3, "年", "at_most"),
    ]
    for measure in outline.measures:
        for quantity in measure.quantities:
            assert PLAN[slice(*quantity.span)] == quantity.text


def test_spellings_are_kept(outline: Outline) -> None:
    aliases = {unit.name: set(unit.aliases) for unit in outline.units}
    assert aliases["县甲局"] == {"县甲管理局"}
    assert aliases["各乡镇"] == {"各乡<镇>人民政府", "各乡〈镇〉人民政府", "各乡（镇）人民政府"}
    assert set(aliases) == {unit.name for unit in UNITS}


def test_findings(outline: Outline) -> None:
    assert sorted(finding.code for finding in outline.findings) == [
        "base-year-missing", "base-year-missing", "baseline-missing", "baseline-missing", "baseline-missing",
        "enumeration-count", "lead-missing", "level-without-baseline", "measure-without-figure",
        "modality-differs", "sum-modality", "unit-missing", "unit-spellings", "unit-spellings", "units-open-ended",
    ]  # fmt: skip
    leads = next(finding for finding in outline.findings if finding.code == "lead-missing")
    assert "7处责任括号中有5处" in leads.message


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ("中型茶厂达到40家", "中型茶厂达到41家", "sum-mismatch"),
        ("全县茶厂达到60家以上", "全县茶厂达到61家以上", "sum-mismatch"),
        ("由100亩增加到200亩", "由100亩增加到190亩", "not-doubled"),
        ("由100亩增加到200亩", "由120亩增加到200亩", "not-doubled"),
        ("年均增长率保持在15%", "年均增长率保持在14%", "growth-misses-multiple"),
        ("2033年实现茶商增加60%", "2033年实现茶商增加16%", "steps-not-rising"),
        ("到2035年实现茶商增加100%", "到2035年实现茶商增加90%", "not-doubled"),
        ("\n2. 修好茶路", "\n5. 修好茶路", "numbering"),
        ("(责任单位:县丁中心)", "", "responsibility-missing"),
        ("(责任单位:县丁中心)", "(责任单位:县戊局)", "unit-unknown"),
        ("(责任单位:县丁中心)", "(责任单位:县丁中心", "bracket-open"),
        (
            "到2035年实现茶商增加100%。力争",
            "到2035年实现茶商增加100%。\n\n——**茶人倍增工程**。力争",
            "deadline-missing",
        ),
    ],
)
def test_a_changed_figure_is_found(was: str, becomes: str, code: str) -> None:
    assert code not in codes(PLAN)
    assert PLAN.count(was) == 1
    assert code in codes(PLAN.replace(was, becomes))


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ("“四个一批”办法", "“三个一批”办法", "enumeration-count"),
        ("60家以上", "60家左右", "sum-modality"),
        ("“十五五”末，全县茶园由100亩", "“十五五”末，在2030年基础上，全县茶园由100亩", "base-year-missing"),
        ("确保到“十五五”末", "力争到“十五五”末", "modality-differs"),
        ("（责任单位：县直有关部门，", "（责任单位：县丙局，", "unit-missing"),
    ],
)
def test_a_mended_text_is_quiet(was: str, becomes: str, code: str) -> None:
    assert PLAN.count(was) == 1
    before, after = codes(PLAN), codes(PLAN.replace(was, becomes))
    assert after.count(code) == max(0, before.count(code) - 1)


def test_layout_does_not_matter(outline: Outline) -> None:
    """Other heading marks, half-width brackets, form feeds: the same facts."""
    other = PLAN.replace("#### ", "## ").replace("### ", "").replace("**", "").replace("\n\n", "\n\f\n")
    again = read(other, UNITS)
    assert [measure.title for measure in again.measures] == [measure.title for measure in outline.measures]
    assert [measure.units for measure in again.measures] == [measure.units for measure in outline.measures]
    assert [len(project.indicators) for project in again.projects] == [1, 7, 4]
