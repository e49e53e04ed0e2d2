"""Reading screenings: texts, findings, and the checklist that they were read with. Access is decided here."""

import datetime

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from beizeng.base.people.actor import Actor
from beizeng.base.ports import papers
from beizeng.screening.checklist import Checklist
from beizeng.screening.models import Document, Finding
from beizeng.spec import Shelf, per_shelf


@per_shelf
def checklist(shelf: Shelf) -> Checklist:
    """The checklist of the site's packs."""
    return Checklist.of(shelf)


def documents(*, viewer: Actor) -> QuerySet[Document]:
    """The screenings that the viewer may see, newest first, each with ``found``, ``clear`` and ``undecided``."""
    reach = viewer.reach("screening.read")
    rows = Document.objects.select_related("unit")
    if reach != "all":
        rows = rows.filter(unit_id__in=viewer.unit_ids) if reach == "unit" else rows.none()
    return rows.annotate(
        found=Count("findings"),
        clear=Count("findings", filter=Q(findings__strength="clear")),
        undecided=Count("findings", filter=Q(findings__state=Finding.State.OPEN)),
    )


def document(document_id: int, *, viewer: Actor) -> Document | None:
    """One screening."""
    return documents(viewer=viewer).filter(pk=document_id).first()


def findings(document: Document) -> QuerySet[Finding]:
    """What was found, in the order of the text."""
    return document.findings.select_related("assigned_to").order_by("start", "id")


def text(document: Document) -> str:
    """The text as it was screened; offsets count its characters."""
    return papers.path_of(settings.DATA / "files", document.sha256).read_bytes().decode()


def label_of(point: str) -> str:
    """The point in words; its id where the checklist no longer has it."""
    return next((one.point.label for one in checklist().points if one.point.id == point), point)


def laws_on(day: datetime.date) -> list[str]:
    """The names of the checklist's laws in force on the day; none: nothing could be found."""
    return [law.name for law in checklist().laws.values() if law.holds_on(day)]
