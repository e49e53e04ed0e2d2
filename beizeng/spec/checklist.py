"""Checklists: what a screened text is read for, as points of a law with the words that give a clause away.

A word may hold ``…`` (up to ``GAP`` characters of the same clause), ``_`` (exactly one character) and ``{list}``
(a word of that list): ``在…注册`` reads "registered in some place". Word lists are named once and used by many points.
"""

import datetime
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from beizeng.spec.values import Basis, PackFile, Spec

#: The most characters that ``…`` stands for.
GAP = 14

Strength = Literal["clear", "arguable"]

#: The name of a word list, or the words themselves.
WordGroup = str | tuple[str, ...]


class WordList(Spec):
    """Words of one meaning, and those of the lists in ``include``.

    A match that touches one of ``but`` is none (外地 in 以外地区).
    """

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    words: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    include: tuple[str, ...] = ()


class Law(Spec):
    """A law that a point rests on, with the day from which it is in force."""

    id: str
    name: str
    since: datetime.date = Field(alias="from")
    until: datetime.date | None = Field(default=None, alias="to")
    basis: Basis

    def holds_on(self, day: datetime.date) -> bool:
        """Whether the law is in force on the day, both ends included."""
        return self.since <= day and (self.until is None or day <= self.until)


class Guards(Spec):
    """Words that turn a clause round: what is prohibited or being abolished is no finding.

    Attributes:
        bans: govern what follows, to the end of the sentence (不得, 严禁); before a colon also the items listed.
        forward: govern what follows in their own clause (清理, 取消).
        never: contain such a word and turn nothing round (不得低于).
        turns: end the reach of a ban where a later clause begins with one (但, 应当, 对…给予).
        objects, verbs: an object followed by a verb within a gap turns round what precedes (…的规定予以清理).
        lists: the words of a sentence that opens a list (下列).
        blames: with one of ``lists`` before a colon, the items listed are turned round (有下列行为之一的，责令改正).
        equal: turn a whole sentence round (一视同仁).
    """

    bans: tuple[str, ...] = ()
    forward: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    blames: tuple[str, ...] = ()
    equal: tuple[str, ...] = ()


class Sign(Spec):
    """Word groups that give a clause away when all of them stand together.

    Attributes:
        all: the groups; the first is the matter itself, and a guard counts when it governs that one.
        none: groups of which no word may stand in the sentence.
        within: where they must stand together.
        in_order: whether they must stand in the order given.
        law: the sign counts only while this law is in force; without it, while any law of the point is.
    """

    strength: Strength
    all: tuple[WordGroup, ...] = Field(min_length=1)
    none: tuple[WordGroup, ...] = ()
    within: Literal["clause", "sentence"] = "sentence"
    in_order: bool = False
    law: str | None = None


class Provision(Spec):
    """One article of one law."""

    law: str
    article: str
    verified: bool = Field(description="yes: the article's text was seen")


class Point(Spec):
    """One point of the checklist: an item of an article, what it forbids, and how it shows.

    Attributes:
        why: one sentence for the drafter: what to look at and what would be in order.
        unless: ids of more exact points; where one of them is found in the sentence, this one is silent.
    """

    id: str = Field(pattern=r"^\d+-\d+$")
    label: str
    provisions: tuple[Provision, ...] = Field(min_length=1)
    why: str
    signs: tuple[Sign, ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()


class ChecklistWords(PackFile):
    """Laws, guards and word lists that the points of a place are written with."""

    kind: Literal["checklist_words"]
    folders: ClassVar[tuple[str, ...]] = ("screening",)
    basis: Basis
    laws: tuple[Law, ...] = ()
    guards: Guards = Guards()
    lists: tuple[WordList, ...] = ()


class PointsFile(PackFile):
    """Points of one group of articles, whatever they are read for."""

    group: str
    basis: Basis
    points: tuple[Point, ...]
    laws: tuple[Law, ...] = ()

    @model_validator(mode="after")
    def _ids_once(self) -> Self:
        ids = [point.id for point in self.points]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"points {', '.join(twice)} stand here twice; give each its own id")
        return self


class ChecklistPoints(PointsFile):
    """The points of one group of articles on fair competition."""

    kind: Literal["checklist"]
    folders: ClassVar[tuple[str, ...]] = ("screening",)
