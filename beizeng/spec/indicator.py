"""Indicators: what measures a target of the programme, from which baseline, on which path, by which light.

The target itself (value, comparator, unit, day) stands in the programme and is not repeated here.
"""

import datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from beizeng.spec.values import Basis, PackFile, Spec

#: stock: what there is on a day, never added up; flow: what came in a period, counted from its first day;
#: share: part of a whole, in percent; index: growth over the baseline day, in percent.
Aggregation = Literal["stock", "flow", "share", "index"]
PathKind = Literal["straight", "geometric", "steps", "seasonal"]
#: births_deaths: who comes and who goes, by quarter of the year; drift: the changes so far carried on.
ForecastMethod = Literal["births_deaths", "drift"]
_ID = r"^[a-z0-9-]+$"
MISSING = "missing"
MEASURED = "measured"


def _exact(value: Any) -> Any:
    """A number as Decimal, exactly as written."""
    return Decimal(str(value)) if type(value) in (int, float) else value


class Share(Spec):
    """Two conditions over facts: the entities of ``whole``, and those of them that are ``part``."""

    part: str
    whole: str


class Ever(Spec):
    """A yes-or-no fact: each entity of which it was ever told since this day counts once."""

    fact: str
    since: datetime.date


class Asked(Spec):
    """What the lead unit is asked to report, in words; it always hands in evidence."""

    ask: str


class How(Spec):
    """Where the value comes from: exactly one of these. Conditions are those of the rules (docs: policies).

    Attributes:
        count: entities that fulfil a condition on the day.
        share: part of a whole, in percent.
        index: the count's growth over the baseline day, in percent (not year on year).
        annual: the same growth as an average of the years since then, in percent a year.
        ever: entities of which a fact was ever told.
        reported: by the lead unit, with evidence.
    """

    count: str | None = None
    share: Share | None = None
    index: str | None = None
    annual: str | None = None
    ever: Ever | None = None
    reported: Asked | None = None

    @model_validator(mode="after")
    def _one(self) -> "How":
        said = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(said) != 1:
            every = ", ".join(type(self).model_fields)
            raise ValueError(f"'how' says {len(said)} ways; write exactly one of {every}")
        return self

    @property
    def kind(self) -> str:
        """The one way that is said."""
        return next(name for name in type(self).model_fields if getattr(self, name) is not None)

    @property
    def is_reported(self) -> bool:
        """Whether a unit reports it, instead of the register counting it."""
        return self.reported is not None


class Baseline(Spec):
    """The value from which the path starts. ``measured``: the plan gives none; the register's own count is taken."""

    value: Decimal | Literal["measured"]
    day: datetime.date
    basis: Basis

    _exact = field_validator("value", mode="before")(_exact)

    @property
    def is_measured(self) -> bool:
        """Whether the register gives the value."""
        return self.value == MEASURED


class Step(Spec):
    """A value that the plan gives for a day."""

    day: datetime.date
    value: Decimal

    _exact = field_validator("value", mode="before")(_exact)


class Lights(Spec):
    """From which share of the way that the path asks for the light is green, and from which amber; below: red."""

    green: Decimal
    amber: Decimal
    basis: Basis

    _exact = field_validator("green", "amber", mode="before")(_exact)

    @model_validator(mode="after")
    def _in_order(self) -> "Lights":
        if not 0 < self.amber <= self.green:
            raise ValueError("'amber' must be above 0 and not above 'green'; write shares such as 1 and 0.8")
        return self


class Indicator(Spec):
    """One indicator. ``target``: the id of the programme's target that it measures.

    ``baseline`` None (written ``missing``): nobody gave one, so there is no path and no light until a unit does.
    """

    id: str = Field(pattern=_ID)
    target: str = Field(pattern=_ID)
    label: str
    unit: str
    aggregation: Aggregation
    how: How
    baseline: Baseline | None
    path: PathKind
    steps: tuple[Step, ...] = ()
    seasons: tuple[Decimal, ...] = Field(
        default=(),
        description="of a seasonal path: how much of a year's way falls on each of its quarters, four weights",
    )
    lights: Lights | None = Field(default=None, description="left out: the house's")
    holds_households: bool
    scored: bool = True
    basis: Basis
    note: str = ""

    @field_validator("baseline", mode="before")
    @classmethod
    def _missing(cls, value: Any) -> Any:
        return None if value == MISSING else value

    @field_validator("seasons", mode="before")
    @classmethod
    def _weights(cls, value: Any) -> Any:
        return [_exact(one) for one in value] if isinstance(value, list) else value

    @model_validator(mode="after")
    def _agree(self) -> "Indicator":
        weights = self.seasons
        if (self.path == "seasonal") != bool(weights):
            raise ValueError("a seasonal path lists its 'seasons', and no other path does; correct it")
        if weights and (len(weights) != 4 or min(weights) < 0 or sum(weights) <= 0):
            raise ValueError(
                "'seasons' are the weights of four quarters, none below 0 and not all 0; write four numbers"
            )
        days = [step.day for step in self.steps]
        if (self.path == "steps") != bool(self.steps) or days != sorted(set(days)):
            raise ValueError("a path of steps lists its 'steps' with rising days, and no other path does; correct it")
        wanted = {"share": "share", "index": "index", "annual": "index", "ever": "flow", "count": "stock"}
        if self.aggregation != wanted.get(self.how.kind, self.aggregation):
            raise ValueError(f"'{self.how.kind}' gives a {wanted[self.how.kind]}; write that as the aggregation")
        if self.how.kind in ("index", "annual") and (self.baseline is None or not self.baseline.is_measured):
            raise ValueError(f"'{self.how.kind}' compares with the register's count on a day; write that as baseline")
        return self


class Indicators(PackFile):
    """The indicators of a programme, or of a part of it."""

    kind: Literal["indicators"]
    folders: ClassVar[tuple[str, ...]] = ("indicators",)
    programme: str
    indicators: tuple[Indicator, ...]


class Households(Spec):
    """Since when a count that holds household businesses is shown with this reason and not scored."""

    since: datetime.date = Field(alias="from")
    reason: str
    basis: Basis


class Forecasting(Spec):
    """How counts of the register are forecast, the share of futures inside the range, the fewest values that do."""

    method: ForecastMethod
    level: Decimal = Field(gt=0, lt=1)
    least_points: int = Field(ge=3)
    basis: Basis

    _exact = field_validator("level", mode="before")(_exact)


class Judging(PackFile):
    """How indicators are judged: lights, what is asked about when reported, what may not be scored, the forecast."""

    kind: Literal["indicator_judging"]
    folders: ClassVar[tuple[str, ...]] = ("indicators",)
    lights: Lights
    doubtful_times: Decimal = Field(description="a report so many times the last value, or its inverse, is asked about")
    doubtful_basis: Basis
    households: Households
    forecast: Forecasting

    _exact = field_validator("doubtful_times", mode="before")(_exact)
