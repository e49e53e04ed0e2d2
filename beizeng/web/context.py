"""What every page knows: the day, the viewer, and whether this is the sample county."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from beizeng.base.clock.now import DEMO_MARK
from beizeng.base.people.actor import Actor
from beizeng.plan import queries as plan
from beizeng.web.navigation import navigation


def page(request: HttpRequest) -> dict[str, Any]:
    """Template variables of every page."""
    viewer = getattr(request, "viewer", None)
    return {
        "at": getattr(request, "at", None),
        "viewer": viewer,
        "navigation": navigation(viewer, request.path) if viewer else [],
        "programme_name": _programme_name(viewer) if viewer else "",
        "is_demo": (settings.DATA / DEMO_MARK).exists(),
    }


def _programme_name(viewer: Actor) -> str:
    programme = plan.programme(viewer=viewer)
    return programme.title if programme else ""
