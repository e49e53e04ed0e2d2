"""A list as a file: CSV that Excel and WPS read as UTF-8, or a workbook. No cell can become a formula."""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.writer.excel import save_workbook

from beizeng.base.clock.now import SHANGHAI

#: With one of these a spreadsheet takes text for a formula; the full-width ones too.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Echo:
    """A file that hands back what is written to it, for streaming."""

    def write(self, text: str) -> str:
        return text


def csv_response(name: str, heads: Sequence[str], lines: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """The lines as CSV with a byte order mark, streamed; text that looks like a formula gets an apostrophe."""
    writer = csv.writer(_Echo())

    def chunks() -> Iterator[str]:
        yield "\ufeff" + writer.writerow([guarded(head) for head in heads])
        for line in lines:
            yield writer.writerow([guarded(_value(value)) for value in line])

    response = StreamingHttpResponse(chunks(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = _attachment(f"{name}.csv")
    return response


def xlsx_response(name: str, heads: Sequence[str], lines: Iterable[Sequence[Any]]) -> HttpResponse:
    """The lines as a workbook of one sheet, as ``workbook`` makes it."""
    return workbook_response(name, workbook(name, heads, lines))


def workbook(name: str, heads: Sequence[str], lines: Iterable[Sequence[Any]]) -> bytes:
    """The lines as a workbook of one sheet; numbers are numbers, all text is text whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    for line in (heads, *lines):
        sheet.append([_workbook_cell(sheet, _value(value)) for value in line])
    content = io.BytesIO()
    save_workbook(book, content)
    return content.getvalue()


def workbook_response(name: str, content: bytes) -> HttpResponse:
    """A workbook that is ready, to be kept as ``name``.xlsx."""
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = _attachment(f"{name}.xlsx")
    return response


def guarded(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula, with an apostrophe before it; all else as it is."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value


def _value(value: Any) -> Any:
    """A value as both kinds of file hold it: days and moments as text in Shanghai time, unknown as nothing."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if value is None or isinstance(value, int | float | Decimal):
        return value
    return str(value)


def _workbook_cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell


def _attachment(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name)}"
