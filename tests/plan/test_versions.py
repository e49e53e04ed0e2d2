"""Two versions of a plan: what was added, dropped and changed, and what that does to what is under way."""

import datetime
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.ledger.actions import Refused
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import house
from beizeng.cli.door import run
from beizeng.plan import actions, queries
from beizeng.plan.consequences import consequences
from beizeng.plan.models import PlanDraft, PlanText
from beizeng.plan.outline import read
from beizeng.plan.versions import Field, compare
from beizeng.spec import load_shelf
from beizeng.spec.loading import packs_root
from tests.factories import HoldingFactory

AT = datetime.datetime(2026, 1, 5, 9, tzinfo=SHANGHAI)
BY = house("setup")
ISSUED = packs_root() / "wuyou" / "plan" / "as-issued.txt"
TEXT = ISSUED.read_text(encoding="utf-8")
#: The second version: a higher goal, another lead, one measure gone, one new, two under other numbers.
REVISED = (
    TEXT.replace("增加到300家以上", "增加到350家以上")
    .replace("〔2033〕7号", "〔2033〕9号")
    .replace("每个作坊最高补助20万元。（县工商信息局牵头", "每个作坊最高补助20万元。（县文旅委牵头")
    .replace("最高不超过3万元", "最高不超过5万元")
    .replace("5.培训店主。每年培训民宿店主不少于200人次。（县人力社保局牵头，县文旅委配合）\n\n", "")
    .replace("6.建好手工作坊", "5.建好手工作坊")
    .replace("7.开好手工集市", "6.开好手工集市")
    .replace("8.加强调度", "7.办好民宿节。每年办一次民宿节。（县文旅委牵头）\n\n8.加强调度")
)


def test_every_change_is_told_and_nothing_else() -> None:
    found = compare(read(TEXT, []), read(REVISED, []))
    assert found.head == (Field("document_number", "乌政办发〔2033〕7号", "乌政办发〔2033〕9号"),)
    assert [(one.sort, one.how, one.was, one.now, one.title) for one in found.changes] == [
        ("target", "changed", "goal-1", "goal-1", "全县民宿"),
        ("measure", "changed", "measure-4", "measure-4", "发放开店补助"),
        ("measure", "changed", "measure-6", "measure-5", "建好手工作坊"),
        ("measure", "changed", "measure-7", "measure-6", "开好手工集市"),
        ("measure", "added", None, "measure-7", "办好民宿节"),
        ("measure", "dropped", "measure-5", None, "培训店主"),
    ]
    assert found.changes[0].fields == (Field("target", "300", "350"),)
    assert found.changes[1].field("quantities") == Field("quantities", "一年、最高不超过3万元", "一年、最高不超过5万元")
    assert found.changes[2].field("lead_units") == Field("lead_units", "县工商信息局", "县文旅委")


def test_a_version_compared_with_itself_differs_in_nothing() -> None:
    found = compare(read(TEXT, []), read(TEXT, []))
    assert found.is_empty
    assert found.same == 19
    assert not found.is_another


def test_a_changed_title_is_the_same_measure_and_another_plan_is_no_version() -> None:
    renamed = compare(read(TEXT, []), read(TEXT.replace("3.简化开店手续", "3.简化民宿开店手续"), []))
    assert [(one.how, one.now) for one in renamed.changes] == [("changed", "measure-3")]
    other = (
        "某市计划\n\n一、发展目标\n\n到2030年底，企业达到900家。\n\n二、任务\n\n1.修水渠。修干渠。（市水利局牵头）\n"
    )
    assert compare(read(TEXT, []), read(other, [])).is_another


def test_targets_of_one_name_are_told_apart_by_their_days() -> None:
    plan = "某县方案\n\n一、发展目标\n\n民宿2030年底达到{}家，2031年底达到{}家，2032年底达到{}家。\n"
    found = compare(read(plan.format(10, 20, 30), []), read(plan.format(10, 25, 30), []))
    assert [(one.now, one.fields) for one in found.changes] == [("goal-2", (Field("target", "20", "25"),))]


# the programme that runs


@pytest.fixture
def running(data: Path, db: None) -> Path:
    (data / "place").write_text("wuyou\n", encoding="utf-8")
    adopt_units(shelf=load_shelf(), by=BY, at=AT)
    actions.open_programme(shelf=load_shelf(), by=BY, at=AT)
    actions.load_text(content=TEXT.encode(), name="旧版.txt", by=BY, at=AT)
    actions.open_measures(by=BY, at=AT)
    return data


def office() -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(HoldingFactory(post__role="leading_group_office", post__unit_id="zhengfu").user)
    return client


@pytest.mark.thorough
def test_what_a_version_does_to_open_matters(running: Path) -> None:
    before, after = read(TEXT, []), read(REVISED.replace("到2035年底，全县民宿", "到2036年底，全县民宿"), [])
    found = consequences(compare(before, after), before, after, viewer=BY)
    said = [(one.sort, one.was, one.now, [case.number for case in one.cases]) for one in found]
    assert said[:5] == [
        ("orphaned", "培训店主", "", ["乌任2026-005"]),
        ("renumbered", "6", "5", ["乌任2026-006"]),
        ("renumbered", "7", "6", ["乌任2026-007"]),
        ("handed", "县工商信息局", "县文旅委", ["乌任2026-006"]),
        ("last_day", "2035-12-31", "2036-12-31", [f"乌任2026-00{n}" for n in range(1, 10)]),
    ]
    assert {one.sort for one in found[5:]} == {"begins", "reworded", "new_aim"}


@pytest.mark.thorough
def test_an_uploaded_version_is_compared_before_anything_changes(running: Path) -> None:
    client = office()
    shown = client.post("/plan/text", {"file": SimpleUploadedFile("新版.txt", REVISED.encode())}, follow=True)
    page = shown.content.decode()
    for words in ("办好民宿节", "乌任2026-005", "350", "还没有采用", "此前的简报保留原来的数"):
        assert words in page
    assert PlanText.objects.count() == 1
    draft = PlanDraft.objects.get()
    assert draft.name in client.get("/programme/versions").content.decode()
    client.post(f"/plan/drafts/{draft.pk}/adopt", {"since": "2026-01-05"})
    assert PlanText.objects.first().sha256 == draft.sha256
    old, new = PlanText.objects.order_by("pk")
    assert "培训店主" in client.get(f"/programme/versions/{old.pk}/{new.pk}").content.decode()
    with pytest.raises(Refused, match="已载入"):
        actions.adopt_version(draft_id=draft.pk, by=BY, at=AT)


@pytest.mark.thorough
def test_before_a_text_is_loaded_there_are_no_versions(data: Path, db: None) -> None:
    adopt_units(shelf=load_shelf(), by=BY, at=AT)
    public = Client(headers={"host": "127.0.0.1"})
    assert "还没有载入原文" in public.get("/programme/versions").content.decode()
    actions.open_programme(shelf=load_shelf(), by=BY, at=AT)
    assert "还没有载入原文" in public.get("/programme/versions").content.decode()


@pytest.mark.thorough
def test_a_version_put_away_changes_nothing(running: Path) -> None:
    client = office()
    client.post("/plan/text", {"file": SimpleUploadedFile("新版.txt", REVISED.encode())})
    draft = PlanDraft.objects.get()
    assert "没有采用" in client.post(f"/plan/drafts/{draft.pk}/drop", follow=True).content.decode()
    assert [row.name for row in queries.texts(viewer=BY)] == ["旧版.txt"]
    assert client.get(f"/plan/drafts/{draft.pk}").status_code == 404


@pytest.mark.thorough
def test_the_same_text_in_another_wrapping_is_loaded_at_once(running: Path) -> None:
    client = office()
    same = SimpleUploadedFile("另存.txt", TEXT.replace("\n\n", "\n").encode())
    assert client.post("/plan/text", {"file": same})["Location"] == "/plan"
    assert PlanDraft.objects.count() == 0


@pytest.mark.thorough
def test_the_command_compares_two_files(running: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    new = tmp_path / "new.txt"
    new.write_text(REVISED, encoding="utf-8")
    assert run(["plan", "compare", str(ISSUED), str(new), "--items", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["how"] for one in told["changes"]].count("changed") == 4
    assert {"sort": "orphaned", "was": "培训店主", "now": "", "title": "培训店主", "cases": ["乌任2026-005"]} in told[
        "consequences"
    ]
    assert run(["plan", "compare", str(ISSUED), str(new)]) == 0
    assert "6处不同" in capsys.readouterr().out
