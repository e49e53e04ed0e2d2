"""The briefing's data as a workbook: a sheet for each part, one for all figures. Numbers are numbers, text is text."""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.writer.excel import save_workbook

from beizeng.reports.archive import steady
from beizeng.reports.content import Briefing, Cell

SOURCES = "数据来源"
SOURCE_HEADS = ("序号", "数据", "数值", "印作", "单位", "怎样得出", "截至", "知悉", "记录数", "校验摘要")
_BOLD = Font(bold=True)
#: Columns are as wide as their longest cell, within these bounds, in letters of the workbook's font.
_NARROW, _WIDE = 8, 60


def workbook(briefing: Briefing) -> bytes:
    """The briefing's data as xlsx; the same briefing gives the same bytes."""
    book = Workbook(write_only=True)
    for part in briefing.parts:
        rows = [[_plain(briefing, cell) for cell in row] for row in part.table.rows]
        _sheet(book, part.title, part.table.labels, rows)
    figures = (
        (one.number, one.label, one.value, one.text, one.unit, one.query, one.on, one.known, one.records, one.digest)
        for one in briefing.figures
    )
    _sheet(book, SOURCES, SOURCE_HEADS, [list(row) for row in figures])
    out = io.BytesIO()
    save_workbook(book, out)
    return steady(out.getvalue())


def _plain(briefing: Briefing, cell: Cell) -> Any:
    """The number of a figure, else its word; words as they are."""
    if not isinstance(cell, int):
        return cell
    figure = briefing.figures[cell - 1]
    return figure.shown if figure.value is None else figure.value


def _sheet(book: Workbook, title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet = book.create_sheet(title[:31])
    lines = [list(heads), *(list(row) for row in rows)]
    sheet.freeze_panes = "A2"
    for place, cells in enumerate(zip(*lines, strict=True)):
        letters = max(len(str(cell)) * (2 if isinstance(cell, str) else 1) for cell in cells)
        sheet.column_dimensions[chr(ord("A") + place)].width = min(max(letters + 2, _NARROW), _WIDE)
    for number, line in enumerate(lines):
        sheet.append([_cell(sheet, value, is_head=number == 0) for value in line])


def _cell(sheet: Any, value: Any, *, is_head: bool) -> Any:
    """A typed cell; text stays text whatever it begins with, so that no cell is a formula."""
    is_text = isinstance(value, str)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value) if is_text else value)
    if is_text:
        cell.data_type = "s"
    elif isinstance(value, Decimal):
        cell.number_format = "#,##0.######" if value % 1 else "#,##0"
    if is_head:
        cell.font = _BOLD
    return cell
