"""The unit head's page: lights of the unit's matters, what is overdue, what waits for approval."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.cases import queries as cases
from beizeng.web.access import PageRequest, page
from beizeng.web.catalogue import owed_by
from beizeng.web.lights import Light, Tally, light_of, tallies

#: The columns of the table of units.
SHOWN = ("red", "amber", "green", "done")
#: Acts with one of these are an approval; everything else is handling.
APPROVALS = frozenset({"cases.approve", "cases.review"})


@dataclass(frozen=True)
class Line:
    """A matter as the page shows it."""

    case: Any
    light: Light
    state: str


@dataclass(frozen=True)
class UnitLights:
    """A unit with the lights of the matters that it leads."""

    id: str
    name: str
    tallies: list[Tally]


@page("unit.read")
def unit(request: PageRequest) -> HttpResponse:
    """The viewer's own unit; whoever sees all units chooses one first."""
    viewer = request.viewer
    sees_all = viewer.reach("unit.read") == "all"
    chosen = people.units().filter(id=request.GET.get("unit", "")).first() if sees_all else None
    if sees_all and chosen is None:
        return render(request, "unit/units.html", {"units": units_lights(viewer)})
    rows = cases.visible(viewer=viewer)
    if chosen is not None:
        rows = cases.narrowed(rows, unit=chosen.id)
    is_open = cases.open_by_due(rows)
    own = {chosen.id} if chosen else viewer.unit_ids
    lines = [_line(case) for case in is_open]
    red = [line for line in lines if line.light.light == "red"]
    context = {
        "name": chosen.name if chosen else _own_names(viewer),
        "query": f"unit={chosen.id}&" if chosen else "",
        "tallies": tallies(Counter(rows.values_list("light", flat=True))),
        "overdue": [line for line in red if line.case.holder_unit_id in own],
        "overdue_elsewhere": [line for line in red if line.case.holder_unit_id not in own],
        "soon": [line for line in lines if line.light.light == "amber"],
        "waiting": [_line(case) for case in waiting_for(viewer, is_open, request.at)],
        "total": len(lines),
        "owed": owed_by(request, frozenset(own)),
        "may_load": viewer.may("register.load_feed"),
    }
    return render(request, "unit/unit.html", context)


def units_lights(viewer: Actor) -> list[UnitLights]:
    """The units that lead a matter, the one with the most red first, else in the packs' order."""
    names = people.unit_names()
    counts = cases.lights_by_unit(viewer=viewer)
    lit = [(counts[unit], unit) for unit in names if unit in counts]
    lit.sort(key=lambda pair: (-pair[0]["red"], -pair[0]["amber"]))
    return [UnitLights(unit, names[unit], tallies(of_unit, lights=SHOWN)) for of_unit, unit in lit]


def waiting_for(viewer: Actor, rows: QuerySet[Any], at: datetime.datetime) -> Iterable[Any]:
    """The open matters in which the next word is the viewer's: an approval, or an extension asked for."""
    asked = set(rows.filter(clocks__asked_until_on__isnull=False).values_list("pk", flat=True))
    mine = rows if viewer.reach("cases.approve") == "all" else rows.filter(holder_unit_id__in=viewer.unit_ids)
    held = set(mine.values_list("pk", flat=True))
    for case in rows:
        decides = case.pk in asked and cases.may_decide_extension(case, viewer=viewer)
        if decides or (case.pk in held and _may_approve(case, viewer, at)):
            yield case


def _may_approve(case: Any, viewer: Actor, at: datetime.datetime) -> bool:
    approving = {
        action.id
        for action in cases.kind_of(case).actions
        if case.state in action.origins and any(who.permission in APPROVALS for who in action.who)
    }
    # what the viewer may do is read from the whole history, so only where there is something to approve
    return bool(approving) and any(action.id in approving for action in cases.may_act(case, viewer=viewer, at=at))


def _line(case: Any) -> Line:
    state = cases.kind_of(case).state(case.state).label
    return Line(case, light_of(case.light, due_at=case.next_due_at), state)


def _own_names(viewer: Actor) -> str:
    names = people.unit_names()
    return "、".join(names[unit] for unit in names if unit in viewer.unit_ids)


urlpatterns = [path("unit", unit, name="unit")]
