"""The public first page: what the programme is and how far it has come, in plain words."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from beizeng.web.access import PageRequest, page
from beizeng.web.navigation import first_page


@page("home.read")
def home(request: PageRequest) -> HttpResponse:
    """Progress for the public; who has signed in goes on to the first page of the role."""
    mine = first_page(request.viewer)
    if request.user.is_authenticated and mine != "/" and "public" not in request.GET:
        return redirect(mine)
    return render(request, "home/home.html", {})


urlpatterns = [path("", home, name="home")]
