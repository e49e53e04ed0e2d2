"""Reading findings as they are kept: those of the plan that runs, and the clauses that ``screening`` keeps of it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from beizeng.base.people.actor import Actor
from beizeng.plan import queries as plan
from beizeng.plan.elements import Span
from beizeng.plan.findings.explained import explanations
from beizeng.plan.findings.law import FAIR_COMPETITION
from beizeng.plan.models import Measure, PlanFinding, Programme, Project, Target
from beizeng.screening import queries as screening

_READ, _DECIDE = "plan.read_findings", "plan.decide_finding"


@dataclass(frozen=True)
class Line:
    """A finding in the list. ``path``: where it is shown and decided."""

    path: str
    code: str
    group: str
    label: str
    severity: str
    strength: str
    message: str
    why: str
    article: str
    advice: str
    subject: str
    span: Span
    state: str
    reason: str
    unit: Any
    decided_at: Any
    reopened: str

    @property
    def place(self) -> str:
        """Where in the text, by its characters."""
        return f"{self.span[0]}—{self.span[1]}"


def kept(*, viewer: Actor) -> QuerySet[PlanFinding]:
    """The findings that the plan that runs shows now, in the order of the text."""
    programme = plan.programme(viewer=viewer)
    if programme is None or not viewer.may(_READ):
        return PlanFinding.objects.none()
    rows = PlanFinding.objects.filter(programme=programme, is_current=True)
    return rows.select_related("assigned_to").order_by("span_start", "id")


def finding(finding_id: int, *, viewer: Actor) -> PlanFinding | None:
    """One finding, also one that the plan no longer shows."""
    if not viewer.may(_READ):
        return None
    return PlanFinding.objects.select_related("assigned_to", "programme").filter(pk=finding_id).first()


def lines(*, viewer: Actor) -> list[Line]:
    """Everything found about the plan, weightiest first: what is kept here and the latest screening of its text."""
    weights = ("error", "tension", "gap", "note")
    rows = [*map(_line, kept(viewer=viewer)), *_screened(viewer)]
    return sorted(rows, key=lambda row: (weights.index(row.severity), row.span))


def _line(row: PlanFinding) -> Line:
    return Line(
        f"/programme/findings/{row.pk}",
        row.code,
        row.group,
        row.label,
        row.severity,
        row.strength,
        row.message,
        row.why,
        row.article,
        row.advice,
        row.subject,
        (row.span_start, row.span_end),
        row.state,
        row.reason,
        row.assigned_to,
        row.decided_at,
        row.reopened,
    )


def _screened(viewer: Actor) -> list[Line]:
    document = screening_of_plan(viewer=viewer)
    said = explanations().get(FAIR_COMPETITION)
    if document is None or said is None:
        return []
    return [
        Line(
            f"/screening/{document.pk}#finding-{row.pk}",
            FAIR_COMPETITION,
            "law",
            said.label,
            "error" if row.strength == "clear" else "tension",
            row.strength,
            screening.label_of(row.point),
            row.why,
            row.article,
            said.advice,
            row.subject,
            (row.start, row.end),
            row.state,
            row.reason,
            row.assigned_to,
            row.decided_at,
            "",
        )
        for row in screening.findings(document)
    ]


def screening_of_plan(*, viewer: Actor) -> Any:
    """The latest screening of the plan's own text; None: it was not screened, or the viewer may not see it."""
    programme = plan.programme(viewer=viewer)
    if programme is None or not viewer.may(_READ):
        return None
    return screening.documents(viewer=viewer).filter(title=programme.title, is_latest=True).first()


def subject_in(programme: Programme, span: Span) -> str:
    """What a place of the plan belongs to, by the offsets that its pack gives."""
    place = {"programme": programme, "span_start__lte": span[0], "span_end__gt": span[0]}
    measure = Measure.objects.filter(**place).first()
    if measure is not None:
        return f"measure:{measure.number}"
    target = Target.objects.filter(**place).select_related("project").first()
    if target is None:
        return ""
    return f"project:{target.project.number}" if target.project else "goals"


def may_decide(row: PlanFinding, *, viewer: Actor) -> bool:
    """Whether the viewer decides about it: all findings, or those given to, or led by, the viewer's unit."""
    units = {row.assigned_to_id, _lead_of(row)} - {None}
    return viewer.reach(_DECIDE) == "all" or any(viewer.may_for_unit(_DECIDE, unit) for unit in units if unit)


def _lead_of(row: PlanFinding) -> str | None:
    kind, _, number = row.subject.partition(":")
    of = {"programme_id": row.programme_id, "number": number}
    if kind == "measure":
        return Measure.objects.filter(**of).values_list("lead_unit_id", flat=True).first()
    if kind == "project":
        return Project.objects.filter(**of).values_list("lead_unit_id", flat=True).first()
    return None
