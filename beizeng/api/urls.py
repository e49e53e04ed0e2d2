"""The table of contents of the JSON door: one router per room, their OpenAPI, and an answer for everything else."""

import importlib.metadata
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from beizeng.api import cases, clock, health, indicators, plan, register, rules
from beizeng.api.access import EVERYBODY, PERMISSIONS
from beizeng.api.problems import Problem, answer_of, handle, not_found

DESCRIPTION = """What Beizeng knows, for other programs, over the same queries as the pages.

- A key goes in the header `Authorization: Bearer bz_…`; operations that allow an empty security need none.
- Every answer carries `as_of` (`on`: what held; `known`: what we had) and its `source`.
- Money is yuan as text, other exact numbers are text; what is not known is null with a `state` that says why.
- Errors are `{"error": {"what", "where", "why", "write"}}`. After a 429 wait for `Retry-After` seconds.
- Titles are the Chinese labels 标题是中文名称。
"""


class Readable(JSONRenderer):
    """JSON in which Chinese stays Chinese."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Beizeng 倍增",
    version=importlib.metadata.version("beizeng"),
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    renderer=Readable(),
    urls_namespace="api",
)
handle(api)
for _room in (plan, indicators, register, rules, cases, clock, health):
    api.add_router("", _room.router)


def openapi(request: HttpRequest) -> HttpResponseBase:
    """The description of every operation, for people and programs."""
    described = api.get_openapi_schema(path_prefix="/api")
    return JsonResponse(described, json_dumps_params={"ensure_ascii": False})


def nothing(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """There is no such address; the answer says where they all are."""
    return answer_of(not_found(request.path[:100], "path", _("没有这个地址"), "/api/openapi.json"))


def _door(view: Callable[..., HttpResponseBase], permission: str) -> Callable[..., HttpResponseBase]:
    """Only GET, said in the house's own words; never kept by a proxy, for the next caller may see less."""

    def answer(request: HttpRequest, **given: Any) -> HttpResponseBase:
        if request.method != "GET":
            why, write = _("只能读取"), "GET"
            return answer_of(Problem(405, what=str(request.method), where="method", why=why, write=write, Allow="GET"))
        response = view(request, **given)
        response.headers["Cache-Control"] = "no-store"
        return response

    answer.permission = permission  # type: ignore[attr-defined]
    # nothing is written here, and no session is read
    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


def _guarded(pattern: URLPattern) -> URLPattern:
    """The framework's route behind the house's door."""
    route = str(pattern.pattern)
    permission = PERMISSIONS[route.replace("<", "{").replace(">", "}")]
    return path(route, _door(pattern.callback, permission), name=pattern.name)


_routes = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and str(pattern.pattern)]
urlpatterns: list[URLPattern | URLResolver] = [
    *(_guarded(pattern) for pattern in _routes),
    path("openapi.json", _door(openapi, EVERYBODY), name="openapi"),
    path("", _door(nothing, EVERYBODY), name="nothing"),
    path("<path:rest>", _door(nothing, EVERYBODY), name="nothing_below"),
]
