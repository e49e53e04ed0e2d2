"""One screen for the county: projects, measures as a field of lights, units, findings. ``?wall=1``: the same, dark."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from beizeng.base.people.actor import Actor
from beizeng.cases import queries as cases
from beizeng.plan import queries as plan
from beizeng.web.access import PageRequest, page
from beizeng.web.lights import Light, light_of, tallies
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


@page("cockpit.read")
def cockpit(request: PageRequest) -> HttpResponse:
    """The state of the programme on one screen, each figure with its link."""
    viewer = request.viewer
    programme = plan.programme(viewer=viewer)
    if programme is None:
        return render(request, "cockpit/none.html", {"may_open": viewer.may("plan.open_programme")})
    tiles = _tiles(viewer)
    severities = Counter(finding["severity"] for finding in programme.findings)
    context = {
        "programme": programme,
        "sections": _sections(tiles),
        "tallies": tallies(Counter(tile.light.light for tile in tiles)),
        "proposed": sum(tile.measure.lead_state == "proposed" for tile in tiles),
        "projects": plan.projects(viewer=viewer),
        "units": units_lights(viewer),
        "findings": len(programme.findings),
        "serious": severities["error"] + severities["tension"],
        "measures": len(tiles),
        "is_wall": "wall" in request.GET,
    }
    return render(request, "cockpit/cockpit.html", context)


def _tiles(viewer: Actor) -> list[Tile]:
    """Every measure with the light of its latest case."""
    rows = cases.visible(viewer=viewer).filter(subject__startswith="measure:").order_by("id")
    shown = {row.subject: light_of(row.light, due_at=row.next_due_at) for row in rows}
    return [Tile(one, shown.get(f"measure:{one.number}", light_of(""))) for one in plan.measures(viewer=viewer)]


def _sections(tiles: list[Tile]) -> list[Section]:
    by_heading = groupby(tiles, key=lambda tile: (tile.measure.section_number, tile.measure.section_name))
    return [Section(number, name, list(of_section)) for (number, name), of_section in by_heading]


urlpatterns = [path("cockpit", cockpit, name="cockpit")]
