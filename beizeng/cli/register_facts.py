"""`beizeng register catalogue`, `disagreements`: who supplies which fact and is late; where sources disagree."""

import datetime
from dataclasses import asdict
from typing import Annotated

import typer
from django.conf import settings
from rich.table import Table

from beizeng.base.clock.now import today
from beizeng.base.people.actor import house
from beizeng.cli.show import console, print_json
from beizeng.register import catalogue as facts
from beizeng.register import disagreements as differing
from beizeng.register.vocabulary import vocabulary
from beizeng.register.wording import for_people, for_programs

Json = Annotated[bool, typer.Option("--json")]
Day = Annotated[datetime.datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]
_STATES = {"in_time": "按时", "late": "逾期未送", "never": "从未送来", "no_term": "没有约定周期"}


def catalogue(day: Day = None, json: Json = False) -> None:
    """Every fact with its supplier, how often it comes, when it came last, and who is late."""
    lines = facts.catalogue(on=day.date() if day else today(settings.DATA))
    if json:
        print_json([asdict(line) for line in lines])
        return
    table = Table("事实", "提供单位", "数据种类", "周期", "上次送来", "下次应在此前", "状态")
    for line in lines:
        one = line.delivery
        days = (str(one.last_on or "—"), str(one.due_on or "—"))
        table.add_row(line.label, one.supplier, one.label, one.refresh, *days, _STATES[one.state])
    console.print(table)


def disagreements(day: Day = None, known: Day = None, json: Json = False) -> None:
    """Where sources disagree: what each said last, the value that counts, and by whose word."""
    on = day.date() if day else today(settings.DATA)
    by_then = known.date() if known else today(settings.DATA)
    found = differing.disagreements(viewer=house("cli"), on=on, known=by_then)
    words = vocabulary()
    if json:
        print_json(
            [
                {
                    **asdict(one),
                    "said": {kind: for_programs(words.facts[one.fact], value) for kind, value in one.said.items()},
                    "counts": for_programs(words.facts[one.fact], one.counts),
                }
                for one in found
            ]
        )
        return
    for one in found:
        fact = words.facts[one.fact]
        said = "；".join(f"{words.feeds[kind].label}：{for_people(fact, value)}" for kind, value in one.said.items())
        console.print(f"{one.code} {one.name}  {fact.label}：{said}", markup=False)
        console.print(
            f"        采用 {for_people(fact, one.counts)}，以谁为准：{one.rule or '最后说到的'}", markup=False
        )
    console.print(f"说法不同 {len(found)} 处")
