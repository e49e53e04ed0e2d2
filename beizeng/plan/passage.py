"""A passage: text with the marks of layout taken out, each character knowing where it stands in the file.

A sentence that a page break cuts is one passage; its span in the file still holds the break.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from beizeng.spec.programme import Span

_SENTENCE_END = re.compile(r"[。！？；!?;\n]")


@dataclass(frozen=True)
class Passage:
    """``text`` without layout; ``offsets[i]`` is the place of ``text[i]`` in the file."""

    text: str
    offsets: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, cut: slice) -> "Passage":
        return Passage(self.text[cut], self.offsets[cut])

    @property
    def span(self) -> Span:
        """Where the whole passage stands in the file; (0, 0) for an empty one."""
        return self.span_of(0, len(self.text))

    def span_of(self, start: int, end: int) -> Span:
        """Where ``text[start:end]`` stands in the file."""
        if not self.text or start >= end:
            return (0, 0)
        return (self.offsets[start], self.offsets[end - 1] + 1)

    def stripped(self) -> "Passage":
        """Without white space at both ends."""
        start = len(self.text) - len(self.text.lstrip())
        return self[start : max(start, len(self.text.rstrip()))]

    def sentences(self) -> "Iterator[Passage]":
        """The sentences in order, each without its closing mark."""
        start = 0
        for end in _SENTENCE_END.finditer(self.text):
            yield self[start : end.start()]
            start = end.end()
        yield self[start:]

    def without(self, cuts: "Iterable[tuple[int, int]]") -> "Passage":
        """The passage with the given ranges taken out; ranges are in order and apart."""
        kept, start = [], 0
        for first, last in cuts:
            kept.append(self[start:first])
            start = last
        return join([*kept, self[start:]])


def join(passages: "Iterable[Passage]", between: str = "") -> Passage:
    """One passage of several; ``between`` (one character at most) stands at the end of the one before it."""
    text: list[str] = []
    offsets: list[int] = []
    for passage in passages:
        if offsets and between and passage.text:
            text.append(between)
            offsets.append(offsets[-1])
        text.append(passage.text)
        offsets.extend(passage.offsets)
    return Passage("".join(text), tuple(offsets))
