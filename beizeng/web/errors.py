"""Pages for what went wrong: no such page, a fault of ours, a store that is away or full, a form that is too old."""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

#: After so many seconds a page is worth asking for again; the number is ours.
_AGAIN = {"Retry-After": "20"}
_FULL = (errno.ENOSPC, errno.EDQUOT)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is no such page, or it is not the viewer's to know of."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours; 503: the database is away or the disk full, which passes.

    The page stands alone and is made without the request: whatever broke may be what other pages stand on.
    """
    fault = sys.exc_info()[1]
    is_full = isinstance(fault, OSError) and fault.errno in _FULL
    passes = is_full or isinstance(fault, OperationalError | InterfaceError)
    context = {"at": getattr(request, "at", None), "is_full": is_full}
    page = render_to_string("503.html" if passes else "500.html", context)
    return HttpResponse(page, status=503, headers=_AGAIN) if passes else HttpResponse(page, status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token does not fit; mostly a page left open overnight."""
    return render(request, "403_csrf.html", status=403)
