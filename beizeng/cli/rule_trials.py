"""How a trial of a draft policy is printed: `beizeng rules trial`."""

from pathlib import Path
from typing import Any

from rich.table import Table

from beizeng.base.engine.beside import Group, Tally
from beizeng.cli.show import console
from beizeng.register.wording import for_people, yuan
from beizeng.rules.book import book
from beizeng.rules.trial import Trial
from beizeng.spec.errors import BadInput
from beizeng.spec.loading import read_text
from beizeng.spec.policy import NOT_SET, Policy

_SHOWN = 10


def read_draft(path: Path) -> Policy:
    """The policy that a file holds.

    Raises:
        BadInput: no such file, no text, or no policy.
        PackErrors: what is wrong in it, with line and key.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as why:
        raise BadInput(what=path.name, where="草案", why=str(why), write="给一个 UTF-8 编码的 YAML 文件") from None
    found = read_text(text, name=f"draft/rules/{path.name}")
    if not isinstance(found, Policy):
        raise BadInput(what=path.name, where="kind", why="不是一项政策", write="首行写 kind: policy")
    return found


def for_programs(trial: Trial) -> dict[str, Any]:
    """The trial as JSON: yuan as text, codes in full."""
    found = trial.found
    is_set = trial.draft.is_amount_set
    return {
        "policy": trial.draft.policy.id,
        "day": trial.on,
        "known": trial.known,
        "entities": trial.entities,
        "in_force": None if found.before is None else _tally(found.before, trial.current.is_amount_set),  # type: ignore[union-attr]
        "draft": _tally(found.after, is_set),
        "gained": found.gained,
        "lost": found.lost,
        "by": {fact: [_group(one) for one in groups] for fact, groups in found.groups.items()},
    }


def show(trial: Trial) -> None:
    """The trial for people."""
    found = trial.found
    console.print(f"{trial.draft.policy.label}　{trial.on}　{trial.entities:,} 户", markup=False)
    table = Table("", "符合", "未知", "金额（元）", "金额未知（户）")
    if found.before is not None:
        table.add_row("现行", *_row(found.before))
    table.add_row("草案", *_row(found.after))
    console.print(table)
    for word, codes in (("新增符合", found.gained), ("不再符合", found.lost)):
        more = f" 等 {len(codes):,} 户" if len(codes) > _SHOWN else ""
        console.print(f"{word} {len(codes):,} 户　{'、'.join(codes[:_SHOWN])}{more}", markup=False)
    facts = book(trial.on).vocabulary.facts
    for fact, groups in found.groups.items():
        part = Table(facts[fact].label, "现行符合", "草案符合", "新增", "减少", "金额增减（元）")
        for one in groups:
            change = yuan(one.fen_after - one.fen_before)
            counts = (one.met_before, one.met_after, one.gained, one.lost)
            part.add_row(for_people(facts[fact], one.value), *(f"{count:,}" for count in counts), f"{change:+,}")
        console.print(part)


def _row(one: Tally) -> tuple[str, ...]:
    return (f"{one.met:,}", f"{one.unknown:,}", f"{yuan(one.amount_fen):,}", f"{one.open:,}")


def _tally(one: Tally, is_set: bool) -> dict[str, Any]:
    amount = str(yuan(one.amount_fen)) if is_set else NOT_SET
    return {"met": one.met, "unknown": one.unknown, "amount_yuan": amount, "amount_unknown": one.open}


def _group(one: Group) -> dict[str, Any]:
    return {
        "value": one.value, "met_before": one.met_before, "met_after": one.met_after, "gained": one.gained,
        "lost": one.lost, "yuan_before": str(yuan(one.fen_before)), "yuan_after": str(yuan(one.fen_after)),
    }  # fmt: skip
