"""What a clerk corrected in a plan as read, laid over each later reading of it or of a changed text.

Pure: a correction belongs to the words that it was made at. Where they stand in the text again, be it under another
number, it holds; where they are gone, it is lost, and that is said.

    corrected(outline, text, corrections, names)   # the outline with what holds, and what is lost
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from beizeng.plan.elements import Indicator, Measure, Outline, Project, Quantity, Span

Sort = Literal["measure", "project", "target", "figure"]
#: What can be corrected in each sort of element.
FIELDS: dict[Sort, tuple[str, ...]] = {
    "measure": ("title", "lead_units", "joint_units"),
    "project": ("name", "lead_units", "joint_units"),
    "target": ("name", "baseline", "target", "comparator", "unit", "deadline"),
    "figure": ("value", "unit", "comparator"),
}
_LAYOUT = re.compile(r"[\s*#\f]+")
_STOPS = "。；;\n"
Part = Measure | Project | Indicator | Quantity


@dataclass(frozen=True)
class Element:
    """A part of the outline that can be corrected. ``quote``: the words that say it, without layout.

    ``quote_of`` tells those of its units, which stand in a bracket of their own.
    """

    key: str
    sort: Sort
    part: Part
    span: Span
    quote: str
    bracket: str

    def quote_of(self, field: str) -> str:
        """The words that say this field."""
        return self.bracket or self.quote if field in ("lead_units", "joint_units") else self.quote


@dataclass(frozen=True)
class Correction:
    """One field of one element set right: ``value`` as JSON keeps it (units by id, a day in ISO)."""

    id: int
    element: str
    field: str
    quote: str
    value: Any


@dataclass(frozen=True)
class Corrected:
    """The outline with every correction that holds; ``standing``: correction → element; ``lost``: those without one."""

    outline: Outline
    standing: Mapping[int, str]
    lost: tuple[int, ...]


def elements(outline: Outline, text: str) -> dict[str, Element]:
    """Key → element that can be corrected: ``measure-13``, ``figure-13-1``, ``project-4``, ``p4-1``, ``goal-1``."""
    return {one.key: one for one in _elements(outline, text)}


def _elements(outline: Outline, text: str) -> Iterator[Element]:
    brackets: dict[str, str] = {}
    for bracket in outline.brackets:
        brackets[bracket.owner] = brackets.get(bracket.owner, "") + _plain(text[slice(*bracket.span)])
    for at, goal in enumerate(outline.goals, 1):
        yield Element(f"goal-{at}", "target", goal, goal.span, _sentence(text, goal.span), "")
    for project in outline.projects:
        first = project.indicators[0].span if project.indicators else (0, 0)
        yield Element(
            f"project-{project.number}",
            "project",
            project,
            first,
            project.name,
            brackets.get(f"project:{project.number}", ""),
        )
        for at, one in enumerate(project.indicators, 1):
            yield Element(f"p{project.number}-{at}", "target", one, one.span, _sentence(text, one.span), "")
    for measure in outline.measures:
        owner = brackets.get(f"measure:{measure.number}", "")
        yield Element(f"measure-{measure.number}", "measure", measure, measure.span, measure.title, owner)
        for at, figure in enumerate(measure.quantities, 1):
            yield Element(
                f"figure-{measure.number}-{at}", "figure", figure, figure.span, _sentence(text, figure.span), ""
            )


def corrected(outline: Outline, text: str, corrections: Iterable[Correction], names: Mapping[str, str]) -> Corrected:
    """Lay the corrections over an outline.

    Args:
        names: unit id → name.
    """
    known = elements(outline, text)
    changes: dict[str, dict[str, Any]] = {}
    standing: dict[int, str] = {}
    lost = []
    for one in corrections:
        element = _place(one, known)
        if element is None:
            lost.append(one.id)
            continue
        standing[one.id] = element.key
        changes.setdefault(element.key, {})[one.field] = value_of(one.field, one.value, names)
    return Corrected(_changed(outline, changes), standing, tuple(lost))


def value_of(field: str, kept: Any, names: Mapping[str, str]) -> Any:
    """A kept value as the outline has it."""
    if field in ("lead_units", "joint_units"):
        return tuple(names.get(unit, unit) for unit in kept)
    return datetime.date.fromisoformat(kept) if field == "deadline" and kept else kept


def _place(one: Correction, known: Mapping[str, Element]) -> Element | None:
    """The element under the same key if it says the same, else the only one of its sort that does."""
    same = known.get(one.element)
    if same is not None and same.quote_of(one.field) == one.quote:
        return same
    sort = _sort(one.element)
    others = [other for other in known.values() if other.sort == sort and other.quote_of(one.field) == one.quote]
    return others[0] if len(others) == 1 else None


def _sort(key: str) -> Sort:
    head = key.partition("-")[0]
    return head if head in ("measure", "project", "figure") else "target"  # type: ignore[return-value]  # one of the words


def _changed(outline: Outline, changes: Mapping[str, Mapping[str, Any]]) -> Outline:
    def one(key: str, part: Any) -> Any:
        if key not in changes:
            return part
        part = replace(part, **changes[key])
        if isinstance(part, Measure | Project):
            part = replace(part, joint_units=tuple(one for one in part.joint_units if one not in part.lead_units))
        if isinstance(part, Measure):
            named = dict.fromkeys((*part.lead_units, *part.joint_units, *part.guiding_units))
            return replace(part, units=tuple(named))
        return part

    return replace(
        outline,
        goals=tuple(one(f"goal-{at}", goal) for at, goal in enumerate(outline.goals, 1)),
        projects=tuple(
            replace(
                one(f"project-{project.number}", project),
                indicators=tuple(one(f"p{project.number}-{at}", each) for at, each in enumerate(project.indicators, 1)),
            )
            for project in outline.projects
        ),
        measures=tuple(
            replace(
                one(f"measure-{measure.number}", measure),
                quantities=tuple(
                    one(f"figure-{measure.number}-{at}", each) for at, each in enumerate(measure.quantities, 1)
                ),
            )
            for measure in outline.measures
        ),
    )


def _sentence(text: str, span: Span) -> str:
    """The sentence around a place, without layout, and the place's own words: two figures of a sentence differ."""
    start = max(text.rfind(stop, 0, span[0]) for stop in _STOPS) + 1
    ends = [found for stop in _STOPS if (found := text.find(stop, span[1])) >= 0]
    return f"{_plain(text[slice(*span)])}|{_plain(text[start : min(ends, default=len(text))])}"


def _plain(text: str) -> str:
    return _LAYOUT.sub("", text)
