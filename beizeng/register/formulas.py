"""Finds the cells of a workbook (.xlsx) that hold a formula without its result, or an error: their value is unknown.

A reader of values alone takes such a cell for an empty one, and an empty cell states nothing; so it has to be said.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"([^>]*?)>(.*?)</c>', re.DOTALL)
_FORMULA = re.compile(rb"<f[^>]*>(.*?)</f>|<f[^>]*/>", re.DOTALL)
_VALUE = re.compile(rb"<v>(.*?)</v>", re.DOTALL)

#: (row from 1, column from 0) → what stands there: ``=SUM(B2:B9)`` or ``#REF!``.
Cells = Mapping[tuple[int, int], str]


def uncounted(path: Path) -> dict[str, Cells]:
    """Sheet → its cells without a result. Empty for a workbook of another format, which keeps results always."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as book:
        found = {name: dict(_cells(book.read(part))) for name, part in _sheets(book)}
    return {name: cells for name, cells in found.items() if cells}


def _sheets(book: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    parts = set(book.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= parts:
        return
    links = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
        part = posixpath.normpath(posixpath.join("/xl", targets.get(sheet.get(_LINK), ""))).lstrip("/")
        if part in parts:
            yield sheet.get("name", ""), part


def _cells(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    if b"<f" not in xml and b't="e"' not in xml:
        return
    for letters, number, marks, inside in _CELL.findall(xml):
        formula, value = _FORMULA.search(inside), _VALUE.search(inside)
        place = int(number), _position(letters)
        if b't="e"' in marks and value:
            yield place, value.group(1).decode()
        elif formula and not (value and value.group(1)):
            yield place, "=" + (formula.group(1) or b"").decode()


def _position(letters: bytes) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + letter - 64
    return position - 1
