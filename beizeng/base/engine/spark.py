"""The tree as Spark SQL: the same verdicts from a cluster, or here as a second opinion on ``columns``.

Spark is an extra (``pip install beizeng[spark]``) and needs Java. Nothing of an author's text reaches the SQL but
constants, written by this module.
"""

import datetime
import importlib
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from beizeng.base.engine.columns import dtype
from beizeng.base.engine.frames import Frame
from beizeng.base.engine.kinds import Number
from beizeng.base.engine.plain import is_month_end
from beizeng.base.engine.tree import (
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    Case,
    Compare,
    CompareRatio,
    Constant,
    DayPart,
    Elapsed,
    Extreme,
    FactValue,
    Length,
    Node,
    Not,
    Part,
    Rounded,
    Scaled,
    Shifted,
    Span,
    TextFits,
    Value,
    facts_of,
)
from beizeng.spec.errors import BadInput

#: The largest whole number that Spark's widest decimal holds.
WIDEST = 10**38 - 1
_FITS = {"starts": "startswith", "ends": "endswith", "holds": "contains"}
_ROW = "row_"
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # an overflow is an error, never a wrapped number
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}


def compute(frame: Frame, nodes: Mapping[str, Node]) -> Frame:
    """The value of each node for every row, in the frame's order; computed by Spark on this machine.

    Raises:
        BadInput: Spark is not installed, or a number is beyond its decimals.
    """
    session = _session()
    with tempfile.TemporaryDirectory(prefix="beizeng-spark-") as folder:
        path = Path(folder) / "facts.parquet"
        frame.with_row_index(_ROW).write_parquet(path)
        wanted = [f"{sql(node)} AS `{name}`" for name, node in nodes.items()]
        found = session.read.parquet(str(path)).selectExpr(f"`{_ROW}`", *wanted).toArrow()
    values = pl.DataFrame(found).sort(_ROW).drop(_ROW)
    return values.select(pl.col(name).cast(dtype(node.type)) for name, node in nodes.items())


def _session() -> Any:
    try:
        builder = importlib.import_module("pyspark.sql").SparkSession.builder
    except ImportError:
        raise BadInput(
            what="spark", where="--engine", why="没有安装 Spark", write="安装 beizeng[spark] 和 Java，或不写 --engine"
        ) from None
    for key, value in _SETTINGS.items():
        builder = builder.config(key, value)
    return builder.master("local[*]").appName("beizeng").getOrCreate()


def sql(node: Node) -> str:
    """The Spark SQL of a node; a wide number is ``DECIMAL(38, 0)``, every other one ``BIGINT``."""
    match node:
        case FactValue():
            return f"`{node.name}`"
        case Constant():
            return _literal(node.value, node.type)
        case Compare():
            return f"({_wide(node.left)} {node.operator} {_wide(node.right)})"
        case CompareRatio():
            return _ratio(node)
        case Among():
            return f"({sql(node.item)} IN ({', '.join(sql(value) for value in node.values)}))"
        case AllOf() | AnyOf():
            return "(" + (" AND " if isinstance(node, AllOf) else " OR ").join(map(sql, node.items)) + ")"
        case Not():
            return f"(NOT {sql(node.item)})"
        case Case():
            return _case(node)
        case _:
            return _valued(node)


def _valued(node: Node) -> str:
    match node:
        case TextFits():
            return f"{_FITS[node.how]}({sql(node.item)}, {_text(node.piece)})"
        case Part():
            return f"substring({sql(node.item)}, {node.start}, {node.count})"
        case Shifted():
            return _shifted(node)
        case Extreme():
            return _extreme(node)
        case Arithmetic() | Scaled() | Rounded() | Elapsed() | DayPart() | Span() | Length():
            return _number(node)
    raise TypeError(f"no Spark SQL for {type(node).__name__}")


def _number(node: Arithmetic | Scaled | Rounded | Elapsed | DayPart | Span | Length) -> str:
    _narrow(node.type)
    match node:
        case Arithmetic():
            return f"({_as(node.left, node.type)} {node.operator} {_as(node.right, node.type)})"
        case Scaled():
            return f"({_as(node.item, node.type)} * {_literal(node.factor, node.type)})"
        case Rounded():
            return _rounded(node)
        case Elapsed():
            return _elapsed(node)
        case DayPart():
            return f"CAST({node.measure}({sql(node.item)}) AS BIGINT)"
        case Span():
            return _span(node)
        case Length():
            return f"CAST(char_length({sql(node.item)}) AS BIGINT)"


def _extreme(node: Extreme) -> str:
    kind = node.type
    if isinstance(kind, Number):
        _narrow(kind)
        items = [_as(item, kind) for item in node.items]
    else:
        items = [sql(item) for item in node.items]
    # least and greatest skip null; here one missing item makes the result unknown
    return _unless(items, f"{node.which}({', '.join(items)})")


def _narrow(kind: Number) -> None:
    if max(-kind.low, kind.high) > WIDEST:
        raise BadInput(
            what="表达式", where="Spark", why="中间结果超过 38 位", write="两头封住：greatest(0, least(…, 上限))"
        )


def _span(node: Span) -> str:
    start, end = sql(node.start), sql(node.end)
    if node.measure == "days_since":
        return f"CAST(datediff({end}, {start}) AS BIGINT)"
    months = f"((year({end}) - year({start})) * 12 + (month({end}) - month({start})))"
    short = f"CASE WHEN day({start}) > day({end}) AND {end} <> last_day({end}) THEN 1 ELSE 0 END"
    months = f"({months} - {short})"
    return f"CAST({months} AS BIGINT)" if node.measure == "full_months" else f"CAST(floor({months} / 12) AS BIGINT)"


def _shifted(node: Shifted) -> str:
    day = sql(node.item)
    if node.by == "month_end":
        return f"last_day({day})"
    if node.by == "year_end":
        return f"make_date(year({day}), 12, 31)"
    moved = f"date_add({day}, {node.count})" if node.by == "days" else f"add_months({day}, {node.count})"
    return _unless([day], f"least(greatest({moved}, DATE'0001-01-01'), DATE'9999-12-31')")


def _rounded(node: Rounded) -> str:
    if node.type.is_wide:
        raise BadInput(what="四舍五入", where="Spark", why="结果超过 64 位", write="先用 least 封顶再取整")
    item = f"CAST({sql(node.item)} AS DECIMAL(38, 0))"
    size = {
        "half_up": f"((abs({item}) * 2 + {node.divisor}) div {2 * node.divisor})",
        "down": f"(abs({item}) div {node.divisor})",
        "up": f"((abs({item}) + {node.divisor - 1}) div {node.divisor})",
    }[node.way]
    return f"(CASE WHEN {item} < 0 THEN -{size} ELSE {size} END)"


def _elapsed(node: Elapsed) -> str:
    day, on = sql(node.item), node.judging_day
    if node.measure == "year":
        return f"CAST(year({day}) AS BIGINT)"
    if node.measure == "days_since":
        return f"CAST(datediff({_literal(on, node.item.type)}, {day}) AS BIGINT)"
    months = f"(({on.year} - year({day})) * 12 + ({on.month} - month({day})))"
    if not is_month_end(on):
        months = f"({months} - CASE WHEN day({day}) > {on.day} THEN 1 ELSE 0 END)"
    return f"CAST({months} AS BIGINT)" if node.measure == "full_months" else f"CAST(floor({months} / 12) AS BIGINT)"


def _ratio(node: CompareRatio) -> str:
    left, right, divisor = _wide(node.left), _wide(node.right), sql(node.divisor)
    return (
        f"(CASE WHEN {divisor} > 0 THEN {left} {node.operator} {right} "
        f"WHEN {divisor} < 0 THEN {right} {node.operator} {left} END)"
    )


def _case(node: Case) -> str:
    chosen = _value(node.otherwise, node)
    for condition, value in reversed(node.branches):
        asked = sql(condition)
        chosen = f"(CASE WHEN {asked} IS NULL THEN NULL WHEN {asked} THEN {_value(value, node)} ELSE {chosen} END)"
    return _unless([f"`{name}`" for name in facts_of(node)], chosen)


def _value(node: Node, case: Case) -> str:
    return _as(node, case.type) if isinstance(case.type, Number) else sql(node)


def _unless(missing: list[str], text: str) -> str:
    if not missing:
        return text
    return f"(CASE WHEN {' OR '.join(f'{one} IS NULL' for one in missing)} THEN NULL ELSE {text} END)"


def _as(node: Node, kind: Number) -> str:
    """The operand as wide as the result."""
    return f"CAST({sql(node)} AS DECIMAL(38, 0))" if kind.is_wide else f"CAST({sql(node)} AS BIGINT)"


def _wide(node: Node) -> str:
    return f"CAST({sql(node)} AS DECIMAL(38, 0))" if isinstance(node.type, Number) else sql(node)


def _literal(value: Value, kind: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.date):
        return f"DATE'{value.isoformat()}'"
    if isinstance(value, int):
        return f"CAST('{value}' AS {'DECIMAL(38, 0)' if isinstance(kind, Number) and kind.is_wide else 'BIGINT'})"
    return _text(value)


def _text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
