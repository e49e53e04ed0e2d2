"""`beizeng reports`: draft the briefing of a day; the first template; an office's own template."""

import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings

from beizeng.base.clock.now import now, today
from beizeng.base.people.actor import house
from beizeng.cli.show import console, print_json
from beizeng.reports import actions, queries
from beizeng.reports.letterform import template as first_template
from beizeng.spec.errors import BadInput

app = typer.Typer(no_args_is_help=True, help="简报：起草、模板")

Day = Annotated[datetime.datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]
Out = Annotated[Path | None, typer.Option("--out", file_okay=False)]


@app.callback()
def reports() -> None:
    """Official papers with their figures."""


@app.command()
def draft(day: Day = None, out: Out = None, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Draft the briefing of a day and write briefing.docx and briefing.xlsx. The same data again changes nothing.

    --out: the folder for the two files; `briefing` in the data folder unless given.
    """
    on = day.date() if day else today(settings.DATA)
    report = actions.draft(day=on, by=house("cli"), at=now(settings.DATA))
    docx, xlsx = write_papers(report, out or settings.DATA / "briefing")
    figures = len(queries.briefing(report).figures)
    if json:
        print_json(
            {
                "report": report.pk, "title": report.title, "day": report.day, "known": report.known_on,
                "state": report.state, "docx": str(docx), "docx_sha256": report.docx_sha256, "xlsx": str(xlsx),
                "xlsx_sha256": report.xlsx_sha256, "content_sha256": report.content_sha256, "figures": figures,
            }
        )  # fmt: skip
        return
    console.print(f"《{report.title}》（{report.get_state_display()}），{figures} 个数据", markup=False)
    console.print(f"{docx}\n{xlsx}", markup=False, soft_wrap=True)


@app.command()
def template(file: Path) -> None:
    """Write the first template of the briefing, to be edited in Word or WPS."""
    _write(file, first_template())
    console.print(f"模板写入 {file}", markup=False)


@app.command()
def adopt(file: Path) -> None:
    """Use an edited template from the next draft on; it is tried on today's data first."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadInput(what=file.name, where=str(file), why="打不开", write="请写一个可读的文件的路径") from error
    sha256 = actions.adopt_template(name=file.name, content=content, by=house("cli"), at=now(settings.DATA))
    console.print(f"已采用 {file.name}（{sha256[:12]}）", markup=False)


def write_papers(report: Any, folder: Path) -> tuple[Path, Path]:
    """Write a report's two papers into a folder under their plain names; what lies there is replaced."""
    docx, xlsx = folder / "briefing.docx", folder / "briefing.xlsx"
    _write(docx, queries.paper(report, "docx"))
    _write(xlsx, queries.paper(report, "xlsx"))
    return docx, xlsx


def _write(file: Path, content: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        raise BadInput(what=file.name, where=str(file), why="写不进去", write="换一个可写的文件夹") from error
