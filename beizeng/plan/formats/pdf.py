"""A PDF's text layer: lines put together from places of characters, paragraphs from indents and margins.

Page numbers and what stands at the head or foot of most pages are left out. A scan has no text layer: refused.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium

from beizeng.plan.document import is_numbered
from beizeng.plan.formats import table_lines
from beizeng.plan.formats.pdf_page import Line, Page, read_page
from beizeng.spec.errors import BadInput

_MAX_PAGES = 500
_NUMBER_ONLY = re.compile(r"[\W_]*(?:第?\s*\d{1,4}\s*页?)?(?:\s*[/／共]\s*共?\s*\d{1,4}\s*页?)?[\W_]*")
_EDGE_LINES = 2
_STOPS = "。！？；：!?;:）)"


def text(content: bytes, name: str) -> str:
    """The words of a PDF, a paragraph a line, a page of paper begins with a form feed.

    Raises:
        BadInput: broken, locked, without a text layer, or of more than 500 pages.
    """
    pages = _pages(content, name)
    letters = sum(len(line.text) for page in pages for line in page.lines) + sum(len(p.tables) for p in pages)
    if letters < len(pages):
        raise BadInput(
            what=name,
            where="文件",
            why="PDF 没有文字层，是扫描件或图片",
            write="请用文字识别（OCR）软件转成文字版 PDF 或 DOCX，或向印发单位索要文字版",
        )
    return "\n".join(_paragraphs([_without_edges(page, _repeated(pages)) for page in pages]))


def _pages(content: bytes, name: str) -> list[Page]:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as broken:
        locked = "password" in str(broken).lower()
        why = "PDF 加了密码" if locked else "PDF 已损坏，打不开"
        raise BadInput(what=name, where="文件", why=why, write="请另存为不加密的文字版 PDF 或 DOCX 后再读") from broken
    try:
        if len(document) > _MAX_PAGES:
            raise BadInput(
                what=name, where="文件", why=f"超过 {_MAX_PAGES} 页，不像一份方案", write="请只留下方案的部分"
            )
        return [read_page(document[at]) for at in range(len(document))]
    except pdfium.PdfiumError as broken:
        raise BadInput(what=name, where="文件", why="PDF 中有坏页，读不全", write="请另存为 DOCX 后再读") from broken
    finally:
        document.close()


def _repeated(pages: list[Page]) -> set[str]:
    """What stands first or last on most pages, its figures not counted: running heads and feet."""
    if len(pages) < 3:
        return set()
    seen = Counter(mark for page in pages for mark in {_mark(line) for line in _edges(page)})
    return {mark for mark, count in seen.items() if count * 2 > len(pages)}


def _mark(line: Line) -> str:
    return re.sub(r"[\d\s]", "", line.text)


def _edges(page: Page) -> list[Line]:
    return [*page.lines[:_EDGE_LINES], *page.lines[-_EDGE_LINES:]]


def _without_edges(page: Page, repeated: set[str]) -> Page:
    edges = {id(line) for line in _edges(page)}
    kept = [
        line
        for line in page.lines
        if not (id(line) in edges and (_mark(line) in repeated or _is_page_number(line, page.height)))
    ]
    return Page(kept, page.tables, page.width, page.height)


def _is_page_number(line: Line, height: float) -> bool:
    outside = line.y < height * 0.12 or line.y > height * 0.88
    return outside and bool(re.search(r"\d", line.text)) and bool(_NUMBER_ONLY.fullmatch(line.text))


@dataclass(frozen=True)
class _Shape:
    """How a document is set: its margins, the height of its letters and the step from line to line."""

    left: float
    right: float
    letter: float
    step: float

    @classmethod
    def of(cls, lines: list[Line], width: float) -> "_Shape":
        letter = _usual(line.height for line in lines)
        steps = [a.y - b.y for a, b in pairwise(lines) if 0 < a.y - b.y < 4 * letter]
        rights = sorted(line.right for line in lines)
        left = _usual(round(line.left) for line in lines if line.right - line.left > 8 * letter) or lines[0].left
        right = max(rights[int(len(rights) * 0.9)], width * 0.75)
        return cls(left, right, letter, _usual(round(step, 1) for step in steps))

    def begins(self, line: Line, before: Line, said: str) -> bool:
        """Whether a line begins a paragraph behind another line."""
        if abs(line.height - before.height) > 0.35 * self.letter:
            return True
        if before.y > line.y and self.step and before.y - line.y > 1.7 * self.step:
            return True
        if line.left > self.left + 1.2 * self.letter:
            return True
        if said[-1:] in _STOPS and is_numbered(line.text):
            return True
        return before.right < self.right - 3 * self.letter and (said[-1:] in _STOPS or len(said) < 30)


def _usual(values: Iterable[float]) -> float:
    return next((value for value, _ in Counter(values).most_common(1)), 0.0)


def _paragraphs(pages: list[Page]) -> Iterator[str]:
    lines = [line for page in pages for line in page.lines]
    shape = _Shape.of(lines, pages[0].width) if lines else None
    said, before, breaks = "", None, ""
    for page in pages:
        tables = list(page.tables)
        for line in page.lines:
            while tables and tables[0].y > line.y:
                if said:
                    yield said
                yield from table_lines(tables.pop(0).rows)
                said, before = "", None
            if before is None or shape is None or shape.begins(line, before, said):
                if said:
                    yield said
                said, breaks = breaks + line.text, ""
            else:
                said += _between(said, line.text) + line.text
            before = line
        if tables and said:
            yield said
            said, before = "", None
        for table in tables:
            yield from table_lines(table.rows)
        breaks = "\f"
    if said:
        yield said


def _between(said: str, more: str) -> str:
    """Latin words keep the space that the line's end stood for."""
    return " " if said[-1:].isascii() and said[-1:].isalpha() and more[:1].isascii() and more[:1].isalnum() else ""
