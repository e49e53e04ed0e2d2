"""Figures against each other: what is found, what is left alone, and how many broken figures of a plan are found."""

from pathlib import Path

import pytest

from beizeng.plan.findings import findings
from beizeng.plan.findings.figures import relations
from beizeng.plan.findings.mutations import CODES, trial
from beizeng.plan.outline import read, read_closely
from beizeng.spec import Shelf
from beizeng.spec.people import Units
from tests.plan.invented import PLAN, UNITS

OTHERS = ("sum-modality", "enumeration-count", "deadline-before-base")
HEAD = "云上县人民政府\n\n# 云上县糖业行动方案\n\n## 一、主要目标\n\n"


def found(sentence: str) -> list[str]:
    """The codes of the findings on figures of a plan with this sentence in its goals."""
    return [one.code for one in read(f"{HEAD}{sentence}\n", UNITS).findings if one.code in (*CODES, *OTHERS)]


@pytest.mark.parametrize(
    ("kept", "was", "becomes", "code"),
    [
        ("全县糖厂达到60家，其中大型糖厂20家、小型糖厂40家。", "40", "4", "sum-mismatch"),
        ("糖厂达到60家。其中，东片20家，西片25家，北片15家。", "15", "14", "sum-mismatch"),
        ("糖厂达到60家，其中：东片20家；西片25家；北片15家。", "60", "62", "sum-mismatch"),
        ("一季度建5座，二季度建6座，三季度建7座，共18座。", "8", "9", "sum-mismatch"),
        ("到2030年，糖厂由20家增加到40家，翻一番。", "40", "39", "not-doubled"),
        ("到2030年，糖厂由20家增加到80家，翻两番。", "8", "7", "not-doubled"),
        ("到2030年，糖厂由20家增加到60家，增长2倍。", "6", "5", "not-doubled"),
        ("到2030年，糖厂由20家增加到30家，增长50%。", "5", "6", "rate-misses-end"),
        ("到2030年底，糖厂由100家增加到161家，年均增长10%。", "6", "5", "rate-misses-end"),
        ("到2030年，糖厂由20家增加到32家，增长50%以上。", "32", "29", "rate-misses-end"),
        ("2028年糖厂达到30家，2029年糖厂达到35家，2030年糖厂达到40家。", "35", "45", "steps-not-rising"),
        ("在2027年基础上，2028年糖产量增加10%，2029年糖产量增加30%。", "30", "3", "steps-not-rising"),
        ("在2027年基础上，2028年糖产量增加10%。", "8", "7", "deadline-before-base"),
        ("完成三项任务：修路、架桥、建厂。", "三", "四", "enumeration-count"),
        ("抓好三个方面：一是修路；二是架桥；三是建厂。", "好三", "好四", "enumeration-count"),
        ("实施修路工程、架桥工程、建厂工程“三大工程”。", "三", "四", "enumeration-count"),
    ],
)  # fmt: skip
def test_a_broken_figure_is_found(kept: str, was: str, becomes: str, code: str) -> None:
    assert kept.count(was) == 1
    assert found(kept) == []
    assert found(kept.replace(was, becomes)) == [code]


@pytest.mark.parametrize(
    "sentence",
    [
        "全县市场主体达到8000户，其中规上企业52户、限上企业30户。",
        "全县企业达到1200户，其中规上企业260户、有糖厂的企业400户。",
        "糖厂由20家增加到30家，全市糖厂翻一番。",
        "糖厂达到60家，其中大型糖厂20家。",
        "2028年新增糖厂30家，2029年新增糖厂20家，2030年新增糖厂25家。",
        "完成三项任务：修路、架桥等。",
        "落实“三个区分开来”要求，支持修路、架桥、建厂、种树、种草、种花。",
        "每户补助20元，最高500元。",
    ],
)
def test_no_alarm(sentence: str) -> None:
    assert found(sentence) == []


def test_parts_that_may_not_be_all_are_a_question() -> None:
    (one,) = (
        one
        for one in read(f"{HEAD}糖厂达到60家，其中东片20家、西片25家、北片14家。\n", UNITS).findings
        if one.code == "sum-mismatch"
    )
    assert one.severity == "tension"
    assert "若所列分项是全部" in one.message


def test_projects_are_counted_against_the_promise() -> None:
    promised = PLAN.replace(
        "力争“十五五”期间，全县茶企总量年均", "实施“四大倍增工程”，力争“十五五”期间，全县茶企总量年均"
    )
    assert [one.message for one in read(promised, UNITS).findings if "下文分列" in one.message] == [
        "“四大倍增工程”应有4项，下文分列3项，请核实"
    ]


# --- mutations


def test_the_mutations_of_an_invented_plan() -> None:
    tried = trial(PLAN, lambda text: read_closely(text, UNITS), findings)
    assert tried.alarms == ()
    assert len(tried.mutations) >= 50
    assert tried.found == len(tried.mutations)


#: What the issued plan states, by hand: the figures of each relation in the order of the text.
STATED = [
    ("growth-misses-multiple", [15]),
    ("not-doubled", [26, 52]),
    ("not-doubled", [4, 8]),
    ("not-doubled", [9, 18]),
    ("not-doubled", [4, 8]),
    ("not-doubled", [4388, 8800]),
    ("sum-mismatch", [108, 20, 24, 64]),
    ("steps-not-rising", [10, 20, 50, 70, 100]),
    ("not-doubled", [100]),
]


@pytest.mark.slow
def test_the_mutations_of_the_issued_plan(shared: Path, shelf: Shelf) -> None:
    """At least 95 of 100 broken figures are found, and the text as issued raises no alarm about its figures."""
    units = [unit for file in shelf.all(Units) for unit in file.units]
    text = (shared / "plan" / "kelan-2022.txt").read_text(encoding="utf-8")
    stated = sorted(relations(read_closely(text, units)), key=lambda one: one.span)
    assert [(one.code, list(one.values)) for one in stated] == STATED
    assert all(text[slice(*term.span)] == str(term.value) for one in stated for term in one.terms)
    tried = trial(text, lambda changed: read_closely(changed, units), findings)
    assert tried.alarms == ()
    assert len(tried.mutations) >= 100
    assert tried.found / len(tried.mutations) >= 0.95
