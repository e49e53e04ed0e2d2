"""The public first page: what the programme is, in plain words, and the way to everything open."""

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

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
    }
    return render(request, "home/home.html", context)


urlpatterns = [path("", home, name="home")]
