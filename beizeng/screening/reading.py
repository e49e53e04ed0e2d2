"""Sentences of a text as issued: joined over line ends and page breaks, each character with its place in the text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

#: What ends a sentence. Full-width punctuation is read as its ASCII twin throughout; 。 has none.
_ENDS = "。!?;"
_CLOSERS = '”’")]】」』》'
_SILENT = "*#>`\ufeff\u200b\u200c\u200d\xad"
#: Stands for each character between 《 and 》: a title is named, not said.
_TITLE = "□"
#: An unclosed 《 names no title longer than this.
_TITLE_LENGTH = 80
#: A numbered line as short as this, without punctuation, is a heading.
_HEADING_LENGTH = 30
_TITLE_LINE = 20

_MARKS = {
    "section": re.compile(r"[一二三四五六七八九十]{1,3}、"),
    "bracket": re.compile(r"\([一二三四五六七八九十\d]{1,3}\)"),
    "number": re.compile(r"\d{1,3}[.、)](?!\d)"),
    "chapter": re.compile(r"第[一二三四五六七八九十百零\d]{1,5}[编章节]"),
    "article": re.compile(r"第[一二三四五六七八九十百零\d]{1,5}[条款]"),
    "dash": re.compile(r"——|[-•·●◆|【]"),
}
_PAGE_NUMBER = re.compile(r"[-—–·\s]*\d{1,4}[-—–·\s]*|第\s*\d+\s*页.*|[-_=*\s]{3,}")


@dataclass(frozen=True)
class Sentence:
    """One sentence.

    Attributes:
        text: without white space and with titles in 《》 blotted out, so that words match over line ends.
        places: for each character of ``text`` its offset in the text as given.
        mark: the kind of number or bullet that it begins with; empty without.
    """

    text: str
    places: tuple[int, ...]
    mark: str

    @property
    def start(self) -> int:
        """Offset of the first character in the text as given."""
        return self.places[0]

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.places[-1] + 1

    def clauses(self) -> tuple[tuple[int, int], ...]:
        """Begin and end of each clause in ``text``; a comma within a number parts nothing."""
        cuts = [m.end() for m in re.finditer(r"(?<!\d),|,(?!\d)|:", self.text)]
        bounds = [0, *cuts, len(self.text)]
        return tuple((a, b) for a, b in pairwise(bounds) if b > a)


def plain(text: str) -> str:
    """Characters in one form (NFKC where one stays one), as words and sentences are compared."""
    return "".join(_one_form(char) for char in text)


def passages(text: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each passage in ``text``, for showing: what stands together though lines and pages part it.

    A letterhead or signature stands alone here; whether a sentence ends there can't be told, so sentences go on.
    """
    for passage in _passages(text, are_titles_apart=True):
        yield passage[0][1], passage[-1][1] + 1


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of ``text`` in order.

    A line end parts only where the line closes a sentence, where a heading ends, or where the next line begins
    with a number or bullet: everything else is a wrapped line or a page break.
    """
    for passage in _passages(text):
        yield from _split(passage)


_Chars = list[tuple[str, int]]


def _one_form(char: str) -> str:
    form = unicodedata.normalize("NFKC", char)
    return form if len(form) == 1 else char


def _passages(text: str, *, are_titles_apart: bool = False) -> Iterator[_Chars]:
    passage: _Chars = []
    at = 0
    for line in text.splitlines(keepends=True):
        chars = [(_one_form(char), at + n) for n, char in enumerate(line) if not char.isspace() and char not in _SILENT]
        is_heading = line.lstrip().startswith("#")
        at += len(line)
        if _PAGE_NUMBER.fullmatch(line.strip()) or not chars:
            if are_titles_apart and passage and _is_title(passage):
                yield passage
                passage = []
            continue
        if passage and (is_heading or _mark("".join(char for char, _ in chars[:8]))):
            yield passage
            passage = []
        passage += chars
        if is_heading or _closes(passage):
            yield passage
            passage = []
    if passage:
        yield passage


def _mark(text: str) -> str:
    return next((kind for kind, pattern in _MARKS.items() if pattern.match(text)), "")


def _closes(passage: _Chars) -> bool:
    text = "".join(char for char, _ in passage)
    if text.rstrip(_CLOSERS)[-1:] in tuple(_ENDS + ":"):
        return True
    # an article is no heading: its first words may be all that stands before a page break
    return len(text) <= _HEADING_LENGTH and _mark(text) not in ("", "article") and not re.search(r"[,。;:!?]", text)


def _is_title(passage: _Chars) -> bool:
    """A few words without any punctuation before an empty line: a letterhead, a signature, a day."""
    text = "".join(char for char, _ in passage)
    return len(text) <= _TITLE_LINE and not _mark(text) and not re.search(r"[,。;:!?、“”]", text)


def _split(passage: _Chars) -> Iterator[Sentence]:
    text = _blot("".join(char for char, _ in passage))
    places = tuple(place for _, place in passage)
    start = 0
    for end in re.finditer(rf"[{_ENDS}]+[{re.escape(_CLOSERS)}]*|$", text):
        if end.end() > start:
            piece = text[start : end.end()]
            yield Sentence(piece, places[start : end.end()], _mark(piece))
            start = end.end()


def _blot(text: str) -> str:
    return re.sub(rf"《([^《》]{{1,{_TITLE_LENGTH}}})》", lambda title: f"《{_TITLE * len(title[1])}》", text)
