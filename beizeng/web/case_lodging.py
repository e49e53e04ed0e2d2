"""Beginning a case: which kinds there are for whom, and the form of each."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Refused
from beizeng.base.people import queries as people
from beizeng.cases import actions, lodging, queries
from beizeng.register import queries as register
from beizeng.spec.case_kind import CaseKind
from beizeng.web.access import PageRequest, page
from beizeng.web.case_forms import LodgingForm
from beizeng.web.cases import address_of


@page("cases.read")
def new(request: PageRequest) -> HttpResponse:
    """What the viewer may begin."""
    return render(request, "cases/new.html", {"kinds": lodging.kinds_to_lodge(request.viewer)})


@page("cases.read")
def lodge(request: PageRequest, kind_id: str) -> HttpResponseBase:
    """The form with which a case of a kind begins, and beginning it."""
    kind = next((one for one in lodging.kinds_to_lodge(request.viewer) if one.id == kind_id), None)
    if kind is None:
        raise Http404
    if request.method != "POST":
        return _form_page(
            request,
            kind,
            _form(request, kind, initial={"entity": request.GET.get("entity", ""), "sent_as": uuid.uuid4().hex}),
        )
    form = _form(request, kind, data=request.POST, files=request.FILES)
    form.keep_papers()
    if any(need.id in form.errors for need in kind.lodge.papers):
        return _form_page(request, kind, form, status=422)
    try:
        case = actions.lodge(
            kind=kind.id,
            fields=form.typed(),
            papers=form.kept,
            **form.arguments(),
            by=request.viewer,
            at=request.at,
        )
    except Refused as refusal:
        form.refuse(refusal)
        return _form_page(request, kind, form, status=422)
    messages.success(request, _("已收到，编号 %(number)s") % {"number": case.number})
    seen = queries.case_of(case.pk, viewer=request.viewer)
    return redirect(address_of(case) if seen is not None else "/cases")


def _form(request: PageRequest, kind: CaseKind, **more: Any) -> LodgingForm:
    viewer = request.viewer
    mine = register.cards_of(list(viewer.entity_codes), viewer=viewer) if viewer.entity_codes else []
    units = {unit.id: unit.name for unit in people.units(on=local_day(request.at))}
    return LodgingForm(kind, entities={card.code: card.name for card in mine}, units=units, **more)


def _form_page(request: PageRequest, kind: CaseKind, form: LodgingForm, status: int = 200) -> HttpResponse:
    crumbs = [(_("事项"), "/cases"), (_("办什么事"), "/cases/new")]
    return render(request, "cases/lodge.html", {"kind": kind, "form": form, "crumbs": crumbs}, status=status)


urlpatterns = [
    path("cases/new", new, name="case_new"),
    path("cases/new/<slug:kind_id>", lodge, name="case_lodge"),
]
