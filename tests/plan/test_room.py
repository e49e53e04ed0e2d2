"""The programme as it runs: opened once, leads proposed and confirmed, text kept, measures on the clock."""

import datetime
from pathlib import Path

import pytest

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.ledger.actions import Refused
from beizeng.base.ledger.models import LedgerEntry
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import Actor, house
from beizeng.base.people.queries import anonymous, roles
from beizeng.cases import queries as cases
from beizeng.plan import actions, queries
from beizeng.plan.models import Measure, PlanText, Programme, Project, Target
from beizeng.spec import Shelf

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2022, 3, 10, 9, tzinfo=SHANGHAI)
OFFICE = Actor(
    "user:office", "王主任", "办公室", frozenset({"leading_group_office"}), roles()["leading_group_office"].permissions,
    frozenset({"fagai"}),
)  # fmt: skip
CLERK = Actor(
    "user:clerk", "李", "经办", frozenset({"unit_clerk"}), roles()["unit_clerk"].permissions, frozenset({"wenlv"})
)


@pytest.fixture
def programme(shelf: Shelf) -> Programme:
    adopt_units(shelf=shelf, by=house("setup"), at=AT)
    opened: Programme = actions.open_programme(shelf=shelf, by=OFFICE, at=AT)
    return opened


def entries() -> int:
    return LedgerEntry.objects.count()


def test_the_programme_of_the_pack(programme: Programme) -> None:
    assert programme.title == "岢岚县市场主体倍增工程实施方案"
    assert Project.objects.count() == 8
    assert Measure.objects.count() == 43
    assert Target.objects.filter(project=None).count() == 2
    assert Target.objects.exclude(project=None).count() == 26
    assert LedgerEntry.objects.filter(verb="plan.open_programme").count() == 1


def test_opening_again_changes_nothing(programme: Programme, shelf: Shelf) -> None:
    before = entries()
    assert actions.open_programme(shelf=shelf, by=OFFICE, at=AT) == programme
    assert entries() == before


def test_a_figure_that_the_plan_does_not_give_is_unknown(programme: Programme) -> None:
    labs = Target.objects.get(key="p2-4")
    assert (labs.baseline, labs.target, labs.comparator) == (None, 2, "ratio")
    growth = Target.objects.get(key="p5-1")
    assert (growth.target, growth.stated) == (None, "超过全市平均水平")


def test_leads_are_named_or_proposed(programme: Programme) -> None:
    assert Project.objects.filter(lead_state="named").count() == 7
    assert Project.objects.get(number=4).lead_unit_id == "shenpi"
    assert set(Measure.objects.values_list("lead_state", flat=True)) == {"proposed"}
    thirteen = Measure.objects.get(number=13)
    assert thirteen.lead_unit_id == "kaifaqu"
    assert "kaifaqu" not in thirteen.joint_units.values_list("id", flat=True)
    nobody = Measure.objects.get(number=35)
    assert (nobody.lead_unit_id, nobody.unresolved) == ("fagai", ["县直有关部门"])


def test_a_changed_pack_revises_and_keeps_what_was_confirmed(programme: Programme, shelf: Shelf) -> None:
    actions.confirm_lead(number=13, unit_id="gongxin", by=OFFICE, at=AT)
    Programme.objects.update(content_sha256="0" * 64)
    actions.open_programme(shelf=shelf, by=OFFICE, at=AT)
    thirteen = Measure.objects.get(number=13)
    assert (thirteen.lead_unit_id, thirteen.lead_state) == ("gongxin", "confirmed")
    assert "gongxin" not in thirteen.joint_units.values_list("id", flat=True)
    assert Measure.objects.get(number=12).lead_state == "proposed"
    assert Target.objects.count() == 28


def test_confirming_a_lead(programme: Programme) -> None:
    row = actions.confirm_lead(number=13, unit_id="kaifaqu", by=OFFICE, at=AT)
    assert row.lead_state == "confirmed"
    before = entries()
    actions.confirm_lead(number=13, unit_id="kaifaqu", by=OFFICE, at=AT)
    assert entries() == before
    project = actions.confirm_lead(number=4, unit_id="shichang", of="project", by=OFFICE, at=AT)
    assert (project.lead_unit_id, project.lead_state) == ("shichang", "confirmed")
    assert list(project.joint_units.values_list("id", flat=True)) == ["shenpi"]


@pytest.mark.parametrize(
    ("number", "unit", "of", "why"),
    [
        (99, "fagai", "measure", "没有第99条"),
        (13, "nobody", "measure", "一个单位"),
        (13, "xiangzhen", "measure", "一个单位"),
        (1, "fagai", "project", "已写明"),
    ],
)
def test_a_lead_that_can_not_be(programme: Programme, number: int, unit: str, of: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        actions.confirm_lead(number=number, unit_id=unit, of=of, by=OFFICE, at=AT)


def test_only_the_office_confirms(programme: Programme) -> None:
    with pytest.raises(Refused, match="权限"):
        actions.confirm_lead(number=13, unit_id="kaifaqu", by=CLERK, at=AT)


def test_measures_run_as_cases(programme: Programme) -> None:
    begun = actions.open_measures(by=OFFICE, at=AT)
    assert len(begun) == 43
    (case,) = cases.of_subject("measure:13", viewer=OFFICE)
    assert case.lead_unit_id == "kaifaqu"
    assert {unit.id for unit in case.joint_units.all()} >= {"gongxin", "xiangzhen"}
    assert datetime.date(2025, 12, 31) in {clock.due_on for clock in cases.clocks(case)}
    before = entries()
    assert actions.open_measures(by=OFFICE, at=AT) == []
    assert entries() == before


def test_a_confirmed_lead_takes_the_open_case_along(programme: Programme) -> None:
    actions.open_measures(by=OFFICE, at=AT)
    actions.confirm_lead(number=13, unit_id="gongxin", by=OFFICE, at=AT)
    (case,) = cases.of_subject("measure:13", viewer=OFFICE)
    assert case.lead_unit_id == "gongxin"


def test_without_a_programme(shelf: Shelf) -> None:
    assert queries.programme(viewer=OFFICE) is None
    with pytest.raises(Refused, match="还没有开办"):
        actions.open_measures(by=OFFICE, at=AT)


def test_reading_needs_the_permission(programme: Programme) -> None:
    nobody = Actor("user:x", "某", "")
    assert queries.programme(viewer=nobody) is None
    assert queries.measures(viewer=nobody).count() == 0
    assert queries.measures(viewer=anonymous()).count() == 43
    measure = queries.measure(13, viewer=anonymous())
    assert measure is not None
    assert measure.title == "提升开发区承载力"


def test_the_issued_text(programme: Programme, shared: Path, data: Path) -> None:
    content = (shared / "plan" / "kelan-2022.txt").read_bytes()
    row = actions.load_text(content=content, name="方案.txt", by=OFFICE, at=AT)
    assert row.differences == []
    assert (data / "files" / row.sha256[:2] / row.sha256).read_bytes() == content
    before = entries()
    assert actions.load_text(content=content, name="方案.txt", by=OFFICE, at=AT) == row
    assert entries() == before
    loaded = queries.text(viewer=OFFICE)
    assert loaded is not None
    assert len(loaded.outline.measures) == 43


def test_a_text_that_differs_says_in_what(programme: Programme, shared: Path, data: Path) -> None:
    text = (shared / "plan" / "kelan-2022.txt").read_text(encoding="utf-8")
    changed = text.replace("由26户达到52户", "由26户达到53户").replace("24个工作日", "20个工作日").replace("5号", "6号")
    row = actions.load_text(content=changed.encode(), name="方案.txt", by=OFFICE, at=AT)
    assert [words.split("：")[0] for words in row.differences] == [
        "文号",
        "规上工业倍增工程“规上工业企业”",
        "举措13“提升开发区承载力”",
    ]


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        ("今天没有方案。".encode(), "a.txt", "不是"),
        (b"%PDF-1.4", "a.pdf", "PDF"),
        (b"", "a.txt", "空"),
    ],
)
def test_what_is_not_the_plan_is_refused(programme: Programme, data: Path, content: bytes, name: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        actions.load_text(content=content, name=name, by=OFFICE, at=AT)
    assert PlanText.objects.count() == 0
