"""An element of the plan set right: it survives a second reading, says when its words are gone, can be undone."""

import datetime
from pathlib import Path

import pytest

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.ledger.actions import Refused
from beizeng.base.ledger.models import LedgerEntry
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import house
from beizeng.cases import queries as cases
from beizeng.indicators.catalogue import catalogue
from beizeng.plan import actions, queries
from beizeng.plan.corrections import Correction, corrected, elements
from beizeng.plan.corrections import actions as corrections
from beizeng.plan.models import Measure, PlanCorrection, PlanText, Target
from beizeng.plan.outline import read
from beizeng.spec import load_shelf
from beizeng.spec.loading import packs_root

pytestmark = pytest.mark.thorough

AT = datetime.datetime(2033, 5, 4, 9, tzinfo=SHANGHAI)
BY = house("setup")
TEXT = (packs_root() / "wuyou" / "plan" / "as-issued.txt").read_text(encoding="utf-8")
NAMES = {"wenlv": "县文旅委", "caizheng": "县财政局", "zhujian": "县住建委"}


def lay(text: str, *made: Correction):
    return corrected(read(text, []), text, made, NAMES)


def correction(element: str, field: str, value: object) -> Correction:
    found = elements(read(TEXT, []), TEXT)[element]
    return Correction(1, element, field, found.quote_of(field), value)


def test_every_element_can_be_found_by_its_words() -> None:
    found = elements(read(TEXT, []), TEXT)
    assert {"measure-4", "figure-4-2", "project-2", "goal-1", "p2-1"} <= set(found)
    assert found["figure-4-2"].quote.startswith("最高不超过3万元|")
    assert found["measure-4"].quote_of("lead_units") != found["measure-4"].quote_of("title")


def test_a_correction_holds_in_a_second_reading_and_in_a_changed_text() -> None:
    made = correction("figure-4-2", "value", 5)
    assert lay(TEXT, made).outline.measures[3].quantities[1].value == 5
    other = TEXT.replace("坚持群众自愿", "坚持自愿").replace("5个工作日内办结", "3个工作日内办结")
    again = lay(other, made)
    assert (again.outline.measures[3].quantities[1].value, again.lost) == (5, ())


def test_a_correction_follows_its_words_to_another_number() -> None:
    made = correction("measure-5", "lead_units", ["zhujian"])
    moved = TEXT.replace("5.培训店主", "5.多办集市。集市常办。（县商贸局牵头）\n\n6.培训店主")
    found = lay(moved, made)
    (measure,) = [one for one in found.outline.measures if one.title == "培训店主"]
    assert measure.lead_units == ("县住建委",)


def test_a_correction_whose_words_are_gone_is_lost_and_changes_nothing() -> None:
    made = correction("figure-4-2", "value", 5)
    other = TEXT.replace("最高不超过3万元", "最高不超过4万元")
    found = lay(other, made)
    assert found.lost == (1,)
    assert found.outline.measures[3].quantities[1].value == 4


# the programme that runs


@pytest.fixture
def wuyou(data: Path, db: None) -> Path:
    (data / "place").write_text("wuyou\n", encoding="utf-8")
    adopt_units(shelf=load_shelf(), by=BY, at=AT)
    actions.open_programme(shelf=load_shelf(), by=BY, at=AT)
    actions.load_text(content=TEXT.encode(), name="a.txt", by=BY, at=AT)
    actions.open_measures(by=BY, at=AT)
    return data


def make(element: str, field: str, value: object, reason: str = "原文印错，见更正通知") -> PlanCorrection:
    row: PlanCorrection = corrections.correct(element=element, field=field, value=value, reason=reason, by=BY, at=AT)
    return row


def test_a_corrected_target_reaches_programme_and_indicators(wuyou: Path) -> None:
    row = make("p2-1", "target", "20")
    assert (row.was, row.value) == (18, 20)
    assert Target.objects.get(key="p2-1").target == 20
    assert catalogue()["p2-1"].target.target == 20
    assert (wuyou / "packs" / "wuyou" / "plan" / "programme.yaml").exists()
    entry = LedgerEntry.objects.filter(verb="plan.correct").get()
    assert "原文印错" in entry.summary
    make("p2-1", "deadline", "2034-12-31")
    assert catalogue()["p2-1"].target.deadline == datetime.date(2034, 12, 31)


def test_a_corrected_lead_takes_the_open_matter_along(wuyou: Path) -> None:
    make("measure-4", "lead_units", ["caizheng"])
    assert Measure.objects.get(number=4).lead_unit_id == "caizheng"
    (case,) = cases.of_subject("measure:4", viewer=BY)
    assert case.lead_unit_id == "caizheng"


def test_a_correction_survives_loading_again_and_is_undone(wuyou: Path) -> None:
    row = make("measure-9", "title", "做好宣传推介")
    changed = TEXT.replace("讲好民宿和手工业的故事", "讲好故事")
    loaded = actions.load_text(content=changed.encode(), name="b.txt", by=BY, at=AT)
    assert loaded.differences == []
    text = queries.text(viewer=BY)
    assert text is not None
    assert text.outline.measures[8].title == "做好宣传推介"
    assert Measure.objects.get(number=9).title == "做好宣传推介"
    corrections.undo(correction_id=row.pk, by=BY, at=AT)
    assert Measure.objects.get(number=9).title == "做好宣传"
    before = LedgerEntry.objects.count()
    corrections.undo(correction_id=row.pk, by=BY, at=AT)
    assert LedgerEntry.objects.count() == before


def test_without_a_text_nothing_can_be_undone(wuyou: Path) -> None:
    row = make("p2-1", "target", "20")
    PlanText.objects.all().delete()
    with pytest.raises(Refused, match="还没有载入方案原文"):
        corrections.undo(correction_id=row.pk, by=BY, at=AT)
    row.refresh_from_db()
    assert row.undone_at is None


def test_a_text_without_the_words_says_so(wuyou: Path) -> None:
    make("figure-4-2", "value", "5")
    changed = TEXT.replace("最高不超过3万元", "最高不超过4万元")
    loaded = actions.load_text(content=changed.encode(), name="b.txt", by=BY, at=AT)
    assert any("原句已不在文中" in words for words in loaded.differences)
    assert PlanText.objects.count() == 2


def test_a_second_correction_stands_for_the_first(wuyou: Path) -> None:
    first, second = make("p2-1", "target", "20"), make("p2-1", "target", "21")
    first.refresh_from_db()
    assert first.undone_at is not None
    assert (second.was, second.value) == (18, 21)
    assert make("p2-1", "target", "21") == second


@pytest.mark.parametrize(
    ("element", "field", "value", "reason", "why"),
    [
        ("measure-99", "title", "x", "y", "没有这个要素"),
        ("measure-1", "target", 1, "y", "没有这个要素"),
        ("measure-1", "title", "x", " ", "理由"),
        ("measure-1", "title", "", "y", "不能为空"),
        ("measure-1", "lead_units", ["nobody"], "y", "名录中没有"),
        ("p2-1", "deadline", "明年", "y", "不是一个日期"),
        ("p2-1", "target", "二十", "y", "不是一个数"),
    ],
)
def test_what_can_not_be_corrected(wuyou: Path, element: str, field: str, value: object, reason: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        make(element, field, value, reason)
    assert PlanCorrection.objects.count() == 0
