"""What the packs say of facts: which there are, in which feeds they come, and the code tables of their values."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from beizeng.spec import Shelf, per_shelf
from beizeng.spec.errors import BadInput
from beizeng.spec.facts import CodeTable, Fact, Facts, FactType, Feed, Feeds
from beizeng.spec.identity import PrecedenceRule, Precedences

#: What a heading may mean besides a fact: the entity's code, and the day since when the row holds.
CODE, DAY = "code", "day"


@dataclass(frozen=True)
class Code:
    """One line of a code table; ``parent`` is empty at the top."""

    code: str
    name: str
    parent: str


@dataclass(frozen=True)
class Vocabulary:
    """The facts and feeds by name; the code tables: name of the table → code → line; whose word counts first."""

    facts: Mapping[str, Fact]
    feeds: Mapping[str, Feed]
    tables: Mapping[str, Mapping[str, Code]]
    precedence: tuple[PrecedenceRule, ...] = ()

    def shapes(self) -> dict[str, dict[str, FactType]]:
        """Kind of feed → name of fact → type."""
        return {
            feed.id: {column.fact: self.facts[column.fact].type for column in feed.columns}
            for feed in self.feeds.values()
        }

    def feed(self, kind: str) -> Feed:
        """The kind of feed with this id.

        Raises:
            BadInput: no pack declares it.
        """
        if kind not in self.feeds:
            known = "、".join(f"{feed.id}（{feed.label}）" for feed in self.feeds.values())
            raise BadInput(what=kind, where="数据种类", why="没有这个种类", write=f"可写：{known}")
        return self.feeds[kind]

    def with_headings(self, told: Iterable[tuple[str, str, str]]) -> "Vocabulary":
        """This vocabulary with further headings: kind of feed, heading, the fact (or ``CODE``, ``DAY``) it means."""
        feeds = dict(self.feeds)
        for kind, heading, fact in told:
            if kind in feeds:
                feeds[kind] = _with_heading(feeds[kind], heading, fact)
        return replace(self, feeds=feeds)

    def name_in(self, table: str, code: str) -> str:
        """What a code of a table is called; empty when the table does not hold it."""
        line = self.tables.get(table, {}).get(code)
        return line.name if line else ""

    def ancestors(self, table: str, code: str) -> tuple[Code, ...]:
        """The line of a code and those above it, nearest first."""
        lines: list[Code] = []
        line = self.tables.get(table, {}).get(code)
        while line is not None and line not in lines:
            lines.append(line)
            line = self.tables[table].get(line.parent)
        return tuple(lines)

    def children(self, table: str, parent: str) -> list[Code]:
        """The lines directly below a code (below nothing: the top), by code."""
        return sorted(
            (line for line in self.tables.get(table, {}).values() if line.parent == parent), key=lambda line: line.code
        )


def _with_heading(feed: Feed, heading: str, fact: str) -> Feed:
    if fact == CODE:
        return feed.model_copy(update={"code": (*feed.code, heading)})
    if fact == DAY:
        return feed.model_copy(update={"day": (*feed.day, heading)})
    columns = tuple(
        one.model_copy(update={"headings": (*one.headings, heading)}) if one.fact == fact else one
        for one in feed.columns
    )
    return feed.model_copy(update={"columns": columns})


@per_shelf
def vocabulary(shelf: Shelf) -> Vocabulary:
    """The vocabulary of the site's packs.

    Raises:
        BadInput: a feed has a column for a fact that no pack declares.
    """
    return vocabulary_of(shelf)


def vocabulary_of(shelf: Shelf) -> Vocabulary:
    """The vocabulary of one shelf; raises as ``vocabulary`` does."""
    facts = {fact.name: fact for file in shelf.all(Facts) for fact in file.facts}
    feeds = {feed.id: feed for file in shelf.all(Feeds) for feed in file.feeds}
    for feed in feeds.values():
        for column in feed.columns:
            if column.fact not in facts:
                write = "在 facts 文件中声明这个事实，或改正拼写"
                raise BadInput(what=column.fact, where=f"数据种类 {feed.id}", why="没有声明这个事实", write=write)
    tables: dict[str, dict[str, Code]] = {}
    for item in shelf.items_of(CodeTable):
        assert isinstance(item.value, CodeTable)
        with (item.path.parent / item.value.file).open(encoding="utf-8", newline="") as file:
            lines = tables.setdefault(item.value.name, {})
            lines.update(
                (line["code"], Code(line["code"], line["name"], line["parent"])) for line in csv.DictReader(file)
            )
    rules = tuple(rule for file in shelf.all(Precedences) for rule in file.rules)
    for rule in rules:
        unknown = [kind for kind in rule.kinds if kind not in feeds] or ([] if rule.fact in facts else [rule.fact])
        if unknown:
            write = "改正拼写，或在 facts、feeds 文件中声明"
            raise BadInput(what=unknown[0], where=f"以谁为准 {rule.fact}", why="没有声明", write=write)
    return Vocabulary(facts, feeds, tables, rules)
