"""Findings with all that a person needs of them: what, where, why, which article, what to do."""

import datetime
from dataclasses import dataclass

from beizeng.plan.elements import Finding, Severity, Span
from beizeng.plan.findings import findings
from beizeng.plan.findings.law import FAIR_COMPETITION, Against, against
from beizeng.plan.reading import Reading
from beizeng.screening.checklist import Checklist
from beizeng.screening.queries import checklist as fair_competition
from beizeng.spec import Shelf, per_shelf
from beizeng.spec.checklist import Strength
from beizeng.spec.plan_findings import Explanation, Group, PlanChecklist, PlanFindings


@dataclass(frozen=True)
class Explained:
    """A finding.

    Attributes:
        subject: what it belongs to: ``goals``, ``project:4``, ``measure:13``; empty: the plan as a whole.
        article: the article in force on the day, in words; empty: no law asks for it.
        strength: of a finding of law: clear or arguable.
    """

    code: str
    group: Group
    label: str
    severity: Severity
    message: str
    span: Span
    subject: str
    why: str
    article: str
    strength: Strength | None
    advice: str


def explained(reading: Reading, day: datetime.date) -> tuple[Explained, ...]:
    """All findings of a plan on a day: of the text, then of law, each group in the order of its own."""
    known = explanations()
    of_text = [of_finding(one, subject_of(reading, one.span)) for one in findings(reading)]
    law = against(reading, law_checklist(), fair_competition(), day)
    return (*of_text, *(_of_law(one, subject_of(reading, one.span), known) for one in law))


def of_finding(one: Finding, subject: str) -> Explained:
    """A finding of the text with its explanation; one that no pack explains stands for itself."""
    said = explanations().get(one.code)
    if said is None:
        return Explained(
            one.code, "definition", one.message, one.severity, one.message, one.span, subject, "", "", None, ""
        )
    return Explained(
        one.code, said.group, said.label, one.severity, one.message, one.span, subject, said.why, "", None, said.advice
    )


def _of_law(one: Against, subject: str, known: dict[str, Explanation]) -> Explained:
    said = known.get(one.code)
    return Explained(
        one.code,
        "law",
        said.label if said else one.label,
        "error" if one.strength == "clear" else "tension",
        f"{one.label}：“{one.what}”" if one.what else one.label,
        one.span,
        subject,
        one.why,
        one.article,
        one.strength,
        one.advice or (said.advice if said and one.code == FAIR_COMPETITION else ""),
    )


def subject_of(reading: Reading, span: Span) -> str:
    """What a place belongs to."""
    for measure in reading.measures:
        if measure.span[0] <= span[0] < measure.span[1]:
            return f"measure:{measure.number}"
    for project, text in zip(reading.projects, reading.project_texts, strict=True):
        if text.span[0] <= span[0] < text.span[1]:
            return f"project:{project.number}"
    in_goals = any(goal.indicator.span[0] <= span[0] < goal.indicator.span[1] for goal in reading.goals)
    return "goals" if in_goals else ""


@per_shelf
def explanations(shelf: Shelf) -> dict[str, Explanation]:
    """What the packs say of each code; a later place replaces an earlier one."""
    return {one.code: one for file in shelf.all(PlanFindings) for one in file.explained}


@per_shelf
def law_checklist(shelf: Shelf) -> Checklist:
    """The points of law that a plan is held against."""
    return Checklist.of(shelf, PlanChecklist)
