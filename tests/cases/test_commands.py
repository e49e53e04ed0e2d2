"""`beizeng cases due` and `beizeng tick`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from beizeng.base.clock.now import DEMO_MARK
from beizeng.base.ledger.actions import Refused
from beizeng.cases.models import Case
from beizeng.cli import cases, tick

pytestmark = pytest.mark.django_db


def test_due_lists_what_is_due_by_the_day(item: Case, measure: Case) -> None:
    result = CliRunner().invoke(cases.app, ["due", "--day", "2024-03-04", "--json"])
    printed = json.loads(result.stdout)
    assert [(row["number"], row["due_on"], row["days_over"]) for row in printed["cases"]] == [
        (measure.number, "2022-04-11", 693),
        (item.number, "2024-03-04", 0),
    ]
    narrow = CliRunner().invoke(cases.app, ["due", "--day", "2024-03-04", "--unit", "nongye", "--json"])
    assert json.loads(narrow.stdout)["count"] == 1
    assert "示例措施" in CliRunner().invoke(cases.app, ["due", "--day", "2024-03-04"]).stdout


def test_tick_says_what_changed_and_a_second_time_nothing(item: Case, data: Path) -> None:
    (data / DEMO_MARK).write_text("day: 2024-03-12\n", encoding="utf-8")
    first = CliRunner().invoke(tick.top, ["--at", "2024-03-12T09:00", "--json"])
    report = json.loads(first.stdout)["report"]
    assert {change["light"] for change in report["changed"]} == {"amber", "red"}
    assert report["notices"] == len(list((data / "messages").iterdir())) > 0
    again = CliRunner().invoke(tick.top, ["--at", "2024-03-12T09:00"])
    assert "变灯 0 处，提醒 0 条" in again.stdout


def test_tick_at_a_day_is_for_demo_folders(data: Path) -> None:
    with pytest.raises(Refused, match="示例"):
        CliRunner().invoke(tick.top, ["--at", "2024-03-12"], catch_exceptions=False)


def test_actions_lists_who_may_do_what_in_each_kind(county: None) -> None:
    printed = json.loads(CliRunner().invoke(cases.app, ["actions", "--kind", "13710-item", "--json"]).stdout)
    rows = {row["action"]: row for row in printed["actions"]}
    assert rows["clear"]["origins"] == ["clearing"]
    assert [doers["roles"] for doers in rows["clear"]["doers"]] == [["leading_group_office"]]
    shown = CliRunner().invoke(cases.app, ["actions", "--kind", "13710-item"]).stdout
    assert "0 个没有示例" in shown
