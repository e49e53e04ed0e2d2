"""What a briefing is composed from, as plain values: what the rooms know on the day, each with its source."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Source:
    """How a value came about, in words, for which day, by what was known; and the records that it was taken from.

    A record is ``kind:key``: ``entity:<code>``, ``case:<id>``, ``measure:<number>``, ``indicator:<id>``,
    ``policy:<id>``, ``finding:<its page>``, ``register:all``.
    """

    query: str
    on: datetime.date
    known: datetime.date
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sourced:
    """A value with its source; None: there is none, and ``missing`` is the word for that."""

    value: Decimal | None
    source: Source
    missing: str = "未知"


@dataclass(frozen=True)
class IndicatorGiven:
    """An indicator on the day.

    Attributes:
        year_before: the value on the same day a year ago, where there is one.
        is_ceiling: the aim is not to be exceeded.
        is_met: whether the actual value reaches the aim; None: can't be said.
        light: ``green``, ``amber``, ``red`` or ``none``.
        barred: why it is shown and never scored; empty where it is scored.
        is_growth: the value is itself a growth, in percent; its baseline is a count.
    """

    id: str
    label: str
    unit: str
    base: Sourced
    base_unit: str
    aim: Sourced
    path: Sourced
    actual: Sourced
    year_before: Sourced | None
    is_ceiling: bool
    is_met: bool | None
    light: str
    barred: str
    is_growth: bool


@dataclass(frozen=True)
class ProjectGiven:
    """A project (number 0: the goals) with the names of the units that answer for it."""

    number: int
    name: str
    units: tuple[str, ...]
    indicators: tuple[IndicatorGiven, ...]


@dataclass(frozen=True)
class MeasureGiven:
    """A measure with the light of its matter; ``none``: it has none yet. ``printed``: its number in the plan's text."""

    number: int
    printed: int
    title: str
    light: str


@dataclass(frozen=True)
class OverdueGiven:
    """A matter that is overdue; ``due_on`` None: nobody has set a limit."""

    case_id: int
    number: str
    title: str
    unit: str
    due_on: datetime.date | None


@dataclass(frozen=True)
class PolicyGiven:
    """A policy in force with the entities that meet it and those of whom something is not known.

    ``amount``: the sum in yuan over those who meet it, whose own amount is known for ``amount.source.records``;
    None where no source gives an amount (``is_amount_set`` False), or where it is a ceiling and no sum.
    """

    id: str
    label: str
    is_amount_set: bool
    is_ceiling: bool
    met: tuple[str, ...]
    unknown: tuple[str, ...]
    amount_yuan: Decimal | None
    without_amount: int


@dataclass(frozen=True)
class JudgedGiven:
    """The judgement of the register that is the latest on the day."""

    on: datetime.date
    known: datetime.date
    entities: int
    policies: tuple[PolicyGiven, ...]
    halted: tuple[str, ...]


@dataclass(frozen=True)
class FindingGiven:
    """What the plan leaves open or says two ways; ``place``: where it is shown and decided."""

    severity: str
    message: str
    place: str


@dataclass(frozen=True)
class Given:
    """Everything. ``cases_on``: the day as of which measures and matters stand; ``judged`` None: never judged."""

    title_lines: tuple[str, ...]
    to: str
    sender: str
    period: str
    part_titles: Mapping[str, str]
    day: datetime.date
    known: datetime.date
    cases_on: datetime.date
    is_sample: bool
    projects: tuple[ProjectGiven, ...]
    measures: tuple[MeasureGiven, ...]
    overdue: tuple[OverdueGiven, ...]
    judged: JudgedGiven | None
    findings: tuple[FindingGiven, ...]
