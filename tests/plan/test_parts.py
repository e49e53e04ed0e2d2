"""The parts of the reader, each by examples: figures, numerals, names, brackets, targets, files."""

import datetime

import pytest

from beizeng.plan.brackets import first_named_leads, read_brackets
from beizeng.plan.issued import decode
from beizeng.plan.names import UnitNames
from beizeng.plan.numerals import chinese, number
from beizeng.plan.outline import read
from beizeng.plan.passage import Passage
from beizeng.plan.quantities import read_quantities
from beizeng.plan.targets import read_targets
from beizeng.spec.errors import BadInput
from tests.plan.invented import UNITS


def passage(text: str) -> Passage:
    return Passage(text, tuple(range(len(text))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("办理时限压缩至5个工作日内", ("limit", 5, "工作日", "at_most")),
        ("三个工作日内答复", ("limit", 3, "工作日", "at_most")),
        ("补贴1,200元", ("amount", 1200, "元", "equal")),
        ("奖励不低于2.5万元", ("amount", 2.5, "万元", "at_least")),
        ("约300户", ("count", 300, "户", "about")),
        ("占百分之五", ("share", 5, "%", "equal")),
        ("用地超过20亩", ("area", 20, "亩", "more_than")),
        ("产值翻两番", ("ratio", 4, "倍", "ratio")),
        ("每年至少开放2次", ("frequency", 2, "年", "equal")),
        ("2027年6月底前建成", ("date", None, None, "at_most")),
        ("费率5元/吨", ("amount", 5, "元/吨", "equal")),
        ("十年内归还", ("period", 10, "年", "at_most")),
    ],
)
def test_one_figure(text: str, expected: tuple[object, ...]) -> None:
    (found,) = read_quantities(passage(text))
    assert (found.kind, found.value, found.unit, found.comparator) == expected


@pytest.mark.parametrize(
    "text",
    ["一件事一次办", "三个区分开来", "一窗办", "用12123手机应用", "一次性补助", "“2+1”办法", "一批企业", "全天候服务",
     "零成本", "第3年级", "2022年以来", "一业一证", "二〇二二年三月十日"],
)  # fmt: skip
def test_no_figure(text: str) -> None:
    assert read_quantities(passage(text)) == ()


def test_numerals() -> None:
    assert [chinese(one) for one in ("十", "二十四", "一百零五", "二〇一九", "三千二百")] == [10, 24, 105, 2019, 3200]
    assert (number("半"), number("1,200"), number("3.5"), number("两")) == (0.5, 1200, 3.5, 2)
    with pytest.raises(ValueError, match="甲"):
        chinese("甲")


@pytest.mark.parametrize(
    ("written", "units", "unresolved"),
    [
        ("县甲局、县乙局等有关部门", ("县甲局", "县乙局"), ("等有关部门",)),
        ("县甲管理局，各乡<镇>人民政府", ("县甲局", "各乡镇"), ()),
        ("县直有关部门", (), ("县直有关部门",)),
        ("县甲\n局", ("县甲局",), ()),
        ("县戊局等", ("县戊局",), ("等",)),
        ("各县（市、区）人民政府、县乙局", ("各县（市、区）人民政府", "县乙局"), ()),
        ("各有关部门", (), ("各有关部门",)),
    ],
)
def test_names(written: str, units: tuple[str, ...], unresolved: tuple[str, ...]) -> None:
    read_names = UnitNames(UNITS).read(written)
    assert (read_names.units, read_names.unresolved) == (units, unresolved)


@pytest.mark.parametrize(
    ("text", "lead", "joint"),
    [
        ("做事。（责任单位：县甲局、县乙局）", (), ("县甲局", "县乙局")),
        ("做事。（牵头单位：县甲局；配合单位：县乙局、县丙局）", ("县甲局",), ("县乙局", "县丙局")),
        ("做事。(牵头单位:县甲局,责任单位:县乙局）", ("县甲局",), ("县乙局",)),
        ("做事。（县甲局牵头，县乙局、县丙局配合）", ("县甲局",), ("县乙局", "县丙局")),
        ("做事。（县甲局、县乙局按职责分工负责）", (), ("县甲局", "县乙局")),
        ("做事。（县甲局牵头，县乙局、县丙局按职责分工负责）", ("县甲局",), ("县乙局", "县丙局")),
        ("做事（县甲局负责），再做事。", (), ("县甲局",)),
        ("做事。\n牵头单位：县甲局；配合单位：县乙局、县丙局", ("县甲局",), ("县乙局", "县丙局")),
        ("做事。\n责任单位：县甲局、县乙局。", (), ("县甲局", "县乙局")),
        ("做事。（责任单位：县甲局，各乡（镇）人民政府）", (), ("县甲局", "各乡镇")),
    ],
)
def test_brackets(text: str, lead: tuple[str, ...], joint: tuple[str, ...]) -> None:
    (found,) = read_brackets(passage(text), UnitNames(UNITS), first_leads=False)
    assert (found.lead, found.joint) == (lead, joint)


@pytest.mark.parametrize("text", ["场所(不含集群地址)办理", "出资（入股）等", "（此件公开发布）", "（由他们自己负责）"])
def test_no_bracket(text: str) -> None:
    assert read_brackets(passage(text), UnitNames(UNITS), first_leads=False) == ()


def test_first_named_leads_where_the_text_says_so() -> None:
    assert first_named_leads("（县甲局、县乙局负责，列第一位者为牵头单位，下同）")
    (found,) = read_brackets(passage("（县甲局、县乙局负责）"), UnitNames(UNITS), first_leads=True)
    assert (found.lead, found.joint) == (("县甲局",), ("县乙局",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2027年，茶企达到300户", ("茶企", None, 300, "户", datetime.date(2027, 12, 31))),
        ("2027年6月底前建成仓库5座", ("仓库", None, 5, "座", datetime.date(2027, 6, 30))),
        ("确保出口额突破2亿元", ("出口额", None, 2, "亿元", None)),
        ("失业率控制在3%以内", ("失业率", None, 3, "%", None)),
        ("次品率由5%降至2%", ("次品率", 5, 2, "%", None)),
        ("产值年均增长8%", ("产值年均增长", None, 8, "%", None)),
    ],
)
def test_one_target(text: str, expected: tuple[object, ...]) -> None:
    (found,) = read_targets(passage(text))
    one = found.indicator
    assert (one.name, one.baseline, one.target, one.unit, one.deadline) == expected


@pytest.mark.parametrize("text", ["把26户企业请来座谈", "全面实施茶园倍增工程", "路长5公里"])
def test_no_target(text: str) -> None:
    assert read_targets(passage(text)) == ()


def test_measures_under_chinese_numerals() -> None:
    """A plan whose measures are （一）（二） with a bracket each, numbered anew in every part."""
    text = (
        "某县茶业意见\n一、总体要求\n（一）指导思想。先茶后酒。\n二、任务\n（一）种茶。种满山。（县甲局负责）\n"
        "（二）炒茶。炒三遍。（县乙局牵头，县丙局配合）\n三、保障\n（一）管钱。管到分。（县丙局负责）\n"
    )
    outline = read(text, UNITS)
    assert [(one.number, one.title, one.section.name) for one in outline.measures] == [
        (1, "种茶", "任务"), (2, "炒茶", "任务"), (3, "管钱", "保障"),
    ]  # fmt: skip
    assert outline.measures[1].lead_units == ("县乙局",)
    assert "numbering" not in [finding.code for finding in outline.findings]


def test_lines_of_their_own_name_who_answers() -> None:
    text = (
        "一、任务\n1. 种茶。种满山。\n牵头单位：县甲局\n责任单位：县乙局、县丙局\n2. 炒茶。炒三遍。\n责任单位：县丙局\n"
    )
    outline = read(text, UNITS)
    first, second = outline.measures
    assert (first.lead_units, first.joint_units) == (("县甲局",), ("县乙局", "县丙局"))
    assert (second.lead_units, second.joint_units) == ((), ("县丙局",))
    assert first.text == "种满山。"
    (missing,) = [finding for finding in outline.findings if finding.code == "lead-missing"]
    assert "1条举措" in missing.message


def test_a_document_without_measures_says_so() -> None:
    outline = read("今天天气很好，大家都出门采茶去了。", UNITS)
    assert outline.measures == ()
    assert [finding.code for finding in outline.findings] == ["no-measures"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "空"),
        (b" \n\n", "空"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04", "损坏"),
        (b"a\x00b", "不是文本"),
        (b"\xff\xff\xff", "编码"),
        (b"a" * (1024 * 1024 + 1), "1 MB"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        decode(content, "方案.txt")
    assert why in refused.value.why
    assert refused.value.write


def test_both_encodings() -> None:
    assert (
        decode("茶".encode("gb18030"), "a")
        == decode("茶".encode(), "a")
        == decode(b"\xef\xbb\xbf" + "茶".encode(), "a")
        == "茶"
    )


@pytest.mark.parametrize(
    ("bracket", "lead", "joint"),
    [
        ("（县文旅委牵头，县住建委、消防大队配合）", ("县文旅委",), ("县住建委", "消防大队")),
        ("（县供销社牵头，县气象台、县烟草公司配合）", ("县供销社",), ("县气象台", "县烟草公司")),
        ("（甲局牵头，乙镇、丙乡配合）", ("甲局",), ("乙镇", "丙乡")),
    ],
)
def test_an_empty_register_loses_no_joint_unit(bracket: str, lead: tuple[str, ...], joint: tuple[str, ...]) -> None:
    (measure,) = read(f"某县方案\n\n一、任务\n\n1.修路。修好村路。{bracket}\n", []).measures
    assert (measure.lead_units, measure.joint_units, measure.unresolved) == (lead, joint, ())
