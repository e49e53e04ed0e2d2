"""Policies as rules: who is entitled, on which basis, to how much, through which channel; and dated parameters."""

import datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from beizeng.spec.values import Basis, Dated, PackFile, Spec

#: How the entitled come to it: paid without an application, a fast claim, an ordinary application; or nobody said.
Channel = Literal["免申即享", "快申快享", "申报", "not set"]
Verdict = Literal["met", "not_met", "unknown"]
#: How often one entity may be paid by a policy: once ever, once in a calendar year; or nobody said.
Again = Literal["once", "yearly", "not set"]
NOT_SET: Literal["not set"] = "not set"
_ID = r"^[a-z][a-z0-9_]*$"


def _set(value: Any) -> Any:
    return None if value == NOT_SET else value


class Parameter(Spec):
    """A number, day or word of a rule that a law or a notice may change: ``:name`` in expressions.

    Money is in yuan. The value in force on the judging day counts; a day without one stops the policies that use it.
    """

    name: str = Field(pattern=_ID)
    label: str
    type: Literal["money", "integer", "decimal", "day", "text"]
    unit: str = ""
    values: tuple[Dated[Decimal | datetime.date | str], ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _typed(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        values = [_typed_entry(data.get("type"), entry) for entry in data.get("values", ())]
        return data | {"values": values}

    @model_validator(mode="after")
    def _apart(self) -> "Parameter":
        """Entries follow each other: a new ``from`` ends what held before; two from one day would contradict."""
        days = [entry.since for entry in self.values]
        if days != sorted(set(days)):
            raise ValueError(
                f"'values' of '{self.name}' repeat a day or are out of order; write each 'from' once, rising"
            )
        return self


def _typed_entry(kind: object, entry: Any) -> Any:
    """A number as Decimal, exactly as written, before pydantic has to guess between number and text."""
    if not isinstance(entry, dict) or entry.get("value") in (None, NOT_SET):
        return entry
    value = entry["value"]
    if kind in ("money", "integer", "decimal"):
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise ValueError(f"'{value}' is no number; write it in digits")
        return entry | {"value": Decimal(str(value))}
    wanted = datetime.date if kind == "day" else str
    if not isinstance(value, wanted):
        raise ValueError(f"'{value}' is no {kind}; write a {'day such as 2024-09-30' if kind == 'day' else 'text'}")
    return entry


class Parameters(PackFile):
    """The dated parameters of one topic."""

    kind: Literal["parameters"]
    folders: ClassVar[tuple[str, ...]] = ("rules",)
    parameters: tuple[Parameter, ...]


class Criterion(Spec):
    """One condition. Without a source for it, its expression is ``not set``: shown, and unknown for everybody."""

    id: str = Field(pattern=_ID)
    label: str
    expression: str | None
    basis: Basis
    needed: str = Field(default="", description="what it asks, where its expression is too long to be read out")
    bring: str = Field(default="", description="what the applicant brings where the facts do not tell")
    reason: str = Field(default="", description="what to tell an applicant who misses it")

    _set = field_validator("expression", mode="before")(_set)


class Amount(Spec):
    """What it is worth, in yuan. ``up_to`` is a ceiling, not a sum; ``not set``: no source gives a figure."""

    kind: Literal["fixed", "formula", "up_to", "not set"]
    expression: str | None = None
    per: str = Field(default="", description="per what, in people's words: 户, 年")
    note: str = ""
    basis: Basis

    @model_validator(mode="after")
    def _expressed(self) -> "Amount":
        if (self.kind == NOT_SET) != (self.expression is None):
            raise ValueError(
                f"an amount has an 'expression' unless its kind is '{NOT_SET}'; write one or change the kind"
            )
        return self


class Exclusion(Spec):
    """What is not enjoyed together with the policy that says so.

    ``不重复享受``: the policy gives way to each of ``policies`` that the entity enjoys. ``就高``: of all of them,
    only the one of the highest amount is enjoyed; of two equal ones the first in the book.
    """

    rule: Literal["不重复享受", "就高"]
    policies: tuple[str, ...] = Field(min_length=1)
    basis: Basis

    @property
    def takes_highest(self) -> bool:
        """Whether the highest amount decides which one is enjoyed."""
        return self.rule == "就高"


class Priority(Spec):
    """Who comes first where a budget does not suffice: those for whom the condition is true."""

    label: str
    expression: str


class Budget(Spec):
    """What may be paid by a policy in a calendar year, in yuan; ``not set``: no source gives a limit, and none is kept.

    Where it does not suffice, ``order`` says who comes first, one priority after the other; then who waits longest.
    """

    yearly: tuple[Dated[Decimal], ...] = Field(min_length=1)
    order: tuple[Priority, ...] = ()

    @field_validator("yearly")
    @classmethod
    def _not_negative(cls, yearly: tuple[Dated[Decimal], ...]) -> tuple[Dated[Decimal], ...]:
        for entry in yearly:
            if entry.value is not None and entry.value < 0:
                raise ValueError(
                    f"a budget of {entry.value} is negative; write 0 or more, or '{NOT_SET}' for no source"
                )
        return yearly


class Example(Spec):
    """A worked case: these facts on this day give this verdict and amount. Facts left out are unknown."""

    label: str
    day: datetime.date
    facts: dict[str, Decimal | bool | datetime.date | str]
    verdict: Verdict
    amount: Decimal | Literal["unknown", "not set"] | None = Field(
        default=None, description="yuan; 'unknown' where a fact is missing; left out where nothing is due"
    )

    @field_validator("facts", mode="before")
    @classmethod
    def _plain(cls, facts: Any) -> Any:
        # numbers become Decimal before pydantic could take 1 for True
        return {name: Decimal(str(value)) if type(value) in (int, float) else value for name, value in facts.items()}


class Policy(PackFile):
    """One policy item that an entity can be entitled to."""

    kind: Literal["policy"]
    folders: ClassVar[tuple[str, ...]] = ("rules",)
    id: str = Field(pattern=_ID)
    label: str = Field(description="the short name in lists")
    title: str
    issuer: str
    basis: Basis
    since: datetime.date = Field(alias="from")
    until: datetime.date | None = Field(default=None, alias="to")
    measures: tuple[int, ...] = Field(default=(), description="the measures of the county's plan that it serves")
    channel: Channel
    unit: str = Field(description="id of the unit that answers for it")
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    amount: Amount
    exclusions: tuple[Exclusion, ...] = ()
    again: Again = Field(default=NOT_SET, description="how often one entity enjoys it; not set is kept as once")
    budget: Budget | None = None
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _criteria_once(self) -> "Policy":
        ids = [criterion.id for criterion in self.criteria]
        if len(ids) != len(set(ids)):
            raise ValueError("two criteria have the same id; give each its own")
        return self

    def holds_on(self, day: datetime.date) -> bool:
        """Whether the policy is in force on the day, both ends included."""
        return self.since <= day and (self.until is None or day <= self.until)


class Service(Spec):
    """Policies of a higher level that serve a measure of this place's plan."""

    measure: int
    policies: tuple[str, ...]


class Services(PackFile):
    """Which policies of the province and the state serve which measures here: the higher level cannot know."""

    kind: Literal["services"]
    folders: ClassVar[tuple[str, ...]] = ("rules",)
    services: tuple[Service, ...]
