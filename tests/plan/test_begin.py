"""A text handed in becomes the programme of a site that has none: read, corrected, begun at once or not at all."""

import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.ledger.actions import Refused
from beizeng.base.people.actor import house
from beizeng.base.people.models import Unit
from beizeng.cases import queries as cases
from beizeng.cli.door import run
from beizeng.indicators import queries as indicators
from beizeng.plan import actions, queries
from beizeng.plan.corrections import actions as corrections
from beizeng.plan.models import PlanDraft, Programme, Target
from beizeng.spec.loading import packs_root
from tests.factories import HoldingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
AT = datetime.datetime(2026, 1, 5, 9, tzinfo=SHANGHAI)
BY = house("setup")
ISSUED = packs_root() / "wuyou" / "plan" / "as-issued.txt"


@pytest.fixture
def place(data: Path) -> Path:
    """A site of a county that no pack knows but by its name."""
    own = data / "packs" / "xinxian" / "people"
    own.mkdir(parents=True)
    (own / "place.yaml").write_text("kind: place\nname: 新县\nwithin: national\n", encoding="utf-8")
    (data / "place").write_text("xinxian\n", encoding="utf-8")
    return data


def hand_in(content: bytes = ISSUED.read_bytes(), name: str = "方案.txt") -> PlanDraft:
    row: PlanDraft = actions.hand_in_text(content=content, name=name, by=BY, at=AT)
    return row


def test_a_text_becomes_a_running_programme(place: Path) -> None:
    draft = hand_in()
    corrections.correct(
        element="p2-1", field="target", value="20", reason="见更正通知", draft_id=draft.pk, by=BY, at=AT
    )
    units = ["县财政局", "县文旅委"]
    corrections.correct(
        element="measure-4", field="lead_units", value=units[:1], reason="印错", draft_id=draft.pk, by=BY, at=AT
    )
    actions.begin_programme(draft_id=draft.pk, programme_id="xin-2033", office="县政府办", by=BY, at=AT)
    assert queries.measures(viewer=BY).count() == 9
    assert Target.objects.get(key="p2-1").target == 20
    (case,) = cases.of_subject("measure:4", viewer=BY)
    assert case.lead_unit.name == "县财政局"
    assert datetime.date(2035, 12, 31) in {clock.due_on for clock in cases.clocks(case)}
    board = indicators.board(day=AT.date(), viewer=BY)
    assert sum(len(group.figures) for group in board) == 8
    loaded = queries.text(viewer=BY)
    assert loaded is not None
    assert loaded.row.differences == []
    assert len(loaded.corrected.standing) == 2
    assert sorted(path.name for path in (place / "packs" / "xinxian").rglob("*.yaml")) == [
        "measure.yaml", "measures-01.yaml", "measures-02.yaml", "measures-03.yaml", "measures-04.yaml", "place.yaml",
        "programme.yaml", "units-xin-2033.yaml", "xin-2033.yaml",
    ]  # fmt: skip
    draft.refresh_from_db()
    assert (draft.outcome, draft.programme_id) == ("begun", "xin-2033")


def test_what_fails_at_the_very_end_leaves_neither_packs_nor_rows(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("beizeng.plan.actions.drafts._settle", broken)
    draft = hand_in()
    with pytest.raises(RuntimeError):
        actions.begin_programme(draft_id=draft.pk, programme_id="xin-2033", office="县政府办", by=BY, at=AT)
    assert not Programme.objects.exists()
    assert [path.name for path in (place / "packs" / "xinxian").rglob("*.yaml")] == ["place.yaml"]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"programme_id": "方案", "office": "县政府办"}, "编号"),
        ({"programme_id": "xin-2033"}, "领导小组办公室"),
        ({"programme_id": "xin-2033", "office": "没有的单位"}, "领导小组办公室"),
    ],
)
def test_what_can_not_begin_leaves_nothing_behind(place: Path, values: dict[str, str], why: str) -> None:
    draft = hand_in()
    with pytest.raises(Refused, match=why):
        actions.begin_programme(draft_id=draft.pk, by=BY, at=AT, **values)
    assert not Programme.objects.exists()
    assert not Unit.objects.filter(name="县文旅委").exists()
    assert [path.name for path in (place / "packs" / "xinxian").rglob("*.yaml")] == ["place.yaml"]


def test_a_plan_without_a_last_day_asks_for_one(place: Path) -> None:
    text = "某县方案\n\n一、目标\n\n发展民宿。\n\n二、任务\n\n1.修路。修好村路。（县交通局牵头，县财政局配合）\n"
    draft = hand_in(text.encode())
    begin = {"draft_id": draft.pk, "programme_id": "x", "office": "县财政局", "by": BY, "at": AT}
    with pytest.raises(Refused, match="清零"):
        actions.begin_programme(**begin)
    assert not Programme.objects.exists()
    actions.begin_programme(**begin, ends_on=datetime.date(2028, 12, 31))
    assert len(cases.of_subject("measure:1", viewer=BY)) == 1


def test_no_plan_in_a_text_and_a_second_plan_are_refused(place: Path) -> None:
    with pytest.raises(Refused, match="没有读到目标和举措"):
        hand_in("今天采茶去。".encode())
    first = hand_in()
    actions.begin_programme(draft_id=first.pk, programme_id="xin-2033", office="县政府办", by=BY, at=AT)
    with pytest.raises(Refused, match="这不是"):
        hand_in("某县方案\n\n一、任务\n\n1.修路。修好村路。（县交通局牵头）\n".encode(), "别的.txt")


def test_the_pages_lead_from_the_upload_to_the_programme(place: Path) -> None:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(HoldingFactory(post__role="leading_group_office", post__unit__id="ban").user)
    assert 'name="file"' in client.get("/programme").content.decode()
    wrong = client.post("/plan/drafts", {"file": SimpleUploadedFile("a.txt", "无".encode())})
    assert (wrong.status_code, "没有读到目标和举措" in wrong.content.decode()) == (422, True)
    shown = client.post("/plan/drafts", {"file": SimpleUploadedFile("方案.txt", ISSUED.read_bytes())}, follow=True)
    page = shown.content.decode()
    assert '<mark class="mark-figure ">最高不超过3万元</mark>' in page
    at = f"/plan/drafts/{PlanDraft.objects.get().pk}"
    assert f"{at}/elements/figure-4-2" in client.get(f"{at}/elements?q=3万").content.decode()
    fixed = client.post(f"{at}/elements/figure-4-2/value", {"value": "5", "reason": "印错"}, follow=True)
    assert "已更正" in fixed.content.decode()
    assert "县文旅委" in client.get(f"{at}/elements/measure-4/lead_units").content.decode()
    assert client.post(f"{at}/begin", {"programme_id": ""}).status_code == 422
    done = client.post(f"{at}/begin", {"programme_id": "xin-2033", "office": "县政府办"}, follow=True)
    assert "方案已开办" in done.content.decode()
    assert "9 条举措" in done.content.decode()


def test_the_command_begins_from_nothing(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--place", "xinxian", "--name", "新县"]) == 0
    assert run(["plan", "begin", str(ISSUED), "xin-2033", "--office", "县政府办"]) == 0
    assert "已开办" in capsys.readouterr().out
    assert cases.of_subject("measure:1", viewer=BY)
