"""`beizeng register …`: what other programs call, with its JSON and exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest

from beizeng.cli import exits
from beizeng.cli.door import run
from beizeng.register.models import Feed
from tests.register.conftest import CODES

pytestmark = pytest.mark.django_db

FIRM = CODES[0]


@pytest.fixture
def file(data: Path, tmp_path: Path) -> str:
    path = tmp_path / "名单.csv"
    lines = ["统一社会信用代码,名称,注册资本(万元),登记状态", f"{FIRM},甲公司,20,存续", "110108000000016,乙公司,3,存续"]
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert run(["register", *words, "--json"]) == exits.OK
    return json.loads(capsys.readouterr().out)


def test_load_show_search(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    days = ("--on", "2024-01-01", "--known", "2024-01-05")
    report = asked(capsys, "load", file, *days)
    assert [report[name] for name in ("rows", "loaded", "suspect", "rejected", "changed")] == [2, 1, 0, 1, 1]
    assert report["problems"][0]["reason"] == "len15"
    assert asked(capsys, "load", file, *days)["changed"] == 0
    shown = asked(capsys, "show", FIRM)
    assert shown["identity"]["kind"] == "enterprise"
    assert shown["facts"]["capital"]["value"] == "200000.00"
    assert shown["facts"]["status"] == {
        "label": "登记状态",
        "value": "open",
        "shown": "存续",
        "source": "shichang",
        "on": "2024-01-01",
        "known": "2024-01-05",
        "feed": report["feed_id"],
    }
    assert len(shown["history"]) == 3
    assert asked(capsys, "show", FIRM, "--day", "2023-12-31")["facts"] == {}
    assert asked(capsys, "show", FIRM, "--known", "2024-01-04")["facts"] == {}
    found = asked(capsys, "search", "甲公")
    assert (found["count"], found["results"][0]["code"]) == (1, FIRM)


def test_for_people(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["register", "load", file]) == exits.OK
    assert run(["register", "load", file]) == exits.OK
    assert run(["register", "show", FIRM]) == exits.OK
    assert run(["register", "search", "甲公司"]) == exits.OK
    said = capsys.readouterr().out
    for words in ("2 行，载入 1，存疑 0，未载入 1", "没有改动", "旧注册号", "200,000.00 元", "共 1 户"):
        assert words in said
    assert run(["register", "withdraw", str(Feed.objects.get().pk), "发错"]) == exits.OK
    assert run(["register", "refresh"]) == exits.OK
    assert "刷新卡片 0 张" in capsys.readouterr().out


def test_refusals_have_their_exit_codes(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["register", "load", str(Path(file).with_name("none.csv"))]) == exits.BAD_INPUT
    assert run(["register", "load", file, "--feed", "gossip"]) == exits.BAD_INPUT
    assert run(["register", "show", "110108000000016"]) == exits.BAD_INPUT
    assert "旧注册号" in capsys.readouterr().err
    assert run(["register", "withdraw", "7", "发错"]) == exits.REFUSED
    assert run(["register", "load", file, "--on", "yesterday"]) == exits.USAGE
