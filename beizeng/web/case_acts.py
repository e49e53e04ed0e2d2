"""Doing something with a case: one page per act, with the form that its kind asks for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from beizeng.base.clock.now import local_day
from beizeng.base.clock.term import Term
from beizeng.base.ledger.actions import Refused
from beizeng.base.people import queries as people
from beizeng.cases import actions, proposals, queries
from beizeng.cases.actions import Stale
from beizeng.web.access import PageRequest, page
from beizeng.web.case_askers import reasons_to_act
from beizeng.web.case_forms import ActionForm, CaseForm, DecisionForm, ExtensionForm, ReassignForm
from beizeng.web.cases import address_of, case_seen

Case = Any  # the rows come from queries; the table is the room's own


@dataclass(frozen=True)
class Sheet:
    """A page with one form: its title, the word on its button, and what one must know to fill it in."""

    case: Case
    title: str
    button: str
    notes: tuple[str, ...] = ()


@page("cases.read")
def act(request: PageRequest, case_id: int, action_id: str) -> HttpResponseBase:
    """The form of one action, and doing it."""
    case = case_seen(request, case_id)
    action = queries.kind_of(case).action(action_id)
    # a form sent off is never thrown away: if the act is no longer possible, it comes back with the reason
    may = queries.may_act(case, viewer=request.viewer, at=request.at)
    if action is None or (request.method != "POST" and action not in may):
        return _not_now(request, case)
    sheet = Sheet(case, action.label, action.label, tuple(reasons_to_act(case, action, request)))
    rows = [row for row in queries.clocks(case) if row.stopped_at is None]
    known = queries.situation(case).known
    if request.method != "POST":
        filled_in = proposals.filled_in(case, action, on=local_day(request.at))
        form = ActionForm(action, rows, known=known, initial={"revision": case.revision, **filled_in})
        return _form_page(request, sheet, form)
    form = ActionForm(action, rows, known=known, data=request.POST, files=request.FILES)
    form.keep_papers()

    def do() -> Case:
        return actions.act(
            case=case,
            action=action.id,
            fields=form.typed(),
            papers=form.kept,
            revision=_revision(request),
            by=request.viewer,
            at=request.at,
        )

    has_bad_paper = any(need.id in form.errors for need in action.papers)
    return _done(request, sheet, form, do if not has_bad_paper else None)


@page("cases.read")
def ask_extension(request: PageRequest, case_id: int, key: str) -> HttpResponseBase:
    """Asking for more time on one clock."""
    case = case_seen(request, case_id)
    offered = queries.may_ask_extension(case, viewer=request.viewer, at=request.at)
    row = next((row for row in offered if row.key == key), None)
    if row is None:
        return _not_now(request, case)
    title = _("申请延期：%(clock)s") % {"clock": row.label}
    sheet = Sheet(case, title, _("申请延期"), tuple(_limits(case, row)))
    if request.method != "POST":
        return _form_page(request, sheet, ExtensionForm(initial={"revision": case.revision}))
    form = ExtensionForm(request.POST)

    def do() -> Case:
        return actions.ask_extension(
            case=case,
            clock=key,
            until_on=form.cleaned_data["until_on"],
            reason=form.cleaned_data["reason"],
            revision=_revision(request),
            by=request.viewer,
            at=request.at,
        )

    return _done(request, sheet, form, do if form.is_valid() else None)


@page("cases.read")
def decide_extension(request: PageRequest, case_id: int, key: str) -> HttpResponseBase:
    """Granting or denying more time on one clock."""
    case = case_seen(request, case_id)
    row = next((row for row in queries.may_decide_extension(case, viewer=request.viewer) if row.key == key), None)
    if row is None:
        return _not_now(request, case)
    title = _("审批延期：%(clock)s") % {"clock": row.label}
    sheet = Sheet(case, title, _("提交决定"), tuple(_what_was_asked(case, row)))
    if request.method != "POST":
        return _form_page(request, sheet, DecisionForm(initial={"revision": case.revision}))
    form = DecisionForm(request.POST)

    def do() -> Case:
        return actions.decide_extension(
            case=case,
            clock=key,
            is_granted=form.cleaned_data["is_granted"],
            reason=form.cleaned_data["reason"],
            revision=_revision(request),
            by=request.viewer,
            at=request.at,
        )

    return _done(request, sheet, form, do if form.is_valid() else None)


@page("cases.reassign")
def reassign(request: PageRequest, case_id: int) -> HttpResponseBase:
    """Giving the case to another unit."""
    case = case_seen(request, case_id)
    units = {unit.id: unit.name for unit in people.units(on=request.at.date()) if unit.id != case.lead_unit_id}
    sheet = Sheet(
        case, _("改派"), _("改派"), (_("现由%(unit)s牵头；时限照走，不重新起算。") % {"unit": case.lead_unit},)
    )
    if request.method != "POST":
        return _form_page(request, sheet, ReassignForm(units, initial={"revision": case.revision}))
    form = ReassignForm(units, data=request.POST)

    def do() -> Case:
        return actions.reassign(
            case=case,
            lead_unit=form.cleaned_data["lead_unit"],
            reason=form.cleaned_data["reason"],
            revision=_revision(request),
            by=request.viewer,
            at=request.at,
        )

    return _done(request, sheet, form, do if form.is_valid() else None)


def _revision(request: PageRequest) -> int | None:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() else None


def _limits(case: Case, row: Any) -> Iterator[str]:
    """The day due now, and how far and how often it may be moved."""
    extension = queries.kind_of(case).clock(row.clock).extension
    yield _("现在的到期日：%(day)s") % {"day": row.due_on}
    if extension is not None and extension.longest is not None:
        yield _("最多延长%(term)s") % {"term": Term.parse(extension.longest).chinese}
    if extension is not None and extension.at_most is not None:
        yield _("最多延期 %(count)s 次，已延 %(used)s 次") % {"count": extension.at_most, "used": row.extensions}


def _what_was_asked(case: Case, row: Any) -> Iterator[str]:
    """From which day to which, by whom and why."""
    yield _("由 %(before)s 延至 %(after)s") % {"before": row.due_on, "after": row.asked_until_on}
    asked = queries.extension_asked(case, row.key)
    if asked is not None:
        yield _("%(name)s：%(reason)s") % {"name": asked.actor_name, "reason": asked.fields["reason"]}


def _form_page(request: PageRequest, sheet: Sheet, form: CaseForm, status: int = 200) -> HttpResponse:
    crumbs = [(_("事项"), "/cases"), (sheet.case.title, address_of(sheet.case))]
    context = {"case": sheet.case, "sheet": sheet, "form": form, "crumbs": crumbs, "back": address_of(sheet.case)}
    return render(request, "cases/form.html", context, status=status)


def _done(request: PageRequest, sheet: Sheet, form: CaseForm, do: Callable[[], Case] | None) -> HttpResponseBase:
    """Do it and go back to the case; where it is refused, the form as it was typed, with the reason."""
    if do is None:
        return _form_page(request, sheet, form, status=422)
    try:
        do()
    except Stale as stale:
        form.refuse(stale)
        form.data = {**dict(form.data.items()), "revision": str(case_seen(request, sheet.case.pk).revision)}
        return _form_page(request, sheet, form, status=409)
    except Refused as refusal:
        form.refuse(refusal)
        return _form_page(request, sheet, form, status=422)
    messages.success(request, _("已办理：%(title)s") % {"title": sheet.title})
    # whoever handed the case on may no longer see it
    seen = queries.case_of(sheet.case.pk, viewer=request.viewer)
    return redirect(address_of(sheet.case) if seen is not None else "/today")


def _not_now(request: PageRequest, case: Case) -> HttpResponseBase:
    messages.warning(request, _("这件事现在不能办，或已由他人办理。下面是最新情况"))
    return redirect(address_of(case))


urlpatterns = [
    path("cases/<int:case_id>/reassign", reassign, name="case_reassign"),
    path("cases/<int:case_id>/clocks/<slug:key>/ask", ask_extension, name="case_ask_extension"),
    path("cases/<int:case_id>/clocks/<slug:key>/decide", decide_extension, name="case_decide_extension"),
    path("cases/<int:case_id>/<slug:action_id>", act, name="case_act"),
]
