"""`beizeng clock`: when is it due, and why on that day. Needs no data folder."""

import datetime
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from beizeng.base.clock import words
from beizeng.base.clock.due import Due
from beizeng.base.clock.due import due as due_of
from beizeng.base.clock.hours import WorkingHours
from beizeng.base.clock.notice import read_notice as notice_in
from beizeng.base.clock.proof import ProofDay
from beizeng.base.clock.question import Pause, first_day, read_moment
from beizeng.base.clock.shelf import calendar_of, hours_of
from beizeng.base.clock.term import Term
from beizeng.cli.show import console, print_json
from beizeng.spec import load_shelf
from beizeng.spec.calendar import CalendarYear, Notice
from beizeng.spec.errors import BadInput

app = typer.Typer(no_args_is_help=True, help="期限：哪一天到期，逐日说明为什么")


@app.callback()
def clock() -> None:
    """Terms and due moments."""


@app.command()
def due(
    start: Annotated[str, typer.Option(help="起始日或时刻：2022-03-10 或 2022-03-10T11:50")],
    term: Annotated[str, typer.Option(help="期限：24 working days、24个工作日、7日、1个月、半日、4个工作小时")],
    pause: Annotated[list[str] | None, typer.Option(help="暂停，可多次：2022-03-14..2022-03-18，两端都不计")] = None,
    extend: Annotated[list[str] | None, typer.Option(help="延长，可多次：10个工作日")] = None,
    unit: Annotated[str | None, typer.Option(help="按哪个单位的开放日和工作时间；不写用通行的")] = None,
    count_first_day: Annotated[bool, typer.Option("--count-first-day", help="起始日计入")] = False,
    no_roll: Annotated[bool, typer.Option("--no-roll", help="最后一日不上班也不顺延")] = False,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """The due moment of a term, with every day from the start to the end: what it is, whether it counts and why."""
    shelf = load_shelf()
    hours = hours_of(shelf, unit)
    result = due_of(
        start=read_moment(start, "--start"),
        term=Term.parse(term),
        calendar=calendar_of(shelf, unit),
        hours=hours,
        pauses=[Pause.parse(text) for text in pause or []],
        extra=[Term.parse(text) for text in extend or []],
        count_first_day=count_first_day,
        roll=not no_roll,
    )
    if json:
        print_json(as_json(result, hours))
    else:
        _print(result, hours)


@app.command()
def read_notice(
    file: Annotated[Path, typer.Argument(help="放假通知的文本，一个节日一行")],
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Read a holiday notice as issued and print it as a pack file, to be checked, completed and filed."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(what=file.name, where=str(file), why=str(error), write="一个 UTF-8 文本文件") from error
    year = notice_in(text, file.name)
    if json:
        print_json(year)
    else:
        console.print(_as_pack(year), markup=False, soft_wrap=True)


def _as_pack(year: CalendarYear) -> str:
    notice = year.notices[0]
    lines = ["kind: calendar", f"year: {year.year}", f"state: {year.state}"]
    lines += [f"basis: {{document: {year.basis.document}, verified: yes}}", "notices:", f"  - title: {notice.title}"]
    lines += [f"    document_number: {notice.document_number}"] if notice.document_number else []
    lines += [f"    issued_on: {notice.issued_on}"] if notice.issued_on else []
    lines.append("    holidays:")
    for holiday in notice.holidays:
        worked = f", worked: [{', '.join(map(str, holiday.worked))}]" if holiday.worked else ""
        lines.append(f"      - {{name: {holiday.name}, days_off: [{', '.join(_spans(holiday.days_off))}]{worked}}}")
    return "\n".join(lines)


def _spans(days: Sequence[datetime.date]) -> Iterator[str]:
    """Days in order, written as spans: ``2026-10-01..2026-10-07``."""
    for _, run in groupby(enumerate(days), lambda numbered: numbered[1].toordinal() - numbered[0]):
        in_a_row = [day for _, day in run]
        yield str(in_a_row[0]) if len(in_a_row) == 1 else f"{in_a_row[0]}..{in_a_row[-1]}"


def as_json(result: Due, hours: WorkingHours) -> dict[str, Any]:
    """The answer as plain values; ``due_at`` null means the end of ``due_on``, 24:00."""
    question = result.question
    return {
        "start": question.start,
        "term": str(question.term),
        "due_on": result.due_on,
        "due_at": result.due_at,
        "provisional": result.provisional,
        "before_extension": result.before_extension,
        "hours_verified": hours.on(result.due_on)[1].verified,
        "proof": [_row(day) for day in result.proof],
    }


def _row(day: ProofDay) -> dict[str, Any]:
    row = {
        "date": day.day,
        "weekday": words.weekday(day),
        "kind": words.KINDS[day.kind],
        "name": day.name,
        "counted": day.counted,
        "number": day.number,
        "why": words.WHYS[day.why],
        "source": _source(day.source),
        "provisional": day.provisional,
    }
    return row if day.minutes is None else row | {"minutes": day.minutes}


def _source(notice: Notice | None) -> dict[str, Any] | None:
    if notice is None:
        return None
    return {"title": notice.title, "document_number": notice.document_number, "url": notice.url}


def _print(result: Due, hours: WorkingHours) -> None:
    question = result.question
    table = Table(box=None, pad_edge=False)
    for head in ("日期", "星期", "日子", "计数", "说明", "通知"):
        table.add_column(head, no_wrap=head != "说明", overflow="fold")
    for day in result.proof:
        kind = words.KINDS[day.kind] + (f"（{day.name}）" if day.name else "")
        number = "" if day.number is None else str(day.number)
        source = "尚无通知" if day.provisional else str(day.source or "")
        table.add_row(str(day.day), words.weekday(day), kind, number, words.WHYS[day.why], source)
    console.print(table)
    closing = f"{result.due_at:%H:%M}" if result.due_at else words.END_OF_DAY
    start = f"{question.start:%Y-%m-%d %H:%M}" if question.term.is_timed else first_day(question.start)
    console.print(f"起 {start}，{question.term.chinese}：{result.due_on} {closing} 到期")
    if result.before_extension:
        console.print(f"延长之前：{result.before_extension}")
    if result.due_at and not hours.on(result.due_on)[1].verified:
        console.print("工作时间是默认值，未经核实")
    if result.provisional:
        console.print(words.PROVISIONAL)
