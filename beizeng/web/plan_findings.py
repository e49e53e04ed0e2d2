"""What is wrong with the plan (`/programme/findings`): the list, each finding with its reason, what is decided."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from beizeng.base.ledger.actions import Refused
from beizeng.base.people import queries as people
from beizeng.plan import queries as plan
from beizeng.plan.findings import actions, queries
from beizeng.web.access import PageRequest, page
from beizeng.web.lists import Column, Filter, ListPage
from beizeng.web.plan import SEVERITIES, SEVERITY_TONES
from beizeng.web.screening import STRENGTHS, DecisionForm

GROUPS: dict[str, Promise] = {
    "figures": gettext_lazy("数字"),
    "definition": gettext_lazy("要素"),
    "law": gettext_lazy("法规"),
    "pace": gettext_lazy("进度"),
}
STATES: dict[str, Promise] = {
    "open": gettext_lazy("待处理"),
    "accepted": gettext_lazy("属实"),
    "rejected": gettext_lazy("不采纳"),
    "assigned": gettext_lazy("已交办"),
}
STATE_TONES = {"open": "act", "accepted": "warn", "assigned": "warn", "rejected": ""}


def _weight(one: Any) -> str:
    return str(STRENGTHS[one.strength] if one.strength else SEVERITIES[one.severity])


def _subject(subject: str) -> str:
    kind, _colon, number = subject.partition(":")
    if kind == "measure":
        return _("举措 %(number)s") % {"number": number}
    if kind == "project":
        return _("工程 %(number)s") % {"number": number}
    return _("总目标") if kind == "goals" else _("全文")


def _subject_path(subject: str) -> str:
    kind, _colon, number = subject.partition(":")
    return {"measure": f"/measures/{number}", "project": f"/programme#p{number}"}.get(kind, "/programme")


FINDINGS = ListPage(
    file_name=gettext_lazy("方案问题"),
    noun=ngettext_lazy("处", "处"),
    columns=(
        Column("message", gettext_lazy("问题"), lambda one: one.message, kind="long", link=lambda one: one.path),
        Column("group", gettext_lazy("类别"), lambda one: GROUPS[one.group], sort="group"),
        Column("weight", gettext_lazy("程度"), _weight),
        Column(
            "subject", gettext_lazy("所属"), lambda one: _subject(one.subject),
            link=lambda one: _subject_path(one.subject),
        ),
        Column("article", gettext_lazy("依据"), lambda one: one.article or "—", kind="long"),
        Column("state", gettext_lazy("处理"), lambda one: STATES[one.state], sort="state"),
        Column("unit", gettext_lazy("交办单位"), lambda one: one.unit.name if one.unit else "—"),
        Column("place", gettext_lazy("位置（字）"), lambda one: one.place, sort="span", is_extra=True),
        Column("why", gettext_lazy("为什么"), lambda one: one.why, kind="long", is_extra=True),
        Column("advice", gettext_lazy("怎么办"), lambda one: one.advice, kind="long", is_extra=True),
        Column("reason", gettext_lazy("处理理由"), lambda one: one.reason, kind="long", is_extra=True),
        Column("decided", gettext_lazy("处理时间"), lambda one: one.decided_at, kind="moment", is_extra=True),
    ),
    filters=(
        Filter("q", gettext_lazy("问题或依据"), lambda rows, text: [r for r in rows if text in r.message + r.article]),
        Filter(
            "group", gettext_lazy("类别"), lambda rows, group: [row for row in rows if row.group == group],
            options=lambda: tuple(GROUPS.items()),
        ),
        Filter(
            "state", gettext_lazy("处理"), lambda rows, state: [row for row in rows if row.state == state],
            options=lambda: tuple(STATES.items()),
        ),
        Filter(
            "unit", gettext_lazy("交办单位"), lambda rows, unit: [r for r in rows if r.unit and r.unit.id == unit],
            options=lambda: tuple((one.id, one.name) for one in people.units().exclude(kind="collective")),
        ),
    ),
)  # fmt: skip


class FindingForm(DecisionForm):
    """What becomes of a finding, why, and who sees to it."""

    def __init__(self, row: Any, data: Any = None) -> None:
        super().__init__(row, data)
        self.fields["state"].label = _("处理")
        choices = [
            ("accepted", _("属实，须更正或补充")),
            ("rejected", _("不采纳，说明理由")),
            ("assigned", _("交办")),
            ("open", _("重新待处理")),
        ]
        self.fields["state"].choices = choices[:3] if row.state == "open" else choices  # type: ignore[attr-defined]
        self.fields["assigned_to"].label = _("交给哪个单位")


@page("plan.read_findings")
def findings(request: PageRequest) -> HttpResponseBase:
    """Everything found about the plan, with what was decided."""
    viewer = request.viewer
    listing = FINDINGS.read(request.GET, queries.lines(viewer=viewer))
    text = plan.text(viewer=viewer)
    context = {
        "listing": listing,
        "programme": plan.programme(viewer=viewer),
        "has_text": text is not None,
        "checked": queries.kept(viewer=viewer).order_by("-day").first(),
        "is_screened": queries.screening_of_plan(viewer=viewer) is not None,
        "may_check": viewer.may("plan.check_findings"),
        "may_screen": viewer.reach("screening.screen_document") == "all",
    }
    return listing.export() or render(request, "plan/findings.html", context)


@require_POST
@page("plan.check_findings")
def check(request: PageRequest) -> HttpResponse:
    """Check the plan under the laws of today."""
    try:
        counts = actions.check_plan(by=request.viewer, at=request.at)
    except Refused as refused:
        messages.error(request, "。".join(filter(None, (refused.reason, refused.what_now))))
    else:
        messages.success(
            request,
            _("已核对：新发现 %(new)s 处，重新打开 %(reopened)s 处，已不存在 %(gone)s 处") % counts
            if any(counts.values())
            else _("已核对，没有变化"),
        )
    return redirect("findings")


@page("plan.read_findings")
def finding(request: PageRequest, finding_id: int) -> HttpResponse:
    """One finding: what, where, why, which article, what to do, and what was decided."""
    return _page(request, finding_id)


@require_POST
@page("plan.decide_finding")
def decide(request: PageRequest, finding_id: int) -> HttpResponse:
    """Decide on a finding."""
    row = queries.finding(finding_id, viewer=request.viewer)
    if row is None:
        raise Http404
    form = FindingForm(row, request.POST)
    if form.is_valid():
        try:
            actions.decide_finding(finding_id=finding_id, **form.cleaned_data, by=request.viewer, at=request.at)
        except Refused as refused:
            form.add_error(None, "。".join(filter(None, (refused.reason, refused.what_now))))
        else:
            messages.success(request, _("处理已记入台账"))
            return redirect("finding", finding_id=finding_id)
    return _page(request, finding_id, form, status=422)


def _page(request: PageRequest, finding_id: int, form: FindingForm | None = None, status: int = 200) -> HttpResponse:
    viewer = request.viewer
    row = queries.finding(finding_id, viewer=viewer)
    if row is None:
        raise Http404
    may_decide = row.is_current and queries.may_decide(row, viewer=viewer)
    context = {
        "row": row,
        "group": GROUPS[row.group],
        "weight": _weight(row),
        "subject": _subject(row.subject),
        "subject_path": _subject_path(row.subject),
        "state": STATES[row.state],
        "tone": STATE_TONES[row.state],
        "severity_tone": SEVERITY_TONES[row.severity],
        "form": form or (FindingForm(row) if may_decide else None),
    }
    return render(request, "plan/finding.html", context, status=status)


urlpatterns = [
    path("programme/findings", findings, name="findings"),
    path("programme/findings/check", check, name="check-findings"),
    path("programme/findings/<int:finding_id>", finding, name="finding"),
    path("programme/findings/<int:finding_id>/decide", decide, name="decide-plan-finding"),
]
