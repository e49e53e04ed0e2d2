"""The issued text with its elements marked: paragraphs, each cut into pieces that say what covers them.

Marks of layout (``**``, ``#``) and page breaks are not shown; every word is.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from beizeng.plan.document import Block, read_document
from beizeng.plan.elements import Finding, Outline, Span

Mark = Literal["target", "figure", "bracket"]


@dataclass(frozen=True)
class Piece:
    """Some words, the marks that cover them, and the anchors of elements that begin with them."""

    text: str
    marks: tuple[Mark, ...]
    anchors: tuple[str, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: ``level`` of its number (0: none), its pieces, the findings about something that begins in it."""

    level: int
    pieces: tuple[Piece, ...]
    findings: tuple[Finding, ...]
    span: Span


@dataclass(frozen=True)
class _Element:
    span: Span
    mark: Mark | None
    anchor: str = ""


def marked(text: str, outline: Outline) -> tuple[Paragraph, ...]:
    """The paragraphs of the text in order. Anchors: ``goal-1``, ``p3-1`` (project, target), ``m-13`` (measure)."""
    elements = sorted(_elements(outline), key=lambda element: element.span)
    blocks = [block for block in read_document(text).blocks if block.passage.text]
    placed = _findings(blocks, outline.findings)
    return tuple(
        Paragraph(abs(block.level), tuple(_pieces(block, elements)), placed.get(at, ()), block.passage.span)
        for at, block in enumerate(blocks)
    )


def _elements(outline: Outline) -> Iterator[_Element]:
    for place, target in outline.targets.items():
        yield _Element(target.span, "target", place)
    for measure in outline.measures:
        yield _Element(measure.span, None, f"m-{measure.number}")
        for quantity in measure.quantities:
            yield _Element(quantity.span, "figure")
    for bracket in outline.brackets:
        yield _Element(bracket.span, "bracket")


def _findings(blocks: list[Block], findings: tuple[Finding, ...]) -> dict[int, tuple[Finding, ...]]:
    """Index of a block → the findings whose place begins in it; what has no place stands beside the first."""
    starts = [block.passage.offsets[0] for block in blocks]
    placed: dict[int, tuple[Finding, ...]] = {}
    for finding in findings:
        at = max(0, bisect_left(starts, finding.span[0] + 1) - 1)
        placed[at] = (*placed.get(at, ()), finding)
    return placed


def _pieces(block: Block, elements: list[_Element]) -> Iterator[Piece]:
    passage = block.passage
    first, last = passage.span
    within = [element for element in elements if element.span[0] < last and element.span[1] > first]
    cuts = {0, len(passage)}
    for element in within:
        cuts |= {bisect_left(passage.offsets, edge) for edge in element.span}
    edges = sorted(cut for cut in cuts if 0 <= cut <= len(passage))
    for start, end in pairwise(edges):
        place = passage.offsets[start]
        covering = [element for element in within if element.span[0] <= place < element.span[1]]
        yield Piece(
            passage.text[start:end],
            tuple(dict.fromkeys(element.mark for element in covering if element.mark)),
            tuple(
                element.anchor for element in covering if element.anchor and _begins(element, passage.offsets, start)
            ),
        )


def _begins(element: _Element, offsets: tuple[int, ...], start: int) -> bool:
    return bisect_left(offsets, element.span[0]) == start and (start > 0 or element.span[0] >= offsets[0])
