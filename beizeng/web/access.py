"""Every route names its permission: ``@page("cases.read")``. A house test finds the routes that don't."""

import datetime
import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect

from beizeng.base.people.actor import Actor

P = ParamSpec("P")

#: What everybody may do, and so the mark of a page that is open to all.
EVERYBODY = "home.read"


class PageRequest(HttpRequest):
    """A request as the pages see it: with the moment and the person in the post."""

    at: datetime.datetime
    viewer: Actor
    htmx: Any


View = Callable[Concatenate[PageRequest, P], HttpResponseBase]


def page(permission: str) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Let only those in who hold ``permission``: others sign in first, or read why not."""

    def wrap(view: View[P]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def guarded(request: PageRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.viewer.may(permission):
                return view(request, *args, **kwargs)
            if request.user.is_authenticated:
                return refuse(request)
            return _to_sign_in(request)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return wrap


def _to_sign_in(request: PageRequest) -> HttpResponse:
    """To the sign-in page and back; a fragment takes the whole page along, or the form would land inside the list."""
    if not request.htmx:
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    back = redirect_to_login(request.htmx.current_url_abs_path or "/", settings.LOGIN_URL)
    return HttpResponseClientRedirect(back.url)


def public(view: Callable[Concatenate[Any, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a page that everybody may open, whatever the packs say: signing in and out, the language."""

    @functools.wraps(view)
    def open_to_all(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    open_to_all.permission = EVERYBODY  # type: ignore[attr-defined]
    return open_to_all


def refuse(request: HttpRequest) -> HttpResponse:
    """The page that says why a door is closed, and who opens it."""
    return render(request, "refused.html", status=403)
