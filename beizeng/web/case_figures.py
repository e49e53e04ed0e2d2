"""How well the clocks are kept, by unit: the page, with the words for what each figure counts."""

import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from beizeng.base.clock.now import local_day
from beizeng.cases.figures import LEAST_TO_RANK, figures
from beizeng.cases.shelf import kinds
from beizeng.web.access import PageRequest, page


@page("cases.read_figures")
def case_figures(request: PageRequest) -> HttpResponse:
    """The figures from the first of the year, or of the days asked for."""
    today = local_day(request.at)
    until = _day(request.GET.get("until", ""), today)
    since = min(_day(request.GET.get("since", ""), until.replace(month=1, day=1)), until)
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds() else ""
    context = {
        "figures": figures(viewer=request.viewer, since=since, until=until, kind=kind),
        "kinds": [(one.id, one.label) for one in kinds().values()],
        "kind": kind,
        "least": LEAST_TO_RANK,
        "crumbs": [(_("事项"), "/cases")],
    }
    return render(request, "cases/figures.html", context)


def _day(text: str, otherwise: datetime.date) -> datetime.date:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return otherwise
    # the day before the first has no moment that a time zone can express
    return day if 2000 <= day.year <= 2100 else otherwise


urlpatterns = [path("cases/figures", case_figures, name="case_figures")]
