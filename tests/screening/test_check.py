"""The screen: what is found, what is turned round, under which law, at which place."""

import datetime
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beizeng.screening.check import Finding, check
from beizeng.screening.checklist import Checklist
from beizeng.screening.measure import Row, read_rows
from beizeng.spec import load_shelf
from beizeng.spec.errors import BadInput

DAY = datetime.date(2025, 6, 1)
INVENTED = Path(__file__).with_name("invented.jsonl")
ROWS = list(read_rows(INVENTED.read_text(encoding="utf-8"), INVENTED.name))
VIOLATING = [row for row in ROWS if row.main]
CHECKLIST = Checklist.of(load_shelf())


def screen(text: str, day: datetime.date = DAY) -> tuple[Finding, ...]:
    return check(text, CHECKLIST, day)


def points(text: str, day: datetime.date = DAY) -> set[str]:
    return {finding.point for finding in screen(text, day)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_invented_sentences(row: Row) -> None:
    found = points(row.text)
    assert bool(found & row.points) == bool(row.main)
    assert found <= row.points


def test_every_point_and_group_is_tried() -> None:
    assert {row.main for row in VIOLATING} == {one.point.id for one in CHECKLIST.points}
    assert len({one.group for one in CHECKLIST.points}) == 4


@pytest.mark.parametrize(
    "text",
    [
        "不得有下列行为：\n（一）{}\n（二）{}",
        "招标人有下列行为之一的，责令改正：\n1. {}\n2. {}",
        "严禁出台以下政策：{}",
    ],
)
@pytest.mark.parametrize("row", VIOLATING[::7], ids=lambda row: row.id)
def test_items_of_a_list_of_what_is_forbidden(text: str, row: Row) -> None:
    assert not points(text.format(row.text, row.text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # a prohibition of operators is the restriction itself
        ("外地产品不得进入我县市场。", {"9-1"}),
        ("严禁出台外地产品不得进入我县市场的规定。", set()),
        ("未在我县设立分公司的企业，不得参加我县政府采购。", {"9-3"}),
        ("有下列情形之一的，不得投标：\n（一）投标人未在我县注册的；", {"9-3"}),
        # the reach of a prohibition ends where a clause says what is to be done
        ("不得重复申报，对在我县纳税的企业按纳税额给予奖励。", {"10-2"}),
        ("不得以本地业绩加分，不得以本地奖项加分。", set()),
        ("不得违规设限，但投标人须在我县注册。", {"9-3"}),
        # what is abolished governs its own clause, a purpose no more than itself
        ("为消除安全隐患，各单位统一使用甲公司的监控设备。", {"8-3"}),
        ("取消投标人须在我县注册的要求。", set()),
        ("投标人须在我县注册的规定，予以废止。", set()),
        # a threshold is no prohibition
        ("参与项目的企业中，国有企业持股比例不得低于百分之二十。", {"8-4"}),
        # a list of measures under a purpose is none of prohibitions
        ("为消除壁垒，采取以下措施：\n（一）对企业按上缴税收的一半给予奖励；", {"10-2"}),
        # what is quoted in a title is not said
        ("根据《关于对企业按纳税额给予奖励的通知》开展自查。", set()),
    ],
)
def test_what_turns_a_clause_round(text: str, found: set[str]) -> None:
    assert points(text) == found


def test_nothing_is_found_before_a_law_is_in_force() -> None:
    text = "对企业按纳税额给予奖励。"
    assert not screen(text, datetime.date(2024, 7, 31))
    (first,) = screen(text, datetime.date(2024, 8, 1))
    assert first.article == "《公平竞争审查条例》第十条第（二）项"
    (later,) = screen(text, datetime.date(2025, 4, 20))
    assert later.article == first.article + "；《公平竞争审查条例实施办法》第十九条第（一）项"


def test_why_names_the_words_seen() -> None:
    (finding,) = screen("对企业按纳税额给予奖励。")
    assert finding.why.endswith("（见“纳税额”“奖励”）")
    assert finding.strength == "clear"


@given(st.sampled_from(VIOLATING), st.data())
def test_a_break_anywhere_changes_no_finding(row: Row, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(row.text) - 1))
    mark = data.draw(st.sampled_from(["\n", "\r\n", "\n\n", "\n\n\n", "\u3000\n"]))
    # a line that would begin with a number or a dash begins a new item, and is meant to
    if not re.match(r"[一二三四五六七八九十\d（第—《]", row.text[place:]):
        broken = "前一句。\n" + row.text[:place] + mark + row.text[place:]
        found = screen(broken)
        assert [one.point for one in found] == [one.point for one in screen(row.text)]
        assert all(broken[one.start : one.end] == one.text for one in found)


def test_a_list_or_point_that_is_not_there_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "national" / "screening"
    folder.mkdir(parents=True)
    (folder / "points.yaml").write_text(
        """
kind: checklist
group: 某组
basis: {document: 某条例, verified: yes}
points:
  - id: 1-1
    label: 某点
    provisions: [{law: nowhere, article: 第一条, verified: yes}]
    why: 某理由
    signs: [{strength: clear, all: [[某词]]}]
""",
        encoding="utf-8",
    )
    with pytest.raises(BadInput, match="nowhere"):
        Checklist.of(load_shelf(tmp_path))


# the county's plan


@pytest.fixture(scope="module")
def plan(shared: Path) -> str:
    return (shared / "plan" / "kelan-2022.txt").read_text(encoding="utf-8")


def by_measure(text: str) -> dict[int, set[str]]:
    """Measure → the strengths found in it; measures are the lines that begin with their number."""
    begins = [(match.start(), int(match[1])) for match in re.finditer(r"^(\d+)\. ?(?=\D)", text, re.MULTILINE)]
    found: dict[int, set[str]] = {}
    for finding in screen(text):
        number = next((number for start, number in reversed(begins) if start <= finding.start), 0)
        found.setdefault(number, set()).add(finding.strength)
    return found


def test_the_plan_as_issued(plan: str) -> None:
    found = by_measure(plan)
    assert {number for number, strengths in found.items() if "clear" in strengths} == {20}
    assert {18, 24, 29} <= found.keys()
    assert found.keys() - {18, 20, 24, 29} <= {13, 15, 17, 19, 38}
    assert not found.keys() & {0, 1, 6}


def test_the_plan_gives_exact_places_and_the_same_each_time(plan: str) -> None:
    found = screen(plan)
    assert found == screen(plan)
    assert all(plan[one.start : one.end] == one.text for one in found)
    assert any("\n\n" in one.text for one in found), "a sentence over a page break"


def test_the_plan_was_issued_before_these_laws(plan: str) -> None:
    assert not screen(plan, datetime.date(2022, 3, 10))


def test_the_regulation_itself_is_no_finding(shared: Path) -> None:
    (path,) = (shared / "data" / "laws").glob("公平竞争审查条例*.md")
    assert not screen(path.read_text(encoding="utf-8"))


@pytest.mark.slow
def test_statutes_give_few_findings(shared: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((shared / "data" / "laws").glob("*.md"))]
    assert sum(len(screen(text)) for text in texts) <= 8
