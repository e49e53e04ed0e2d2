"""The room: documents kept with findings, decisions with reasons, policies held back, who may see and decide."""

import datetime
from pathlib import Path

import pytest

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.ledger import queries as ledger
from beizeng.base.ledger.actions import Refused
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import Actor, house
from beizeng.rules import queries as rules
from beizeng.screening import actions, queries
from beizeng.screening.actions import Part
from beizeng.screening.models import Document, Finding
from beizeng.spec import Shelf

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2025, 6, 1, 9, tzinfo=SHANGHAI)
DAY = AT.date()
CLEAR = "对企业按纳税额给予奖励。"
ARGUABLE = "新引进的企业给予奖励。"
REVIEWER = Actor("user:1", "示例丑", "审查员", reaches={"screening.read": "all", "screening.decide": "all"})


def clerk(unit: str) -> Actor:
    reaches = {"screening.read": "unit", "screening.screen_document": "unit", "screening.decide": "unit"}
    return Actor("user:2", "示例丁", "经办人", reaches=reaches, unit_ids=frozenset({unit}))  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def units(shelf: Shelf, data: Path) -> None:
    adopt_units(shelf=shelf, by=house("setup"), at=AT)


def screen(text: str, *, title: str = "示例办法", parts: tuple[Part, ...] = (), day: datetime.date = DAY) -> Document:
    return actions.screen_document(
        title=title, text=text, day=day, unit_id="gongxin", parts=parts, by=house("test"), at=AT
    )


def decide(row: Finding, state: str, reason: str = "已核", assigned_to: str = "", by: Actor = REVIEWER) -> Finding:
    decided: Finding = actions.decide_finding(
        finding_id=row.pk, state=state, reason=reason, assigned_to=assigned_to, by=by, at=AT
    )
    return decided


def held_back() -> set[tuple[str, str]]:
    return {(row.policy, row.source) for row in rules.suspensions()}


def test_a_document_is_kept_with_its_findings() -> None:
    document = screen("第一句。\r\n" + CLEAR)
    (row,) = queries.findings(document)
    assert (row.point, row.strength, row.state) == ("10-2", "clear", "open")
    text = queries.text(document)
    assert text == "第一句。\r\n" + CLEAR
    assert text[row.start : row.end] == row.text == CLEAR
    assert ledger.verify().fault is None


def test_the_same_again_changes_nothing() -> None:
    assert screen(CLEAR).pk == screen(CLEAR).pk
    assert screen(CLEAR, day=datetime.date(2024, 1, 1)).pk != 1
    assert Document.objects.filter(is_latest=True).count() == 1


def test_a_decision_stays_with_its_sentence_and_goes_with_a_change() -> None:
    row = queries.findings(screen(CLEAR)).get()
    decide(row, "rejected", "依据国务院文件")
    again = queries.findings(screen("新增一句。" + CLEAR)).get()
    assert (again.state, again.reason, again.decided_by) == ("rejected", "依据国务院文件", "示例丑")
    changed = queries.findings(screen("对企业按纳税额的一半给予奖励。")).get()
    assert (changed.state, changed.reason) == ("open", "")


def test_a_decision_needs_a_reason_and_an_assignment_a_unit() -> None:
    row = queries.findings(screen(CLEAR)).get()
    for state, reason in (("accepted", " "), ("assigned", "转办"), ("nonsense", "某")):
        with pytest.raises(Refused):
            decide(row, state, reason)
    assert decide(row, "assigned", "转办", "shichang").assigned_to_id == "shichang"
    assert decide(row, "accepted", "属实").assigned_to_id is None
    assert decide(row, "open", "重新研究").state == "open"


def test_an_older_screening_is_not_decided() -> None:
    row = queries.findings(screen(CLEAR)).get()
    screen(ARGUABLE)
    with pytest.raises(Refused, match="重新审查"):
        decide(row, "accepted")


def test_a_unit_sees_and_decides_its_own_texts() -> None:
    document = screen(CLEAR)
    row = queries.findings(document).get()
    assert queries.document(document.pk, viewer=clerk("gongxin"))
    assert queries.document(document.pk, viewer=clerk("wenlv")) is None
    assert not queries.documents(viewer=Actor("user:3", "某人", ""))
    with pytest.raises(Refused, match="不由您的单位认定"):
        decide(row, "accepted", by=clerk("wenlv"))
    assert decide(row, "accepted", by=clerk("gongxin")).state == "accepted"
    with pytest.raises(Refused, match="不能为这个单位"):
        actions.screen_document(title="某", text=CLEAR, day=DAY, unit_id="gongxin", by=clerk("wenlv"), at=AT)


@pytest.mark.parametrize(("title", "text"), [(" ", CLEAR), ("某", " \n"), ("某", "含\0的文字")])
def test_what_is_no_text_is_refused(title: str, text: str) -> None:
    with pytest.raises(Refused):
        screen(text, title=title)


def test_the_counts_of_a_list() -> None:
    screen(CLEAR + ARGUABLE)
    (row,) = queries.documents(viewer=REVIEWER)
    assert (row.found, row.clear, row.undecided) == (2, 1, 2)  # type: ignore[attr-defined]


# policies of a measure, measure 31 of the plan has some


def parts(text: str) -> tuple[Part, ...]:
    return (Part("measure:31", 0, len(text)),)


def policies_of_31() -> set[tuple[str, str]]:
    found = {(row.policy.id, "measure:31") for row in rules.of_measure(31, on=DAY)}
    assert found
    return found


def test_a_clear_finding_holds_the_policies_back_until_rejected() -> None:
    row = queries.findings(screen(CLEAR, parts=parts(CLEAR))).get()
    assert row.subject == "measure:31"
    assert held_back() == policies_of_31()
    policy_id = next(iter(policies_of_31()))[0]
    shown = rules.policy(policy_id, on=DAY)
    assert shown is not None
    assert shown.is_suspended
    decide(row, "rejected", "有国务院依据")
    assert not held_back()
    decide(row, "accepted", "重新核实")
    assert held_back() == policies_of_31()


def test_an_arguable_finding_holds_them_back_too() -> None:
    row = queries.findings(screen(ARGUABLE, parts=parts(ARGUABLE))).get()
    assert held_back() == policies_of_31()
    decide(row, "assigned", "请起草单位修改", "gongxin")
    assert held_back() == policies_of_31()
    decide(row, "rejected", "条件公开、对所有企业一样")
    assert not held_back()


def test_a_mended_text_lets_the_policies_go() -> None:
    screen(CLEAR, parts=parts(CLEAR))
    mended = "对企业的技术改造给予帮助。"
    screen(mended, parts=parts(mended))
    assert not held_back()
    verbs = list(ledger.entries().values_list("verb", flat=True))
    assert "rules.suspend" in verbs
    assert "rules.lift" in verbs
