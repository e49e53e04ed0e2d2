"""Reads the files that offices send into grids of text: CSV of any encoding and delimiter, workbooks of any sheet.

A grid keeps every cell as text and every row with its number in the file. What a heading or a cell means is not
known here (``headings``, ``cells``).
"""

import csv
import datetime
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import python_calamine

from beizeng.spec.errors import BadInput

MAX_BYTES = 512 * 1024 * 1024
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = ",\t;|"
_PREVIEW_ROWS = 30
#: From here on a spreadsheet's number no longer holds every digit of a code.
_DIGITS_LOST = 1e15


@dataclass(frozen=True)
class Grid:
    """One sheet: ``cells`` has ``row`` (its number in the file, from 1) and the text columns ``0``, ``1``, …

    ``is_delimited``: a cell beyond the headings means that the row's cells have slipped; in a workbook it is a remark.
    """

    sheet: str
    cells: pl.DataFrame
    is_delimited: bool = False

    def columns(self) -> list[str]:
        """The names of the text columns, left to right."""
        return self.cells.columns[1:]

    def preview(self) -> list[tuple[int, list[str]]]:
        """The first rows with their numbers, empty cells as empty text: among them stand the headings."""
        first = self.cells.head(_PREVIEW_ROWS)
        return [(row[0], [cell or "" for cell in row[1:]]) for row in first.iter_rows()]


def grids(path: Path) -> Iterator[Grid]:
    """The sheets of a workbook, or the one grid of a text file.

    Raises:
        BadInput: the file is empty, too large, broken, or neither a workbook nor text.
    """
    name = path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            begin = file.read(4)
    except OSError as error:
        raise BadInput(what=name, where="文件", why=f"打不开：{error.strerror}", write="请检查文件路径和权限") from None
    if size == 0:
        raise BadInput(what=name, where="文件", why="文件是空的", write="请重新导出后再交")
    if size > MAX_BYTES:
        write = f"请分成不超过 {MAX_BYTES // 1024 // 1024} MB 的几个文件"
        raise BadInput(what=name, where="文件", why=f"文件有 {size // 1024 // 1024} MB，过大", write=write)
    if begin in (_ZIP, _OLE):
        return _workbook(path)
    return iter([_text(name, path.read_bytes())])


def _workbook(path: Path) -> Iterator[Grid]:
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    except (python_calamine.CalamineError, OSError, ValueError):
        write = "请用表格软件打开后另存为 .xlsx 再交"
        raise BadInput(what=path.name, where="工作簿", why="文件已损坏或有密码", write=write) from None
    for name, rows in sheets:
        width = max((len(row) for row in rows), default=0)
        columns: dict[str, Any] = {"row": range(1, len(rows) + 1)}
        for i in range(width):
            columns[str(i)] = [_as_text(row[i]) if i < len(row) else None for row in rows]
        schema = {"row": pl.Int64, **{str(i): pl.String for i in range(width)}}
        yield Grid(name, pl.DataFrame(columns, schema=schema))


def _as_text(cell: Any) -> str | None:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        if abs(cell) >= _DIGITS_LOST:
            return f"{cell:.5E}"
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ")
    return str(cell) or None


def _text(name: str, content: bytes) -> Grid:
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        write = "请交 CSV（UTF-8 或 GB18030 编码）或 .xlsx"
        raise BadInput(what=name, where="文件", why="既不是表格也不是文本", write=write)
    text = _decode(name, content)
    delimiter = _delimiter(text)
    head = list(csv.reader(io.StringIO(text[:200_000]), delimiter=delimiter))[:_PREVIEW_ROWS]
    width = max((len(row) for row in head), default=1)
    try:
        cells = pl.read_csv(
            text.encode(),
            has_header=False,
            separator=delimiter,
            schema={str(i): pl.String() for i in range(width + 1)},  # one more, to notice cells beyond the last
            missing_columns="insert",
            truncate_ragged_lines=True,
        )
    except (pl.exceptions.PolarsError, csv.Error) as error:
        write = "请检查引号是否成对、文件是否传输完整，重新导出后再交"
        raise BadInput(
            what=name, where="文件", why=f"表格读不下去：{str(error).splitlines()[0]}", write=write
        ) from None
    return Grid(name, cells.with_row_index("row", offset=1).cast({"row": pl.Int64}), is_delimited=True)


def _decode(name: str, content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else _ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    write = "请另存为“CSV UTF-8（逗号分隔）”再交"
    raise BadInput(what=name, where="文件", why="既不是 UTF-8 也不是 GB18030 编码", write=write)


def _delimiter(text: str) -> str:
    """The delimiter that most of the first lines agree on; a comma where none stands out."""
    lines = [line for line in text[:20_000].splitlines()[:_PREVIEW_ROWS] if line.strip()]
    return max(_DELIMITERS, key=lambda delimiter: (sum(line.count(delimiter) for line in lines), delimiter == ","))
