"""`beizeng cases`: matters on their clocks."""

import datetime
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

import typer
from django.conf import settings
from rich.table import Column, Table

from beizeng.base.clock.now import local_day, today
from beizeng.base.clock.question import first_day, read_moment
from beizeng.base.people.actor import house
from beizeng.base.people.queries import roles
from beizeng.cases import queries
from beizeng.cases.examples import failures
from beizeng.cases.figures import Kept, figures
from beizeng.cases.rights import Right, rights
from beizeng.cases.shelf import timing
from beizeng.cli import exits
from beizeng.cli.case_learning import train
from beizeng.cli.show import console, print_json
from beizeng.spec import load_shelf
from beizeng.spec.case_examples import CaseExamples
from beizeng.spec.case_kind import CaseKind
from beizeng.spec.people import Role

app = typer.Typer(no_args_is_help=True, help="事项：状态、时限、灯")


app.command()(train)


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
        table.add_row(*(str(row[key]) for key in ("number", "clock", "old_due_on", "new_due_on", "why")))
    console.print(table)
    console.print(f"因日历变动改期 {len(rows)} 处")


@app.command(name="figures")
def fair_figures(
    since: Annotated[str | None, typer.Option(help="自哪一天：2024-01-01；不写为当年1月1日")] = None,
    until: Annotated[str | None, typer.Option(help="至哪一天；不写为今天")] = None,
    kind: Annotated[str, typer.Option(help="只看一类事项（编号，如 registration-open）")] = "",
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """How well the clocks were kept: on time ÷ (closed + open and overdue), by unit; few are not ranked."""
    last = first_day(read_moment(until, "--until")) if until else today(settings.DATA)
    first = first_day(read_moment(since, "--since")) if since else last.replace(month=1, day=1)
    found = figures(viewer=house("cases"), since=first, until=last, kind=kind)
    rows = [_figures_row(one) for one in (*found.units, found.total)]
    if json:
        print_json({"since": first, "until": last, "total": rows[-1], "units": rows[:-1]})
        return
    table = Table("名次", "单位", "按期率", "不算延期", "办结", "在办已超期", "未设时限", "延过期", "最后一天才办")
    for row in rows:
        shares = [f"{row[name]}%" if row[name] is not None else "—" for name in _SHARES]
        counts = [str(row[name]) for name in ("closed", "overdue", "no_limit")]
        table.add_row(str(row["rank"] or "—"), row["name"] or "合计", *shares[:2], *counts, *shares[2:])
    console.print(table)


_SHARES = ("share", "share_unextended", "share_extended", "share_last_day")


def _figures_row(one: Kept) -> dict[str, Any]:
    return asdict(one) | {name: getattr(one, name) for name in ("judged", "late", *_SHARES)}


@app.command()
def check(json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Run the worked examples of every kind; exit code 5 where one does not hold."""
    shelf = load_shelf()
    broken = list(failures(shelf, roles(), timing()))
    stories = sum(len(file.stories) for file in shelf.all(CaseExamples))
    if json:
        print_json({"examples": stories, "broken": [asdict(one) for one in broken]})
    else:
        for one in broken:
            console.print(f"{one.kind}　{one.story}　{one.why}", markup=False)
        console.print(f"{len(shelf.all(CaseKind))} 类事项、{stories} 个示例，{len(broken)} 个不成立")
    if broken:
        raise typer.Exit(exits.BROKEN)


#: How somebody stands to a case, in words.
_SIDES = {
    "lead": "牵头单位", "joint": "责任单位", "party": "牵头或责任单位", "office": "交办单位", "subject": "申请人",
    "named": "写明的主体", "any": "不限", "everywhere": "不论哪个单位",
}  # fmt: skip


@app.command(name="actions")
def who_may(
    kind: Annotated[str, typer.Option(help="只看一类事项（编号，如 registration-open）")] = "",
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Kind × action × role from the packs: from which state to which, who may, and the worked examples that do it."""
    shelf = load_shelf()
    examples, found = shelf.all(CaseExamples), roles()
    chosen = [each for each in shelf.all(CaseKind) if kind in ("", each.id)]
    tables = {each.id: list(rights(each, found, examples)) for each in chosen}
    table = [one for rows in tables.values() for one in rows]
    if json:
        print_json({"count": len(table), "actions": [asdict(one) for one in table]})
        return
    for each in chosen:
        states = {state.id: state.label for state in each.states}
        heads = (Column(name, overflow="fold") for name in ("动作", "从", "到", "由谁", "示例"))
        shown = Table(*heads, title=f"{each.label}（{each.id}）", title_justify="left")
        for one in tables[each.id]:
            origins = "、".join(states[state] for state in one.origins)
            shown.add_row(one.label, origins, states.get(one.to or ""), _who(one, found), str(len(one.proofs)))
        console.print(shown)
    unproved = sum(1 for one in table if one.doers and not one.proofs)
    console.print(f"{len(table)} 个动作，{unproved} 个没有示例")


def _who(right: Right, found: Mapping[str, Role]) -> str:
    sides = [
        f"{doers.unit or _SIDES[doers.relation]}：{'、'.join(found[role].label for role in doers.roles)}"
        for doers in right.doers
    ]
    return "\n".join(sides) or "期满自动"


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
