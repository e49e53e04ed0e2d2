"""One screen for the county: measures as a field of lights, projects, units, findings. ``?wall=1``: the same, dark."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from beizeng.base.clock.now import local_day
from beizeng.base.people.actor import Actor
from beizeng.cases import queries as cases
from beizeng.indicators import queries as indicators
from beizeng.plan import queries as plan
from beizeng.plan.findings import queries as findings
from beizeng.web.access import PageRequest, page
from beizeng.web.indicators import lights_of
from beizeng.web.lights import Light, Tally, light_of, tallies
from beizeng.web.unit import units_lights

SEVERITIES = ("error", "tension", "gap", "note")


@dataclass(frozen=True)
class Tile:
    """A measure in the field of lights."""

    measure: Any
    light: Light


@dataclass(frozen=True)
class Section:
    """The measures under one heading of the plan."""

    number: int | None
    name: str
    tiles: list[Tile]


@dataclass(frozen=True)
class Card:
    """A project; ``tallies``: how many of its indicators show each light, None while nobody has asked."""

    project: Any
    tallies: list[Tally] | None


@page("cockpit.read")
def cockpit(request: PageRequest) -> HttpResponse:
    """The state of the programme on one screen, each figure with its link."""
    viewer = request.viewer
    programme = plan.programme(viewer=viewer)
    if programme is None:
        return render(request, "cockpit/none.html", {"may_open": viewer.may("plan.open_programme")})
    tiles = _tiles(viewer)
    severities = Counter(one.severity for one in findings.lines(viewer=viewer))
    context = {
        "programme": programme,
        "kind": plan.measure_kind(),
        "sections": _sections(tiles),
        "tallies": tallies(Counter(tile.light.light for tile in tiles)),
        "proposed": sum(tile.measure.lead_state == "proposed" for tile in tiles),
        "cards": [Card(project, None) for project in plan.projects(viewer=viewer)],
        "units": units_lights(viewer),
        "findings": severities.total(),
        "serious": severities["error"] + severities["tension"],
        "measures": len(tiles),
        "is_wall": "wall" in request.GET,
    }
    return render(request, "cockpit/cockpit.html", context)


@page("cockpit.read")
def projects(request: PageRequest) -> HttpResponse:
    """The projects with the lights of their indicators; apart from the page, for it measures them all."""
    groups = {group.number: group for group in indicators.board(day=local_day(request.at), viewer=request.viewer)}
    cards = [
        Card(one, lights_of([groups[one.number]]) if one.number in groups else [])
        for one in plan.projects(viewer=request.viewer)
    ]
    return render(request, "cockpit/_projects.html", {"cards": cards})


def _tiles(viewer: Actor) -> list[Tile]:
    """Every measure with the light of its latest case."""
    rows = cases.visible(viewer=viewer).filter(subject__startswith="measure:").order_by("id")
    shown = {row.subject: light_of(row.light, due_at=row.next_due_at) for row in rows}
    return [Tile(one, shown.get(f"measure:{one.number}", light_of(""))) for one in plan.measures(viewer=viewer)]


def _sections(tiles: list[Tile]) -> list[Section]:
    by_heading = groupby(tiles, key=lambda tile: (tile.measure.section_number, tile.measure.section_name))
    return [Section(number, name, list(of_section)) for (number, name), of_section in by_heading]


urlpatterns = [
    path("cockpit", cockpit, name="cockpit"),
    path("cockpit/projects", projects, name="cockpit_projects"),
]
