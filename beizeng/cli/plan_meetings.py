"""`beizeng plan meetings`: the meetings that the plan calls for, and by when each is to be held."""

from dataclasses import asdict
from typing import Annotated

import typer
from django.conf import settings
from rich.table import Table

from beizeng.base.clock.now import today
from beizeng.base.people.actor import house
from beizeng.cli.show import console, print_json
from beizeng.plan.meetings import meetings as planned

LABELS = {"month": "月度会议", "quarter": "季度会议", "half_year": "半年会议", "year": "年度会议"}


def meetings(json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """The meetings of the programme that runs; each is due by the last worked day of its period."""
    rows = planned(day=today(settings.DATA), viewer=house("cli"))
    if json:
        print_json([asdict(one) for one in rows])
        return
    table = Table("会议", "期间", "最迟召开", "出自举措")
    for one in rows:
        day = f"{one.day}（暂定）" if one.is_provisional else str(one.day)
        table.add_row(LABELS[one.every], f"{one.since}—{one.until}", day, "、".join(map(str, one.measures)))
    console.print(table)
