"""What every request passes: strict policy headers, and who visits at which moment."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from beizeng.base.clock.now import now
from beizeng.base.people import queries as people

Respond = Callable[[HttpRequest], HttpResponse]

#: Nothing is loaded from another host; no inline script runs.
CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "frame-ancestors 'none'; form-action 'self'; base-uri 'none'; object-src 'none'"
)


class PolicyHeaders:
    """Adds the content policy to every response."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._respond(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


class Visit:
    """Puts the moment (``request.at``) and the person in the post (``request.viewer``) on every request."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = now(settings.DATA)  # type: ignore[attr-defined]
        user = request.user
        viewer = people.actor_of(user, on=request.at.date()) if user.is_authenticated else people.anonymous()  # type: ignore[attr-defined]
        request.viewer = viewer  # type: ignore[attr-defined]
        return self._respond(request)
