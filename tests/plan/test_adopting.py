"""A further version put in force: what it keeps, what it changes, and that days before it keep their targets."""

import datetime
import json
from decimal import Decimal
from pathlib import Path

import pytest

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.ledger.actions import Refused
from beizeng.base.ledger.models import LedgerEntry
from beizeng.base.people.actions import adopt_units
from beizeng.cases import queries as cases
from beizeng.indicators import queries as figures
from beizeng.indicators.catalogue import catalogue
from beizeng.plan import actions, queries
from beizeng.plan.corrections import actions as corrections
from beizeng.plan.findings.queries import lines
from beizeng.plan.lineage import descend
from beizeng.plan.models import Measure, PlanText, Programme
from beizeng.plan.outline import read
from beizeng.plan.shelf import programme_on, versions_of
from beizeng.reports import actions as reports
from beizeng.reports import queries as papers
from beizeng.reports.models import Report
from beizeng.spec import load_shelf
from tests.plan.test_versions import AT, BY, REVISED, TEXT, office
from tests.plan.test_versions import running as running

pytestmark = pytest.mark.thorough

#: The day from which the second version holds, and the one before.
SINCE = datetime.date(2026, 3, 2)
BEFORE = datetime.date(2026, 3, 1)
THEN = datetime.datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
#: A third version: the second one's new measure first, and one goal fewer.
THIRD = (
    REVISED.replace("7.办好民宿节。每年办一次民宿节。（县文旅委牵头）\n\n", "")
    .replace("1.修通民宿路", "1.办好民宿节。每年办一次民宿节。（县文旅委牵头）\n\n2.修通民宿路")
    .replace("，民宿从业人员中本县户籍占比达到70%以上", "")
)

#: The second one with a further measure before the last two: what the meetings name moves on.
SPLIT = (
    REVISED.replace("7.办好民宿节", "7.修好晒场。每年修2处晒场。（县文旅委牵头）\n\n8.办好民宿节")
    .replace("8.加强调度", "9.加强调度")
    .replace("9.做好宣传", "10.做好宣传")
)


def handed(text: str, at: datetime.datetime = THEN) -> int:
    return int(actions.hand_in_text(content=text.encode(), name="新版.txt", by=BY, at=at).pk)


def adopt(text: str = REVISED, since: datetime.date = SINCE, at: datetime.datetime = THEN) -> PlanText:
    return actions.adopt_version(draft_id=handed(text, at), since=since, by=BY, at=at)


def measures() -> dict[str, tuple[int, int]]:
    return {row.title: (row.number, row.printed) for row in queries.measures(viewer=BY)}


def of(number: int) -> list[tuple[str, str]]:
    rows = cases.of_subject(f"measure:{number}", viewer=BY)
    return [(row.number, row.lead_unit.name) for row in rows.filter(closed_at=None)]


def test_measures_keep_their_numbers_and_matters_go_to_the_new_leads(running: Path) -> None:
    assert of(6) == [("乌任2026-006", "县工商信息局")]
    adopt()
    now = measures()
    assert now["建好手工作坊"] == (6, 5)
    assert now["开好手工集市"] == (7, 6)
    assert now["办好民宿节"] == (10, 7)
    assert "培训店主" not in now
    assert of(6) == [("乌任2026-006", "县文旅委")]
    assert of(10) == [("乌任2026-010", "县文旅委")]
    assert of(5) == [("乌任2026-005", "县人力社保局")], "people decide what becomes of it"
    entry = LedgerEntry.objects.filter(verb="plan.adopt_version").get()
    assert json.loads(entry.detail)["from"] == "2026-03-02"


def test_pages_show_the_printed_number_under_the_lasting_address(running: Path) -> None:
    adopt(SPLIT)
    client = office()
    page = client.get("/measures/6").content.decode()
    assert "5. 建好手工作坊" in page
    assert "4. 发放开店补助" in page
    assert "6. 开好手工集市" in page
    dropped = client.get("/measures/5").content.decode()
    for words in ("培训店主", "乌政办发〔2033〕9号", "2026-03-02", "乌任2026-005"):
        assert words in dropped, "a case, a report or the ledger may lead here for years"
    assert client.get("/measures/99").status_code == 404
    adopted = client.get("/programme").content.decode()
    assert '<a href="/measures/8">9</a>' in adopted, "the meetings name measures as the text does"
    rows = adopted
    assert rows.index("6. 开好手工集市") < rows.index("8. 办好民宿节")
    assert "/measures/10" in rows
    assert "5. 建好手工作坊" in client.get("/plan").content.decode()


def test_days_before_keep_their_target(running: Path) -> None:
    adopt()
    old, new = (figures.show("goal-1", day=day, viewer=BY) for day in (BEFORE, SINCE))
    assert old is not None
    assert new is not None
    assert old.aim is not None
    assert new.aim is not None
    assert (old.aim.value, new.aim.value) == (Decimal(300), Decimal(350))
    assert old.one.id == new.one.id


def test_a_third_version_keeps_what_the_second_named_and_a_dropped_target_is_an_aim_no_more(running: Path) -> None:
    adopt()
    later = datetime.datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)
    adopt(THIRD, since=later.date(), at=later)
    now = measures()
    assert now["办好民宿节"] == (10, 1)
    assert now["建好手工作坊"][0] == 6
    dropped = figures.show("goal-3", day=later.date(), viewer=BY)
    assert dropped is not None
    assert dropped.aim is None
    assert "取消了这个目标" in str(dropped.one.target.stated)
    kept = figures.show("goal-3", day=SINCE, viewer=BY)
    assert kept is not None
    assert kept.aim is not None


def test_a_new_target_gets_an_indicator_and_an_id_that_nothing_had(running: Path) -> None:
    adopt(REVISED.replace("手工业经营主体由80户增加到200户", "民宿床位达到9000张，手工业经营主体由80户增加到200户"))
    found = catalogue()
    assert [one.definition.label for one in found.values()].count("民宿床位") == 1
    beds = next(one for one in found.values() if one.definition.label == "民宿床位")
    assert beds.id == "goal-4"
    assert found["goal-2"].definition.label == "手工业经营主体"
    page = office().get("/plan").content.decode()
    assert '<a href="#goal-3">手工业经营主体</a>' in page, "the third in the text, whatever it is called"
    assert '<a href="#goal-2">民宿床位</a>' in page


def test_a_correction_of_a_further_version_stays_in_it(running: Path) -> None:
    adopt()
    corrections.correct(element="measure-5", field="title", value="建好更多作坊", reason="核对", by=BY, at=THEN)
    pack, files = programme_on(load_shelf())
    assert pack.since == SINCE
    assert [(one.number, one.title) for file in files for one in file.measures if one.printed == 5] == [
        (6, "建好更多作坊")
    ]
    assert LedgerEntry.objects.filter(verb="plan.correct").get().subject == "measure:6"


def test_findings_and_clauses_belong_to_the_lasting_number(running: Path) -> None:
    adopt(REVISED.replace("每年办一次民宿节。", "办好民宿节。"))
    assert [one.subject for one in lines(viewer=BY) if one.code == "measure-without-figure"] == ["measure:10"]
    actions.screen_text(by=BY, at=THEN)


def test_an_issued_report_and_a_past_day_stay_as_they_were(running: Path) -> None:
    day, at = datetime.date(2034, 3, 31), datetime.datetime(2034, 4, 2, 9, tzinfo=SHANGHAI)
    first = reports.draft(day=day, by=BY, at=at)
    issued = reports.issue(
        report_id=first.pk,
        red_head="示例文件",
        document_number="示倍增办〔2034〕1号",
        signed_on=at.date(),
        by=BY,
        at=at,
    )
    said = papers.briefing(issued)
    adopt(since=at.date(), at=at)
    assert papers.briefing(Report.objects.get(pk=issued.pk)) == said
    again = figures.show("goal-1", day=day, viewer=BY)
    assert again is not None
    assert again.aim is not None
    assert again.aim.value == 300


@pytest.mark.parametrize(
    ("since", "why"),
    [(datetime.date(2026, 3, 3), "还没有到"), (datetime.date(2026, 1, 1), "更早")],
)
def test_a_day_that_can_not_be_is_refused_and_nothing_is_left(running: Path, since: datetime.date, why: str) -> None:
    if why == "更早":
        adopt(since=datetime.date(2026, 1, 5), at=AT)
    before = sorted(path.name for path in running.rglob("*.yaml"))
    with pytest.raises(Refused, match=why):
        adopt(THIRD, since=since)
    assert sorted(path.name for path in running.rglob("*.yaml")) == before


def test_a_failure_in_the_middle_takes_the_packs_back(running: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_told: object) -> None:
        raise Refused("磁盘已满")

    monkeypatch.setattr("beizeng.plan.actions.revising.open_measures", fail)
    with pytest.raises(Refused, match="磁盘已满"):
        adopt()
    assert programme_on(load_shelf())[0].since is None
    assert Programme.objects.get().document_number == "乌政办发〔2033〕7号"
    assert Measure.objects.count() == 9
    assert PlanText.objects.count() == 1


def test_the_same_text_in_other_words_of_the_file_writes_no_pack(running: Path) -> None:
    adopt(TEXT.replace("\n\n", "\n"))
    assert programme_on(load_shelf())[0].since is None
    assert PlanText.objects.count() == 2


def test_without_a_text_in_force_there_is_nothing_to_compare(data: Path, db: None) -> None:
    (data / "place").write_text("wuyou\n", encoding="utf-8")
    adopt_units(shelf=load_shelf(), by=BY, at=AT)
    actions.open_programme(shelf=load_shelf(), by=BY, at=AT)
    with pytest.raises(Refused, match="现行原文"):
        adopt()


def test_names_descend_without_a_site() -> None:
    versions = versions_of(load_shelf(place="wuyou"), "wuyou-2033")
    found = descend(versions, read(TEXT, []), read(REVISED, []), since=SINCE)
    assert [found.measure(one.number) for one in read(REVISED, []).measures] == [1, 2, 3, 4, 6, 7, 10, 8, 9]
    assert {found.target(key) for key in ("goal-1", "goal-3", "p2-1")} == {"goal-1", "goal-3", "p2-1"}
