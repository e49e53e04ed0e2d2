"""The document's build: lines become blocks (a sentence cut by a page break is one), blocks become numbered nodes.

Numbering decides the level, not the marks of layout: in issued texts ``##`` and ``####`` head equal sections.
"""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property

from beizeng.plan.numerals import chinese
from beizeng.plan.passage import Passage, join
from beizeng.spec.programme import Span

PART, SECTION, ITEM, SUBITEM, POINT, DASH = 1, 2, 3, 4, 5, 9

_CN = "一二三四五六七八九十百"
_MARKERS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (PART, re.compile(rf"第([{_CN}]+)(?:章|部分)\s*")),
    (ITEM, re.compile(rf"第([{_CN}]+)条\s*")),
    (PART, re.compile(rf"([{_CN}]+)、(?![{_CN}])\s*")),
    (SECTION, re.compile(rf"[（(]\s*([{_CN}]+)\s*[)）]\s*")),
    (ITEM, re.compile(r"(\d{1,3})\s*[.．、](?!\d)\s*")),
    (SUBITEM, re.compile(r"[（(]\s*(\d{1,3})\s*[)）]\s*")),
    (POINT, re.compile(r"([①②③④⑤⑥⑦⑧⑨⑩])\s*")),
    (DASH, re.compile(r"(?:—{1,2}|--)\s*(?=[^\s—\-\d])()")),
)
_LAYOUT = re.compile(r"^\s*(?:#{1,6}\s+|>\s+)|\*\*|__")
_RULE = re.compile(r"\s*[-*_=]{3,}\s*")
_PAGE_NUMBER = re.compile(r"\s*(?:[—\-－·]\s*\d{1,4}\s*[—\-－·]|第\s*\d{1,4}\s*页.{0,8})\s*")
DATE_LINE = re.compile(
    r"\s*(?:\d{4}|[〇○零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,2}月[\d一二三四五六七八九十]{1,3}日\s*"
)
NUMBER_LINE = re.compile(
    r"\s*[\u4e00-\u9fff]{1,15}\s*[〔\[［【（(]\s*(?:19|20)\d{2}\s*[〕\]］】）)]\s*第?\s*\d+\s*号\s*"
)
_COLOPHON = re.compile(r"\s*(?:抄送|主送|主题词|附件[:：]|附\s*件|[（(]此件|共印|发至|分送)")
#: So many lines above a line may hold the bracket or sentence that it goes on with.
_LOOK_BACK = 8
_OPEN, _CLOSE = "（(", "）)"
_CLOSERS = "”’」』》〉*"
_ENDS = "。！？；：!?;:…"


@dataclass(frozen=True)
class Block:
    """A paragraph: its level (0: no number), its number, where its text begins behind the marker, its bold end."""

    passage: Passage
    level: int = 0
    number: int | None = None
    start: int = 0
    bold_end: int | None = None
    closes: bool = False


@dataclass(frozen=True)
class Node:
    """A numbered piece: ``passage`` from its marker to the end of its own paragraphs, ``body`` behind the title."""

    level: int
    number: int | None
    title: str
    title_span: Span
    passage: Passage
    body: Passage
    parents: "tuple[Node, ...]" = field(default=(), repr=False)

    def above(self, level: int) -> "Node | None":
        """The nearest heading of this level above."""
        return next((node for node in reversed(self.parents) if node.level == level), None)


@dataclass(frozen=True)
class Document:
    """``head``: the paragraphs before the first number; ``nodes`` in order; ``blocks`` all of them."""

    text: str
    blocks: tuple[Block, ...]
    nodes: tuple[Node, ...]

    @cached_property
    def _places(self) -> dict[int, int]:
        return {id(node): at for at, node in enumerate(self.nodes)}

    @property
    def head(self) -> tuple[Block, ...]:
        """The paragraphs before the first numbered one: letter head, preamble."""
        first = next((at for at, block in enumerate(self.blocks) if block.level), len(self.blocks))
        return self.blocks[:first]

    def within(self, node: Node) -> tuple[Node, ...]:
        """The node and everything below it."""
        at = self._places[id(node)]
        end = at + 1
        while end < len(self.nodes) and self.nodes[end].level > node.level:
            end += 1
        return self.nodes[at:end]


def read_document(text: str) -> Document:
    """Blocks and nodes of a text."""
    blocks = _blocks(text)
    return Document(text, tuple(blocks), tuple(_nodes(blocks)))


def is_numbered(line: str) -> bool:
    """Whether a line begins with a number of any of the usual kinds."""
    return _line(line, 0).level > 0


def _blocks(text: str) -> list[Block]:
    paragraphs: list[list[Block]] = []
    for line in _lines(text):
        if paragraphs and _continues(paragraphs[-1], line):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return [replace(lines[0], passage=join([line.passage for line in lines])) for lines in paragraphs]


def _lines(text: str) -> list[Block]:
    lines = []
    for found in re.finditer(r"[^\n\r\f\x0b\u2028\u2029]+", text):
        if found[0].strip() and not _RULE.fullmatch(found[0]) and not _PAGE_NUMBER.fullmatch(found[0]):
            lines.append(_line(found[0], found.start()))
    return lines


def _line(raw: str, at: int) -> Block:
    passage, bold_end = _without_layout(raw, at)
    text = passage.text
    if _COLOPHON.match(text) or DATE_LINE.fullmatch(text):
        return Block(passage, closes=True)
    for level, marker in _MARKERS:
        found = marker.match(text)
        if found:
            return Block(passage, level, _value(found[1]), found.end(), bold_end)
    return Block(passage, bold_end=bold_end)


def _without_layout(raw: str, at: int) -> tuple[Passage, int | None]:
    """The line without marks of layout and outer white space; and where a bold beginning of it ends."""
    keep = [True] * len(raw)
    marks = [found for found in _LAYOUT.finditer(raw) if found[0]]
    for mark in marks:
        keep[mark.start() : mark.end()] = [False] * (mark.end() - mark.start())
    whole = Passage(
        "".join(c for c, k in zip(raw, keep, strict=True) if k), tuple(at + i for i, k in enumerate(keep) if k)
    )
    passage = whole.stripped()
    bold = [mark.start() + at for mark in marks if mark[0] in ("**", "__")]
    if len(bold) < 2 or not passage.text or bold[0] - passage.offsets[0] > 3:
        return passage, None
    return passage, sum(1 for offset in passage.offsets if offset < bold[1])


def _value(written: str) -> int | None:
    if written.isascii() and written.isdigit():
        return int(written)
    if not written:
        return None
    return "①②③④⑤⑥⑦⑧⑨⑩".index(written) + 1 if written in "①②③④⑤⑥⑦⑧⑨⑩" else chinese(written)


def _continues(before: list[Block], line: Block) -> bool:
    """Whether a line goes on with the sentence of the lines before it: a page break or a hard wrap stands between."""
    text = "".join(one.passage.text for one in before[-_LOOK_BACK:])
    if before[0].closes or line.closes or line.level or not text or NUMBER_LINE.fullmatch(line.passage.text):
        return False
    if _is_open(text):
        return True
    last = text.rstrip(_CLOSERS)[-1:]
    if not last or last in _ENDS or last in _CLOSE:
        return False
    if last in "，、,":
        return True
    # A line without any stop is a title or a signature; a heading of a part ends with its line.
    return before[0].level not in (PART, SECTION) and any(mark in text for mark in "，。、")


def _is_open(text: str) -> bool:
    tail = text[-300:]
    last_open = max(tail.rfind(mark) for mark in _OPEN)
    return last_open >= 0 and sum(map(tail.count, _OPEN)) > sum(map(tail.count, _CLOSE))


def _nodes(blocks: list[Block]) -> list[Node]:
    nodes: list[Node] = []
    stack: list[Node] = []
    current: list[Block] = []
    for block in [*blocks, Block(Passage("", ()), closes=True)]:
        if block.closes and len(current) > 1 and _is_signature(current[-1]):
            current.pop()
        if current and (block.level or block.closes):
            node = _node(current, tuple(stack))
            nodes.append(node)
            stack.append(node)
            current = []
        if block.level:
            while stack and stack[-1].level >= block.level:
                stack.pop()
            current = [block]
        elif current:
            current.append(block)
    return nodes


def _is_signature(block: Block) -> bool:
    """A short line without any stop above the date: who signs, not part of the last piece."""
    return len(block.passage) <= 25 and not any(mark in block.passage.text for mark in "，。；：:、()（）")


def _node(blocks: list[Block], parents: tuple[Node, ...]) -> Node:
    first = blocks[0]
    passage = join([block.passage for block in blocks], "\n")
    end = _title_end(first)
    title = first.passage[first.start : end]
    behind = end + 1 if passage.text[end : end + 1] in ("。", "：", ":", "\n") else end
    return Node(
        first.level,
        first.number,
        title.text.strip().rstrip("。：:"),
        title.stripped().span,
        passage,
        passage[behind:],
        parents,
    )


def _title_end(block: Block) -> int:
    """Where the title ends: at the bold's end, the first full stop or colon, else the line or the first comma."""
    text = block.passage.text
    if block.bold_end is not None and block.start < block.bold_end <= block.start + 60:
        return block.bold_end
    stop = re.compile(r"[。：:]").search(text, block.start)
    if stop and stop.start() - block.start <= 60:
        return stop.start()
    if len(text) - block.start <= 60:
        return len(text)
    comma = text.find("，", block.start, block.start + 60)
    return comma if comma > 0 else block.start
