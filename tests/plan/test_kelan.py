"""The county's plan as issued, beside the project: exact counts, names, places; and the pack says the same."""

import datetime
import json
import time
from collections import Counter
from pathlib import Path

import pytest

from beizeng.cli.door import run
from beizeng.plan.draft import draft
from beizeng.plan.elements import Outline
from beizeng.plan.outline import read
from beizeng.spec import Shelf
from beizeng.spec.people import Unit, Units
from beizeng.spec.programme import Measures, Programme

GOLDEN_UNITS = [
    "县工信局", "县教育科技局", "县行政审批局", "县市场局", "县文旅局", "县农业农村局", "县发改局", "县工商联",
    "各乡镇", "县交通局", "县住建局", "市生态环境分局", "县水利局", "县民政局", "县卫健局", "县自然资源局",
    "县林业局", "县财政局", "县税务局", "县人社局", "县医保局", "县司法局", "岢岚经济技术开发区", "县金融办",
    "县公安局", "县邮政局", "县人民银行", "县审计局", "县政府办", "县纪委监委机关",
]  # fmt: skip

#: measure → figures (kind, value, unit, comparator): every one of the text, and no other
FIGURES = {
    4: [("share", 3, "%", "at_most")],
    8: [("limit", 0.5, "日", "at_most")],
    13: [("area", 1, "万平方米", "at_most"), ("limit", 24, "工作日", "at_most")],
    16: [("period", 15, "分钟", "range")],
    20: [("period", 3, "年", "at_most")],
    26: [("limit", 0.5, "天", "at_most"), ("limit", 1, "天", "at_most")],
    31: [
        ("amount", 30, "万元", "at_most"),
        ("amount", 500, "万元", "at_most"),
        ("amount", 5000, "元/户", "at_most"),
        ("period", 2, "年", "at_most"),
    ],
    39: [("frequency", 1, "季度", "equal"), ("frequency", 1, "半年", "equal")],
    40: [("frequency", 1, "年", "equal")],
}


@pytest.fixture(scope="module")
def path(shared: Path) -> Path:
    return shared / "plan" / "kelan-2022.txt"


@pytest.fixture(scope="module")
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def units(shelf: Shelf) -> list[Unit]:
    return [unit for file in shelf.all(Units) for unit in file.units]


@pytest.fixture(scope="module")
def outline(text: str, units: list[Unit]) -> Outline:
    return read(text, units)


def test_counts(outline: Outline) -> None:
    assert len(outline.measures) == 43
    assert [measure.number for measure in outline.measures] == list(range(1, 44))
    assert len({measure.section for measure in outline.measures}) == 9
    assert len(outline.goals) == 2
    assert len(outline.projects) == 8
    assert [len(project.indicators) for project in outline.projects] == [1, 6, 1, 1, 2, 8, 6, 1]
    assert Counter(bracket.role_word for bracket in outline.brackets) == {"责任单位": 44, "牵头责任单位": 7}
    assert {bracket.owner for bracket in outline.brackets} == {
        *(f"project:{n}" for n in range(1, 9)),
        *(f"measure:{n}" for n in range(1, 44)),
    }


def test_units(outline: Outline) -> None:
    assert [unit.name for unit in outline.units] == GOLDEN_UNITS
    aliases = {unit.name: set(unit.aliases) for unit in outline.units if unit.aliases}
    assert aliases == {
        "县市场局": {"县市场监管局"},
        "岢岚经济技术开发区": {"岢岚县经济技术开发区", "岢岚经济技术开发区管委会"},
        "各乡镇": {"各乡<镇>人民政府", "各乡〈镇〉人民政府", "各乡（镇）人民政府", "各乡（镇）"},
    }
    unresolved = Counter(word for measure in outline.measures for word in measure.unresolved)
    assert unresolved == {"等有关部门": 12, "县直有关部门": 2}


def test_letter_head(outline: Outline) -> None:
    assert outline.title == "岢岚县市场主体倍增工程实施方案"
    assert (outline.document_number, outline.issuer) == ("岢政发〔2022〕5号", "岢岚县人民政府")
    assert outline.issued_on == datetime.date(2022, 3, 10)


def test_baselines_and_targets(outline: Outline) -> None:
    pairs = [(i.baseline, i.target) for project in outline.projects for i in project.indicators if i.baseline]
    assert pairs == [(26, 52), (4, 8), (9, 18), (4, 8), (4388, 8800)]
    steps = [(i.target, i.deadline.year) for i in outline.projects[6].indicators[:5] if i.deadline]
    assert steps == [(10, 2021), (20, 2022), (50, 2023), (70, 2024), (100, 2025)]
    ratios = [i for project in outline.projects for i in project.indicators if i.comparator == "ratio"]
    assert [(i.target, i.unit) for i in ratios] == [(2, "倍")] * 5


def test_figures_of_measures(outline: Outline) -> None:
    found = {
        measure.number: [(one.kind, one.value, one.unit, one.comparator) for one in measure.quantities]
        for measure in outline.measures
        if measure.quantities
    }
    assert found == FIGURES


def test_places(outline: Outline, text: str) -> None:
    for measure in outline.measures:
        issued = text[slice(*measure.span)]
        assert issued.startswith(f"{measure.number}.")
        assert issued[-1] in "）)"
        for quantity in measure.quantities:
            assert "".join(text[slice(*quantity.span)].split()) == "".join(quantity.text.split())
    for bracket in outline.brackets:
        issued = text[slice(*bracket.span)]
        assert (issued[0], issued[-1]) in {("（", "）"), ("(", ")")}
        assert bracket.role_word in issued
    for one in (indicator for project in outline.projects for indicator in project.indicators):
        issued = "".join(text[slice(*one.span)].split())
        assert one.target is None or one.comparator == "ratio" or f"{one.target:g}" in issued
        assert one.stated in issued


def test_findings(outline: Outline) -> None:
    assert Counter(finding.code for finding in outline.findings) == {
        "modality-differs": 1, "growth-below-goal": 1, "sum-modality": 1, "baseline-missing": 5, "base-year-missing": 2,
        "lead-missing": 1, "deadline-missing": 1, "enumeration-count": 1, "units-open-ended": 1, "unit-missing": 1,
        "level-without-baseline": 1, "unit-spellings": 3, "measure-without-figure": 1,
    }  # fmt: skip
    by_code = {finding.code: finding.message for finding in outline.findings}
    assert "14.93%" in by_code["growth-below-goal"]
    assert "44处" in by_code["lead-missing"]
    assert "只列出6项" in by_code["enumeration-count"]


def test_the_pack_says_what_the_text_says(outline: Outline, text: str, units: list[Unit], shelf: Shelf) -> None:
    drafted = draft("kelan-2022", text, outline, units)
    folder = shelf.root / "kelan" / "plan"
    assert drafted == {name: (folder / name).read_text(encoding="utf-8") for name in drafted}


def test_no_sentence_of_the_plan_is_in_the_pack(outline: Outline, shelf: Shelf) -> None:
    packed = "".join(path.read_text(encoding="utf-8") for path in (shelf.root / "kelan" / "plan").glob("*.yaml"))
    for measure in outline.measures:
        assert not [clause for clause in measure.text.split("。") if len(clause) > 15 and clause in packed]


def test_quick_enough(text: str, units: list[Unit]) -> None:
    began = time.perf_counter()
    read(text, units)
    assert time.perf_counter() - began < 2


def test_the_command(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "read", str(path), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == [
        "title", "document_number", "issuer", "issued_on", "goals", "projects", "measures", "brackets", "units",
        "findings",
    ]  # fmt: skip
    assert set(printed["measures"][0]) == {
        "number", "title", "section", "text", "lead_units", "joint_units", "units", "unresolved", "quantities", "span",
        "guiding_units",
    }  # fmt: skip
    assert set(printed["projects"][0]["indicators"][0]) == {
        "name", "baseline", "target", "comparator", "unit", "deadline", "modality", "stated", "span",
        "base_year",
    }  # fmt: skip
    assert printed["issued_on"] == "2022-03-10"


def test_another_plan_is_read_by_the_same_command(shared: Path, units: list[Unit]) -> None:
    text = (shared / "data" / "plans" / "国发〔2019〕3号.txt").read_text(encoding="utf-8")
    outline = read(text, units)
    assert len(outline.measures) == 21
    assert {bracket.role_word for bracket in outline.brackets} == {"负责"}
    assert outline.measures[0].lead_units == ("税务总局",)
    assert (outline.document_number, outline.issuer) == ("国发〔2019〕3号", "国务院")


def test_the_shelf_holds_one_programme(shelf: Shelf) -> None:
    (programme,) = shelf.all(Programme)
    assert sum(len(project.indicators) for project in programme.projects) == 26
    assert [m.number for file in shelf.all(Measures) for m in file.measures] == list(range(1, 44))
    ids = {unit.id for file in shelf.all(Units) for unit in file.units}
    named = {
        unit
        for file in shelf.all(Measures)
        for measure in file.measures
        for unit in (*measure.responsible.lead, *measure.responsible.joint)
    }
    assert named <= ids
