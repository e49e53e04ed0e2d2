"""How right the screen is, and the command that says so."""

import datetime
import json
from pathlib import Path

import pytest

from beizeng.cli import exits
from beizeng.cli.door import run
from beizeng.screening.checklist import Checklist
from beizeng.screening.measure import measure, read_rows
from beizeng.spec import load_shelf
from beizeng.spec.errors import BadInput

DAY = datetime.date(2025, 6, 1)
LABELLED = "\n".join(
    json.dumps(row, ensure_ascii=False)
    for row in (
        {"kind": "clause", "id": "a", "text": "对企业按纳税额给予奖励。", "article_2024": "10(二)", "also": []},
        {
            "kind": "clause",
            "id": "b",
            "text": "企业家座谈会每季度召开一次。",
            "article_2024": "9(一)",
            "also": ["8(四)"],
        },
        {"kind": "clause", "id": "c", "text": "投标人须在我县注册。", "article_2024": None},
        {"kind": "clause", "id": "d", "text": "天气很好。", "article_2024": None},
        {"kind": "case", "id": "e", "content": "经查，该局规定投标人须在我县注册。"},
    )
)


def test_counts_by_point_and_together() -> None:
    result = measure(read_rows(LABELLED, "x"), Checklist.of(load_shelf()), DAY)
    assert (result.clauses.labelled, result.clauses.found, result.clauses.alarms, result.clauses.right) == (2, 1, 2, 1)
    assert result.clauses.recall == 0.5
    assert result.clauses.precision == 0.5
    assert result.by_point["9-1"].recall == 0
    assert result.by_point["9-1"].precision is None
    assert (result.cases.labelled, result.cases.found) == (1, 1)
    assert (result.clean.labelled, result.clean.found) == (2, 1)
    assert [one.id for one in result.missed] == ["b"]
    assert [one.id for one in result.false] == ["c"]


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"kind": "clause"}', '{"kind": "clause", "text": "x", "article_2024": "某条"}', "3",
             '{"kind": "case", "content": null}'],
)  # fmt: skip
def test_a_line_that_is_no_label_is_named(line: str) -> None:
    with pytest.raises(BadInput, match="第 2 行"):
        list(read_rows("\n" + line, "x"))


def test_the_sample(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample = shared / "data" / "fair_competition" / "sample.jsonl"
    assert run(["screening", "measure", str(sample), "--day", "2025-06-01", "--json"]) == exits.OK
    printed = json.loads(capsys.readouterr().out)
    assert printed["clauses"]["recall"] >= 0.9
    assert printed["clauses"]["precision"] >= 0.8
    assert printed["cases"]["recall"] >= 0.9


def test_check_prints_exactly_these_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "草案.txt"
    file.write_bytes("对企业按纳税额\r\n给予奖励。".encode("gb18030"))
    assert run(["screening", "check", str(file), "--day", "2025-06-01", "--json"]) == exits.OK
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert set(finding) == {"point", "article", "strength", "start", "end", "text", "why"}
    assert (finding["start"], finding["end"], finding["text"]) == (0, 14, "对企业按纳税额\r\n给予奖励。")


@pytest.mark.parametrize(
    "arguments",
    [["nowhere.txt"], ["{file}", "--day", "2025年"], ["{binary}"], ["{folder}"]],
)
def test_bad_input_is_said(arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("某办法。", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"%PDF-1.7")
    names = {"file": str(tmp_path / "a.txt"), "binary": str(tmp_path / "b.txt"), "folder": str(tmp_path)}
    assert run(["screening", "check", *(one.format(**names) for one in arguments)]) == exits.BAD_INPUT
    assert "请" in capsys.readouterr().err


def test_tables_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.txt"
    file.write_text("对企业按纳税额给予奖励。", encoding="utf-8")
    assert run(["screening", "check", str(file), "--day", "2025-06-01"]) == exits.OK
    assert "须经起草单位和市场监管部门审查认定" in capsys.readouterr().out.replace("\n", "")
    file.write_text("天气很好。", encoding="utf-8")
    assert run(["screening", "check", str(file), "--day", "2025-06-01"]) == exits.OK
    assert "不等于通过审查" in capsys.readouterr().out
    file.write_text(LABELLED, encoding="utf-8")
    assert run(["screening", "measure", str(file), "--day", "2025-06-01"]) == exits.OK
    assert "漏报 b" in capsys.readouterr().out
