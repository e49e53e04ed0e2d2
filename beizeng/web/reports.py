"""Reports: the list with drafting (`/reports`), one as a page with every figure linked, what is behind a figure."""

import datetime
import io
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Refused
from beizeng.reports import actions, queries
from beizeng.reports.content import Briefing, Cell, Figure, Phrase
from beizeng.spec.errors import BadInput
from beizeng.web.access import PageRequest, page
from beizeng.web.lists import Column, Filter, ListPage
from beizeng.web.plan_meetings import served_by
from beizeng.web.report_records import RECORDS, records_of

KIND = "briefing"
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: Where the standard finds fault → the field of the form.
_FIELDS = {"发文机关标志": "red_head", "发文字号": "document_number", "成文日期": "signed_on"}
_MAX_TEMPLATE = 5 * 1024 * 1024

STATES: dict[str, Promise] = {"draft": gettext_lazy("草稿"), "issued": gettext_lazy("已签发")}

REPORTS = ListPage(
    file_name=gettext_lazy("简报"),
    noun=ngettext_lazy("份", "份"),
    columns=(
        Column("title", gettext_lazy("标题"), lambda one: one.title, link=lambda one: f"/reports/{one.pk}"),
        Column("day", gettext_lazy("截至"), lambda one: one.day, sort="day", kind="day"),
        Column("state", gettext_lazy("状态"), lambda one: STATES[one.state], sort="state"),
        Column("number", gettext_lazy("文号"), lambda one: one.document_number or "—"),
        Column("drafted", gettext_lazy("起草"), lambda one: one.drafted_at, sort="drafted_at", kind="moment"),
        Column("digest", gettext_lazy("内容摘要"), lambda one: one.content_sha256, kind="hash"),
    ),
    filters=(
        Filter(
            "state",
            gettext_lazy("状态"),
            lambda rows, state: rows.filter(state=state),
            options=STATES.items,
        ),
    ),
    sort="-day",
)


class DraftForm(forms.Form):
    """Of which day the report is."""

    day = forms.DateField(
        label=gettext_lazy("数据截至"),
        help_text=gettext_lazy("季末日期即为季度简报；同一天的草稿会被新草稿替换，已签发的不会"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class IssueForm(forms.Form):
    """What only an officer can put on a paper."""

    red_head = forms.CharField(
        label=gettext_lazy("发文机关标志"), max_length=30, help_text=gettext_lazy("印成红色，在文件上方居中")
    )
    document_number = forms.CharField(
        label=gettext_lazy("发文字号"),
        max_length=60,
        help_text=gettext_lazy("年份用六角括号，序号不编虚位、不加“第”，例如 岢倍增办〔2024〕3号"),
    )
    signed_on = forms.DateField(
        label=gettext_lazy("成文日期"),
        help_text=gettext_lazy("负责人签发的日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class TemplateForm(forms.Form):
    """An edited template."""

    file = forms.FileField(
        label=gettext_lazy("模板文件"), help_text=gettext_lazy("先用今天的数据试填，标签填不上的不会采用")
    )


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence or a cell: words, or a figure with the address of what is behind it."""

    text: str
    figure: Figure | None = None


@dataclass(frozen=True)
class ShownPart:
    """A part of the report as the page shows it: paragraphs as (is heading, pieces), heads as (head, is number)."""

    title: str
    paragraphs: list[tuple[bool, list[Piece]]]
    heads: list[tuple[str, bool]]
    rows: list[list[tuple[str, bool, Piece]]]


# --- the list, drafting, the template


@page("reports.read")
def reports(request: PageRequest) -> HttpResponseBase:
    """All reports, the latest first; the form to draft one."""
    listing = REPORTS.read(request.GET, queries.reports(viewer=request.viewer))
    form = DraftForm(initial={"day": _last_quarter_end(local_day(request.at))})
    return listing.export() or render(request, "reports/list.html", _list_context(request, listing, form))


def _list_context(request: PageRequest, listing: Any, form: forms.Form) -> dict[str, Any]:
    return {
        "listing": listing,
        "form": form if request.viewer.may("reports.draft") else None,
        "template_form": TemplateForm() if request.viewer.may("reports.adopt_template") else None,
        "adopted": queries.adopted_template(KIND),
    }


@require_POST
@page("reports.draft")
def draft(request: PageRequest) -> HttpResponse:
    """Draft the report of a day."""
    form = DraftForm(request.POST)
    if form.is_valid():
        try:
            report = actions.draft(kind=KIND, day=form.cleaned_data["day"], by=request.viewer, at=request.at)
        except (Refused, BadInput) as fault:
            form.add_error("day", _in_words(fault))
        else:
            messages.success(request, _("已起草，请核对后签发"))
            return redirect("report", report.pk)
    listing = REPORTS.read(request.GET, queries.reports(viewer=request.viewer))
    return render(request, "reports/list.html", _list_context(request, listing, form), status=422)


@page("reports.read")
def template(request: PageRequest) -> FileResponse:
    """The template that counts now, as a file."""
    return _file(queries.template(KIND), "docx", _("简报模板"))


@require_POST
@page("reports.adopt_template")
def adopt(request: PageRequest) -> HttpResponse:
    """Use an edited template from the next draft on."""
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > _MAX_TEMPLATE:
        messages.error(request, _("请选择一个不超过 5 MB 的 docx 文件"))
        return redirect("reports")
    try:
        actions.adopt_template(
            kind=KIND, name=file.name or "", content=file.read(), by=request.viewer, at=request.at
        )  # fmt: skip
    except (Refused, BadInput) as fault:
        messages.error(request, _in_words(fault))
    else:
        messages.success(request, _("已采用，下次起草即用这个模板"))
    return redirect("reports")


# --- one report


@page("reports.read")
def report(request: PageRequest, report_id: int) -> HttpResponse:
    """The report as a page: each figure leads to what is behind it."""
    found = _found(request, report_id)
    may_issue = found.state == "draft" and request.viewer.may("reports.issue")
    initial = {"signed_on": local_day(request.at)}
    return _page(request, found, IssueForm(initial=initial) if may_issue else None)


@require_POST
@page("reports.issue")
def issue(request: PageRequest, report_id: int) -> HttpResponse:
    """Put the red head, number and day on the draft, and freeze it."""
    found = _found(request, report_id)
    form = IssueForm(request.POST)
    if form.is_valid():
        try:
            actions.issue(report_id=found.pk, **form.cleaned_data, by=request.viewer, at=request.at)
        except BadInput as fault:
            form.add_error(_FIELDS.get(fault.where), f"{fault.why}。{fault.write}")
        except Refused as refused:
            form.add_error(None, _in_words(refused))
        else:
            messages.success(request, _("已签发，从此不再改动"))
            return redirect("report", found.pk)
    return _page(request, found, form, status=422)


def _page(request: PageRequest, found: Any, form: IssueForm | None, *, status: int = 200) -> HttpResponse:
    said = queries.briefing(found)
    context = {
        "report": found,
        "meetings": served_by(found.day, viewer=request.viewer),
        "briefing": said,
        "proof": queries.proof(found),
        "opening": _pieces(said, said.opening),
        "parts": [_part(said, part) for part in said.parts],
        "form": form,
        "crumbs": [(_("简报"), reverse("reports"))],
    }
    return render(request, "reports/report.html", context, status=status)


@page("reports.read")
def paper(request: PageRequest, report_id: int, kind: queries.PaperKind) -> FileResponse:
    """The document or the workbook."""
    found = _found(request, report_id)
    name = found.title if kind == "docx" else _("%(title)s（数据）") % {"title": found.title}
    return _file(queries.paper(found, kind), kind, name)


@page("reports.read")
def figure(request: PageRequest, report_id: int, number: int) -> HttpResponseBase:
    """What is behind a figure: how it was counted, for which day, by what was known, and the records."""
    found = _found(request, report_id)
    trace = queries.trace(found, number)
    if trace is None:
        raise Http404
    listing = RECORDS.read(request.GET, records_of(trace, viewer=request.viewer))
    context = {
        "report": found,
        "trace": trace,
        "figure": trace.figure,
        "listing": listing,
        "hidden": len(trace.records) - len(listing.rows) if not listing.is_filtered else 0,
        "last": len(found.content["figures"]),
        "crumbs": [(_("简报"), reverse("reports")), (found.title, reverse("report", args=[found.pk]))],
    }
    return listing.export() or render(request, "reports/figure.html", context)


# --- pieces


def _part(said: Briefing, part: Any) -> ShownPart:
    table = part.table
    numbers = [any(isinstance(row[place], int) for row in table.rows) for place in range(len(table.heads))]
    heads = list(zip(table.labels, numbers, strict=True))
    rows = [
        [(head, is_number, _cell(said, cell)) for (head, is_number), cell in zip(heads, row, strict=True)]
        for row in table.rows
    ]
    paragraphs = [(one.is_heading, _pieces(said, one.phrase)) for one in part.paragraphs]
    return ShownPart(part.title, paragraphs, heads, rows)


def _pieces(said: Briefing, phrase: Phrase) -> list[Piece]:
    return [Piece(one) if isinstance(one, str) else _cell(said, one, with_unit=True) for one in phrase]


def _cell(said: Briefing, cell: Cell, *, with_unit: bool = False) -> Piece:
    if not isinstance(cell, int):
        return Piece(cell or "")
    found = said.figures[cell - 1]
    return Piece(found.text if with_unit else found.shown, found)


def _found(request: PageRequest, report_id: int) -> Any:
    found = queries.report(report_id, viewer=request.viewer)
    if found is None:
        raise Http404
    return found


def _file(content: bytes, kind: str, name: str) -> FileResponse:
    return FileResponse(
        io.BytesIO(content), as_attachment=True, filename=f"{name}.{kind}", content_type=_TYPES[kind]
    )  # fmt: skip


def _in_words(fault: Refused | BadInput) -> str:
    if isinstance(fault, Refused):
        return f"{fault.reason}。{fault.what_now}" if fault.what_now else fault.reason
    return f"{fault.what}：{fault.why}。{fault.write}"


def _last_quarter_end(day: datetime.date) -> datetime.date:
    """The day itself if it ends a quarter, else the last day of the quarter before."""
    next_day = day + datetime.timedelta(days=1)
    first_month = (next_day.month - 1) // 3 * 3 + 1
    return datetime.date(next_day.year, first_month, 1) - datetime.timedelta(days=1)


urlpatterns = [
    path("reports", reports, name="reports"),
    path("reports/draft", draft, name="report_draft"),
    path("reports/template", template, name="report_template"),
    path("reports/template/adopt", adopt, name="report_template_adopt"),
    path("reports/<int:report_id>", report, name="report"),
    path("reports/<int:report_id>/issue", issue, name="report_issue"),
    path("reports/<int:report_id>/briefing.docx", paper, {"kind": "docx"}, name="report_docx"),
    path("reports/<int:report_id>/briefing.xlsx", paper, {"kind": "xlsx"}, name="report_xlsx"),
    path("reports/<int:report_id>/figures/<int:number>", figure, name="report_figure"),
]
