"""What every request passes: strict policy headers, and who visits at which moment."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from beizeng.base.clock.now import now
from beizeng.base.ledger.actions import Refused
from beizeng.base.people import queries as people
from beizeng.spec.errors import BadInput

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


class ChosenLanguage:
    """Chinese, unless the reader chose another language on the page; what the browser prefers doesn't count."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        response = self._respond(request)
        response.headers.setdefault("Content-Language", language)
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
        response = self._respond(request)
        if user.is_authenticated:
            # kept by no proxy and asked for anew; a form left with "back" still finds what was typed
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class Refusals:
    """An action's refusal that no view has caught becomes a page: what, why, on which basis, what now."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._respond(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
            # where a form is sent to, opened: after signing in anew, a change of language, or from the history
            what_now = _("请打开原来的页面，在那里提交")
            return render(
                request,
                "errors/not_done.html",
                {"refusal": Refused(_("这个地址只收表单，不能直接打开"), what_now=what_now)},
                status=405,
            )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer ``Refused`` and ``BadInput``; everything else is a fault."""
        if not isinstance(exception, Refused | BadInput):
            return None
        response = render(request, "errors/not_done.html", {"refusal": exception}, status=409)
        # A fragment's target is too small for this: htmx puts it in place of the whole content
        response.headers["HX-Retarget"] = response.headers["HX-Reselect"] = "#main"
        response.headers["HX-Reswap"] = "outerHTML"
        return response
