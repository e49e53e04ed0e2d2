"""`beizeng plan coverage`: by what each measure is carried on a day, and which measures nothing carries."""

import datetime
from dataclasses import asdict
from typing import Annotated

import typer
from django.conf import settings
from rich.table import Table

from beizeng.base.clock.now import today
from beizeng.base.people.actor import house
from beizeng.cli.show import console, print_json
from beizeng.plan.coverage import SORTS, Carrier, Row
from beizeng.plan.coverage import coverage as covered_on

LABELS = {"policy": "政策", "case": "事项种类", "list": "清单", "indicator": "指标", "page": "页面"}


def coverage(
    day: Annotated[datetime.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="不写为今天")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """By what each measure is carried (policies, kinds of case, lists, indicators, pages), with figures of the day."""
    on = day.date() if day else today(settings.DATA)
    rows = covered_on(day=on, viewer=house("cli"))
    bare = [row.measure.printed for row in rows if row.is_bare]
    if json:
        measures = [_plain(row) for row in rows]
        print_json({"day": on, "measures": measures, "without": bare, "covered": len(rows) - len(bare)})
        return
    table = Table("举措", *(LABELS[sort] for sort in SORTS), "凭什么")
    for row in rows:
        counts = (str(len(row.of(sort)) or "") for sort in SORTS)
        table.add_row(
            f"{row.measure.printed} {row.measure.title}", *counts, "；".join(map(_words, row.carriers)) or "没有"
        )
    console.print(table)
    console.print(f"{on}：{len(rows)} 条举措，{len(rows) - len(bare)} 条有抓手，{len(bare)} 条没有")


def _plain(row: Row) -> dict[str, object]:
    return {
        "number": row.measure.number,
        "printed": row.measure.printed,
        "title": row.measure.title,
        "lead": row.measure.lead_unit_id,
        "carriers": [asdict(one) for one in row.carriers],
    }


def _words(one: Carrier) -> str:
    return one.label if one.figure is None else f"{one.label} {one.figure.normalize():f}{one.unit}"
