"""Screening: texts against the fair-competition checklist (`/screening`), a text with its findings, decisions."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Refused
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.plan import actions as plan_actions
from beizeng.plan import queries as plan
from beizeng.plan.issued import decode
from beizeng.screening import actions, queries
from beizeng.screening.marking import marked
from beizeng.spec.errors import BadInput
from beizeng.web.access import PageRequest, page
from beizeng.web.lists import Column, Filter, ListPage

STRENGTHS: dict[str, Promise] = {"clear": gettext_lazy("明显"), "arguable": gettext_lazy("可商榷")}
STATES: dict[str, Promise] = {
    "open": gettext_lazy("待认定"),
    "accepted": gettext_lazy("认定属实"),
    "rejected": gettext_lazy("不构成"),
    "assigned": gettext_lazy("已转办"),
}
STATE_TONES = {"open": "act", "accepted": "warn", "assigned": "warn", "rejected": ""}

PLACES = gettext_lazy("处")

DOCUMENTS = ListPage(
    file_name=gettext_lazy("公平竞争审查"),
    noun=ngettext_lazy("份", "份"),
    columns=(
        Column(
            "title", gettext_lazy("文件"), lambda one: one.title, sort="title", link=lambda one: f"/screening/{one.pk}"
        ),
        Column("unit", gettext_lazy("起草单位"), lambda one: one.unit.name),
        Column("day", gettext_lazy("按哪天的法规"), lambda one: one.day, sort="day", kind="day"),
        Column("clear", gettext_lazy("明显"), lambda one: one.clear, sort="clear", kind="count", unit=PLACES),
        Column("found", gettext_lazy("疑似共"), lambda one: one.found, sort="found", kind="count", unit=PLACES),
        Column(
            "undecided", gettext_lazy("待认定"), lambda one: one.undecided, sort="undecided", kind="count", unit=PLACES
        ),
        Column("at", gettext_lazy("审查时间"), lambda one: one.screened_at, sort="screened_at", kind="moment"),
        Column("latest", gettext_lazy("版本"), lambda one: _("最近") if one.is_latest else _("以前"), is_extra=True),
    ),
    filters=(
        Filter("q", gettext_lazy("文件名"), lambda rows, text: rows.filter(title__contains=text)),
        Filter(
            "version", gettext_lazy("版本"), lambda rows, which: rows.filter(is_latest=which == "latest"),
            options=lambda: (("latest", gettext_lazy("最近一次")), ("earlier", gettext_lazy("以前的"))),
        ),
    ),
    sort="-at",
)  # fmt: skip


class ScreenForm(forms.Form):
    """A text to screen: pasted or as a file, the unit that drafts it, the day whose laws count."""

    use_required_attribute = False

    title = forms.CharField(
        label=gettext_lazy("文件标题"),
        max_length=200,
        help_text=gettext_lazy("修改后再审查时用同一标题，没有改动的句子沿用已有的认定"),
        error_messages={"required": gettext_lazy("请填写文件标题")},
    )
    unit = forms.ChoiceField(label=gettext_lazy("起草单位"))
    day = forms.DateField(
        label=gettext_lazy("按哪天的法规审查"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("请选择日期"),
            "invalid": gettext_lazy("日期请写成 2025-06-01 的样子"),
        },
    )
    text = forms.CharField(
        label=gettext_lazy("粘贴正文"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 12})
    )
    file = forms.FileField(label=gettext_lazy("或选择文件"), required=False)

    def __init__(self, viewer: Actor, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        units = people.units().exclude(kind="collective")
        own = [(one.id, one.name) for one in units if viewer.may_for_unit("screening.screen_document", one.id)]
        self.fields["unit"].choices = own  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Exactly one of text and file; ``text`` holds the words of whichever it is."""
        data: dict[str, Any] = super().clean() or {}
        pasted, file = data.get("text") or "", data.get("file")
        if file and pasted.strip():
            self.add_error("file", _("正文和文件只能给一样，请去掉其中之一"))
        elif file:
            try:
                data["text"] = decode(file.read(), file.name)
            except BadInput as unreadable:
                self.add_error("file", f"{unreadable.what}：{unreadable.why}。{unreadable.write}")
        elif not pasted.strip():
            self.add_error("text", _("请粘贴正文，或选择文件"))
        return data


class DecisionForm(forms.Form):
    """What a finding is, why, and who sees to it."""

    use_required_attribute = False

    state = forms.ChoiceField(
        label=gettext_lazy("认定"),
        widget=forms.RadioSelect,
        choices=[
            ("accepted", gettext_lazy("属实，须修改")),
            ("rejected", gettext_lazy("不构成，说明理由")),
            ("assigned", gettext_lazy("转办")),
            ("open", gettext_lazy("重新待认定")),
        ],
        error_messages={"required": gettext_lazy("请选择一种认定")},
    )
    assigned_to = forms.ChoiceField(label=gettext_lazy("转给哪个单位"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请填写理由")},
    )

    def __init__(self, row: Any, data: Any = None) -> None:
        super().__init__(data, prefix=f"f{row.pk}")
        if row.state == "open":
            self.fields["state"].choices = self.fields["state"].choices[:3]  # type: ignore[attr-defined]
        single = [(one.id, one.name) for one in people.units().exclude(kind="collective")]
        self.fields["assigned_to"].choices = [("", _("（转办时选择）")), *single]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Note:
    """A finding beside the text."""

    row: Any
    label: str
    measure: str
    printed: str
    strength: Promise
    state: Promise
    tone: str
    assigned_to: str
    form: DecisionForm | None


@page("screening.read")
def documents(request: PageRequest) -> HttpResponseBase:
    """What was screened, newest first."""
    viewer = request.viewer
    listing = DOCUMENTS.read(request.GET, queries.documents(viewer=viewer))
    context = {
        "listing": listing,
        "may_screen": viewer.may("screening.screen_document"),
        "may_screen_plan": viewer.reach("screening.screen_document") == "all" and plan.text(viewer=viewer) is not None,
    }
    return listing.export() or render(request, "screening/documents.html", context)


@page("screening.screen_document")
def screen(request: PageRequest) -> HttpResponse:
    """Screen a text."""
    initial = {"day": local_day(request.at), "unit": next(iter(sorted(request.viewer.unit_ids)), None)}
    form = ScreenForm(request.viewer, request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            document = actions.screen_document(
                title=given["title"], text=given["text"], day=given["day"], unit_id=given["unit"],
                by=request.viewer, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, "。".join(filter(None, (refused.reason, refused.what_now))))
        else:
            return redirect("screened", document_id=document.pk)
    return render(request, "screening/screen.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@page("screening.screen_document")
def screen_plan(request: PageRequest) -> HttpResponse:
    """Screen the plan's own text; each finding belongs to its measure, whose policies it may hold back."""
    try:
        document = plan_actions.screen_text(by=request.viewer, at=request.at)
    except Refused as refused:
        messages.error(request, refused.reason)
        return redirect("screenings")
    return redirect("screened", document_id=document.pk)


@page("screening.read")
def document(request: PageRequest, document_id: int) -> HttpResponse:
    """A screened text with its findings marked, each with its article, and what was decided."""
    return _page(request, document_id)


@require_POST
@page("screening.decide")
def decide(request: PageRequest, document_id: int, finding_id: int) -> HttpResponse:
    """Decide on a finding."""
    found = queries.document(document_id, viewer=request.viewer)
    row = queries.findings(found).filter(pk=finding_id).first() if found else None
    if row is None:
        raise Http404
    form = DecisionForm(row, request.POST)
    if form.is_valid():
        try:
            actions.decide_finding(finding_id=finding_id, **form.cleaned_data, by=request.viewer, at=request.at)
        except Refused as refused:
            form.add_error(None, "。".join(filter(None, (refused.reason, refused.what_now))))
        else:
            messages.success(request, _("认定已记入台账"))
            return redirect(f"/screening/{document_id}#finding-{finding_id}")
    return _page(request, document_id, bound={finding_id: form}, status=422)


def _page(
    request: PageRequest, document_id: int, bound: dict[int, DecisionForm] | None = None, status: int = 200
) -> HttpResponse:
    viewer = request.viewer
    found = queries.document(document_id, viewer=viewer)
    if found is None:
        raise Http404
    may_decide = found.is_latest and viewer.may_for_unit("screening.decide", found.unit_id)
    rows, printed = list(queries.findings(found)), plan.printed(viewer=viewer)
    notes = {row.pk: _note(row, may_decide, bound or {}, printed) for row in rows}
    context = {
        "document": found,
        "unit": found.unit.name,
        "laws": queries.laws_on(found.day),
        "notes": list(notes.values()),
        "paragraphs": [
            (paragraph, [notes[one.pk] for one in paragraph.findings])  # type: ignore[attr-defined]
            for paragraph in marked(queries.text(found), rows)
        ],
    }
    return render(request, "screening/document.html", context, status=status)


def _note(row: Any, may_decide: bool, bound: dict[int, DecisionForm], printed: dict[int, int]) -> Note:
    measure = row.subject.removeprefix("measure:")
    form = bound.get(row.pk) or (DecisionForm(row) if may_decide else None)
    return Note(
        row=row,
        label=queries.label_of(row.point),
        measure=measure,
        printed=str(printed.get(int(measure), measure)) if measure.isdigit() else measure,
        strength=STRENGTHS[row.strength],
        state=STATES[row.state],
        tone=STATE_TONES[row.state],
        assigned_to=row.assigned_to.name if row.assigned_to else "",
        form=form,
    )


urlpatterns = [
    path("screening", documents, name="screenings"),
    path("screening/new", screen, name="screen"),
    path("screening/plan", screen_plan, name="screen-plan"),
    path("screening/<int:document_id>", document, name="screened"),
    path("screening/<int:document_id>/findings/<int:finding_id>", decide, name="decide-finding"),
]
