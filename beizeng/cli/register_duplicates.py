"""`beizeng register duplicates`, `merge`, `unmerge`: entities that may be one, read as one, taken apart again."""

from typing import Annotated

import typer
from django.conf import settings
from rich.table import Table

from beizeng.base.clock.now import now, today
from beizeng.base.people.actor import house
from beizeng.cli.show import console, print_json
from beizeng.register import actions, likenesses
from beizeng.register.vocabulary import vocabulary
from beizeng.register.wording import for_people

Json = Annotated[bool, typer.Option("--json")]


def duplicates(
    least: Annotated[float, typer.Option("--from", help="可能性不低于")] = 0.5,
    find: Annotated[bool, typer.Option("--find/--kept", help="先重新比较，还是看上次的结果")] = True,
    json: Json = False,
) -> None:
    """Pairs of entities that may be one, the most probable first, each with what was compared."""
    by = house("cli")
    if find:
        actions.find_likenesses(by=by, at=now(settings.DATA))
    found = likenesses.visible(viewer=by).filter(state="open", probability__gte=least).order_by("-probability", "pk")
    if json:
        fields = ("id", "first", "first_name", "second", "second_name", "probability", "lines")
        print_json(list(found.values(*fields)))
        return
    for one in found:
        console.print(
            f"{one.probability:.4f}  {one.first} {one.first_name}  {one.second} {one.second_name}", markup=False
        )
        said = (f"{line['label']}{line['outcome']} {line['weight']:+.1f}" for line in one.lines)
        console.print(f"        {'，'.join(said)}", markup=False)
    console.print(f"疑似重复 {found.count()} 对")


def merge(kept: str, absorbed: str, reason: str, preview: Annotated[bool, typer.Option("--preview")] = False) -> None:
    """Read the second code as the first entity from today; --preview only shows what would be known of it."""
    if not preview:
        number = actions.merge(kept=kept, absorbed=absorbed, reason=reason, by=house("cli"), at=now(settings.DATA))
        console.print(f"已合并（第 {number} 次）；撤销：beizeng register unmerge {number}")
        return
    table = Table("事实", kept, absorbed, "合并后")
    facts = vocabulary().facts
    for side in likenesses.preview(kept, absorbed, viewer=house("cli"), on=today(settings.DATA)):
        values = (side.kept, side.absorbed, side.merged)
        words = ("—" if value is None else for_people(facts[side.fact], value) for value in values)
        table.add_row(facts[side.fact].label, *words)
    console.print(table)


def unmerge(number: int) -> None:
    """Take a merge apart: from today both stand as before."""
    actions.undo_merge(merge_id=number, by=house("cli"), at=now(settings.DATA))
    console.print(f"已撤销第 {number} 次合并")
