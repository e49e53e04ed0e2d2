"""`beizeng plan`: a plan document as issued → what it promises, who answers for it, what it leaves open."""

import re
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from rich.table import Table

from beizeng.base.clock.now import now
from beizeng.base.people.actor import house
from beizeng.cli.show import console, print_json
from beizeng.plan import actions
from beizeng.plan.draft import draft
from beizeng.plan.issued import decode
from beizeng.plan.outline import Outline
from beizeng.plan.outline import read as read_outline
from beizeng.spec import load_shelf
from beizeng.spec.errors import BadInput
from beizeng.spec.people import Unit, Units

app = typer.Typer(no_args_is_help=True, help="方案：读取印发的文件，列出目标、举措、责任单位和问题")

_SEVERITIES = {"error": "矛盾", "tension": "不协调", "gap": "缺项", "note": "提示"}


@app.callback()
def plan() -> None:
    """Plans as issued."""


@app.command()
def read(file: Path, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Read a plan and print what it says; needs no database. The units are those of the packs."""
    outline = read_outline(_text(file), _units())
    if json:
        print_json(outline)
    else:
        _show(outline)


@app.command()
def pack(file: Path, id: str, into: Path) -> None:
    """Draft the pack files of a programme from its text: facts and offsets, none of its sentences."""
    if not re.fullmatch("[a-z0-9-]+", id):
        raise BadInput(what=id, where="编号", why="只能用小写字母、数字和连字符", write="例如 kelan-2022")
    text = _text(file)
    files = draft(id, text, read_outline(text, _units()), _units())
    into.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (into / name).write_text(content, encoding="utf-8")
    console.print(f"{len(files)} 个文件写入 {into}")


@app.command(name="open")
def open_(id: Annotated[str | None, typer.Option()] = None) -> None:
    """Open the programme of the packs and put each measure on the clock. Again: nothing changes."""
    by, at = house("cli"), now(settings.DATA)
    programme = actions.open_programme(shelf=load_shelf(), programme_id=id, by=by, at=at)
    begun = actions.open_measures(by=by, at=at)
    console.print(f"《{programme.title}》已开办；本次交办{len(begun)}条举措", markup=False)


@app.command()
def load(file: Path) -> None:
    """Load the issued text of the programme that runs, for the document view."""
    loaded = actions.load_text(content=_bytes(file), name=file.name, by=house("cli"), at=now(settings.DATA))
    console.print("原文已载入，" + ("与数据包一致" if not loaded.differences else "与数据包不同之处："))
    for words in loaded.differences:
        console.print(words, markup=False, soft_wrap=True)


def _text(file: Path) -> str:
    return decode(_bytes(file), file.name)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        why = "没有这个文件" if isinstance(error, FileNotFoundError) else f"打不开：{error.strerror}"
        raise BadInput(what=file.name, where=str(file), why=why, write="请写一个可读的文件的路径") from error


def _units() -> list[Unit]:
    return [unit for file in load_shelf().all(Units) for unit in file.units]


def _show(outline: Outline) -> None:
    indicators = sum(len(project.indicators) for project in outline.projects)
    leads = sum(bool(measure.lead_units) for measure in outline.measures)
    console.print(outline.title or "（没有读到标题）", style="bold", markup=False)
    console.print(
        f"{outline.document_number or '无文号'}，{outline.issuer or '印发单位不明'}，{outline.issued_on or '日期不明'}"
    )
    table = Table(show_header=False, box=None)
    for label, value in (
        ("总目标", len(outline.goals)),
        ("工程", f"{len(outline.projects)}（指标 {indicators}）"),
        ("举措", f"{len(outline.measures)}（写明牵头单位 {leads}）"),
        ("责任括号", len(outline.brackets)),
        ("单位", len(outline.units)),
        ("数量、额度、期限、频次", sum(len(measure.quantities) for measure in outline.measures)),
    ):
        table.add_row(label, str(value))
    console.print(table)
    for finding in outline.findings:
        start, end = finding.span
        console.print(
            f"{_SEVERITIES[finding.severity]}：{finding.message}（第{start}—{end}字）", markup=False, soft_wrap=True
        )
