"""The workbook: the same numbers as the paper, as numbers; text that no spreadsheet runs."""

import io
from typing import Any

from openpyxl import load_workbook

from beizeng.reports.compose import compose
from beizeng.reports.workbook import SOURCE_HEADS, SOURCES, workbook
from tests.reports.example import given, indicator, project


def opened(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def test_sheets_are_the_parts_and_the_sources() -> None:
    book = opened(workbook(compose(given()).briefing))
    assert book.sheetnames == [*(part.title for part in compose(given()).briefing.parts), SOURCES]


def test_figures_equal_the_papers() -> None:
    briefing = compose(given()).briefing
    rows = list(opened(workbook(briefing))[SOURCES].iter_rows(values_only=True))
    assert rows[0] == SOURCE_HEADS
    assert len(rows) - 1 == len(briefing.figures)
    for row, figure in zip(rows[1:], briefing.figures, strict=True):
        assert (row[0], row[1], row[3], row[9]) == (figure.number, figure.label, figure.text, figure.digest)
        assert row[2] == (None if figure.value is None else float(figure.value))
        assert row[6].date() == figure.on


def test_tables_hold_typed_cells() -> None:
    briefing = compose(given()).briefing
    book = opened(workbook(briefing))
    for part in briefing.parts:
        sheet = book[part.title]
        assert [cell.value for cell in sheet[1]] == list(part.table.labels)
        for row, cells in zip(part.table.rows, sheet.iter_rows(min_row=2), strict=True):
            for said, cell in zip(row, cells, strict=True):
                figure = briefing.figures[said - 1] if isinstance(said, int) else None
                if figure is not None and figure.value is not None:
                    assert (cell.data_type, cell.value) == ("n", float(figure.value))
                else:
                    assert cell.value == (figure.shown if figure else said)


def test_no_text_becomes_a_formula() -> None:
    label = "=HYPERLINK(1)"
    book = opened(workbook(compose(given(projects=(project(indicator(1, label=label)),))).briefing))
    cell = next(cell for cell in book["工程和指标进展"]["B"] if cell.value == label)
    assert cell.data_type == "s"


def test_same_content_gives_same_bytes() -> None:
    assert workbook(compose(given()).briefing) == workbook(compose(given()).briefing)
