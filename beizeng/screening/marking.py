"""A screened text for the page: paragraphs cut into pieces, each with the findings that cover it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol


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
    """A line of the text with the findings that begin in it."""

    pieces: tuple[Piece, ...]
    findings: tuple[Marked, ...]
    is_heading: bool


def marked(text: str, findings: Sequence[Marked]) -> Iterator[Paragraph]:
    """The lines of the text in order, marks of layout (``#``, ``**``) left out, every word kept."""
    at = 0
    for line in text.splitlines(keepends=True):
        first, last = at, at + len(line)
        at = last
        if not line.strip(" \t\r\n\f*#"):
            continue
        within = [one for one in findings if one.start < last and one.end > first]
        yield Paragraph(
            pieces=tuple(_pieces(text, first, last, within)),
            findings=tuple(one for one in within if one.start >= first),
            is_heading=line.lstrip().startswith("#"),
        )


def _pieces(text: str, first: int, last: int, within: Sequence[Marked]) -> Iterator[Piece]:
    edges = {first, last} | {edge for one in within for edge in (one.start, one.end) if first < edge < last}
    for start, end in pairwise(sorted(edges)):
        words = text[start:end].replace("**", "").strip("\r\n\f")
        words = words.lstrip("# \t") if start == first else words
        if not words:
            continue
        covering = {one.strength for one in within if one.start <= start < one.end}
        strength = "clear" if "clear" in covering else "arguable" if covering else ""
        yield Piece(words, strength)
