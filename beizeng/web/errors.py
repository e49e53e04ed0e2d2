"""Pages for what went wrong: no such page, a fault of ours, a form that is too old."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is no such page, or it is not the viewer's to know of."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours. The page stands alone: whatever broke may be what other pages stand on."""
    return render(request, "500.html", {"at": getattr(request, "at", None)}, status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token does not fit; mostly a page left open overnight."""
    return render(request, "403_csrf.html", status=403)
