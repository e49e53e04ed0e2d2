"""The formats that plans come in: one module each, all with ``text(content, name)``; ``plan.issued`` chooses.

A text made here is plain: one paragraph a line, a table one row a line (``| cell | cell |``, ``<br>`` inside a cell),
a page of paper begins with a form feed. Each module imports its library, and is itself imported only when needed.
"""

from collections.abc import Iterable

#: What may come out of one file; more is a bomb, not a plan.
MAX_UNPACKED = 64 * 1024 * 1024
#: A line break inside a table's cell.
BREAK = "<br>"


def table_row(cells: Iterable[str]) -> str:
    """One row of a table as a line of its own."""
    return "| " + " | ".join(cell.replace("|", "｜").strip() for cell in cells) + " |"


def table_lines(rows: list[list[str]]) -> list[str]:
    """A table as lines; a table of one column only lays out paragraphs, and these come out."""
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if rows and all(len(row) == 1 for row in rows):
        return [line for row in rows for line in row[0].split(BREAK)]
    return [table_row(row) for row in rows]
