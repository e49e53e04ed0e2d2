"""Reporting an indicator: a value, a baseline that the plan does not give, a correction; each with its evidence."""

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Refused
from beizeng.cases.actions import FormRefused
from beizeng.indicators import actions, queries
from beizeng.indicators.actions import Doubtful
from beizeng.indicators.queries import Figures
from beizeng.spec.case_form import FormField, PaperNeed
from beizeng.spec.case_kind import Action
from beizeng.web.access import PageRequest, page
from beizeng.web.case_forms import ActionForm
from beizeng.web.indicators import seen

_CONFIRM = "confirm"


@page("indicators.report")
def report(request: PageRequest, indicator_id: str) -> HttpResponseBase:
    """The form of a value for a day."""
    figures = _mine(request, indicator_id)
    asked = figures.one.definition.how.reported
    fields = (_day_field(), _value_field(figures, asked.ask if asked else ""))
    return _page(request, figures, _("填报"), fields, _reporting(request, figures, is_baseline=False))


@page("indicators.report")
def tell_baseline(request: PageRequest, indicator_id: str) -> HttpResponseBase:
    """The form of a baseline that the plan does not give."""
    figures = _mine(request, indicator_id)
    fields = (_day_field(), _value_field(figures, _("方案所说“现有基础”的数，写明是哪一天的")))
    return _page(request, figures, _("补报基数"), fields, _reporting(request, figures, is_baseline=True))


@page("indicators.report")
def correct(request: PageRequest, indicator_id: str, on: str) -> HttpResponseBase:
    """The form of a correction: a further version with its reason."""
    figures = _mine(request, indicator_id)
    try:
        day = datetime.date.fromisoformat(on)
    except ValueError:
        raise Http404 from None
    reason = FormField(name="reason", label=_("更正理由"), type="long_text")
    fields = (_value_field(figures, _("%(day)s 的数应改为多少") % {"day": day}), reason)

    def do(form: ActionForm) -> None:
        actions.correct(
            indicator=figures.one.id,
            on=day,
            value=form.typed()["value"],
            reason=form.typed()["reason"],
            papers=[one.paper for one in form.kept],
            is_baseline="baseline" in request.GET,
            confirm=form.typed().get(_CONFIRM, ""),
            by=request.viewer,
            at=request.at,
        )

    return _page(request, figures, _("更正"), fields, do)


def _reporting(request: PageRequest, figures: Figures, *, is_baseline: bool) -> Callable[[ActionForm], None]:
    def do(form: ActionForm) -> None:
        typed = form.typed()
        actions.report(
            indicator=figures.one.id,
            on=_day_of(typed["day"]),
            value=typed["value"],
            papers=[one.paper for one in form.kept],
            is_baseline=is_baseline,
            confirm=typed.get(_CONFIRM, ""),
            by=request.viewer,
            at=request.at,
        )

    return do


def _day_of(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        raise FormRefused({"day": _("请写成 2024-09-30 这样")}) from None


def _mine(request: PageRequest, indicator_id: str) -> Figures:
    figures = seen(request, indicator_id)
    if not queries.may_report(figures.one, viewer=request.viewer):
        raise Http404
    return figures


def _day_field() -> FormField:
    return FormField(name="day", label=_("所指日期"), type="day", help=_("这个数是哪一天的"))


def _value_field(figures: Figures, ask: str) -> FormField:
    unit = figures.one.definition.unit
    return FormField(name="value", label=_("实际值（%(unit)s）") % {"unit": unit}, type="text", help=ask)


def _page(
    request: PageRequest,
    figures: Figures,
    title: str,
    fields: tuple[FormField, ...],
    do: Callable[[ActionForm], None],
) -> HttpResponseBase:
    """The empty form; or do it and go back to the indicator; where it is refused, the form as typed with the reason."""
    if request.method != "POST":
        form = _form(title, fields, initial={"revision": 0, "day": local_day(request.at).isoformat()})
        return _shown(request, figures, title, form)
    is_asked = _CONFIRM in request.POST
    form = _form(title, fields, is_doubted=is_asked, data=request.POST, files=request.FILES)
    form.keep_papers()
    try:
        if "papers" not in form.errors:
            do(form)
            messages.success(request, _("已办理：%(title)s") % {"title": title})
            return redirect("indicator", figures.one.id)
    except Doubtful as doubt:
        kept = form.carried
        form = _form(title, fields, is_doubted=True, data=request.POST, files=None)
        form.full_clean()
        form.carried = kept
        form.refuse(doubt)
    except Refused as refusal:
        form.refuse(refusal)
    return _shown(request, figures, title, form, status=422)


def _form(title: str, fields: tuple[FormField, ...], *, is_doubted: bool = False, **more: Any) -> ActionForm:
    """The house's form of an action; a value that was asked about brings a question of its own."""
    asked = FormField(name=_CONFIRM, label=_("核对说明：为什么这个数是对的"), type="long_text")
    need = PaperNeed(id="papers", label=_("佐证材料"))
    every = (*fields, asked) if is_doubted else fields
    return ActionForm(
        Action(id="report", label=title, origins=("open",), who=(), fields=every, papers=(need,)), (), **more
    )


def _shown(request: PageRequest, figures: Figures, title: str, form: ActionForm, status: int = 200) -> HttpResponse:
    crumbs = [(_("指标"), "/indicators"), (figures.one.definition.label, f"/indicators/{figures.one.id}")]
    context = {"figures": figures, "title": title, "form": form, "crumbs": crumbs}
    return render(request, "indicators/form.html", context, status=status)


urlpatterns = [
    path("indicators/<slug:indicator_id>/report", report, name="indicator_report"),
    path("indicators/<slug:indicator_id>/baseline", tell_baseline, name="indicator_baseline"),
    path("indicators/<slug:indicator_id>/correct/<slug:on>", correct, name="indicator_correct"),
]
