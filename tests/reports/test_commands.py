"""The commands: drafting with both papers, the first template, an office's own."""

import hashlib
import json
from pathlib import Path

import pytest
from django.conf import settings

from beizeng.cli import exits
from beizeng.cli.door import run
from beizeng.reports.letterform import template
from tests.reports.conftest import DAY

pytestmark = pytest.mark.django_db


def test_draft_writes_both_papers_and_says_where(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(["reports", "draft", "--day", DAY.isoformat(), "--out", str(out), "--json"]) == exits.OK
    said = json.loads(capsys.readouterr().out)
    for kind in ("docx", "xlsx"):
        content = Path(said[kind]).read_bytes()
        assert Path(said[kind]) == out / f"briefing.{kind}"
        assert hashlib.sha256(content).hexdigest() == said[f"{kind}_sha256"]
    assert said["state"] == "draft"
    assert said["figures"] > 100
    assert run(["reports", "draft", "--day", DAY.isoformat()]) == exits.OK
    assert "（草稿）" in capsys.readouterr().out
    assert (settings.DATA / "briefing" / "briefing.docx").read_bytes() == (out / "briefing.docx").read_bytes()


def test_template_is_written_and_adopted(county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "模板.docx"
    assert run(["reports", "template", str(file)]) == exits.OK
    assert file.read_bytes() == template()
    assert run(["reports", "adopt", str(file)]) == exits.OK
    assert "已采用" in capsys.readouterr().out
    assert run(["reports", "adopt", str(tmp_path / "没有.docx")]) == exits.BAD_INPUT


def test_a_place_that_can_not_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run(["reports", "template", str(tmp_path / "file" / "模板.docx")]) == exits.BAD_INPUT
    assert "写不进去" in capsys.readouterr().err
