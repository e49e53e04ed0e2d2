"""A calendar that comes late: open clocks move, each move is listed with its notice; stopped, twice, cut off."""

import datetime
import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from beizeng.base.ledger.queries import entries, verify
from beizeng.cases import actions, queries
from beizeng.cases.actions import calendar as following
from beizeng.cases.models import CalendarCheck, Case, ClockMove
from beizeng.cli.door import run
from beizeng.spec.loading import packs_root
from tests.cases.conftest import CLERK, HOUSE, OFFICE, STRANGER, Inbox, at

pytestmark = pytest.mark.django_db

UNANNOUNCED = "kind: calendar\nyear: 2022\nstate: provisional\nbasis: {document: 尚未公布, verified: no}\n"
NOTICE = "国办发明电〔2021〕11号"


@pytest.fixture
def unannounced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site on which the arrangement of 2022 has not come yet: its own packs say so. Gives the file."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setenv("BEIZENG_DATA", str(tmp_path))
    file = tmp_path / "packs" / "national" / "clock" / "2022.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(UNANNOUNCED, encoding="utf-8")
    return file


def announce(file: Path) -> None:
    """The notice comes: the shipped year holds."""
    shutil.rmtree(file.parents[2])
    assert (packs_root() / "national" / "clock" / "2022.yaml").exists()


def lodge(number: int, moment: str, grade: str = "major") -> Case:
    case: Case = actions.lodge(
        kind="13710-item",
        subject=f"item:{number}",
        title=f"示例事项{number}",
        lead_unit="wenlv",
        fields={"request": "请办理", "grade": grade},
        by=OFFICE,
        at=at(moment),
    )
    return case


def tick(moment: str) -> actions.TickReport:
    return actions.tick(by=HOUSE, at=at(moment), messenger=Inbox())


def dues(case: Case) -> dict[str, str]:
    return {clock.key: str(clock.due_on) for clock in case.clocks.order_by("id")}


def test_replay_of_2022(unannounced: Path, county: None) -> None:
    """Cases of late 2021 and early 2022 were reckoned Monday to Friday; then the notice of 2022 came."""
    spring = lodge(1, "2021-12-31 09:00")  # a month: Monday 2022-01-31, which becomes a day off
    made_up = lodge(2, "2022-01-22 09:00", "ordinary")  # seven days: Saturday 2022-01-29, which becomes worked
    far = lodge(3, "2022-03-07 09:00")  # untouched
    stopped = lodge(4, "2021-12-31 10:00", "ordinary")
    actions.act(case=stopped, action="deploy", fields={"arrangement": "好"}, by=CLERK, at=at("2021-12-31 11:00"))
    assert dues(spring)["solve"] == "2022-01-31"
    assert dues(made_up)["solve"] == "2022-01-31"
    assert spring.clocks.get(key="solve").provisional
    assert tick("2021-12-31 12:00").moved == 0

    announce(unannounced)
    report = tick("2021-12-31 14:00")
    moves = {(move.case_id, move.key): move for move in ClockMove.objects.all()}
    listed = {key: (str(move.old_due_on), str(move.new_due_on)) for key, move in moves.items()}
    assert listed[spring.pk, "solve"] == ("2022-01-31", "2022-02-07")
    assert listed[made_up.pk, "solve"] == ("2022-01-31", "2022-01-29")
    assert {move.why for move in moves.values()} == {NOTICE}
    assert not [key for key in listed if key[0] == far.pk]
    assert (stopped.pk, "deploy") not in listed
    assert report.moved == len(moves)
    # the three days of 2021-12-31 end on Monday 2022-01-03, the holiday's last: the next day
    assert listed[stopped.pk, "feedback"] == ("2022-01-03", "2022-01-04")
    for case in (spring, made_up):
        case.refresh_from_db()
        assert not case.clocks.get(key="solve").provisional
        assert case.next_due_at == min(clock.due_at for clock in case.clocks.all() if clock.due_at)
    assert verify().fault is None
    assert entries().filter(basis=NOTICE).exists()


def test_stored_clocks_are_what_the_events_say_under_the_new_days(unannounced: Path, county: None) -> None:
    cases = [lodge(n, f"2022-01-{n:02} 09:00", grade) for n in range(3, 29) for grade in ("ordinary",)]
    tick("2022-01-28 18:00")
    announce(unannounced)
    tick("2022-01-28 18:30")
    for case in cases:
        for running in queries.situation(case).clocks:
            if running.is_open:
                row = case.clocks.get(key=running.key)
                assert (row.due_on, row.due_at, row.rolled_from, row.provisional) == (
                    running.due_on,
                    running.due_at,
                    running.rolled_from,
                    running.provisional,
                )


def test_again_nothing_moves(unannounced: Path, county: None) -> None:
    lodge(1, "2021-12-31 09:00")
    tick("2021-12-31 12:00")
    announce(unannounced)
    assert tick("2021-12-31 14:00").moved
    before, count = ClockMove.objects.count(), CalendarCheck.objects.count()
    assert tick("2021-12-31 15:00").moved == 0
    assert (ClockMove.objects.count(), CalendarCheck.objects.count()) == (before, count) == (before, 2)


def test_cut_off_between_chunks_it_goes_on_where_it_was(
    unannounced: Path, county: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        lodge(number, "2021-12-31 09:00")
    tick("2021-12-31 12:00")
    announce(unannounced)
    monkeypatch.setattr(following, "CHUNK", 2)
    first = following.follow_chunk(by=HOUSE, at=at("2021-12-31 14:00"))
    assert (first.looked, first.is_finished) == (2, False)
    rest = tick("2021-12-31 14:01").moved
    assert first.moved + rest == ClockMove.objects.count()
    check = CalendarCheck.objects.first()
    assert check is not None
    assert (check.looked, check.moved) == (15, ClockMove.objects.count())
    pairs = list(ClockMove.objects.values_list("case_id", "key"))
    assert len(pairs) == len(set(pairs)), "nothing twice"


def test_a_red_light_goes_out_when_the_day_moves_later(unannounced: Path, county: None) -> None:
    case = lodge(1, "2021-12-31 09:00", "ordinary")
    report = tick("2022-01-04 09:00")
    assert [one for one in report.changed if one.key == "feedback" and one.light == "red"]
    announce(unannounced)
    tick("2022-01-04 09:30")
    assert case.clocks.get(key="feedback").light == "amber", "due today, no longer yesterday"


def test_the_list_shows_whose_it_is(unannounced: Path, county: None, capsys: pytest.CaptureFixture[str]) -> None:
    case = lodge(1, "2021-12-31 09:00")
    tick("2021-12-31 12:00")
    announce(unannounced)
    tick("2021-12-31 14:00")
    assert queries.moves(viewer=CLERK).count() == queries.moves(viewer=HOUSE).count() > 0
    assert not queries.moves(viewer=STRANGER).exists()
    capsys.readouterr()
    assert run(["cases", "moved", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    solve = next(move for move in shown["moves"] if move["new_due_on"] == "2022-02-07")
    assert (solve["number"], solve["old_due_on"], solve["why"]) == (case.number, "2022-01-31", NOTICE)
    assert datetime.datetime.fromisoformat(solve["at"]) == at("2021-12-31 14:00")
