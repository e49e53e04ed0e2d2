"""`beizeng indicators show`, `list` and `measure`."""

import json
from decimal import Decimal
from typing import Any

import pytest
from typer.testing import CliRunner

from beizeng.cli import indicators
from beizeng.spec.errors import BadInput

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def run(*words: str) -> Any:
    result = CliRunner().invoke(indicators.app, [*words, "--json"], catch_exceptions=False)
    return json.loads(result.stdout)


@pytest.mark.usefixtures("county")
def test_show_prints_everything_behind_a_figure() -> None:
    said = run("show", "p1-1", "--day", "2022-12-31")
    assert (said["actual"], said["on"], said["known"]) == ("2", "2022-12-31", "2022-12-31")
    assert (said["baseline"]["value"], said["baseline"]["source"]) == ("26", "plan")
    assert (said["path_value"], said["light"]) == ("36.4", "red")
    assert "路径值 36.4 户" in said["rule"]
    assert said["needed_pace"]["unit"] == "户"
    assert (said["scored"], said["reason"]) == (True, None)
    assert "is_above_size" in said["query"]["count"]
    assert len(said["query"]["digest"]) == 64
    assert (said["series"][0]["on"], said["series"][0]["path"]) == ("2020-12-31", "26")
    assert said["series"][-1]["path"] == "52"
    forecast = said["forecast"]
    assert (forecast["method"], forecast["points"], forecast["level"]) == ("births_deaths", 9, "0.8")
    assert Decimal(forecast["low"]) <= Decimal(forecast["value"]) <= Decimal(forecast["high"])
    assert (forecast["on"], forecast["probability"], forecast["why_not"]) == ("2025-12-31", "0.00", None)
    assert run("show", "p1-1", "--day", "2022-12-31")["forecast"] == forecast


@pytest.mark.usefixtures("county")
def test_households_and_missing_baselines_are_said() -> None:
    households = run("show", "p4-1", "--day", "2022-12-31")
    assert households["scored"] is False
    assert "第三十二条" in households["reason"]
    assert households["parts"] == {"household": 2}
    missing = run("show", "p2-4", "--day", "2022-12-31")
    assert (missing["baseline"], missing["path_value"], missing["actual"]) == ("baseline missing", None, None)
    assert "baseline missing" in CliRunner().invoke(indicators.app, ["show", "p2-4", "--day", "2022-12-31"]).stdout


@pytest.mark.usefixtures("county")
def test_measure_and_list() -> None:
    first = run("measure", "--day", "2022-12-31")
    assert len(first["days"]) == 9
    assert run("measure", "--day", "2022-12-31")["written"] == 0
    said = run("list", "--day", "2022-12-31")
    assert [len(project["indicators"]) for project in said["projects"]] == [2, 1, 6, 1, 1, 2, 8, 6, 1]
    table = CliRunner().invoke(indicators.app, ["list", "--day", "2022-12-31"]).stdout
    assert "p8-1" in table
    shown = CliRunner().invoke(indicators.app, ["show", "p1-1", "--day", "2022-12-31"]).stdout
    assert "每年 16.67，每月 1.39 户" in shown.replace("\n", "")


@pytest.mark.usefixtures("county")
def test_no_forecast_is_said_in_words() -> None:
    missing = run("show", "p2-4", "--day", "2022-12-31")["forecast"]
    assert (missing["value"], missing["low"], missing["probability"], missing["band"]) == (None, None, None, [])
    assert missing["why_not"] == "还没有数，不作推算"
    early = run("show", "p1-1", "--day", "2021-03-31")["forecast"]
    assert (early["points"], early["value"]) == (None, None)
    shown = CliRunner().invoke(indicators.app, ["show", "p7-1", "--day", "2022-12-31"]).stdout
    assert "期限 2021-12-31 已到，不再推算" in shown.replace("\n", "")


@pytest.mark.usefixtures("county")
def test_a_backtest_needs_more_than_two_years() -> None:
    said = run("backtest", "--day", "2022-12-31")
    assert (said["best"], said["marks"], said["chosen"]) == (None, {}, "births_deaths")
    assert "不满两年" in CliRunner().invoke(indicators.app, ["backtest", "--day", "2022-12-31"]).stdout


@pytest.mark.usefixtures("county")
def test_periods_are_locked_and_unlocked() -> None:
    assert run("lock", "2022Q1")["locked"] is True
    said = run("unlock", "2022Q1", "漏报一个项目")
    assert (said["locked"], [move["reason"] for move in said["moves"]]) == (False, ["漏报一个项目", ""])
    listed = run("periods", "--day", "2022-12-31")
    assert [one["period"] for one in listed][:2] == ["2022Q4", "2022Q3"]
    assert {"indicator": "p8-1", "units": ["fagai"]} in listed[0]["missing"]


def test_an_unknown_id_is_bad_input() -> None:
    with pytest.raises(BadInput, match="p1-1"):
        run("show", "p1-9")
