"""The words that every kind of pack file is made of: values that cannot change, dated, with their basis."""

import datetime
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

T = TypeVar("T")

#: kind (as written in a pack file) → the class that reads it; filled as the modules of ``spec`` are imported.
KINDS: dict[str, type["PackFile"]] = {}


class Spec(BaseModel):
    """A frozen value of the vocabulary. Unknown keys are errors: a misspelt key must never be silently dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class PackFile(Spec):
    """One pack file. A subclass declares ``kind: Literal["..."]``; the file says the same word in its first line."""

    kind: str
    folders: ClassVar[tuple[str, ...]] = ()  #: rooms in which such a file may lie; empty means any

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        literal = cls.model_fields["kind"].annotation
        for word in getattr(literal, "__args__", ()):
            KINDS[word] = cls


class Basis(Spec):
    """Where a value comes from: document, article, address, and whether its text was seen."""

    document: str
    article: str | None = None
    url: str | None = None
    note: str | None = None
    verified: bool = Field(description="yes: the text was seen. no: an editable default, never shown as law.")

    def __str__(self) -> str:
        return self.document + (f" {self.article}" if self.article else "")

    @property
    def said(self) -> str:
        """The basis in words, never as law where nobody has seen its text."""
        return str(self) if self.verified else f"{self}（待核）"


class Dated(Spec, Generic[T]):
    """A value with the days on which it holds (both ends included) and its basis. ``not set`` is a value too.

    A changed law is a further entry with a new ``from``; an entry is never edited once it held.
    """

    since: datetime.date = Field(alias="from")
    until: datetime.date | None = Field(default=None, alias="to")
    value: T | None
    basis: Basis

    @field_validator("value", mode="before")
    @classmethod
    def _not_set(cls, value: Any) -> Any:
        return None if value == "not set" else value

    @model_validator(mode="after")
    def _in_order(self) -> "Dated[T]":
        if self.until is not None and self.until < self.since:
            raise ValueError(f"'to' {self.until} lies before 'from' {self.since}; write a day on or after 'from'")
        return self

    def holds_on(self, day: datetime.date) -> bool:
        """Whether ``day`` lies between the two ends, both included."""
        return self.since <= day and (self.until is None or day <= self.until)


def on_day(values: "tuple[Dated[T], ...]", day: datetime.date) -> "Dated[T] | None":
    """The entry in force on ``day``: the latest ``from`` wins; None when no entry holds."""
    held = [value for value in values if value.holds_on(day)]
    return max(held, key=lambda value: value.since, default=None)
