"""Plans of other places and of many forms, invented: measures, units and roles as they are."""

import json
from pathlib import Path

import pytest

from beizeng.cli.door import run
from beizeng.plan.brackets import read_brackets
from beizeng.plan.names import UnitNames
from beizeng.plan.outline import read
from beizeng.plan.unit_words import level, split
from tests.plan.invented import UNITS
from tests.plan.scoring import FORMS, plan_of, scores
from tests.plan.test_parts import passage


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_measures_of_a_form(form: Path) -> None:
    text, answers = plan_of(form)
    assert [one.title for one in read(text, ()).measures] == [title for title, *_ in answers]


def test_scores_over_all_forms() -> None:
    found = scores()
    assert found["measures"].f1 >= 0.99
    assert found["units"].f1 >= 0.99
    assert found["roles"].f1 >= 0.97


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("各省、自治区、直辖市人民政府", ["各省、自治区、直辖市人民政府"]),
        ("各市、县（区）人民政府，省财政厅", ["各市、县（区）人民政府", "省财政厅"]),
        ("市教育局和文化和旅游局", ["市教育局", "文化和旅游局"]),
        ("县委和政府", ["县委和政府"]),
        ("县住房和城乡建设局 县自然资源和规划局", ["县住房和城乡建设局", "县自然资源和规划局"]),
        ("各县（市、区）党委、政府", ["各县（市、区）党委、政府"]),
    ],
)
def test_lists_of_names(written: str, names: list[str]) -> None:
    assert list(split(written)) == names


@pytest.mark.parametrize(
    ("said", "lead", "joint", "guiding", "when"),
    [
        ("（牵头单位：甲局；责任单位：乙局；完成时限：2031年底）", ["甲局"], ["乙局"], [], "2031年底"),
        ("（2031年6月底前完成，甲局、乙局负责）", [], ["甲局", "乙局"], [], "2031年6月底前完成"),
        ("【责任单位：甲局（牵头）、乙局】", ["甲局"], ["乙局"], [], ""),
        ("（责任单位：甲局；配合单位：乙局）", ["甲局"], ["乙局"], [], ""),
        ("（甲局指导，各乡镇负责，长期坚持）", [], ["各乡镇"], ["甲局"], "长期坚持"),
        ("（甲局会同乙局负责）", ["甲局"], ["乙局"], [], ""),
        ("（甲局牵头乙局、丙局配合）", ["甲局"], ["乙局", "丙局"], [], ""),
        ("（责任领导：王某某；责任单位：甲局）", [], ["甲局"], [], ""),
    ],
)
def test_what_a_bracket_says(said: str, lead: list[str], joint: list[str], guiding: list[str], when: str) -> None:
    (found,) = read_brackets(passage(f"做好茶事。{said}"), UnitNames(()), first_leads=False)
    assert (list(found.lead), list(found.joint), list(found.guiding), found.when) == (lead, joint, guiding, when)


def test_a_new_spelling_is_proposed_and_not_taken() -> None:
    text = "一、任务\n1. 种茶。种满山。（责任单位：县丁服务中心、县甲局）\n"
    units = {unit.name: unit for unit in read(text, UNITS).units}
    assert units["县丁服务中心"].proposal == "县丁中心"
    assert units["县甲局"].proposal is None


@pytest.mark.parametrize(
    ("name", "is_of"),
    [("省财政厅", "province"), ("市发改委", "city"), ("县甲局", "county"), ("各乡镇", "township"), ("财政部", None),
     ("市场监管总局", None), ("白鹭县教育局", "county")],
)  # fmt: skip
def test_levels(name: str, is_of: str | None) -> None:
    assert level(name) == is_of


def test_units_of_another_place_stay_as_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """县发展改革局 is an alias in the county's register; another county's document means its own."""
    plan = "%s茶业方案\n一、任务\n1. 种茶。种满山。（责任单位：县发展改革局）\n"
    found = []
    for place in ("岢岚县", "云上县"):
        (tmp_path / "plan.txt").write_text(plan % place, encoding="utf-8")
        assert run(["plan", "read", str(tmp_path / "plan.txt"), "--json"]) == 0
        found.append(json.loads(capsys.readouterr().out)["measures"][0]["units"])
    assert found == [["县发改局"], ["县发展改革局"]]
