"""`beizeng plan findings`, `beizeng plan mutations`: what is wrong with a plan on a day; how much of it is found."""

import datetime
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from rich.table import Table

from beizeng.base.clock.now import now
from beizeng.cli.plan_files import text_of
from beizeng.cli.show import console, print_json
from beizeng.plan.findings import findings as found_in
from beizeng.plan.findings.explained import Explained, explained
from beizeng.plan.findings.mutations import trial
from beizeng.plan.outline import read_closely
from beizeng.plan.shelf import units
from beizeng.spec.errors import BadInput

Json = Annotated[bool, typer.Option("--json")]
Day = Annotated[str | None, typer.Option(help="按哪一天有效的法规，如 2022-11-01；不写为今天")]

GROUPS = {"figures": "数字", "definition": "要素", "law": "法规", "pace": "进度"}
_STRENGTHS = {"clear": "明显", "arguable": "可商榷"}


def findings(file: Path, day: Day = None, json: Json = False) -> None:
    """What a plan leaves open, says two ways, or may not say under the laws of a day; needs no database."""
    text, on = text_of(file), _day(day)
    found = explained(read_closely(text, units()), on)
    if json:
        rows = [{**vars(one), "text": text[slice(*one.span)]} for one in found]
        print_json({"day": on, "file": file.name, "findings": rows})
    else:
        _show(found)


def _day(written: str | None) -> datetime.date:
    if written is None:
        return now(settings.DATA).date()
    try:
        return datetime.date.fromisoformat(written)
    except ValueError as error:
        raise BadInput(what=written, where="--day", why="不是一个日期", write="请写成 2022-11-01 的样子") from error


def _show(found: tuple[Explained, ...]) -> None:
    for one in found:
        strength = f"（{_STRENGTHS[one.strength]}）" if one.strength else ""
        place = f"（第{one.span[0]}—{one.span[1]}字）"
        for words in filter(None, (f"{GROUPS[one.group]}{strength}：{one.message}{place}", one.article)):
            console.print(words, markup=False, soft_wrap=True)
        for words in filter(None, (one.why, one.advice)):
            console.print(f"    {words}", markup=False, soft_wrap=True)
    console.print(f"共 {len(found)} 处；法规一类只提示疑似，须经认定")


def mutations(file: Path, json: Json = False) -> None:
    """Break each figure that a sum, a multiple, steps or a rate rests on, and read again: how many are found."""
    tried = trial(text_of(file), lambda text: read_closely(text, units()), found_in)
    if json:
        counts = {"relations": tried.relations, "mutations": len(tried.mutations), "found": tried.found}
        missed = [one for one in tried.mutations if not one.is_found]
        print_json({**counts, "alarms": tried.alarms, "missed": missed})
        return
    table = Table("关系", "指标", "原数", "改为", "发现")
    for one in tried.mutations:
        table.add_row(one.relation, one.name, one.was, one.becomes, "是" if one.is_found else "否")
    console.print(table)
    console.print(
        f"{tried.relations}处数量关系，改动{len(tried.mutations)}处，发现{tried.found}处；原文误报{len(tried.alarms)}处"
    )
