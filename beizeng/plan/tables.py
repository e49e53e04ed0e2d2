"""Tables that divide work: a row is a measure, its columns say what is to be done, who answers, and until when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from beizeng.plan.brackets import Responsibility, responsibility
from beizeng.plan.document import Block, Document
from beizeng.plan.layout import cells
from beizeng.plan.names import UnitNames
from beizeng.plan.passage import Passage, join
from beizeng.plan.roles import Part, Role, kind_of, read_parts

_UNIT_HEAD = re.compile(r"单位|部门|主体|处室|机构|责任|分工|牵头|配合|协办")
_PERSON_HEAD = re.compile(r"领导|责任人|联系|电话|姓名")
_TASK_HEAD = re.compile(r"任务|举措|措施|事项|项目|内容|工作|行动|要点|名称|做法|目标")
_NUMBER_HEAD = re.compile(r"序号|编号|^号$")
_LEADING_NUMBER = re.compile(r"^\s*(?:\d{1,3}\s*[.．、]|[（(]?[一二三四五六七八九十\d]{1,3}[)）、])\s*")
_RULE_CELL = re.compile(r"[\s:：\-—]*")
_BREAK = re.compile(r"<br\s*/?>")
_HEAD_ROWS = 3


@dataclass(frozen=True)
class Row:
    """A row that is a measure: its section's name, its printed number, title, whole text and who answers."""

    section: str
    number: int | None
    title: str
    title_passage: Passage
    passage: Passage
    responsible: Responsibility


@dataclass(frozen=True)
class _Columns:
    roles: dict[int, Role]
    tasks: tuple[int, ...]
    number: int | None
    title: int = 0


def read_tables(document: Document, names: UnitNames, *, first_leads: bool) -> tuple[Row, ...]:
    """The rows of all tables that have a column of tasks and one of units."""
    rows: list[Row] = []
    for table in _tables(document.blocks):
        found = _header(table)
        if found:
            head, columns = found
            columns = replace(columns, title=_title_column(table[head:], columns))
            rows += _rows(table[head:], columns, names, first_leads)
    return tuple(rows)


def _tables(blocks: tuple[Block, ...]) -> Iterator[list[list[Passage]]]:
    """Runs of rows; a heading of one cell stands between two tables, a page's end doesn't."""
    table: list[list[Passage]] = []
    for block in (*blocks, None):
        if block is not None and block.is_row:
            row = [block.passage[slice(*place)].stripped() for place in cells(block.passage.text)]
            if not all(_RULE_CELL.fullmatch(cell.text) for cell in row):
                table.append(row)
        elif table:
            yield table
            table = []


def _header(table: list[list[Passage]]) -> tuple[int, _Columns] | None:
    """How many rows the head has and what the columns are; None: the table doesn't divide work."""
    for height in range(min(_HEAD_ROWS, len(table) - 1), 0, -1):
        columns = _columns(table[:height])
        if columns:
            return height, columns
    return None


def _columns(head: list[list[Passage]]) -> _Columns | None:
    last = [re.sub(r"[（(].*", "", _plain(cell)) for cell in head[-1]]
    if any(len(word) > 12 for word in last) or len(set(last)) < 2:
        return None
    roles: dict[int, Role] = {}
    tasks = []
    number = None
    for at, word in enumerate(last):
        if _NUMBER_HEAD.search(word):
            number = at
        elif _UNIT_HEAD.search(word) and not _PERSON_HEAD.search(word):
            role = kind_of(word if re.search("单位|部门|主体", word) else f"{word}单位")
            roles[at] = "answers" if role == "other" else role
        elif kind_of(word) in ("when", "scope"):
            roles[at] = kind_of(word)
        elif _TASK_HEAD.search(word):
            tasks.append(at)
    if not tasks or not any(role not in ("when", "scope") for role in roles.values()):
        return None
    return _Columns(roles, tuple(tasks), number)


def _rows(table: list[list[Passage]], columns: _Columns, names: UnitNames, first_leads: bool) -> Iterator[Row]:
    section = ""
    before: Row | None = None
    for row in table:
        said = {_plain(cell) for cell in row if cell.text.strip()}
        if len(said) <= 1 or _header_again(row, columns):
            section = next(iter(said), section) if len(said) == 1 else section
            continue
        if len(row) <= max(columns.tasks):
            continue
        one = _row(row, columns, section, names, first_leads)
        if one is None:
            continue
        if before is not None and _goes_on(one, before, columns):
            before = replace(before, passage=join([before.passage, one.passage], "\n"))
            continue
        if before is not None:
            yield before
        before = one
    if before is not None:
        yield before


def _header_again(row: list[Passage], columns: _Columns) -> bool:
    return all(at < len(row) and bool(_UNIT_HEAD.search(row[at].text)) and len(row[at]) < 8 for at in columns.roles)


def _row(row: list[Passage], columns: _Columns, section: str, names: UnitNames, first_leads: bool) -> Row | None:
    parts = [part for at, role in columns.roles.items() if at < len(row) for part in _parts(role, row[at].text, names)]
    if not any(part.role not in ("when", "scope") and part.listed for part in parts):
        return None
    task = columns.title if row[columns.title].text else columns.tasks[-1]
    if not row[task].text:
        return None
    number = _BREAK.sub("", row[columns.number].text) if columns.number is not None else ""
    title = _LEADING_NUMBER.sub("", _title(row[task].text))
    at = row[task].text.find(title)
    passage = join(row, " ")
    units = [cell for at, cell in enumerate(row) if at in columns.roles and columns.roles[at] not in ("when", "scope")]
    place = responsibility(units[0], (0, len(units[0])), tuple(parts), names, first_leads=first_leads)
    other = next((_plain(row[at]) for at in columns.tasks if at != task), "")
    return Row(
        section or (other if other != title else ""),
        int(number) if number.isdecimal() else None,
        title,
        row[task][at : at + len(title)],
        passage,
        place,
    )


def _title_column(table: list[list[Passage]], columns: _Columns) -> int:
    """The column whose words name a row: the first in which no two rows say the same (merged cells group the rows)."""
    rows = [row for row in table if len(row) > max(columns.tasks) and len({_plain(cell) for cell in row}) > 1]
    for at in columns.tasks:
        said = [_plain(row[at]) for row in rows]
        if len(set(said)) == len(said) and all(said):
            return at
    return columns.tasks[-1]


def _title(text: str) -> str:
    first = _BREAK.split(text)[0].strip()
    stop = re.search("[。：:；]", _LEADING_NUMBER.sub("", first))
    offset = len(first) - len(_LEADING_NUMBER.sub("", first))
    return first[: offset + stop.start()] if stop else first


def _parts(role: Role, text: str, names: UnitNames) -> Iterator[Part]:
    """What a cell of units says: it may hold labels or verbs of its own (甲（牵头）, 牵头单位：甲)."""
    listed = _BREAK.sub("；", text)
    if role in ("when", "scope"):
        yield Part(role, "", listed)
        return
    own = read_parts(listed, names.knows)
    yield from own or (Part(role, "责任单位" if role == "answers" else "", listed),)


def _goes_on(one: Row, before: Row, columns: _Columns) -> bool:
    """A merged row: the same number, title and units once more, with another detail."""
    return (one.number, one.title, one.responsible.units) == (before.number, before.title, before.responsible.units)


def _plain(cell: Passage) -> str:
    return re.sub(r"\s|\*", "", _BREAK.sub("", cell.text))
