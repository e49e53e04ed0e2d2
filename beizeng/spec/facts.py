"""Facts: what may be known of a market entity, and the feeds that bring it."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from beizeng.spec.values import Basis, PackFile, Spec

#: How a fact is held in the engine: money as whole fen (int64), share and decimal as Decimal text at the doors,
#: day as a date, yes_no as a Boolean; a missing value is always unknown.
FactType = Literal["text", "category", "integer", "decimal", "money", "day", "yes_no"]
Privacy = Literal["public", "internal", "personal"]
#: How often a source supplies: nobody can be late by a word that isn't understood.
Refresh = Literal["每月", "每季度", "每半年", "每年", "not set"]


class Fact(Spec):
    """One fact of an entity: its name in expressions, what people call it, its type, unit, source and privacy."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    type: FactType
    unit: str = ""
    source: str = Field(description="id of the unit that supplies it")
    refresh: Refresh = Field(default="not set", description="how often the source supplies it")
    privacy: Privacy = "internal"
    values: dict[str, str] = Field(default_factory=dict, description="category: value → label")
    table: str | None = Field(default=None, description="text: name of the code table in which its values stand")

    @model_validator(mode="after")
    def _category_has_values(self) -> "Fact":
        if (self.type == "category") != bool(self.values):
            raise ValueError("a category lists its 'values', and no other type does; write them or change the type")
        return self


class Facts(PackFile):
    """Facts that a place declares. A fact is declared once over all places."""

    kind: Literal["facts"]
    folders: ClassVar[tuple[str, ...]] = ("register",)
    facts: tuple[Fact, ...]


class CodeTable(PackFile):
    """A table of codes: a CSV beside this file with the columns ``code``, ``name``, ``parent``.

    Tables of several places with the same name are read as one.
    """

    kind: Literal["code_table"]
    folders: ClassVar[tuple[str, ...]] = ("register",)
    name: str
    file: str
    basis: Basis


class Column(Spec):
    """A column of a feed: the fact it fills, and further headings under which offices write it.

    The fact's own label always is a heading.
    """

    fact: str
    headings: tuple[str, ...] = ()
    factor: int = Field(default=1, description="money: yuan per unit written, 10000 for 万元")


class Feed(Spec):
    """One kind of feed: who sends it, how often, and its columns. ``code`` is the column of the entity's code."""

    id: str
    label: str
    source: str
    refresh: Refresh = "not set"
    code: tuple[str, ...] = Field(description="headings of the column that holds the entity's code")
    day: tuple[str, ...] = Field(default=(), description="headings of the column that says since when the row holds")
    begins: str = Field(default="", description="with what the codes of its entities begin; others are listed")
    columns: tuple[Column, ...]


class Feeds(PackFile):
    """The feeds that a place receives."""

    kind: Literal["feeds"]
    folders: ClassVar[tuple[str, ...]] = ("register",)
    feeds: tuple[Feed, ...]
