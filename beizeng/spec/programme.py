"""A programme as a plan issued it: goals, projects, measures, units and findings as facts, each with its offsets.

The plan's sentences are not here. An offset pair counts characters of the issued text as decoded, whose SHA-256
``text`` names; where that text has been loaded, the pages show the element in it.
"""

import datetime
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from beizeng.spec.values import PackFile, Spec

#: ratio: a multiple of the baseline (翻一番 is 2 倍); range: the value is the outer end.
Comparator = Literal["equal", "at_least", "at_most", "more_than", "less_than", "about", "ratio", "range"]
#: frequency: so many times per unit; limit: a time within which something is done; period: any other time.
Kind = Literal["limit", "period", "date", "frequency", "amount", "share", "area", "size", "count", "ratio"]
#: error: the text contradicts itself; tension: two statements pull apart; gap: something needed is not said.
Severity = Literal["error", "tension", "gap", "note"]
Period = Literal["month", "quarter", "half_year", "year"]
Number = int | float
Span = tuple[int, int]


class IssuedText(Spec):
    """Which text the offsets count: the SHA-256 of its UTF-8 bytes and its length in characters."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    characters: int


class Target(Spec):
    """A target of the goal or of a project. ``baseline`` or ``target`` null: the plan gives no figure; never 0."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    baseline: Number | None = None
    target: Number | None = None
    comparator: Comparator
    unit: str | None = None
    deadline: datetime.date | None = None
    modality: str | None = Field(default=None, description="确保, 力争, as written")
    stated: str | None = Field(default=None, description="the target's words, where it has no figure")
    span: Span


class Responsibility(Spec):
    """Who answers: ids of units, as the bracket names them; ``unresolved`` names nobody (等有关部门)."""

    role_word: str | None = None
    lead: tuple[str, ...] = ()
    joint: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()
    span: Span | None = None


class Project(Spec):
    """A named project inside the goals, with its targets."""

    number: int
    name: str
    responsible: Responsibility
    indicators: tuple[Target, ...]


class Figure(Spec):
    """A figure in a measure, value and unit as written (30 万元)."""

    kind: Kind
    value: Number | None = None
    unit: str | None = None
    comparator: Comparator
    span: Span


class Measure(Spec):
    """A measure: heading, who answers, figures, place.

    ``number`` names it in the programme as long as that runs; ``printed`` is its number in the text of this version,
    where that is another.
    """

    number: int
    printed: int | None = None
    title: str
    responsible: Responsibility
    figures: tuple[Figure, ...] = ()
    span: Span


class Finding(Spec):
    """What the reader found in the plan, in its own words."""

    code: str
    severity: Severity
    message: str
    span: Span


class Meeting(Spec):
    """How often a measure has the programme's progress heard or arranged, as its sentence says."""

    measure: int
    every: Period
    span: Span


class Programme(PackFile):
    """The programme of one plan: its letter head, goals, projects and findings.

    A version of the plan is a further file of the same id with a later ``from``; the first has none.
    """

    kind: Literal["programme"]
    folders: ClassVar[tuple[str, ...]] = ("plan",)
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    since: datetime.date | None = Field(default=None, alias="from")
    title: str
    document_number: str | None = None
    issuer: str | None = None
    issued_on: datetime.date | None = None
    text: IssuedText
    goals: tuple[Target, ...] = ()
    projects: tuple[Project, ...] = ()
    findings: tuple[Finding, ...] = ()
    meetings: tuple[Meeting, ...] = ()

    @property
    def targets(self) -> dict[str, Target]:
        """The place of each target in the text (``goal-1``, ``p3-2``: of project 3 the second) → the target."""
        found = {f"goal-{at}": goal for at, goal in enumerate(self.goals, 1)}
        for project in self.projects:
            found |= {f"p{project.number}-{at}": one for at, one in enumerate(project.indicators, 1)}
        return found

    @model_validator(mode="after")
    def _ids_once(self) -> "Programme":
        ids = [target.id for target in self.targets.values()]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"the id {', '.join(twice)} stands twice; give each target its own")
        return self


class Section(Spec):
    """The heading under which measures stand."""

    number: int | None = None
    name: str


class Measures(PackFile):
    """The measures of one section of a programme, in the version that holds from the same day."""

    kind: Literal["measures"]
    folders: ClassVar[tuple[str, ...]] = ("plan",)
    programme: str
    since: datetime.date | None = Field(default=None, alias="from")
    section: Section
    measures: tuple[Measure, ...]
