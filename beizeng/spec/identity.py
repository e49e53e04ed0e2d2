"""What tells one entity from another: the parts of names, how much alike two must be, and whose word counts first."""

import datetime
from typing import ClassVar, Literal

from pydantic import Field

from beizeng.spec.values import Basis, PackFile, Spec


class NameParts(PackFile):
    """The words of which names are made: place, brand (字号), trade and form follow each other.

    ``forms``: how a form of organisation is compared → its spellings; ``places``: such as no code table holds.
    """

    kind: Literal["name_parts"]
    folders: ClassVar[tuple[str, ...]] = ("register",)
    forms: dict[str, tuple[str, ...]]
    trades: tuple[str, ...]
    places: tuple[str, ...] = ()
    basis: Basis


class Outcome(Spec):
    """One outcome of comparing a part: how often it is seen among records of one entity, and among others.

    ``others`` left out: as often as the value itself is met in the register, so that a rare one weighs more.
    """

    label: str
    one: float = Field(gt=0, le=1)
    others: float | None = Field(default=None, gt=0, le=1)


class Compared(Spec):
    """A part that is compared, with its outcomes by name: ``same``, ``near``, ``like``, ``other``."""

    label: str
    outcomes: dict[Literal["same", "near", "like", "other"], Outcome]


class Alike(PackFile):
    """How the probability that two entities are one is weighed.

    ``expected``: the share of entities that are thought to be in the register a second time; ``shown_from``: the
    probability from which a pair is shown to people.
    """

    kind: Literal["alike"]
    folders: ClassVar[tuple[str, ...]] = ("register",)
    expected: float = Field(gt=0, lt=1)
    shown_from: float = Field(gt=0, lt=1)
    parts: dict[str, Compared]
    basis: Basis


class PrecedenceRule(Spec):
    """Of the kinds of feed that state a fact, those whose word counts first; without a rule the last word counts."""

    fact: str
    since: datetime.date = Field(alias="from")
    until: datetime.date | None = Field(default=None, alias="to")
    kinds: tuple[str, ...] = Field(min_length=1)
    basis: Basis


class Precedences(PackFile):
    """Whose word decides where sources disagree."""

    kind: Literal["precedence"]
    folders: ClassVar[tuple[str, ...]] = ("register",)
    rules: tuple[PrecedenceRule, ...]
