"""`/programme/coverage`: measures by instruments, and which measures have none."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from beizeng.base.clock.now import local_day
from beizeng.base.people.actor import Actor
from beizeng.plan import coverage, queries
from beizeng.plan.coverage import SORTS, Carrier, Sort
from beizeng.web.access import PageRequest, page
from beizeng.web.lights import Light, light_of
from beizeng.web.navigation import allowed
from beizeng.web.plan_none import none_page

WORDS: dict[Sort, Promise] = {
    "policy": gettext_lazy("政策"),
    "case": gettext_lazy("事项种类"),
    "list": gettext_lazy("清单"),
    "indicator": gettext_lazy("指标"),
    "page": gettext_lazy("页面"),
}


@dataclass(frozen=True)
class Shown:
    """A carrier as a page shows it; ``address`` is empty where the viewer may not open it."""

    carrier: Carrier
    address: str
    light: Light | None = field(default=None)


@page("plan.read")
def matrix(request: PageRequest) -> HttpResponse:
    """Every measure with what carries it, by sort; ``?bare=1``: only those that nothing carries."""
    viewer = request.viewer
    programme = queries.programme(viewer=viewer)
    if programme is None:
        return none_page(request)
    rows = coverage.coverage(day=local_day(request.at), viewer=viewer)
    bare = [row for row in rows if row.is_bare]
    chosen = bare if "bare" in request.GET else rows
    context = {
        "programme": programme,
        "rows": [(row.measure, [(WORDS[sort], _shown(cell, viewer)) for sort, cell in row.cells]) for row in chosen],
        "words": [WORDS[sort] for sort in SORTS],
        "counts": [(WORDS[sort], sum(bool(row.of(sort)) for row in rows)) for sort in SORTS],
        "measures": len(rows),
        "bare": len(bare),
        "is_bare_only": "bare" in request.GET,
    }
    return render(request, "plan/coverage.html", context)


def carriers_of(number: int, *, day: datetime.date, viewer: Actor) -> list[tuple[Promise, list[Shown]]]:
    """What carries one measure, by sort, sorts without any left out."""
    row = coverage.of_measure(number, day=day, viewer=viewer)
    return [(WORDS[sort], _shown(cell, viewer)) for sort, cell in row.cells if cell] if row else []


def _shown(carriers: Iterable[Carrier], viewer: Actor) -> list[Shown]:
    return [
        Shown(
            one,
            one.address if allowed(viewer, one.address.partition("?")[0]) else "",
            light_of(one.light) if one.light else None,
        )
        for one in carriers
    ]


urlpatterns = [path("programme/coverage", matrix, name="coverage")]
