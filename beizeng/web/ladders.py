"""Ladders (培育): all of them (`/ladders`), one with who stands where and who is nearly there (`/ladders/<id>`)."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy

from beizeng.base.clock.now import local_day
from beizeng.rules import ladders as climbing
from beizeng.rules.ladders import Climb
from beizeng.web.access import PageRequest, page
from beizeng.web.lists import Column, Filter, ListPage
from beizeng.web.policy_gaps import NARROWING, WHO

STANDINGS: dict[str, Promise] = {
    "stands": gettext_lazy("在这一级"),
    "review": gettext_lazy("在这一级，条件不再符合，须复核"),
    "ready": gettext_lazy("可以升到这一级"),
    "near": gettext_lazy("差一点"),
    "unknown": gettext_lazy("情况不明"),
}


def _list(one: Climb) -> ListPage:
    rungs = [(step.rung.id, step.rung.label) for step in one.steps]
    return ListPage(
        file_name=one.ladder.label,
        noun=ngettext_lazy("户", "户"),
        columns=(
            *WHO,
            Column("rung", gettext_lazy("哪一级"), lambda row: row.step.rung.label, sort="step__rung__label"),
            Column("standing", gettext_lazy("情形"), lambda row: STANDINGS[row.standing], sort="standing"),
            Column("gap", gettext_lazy("差多少"), lambda row: row.gap or "—", kind="long"),
        ),
        filters=(
            *NARROWING,
            Filter(
                "rung", gettext_lazy("哪一级"), lambda rows, key: [row for row in rows if row.step.rung.id == key],
                options=lambda: rungs,
            ),
            Filter(
                "standing", gettext_lazy("情形"), lambda rows, word: [row for row in rows if row.standing == word],
                options=STANDINGS.items,
            ),
        ),
    )  # fmt: skip


@page("rules.read_gaps")
def ladders(request: PageRequest) -> HttpResponse:
    """Every ladder with its rungs: what each asks, how long it is held, and what no source says."""
    return render(request, "rules/ladders.html", {"climbs": climbing.climbs(on=local_day(request.at))})


@page("rules.read_gaps")
def ladder(request: PageRequest, ladder_id: str) -> HttpResponseBase:
    """Who stands on which rung, who may come up, who is one condition short, and by how much."""
    day = local_day(request.at)
    one = climbing.climb(ladder_id, on=day)
    if one is None:
        raise Http404
    rows = climbing.places(one, on=day, known=day, viewer=request.viewer)
    listing = _list(one).read(request.GET, rows)
    counts = [
        (step, {word: sum(row.step is step and row.standing == word for row in rows) for word in STANDINGS})
        for step in one.steps
    ]
    return listing.export() or render(
        request, "rules/ladder.html", {"one": one, "listing": listing, "counts": counts, "day": day}
    )


urlpatterns = [path("ladders", ladders, name="ladders"), path("ladders/<slug:ladder_id>", ladder, name="ladder")]
