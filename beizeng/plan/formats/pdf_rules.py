"""The ruled lines of a PDF page, put together to the grids of its tables."""

import ctypes
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as raw

#: Lines closer than this (points) are one line; nothing thicker is a line.
_NEAR = 3.0
_MOST_LINES = 4000


@dataclass(frozen=True)
class Rule:
    """A line: at ``at`` across (x of a standing, y of a lying one), from ``start`` to ``end`` along."""

    at: float
    start: float
    end: float


@dataclass(frozen=True)
class Grid:
    """A table's edges: ``columns`` from left to right, ``rows`` from top to bottom; cells without a line are one."""

    columns: list[float]
    rows: list[float]
    owners: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.rows[0]

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in the table."""
        return self.columns[0] <= x <= self.columns[-1] and self.rows[-1] <= y <= self.rows[0]

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """The (merged) cell of a point inside."""
        row = min(bisect_right([-one for one in self.rows], -y), len(self.rows) - 1) - 1
        column = min(bisect_right(self.columns, x), len(self.columns) - 1) - 1
        return self.owner(max(row, 0), max(column, 0))

    def owner(self, row: int, column: int) -> tuple[int, int]:
        """The first cell of the merged cell that a cell belongs to."""
        cell = (row, column)
        while self.owners.get(cell, cell) != cell:
            cell = self.owners[cell]
        return cell


def grids(page: Any) -> list[Grid]:
    """The grids of a page: lines that touch belong together."""
    lying, standing = _rules(page)
    found = []
    while standing and lying:
        group_l, group_s = [], [standing.pop()]
        grows = True
        while grows:
            more_l = [one for one in lying if any(_touch(one, other) for other in group_s)]
            lying = [one for one in lying if one not in more_l]
            group_l += more_l
            more_s = [one for one in standing if any(_touch(other, one) for other in group_l)]
            standing = [one for one in standing if one not in more_s]
            group_s += more_s
            grows = bool(more_l or more_s)
        if group_l:
            found.append(_grid(group_l, group_s))
    return found


def _touch(lying: Rule, standing: Rule) -> bool:
    return (
        lying.start - _NEAR <= standing.at <= lying.end + _NEAR
        and standing.start - _NEAR <= lying.at <= standing.end + _NEAR
    )


def _grid(lying: list[Rule], standing: list[Rule]) -> Grid:
    columns = _apart([one.at for one in standing])
    rows = _apart([one.at for one in lying])[::-1]
    grid = Grid(columns, rows)
    for row in range(len(rows) - 1):
        for column in range(len(columns) - 1):
            x, y = (columns[column] + columns[column + 1]) / 2, (rows[row] + rows[row + 1]) / 2
            if column and not _crosses(standing, columns[column], y):
                grid.owners[row, column] = grid.owner(row, column - 1)
            elif row and not _crosses(lying, rows[row], x):
                grid.owners[row, column] = grid.owner(row - 1, column)
    return grid


def _crosses(rules: list[Rule], at: float, along: float) -> bool:
    return any(abs(one.at - at) <= _NEAR and one.start - _NEAR <= along <= one.end + _NEAR for one in rules)


def _apart(values: list[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _rules(page: Any) -> tuple[list[Rule], list[Rule]]:
    """Lying and standing lines: straight pieces of paths, and boxes as thin as a line."""
    lying: dict[Rule, None] = {}
    standing: dict[Rule, None] = {}
    for shape in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        for (x1, y1), (x2, y2) in _pieces(shape):
            if abs(y1 - y2) <= _NEAR / 2 < abs(x1 - x2):
                lying.setdefault(Rule(round((y1 + y2) / 2, 1), min(x1, x2), max(x1, x2)))
            elif abs(x1 - x2) <= _NEAR / 2 < abs(y1 - y2):
                standing.setdefault(Rule(round((x1 + x2) / 2, 1), min(y1, y2), max(y1, y2)))
        if len(lying) + len(standing) > _MOST_LINES:
            return [], []
    return list(lying), list(standing)


def _pieces(shape: Any) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    left, bottom, right, top = shape.get_bounds()
    if min(right - left, top - bottom) <= _NEAR:
        if right - left > top - bottom:
            return [((left, (bottom + top) / 2), (right, (bottom + top) / 2))]
        return [(((left + right) / 2, bottom), ((left + right) / 2, top))]
    matrix = shape.get_matrix()
    points: list[tuple[float, float]] = []
    pieces = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(min(raw.FPDFPath_CountSegments(shape.raw), _MOST_LINES)):
        segment = raw.FPDFPath_GetPathSegment(shape.raw, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(matrix.on_point(x.value, y.value))
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO and len(points) > 1:
            pieces.append((points[-2], points[-1]))
    return pieces
