"""`beizeng demo`: the sample county, step by step. Stopped anywhere and started again, it ends in the same state."""

from pathlib import Path
from typing import Annotated

import typer
import yaml
from django.conf import settings

from beizeng.base.clock.now import DEMO_MARK, now
from beizeng.base.people.actor import house
from beizeng.cli import demo_accounts
from beizeng.cli.demo_steps import STEPS, Demo
from beizeng.cli.show import console
from beizeng.spec import load_shelf
from beizeng.spec.errors import BadInput

app = typer.Typer(help="示例县：主体、人员和办理记录都是虚构的")

DEMO_DAY = "2024-09-30"


@app.callback(invoke_without_command=True)
def demo(
    context: typer.Context,
    plan: Annotated[Path | None, typer.Option(help="方案原文，载入后页面按要素标出")] = None,
) -> None:
    """Make the sample county in the data folder, or bring it up to date. Again: nothing changes."""
    if context.invoked_subcommand:
        return
    _mark(settings.DATA)
    by = house("demo", is_sample=True)
    run = Demo(data=settings.DATA, shelf=load_shelf(), plan=plan, by=by, at=now(settings.DATA))
    for number, (title, step) in enumerate(STEPS, 1):
        console.print(f"[bold]{number}/{len(STEPS)} {title}[/bold]")
        with console.status(title) as status:
            said = step(run, status.update)
        console.print(f"    {said}", soft_wrap=True)
    console.print(demo_accounts.table(run.passwords))


@app.command()
def accounts(reset: Annotated[bool, typer.Option(help="给每个演示账号换一个新口令")] = False) -> None:
    """The demonstration accounts; with --reset each gets a new password."""
    if not (settings.DATA / DEMO_MARK).exists():
        raise _no_demo(settings.DATA)
    by = house("demo", is_sample=True)
    day = now(settings.DATA)
    passwords = (demo_accounts.reset if reset else demo_accounts.open_all)(settings.DATA, load_shelf(), by=by, at=day)
    console.print(demo_accounts.table(passwords))


def _mark(data: Path) -> None:
    """Make the folder a demo's, unless it holds a real programme."""
    mark = data / DEMO_MARK
    if mark.exists():
        return
    if (data / "beizeng.sqlite3").exists():
        raise _no_demo(data)
    data.mkdir(parents=True, exist_ok=True)
    mark.write_text(yaml.safe_dump({"day": DEMO_DAY}).replace("'", ""), encoding="utf-8")


def _no_demo(data: Path) -> BadInput:
    return BadInput(
        what=str(data),
        where="数据文件夹",
        why="这里不是示例县，示例数据不能混入正式数据",
        write="请用 BEIZENG_DATA 指定另一个文件夹",
    )
