"""A screened text for the page: paragraphs cut into pieces, each with the findings that cover it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from beizeng.screening.reading import passages

_LAYOUT = re.compile(r"\*\*|[\r\n\f]+[ \t\u3000]*")
#: A passage after ``#`` marks is a heading.
_LINE_START = re.compile(r"#[ \t]*\Z")


class Marked(Protocol):
    """What is marked: a finding with its place."""

    start: int
    end: int
    strength: str


@dataclass(frozen=True)
class Piece:
    """Some words, and the strength of the strongest finding that covers them; empty without."""

    text: str
    strength: str


@dataclass(frozen=True)
class Paragraph:
    """A passage of the text with the findings that begin in it."""

    pieces: tuple[Piece, ...]
    findings: tuple[Marked, ...]
    is_heading: bool


def marked(text: str, findings: Sequence[Marked]) -> Iterator[Paragraph]:
    """The passages of the text in order: line ends and page breaks within one closed, marks of layout left out."""
    for first, last in passages(text):
        within = [one for one in findings if one.start < last and one.end > first]
        edges = {first, last} | {edge for one in within for edge in (one.start, one.end) if first < edge < last}
        pieces = (_piece(text, start, end, within) for start, end in pairwise(sorted(edges)))
        yield Paragraph(
            pieces=tuple(piece for piece in pieces if piece.text),
            findings=tuple(one for one in within if one.start >= first),
            is_heading=_LINE_START.search(text, 0, first) is not None,
        )


def _piece(text: str, start: int, end: int, within: Sequence[Marked]) -> Piece:
    covering = {one.strength for one in within if one.start <= start < one.end}
    strength = "clear" if "clear" in covering else "arguable" if covering else ""
    return Piece(_LAYOUT.sub("", text[start:end]), strength)
