"""`beizeng cases train`: learn from complaints that were given out elsewhere which class a new one may belong to."""

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from rich.table import Table

from beizeng.base.clock.now import now, today
from beizeng.base.people.actor import house
from beizeng.cases import actions, learning, proposals, queries
from beizeng.cases.learning import Report
from beizeng.cases.lodging import kind_asked_by_all
from beizeng.cli.show import console, print_json
from beizeng.spec.errors import BadInput


def train(
    files: Annotated[list[Path], typer.Option("--from", help="已派单的诉求，CSV 或 CSV.gz，可写多次")],
    text: Annotated[str, typer.Option(help="诉求内容所在的列")] = "title",
    office: Annotated[str, typer.Option(help="承办单位所在的列")] = "handled_by",
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Train the suggestion of class and unit; prints how well each class is recognised on texts held apart."""
    kind = kind_asked_by_all()
    classes = proposals.classes(kind, on=today(settings.DATA)) if kind else {}
    if kind is None or not classes:
        raise BadInput(what="类别分工表", where="数据包", why="没有", write="先在 packs 里写 case_classes")
    rows = [row for path in files for row in _rows(path, text, office)]
    found, left_out = learning.labelled(rows, classes)
    source = "、".join(path.name for path in files)
    at, by = now(settings.DATA), house("cases")
    model = actions.train(rows=found, source=source, data=settings.DATA, by=by, at=at)
    if json:
        print_json({"rows": len(rows), "left_out": left_out.total(), "report": asdict(model.report)})
        return
    _show(model.report, queries.topics(kind))
    console.print(
        f"读了 {len(rows)} 条，去重后可学 {len(found)} 条；{left_out.total()} 条的承办单位不属于任何类别，没有用"
    )
    console.print(f"模型存在 {settings.DATA / learning.FOLDER}；只用来建议，不代替派单的人", markup=False)


def _show(report: Report, labels: dict[str, str]) -> None:
    table = Table("类别", "学了", "留出", "认出", "认出率", "说准率")
    for one in report.classes:
        shares = [f"{share:.0%}" if share is not None else "—" for share in (one.recall, one.precision)]
        table.add_row(labels.get(one.topic, one.topic), str(one.trained), str(one.held), str(one.right), *shares)
    console.print(table)
    share, usual = (number / report.held if report.held else 0 for number in (report.right, report.usual))
    console.print(f"留出 {report.held} 条未参加训练，认对 {share:.1%}；总说最多的一类只对 {usual:.1%}")


def _rows(path: Path, text: str, office: str) -> Iterator[tuple[str, str]]:
    """Text and office of each row."""
    if not path.exists():
        raise BadInput(what=str(path), where="--from", why="没有这个文件", write="写已有的 CSV 或 CSV.gz")
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        missing = [name for name in (text, office) if name not in (reader.fieldnames or ())]
        if missing:
            heads = "、".join(reader.fieldnames or ())
            raise BadInput(
                what="、".join(missing),
                where=path.name,
                why="没有这一列",
                write=f"用 --text、--office 写其中之一：{heads}",
            )
        yield from ((row[text] or "", row[office] or "") for row in reader)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(what=path.name, where="--from", why=f"读不出来：{error}", write="存成 UTF-8 的 CSV") from error
