"""Reads the files that offices send into grids of text: CSV of any encoding and delimiter, workbooks, Parquet.

A grid keeps every cell as text and every row with its number in the file. It is handed out in parts, so that a file
larger than the memory can be read. What a heading or a cell means is not known here (``headings``, ``cells``).
"""

import codecs
import csv
import datetime
import io
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree

import polars as pl
import python_calamine

from beizeng.register import formulas
from beizeng.spec.errors import BadInput

#: A workbook is read whole, a text is streamed.
MAX_WORKBOOK = 512 * 1024 * 1024
_MAX_UNPACKED = 4 * MAX_WORKBOOK
MAX_TEXT = 16 * 1024 * 1024 * 1024
#: Rows of a text that are worked on at once: this bounds the memory.
PART = 200_000

_ZIP, _OLE, _PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"
_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = ",\t;|"
_PREVIEW_ROWS = 30
_CHUNK = 4 * 1024 * 1024
#: From here on a spreadsheet's number no longer holds every digit of a code.
_DIGITS_LOST = 1e15
_AGAIN = "请重新导出、传输完整后再交"


@dataclass(frozen=True)
class Grid:
    """One sheet: ``rows`` has ``row`` (its number in the file, from 1) and the text columns ``0``, ``1``, …

    ``is_delimited``: a cell beyond the headings means that the row's cells have slipped; in a workbook it is a remark.
    """

    sheet: str
    rows: pl.LazyFrame
    names: tuple[str, ...]
    is_delimited: bool = False

    def columns(self) -> list[str]:
        """The names of the text columns, left to right."""
        return list(self.names)

    def preview(self) -> list[tuple[int, list[str]]]:
        """The first rows with their numbers, empty cells as empty text: among them stand the headings."""
        first = self.rows.head(_PREVIEW_ROWS).collect()
        return [(row[0], [cell or "" for cell in row[1:]]) for row in first.iter_rows()]

    def parts(self, *, below: int) -> Iterator[pl.DataFrame]:
        """The rows below a row, in parts of ``PART``.

        Raises:
            BadInput: a text breaks off inside a quoted cell.
        """
        try:
            yield from self.rows.filter(pl.col("row") > below).collect_batches(chunk_size=PART)
        except pl.exceptions.PolarsError as error:
            raise _unreadable(self.sheet, error) from None


@contextmanager
def opened(path: Path) -> Iterator[Iterator[Grid]]:
    """The sheets of a workbook, or the one grid of another file; they can be read while the context is open.

    Raises:
        BadInput: the file is empty, too large, broken, or neither a workbook nor text.
    """
    name = path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            begin = file.read(4096)
    except OSError as error:
        raise BadInput(what=name, where="文件", why=f"打不开：{error.strerror}", write="请检查文件路径和权限") from None
    if size == 0:
        raise BadInput(what=name, where="文件", why="文件是空的", write="请重新导出后再交")
    is_book = begin.startswith((_ZIP, _OLE))
    limit = MAX_WORKBOOK if is_book else MAX_TEXT
    if size > limit:
        write = f"请分成不超过 {limit // 1024 // 1024} MB 的几个文件" + ("，或另存为 CSV" if is_book else "")
        raise BadInput(what=name, where="文件", why=f"文件有 {size // 1024 // 1024} MB，过大", write=write)
    if is_book:
        yield _workbook(path)
    elif begin.startswith(_PARQUET):
        yield iter([_parquet(path)])
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield iter([_text(path, begin, Path(folder) / "utf-8")])


# workbooks


def _workbook(path: Path) -> Iterator[Grid]:
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                if sum(part.file_size for part in packed.infolist()) > _MAX_UNPACKED:
                    raise BadInput(what=path.name, where="工作簿", why="展开后过大", write="请另存为 CSV 再交")
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
        uncounted = formulas.uncounted(path)
    except (python_calamine.CalamineError, zipfile.BadZipFile, ElementTree.ParseError, OSError, ValueError):
        write = "请用表格软件打开后另存为 .xlsx 再交"
        raise BadInput(what=path.name, where="工作簿", why="文件已损坏或有密码", write=write) from None
    for name, rows in sheets:
        width = max((len(row) for row in rows), default=0)
        columns: dict[str, Any] = {"row": range(1, len(rows) + 1)}
        for i in range(width):
            columns[str(i)] = [_as_text(row[i]) if i < len(row) else None for row in rows]
        for (row, i), formula in uncounted.get(name, {}).items():
            if row <= len(rows) and i < width:
                columns[str(i)][row - 1] = formula
        names = tuple(str(i) for i in range(width))
        schema = {"row": pl.Int64, **dict.fromkeys(names, pl.String)}
        yield Grid(name, pl.LazyFrame(columns, schema=schema), names)


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


# Parquet


def _parquet(path: Path) -> Grid:
    """The names of the columns are the row of headings, so that rows are counted as a table shows them."""
    try:
        table = pl.scan_parquet(path)
        schema = table.collect_schema()
    except pl.exceptions.PolarsError:
        write = "请重新导出，或改交 CSV"
        raise BadInput(what=path.name, where="文件", why="Parquet 文件已损坏", write=write) from None
    names = tuple(str(i) for i in range(len(schema)))
    heads = pl.LazyFrame([list(schema)], schema=dict.fromkeys(names, pl.String), orient="row")
    cells = [_plainly(head, dtype).alias(name) for name, (head, dtype) in zip(names, schema.items(), strict=True)]
    rows = pl.concat([heads, table.select(cells)]).with_row_index("row", offset=1)
    return Grid(path.name, rows.with_columns(pl.col("row").cast(pl.Int64)), names)


def _plainly(head: str, dtype: pl.DataType) -> pl.Expr:
    cell = pl.col(head)
    if dtype == pl.Boolean:
        return pl.when(cell).then(pl.lit("是")).when(~cell).then(pl.lit("否"))
    if isinstance(dtype, pl.Datetime):
        return cell.dt.date().cast(pl.String)
    if dtype.is_float():  # 12.0 is written for a whole number where the column also has gaps
        return cell.cast(pl.String).str.strip_suffix(".0")
    return cell.cast(pl.String, strict=False)


# text


def _text(path: Path, begin: bytes, copy: Path) -> Grid:
    name = path.name
    if b"\0" in begin and not begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        write = "请交 CSV（UTF-8 或 GB18030 编码）、.xlsx 或 Parquet"
        raise BadInput(what=name, where="文件", why="既不是表格也不是文本", write=write)
    readable = _as_utf8(path, begin, copy)
    with readable.open(encoding="utf-8-sig", newline="") as file:
        head = file.read(200_000)
    delimiter = _delimiter(head)
    try:
        rows = list(csv.reader(io.StringIO(head), delimiter=delimiter))[:_PREVIEW_ROWS]
    except csv.Error as error:
        raise _unreadable(name, error) from None
    width = max((len(row) for row in rows), default=1)
    _refuse_cut(name, readable, delimiter, width)
    names = tuple(str(i) for i in range(width + 1))  # one more, to notice cells beyond the last
    cells = pl.scan_csv(
        readable,
        has_header=False,
        separator=delimiter,
        schema=dict.fromkeys(names, pl.String()),
        missing_columns="insert",
        truncate_ragged_lines=True,
    )
    lines = cells.with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))
    return Grid(name, lines, names, is_delimited=True)


def _as_utf8(path: Path, begin: bytes, copy: Path) -> Path:
    """The file itself where it is UTF-8, else a copy in UTF-8; read in chunks, whatever its size."""
    is_utf16 = begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_utf16 else _ENCODINGS:
        try:
            with path.open("rb") as file:
                if encoding == "utf-8-sig":
                    _decode(file, encoding, None)
                    return path
                with copy.open("w", encoding="utf-8", newline="") as target:
                    _decode(file, encoding, target)
                return copy
        except UnicodeDecodeError as error:
            if "unexpected end" in error.reason or "incomplete" in error.reason:
                why = "文件在一个字的中间断了，没有传完"
                raise BadInput(what=path.name, where="文件末尾", why=why, write=_AGAIN) from None
    write = "请另存为“CSV UTF-8（逗号分隔）”再交"
    raise BadInput(what=path.name, where="文件", why="既不是 UTF-8 也不是 GB18030 编码", write=write)


def _decode(file: IO[bytes], encoding: str, target: IO[str] | None) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    while chunk := file.read(_CHUNK):
        text = decoder.decode(chunk)
        if target is not None:
            target.write(text)
    decoder.decode(b"", final=True)


def _refuse_cut(name: str, path: Path, delimiter: str, width: int) -> None:
    """A last line without its end and with fewer cells than the others: the rest of the file is missing."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 65_536))
        last = file.read().rsplit(b"\n", 1)[-1].decode("utf-8", "ignore")
    is_total = any(word in last for word in ("合计", "总计", "小计", "共计", "备注", "说明", "注"))
    if last.strip() and not is_total and 0 < last.count(delimiter) < width - 1:
        raise BadInput(what=last[:40], where=f"{name} 末行", why="末行不完整，文件没有传完", write=_AGAIN)


def _unreadable(name: str, error: Exception) -> BadInput:
    write = "请检查引号是否成对、文件是否传输完整，重新导出后再交"
    return BadInput(what=name, where="文件", why=f"表格读不下去：{str(error).splitlines()[0]}", write=write)


def _delimiter(text: str) -> str:
    """The delimiter that most of the first lines agree on; a comma where none stands out."""
    lines = [line for line in text[:20_000].splitlines()[:_PREVIEW_ROWS] if line.strip()]
    return max(_DELIMITERS, key=lambda delimiter: (sum(line.count(delimiter) for line in lines), delimiter == ","))
