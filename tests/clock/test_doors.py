"""The clock at its doors: `beizeng clock due` and the page `/clock`."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from beizeng.base.clock.term import Term
from beizeng.cli import exits
from beizeng.cli.door import run


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert run(["clock", "due", *words, "--json"]) == exits.OK
    return json.loads(capsys.readouterr().out)


def test_json_gives_the_day_the_moment_and_every_day_between(capsys, data: Path) -> None:
    found = answer(capsys, "--start", "2022-03-10", "--term", "24 working days")
    assert {key: found[key] for key in ("start", "term", "due_on", "due_at", "provisional", "before_extension")} == {
        "start": "2022-03-10",
        "term": "24 working days",
        "due_on": "2022-04-14",
        "due_at": "2022-04-14T18:00:00+08:00",
        "provisional": False,
        "before_extension": None,
    }
    assert not found["hours_verified"]
    assert [(row["date"], row["number"]) for row in found["proof"] if row["counted"]][-1] == ("2022-04-14", 24)
    assert [row for row in found["proof"] if row["date"] == "2022-04-02"] == [
        {
            "date": "2022-04-02",
            "weekday": "周六",
            "kind": "调休上班",
            "name": "清明节",
            "counted": True,
            "number": 17,
            "why": "计入",
            "source": {
                "title": "国务院办公厅关于2022年部分节假日安排的通知",
                "document_number": "国办发明电〔2021〕11号",
                "url": "http://www.gov.cn/zhengce/zhengceku/2021-10/25/content_5644835.htm",
            },
            "provisional": False,
        }
    ]
    assert list(data.iterdir()) == []  # it needs no data folder and leaves nothing in it


def test_options(capsys) -> None:
    start = ("--start", "2022-03-04", "--term", "8日")
    assert answer(capsys, *start)["due_on"] == "2022-03-14"
    assert answer(capsys, *start, "--no-roll")["due_on"] == "2022-03-12"
    assert answer(capsys, *start, "--count-first-day")["due_on"] == "2022-03-11"
    assert answer(capsys, *start, "--pause", "2022-03-05..2022-03-06", "--pause", "2022-03-08..2022-03-08")[
        "due_on"
    ] == ("2022-03-15")
    extended = answer(capsys, *start, "--extend", "2个工作日")
    assert (extended["before_extension"], extended["due_on"]) == ("2022-03-14", "2022-03-16")


def test_a_moment_is_taken_and_its_minutes_are_shown(capsys) -> None:
    found = answer(capsys, "--start", "2024-03-12T11:50", "--term", "半日")
    assert found["due_at"] == "2024-03-13T08:05:00+08:00"
    assert [row["minutes"] for row in found["proof"]] == [220, 5]


def test_the_table_for_people_says_what_is_provisional_and_unverified(capsys) -> None:
    assert run(["clock", "due", "--start", "2026-12-25", "--term", "1个月"]) == exits.OK
    printed = re.sub(r"\s", "", capsys.readouterr().out)
    assert "尚无通知" in printed
    assert "2027-01-2518:00到期" in printed
    assert "未经核实" in printed
    assert "暂定" in printed


@pytest.mark.parametrize(
    "words",
    [
        ("--start", "2022-02-30", "--term", "3日"),
        ("--start", "2022-03-10", "--term", "三匹"),
        ("--start", "2022-03-10", "--term", "半日"),
        ("--start", "2022-03-10", "--term", "3日", "--pause", "2022-03-14"),
        ("--start", "9999-12-31", "--term", "3日"),
    ],
)
def test_what_cannot_be_read_ends_with_3_and_says_what_to_write(capsys, words: tuple[str, ...]) -> None:
    assert run(["clock", "due", *words]) == exits.BAD_INPUT
    assert "请改为" in capsys.readouterr().err


# --- the page


@pytest.fixture
def ask(client: Client, db: None):
    """The text of the page for what is asked, sound to its last variable."""

    def get(**asked: str) -> str:
        response = client.get("/clock", asked)
        assert response.status_code == 200
        text = response.content.decode()
        assert "UNDEFINED" not in text
        return text

    return get


def test_the_empty_form_is_open_to_everybody(ask) -> None:
    text = ask()
    assert 'method="get"' in text
    assert "请改正" not in text
    assert 'id="due"' not in text


def test_the_page_shows_the_due_moment_and_the_proof(ask) -> None:
    text = ask(start="2022-01-28", term="3个工作日", pause="2022-01-31..2022-02-06", extend="2个工作日")
    assert "2022-02-09 18:00" in text
    assert "国办发明电〔2021〕11号" in text
    assert "2022-01-31 至 2022-02-06" in text
    assert "<dt>延长之前</dt><dd>2022-02-07</dd>" in text
    assert "默认值，未经核实" in text


def test_the_page_states_how_half_a_day_is_reckoned(ask) -> None:
    text = ask(start="2024-03-12 11:50", term="半日")
    assert "2024-03-13 08:05" in text
    assert "225 分钟" in text


def test_the_page_says_what_is_provisional(ask) -> None:
    assert "暂定：" in ask(start="2026-12-25", term="15个工作日")
    assert "暂定" not in ask(start="2026-03-25", term="15个工作日")


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"start": "2022-02-30", "term": "3日"}, "不是日期"),
        ({"start": "2022-03-10", "term": "三匹"}, "不是可以计算的期限"),
        ({"start": "2022-03-10", "term": ""}, "请填写期限"),
        ({"start": "2022-03-10", "term": "3日", "pause": "2022-03-14"}, "没有起止两端"),
        ({"start": "2022-03-10", "term": "3日", "pause": "2022-03-14..2022-03-13"}, "结束早于开始"),
        ({"start": "2022-03-10", "term": "3日", "extend": "4小时"}, "不能相互延长"),
        ({"start": "2022-03-10", "term": "半日"}, "从起始的时刻算起"),
        ({"start": "2099-12-31", "term": "3日"}, "超出日历范围"),
    ],
)
def test_errors_stand_at_the_form(ask, asked: dict[str, str], word: str) -> None:
    text = ask(**asked)
    assert "请改正下面的问题" in text
    assert word in text
    assert 'id="due"' not in text


def test_several_pauses_are_told_apart(ask) -> None:
    text = ask(start="2022-03-10", term="10日", pause="2022-03-11..2022-03-12；2022-03-14..2022-03-15")
    assert text.count("<dt>暂停</dt>") == 2


def test_a_proof_too_long_to_read_is_not_listed(ask) -> None:
    text = ask(start="2022-03-10", term=Term.parse("10年").chinese)
    assert "跨度太长" in text
    assert "<tbody>" not in text
