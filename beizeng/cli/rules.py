"""`beizeng rules`: judge the whole register for a day; explain one entity."""

import datetime
from collections.abc import Sequence
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from rich.progress import Progress
from rich.table import Table

from beizeng.base.clock.now import now, today
from beizeng.base.engine import manual as language
from beizeng.base.engine import spark
from beizeng.base.engine.judge import by_columns
from beizeng.base.people.actor import house
from beizeng.cli import exits, rule_trials
from beizeng.cli.show import console, print_json
from beizeng.register.wording import yuan
from beizeng.rules import actions, queries, set_and_not_set
from beizeng.rules.book import Entry, book
from beizeng.rules.evaluate import Judged, Reason
from beizeng.rules.examples import failures
from beizeng.rules.review import concerns
from beizeng.rules.trial import trial as try_out
from beizeng.spec import load_shelf
from beizeng.spec.errors import BadInput
from beizeng.spec.policy import NOT_SET, Policy

app = typer.Typer(no_args_is_help=True, help="规则：谁符合哪条政策，为什么，多少钱")

Json = Annotated[bool, typer.Option("--json")]
Day = Annotated[datetime.datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]

_RESULTS = {"met": "符合", "not_met": "不符合", "unknown": "未知", "not_set": "未定"}
_KINDS = {"stopped": "停用", "expired": "已过期", "expiring": "即将到期", "ending": "政策将止"}
_STATES = {"not_begun": "尚未施行", "ended": "已到期", "stopped": "停用"}


@app.callback()
def rules() -> None:
    """Policies as rules over facts."""


class Engine(StrEnum):
    """Who works the verdicts out."""

    POLARS = "polars"
    SPARK = "spark"


EVALUATORS = {Engine.POLARS: by_columns, Engine.SPARK: spark.compute}


@app.command()
def run(day: Day = None, known: Day = None, engine: Engine = Engine.POLARS, json: Json = False) -> None:
    """Judge every entity by every policy in force on the day. Again: nothing changes.

    --known: by what was known on this day; the day itself unless given.
    --engine spark: worked out by Spark, then compared row by row with what is kept; exit code 5 where they differ.
    """
    on = day.date() if day else today(settings.DATA)
    with nullcontext() if json else Progress(console=console, transient=True) as bar:
        task = bar.add_task("判定", total=None) if bar else None

        def progress(done: int, total: int) -> None:
            if bar is not None and task is not None:
                bar.update(task, completed=done, total=total)

        found = actions.run(
            day=on,
            known=known.date() if known else None,
            compute=EVALUATORS[engine],
            progress=progress,
            by=house("cli"),
            at=now(settings.DATA),
        )
    labels = {entry.policy.id: entry.policy.label for entry in book(on).entries}
    totals = queries.totals(day=on)
    differing = queries.differences(found, compute=EVALUATORS[engine]) if engine is not Engine.POLARS else ()
    if json:
        counts = {
            policy: dict(zip(("met", "not_met", "unknown"), one, strict=True)) for policy, one in found.counts.items()
        }
        print_json(
            {
                "day": found.day, "known": found.known_on, "run": found.pk, "entities": found.entities,
                "policies": len(found.counts), "amounts_not_set": totals.not_set,
                "criteria_not_set": totals.open_criteria, "counts": counts, "stopped": found.stopped,
                "engine": engine, "differing": differing,
            }
        )  # fmt: skip
        _stop_where(differing)
        return
    table = Table("政策", "符合", "不符合", "未知")
    for policy, one in found.counts.items():
        table.add_row(labels.get(policy, policy), *(f"{number:,}" for number in one))
    console.print(table)
    for policy, why in found.stopped.items():
        console.print(f"停用　{labels.get(policy, policy)}：{why}", markup=False)
    console.print(f"{found.day} 判定 {found.entities:,} 户；{totals.not_set} 条政策金额未定")
    if engine is not Engine.POLARS:
        console.print(f"{engine} 与留存的结果逐户比较：{len(differing)} 户不同")
    _stop_where(differing)


def _stop_where(differing: Sequence[str]) -> None:
    if differing:
        console.print(f"不同的主体：{'、'.join(differing[:10])}")
        raise typer.Exit(exits.BROKEN)


@app.command("list")
def list_(day: Day = None, json: Json = False) -> None:
    """Every policy, whether its amount and each of its conditions is set; and how many of all, with the parameters."""
    on = day.date() if day else today(settings.DATA)
    rules = book(on)
    shown = set_and_not_set.counts(rules)
    if json:
        print_json({"day": on, **shown, "policies": set_and_not_set.rows(rules)})
        return
    table = Table("政策", "地方", "状态", "金额", "未定的条件")
    for row in set_and_not_set.rows(rules):
        table.add_row(
            row["label"], row["place"], _STATES.get(row["state"], "现行"), "已定" if row["amount_set"] else "未定",
            str(row["criteria_not_set"]),
        )  # fmt: skip
    console.print(table)
    for what, word in (("policies", "条政策（金额）"), ("criteria", "个条件"), ("parameters", "个参数")):
        one = shown["counts"][what]
        console.print(f"{one['all']} {word}：已定 {one['set']}，未定 {one['not_set']}")


@app.command()
def check(root: Annotated[Path | None, typer.Option(help="数据包所在文件夹")] = None) -> None:
    """Read every policy and run the examples that it brings along; exit code 5 where one does not hold."""
    shelf = load_shelf(root)
    broken = failures(shelf)
    for one in broken:
        console.print(f"{one.policy.id}　{one.example.label}：{one.why}", markup=False)
    policies = shelf.all(Policy)
    examples = sum(len(policy.examples) for policy in policies)
    console.print(f"{len(policies)} 条政策、{examples} 个示例，{len(broken)} 个不成立")
    if broken:
        raise typer.Exit(exits.BROKEN)


@app.command()
def manual() -> None:
    """The reference manual of the expression language, in Markdown; every worked example is run for it."""
    typer.echo(language.page(), nl=False)


@app.command()
def review(day: Day = None, json: Json = False) -> None:
    """What has stopped and what runs out within sixty days; exit code 5 where a policy has stopped."""
    on = day.date() if day else today(settings.DATA)
    found = concerns(book(on))
    if json:
        rows = [
            {
                "kind": one.kind, "label": one.label, "until": one.until, "why": one.why, "write": one.write,
                "policies": [policy.id for policy in one.policies],
            }
            for one in found
        ]  # fmt: skip
        print_json({"day": on, "concerns": rows})
    else:
        for one in found:
            whom = "、".join(policy.label for policy in one.policies)
            console.print(f"{_KINDS[one.kind]}　{one.why}（{whom}）：{one.write}", markup=False)
        console.print(f"{on}：{len(found)} 项要复核")
    if any(one.kind == "stopped" for one in found):
        raise typer.Exit(exits.BROKEN)


@app.command()
def trial(draft: Path, day: Day = None, known: Day = None, json: Json = False) -> None:
    """A draft (a policy's YAML file) beside the policy in force: gained, lost, yuan, by township, kind and size."""
    on = day.date() if day else today(settings.DATA)
    policy = rule_trials.read_draft(draft)
    found = try_out(policy, on=on, known=known.date() if known else on, viewer=house("cli"))
    if json:
        print_json(rule_trials.for_programs(found))
    else:
        rule_trials.show(found)


@app.command()
def explain(code: str, day: Day = None, known: Day = None, json: Json = False) -> None:
    """Every policy for one entity: each criterion with the value seen, the value needed and the article."""
    on = day.date() if day else today(settings.DATA)
    by_then = known.date() if known else on
    found = queries.explain(code.strip(), on=on, known=by_then, viewer=house("cli"))
    if found is None:
        raise BadInput(
            what=code, where="名录", why=f"到 {on} 没有任何数据说到它", write="核对统一社会信用代码，或换一个日子"
        )
    if json:
        print_json(
            {
                "code": found.code, "name": found.name, "day": found.on, "known": found.known,
                "policies": [_policy(one) for one in found.judged],
                "not_judged": [_not_judged(entry) for entry in found.not_judged],
            }
        )  # fmt: skip
        return
    console.print(f"{found.name or '（名称未知）'}　{found.code}　{found.on}", markup=False)
    for one in found.judged:
        _print_policy(one)
    for entry in found.not_judged:
        console.print(f"\n{entry.policy.label}：{_STATES[entry.state]}", markup=False)


def _policy(one: Judged) -> dict[str, Any]:
    policy = one.policy
    return {
        "id": policy.id,
        "label": policy.label,
        "title": policy.title,
        "basis": str(policy.basis),
        "verified": policy.basis.verified,
        "unit": policy.unit,
        "channel": policy.channel,
        "measures": one.entry.measures,
        "verdict": one.verdict,
        "gives_way_to": _way(one),
        "amount_kind": policy.amount.kind,
        "amount_yuan": _amount(one),
        "amount_note": policy.amount.note,
        "criteria": [_criterion(reason) for reason in one.reasons],
    }


def _way(one: Judged) -> dict[str, Any] | None:
    way = one.gives_way
    if way is None:
        return None
    return {
        "policy": way.to.id, "rule": way.exclusion.rule, "certain": way.is_certain, "basis": way.exclusion.basis.said,
    }  # fmt: skip


def _criterion(reason: Reason) -> dict[str, Any]:
    basis = reason.criterion.basis
    return {
        "id": reason.criterion.id,
        "label": reason.criterion.label,
        "result": reason.result,
        "value_seen": reason.seen_in_words or None,
        "value_needed": reason.needed,
        "article": str(basis),
        "verified": basis.verified,
        "note": basis.note,
        "bring": reason.criterion.bring or None,
    }


def _amount(one: Judged) -> Any:
    """Yuan as text; ``not set`` where no source gives a figure; None where a fact is missing or nothing is due."""
    if not one.entry.is_amount_set:
        return NOT_SET
    return None if one.amount_fen is None else str(yuan(one.amount_fen))


def _not_judged(entry: Entry) -> dict[str, Any]:
    why = str(entry.fault) if entry.fault else None
    policy = entry.policy
    return {
        "id": policy.id, "label": policy.label, "state": entry.state, "from": policy.since, "to": policy.until,
        "why": why,
    }  # fmt: skip


def _print_policy(one: Judged) -> None:
    console.print(f"\n{one.policy.label}：{_RESULTS[one.verdict]}{_money(one)}", markup=False)
    if one.gives_way is not None:
        verb = "让位于" if one.is_displaced else "可能让位于"
        way = one.gives_way
        console.print(f"  {verb}《{way.to.label}》（{way.exclusion.rule}，{way.exclusion.basis.said}）", markup=False)
    for reason in one.reasons:
        basis = reason.criterion.basis
        console.print(f"  {_RESULTS[reason.result]}　{reason.criterion.label}", markup=False)
        if reason.seen:
            console.print(f"      所见：{reason.seen_in_words}", markup=False)
        console.print(f"      所需：{reason.needed}", markup=False)
        console.print(f"      依据：{basis.said}", markup=False)


def _money(one: Judged) -> str:
    if one.verdict == "not_met":
        return ""
    if not one.entry.is_amount_set:
        return "　金额未定"
    if one.amount_fen is None:
        return "　金额未知"
    return f"　{'不超过 ' if one.policy.amount.kind == 'up_to' else ''}{yuan(one.amount_fen):,} 元"
