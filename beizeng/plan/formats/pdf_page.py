"""One page of a PDF: its characters as lines from top to bottom, and its ruled tables as rows of cells."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw

from beizeng.plan.formats.pdf_rules import Grid, grids


@dataclass(frozen=True)
class Char:
    """A character and its box; y runs upwards."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def x(self) -> float:
        """Its middle."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """Its middle."""
        return (self.bottom + self.top) / 2


@dataclass(frozen=True)
class Line:
    """A line of text; ``height`` is the size of its letters."""

    text: str
    left: float
    right: float
    y: float
    height: float


@dataclass(frozen=True)
class Table:
    """A ruled table; ``y`` its upper edge."""

    rows: list[list[str]]
    y: float


@dataclass(frozen=True)
class Page:
    """``lines`` outside the tables, both from top to bottom."""

    lines: list[Line]
    tables: list[Table]
    width: float
    height: float


def read_page(page: Any) -> Page:
    """The lines and tables of a pdfium page."""
    chars = _chars(page)
    tables: list[Table] = []
    for grid in grids(page):
        inside = [char for char in chars if grid.holds(char.x, char.y)]
        if len(grid.columns) > 2 and len(grid.rows) > 2 and inside:
            tables.append(Table(_rows(grid, inside), grid.top))
            taken = set(map(id, inside))
            chars = [char for char in chars if id(char) not in taken]
    tables.sort(key=lambda table: -table.y)
    return Page(_lines(chars), tables, page.get_width(), page.get_height())


def _chars(page: Any) -> list[Char]:
    """The visible characters; the line ends and spaces that pdfium adds have no place on the paper."""
    textpage = page.get_textpage()
    handle = textpage.raw
    box = raw.FS_RECTF()
    found = []
    for at in range(raw.FPDFText_CountChars(handle)):
        code = raw.FPDFText_GetUnicode(handle, at)
        if code < 0x20 or code > 0x10FFFF or 0xD800 <= code < 0xE000 or raw.FPDFText_IsGenerated(handle, at) == 1:
            continue
        raw.FPDFText_GetLooseCharBox(handle, at, box)
        found.append(Char(chr(code), box.left, box.bottom, box.right, box.top))
    textpage.close()
    return found


def _lines(chars: Iterable[Char]) -> list[Line]:
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda one: (-one.y, one.left)):
        size = char.top - char.bottom
        if rows and abs(rows[-1][0].y - char.y) < 0.4 * max(size, rows[-1][0].top - rows[-1][0].bottom):
            rows[-1].append(char)
        else:
            rows.append([char])
    lines = (_line(sorted(row, key=lambda one: one.left)) for row in rows)
    return [line for line in lines if line.text.strip()]


def _line(chars: list[Char]) -> Line:
    said = ""
    before: Char | None = None
    for char in chars:
        if before is not None:
            gap, size = char.left - before.right, before.top - before.bottom
            latin = before.text.isascii() and char.text.isascii()
            spaced = before.text.isspace() or char.text.isspace()
            said += " " if gap > (0.15 if latin else 1.2) * size and not spaced else ""
        said += char.text
        before = char
    sizes = sorted(char.top - char.bottom for char in chars)
    middle = chars[len(chars) // 2].y
    return Line(said, chars[0].left, chars[-1].right, middle, round(sizes[len(sizes) // 2], 1))


def _rows(grid: Grid, chars: list[Char]) -> list[list[str]]:
    """The cells' words; a cell that spans several rows or columns says them in each."""
    inside: dict[tuple[int, int], list[Char]] = {}
    for char in chars:
        inside.setdefault(grid.cell(char.x, char.y), []).append(char)
    said = {cell: "".join(line.text for line in _lines(found)) for cell, found in inside.items()}
    height, width = len(grid.rows) - 1, len(grid.columns) - 1
    return [[said.get(grid.owner(row, column), "") for column in range(width)] for row in range(height)]
