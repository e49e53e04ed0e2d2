"""Findings about a plan, as packs say them: what each means and asks for, and the dated checks of law."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from beizeng.spec.checklist import Point, PointsFile, Sign, Strength
from beizeng.spec.values import Basis, PackFile, Spec

#: figures: they contradict each other; definition: something is not said, or said in two ways; pace: the register's
#: history makes a target unlikely; law: a text of law stands against it on the day.
Group = Literal["figures", "definition", "law", "pace"]


class Explanation(Spec):
    """What a finding of this code is about, why it matters, and what the issuing unit can do."""

    code: str = Field(pattern=r"^[a-z][a-z-]*$")
    group: Group
    label: str
    why: str
    advice: str


class PlanFindings(PackFile):
    """The findings that the reader makes, explained."""

    kind: Literal["plan_findings"]
    folders: ClassVar[tuple[str, ...]] = ("plan",)
    basis: Basis
    explained: tuple[Explanation, ...]


class TargetSign(Spec):
    """A target whose name holds one of ``names``. ``linked``: words that, in one sentence, tie targets to something.

    Attributes:
        strength: where the text ties its targets so; ``untied``: where it doesn't; None: no finding then.
    """

    names: tuple[str, ...] = Field(min_length=1)
    none: tuple[str, ...] = Field(default=(), description="words that the name must not hold")
    linked: tuple[tuple[str, ...], ...] = Field(min_length=1)
    strength: Strength
    untied: Strength | None = None


class LimitSign(Spec):
    """A figure of one of ``units`` that goes over what the law allows, in a clause with a word of each of ``words``."""

    words: tuple[tuple[str, ...], ...] = Field(min_length=1)
    none: tuple[str, ...] = ()
    units: tuple[str, ...] = Field(min_length=1)
    more_than: int | float
    strength: Strength


class PlanPoint(Point):
    """A point of law that a plan is held against; at least one way in which it shows."""

    signs: tuple[Sign, ...] = ()
    targets: tuple[TargetSign, ...] = ()
    limits: tuple[LimitSign, ...] = ()
    advice: str

    @model_validator(mode="after")
    def _shows(self) -> "PlanPoint":
        if not (self.signs or self.targets or self.limits):
            raise ValueError(f"point {self.id} never shows; write signs, targets or limits")
        return self


class PlanChecklist(PointsFile):
    """The points of law that a plan is held against on a day, with their laws."""

    kind: Literal["plan_checklist"]
    folders: ClassVar[tuple[str, ...]] = ("plan",)
    points: tuple[PlanPoint, ...]
