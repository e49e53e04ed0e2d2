"""A Word document: paragraphs with the numbers that Word counts itself, tables with merged cells filled in."""

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from beizeng.plan.formats import BREAK, table_lines
from beizeng.plan.formats.word_numbers import Numbers
from beizeng.plan.formats.zipped import BROKEN, opened
from beizeng.spec.errors import BadInput

_SKIPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:txbxContent"), qn("w:rPr"), qn("w:pPr")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BROKEN = (*BROKEN, PackageNotFoundError, LookupError, SyntaxError, AttributeError, TypeError)
_DEEPEST = 60


def text(content: bytes, name: str) -> str:
    """The words of a document's body; headers, footers and page numbers are not part of it.

    Raises:
        BadInput: broken, locked or made to burst.
    """
    opened(content, name).close()
    try:
        document: Any = docx.Document(io.BytesIO(content))
        return "\n".join(_lines(document.element.body, Numbers(document)))
    except _BROKEN as broken:
        raise BadInput(
            what=name, where="文件", why="DOCX 已损坏，打不开", write="请用 Word 或 WPS 打开并另存后再读"
        ) from broken


def _lines(parent: Any, numbers: Numbers, depth: int = 0) -> Iterator[str]:
    for child in parent.iterchildren():
        if child.tag == qn("w:p"):
            yield from (numbers.of(child) + _words(child)).split("\n")
        elif child.tag == qn("w:tbl"):
            yield from table_lines(_rows(child, numbers))
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")) and depth < _DEEPEST:
            yield from _lines(child, numbers, depth + 1)


def _words(node: Any) -> str:
    """The text of a paragraph as it stands after all changes are accepted."""
    found: list[str] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.tag == qn("w:t"):
            found.append(one.text or "")
        elif one.tag in (qn("w:tab"), qn("w:noBreakHyphen")):
            found.append(" " if one.tag == qn("w:tab") else "-")
        elif one.tag in (qn("w:br"), qn("w:cr")):
            found.append("\n" if one.get(qn("w:type")) in (None, "textWrapping") else "")
        elif one.tag not in _SKIPPED and one.tag != _FALLBACK:
            waiting.extend(reversed(one))
    return "".join(found)


def _rows(table: Any, numbers: Numbers) -> list[list[str]]:
    """Cells by row; a cell merged over columns or rows stands in each of them."""
    rows: list[list[str]] = []
    for row in table.iterchildren(qn("w:tr")):
        cells: list[str] = []
        for cell in row.iterchildren(qn("w:tc")):
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merged is not None and merged.get(qn("w:val")) != "restart" and rows and len(cells) < len(rows[-1]):
                said = rows[-1][len(cells)]
            else:
                said = BREAK.join(filter(str.strip, _cell_lines(cell, numbers)))
            cells += [said] * _width(cell)
        rows.append(cells)
    return rows


def _cell_lines(cell: Any, numbers: Numbers) -> Iterator[str]:
    for paragraph in cell.iter(qn("w:p")):
        yield from (numbers.of(paragraph) + _words(paragraph)).split("\n")


def _width(cell: Any) -> int:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    written = span.get(qn("w:val")) if span is not None else "1"
    return min(int(written), 60) if written and written.isdigit() else 1
