"""What a plan is made of, as read: the exact shape that ``beizeng plan read --json`` prints.

Every ``span`` is ``(start, end)`` in characters of the file's text as decoded, page breaks included.
Names of units are canonical where the register of units knows them, else as written.
"""

import datetime
from dataclasses import dataclass

from beizeng.spec.people import Level
from beizeng.spec.programme import Comparator, Kind, Number, Severity, Span

__all__ = ["Comparator", "Kind", "Number", "Severity", "Span"]


@dataclass(frozen=True)
class Indicator:
    """A target: ``modality`` is the word as written (力争, 确保) or None; ``stated`` the target's words as written.

    ``target`` is None where the text states it in words only; ``baseline`` None where it gives no figure: unknown.
    ``base_year``: the year that it is compared with, where said.
    """

    name: str
    baseline: Number | None
    target: Number | None
    comparator: Comparator
    unit: str | None
    deadline: datetime.date | None
    modality: str | None
    stated: str
    span: Span
    base_year: int | None = None


@dataclass(frozen=True)
class Project:
    """A named programme inside the goals (……工程), with its targets."""

    number: int
    name: str
    lead_units: tuple[str, ...]
    joint_units: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    guiding_units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quantity:
    """A figure with what it counts: ``value`` and ``unit`` as written (30 万元), None for a date."""

    text: str
    kind: Kind
    value: Number | None
    unit: str | None
    comparator: Comparator
    span: Span


@dataclass(frozen=True)
class Section:
    """The heading under which a measure stands."""

    number: int | None
    name: str


@dataclass(frozen=True)
class Measure:
    """A measure: ``text`` is its body without number, title and bracket, joined over page breaks.

    ``units`` are all that it names: ``lead_units``, ``joint_units`` and ``guiding_units``, which are apart.
    """

    number: int
    title: str
    section: Section
    text: str
    lead_units: tuple[str, ...]
    joint_units: tuple[str, ...]
    units: tuple[str, ...]
    unresolved: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    span: Span
    guiding_units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bracket:
    """A bracket that names who is responsible; ``owner`` is ``project:4``, ``measure:13`` or empty.

    ``when`` and ``scope``: until when and for what extent, as written in it; empty where it doesn't say.
    """

    owner: str
    role_word: str
    span: Span
    when: str = ""
    scope: str = ""


@dataclass(frozen=True)
class NamedUnit:
    """A unit that the document names, with the other spellings it uses and the level that its name shows.

    ``proposal``: the unit of the register that a name unknown to it may mean; a person confirms it.
    """

    name: str
    aliases: tuple[str, ...]
    level: Level | None = None
    proposal: str | None = None


@dataclass(frozen=True)
class Finding:
    """Something to put right or to ask, said in one Chinese sentence, with the place it is about."""

    code: str
    severity: Severity
    message: str
    span: Span


@dataclass(frozen=True)
class Outline:
    """The document as structured facts."""

    title: str
    document_number: str | None
    issuer: str | None
    issued_on: datetime.date | None
    goals: tuple[Indicator, ...]
    projects: tuple[Project, ...]
    measures: tuple[Measure, ...]
    brackets: tuple[Bracket, ...]
    units: tuple[NamedUnit, ...]
    findings: tuple[Finding, ...]

    @property
    def targets(self) -> dict[str, Indicator]:
        """The place of each target in the text (``goal-1``, ``p3-2``: of project 3 the second) → the target."""
        found = {f"goal-{at}": goal for at, goal in enumerate(self.goals, 1)}
        for project in self.projects:
            found |= {f"p{project.number}-{at}": one for at, one in enumerate(project.indicators, 1)}
        return found
