"""`beizeng screening`: a text against the fair-competition checklist. Needs no data folder."""

import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from rich.table import Table

from beizeng.base.clock.now import now
from beizeng.cli.show import console, print_json
from beizeng.plan.issued import decode
from beizeng.screening.check import Finding
from beizeng.screening.check import check as screen
from beizeng.screening.checklist import Checklist
from beizeng.screening.measure import Measurement, Score, read_rows
from beizeng.screening.measure import measure as measured
from beizeng.spec import load_shelf
from beizeng.spec.errors import BadInput

app = typer.Typer(no_args_is_help=True, help="公平竞争审查：文件逐句对照清单，只提示疑似")

Day = Annotated[str | None, typer.Option(help="按哪一天有效的法规审查，如 2025-06-01；不写为今天")]
Json = Annotated[bool, typer.Option("--json")]

_STRENGTHS = {"clear": "明显", "arguable": "可商榷"}
#: What every result says: the program suspects, it does not decide.
CAUTION = "疑似，须经起草单位和市场监管部门审查认定"


@app.callback()
def screening() -> None:
    """Texts against the checklist."""


@app.command()
def check(file: Path, day: Day = None, json: Json = False) -> None:
    """Screen a text under the laws in force on a day; offsets count the characters of the decoded file."""
    found = screen(_text(file), Checklist.of(load_shelf()), _day(day))
    if json:
        print_json({"day": _day(day), "file": file.name, "caution": CAUTION, "findings": found})
    else:
        _show(found)


@app.command()
def measure(file: Path, day: Day = None, json: Json = False) -> None:
    """Recall and precision on labelled texts (one JSON object a line), by point of the checklist, misses listed."""
    result = measured(read_rows(_text(file), file.name), Checklist.of(load_shelf()), _day(day))
    if json:
        print_json(_plain(result))
    else:
        _show_measurement(result)


def _text(file: Path) -> str:
    try:
        return decode(file.read_bytes(), file.name)
    except OSError as error:
        why = "没有这个文件" if isinstance(error, FileNotFoundError) else f"打不开：{error.strerror}"
        raise BadInput(what=file.name, where=str(file), why=why, write="请写一个可读的文件的路径") from error


def _day(written: str | None) -> datetime.date:
    if written is None:
        return now(settings.DATA).date()
    try:
        return datetime.date.fromisoformat(written)
    except ValueError as error:
        raise BadInput(what=written, where="--day", why="不是一个日期", write="请写成 2025-06-01 的样子") from error


def _show(found: tuple[Finding, ...]) -> None:
    if not found:
        console.print("没有发现疑似条款；没有发现不等于通过审查")
        return
    table = Table("位置", "程度", "依据", "句子", "提示")
    for one in found:
        sentence = "".join(one.text.split())
        table.add_row(f"{one.start}—{one.end}", _STRENGTHS[one.strength], one.article, sentence, one.why)
    console.print(table)
    console.print(f"共 {len(found)} 处{CAUTION}")


def _show_measurement(result: Measurement) -> None:
    table = Table("检查点", "应发现", "发现", "查全率", "提示", "正确", "查准率")
    for label, score in (("全部条款", result.clauses), *result.by_point.items()):
        counts = (score.labelled, score.found, _share(score.recall), score.alarms, score.right, _share(score.precision))
        table.add_row(label, *(str(count) for count in counts))
    console.print(table)
    console.print(f"案例 {result.cases.labelled} 件，发现 {result.cases.found} 件（案例依据的是旧规定，只看是否发现）")
    console.print(f"没有问题的句子 {result.clean.labelled} 句，其中 {result.clean.found} 句没有误报")
    for label, rows in (("漏报", result.missed), ("误报", result.false)):
        for row in rows:
            wanted, found = "、".join(row.wanted) or "无", "、".join(row.found) or "无"
            console.print(f"{label} {row.id}：应为 {wanted}，得到 {found}", markup=False)


def _share(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"


def _plain(result: Measurement) -> dict[str, Any]:
    return {
        "clauses": _score(result.clauses),
        "by_point": {point: _score(score) for point, score in result.by_point.items()},
        "cases": {"labelled": result.cases.labelled, "found": result.cases.found, "recall": result.cases.recall},
        "clean": {"labelled": result.clean.labelled, "without_finding": result.clean.found},
        "missed": result.missed,
        "false": result.false,
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "labelled": score.labelled,
        "found": score.found,
        "recall": score.recall,
        "alarms": score.alarms,
        "right": score.right,
        "precision": score.precision,
    }
