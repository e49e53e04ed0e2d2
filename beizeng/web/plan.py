"""The pages of the plan: the programme (`/programme`), a measure, the text as issued (`/plan`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Refused
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.cases import queries as cases
from beizeng.plan import actions, queries
from beizeng.plan.findings import queries as findings
from beizeng.rules import queries as rules
from beizeng.spec import load_shelf
from beizeng.web.access import PageRequest, page
from beizeng.web.lights import WORDS, Light, light_of
from beizeng.web.plan_coverage import carriers_of
from beizeng.web.plan_meetings import around, planned
from beizeng.web.plan_none import TextForm, none_page

LEAD_TONES = {"named": "", "proposed": "act", "confirmed": "good"}
SEVERITIES: dict[str, Promise] = {
    "error": gettext_lazy("矛盾"),
    "tension": gettext_lazy("不协调"),
    "gap": gettext_lazy("缺项"),
    "note": gettext_lazy("提示"),
}
SEVERITY_TONES = {"error": "act", "tension": "warn", "gap": "warn", "note": ""}
KINDS: dict[str, Promise] = {
    "limit": gettext_lazy("办理时限"),
    "period": gettext_lazy("时间"),
    "date": gettext_lazy("日期"),
    "frequency": gettext_lazy("频次"),
    "amount": gettext_lazy("金额"),
    "share": gettext_lazy("比例"),
    "area": gettext_lazy("面积"),
    "size": gettext_lazy("规模"),
    "count": gettext_lazy("数量"),
    "ratio": gettext_lazy("倍数"),
}
_BOUNDS: dict[str, Promise | str] = {
    "equal": "%s",
    "at_least": gettext_lazy("%s 以上"),
    "at_most": gettext_lazy("不超过 %s"),
    "more_than": gettext_lazy("超过 %s"),
    "less_than": gettext_lazy("低于 %s"),
    "about": gettext_lazy("%s 左右"),
    "range": gettext_lazy("至多 %s"),
    "ratio": gettext_lazy("现有数量的 %s"),
}
#: Units that are counted with 个: 24 个工作日, but 1 天.
_COUNTED = {unit: f"个{unit}" for unit in ("工作日", "自然日", "小时", "月", "季度", "百分点")}


@dataclass(frozen=True)
class Line:
    """A measure as the programme lists it; ``light`` is None where the viewer can't know."""

    measure: Any
    light: Light | None
    tone: str


@dataclass(frozen=True)
class Goal:
    """A target in words: what it starts from, what it is to reach."""

    target: Any
    baseline: str | None
    reaches: str


@dataclass(frozen=True)
class Remark:
    """A finding with its word and tone; ``anchor`` names what it is about in the programme."""

    message: str
    word: Promise
    tone: str


# --- the programme


@page("plan.read")
def programme(request: PageRequest) -> HttpResponse:
    """The tree: goal, projects with their targets, sections with their measures, findings."""
    viewer = request.viewer
    found = queries.programme(viewer=viewer)
    if found is None:
        return none_page(request)
    lines = _lines(viewer)
    sections = [
        (number, name, list(rows))
        for (number, name), rows in groupby(
            lines, lambda line: (line.measure.section_number, line.measure.section_name)
        )
    ]
    context = {
        "programme": found,
        "goals": [_goal(target) for target in queries.goals(viewer=viewer)],
        "projects": [
            (project, LEAD_TONES[project.lead_state], [_goal(target) for target in project.targets.all()])
            for project in queries.projects(viewer=viewer)
        ],
        "sections": sections,
        "measures": len(lines),
        "proposed": sum(line.measure.lead_state == "proposed" for line in lines),
        "remarks": remarks(map(vars, findings.lines(viewer=viewer))),
        "may_confirm": viewer.may("plan.confirm_lead"),
        "shows_lights": any(line.light for line in lines),
    }
    rows = planned(day=local_day(request.at), viewer=viewer)
    context |= {"all_meetings": rows, "meetings": around(rows, local_day(request.at))}
    context["indicators"] = sum(len(goals) for _project, _tone, goals in context["projects"])
    return render(request, "plan/programme.html", context)


@require_POST
@page("plan.open_programme")
def open_programme(request: PageRequest) -> HttpResponse:
    """Open the programme of the packs, and put its measures on the clock."""
    try:
        actions.open_programme(shelf=load_shelf(), by=request.viewer, at=request.at)
        actions.open_measures(by=request.viewer, at=request.at)
    except Refused as refused:
        _say(request, refused)
    return redirect("programme")


def _lines(viewer: Actor) -> list[Line]:
    rows = list(queries.measures(viewer=viewer))
    lights = cases.lights(viewer=viewer, subjects=[f"measure:{row.number}" for row in rows])
    sees_all = viewer.reach("cases.read") == "all"
    return [
        Line(row, _light(lights.get(f"measure:{row.number}"), sees_all), LEAD_TONES[row.lead_state]) for row in rows
    ]


def _light(light: str | None, sees_all: bool) -> Light | None:
    # who sees some matters only can't tell a measure without a case from one whose case is not theirs
    known = light or ("none" if sees_all else None)
    return Light(known, WORDS[known]) if known else None  # type: ignore[arg-type]  # a light's own words


def _goal(target: Any) -> Goal:
    baseline = None if target.baseline is None else _amount(target.baseline, target.unit)
    if target.target is None:
        return Goal(target, baseline, target.stated)
    return Goal(target, baseline, _bounded(target.comparator, _amount(target.target, target.unit)))


def _bounded(comparator: str, amount: str) -> str:
    return str(_BOUNDS[comparator]) % amount


def _amount(value: Decimal | float, unit: str) -> str:
    text = f"{Decimal(str(value)).normalize():,f}"
    return f"{text}%" if unit == "%" else f"{text} {_COUNTED.get(unit, unit)}".strip()


def remarks(findings: Iterable[Any]) -> list[Remark]:
    """Findings in words, for ``plan/_remarks.html``."""
    return [Remark(one["message"], SEVERITIES[one["severity"]], SEVERITY_TONES[one["severity"]]) for one in findings]


# --- a measure


class LeadForm(forms.Form):
    """Which unit leads: those that the plan names first, then all others."""

    unit = forms.ChoiceField(label=gettext_lazy("牵头单位"))

    def __init__(self, of: Any, *, data: Any = None) -> None:
        super().__init__(data, initial={"unit": of.lead_unit_id})
        single = list(people.units().exclude(kind="collective"))
        named = {of.lead_unit_id, *(unit.id for unit in of.joint_units.all())}
        first = [(unit.id, unit.name) for unit in single if unit.id in named]
        others = [(unit.id, unit.name) for unit in single if unit.id not in named]
        self.fields["unit"].choices = [(_("方案点名的单位"), first), (_("其他单位"), others)]  # type: ignore[attr-defined]


@page("plan.read")
def measure(request: PageRequest, number: int) -> HttpResponse:
    """One measure: units, figures, findings, its matters with their clocks, the policies that carry it."""
    found = queries.measure(number, viewer=request.viewer)
    if found is None:
        return _dropped_page(request, number)
    return _measure_page(request, found, LeadForm(found))


def _dropped_page(request: PageRequest, number: int) -> HttpResponse:
    """A measure of an earlier version: who is led here by a case, a report or the ledger learns what became of it."""
    gone = queries.dropped(number, viewer=request.viewer)
    if gone is None:
        raise Http404
    matters = list(cases.of_subject(f"measure:{number}", viewer=request.viewer))
    return render(request, "plan/dropped.html", {"gone": gone, "matters": matters})


@require_POST
@page("plan.confirm_lead")
def confirm_lead(request: PageRequest, number: int) -> HttpResponse:
    """Confirm who leads a measure."""
    found = queries.measure(number, viewer=request.viewer)
    if found is None:
        raise Http404
    form = LeadForm(found, data=request.POST)
    if form.is_valid():
        try:
            actions.confirm_lead(number=number, unit_id=form.cleaned_data["unit"], by=request.viewer, at=request.at)
        except Refused as refused:
            form.add_error("unit", refused.reason)
        else:
            messages.success(request, _("牵头单位已确认"))
            return redirect("measure", number=number)
    return _measure_page(request, found, form, status=422)


def _measure_page(request: PageRequest, found: Any, form: LeadForm, status: int = 200) -> HttpResponse:
    viewer, day = request.viewer, request.at.date()
    text = queries.text(viewer=viewer)
    context = {
        "measure": found,
        "programme": queries.programme(viewer=viewer),
        "tone": LEAD_TONES[found.lead_state],
        "figures": [(KINDS[one["kind"]], _figure(one)) for one in found.figures],
        "remarks": remarks(_findings_of(found, viewer)),
        "matters": [_matter(case) for case in cases.of_subject(f"measure:{found.number}", viewer=viewer)],
        "carriers": carriers_of(found.number, day=day, viewer=viewer),
        "reached": rules.reached_by(found.number, on=day, viewer=viewer),
        "paragraphs": text.of_measure(found.printed) if text else (),
        "form": form if viewer.may("plan.confirm_lead") and found.lead_state != "named" else None,
        "others": _beside(found, viewer),
    }
    return render(request, "plan/measure.html", context, status=status)


def _findings_of(found: Any, viewer: Actor) -> list[dict[str, Any]]:
    return [vars(one) for one in findings.lines(viewer=viewer) if one.subject == f"measure:{found.number}"]


def _figure(one: dict[str, Any]) -> str:
    if one["value"] is None:
        return ""
    if one["kind"] == "frequency":
        return _("每%(unit)s %(times)s 次") % {"unit": one["unit"], "times": one["value"]}
    return _bounded(one["comparator"], _amount(one["value"], one["unit"] or ""))


def _matter(case: Any) -> dict[str, Any]:
    return {
        "case": case,
        "light": light_of(case.light, due_at=case.next_due_at),
        "state": cases.kind_of(case).state(case.state).label,
        "clocks": [clock for clock in cases.clocks(case) if clock.stopped_at is None],
    }


def _beside(found: Any, viewer: Actor) -> tuple[Any, Any]:
    """The measures before and after it in the text."""
    rows = queries.measures(viewer=viewer)
    return rows.filter(printed__lt=found.printed).last(), rows.filter(printed__gt=found.printed).first()


@page("plan.confirm_lead")
def project_lead(request: PageRequest, number: int) -> HttpResponse:
    """Confirm who leads a project whose lead the plan doesn't name."""
    found = queries.projects(viewer=request.viewer).filter(number=number).exclude(lead_state="named").first()
    if found is None:
        raise Http404
    form = LeadForm(found, data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        unit = form.cleaned_data["unit"]
        try:
            actions.confirm_lead(number=number, unit_id=unit, of="project", by=request.viewer, at=request.at)
        except Refused as refused:
            form.add_error("unit", refused.reason)
        else:
            messages.success(request, _("牵头单位已确认"))
            return redirect("programme")
    context = {"project": found, "form": form, "tone": LEAD_TONES[found.lead_state]}
    return render(request, "plan/project_lead.html", context, status=422 if form.errors else 200)


# --- the document


@page("plan.read")
def document(request: PageRequest) -> HttpResponse:
    """The text as issued with its elements marked; where none was loaded, that is said."""
    return _document_page(request, TextForm())


@require_POST
@page("plan.load_text")
def load_text(request: PageRequest) -> HttpResponse:
    """Load the issued text; another version than the one loaded is first shown beside it."""
    form = TextForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            draft = _other_version(request, content, file.name)
            if draft is not None:
                return redirect("plan-draft", draft_id=draft.pk)
            actions.load_text(content=content, name=file.name, by=request.viewer, at=request.at)
        except Refused as refused:
            form.add_error("file", "。".join(filter(None, (refused.reason, refused.what_now))))
        else:
            messages.success(request, _("原文已载入"))
            return redirect("plan")
    return _document_page(request, form, status=422)


def _other_version(request: PageRequest, content: bytes, name: str) -> Any:
    """The draft made of a file that says other things than the text that is loaded; None: none is, or it doesn't."""
    viewer = request.viewer
    loaded = queries.text(viewer=viewer)
    if loaded is None or not queries.differs(content, name, loaded):
        return None
    return actions.hand_in_text(content=content, name=name, by=viewer, at=request.at)


def _document_page(request: PageRequest, form: TextForm, status: int = 200) -> HttpResponse:
    viewer = request.viewer
    found = queries.programme(viewer=viewer)
    if found is None:
        return none_page(request)
    text, may_see = queries.text(viewer=viewer), viewer.may("plan.read_findings")
    context = {
        "programme": found,
        "text": text,
        "paragraphs": [(one, remarks(map(vars, one.findings)) if may_see else []) for one in text.paragraphs]
        if text
        else [],
        "form": form if viewer.may("plan.load_text") else None,
        "may_correct": viewer.may("plan.correct"),
        "goals": queries.goals(viewer=viewer),
        "projects": queries.projects(viewer=viewer),
        "sections": [
            (name, list(rows)) for name, rows in groupby(queries.measures(viewer=viewer), lambda row: row.section_name)
        ],
    }
    return render(request, "plan/document.html", context, status=status)


def _say(request: PageRequest, refused: Refused) -> None:
    messages.error(request, "。".join(filter(None, (refused.reason, refused.what_now))))


urlpatterns = [
    path("programme", programme, name="programme"),
    path("programme/open", open_programme, name="open-programme"),
    path("programme/projects/<int:number>/lead", project_lead, name="project-lead"),
    path("measures/<int:number>", measure, name="measure"),
    path("measures/<int:number>/lead", confirm_lead, name="confirm-lead"),
    path("plan", document, name="plan"),
    path("plan/text", load_text, name="load-text"),
]
