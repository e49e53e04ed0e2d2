"""The paper's marks in a text: page heads and numbers, the right margin of hard-cut lines, rows of tables."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import pairwise

_LINE = re.compile(r"[^\n\r\f\x0b\u2028\u2029]+")
_NUMBER = re.compile(r"\s*(\d{1,4})\s*")
#: Fewer pages or lines say nothing about what is usual.
_FEW_PAGES, _FEW_LINES = 3, 8
_NEAR_MARGIN = 4


def kept_lines(text: str) -> list[tuple[str, int]]:
    """The lines with their places, without empty ones, page numbers and what most pages begin or end with."""
    lines = [(found[0], found.start()) for found in _LINE.finditer(text) if found[0].strip()]
    dropped = _page_numbers(lines)
    if text.count("\f") >= _FEW_PAGES - 1:
        dropped |= _running_heads(text, lines)
    return [line for line in lines if line[1] not in dropped]


def _page_numbers(lines: list[tuple[str, int]]) -> set[int]:
    """Places of lines that are nothing but 1, 2, 3 … in this order."""
    numbers = [(int(found[1]), at) for line, at in lines if (found := _NUMBER.fullmatch(line))]
    rising = all(other == one + 1 for (one, _), (other, _) in pairwise(numbers))
    return {at for _, at in numbers} if len(numbers) >= _FEW_PAGES and rising else set()


def _running_heads(text: str, lines: list[tuple[str, int]]) -> set[int]:
    starts = [0, *(found.end() for found in re.finditer("\f", text))]
    pages: dict[int, list[tuple[str, int]]] = {}
    for line in lines:
        page = sum(start <= line[1] for start in starts)
        pages.setdefault(page, []).append(line)
    edges = [edge for page in pages.values() for edge in {page[0], page[-1]}]
    seen = Counter(re.sub(r"[\d\s]", "", line) for line, _ in edges)
    return {
        at
        for line, at in edges
        if seen[re.sub(r"[\d\s]", "", line)] * 2 > len(pages) >= _FEW_PAGES or re.fullmatch(r"\s*\d{1,4}\s*", line)
    }


def width(line: str) -> int:
    """How wide a line is on paper, a Latin letter counting 1 and a Chinese one 2."""
    return len(line) + sum(map(_is_wide, line))


@lru_cache(maxsize=8192)
def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def wrapped_at(text: str) -> int:
    """From which width on a line counts as full, in a text whose lines are cut at a margin; 0: they aren't."""
    widths = sorted(width(found[0].rstrip()) for found in _LINE.finditer(text) if found[0].strip())
    if len(widths) < _FEW_LINES:
        return 0
    margin = widths[int(len(widths) * 0.95)] - _NEAR_MARGIN
    full = sum(one >= margin for one in widths)
    return margin if 20 < margin < 160 and full * 3 >= len(widths) else 0


def is_row(line: str) -> bool:
    """Whether a line is a row of a table: ``| cell | cell |``, or cells with tabs between them."""
    return (line.startswith("|") and line.count("|") > 2) or line.strip("\t").count("\t") > 1


def cells(line: str) -> list[tuple[int, int]]:
    """Where the cells of a row stand in it."""
    mark = "|" if line.startswith("|") else "\t"
    edges = [-1 if mark == "\t" else 0, *(at for at, char in enumerate(line) if char == mark and at > 0)]
    if edges[-1] != len(line) - 1:
        edges.append(len(line))
    return [(start + 1, end) for start, end in pairwise(edges)]
