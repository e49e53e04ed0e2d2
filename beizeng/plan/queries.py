"""Reading the plan: the programme, its projects and measures, the issued text. What is shown follows ``viewer=``."""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.base.ports import papers
from beizeng.plan import shelf
from beizeng.plan.corrections import Corrected, Correction, corrected
from beizeng.plan.elements import Outline
from beizeng.plan.issued import decode
from beizeng.plan.marking import Paragraph, marked
from beizeng.plan.models import Measure, PlanCorrection, PlanDraft, PlanText, Programme, Project, Target
from beizeng.plan.outline import read
from beizeng.plan.versions import compare
from beizeng.spec import load_shelf
from beizeng.spec import programme as spec
from beizeng.spec.errors import BadInput

_READ, _LOAD = "plan.read", "plan.load_text"


@dataclass(frozen=True)
class LoadedText:
    """The issued text with what was read in it; offsets of ``outline`` count characters of ``text``."""

    text: str
    as_read: Outline
    corrected: Corrected
    paragraphs: tuple[Paragraph, ...]
    row: PlanText | PlanDraft

    @property
    def outline(self) -> Outline:
        """What was read, with the corrections that hold."""
        return self.corrected.outline

    def of_measure(self, printed: int) -> tuple[Paragraph, ...]:
        """The paragraphs of the measure under this number in the text; none where there is no such."""
        span = next((one.span for one in self.outline.measures if one.number == printed), (0, 0))
        return tuple(one for one in self.paragraphs if span[0] <= one.span[0] < span[1])


def programme(*, viewer: Actor) -> Programme | None:
    """The programme that runs; None: none is open, or the viewer may not read it."""
    return Programme.objects.first() if viewer.may(_READ) else None


def on_shelf() -> tuple[str, ...]:
    """The titles of the programmes that the site's packs hold."""
    return tuple(one.title for one in load_shelf().all(spec.Programme))


def measure_kind() -> str:
    """The id of the kind of case under which the measures run here."""
    return shelf.measure_kind(load_shelf())


def findings(*, viewer: Actor) -> tuple[dict[str, Any], ...]:
    """What the pack says of the plan (code, severity, message, span), for those who work on it.

    What holds today, with its law and what was decided, ``plan.findings.queries.lines`` tells.
    """
    found = programme(viewer=viewer)
    return tuple(found.findings) if found is not None and viewer.may("plan.read_findings") else ()


def goals(*, viewer: Actor) -> QuerySet[Target]:
    """The targets of the goal."""
    return Target.objects.filter(programme=programme(viewer=viewer), project=None)


def last_day(of: Programme) -> datetime.date | None:
    """The last day of the goals; where they name none, of any target; None: the plan sets no day at all."""
    rows = list(Target.objects.filter(programme=of, deadline__isnull=False))
    days = [row.deadline for row in rows if row.project_id is None] or [row.deadline for row in rows]
    return max((day for day in days if day), default=None)


def projects(*, viewer: Actor) -> QuerySet[Project]:
    """The projects in order, each with its ``targets``."""
    rows = Project.objects.filter(programme=programme(viewer=viewer)).select_related("lead_unit")
    return rows.prefetch_related("joint_units", Prefetch("targets", Target.objects.order_by("order")))


def measures(*, viewer: Actor) -> QuerySet[Measure]:
    """The measures in order, with their units."""
    rows = Measure.objects.filter(programme=programme(viewer=viewer))
    return rows.select_related("lead_unit").prefetch_related("joint_units")


def measure(number: int, *, viewer: Actor) -> Measure | None:
    """One measure."""
    return measures(viewer=viewer).filter(number=number).first()


@dataclass(frozen=True)
class Dropped:
    """A measure that an earlier version had: its number and title, and the version that has it no more."""

    number: int
    title: str
    by: spec.Programme


def dropped(number: int, *, viewer: Actor) -> Dropped | None:
    """What became of a measure that the plan in force doesn't have; None: it has it, or none ever had."""
    found, title, gone = programme(viewer=viewer), "", None
    for pack, files in shelf.versions_of(load_shelf(), found.pk) if found else ():
        titles = {one.number: one.title for file in files for one in file.measures}
        if number in titles:
            title, gone = titles[number], None
        elif title and gone is None:
            gone = Dropped(number, title, pack)
    return gone


def numbers(of: Programme) -> dict[int, int]:
    """The number that the text in force prints → the number of the measure."""
    return dict(Measure.objects.filter(programme=of).values_list("printed", "number"))


def printed(*, viewer: Actor) -> dict[int, int]:
    """The number of each measure → the number that the text in force prints."""
    return dict(Measure.objects.filter(programme=programme(viewer=viewer)).values_list("number", "printed"))


def text(*, viewer: Actor) -> LoadedText | None:
    """The issued text loaded last; None: none was loaded."""
    row = PlanText.objects.filter(programme=programme(viewer=viewer)).first()
    if row is None:
        return None
    return _laid_over(row, PlanCorrection.objects.filter(programme_id=row.programme_id))


def drafts(*, viewer: Actor) -> QuerySet[PlanDraft]:
    """The texts handed in that are not in force, the latest first, for who may load a text."""
    rows = PlanDraft.objects.filter(outcome="")
    return rows if viewer.may(_LOAD) else rows.none()


def draft_text(draft_id: int, *, viewer: Actor) -> LoadedText | None:
    """A text handed in, under the corrections made in it, or those of the programme whose version it is."""
    row = PlanDraft.objects.filter(pk=draft_id).first()
    if row is None or not viewer.may(_LOAD):
        return None
    made = PlanCorrection.objects.filter(Q(draft=row) | Q(programme__isnull=False, programme_id=row.programme_id))
    return _laid_over(row, made)


def texts(*, viewer: Actor) -> QuerySet[PlanText]:
    """Every text that was loaded for the programme that runs, the latest first."""
    return PlanText.objects.filter(programme=programme(viewer=viewer))


def text_of(row: PlanText, *, viewer: Actor) -> LoadedText | None:
    """A text as it was loaded, under the corrections that hold now."""
    if not viewer.may(_READ):
        return None
    return _laid_over(row, PlanCorrection.objects.filter(programme_id=row.programme_id))


def differs(content: bytes, name: str, loaded: LoadedText) -> bool:
    """Whether a file says other things than a loaded text; one that can't be read doesn't."""
    try:
        issued = decode(content, name)
    except BadInput:
        return False
    return not compare(loaded.as_read, read(issued, shelf.units())).is_empty


def content_of(row: PlanText | PlanDraft) -> bytes:
    """The bytes of a kept text."""
    return papers.path_of(settings.DATA / "files", row.sha256).read_bytes()


def _laid_over(row: PlanText | PlanDraft, made: QuerySet[PlanCorrection]) -> LoadedText:
    issued, as_read, paragraphs = _read_issued(row.sha256, row.name)
    return LoadedText(issued, as_read, lay_over(as_read, issued, made), paragraphs, row)


def lay_over(outline: Outline, issued: str, made: QuerySet[PlanCorrection]) -> Corrected:
    """A reading of a text with those of the corrections that hold laid over it."""
    rows = made.filter(undone_at=None)
    kept = [Correction(row.pk, row.element, row.field, row.quote, row.value) for row in rows]
    return corrected(outline, issued, kept, people.unit_names())


def corrections(*, viewer: Actor) -> QuerySet[PlanCorrection]:
    """Every correction of the plan that runs, undone ones too, for those who work on the plan."""
    rows = PlanCorrection.objects.filter(programme=programme(viewer=viewer))
    return rows if viewer.may("plan.read_findings") else rows.none()


def correction(correction_id: int, *, viewer: Actor) -> PlanCorrection | None:
    """One correction, of the plan that runs or of a text handed in, for who may correct."""
    rows = PlanCorrection.objects.filter(pk=correction_id)
    return rows.first() if viewer.may("plan.correct") else None


# A text is named by the hash of its bytes, so what was read once never changes.
@lru_cache(maxsize=4)
def _read_issued(sha256: str, name: str) -> tuple[str, Outline, tuple[Paragraph, ...]]:
    issued = decode(papers.path_of(settings.DATA / "files", sha256).read_bytes(), name)
    outline = read(issued, shelf.units())
    return issued, outline, marked(issued, outline)
