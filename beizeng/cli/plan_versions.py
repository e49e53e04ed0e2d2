"""`beizeng plan compare`: two versions of a plan, and what the newer would do to what is under way."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from beizeng.base.people.actor import house
from beizeng.cli.plan_files import text_of
from beizeng.cli.show import console, print_json
from beizeng.plan.consequences import Consequence, consequences
from beizeng.plan.outline import read
from beizeng.plan.shelf import register_for
from beizeng.plan.versions import compare as compared
from beizeng.spec import load_shelf

HOWS = {"added": "新增", "dropped": "取消", "changed": "改动"}
SORTS = {"target": "指标", "project": "工程", "measure": "举措"}
EFFECTS = {
    "begins": "须新立事项",
    "orphaned": "举措取消，事项待决定",
    "handed": "转交新的牵头单位",
    "renumbered": "举措改了编号",
    "reworded": "办理标准改变",
    "last_day": "清零日期改变",
    "new_aim": "指标换了目标",
    "no_aim": "指标没有了目标",
}


def compare(
    old: Path,
    new: Path,
    items: Annotated[bool, typer.Option("--items", help="连同对在办事项的影响；要有已开办的方案")] = False,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Two versions of a plan part by part: added, dropped, changed; changes nothing."""
    before, after = (read(text, register_for(text, load_shelf())) for text in map(text_of, (old, new)))
    found = compared(before, after)
    effects = consequences(found, before, after, viewer=house("cli")) if items else []
    if json:
        rows = [_plain(one) for one in effects]
        print_json({"old": old.name, "new": new.name, **asdict(found), "consequences": rows if items else None})
        return
    if found.is_another:
        console.print("两份文件的举措大多不同，像是两份方案，不是同一份的两版")
    table = Table("", "类别", "编号", "名称", "栏目", "原来", "现在")
    for one in found.changes:
        key = " → ".join(dict.fromkeys(key for key in (one.was, one.now) if key))
        table.add_row(HOWS[one.how], SORTS[one.sort], key, one.title)
        for field in one.fields:
            table.add_row("", "", "", "", field.name, field.was or "未写明", field.now or "未写明")
    for field in found.head:
        console.print(f"{field.name}：{field.was or '无'} → {field.now or '无'}", markup=False, soft_wrap=True)
    console.print(table)
    console.print(f"{len(found.changes)}处不同，{found.same}处一字未动")
    for effect in effects:
        numbers = "、".join(case.number for case in effect.cases[:6])
        said = effect.change.title if effect.change else f"{effect.was}→{effect.now}"
        console.print(f"{EFFECTS[effect.sort]}：{said} {numbers}".rstrip(), markup=False, soft_wrap=True)


def _plain(one: Consequence) -> dict[str, Any]:
    return {
        "sort": one.sort,
        "was": one.was,
        "now": one.now,
        "title": one.change.title if one.change else None,
        "cases": [case.number for case in one.cases],
    }
