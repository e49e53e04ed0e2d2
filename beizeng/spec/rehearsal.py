"""How the sample county's units behave: invented habits and words, so that a demonstration has something to show."""

import datetime
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from beizeng.spec.values import Basis, PackFile, Spec

#: Days from the lodging to the plan, and from a quarter's end to its report (negative: before it), both ends included.
Span = tuple[int, int]


class Habit(Spec):
    """How one sort of unit reports: the share of measures that it has, when it plans and reports, what it misses."""

    id: str
    share: Decimal = Field(ge=0, le=1)
    plan_after_days: Span
    report_after_days: Span
    misses: Decimal = Field(ge=0, le=1, description="share of quarterly reports that never come")


class Rehearsal(PackFile):
    """The sample county's feedback on its measures. Everything in it is invented."""

    kind: Literal["rehearsal"]
    folders: ClassVar[tuple[str, ...]] = ("plan",)
    basis: Basis
    seed: int
    habits: tuple[Habit, ...]
    unconfirmed: tuple[int, ...] = Field(description="measures whose proposed lead unit nobody has confirmed yet")
    cleared: tuple[int, ...] = Field(description="measures that were cleared with evidence")
    asks_clearing: tuple[int, ...] = Field(description="measures that wait for the office's review")
    approaches: tuple[str, ...]
    nodes: tuple[str, ...]
    node_days: tuple[datetime.date, ...] = Field(
        description="earliest day of each node; a measure's lie up to 40 days later"
    )
    progress: tuple[str, ...] = Field(description="{n}: an invented number")
    troubles: tuple[str, ...]
    outcomes: tuple[str, ...]

    @model_validator(mode="after")
    def _shares_make_one(self) -> "Rehearsal":
        total = sum(habit.share for habit in self.habits)
        if total != 1:
            raise ValueError(f"the shares of 'habits' make {total}; write shares that make 1")
        return self
