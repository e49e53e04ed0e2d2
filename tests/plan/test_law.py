"""A plan against the law of a day: targets, sentences, limits; each with its article, from its day on."""

import datetime
import json
import re
from pathlib import Path

import pytest

from beizeng.cli.door import run
from beizeng.plan.findings.explained import Explained, explained, explanations, law_checklist
from beizeng.plan.outline import read_closely
from beizeng.spec.plan_findings import PlanPoint
from tests.plan.invented import UNITS

HEAD = "云上县人民政府\n\n# 云上县糖业行动方案\n\n## 一、主要目标\n\n"
SCORED = "把糖业发展情况纳入年度目标责任考核。"
TODAY = datetime.date(2026, 6, 1)


def law(text: str, day: datetime.date = TODAY) -> list[Explained]:
    found = explained(read_closely(f"{HEAD}{text}\n", UNITS), day)
    return [one for one in found if one.code.startswith("law-")]


def test_households_are_not_scored_from_the_day_on() -> None:
    text = f"到“十五五”末，全县个体工商户总数由100户达到200户。{SCORED}"
    assert law(text, datetime.date(2022, 10, 31)) == []
    (one,) = law(text, datetime.date(2022, 11, 1))
    assert (one.code, one.strength, one.severity) == ("law-32-1", "clear", "error")
    assert one.article == "《促进个体工商户发展条例》第三十二条"
    assert "全县个体工商户总数" in one.message
    assert one.why
    assert one.advice


def test_a_plan_that_scores_nothing_is_only_asked() -> None:
    (one,) = law("到“十五五”末，全县个体工商户总数由100户达到200户。")
    assert one.strength == "arguable"
    (one,) = law(f"到“十五五”末，全县个体工商户总数由100户达到200户。不得将其{SCORED}")
    assert one.strength == "clear"
    (one,) = law("到“十五五”末，全县个体工商户总数由100户达到200户。不纳入年度目标责任考核。")
    assert one.strength == "arguable"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"到2030年，全县市场主体总量达到9000户。{SCORED}", "law-32-2"),
        ("将新增个体工商户数量纳入乡镇考核。", "law-32-1"),
        ("县级部门制定本县市场准入负面清单。", "law-20-1"),
        ("增设进场保证金。", "law-25-1"),
        ("投标保证金不超过估算价的3%。", "law-26-1"),
        ("履约保证金按合同金额的12%收取。", "law-58-1"),
        ("向中小企业采购的货款90日内支付。", "law-9-1"),
        ("鼓励施工单位带资承包政府投资项目。", "law-8-1"),
        ("企业设立登记5个工作日内办结。", "law-19-1"),
        ("不动产登记45个工作日办结。", "law-20-2"),
        ("作出行政许可决定不超过40个工作日。", "law-42-1"),
        ("全面推行首违不罚。", "law-33-1"),
        ("委托第三方机构开展入企检查。", "law-54-1"),
    ],
)
def test_each_point_shows(text: str, code: str) -> None:
    assert [one.code for one in law(text)] == [code]


@pytest.mark.parametrize(
    "text",
    [
        f"到2030年，全县糖厂达到90家。{SCORED}",
        "不得将个体工商户数量增长率纳入考核。",
        "各部门不得另行制定市场准入负面清单，严格执行全国统一的市场准入负面清单。",
        "投标保证金不超过估算价的2%，履约保证金不超过合同金额的10%。",
        "向中小企业采购的货款30日内支付，补贴资金90日内拨付。",
        "不得要求施工单位垫资建设。",
        "企业设立登记3个工作日内办结，不动产登记5个工作日办结，注销登记20个工作日办结。",
        "违法行为轻微并及时改正的，首违不罚。",
        "严禁委托第三方机构开展入企检查。",
    ],
)
def test_what_is_lawful_is_left_alone(text: str) -> None:
    assert law(text) == []


def test_every_law_is_silent_before_its_day() -> None:
    checklist = law_checklist()
    for compiled in checklist.points:
        assert isinstance(compiled.point, PlanPoint)
        first = min(checklist.laws[one.law].since for one in compiled.point.provisions)
        assert checklist.articles(compiled.point, first)
        assert not checklist.articles(compiled.point, first - datetime.timedelta(days=1))


def test_every_code_of_the_reader_is_explained() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path("beizeng/plan/findings").glob("*.py"))
    codes = set(re.findall(r'(?:Finding\(|code =|FAIR_COMPETITION =)\s*"([a-z-]+)"', source))
    assert codes == {one.code for one in explanations().values() if one.group != "pace"}


# --- the issued plan


def test_the_issued_plan_on_two_days(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def of_law(day: str) -> list[tuple[str, str, str]]:
        assert run(["plan", "findings", str(shared / "plan" / "kelan-2022.txt"), "--day", day, "--json"]) == 0
        printed = json.loads(capsys.readouterr().out)
        assert printed["day"] == day
        assert all(one["why"] and one["advice"] and one["text"] for one in printed["findings"])
        assert all(bool(one["article"]) == (one["group"] == "law") for one in printed["findings"])
        return [(one["code"], one["strength"], one["subject"]) for one in printed["findings"] if one["group"] == "law"]

    assert of_law("2022-10-31") == []
    assert of_law("2022-11-01") == [
        ("law-32-2", "arguable", "goals"),
        ("law-32-2", "arguable", "goals"),
        ("law-32-1", "clear", "project:4"),
        ("law-32-2", "arguable", "project:7"),
    ]
    measures = {subject for code, _, subject in of_law("2025-06-01") if code == "fair-competition"}
    assert {"measure:18", "measure:20", "measure:24", "measure:29"} <= measures


def test_the_mutations_are_printed(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "mutations", str(Path(__file__).parent / "invented.txt"), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["found"] == printed["mutations"] >= 50
    assert printed["missed"] == printed["alarms"] == []


def test_a_day_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "findings", str(Path(__file__).parent / "invented.txt"), "--day", "昨天"]) != 0
    assert "请写成 2022-11-01 的样子" in capsys.readouterr().err
