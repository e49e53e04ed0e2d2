"""Periods of reporting: which quarters are open, who has not reported, locking and unlocking with its trace."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Refused
from beizeng.base.people import queries as people
from beizeng.indicators import actions
from beizeng.indicators.measure import words
from beizeng.indicators.periods import Period, Standing, recent, standing
from beizeng.spec.errors import BadInput
from beizeng.web.access import PageRequest, page

_LOCK = "indicators.lock"


@page("indicators.read")
def periods(request: PageRequest) -> HttpResponse:
    """The quarters that have ended: open or locked, how many reports are in, who is late."""
    day, names = local_day(request.at), people.unit_names()
    rows = [(found, _late(found, names)) for found in (standing(one, known=day) for one in recent(day))]
    return render(request, "indicators/periods.html", {"rows": rows, "day": day, "crumbs": _crumbs()[:1]})


@page("indicators.read")
def period(request: PageRequest, key: str) -> HttpResponseBase:
    """One quarter: the reports, the late ones with their units, every locking and unlocking."""
    found = _found(request, key)
    names = people.unit_names()
    context = {
        "standing": found,
        "told": [
            (one, _named(one.units, names), row, words(row.value)) for one, row in found.told if row.value is not None
        ],
        "missing": [(one, _named(one.units, names)) for one in found.missing],
        "days": (local_day(request.at) - found.period.until).days,
        "may_lock": request.viewer.may(_LOCK),
        "crumbs": _crumbs(),
    }
    return render(request, "indicators/period.html", context)


@page(_LOCK)
def move(request: PageRequest, key: str) -> HttpResponseBase:
    """Lock an open quarter, or unlock a locked one with the reason."""
    found = _found(request, key)
    if request.method == "POST":
        act = actions.unlock_period if found.is_locked else actions.lock_period
        try:
            act(period=key, reason=request.POST.get("reason", ""), by=request.viewer, at=request.at)
        except Refused as refused:
            messages.error(request, f"{refused.reason}。{refused.what_now}")
        else:
            messages.success(request, _("已解锁") if found.is_locked else _("已锁定"))
    return redirect("indicator_period", key)


def _found(request: PageRequest, key: str) -> Standing:
    day = local_day(request.at)
    try:
        asked = Period.parse(key)
    except BadInput:
        raise Http404 from None
    if asked.until > day:
        raise Http404
    return standing(asked, known=day)


def _late(found: Standing, names: dict[str, str]) -> str:
    """The units whose reports are missing, each once."""
    return "、".join(dict.fromkeys(_named(one.units, names) for one in found.missing))


def _named(units: tuple[str, ...], names: dict[str, str]) -> str:
    return names.get(units[0], units[0]) if units else ""


def _crumbs() -> list[tuple[str, str]]:
    return [(_("指标"), "/indicators"), (_("填报期"), "/indicators/periods")]


urlpatterns = [
    path("indicators/periods", periods, name="indicator_periods"),
    path("indicators/periods/<slug:key>", period, name="indicator_period"),
    path("indicators/periods/<slug:key>/move", move, name="indicator_period_move"),
]
