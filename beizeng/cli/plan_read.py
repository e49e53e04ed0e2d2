"""`beizeng plan read`: what a plan says. Stands alone, so that reading waits for no other command's libraries."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from beizeng.cli.plan_files import text_of
from beizeng.cli.show import console, print_json
from beizeng.plan.outline import Outline
from beizeng.plan.outline import read as read_outline
from beizeng.plan.shelf import register_for
from beizeng.spec import load_shelf

alone = typer.Typer(no_args_is_help=True)

_SEVERITIES = {"error": "矛盾", "tension": "不协调", "gap": "缺项", "note": "提示"}


@alone.command()
def read(file: Path, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Read a plan and print what it says; needs no database.

    Units of a plan of the site's place are resolved to its register; in other documents they stay as written.
    """
    text = text_of(file)
    outline = read_outline(text, register_for(text, load_shelf(room="people")))
    if json:
        print_json(outline)
    else:
        _show(outline)


def _show(outline: Outline) -> None:
    indicators = sum(len(project.indicators) for project in outline.projects)
    leads = sum(bool(measure.lead_units) for measure in outline.measures)
    console.print(outline.title or "（没有读到标题）", style="bold", markup=False)
    console.print(
        f"{outline.document_number or '无文号'}，{outline.issuer or '印发单位不明'}，{outline.issued_on or '日期不明'}"
    )
    table = Table(show_header=False, box=None)
    for label, value in (
        ("总目标", len(outline.goals)),
        ("工程", f"{len(outline.projects)}（指标 {indicators}）"),
        ("举措", f"{len(outline.measures)}（写明牵头单位 {leads}）"),
        ("责任括号", len(outline.brackets)),
        ("单位", len(outline.units)),
        ("数量、额度、期限、频次", sum(len(measure.quantities) for measure in outline.measures)),
    ):
        table.add_row(label, str(value))
    console.print(table)
    for finding in outline.findings:
        start, end = finding.span
        console.print(
            f"{_SEVERITIES[finding.severity]}：{finding.message}（第{start}—{end}字）", markup=False, soft_wrap=True
        )
