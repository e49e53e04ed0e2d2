"""The public first page: what the programme is and how far it is, in plain words, and the way to everything open."""

from collections import Counter
from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from beizeng.base.people.queries import PUBLIC_ROLE
from beizeng.cases import queries as cases
from beizeng.plan import queries as plan
from beizeng.web.access import PageRequest, page
from beizeng.web.navigation import first_page


@page("home.read")
def home(request: PageRequest) -> HttpResponse:
    """The programme for everybody; who has signed in goes on to the first page of the role, unless ``?public``."""
    viewer = request.viewer
    mine = first_page(viewer)
    if request.user.is_authenticated and mine != "/" and "public" not in request.GET:
        return redirect(mine)
    measures = plan.measures(viewer=viewer)
    sections = Counter((one.section_number, one.section_name) for one in measures)
    context = {
        "programme": plan.programme(viewer=viewer),
        "goals": plan.goals(viewer=viewer),
        "projects": plan.projects(viewer=viewer),
        "sections": [(number, name, count) for (number, name), count in sections.items()],
        "measures": sum(sections.values()),
        "progress": _progress(one.number for one in measures),
        "has_no_post": request.user.is_authenticated and viewer.roles == {PUBLIC_ROLE},
    }
    return render(request, "home/home.html", context)


def _progress(numbers: Iterable[int]) -> list[tuple[int, str]]:
    """How many measures are done, in time, nearly due, overdue or not begun, in everyday words."""
    subjects = [f"measure:{number}" for number in numbers]
    lights = cases.lights_in_public(subjects=subjects)
    counts = Counter(lights.get(subject, "none") for subject in subjects)
    words = {
        "done": _("条做完了"),
        "green": _("条正按时做"),
        "waiting": _("条还没到时点"),
        "amber": _("条快到期限"),
        "red": _("条过了期限，或还没定期限"),
        "none": _("条还没有交办"),
    }
    return [(counts[light], word) for light, word in words.items() if counts[light]]


urlpatterns = [path("", home, name="home")]
