"""What the findings look at: everything read of one plan, with what the printed outline leaves out."""

from dataclasses import dataclass

from beizeng.plan.brackets import Responsibility
from beizeng.plan.document import Document
from beizeng.plan.elements import Measure, Project, Span
from beizeng.plan.names import UnitNames
from beizeng.plan.passage import Passage
from beizeng.plan.targets import Target


@dataclass(frozen=True)
class Said:
    """A responsibility bracket with its owner: ``project:4``, ``measure:13``."""

    owner: str
    bracket: Responsibility


@dataclass(frozen=True)
class Reading:
    """``targets`` and ``project_texts`` go with ``projects``; ``printed`` holds the measures' numbers as printed."""

    document: Document
    goals: tuple[Target, ...]
    elsewhere: tuple[Target, ...]
    projects: tuple[Project, ...]
    targets: tuple[tuple[Target, ...], ...]
    project_texts: tuple[Passage, ...]
    measures: tuple[Measure, ...]
    printed: tuple[tuple[int | None, Span], ...]
    brackets: tuple[Said, ...]
    names: UnitNames
