"""`beizeng cases`: matters on their clocks."""

import datetime
from typing import Annotated, Any

import typer
from django.conf import settings
from rich.table import Table

from beizeng.base.clock.now import local_day, today
from beizeng.base.clock.question import first_day, read_moment
from beizeng.base.people.actor import house
from beizeng.cases import queries
from beizeng.cli.show import console, print_json

app = typer.Typer(no_args_is_help=True, help="事项：状态、时限、灯")


@app.callback()
def cases() -> None:
    """Matters on their clocks."""


@app.command()
def due(
    day: Annotated[str | None, typer.Option(help="到哪一天为止到期的：2024-09-30；不写为今天")] = None,
    unit: Annotated[str, typer.Option(help="只看一个单位（编号，如 wenlv）")] = "",
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Open matters that are due by a day, by due moment; those without any limit come first."""
    by_day = first_day(read_moment(day, "--day")) if day else today(settings.DATA)
    rows = [_row(case, by_day) for case in queries.due(viewer=house("cases"), by_day=by_day, unit=unit)]
    if json:
        print_json({"day": by_day, "count": len(rows), "cases": rows})
        return
    table = Table("编号", "标题", "状态", "现由谁办理", "到期日", "超期（天）")
    for row in rows:
        table.add_row(
            row["number"],
            row["title"],
            row["state_label"],
            row["holder"] or "",
            str(row["due_on"] or "未设时限"),
            str(row["days_over"] or ""),
        )
    console.print(table)
    console.print(f"{by_day} 前到期 {len(rows)} 件")


@app.command()
def moved(json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Due days that a calendar moved: which case and clock, from when to when, by which notice."""
    rows = [
        {
            "number": move.case.number,
            "clock": move.label,
            "old_due_on": move.old_due_on,
            "new_due_on": move.new_due_on,
            "why": move.why,
            "at": move.at,
        }
        for move in queries.moves(viewer=house("cases"))
    ]
    if json:
        print_json({"count": len(rows), "moves": rows})
        return
    table = Table("编号", "时限", "原到期日", "现到期日", "依据")
    for row in rows:
        table.add_row(row["number"], row["clock"], str(row["old_due_on"]), str(row["new_due_on"]), row["why"])
    console.print(table)
    console.print(f"因日历变动改期 {len(rows)} 处")


def _row(case: Any, day: datetime.date) -> dict[str, Any]:
    due_on = local_day(case.next_due_at) if case.next_due_at else None
    return {
        "id": case.pk,
        "number": case.number,
        "kind": case.kind,
        "subject": case.subject,
        "title": case.title,
        "state": case.state,
        "state_label": queries.kind_of(case).state(case.state).label,
        "light": case.light,
        "lead_unit": case.lead_unit_id,
        "holder": case.holder_unit.name if case.holder_unit else None,
        "due_on": due_on,
        "days_over": max(0, (day - due_on).days) if due_on else None,
        "is_sample": case.is_sample,
    }
