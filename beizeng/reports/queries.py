"""Reading reports: the list, one with its text and papers, and what is behind each of its figures."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.db.models import QuerySet

from beizeng.base.people.actor import Actor
from beizeng.base.ports import papers
from beizeng.reports import shelf
from beizeng.reports.content import Briefing, Figure
from beizeng.reports.figuring import digest
from beizeng.reports.given import Source
from beizeng.reports.kept import content_digest, records_in
from beizeng.reports.models import Report, ReportTemplate

_READ = "reports.read"
PaperKind = Literal["docx", "xlsx"]


@dataclass(frozen=True)
class Trace:
    """A figure of a report with the records that were behind it when it was drafted."""

    report: Report
    figure: Figure
    records: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether figure and records still give the digest that the paper bears."""
        said = Source(self.figure.query, self.figure.on, self.figure.known, self.records)
        return digest(self.figure.value, said) == self.figure.digest


@dataclass(frozen=True)
class Proof:
    """Whether a report is what it was: its content and each of its papers against their hashes."""

    content: bool
    papers: bool

    @property
    def holds(self) -> bool:
        """Whether nothing has changed."""
        return self.content and self.papers


def reports(*, viewer: Actor) -> QuerySet[Report]:
    """The reports, the latest day first; without their content, which is long."""
    rows = Report.objects.defer("content")
    return rows if viewer.may(_READ) else rows.none()


def report(report_id: int, *, viewer: Actor) -> Report | None:
    """One report; None: there is none, or not for this viewer."""
    return Report.objects.filter(pk=report_id).first() if viewer.may(_READ) else None


def briefing(found: Report) -> Briefing:
    """What the report says."""
    return Briefing.model_validate(found.content)


def trace(found: Report, number: int) -> Trace | None:
    """What is behind a figure; None: the report has no such figure."""
    figure = briefing(found).figure(number)
    if figure is None:
        return None
    return Trace(found, figure, records_in(_kept(found.records_sha256), number))


def paper(found: Report, kind: PaperKind) -> bytes:
    """The document or the workbook, as kept."""
    return _kept(found.docx_sha256 if kind == "docx" else found.xlsx_sha256)


def proof(found: Report) -> Proof:
    """Compute every hash of a report again."""
    hashes = (found.docx_sha256, found.xlsx_sha256, found.records_sha256, found.template_sha256)
    return Proof(
        content=content_digest(briefing(found)) == found.content_sha256,
        papers=all(_is_intact(sha256) for sha256 in hashes),
    )


def template(kind: str) -> bytes:
    """The template that counts now: the one adopted last, else the packs' own."""
    adopted = adopted_template(kind)
    return _kept(adopted.sha256) if adopted else shelf.first_template(shelf.kind_of(kind))


def adopted_template(kind: str) -> ReportTemplate | None:
    """The template that an office adopted last; None: the packs' own counts."""
    return ReportTemplate.objects.filter(kind=kind).first()


def _kept(sha256: str) -> bytes:
    return papers.path_of(settings.DATA / "files", sha256).read_bytes()


def _is_intact(sha256: str) -> bool:
    path = papers.path_of(settings.DATA / "files", sha256)
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256
