"""`beizeng register`: loading feeds, looking an entity up, searching, the cards."""

import datetime
from contextlib import nullcontext
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from rich.table import Table

from beizeng.base.clock.now import now, today
from beizeng.base.people.actor import house
from beizeng.cli import register_duplicates, register_facts
from beizeng.cli.show import console, print_json
from beizeng.register import actions, demography, queries
from beizeng.register.codes import doubt_of
from beizeng.register.report import FeedReport
from beizeng.register.vocabulary import vocabulary
from beizeng.register.wording import for_people, for_programs
from beizeng.spec.errors import BadInput

app = typer.Typer(no_args_is_help=True, help="名录：有哪些主体，各知道些什么，从哪里来")
app.command()(register_facts.catalogue)
app.command()(register_facts.disagreements)
app.command()(register_duplicates.duplicates)
app.command()(register_duplicates.merge)
app.command()(register_duplicates.unmerge)

_SHOWN_PROBLEMS = 20
_SEVERITIES = {"rejected": "未载入", "suspect": "存疑", "note": "提示"}

Json = Annotated[bool, typer.Option("--json")]
Day = Annotated[datetime.datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]


class Grouping(StrEnum):
    """By what survival is told apart."""

    kind = "kind"
    section = "section"
    township = "township"


NeededDay = Annotated[datetime.datetime, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]


@app.callback()
def register() -> None:
    """The register of market entities."""


@app.command()
def load(
    file: Path,
    feed: str | None = None,
    known: Day = None,
    on: Day = None,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    json: Json = False,
) -> None:
    """Load a file of facts (CSV, workbook, Parquet). The same file again changes nothing.

    --feed: its kind, found by the headings unless given; --on: since when its rows hold where they name no day;
    --known: since when we have it; --dry-run: only say what would be found.
    """
    by, at = house("cli"), now(settings.DATA)
    with console.status("核对中" if dry_run else "载入中") if not json else nullcontext():
        if dry_run:
            report = actions.try_feed(path=file, feed=feed, known_on=_day(known), on=_day(on), by=by, at=at)
        else:
            actions.sweep_orphans(by=by, at=at)
            report = actions.load_feed(path=file, feed=feed, known_on=_day(known), on=_day(on), by=by, at=at)
    if json:
        print_json(report)
    else:
        _print_report(report)


@app.command()
def heading(feed: str, heading: str, fact: str) -> None:
    """From now on a column with this heading fills this fact (or `code`, `day`) in every file of the kind."""
    actions.tell_heading(kind=feed, heading=heading, fact=fact, by=house("cli"), at=now(settings.DATA))
    console.print(f"已记下：“{heading}”读作 {fact}", markup=False)


@app.command()
def withdraw(feed_id: int, reason: str) -> None:
    """Take a feed back; every figure is as if it had never come."""
    actions.withdraw_feed(feed_id=feed_id, reason=reason, by=house("cli"), at=now(settings.DATA))
    console.print(f"已撤回第 {feed_id} 批")


@app.command()
def show(code: str, day: Day = None, known: Day = None, json: Json = False) -> None:
    """Everything known of an entity: each fact with its value, source and two days, and how it came to be."""
    on, by_then = _day(day) or today(settings.DATA), _day(known) or today(settings.DATA)
    shown = _everything_of(code.strip(), on, by_then)
    if json:
        print_json(shown)
        return
    console.print(f"{shown['name'] or '（名称未知）'}　{shown['code']}", markup=False)
    if shown["doubt"]:
        console.print(f"代码存疑：{shown['doubt']}", markup=False)
    if not shown["facts"]:
        console.print(f"到 {on} 没有数据说到它（以 {by_then} 所知为准）；从哪天起成立，见各批数据的生效日期")
        return
    table = Table("事实", "值", "来源", "自", "知悉")
    for fact in shown["facts"].values():
        table.add_row(fact["label"], fact["shown"], fact["source"], fact["on"], fact["known"])
    console.print(table)


@app.command()
def search(text: str, limit: int = 20, json: Json = False) -> None:
    """Entities by name or a part of it, old name, pinyin, initials, code."""
    found = queries.search(text, viewer=house("cli"))
    rows = [{"code": card.code, "name": card.name, "kind": card.kind, "status": card.status} for card in found[:limit]]
    count = found.count()
    if json:
        print_json({"count": count, "results": rows})
        return
    for row in rows:
        console.print(f"{row['code']}  {row['name']}", markup=False)
    console.print(f"共 {count} 户" + (f"，列出前 {limit} 户" if count > limit else ""))


@app.command()
def refresh() -> None:
    """Bring the cards to the day, and sweep what a broken load left."""
    by, at = house("cli"), now(settings.DATA)
    swept = actions.sweep_orphans(by=by, at=at)
    written = actions.refresh_cards(by=by, at=at)
    console.print(f"刷新卡片 {written} 张，清理未完成的批次 {swept} 个")


@app.command()
def flows(since: NeededDay, until: NeededDay, known: Day = None, known_before: Day = None, json: Json = False) -> None:
    """How the stock at the end of one day became that of another: births, deaths, conversions, moves, repairs.

    --known, --known-before: up to when feeds are read for the later and the earlier stock.
    """
    by_then = _day(known) or today(settings.DATA)
    change = demography.change(since=since.date(), until=until.date(), known=by_then, known_before=_day(known_before))
    if json:
        print_json({**asdict(change), "repairs": change.repairs})
        return
    labels = vocabulary().facts["kind"].values
    kinds = sorted({*change.before, *change.after, *(kind for flow in change.flows for kind in flow.by_kind)})
    table = Table("户", "合计", *(labels.get(kind, "未知") for kind in kinds))
    for word, counts in (
        (f"{change.since} 结束时", change.before),
        *((flow.label, flow.by_kind) for flow in change.flows),
        (f"{change.until} 结束时", change.after),
    ):
        table.add_row(word, str(sum(counts.values())), *(str(counts.get(kind, 0)) for kind in kinds))
    console.print(table)
    console.print(f"其中数据补正 {change.repairs} 户，不算增长")


@app.command()
def survival(by: Grouping = Grouping.kind, day: Day = None, known: Day = None, json: Json = False) -> None:
    """How long entities last, by kind, section (industry) or township: Kaplan-Meier."""
    on, by_then = _day(day) or today(settings.DATA), _day(known) or today(settings.DATA)
    curves, left_out = demography.survival(by=by.value, on=on, known=by_then)
    if json:
        print_json({"curves": [asdict(curve) for curve in curves], "left_out": left_out})
        return
    table = Table("分组", "户", "终止", *(f"满{year}年" for year in demography.YEARS))
    for curve in curves:
        shares = ("—" if share is None else f"{share:.1%}" for share in curve.years.values())
        table.add_row(curve.label, str(curve.entities), str(curve.ended), *shares)
    console.print(table)
    console.print(f"{left_out} 户状态或日期不明，没有计入")


def _everything_of(code: str, on: datetime.date, known: datetime.date) -> dict[str, Any]:
    viewer = house("cli")
    facts = queries.facts_of(code, on=on, known=known)
    card = queries.card(code, viewer=viewer)
    code = card.code if card else code
    doubt = doubt_of(code)
    if not facts and card is None:
        why = f"到 {on} 没有任何数据说到它" + (f"；{doubt.why}" if doubt else "")
        raise BadInput(
            what=code, where="名录", why=why, write=doubt.what_to_do if doubt else "请核对代码，或换一个日子"
        )
    words = vocabulary().facts
    name = facts["name"].value if "name" in facts else (card.name if card else "")
    return {
        "code": code,
        "name": name,
        "identity": _identity(card) if card else None,
        "doubt": doubt.why if doubt else None,
        "day": on,
        "known": known,
        "facts": {
            fact: {
                "label": words[fact].label,
                "value": for_programs(words[fact], said.value),
                "shown": for_people(words[fact], said.value),
                "source": said.source,
                "on": said.on.isoformat(),
                "known": said.known.isoformat(),
                "feed": said.feed_id,
            }
            for fact, said in facts.items()
        },
        "history": [
            {
                "fact": said.fact,
                "label": words[said.fact].label,
                "value": for_programs(words[said.fact], said.value),
                "source": said.source,
                "on": said.on,
                "known": said.known,
                "feed": said.feed_id,
            }
            for said in queries.history_of(code, viewer=viewer, known=known)
        ],
    }


def _identity(card: Any) -> dict[str, Any]:
    """Who it is, as of the day of the cards; empty text becomes null."""
    names = ("code", "name", "kind", "status", "industry", "division", "township", "established_on", "ended_on")
    told = {name: getattr(card, name) or None for name in names}
    return {**told, "old_names": card.old_names, "is_sample": card.is_sample}


def _print_report(report: FeedReport) -> None:
    label = vocabulary().feed(report.kind).label
    if report.is_trial:
        console.print("只核对，没有载入")
    if report.is_repeat:
        console.print(f"这个文件已作为第 {report.feed_id} 批载入，没有改动")
    console.print(
        f"{label}：{report.rows} 行，载入 {report.loaded}，存疑 {report.suspect}，未载入 {report.rejected}，"
        f"有变化 {report.changed}"
    )
    if report.ignored:
        console.print(f"未用的栏目：{'、'.join(report.ignored)}", markup=False)
    for problem in report.problems[:_SHOWN_PROBLEMS]:
        where = f"第 {problem.row} 行 {problem.column}"
        console.print(
            f"{_SEVERITIES[problem.severity]}　{where}“{problem.value}”：{problem.why}。{problem.what_to_do}",
            markup=False,
        )
    if report.problem_count > _SHOWN_PROBLEMS:
        console.print(f"……共 {report.problem_count} 处，全部见 --json")


def _day(moment: datetime.datetime | None) -> datetime.date | None:
    return moment.date() if moment else None
