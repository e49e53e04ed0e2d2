"""`beizeng plan`: a plan document as issued → what it promises, who answers for it, what it leaves open."""

import datetime
import re
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from beizeng.base.clock.now import now
from beizeng.base.people.actor import house
from beizeng.cli import plan_coverage, plan_findings, plan_meetings, plan_read, plan_versions
from beizeng.cli.plan_files import bytes_of, text_of
from beizeng.cli.show import console
from beizeng.plan import actions
from beizeng.plan.outline import read as read_outline
from beizeng.plan.proposal import files_of, strangers
from beizeng.spec import load_shelf
from beizeng.spec.errors import BadInput
from beizeng.spec.loading import packs_root
from beizeng.spec.people import Unit, Units
from beizeng.spec.places import OWN_PACKS

app = typer.Typer(no_args_is_help=True, help="方案：读取印发的文件，列出目标、举措、责任单位和问题")
app.command()(plan_read.read)
app.command()(plan_findings.findings)
app.command()(plan_findings.mutations)
app.command()(plan_coverage.coverage)
app.command()(plan_versions.compare)
app.command()(plan_meetings.meetings)


@app.callback()
def plan() -> None:
    """Plans as issued."""


@app.command()
def draft(
    file: Path,
    id: str,
    into: Annotated[Path, typer.Argument(help="packs/<地方>，或 <数据文件夹>/packs/<地方>")],
    office: Annotated[str | None, typer.Option(help="领导小组办公室设在哪个单位（名称）")] = None,
) -> None:
    """Draft a place's pack from its plan: programme, measures, indicators, new units; none of the plan's sentences."""
    if not re.fullmatch("[a-z0-9-]+", id):
        raise BadInput(what=id, where="编号", why="只能用小写字母、数字和连字符", write="例如 guihua-2031")
    units, text = _units(_place_in(into)), text_of(file)
    outline = read_outline(text, units)
    files = files_of(id, text, outline, units, office=office)
    for address, content in files.items():
        (into / address).parent.mkdir(parents=True, exist_ok=True)
        (into / address).write_text(content, encoding="utf-8")
        console.print(str(into / address), markup=False, soft_wrap=True)
    new = strangers(outline, units)
    if new:
        console.print(f"名录中没有、按方案的写法新拟的单位：{'、'.join(new)}；请核对", markup=False, soft_wrap=True)


def _place_in(folder: Path) -> str:
    """The place whose packs lie in this folder of the shelf."""
    shelves = (packs_root().resolve(), (settings.DATA / OWN_PACKS).resolve())
    if folder.resolve().parent not in shelves:
        where = " 或 ".join(str(shelf) for shelf in shelves)
        raise BadInput(what=str(folder), where="数据包", why="不在数据包的文件夹里", write=f"写 {where} 下的文件夹")
    return folder.resolve().name


@app.command(name="open")
def open_(
    id: Annotated[str | None, typer.Option()] = None,
    ends_on: Annotated[
        datetime.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="方案没有写期限时，举措何时清零")
    ] = None,
) -> None:
    """Open the programme of the packs and put each measure on the clock. Again: nothing changes."""
    by, at = house("cli"), now(settings.DATA)
    programme = actions.open_programme(shelf=load_shelf(), programme_id=id, by=by, at=at)
    begun = actions.open_measures(ends_on=ends_on.date() if ends_on else None, by=by, at=at)
    console.print(f"《{programme.title}》已开办；本次交办{len(begun)}条举措", markup=False)


@app.command()
def begin(
    file: Path,
    id: str,
    office: Annotated[str, typer.Option(help="领导小组办公室设在哪个单位（名称）；名录已写明的不用写")] = "",
    ends_on: Annotated[
        datetime.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="方案没有写期限时，举措何时清零")
    ] = None,
) -> None:
    """Make a plan's file the programme of this site: packs written, units, indicators, measures on the clock."""
    by, at = house("cli"), now(settings.DATA)
    draft = actions.hand_in_text(content=bytes_of(file), name=file.name, by=by, at=at)
    programme = actions.begin_programme(
        draft_id=draft.pk, programme_id=id, office=office, ends_on=ends_on.date() if ends_on else None, by=by, at=at
    )
    console.print(f"《{programme.title}》已开办；数据包写在 {settings.DATA / OWN_PACKS}", markup=False, soft_wrap=True)


@app.command()
def load(file: Path) -> None:
    """Load the issued text of the programme that runs, for the document view."""
    loaded = actions.load_text(content=bytes_of(file), name=file.name, by=house("cli"), at=now(settings.DATA))
    console.print("原文已载入，" + ("与数据包一致" if not loaded.differences else "与数据包不同之处："))
    for words in loaded.differences:
        console.print(words, markup=False, soft_wrap=True)


def _units(place: str | None = None) -> list[Unit]:
    return [unit for file in load_shelf(place=place).all(Units) for unit in file.units]
