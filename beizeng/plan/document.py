"""The document's build: lines become blocks (a sentence cut by a page break is one), blocks become numbered nodes.

Numbering decides the level, not the marks of layout: in issued texts ``##`` and ``####`` head equal sections.
"""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property

from beizeng.plan.layout import is_row, kept_lines, width, wrapped_at
from beizeng.plan.numerals import chinese
from beizeng.plan.passage import Passage, join
from beizeng.plan.roles import ROLE_LABEL
from beizeng.spec.programme import Span

#: A chapter (第一章, 第一部分) stands above parts (一、).
CHAPTER, PART, SECTION, ITEM, SUBITEM, POINT, DASH = -1, 1, 2, 3, 4, 5, 9
#: A paragraph without a number that is taken for a piece of its own.
PARAGRAPH = 8

_CN = "一二三四五六七八九十百"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BRACKETED, _DOTTED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_CN_BRACKETED = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
#: Digits of 3.5倍 are no number of a piece; those of 3.5 加强管理 are.
_COUNTED = r"(?![倍万亿个元亩公吨千米平以左年月人家户%％‰天小个])"
_MARKERS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (CHAPTER, re.compile(rf"第([{_CN}]+|\d{{1,2}})(?:章|部分|篇)\s*[、：:]?\s*")),
    (SECTION, re.compile(rf"第([{_CN}]+|\d{{1,2}})节\s*")),
    (ITEM, re.compile(rf"第([{_CN}]+|\d{{1,3}})条\s*")),
    (ITEM, re.compile(rf"(?:重点)?(?:任务|举措|措施|行动|工程)\s*([{_CN}]+|\d{{1,3}})\s*[：:、.．]\s*")),
    (PART, re.compile(rf"([{_CN}]+)\s*[、．.](?![{_CN}]+[、级类等产期次])\s*")),
    (SECTION, re.compile(rf"[（(]\s*([{_CN}]+)\s*[)）]\s*[、.．]?\s*")),
    (SECTION, re.compile(rf"([{_CN_BRACKETED}])\s*")),
    (SUBITEM, re.compile(rf"\d{{1,2}}[.．](\d{{1,2}})(?![\d.．])\s*(?=[\u4e00-\u9fff“]){_COUNTED}")),
    (POINT, re.compile(rf"\d{{1,2}}[.．]\d{{1,2}}[.．](\d{{1,2}})(?![\d.．])\s*(?=[\u4e00-\u9fff“]){_COUNTED}")),
    (ITEM, re.compile(r"(\d{1,3})\s*[.．、](?!\d)\s*")),
    (ITEM, re.compile(rf"([{_DOTTED}])\s*")),
    (ITEM, re.compile(r"(\d{1,2})[ \u3000]{1,4}(?=[\u4e00-\u9fff]{2,30}$)")),
    (SUBITEM, re.compile(r"[（(]\s*(\d{1,3})\s*[)）]\s*")),
    (SUBITEM, re.compile(r"(\d{1,2})[)）]\s*")),
    (SUBITEM, re.compile(rf"([{_BRACKETED}])\s*")),
    (POINT, re.compile(rf"([{_CIRCLED}])\s*")),
    (DASH, re.compile(r"(?:—{1,2}|--)\s*(?=[^\s—\-\d])()")),
)
_LAYOUT = re.compile(r"^\s*(?:#{1,6}(?:\s+|(?=[\u4e00-\u9fff（]))|>\s+|[-*•·▪●■◆]\s+(?=\S))|\*\*|__")
#: A heading by its mark alone: ### 管好茶园.
_MARKED = re.compile(r"\s*(#{2,6})\s*(?=[^#\s])")
_ATTACHED = re.compile(r"附\s*件\s*[:：]")
_CONTENTS = re.compile(r"目\s*录")
_CONTENTS_LINE = re.compile(r".*(?:[.．…·]{3,}\s*|\D\s)\d{1,4}\s*")
_RULE = re.compile(r"\s*(?:[-*_=]{3,}|<!--.*-->)\s*")
_PAGE_NUMBER = re.compile(r"\s*(?:[—\-－·]\s*\d{1,4}\s*[—\-－·]|第\s*\d{1,4}\s*页.{0,8})\s*")
DATE_LINE = re.compile(
    r"\s*(?:\d{4}|[〇○零一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,2}月[\d一二三四五六七八九十]{1,3}日\s*"
)
NUMBER_LINE = re.compile(
    r"\s*[\u4e00-\u9fff]{1,15}\s*[〔\[［【（(]\s*(?:19|20)\d{2}\s*[〕\]］】）)]\s*第?\s*\d+\s*号\s*"
)
_COLOPHON = re.compile(r"\s*(?:抄送|主送|主题词|附件[:：]|附\s*件|[（(]此件|共印|发至|分送)")
#: 完成时限：2030年底: a line that begins with a label goes on with nothing.
_LABELLED = re.compile(r"[\u4e00-\u9fff]{2,8}[:：]")
#: So many lines above a line may hold the bracket or sentence that it goes on with.
_LOOK_BACK = 8
_OPEN, _CLOSE = "（(", "）)"
#: A title ends at a stop, or where the bracket or line begins that says who is responsible.
_TITLE_STOP = re.compile(rf"[。：:；\n]|[（(【\[〔](?=\s*(?:{ROLE_LABEL.pattern}))|[\s\u3000](?={ROLE_LABEL.pattern})")
#: 加强领导　成立领导小组……: a title that white space sets off.
_TITLE_GAP = re.compile(r"(?P<title>[\u4e00-\u9fff“”、]{4,30})[ \u3000]{1,4}(?=[\u4e00-\u9fff][^\n]{25})")
_CLOSERS = "”’」』》〉*"
_ENDS = "。！？；：!?;:…"


@dataclass(frozen=True)
class Block:
    """A paragraph: its level (0: no number), its number, where its text begins behind the marker, its bold end.

    ``closes``: what follows belongs to no numbered piece. ``fills``: its line ends at the right margin of a text whose
    lines are cut hard. ``is_row``: a row of a table.
    """

    passage: Passage
    level: int = 0
    number: int | None = None
    start: int = 0
    bold_end: int | None = None
    closes: bool = False
    fills: bool = False
    is_row: bool = False


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
    blocks: tuple[Block, ...] = field(default=(), repr=False)

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

    @property
    def head_passages(self) -> tuple[Passage, ...]:
        """The words before the first numbered paragraph."""
        return tuple(block.passage for block in self.head)

    def within(self, node: Node) -> tuple[Node, ...]:
        """The node and everything below it."""
        at = self._places.get(id(node))
        if at is None:
            return (node,)
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
    return _line(line, 0).level != 0


def _blocks(text: str) -> list[Block]:
    paragraphs: list[list[Block]] = []
    for line in _lines(text):
        if paragraphs and _continues(paragraphs[-1], line):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return [replace(lines[0], passage=join([line.passage for line in lines])) for lines in paragraphs]


def _lines(text: str) -> list[Block]:
    wide = wrapped_at(text)
    lines: list[Block] = []
    for raw, at in kept_lines(text):
        if not _RULE.fullmatch(raw) and not _PAGE_NUMBER.fullmatch(raw):
            line = _line(raw, at)
            if lines and line.level and _goes_on_listing(lines[-1], line):
                line = replace(line, level=0, closes=True)
            lines.append(replace(line, fills=True) if wide and width(raw) >= wide else line)
    return _without_contents(lines)


def _goes_on_listing(before: Block, line: Block) -> bool:
    """附件：1.甲方案 / 2.乙表: the second line is no piece of the document."""
    listed = before.closes and (_ATTACHED.match(before.passage.text) or before.number is not None)
    return bool(listed) and len(line.passage) < 60 and not re.search("[。；]", line.passage.text)


def _without_contents(lines: list[Block]) -> list[Block]:
    """Without a table of contents: the lines behind 目录 that end with a page's number."""
    start = next((at for at, line in enumerate(lines) if _CONTENTS.fullmatch(line.passage.text)), None)
    if start is None:
        return [line for line in lines if not re.search(r"[.．…·]{6,}\s*\d{1,4}\s*$", line.passage.text)]
    end = start + 1
    while end < len(lines) and _CONTENTS_LINE.fullmatch(lines[end].passage.text):
        end += 1
    return lines[:start] + lines[end:]


def _line(raw: str, at: int) -> Block:
    passage, bold_end = _without_layout(raw, at)
    text = passage.text
    if is_row(text):
        return Block(passage, is_row=True)
    if _COLOPHON.match(text) or DATE_LINE.fullmatch(text):
        return Block(passage, closes=True)
    for level, marker in _MARKERS:
        found = marker.match(text)
        if found:
            return Block(passage, level, _value(found[1]), found.end(), bold_end)
    marked = _MARKED.match(raw)
    if marked and text:
        return Block(passage, len(marked[1]) - 1, bold_end=bold_end)
    return Block(passage, bold_end=bold_end)


def _without_layout(raw: str, at: int) -> tuple[Passage, int | None]:
    """The line without marks of layout and outer white space; and where a bold beginning of it ends."""
    marks = [found for found in _LAYOUT.finditer(raw) if found[0]]
    whole = Passage(raw, tuple(range(at, at + len(raw)))).without(mark.span() for mark in marks)
    passage = whole.stripped()
    bold = [mark.start() + at for mark in marks if mark[0] in ("**", "__")]
    if len(bold) < 2 or not passage.text or bold[0] - passage.offsets[0] > 3:
        return passage, None
    return passage, sum(1 for offset in passage.offsets if offset < bold[1])


def _value(written: str) -> int | None:
    if not written:
        return None
    if written.isdecimal():
        return int(written)
    for signs in (_CIRCLED, _BRACKETED, _DOTTED, _CN_BRACKETED):
        if written in signs:
            return signs.index(written) + 1
    return chinese(written)


def _continues(before: list[Block], line: Block) -> bool:
    """Whether a line goes on with the sentence of the lines before it: a page break or a hard wrap stands between."""
    text = "".join(one.passage.text for one in before[-_LOOK_BACK:])
    if before[0].closes or line.closes or line.level or not text or NUMBER_LINE.fullmatch(line.passage.text):
        return False
    if before[0].is_row or line.is_row or _LABELLED.match(line.passage.text):
        return False
    if _is_open(text):
        return True
    if before[-1].fills and text[-1] not in _ENDS and not ROLE_LABEL.match(line.passage.text):
        return True
    last = text.rstrip(_CLOSERS)[-1:]
    if not last or last in _ENDS or last in _CLOSE:
        return False
    if last in "，、,":
        return True
    # A line without any stop is a title or a signature; a heading of a part ends with its line.
    return before[0].level not in (CHAPTER, PART, SECTION) and any(mark in text for mark in "，。、")


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
        tuple(blocks),
    )


def paragraph_node(blocks: list[Block], parents: tuple[Node, ...]) -> Node:
    """A paragraph without a number, and lines that belong to it, as a piece of its own."""
    return _node([replace(blocks[0], level=PARAGRAPH), *blocks[1:]], parents)


def _title_end(block: Block) -> int:
    """Where the title ends: at the bold's end, the first full stop or colon, else the line or the first comma."""
    text = block.passage.text
    if block.bold_end is not None and block.start < block.bold_end <= block.start + 60:
        return block.bold_end
    gap = _TITLE_GAP.match(text, block.start)
    if gap:
        return gap.end("title")
    stop = _TITLE_STOP.search(text, block.start)
    if stop and 0 < stop.start() - block.start <= 60:
        return stop.start()
    if len(text) - block.start <= 60:
        return len(text)
    comma = text.find("，", block.start, block.start + 60)
    return comma if comma > 0 else block.start
