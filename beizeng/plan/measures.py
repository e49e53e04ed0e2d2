"""Which pieces of a document are its measures: those that name who is responsible, numbered or not, or rows of tables.

Where nothing names anybody, the numbered items of a plan are its measures; other documents have none.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from beizeng.plan.brackets import Responsibility, first_named_leads, read_brackets
from beizeng.plan.document import DASH, ITEM, PART, SECTION, Block, Document, Node, paragraph_node
from beizeng.plan.names import UnitNames
from beizeng.plan.passage import Passage, join
from beizeng.plan.roles import ROLE_LABEL
from beizeng.plan.tables import Row, read_tables
from beizeng.spec.people import Unit
from beizeng.spec.programme import Span

_NO_MEASURES = re.compile(
    r"目标|思路|指导思想|原则|总体要求|重要意义|重大意义|背景|形势|现状|基本情况|存在问题|工作依据"
)
_NO_MEASURE = re.compile(
    r"(?:指导思想|(?:基本|工作)原则|(?:总体|工作)思路|总体要求|(?:总体|主要|工作|发展|行动)目标|编制(?:目的|依据)|适用范围"
    r"|名词解释|术语.{0,3}|定义)"
)
_MEASURES_TOO = re.compile(r"任务|措施|举措|重点工作|安排")
_SUPPORT = re.compile(
    r"保障|组织实施|组织领导|(?:工作|有关|实施|相关|几点|具体)要求|附则|推进机制|推进落实|督促|步骤|进度安排|时间安排|阶段安排"
)
_PLAN = re.compile(
    r"方案|措施|计划|意见|要点|举措|清单|规划|行动|任务|分工|纲要|政策|若干|安排|实施|倍增|振兴|台账|工程"
)
_SETS_TASKS = re.compile(r"做好|加强|推进|开展|落实|加快|进一步|强化|规范")
_TASKS = re.compile(r"任务|措施|举措|重点工作|主要工作|工作内容")
_NO_PLAN = re.compile(r"(?:条例|规定|办法|细则|法|规则|章程|报告|讲话|批复|决定|公告|通报|问答)(?:（[^（）]{1,8}）)?$")


@dataclass(frozen=True)
class Found:
    """A piece with its brackets; ``plain`` is its body without them, ``titled`` its title too."""

    number: int | None
    title: str
    title_span: Span
    section: tuple[int | None, str]
    passage: Passage
    brackets: tuple[Responsibility, ...]
    plain: Passage
    titled: Passage


def is_under(node: Node, title: re.Pattern[str]) -> bool:
    """Whether the piece or a heading above it has such a title."""
    return any(title.search(one.title) for one in (*node.parents, node) if one.level <= SECTION)


class Pieces:
    """The pieces of one document. ``names`` learns the units of what is asked for, and of nothing else."""

    def __init__(self, document: Document, units: Sequence[Unit], names: UnitNames, *, title: str) -> None:
        self._document, self._names, self._title = document, names, title
        self._first_leads = first_named_leads(document.text)
        self._scratch = UnitNames(units, lead_mark=names.lead_mark)
        self._own = {id(node): self._brackets(node) for node in document.nodes}

    def _brackets(self, node: Node) -> tuple[Responsibility, ...]:
        return read_brackets(node.passage, self._scratch, first_leads=self._first_leads)

    def measures(self) -> list[Found]:
        """The measures in the order of the text."""
        rows = read_tables(self._document, self._scratch, first_leads=self._first_leads)
        nodes = self._responsible()
        if not nodes and not rows:
            nodes = self._numbered() if self._is_plan() else []
        if not rows:
            return [self.whole(node) for node in nodes]
        rows = read_tables(self._document, self._names, first_leads=self._first_leads)
        if nodes:
            return [self.whole(node) for node in nodes]
        placed = self._of_rows(rows)
        return placed or [_row(row) for row in rows]

    def whole(self, node: Node) -> Found:
        """A piece with everything below it."""
        passage = join([one.passage for one in self._document.within(node)], "\n")
        brackets = read_brackets(passage, self._names, first_leads=self._first_leads)
        behind = len(node.passage) - len(node.body)
        title, behind = _title(node, passage, brackets, behind)
        cuts = [(one.start - behind, one.end - behind) for one in brackets if one.start >= behind]
        titled = passage.without((one.start, one.end) for one in brackets)
        heading = next((one for one in reversed(node.parents) if one.level in (PART, SECTION)), None)
        section = (heading.number, heading.title) if heading else (None, "")
        plain = passage[behind:].without(cuts)
        return Found(node.number, title, node.title_span, section, passage, brackets, plain, titled)

    def _responsible(self) -> list[Node]:
        """The pieces that name who is responsible, and their equals."""
        nodes = [node for node in self._document.nodes if self._may_be(node)]
        lifted = self._lifted(nodes)
        own = {id(node) for node in nodes if self._own[id(node)] and id(node) not in lifted.values()} | set(lifted)
        named = [node for node in nodes if id(node) in own]
        if not named:
            return self._paragraphs(self._document.nodes)
        level = Counter(node.level for node in named).most_common(1)[0][0]
        found: list[Node] = []
        for node in nodes:
            if any(parent is one for parent in node.parents for one in found):
                continue
            if self._is_measure(node, level, own):
                found.append(node)
        return list(self._split(found))

    def _is_measure(self, node: Node, level: int, own: set[int]) -> bool:
        if node.level == level:
            return id(node) in own or not is_under(node, _SUPPORT)
        below = any(id(one) in own for one in self._document.within(node)[1:] if one.level <= level)
        return id(node) in own and (node.level > level or not below)

    def _may_be(self, node: Node) -> bool:
        if node.level >= DASH:
            return bool(self._own[id(node)]) and not is_under(node, _NO_MEASURES)
        above = [one.title for one in node.parents if one.level <= SECTION]
        if not self._own[id(node)]:
            if _NO_MEASURE.fullmatch(node.title):
                return False
            above.append(node.title if node.level <= SECTION else "")
        return not any(_NO_MEASURES.search(title) and not _MEASURES_TOO.search(title) for title in above)

    def _lifted(self, nodes: list[Node]) -> dict[int, int]:
        """Headings whose last item alone ends with a line of its own: that line speaks for the heading.

        Maps the heading to that item, where this is how most headings of the document are.
        """
        lifted, kept = {}, 0
        for node in nodes:
            below = [one for one in self._document.within(node)[1:] if one.parents and one.parents[-1] is node]
            named = [one for one in below if self._own[id(one)]]
            if not named or self._own[id(node)]:
                continue
            line = self._own[id(below[-1])]
            alone = line and below[-1].passage.text[: line[0].start].rstrip(" \u3000").endswith("\n")
            if len(below) > 1 and len(named) == 1 and alone:
                lifted[id(node)] = id(below[-1])
            else:
                kept += 1
        return lifted if len(lifted) > kept else {}

    def _split(self, nodes: list[Node]) -> Iterator[Node]:
        """A part whose paragraphs each name somebody is as many measures; so is each paragraph under one heading."""
        for node in nodes:
            pieces = list(self._paragraphs([node])) if node.level <= SECTION else []
            yield from pieces if len(pieces) > 1 else [node]

    def _paragraphs(self, nodes: Sequence[Node]) -> list[Node]:
        """Paragraphs without a number that name who is responsible, each as a piece."""
        found = []
        groups = [(node.blocks[1:], (*node.parents, node)) for node in nodes]
        if not self._document.nodes:
            groups = [(self._document.blocks, ())]
        for blocks, parents in groups:
            for piece in _with_lines([block for block in blocks if not block.closes and not block.is_row]):
                one = paragraph_node(piece, parents)
                brackets = self._brackets(one)
                if brackets and brackets[0].start > 0:
                    found.append(one)
        return found

    def _numbered(self) -> list[Node]:
        """Where nobody is named: the numbered items, and the sections that have none."""
        nodes = [
            node
            for node in self._document.nodes
            if node.level < DASH and self._may_be(node) and not is_under(node, _SUPPORT)
        ]
        counts = Counter(node.level for node in nodes if node.level in (SECTION, ITEM))
        if not counts:
            return [node for node in nodes if node.level == PART and len(node.body) > 1]
        level = ITEM if counts[ITEM] >= counts[SECTION] else SECTION
        leaves = {id(node) for node in nodes if len(self._document.within(node)) == 1}
        return [node for node in nodes if node.level == level or (node.level == SECTION and id(node) in leaves)]

    def _is_plan(self) -> bool:
        """Whether a document that names nobody is a plan at all: by its title, or by a heading that says tasks."""
        if _NO_PLAN.search(self._title) or self._is_law():
            return False
        said = _PLAN.search(self._title) or ("通知" in self._title and _SETS_TASKS.search(self._title))
        headings = (one.title for one in self._document.nodes if one.level <= SECTION)
        return bool(said) or any(map(_TASKS.search, headings))

    def _is_law(self) -> bool:
        nodes = self._document.nodes
        return sum(node.passage.text.startswith("第") for node in nodes) * 2 > len(nodes)

    def _of_rows(self, rows: Sequence[Row]) -> list[Found]:
        """Where a table repeats the text's headings: these pieces, with the units that the table names."""
        by_title = {_folded(row.title): row for row in rows}
        found = []
        for node in self._document.nodes:
            row = by_title.get(_folded(node.title))
            if row is not None and node.level < DASH:
                piece = self.whole(node)
                found.append(replace(piece, brackets=(*piece.brackets, row.responsible)))
        return found if len(found) * 2 > len(rows) else []


def _title(node: Node, passage: Passage, brackets: tuple[Responsibility, ...], behind: int) -> tuple[str, int]:
    """The title without a bracket in it, and where the body begins behind both."""
    within = next((one for one in brackets if one.start < behind), None)
    if within is None:
        return node.title, behind
    start = node.blocks[0].start
    title = passage.text[start : within.start].split("\n")[0].strip(" 。：:")
    if title:
        return (title if within.span[0] < node.title_span[1] else node.title), max(behind, within.end)
    rest = re.compile(r"[^。：:\n]*").match(passage.text, within.end)
    end = rest.end() if rest else within.end
    return passage.text[within.end : end].strip(" 。：:，"), end


def _row(row: Row) -> Found:
    return Found(
        row.number,
        row.title,
        row.title_passage.span,
        (None, row.section),
        row.passage,
        (row.responsible,),
        row.passage,
        row.passage,
    )


def _with_lines(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Paragraphs, each with the lines behind it that only say who is responsible."""
    piece: list[Block] = []
    for block in blocks:
        if piece and not ROLE_LABEL.match(block.passage.text):
            yield piece
            piece = []
        piece.append(block)
    if piece:
        yield piece


def _folded(title: str) -> str:
    return re.sub(r"[\s。，、“”\"（）()]", "", title)
