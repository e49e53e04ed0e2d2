"""Notices as issued, read into days: the 49 collected cases, every pack's year said and read again, and the errors."""

import json
from datetime import date
from pathlib import Path

import pytest
import yaml

from beizeng.base.clock.notice import read_days, read_notice
from beizeng.cli import exits
from beizeng.cli.door import run
from beizeng.spec import Shelf
from beizeng.spec.calendar import CalendarYear, Holiday
from beizeng.spec.errors import BadInput

WEEKDAYS = "一二三四五六日"
#: A year that no notice gives, in the words that notices use.
NOTICE = """国务院办公厅关于2031年
部分节假日安排的通知
国办发明电〔2030〕99号

一、元旦：2030年12月31日（周二）至2031年1月2日放假调休，共3天。2030年12月28日（星期六）上班。
二、清明节：4月5日放假，4月7日（星期一）补休。
三、劳动节：5月1日（周四）放假1天，不调休。
四、中秋节、国庆节：9月29日至10月5日放假，共7天。9月27日（星期六）、28日（星期日）两个公休日调至9月29日（星期一）、30日（星期二）。

国务院办公厅
2030年11月8日
"""


def days(year: int, text: str) -> tuple[list[str], list[str]]:
    found = read_days(text, year)
    return [str(day) for day in found.days_off], [str(day) for day in found.worked]


def test_the_49_collected_cases(shared: Path) -> None:
    cases = json.loads((shared / "data/calendar/notice_to_days_cases.json").read_text(encoding="utf-8"))
    assert len(cases) == 49
    for case in cases:
        off = sorted(day["date"] for day in case["expected"] if day["isOffDay"])
        worked = sorted(day["date"] for day in case["expected"] if not day["isOffDay"])
        assert days(case["year"], case["description"]) == (off, worked), case["description"]


def said(holiday: Holiday) -> str:
    """The festival in the words of a notice."""
    first, last = min(holiday.days_off), max(holiday.days_off)
    in_a_row = (last - first).days + 1 == len(holiday.days_off)
    span = f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"
    listed = "、".join(f"{day.month}月{day.day}日" for day in holiday.days_off)
    worked = "、".join(f"{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）" for day in holiday.worked)
    return f"{span if in_a_row else listed}放假，共{len(holiday.days_off)}天。" + (f"{worked}上班。" if worked else "")


def test_every_festival_of_the_packs_said_and_read_again(shelf: Shelf) -> None:
    for year in shelf.all(CalendarYear):
        for holiday in (holiday for notice in year.notices for holiday in notice.holidays):
            found = read_days(said(holiday), year.year)
            assert (found.days_off, found.worked) == (holiday.days_off, holiday.worked), said(holiday)


def test_a_whole_notice() -> None:
    year = read_notice(NOTICE, "notice.txt")
    notice = year.notices[0]
    assert (year.year, year.state) == (2031, "announced")
    assert notice.title == "国务院办公厅关于2031年部分节假日安排的通知"
    assert (notice.document_number, notice.issued_on) == ("国办发明电〔2030〕99号", date(2030, 11, 8))
    assert [(holiday.name, len(holiday.days_off), len(holiday.worked)) for holiday in notice.holidays] == [
        ("元旦", 3, 1),
        ("清明节", 2, 0),
        ("劳动节", 1, 0),
        ("中秋节、国庆节", 7, 2),
    ]
    assert notice.holidays[0].days_off[0] == date(2030, 12, 31)
    assert notice.holidays[0].worked == (date(2030, 12, 28),)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1月1日（星期四）放假。", "2031-01-01 是星期三"),
        ("2月30日放假。", "没有这一天"),
        ("1日放假。", "没有这一天"),
        ("5月1日至3日放假，共4天。", "3 天"),
        ("照常上班。", "没有找到放假"),
    ],
)
def test_a_passage_that_contradicts_itself_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        read_days(text, 2031)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("放假了", "标题"),
        (NOTICE.replace("、", "，"), "条目"),
        (NOTICE.replace("2030年12月28日（星期六）上班", "2030年12月27日上班"), "Saturday"),
        (NOTICE.replace("5月1日（周四）", "4月5日"), "given by both"),
    ],
)
def test_a_notice_that_makes_no_calendar_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        read_notice(text, "notice.txt")


def test_the_command_prints_a_pack_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "notice.txt"
    file.write_text(NOTICE, encoding="utf-8")
    assert run(["clock", "read-notice", str(file)]) == exits.OK
    printed = capsys.readouterr().out
    assert "days_off: [2030-12-31..2031-01-02], worked: [2030-12-28]" in printed
    assert CalendarYear.model_validate(yaml.safe_load(printed)) == read_notice(NOTICE, "notice.txt")
    assert run(["clock", "read-notice", str(tmp_path / "none.txt")]) == exits.BAD_INPUT
