"""How an error is said: what, where, why, and what to write instead. Nothing of the program's inside gets out."""

import datetime
import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import ValidationError
from ninja.main import NinjaAPI

from beizeng.api.answers import Closed, said
from beizeng.base.ledger.actions import Refused
from beizeng.spec.errors import BadInput

log = logging.getLogger(__name__)

#: After so many seconds the database has freed itself of whatever held it; the number is ours.
BUSY_SECONDS = 20
_LONGEST = 100

#: The beginning of a validation error's type → why, for people.
_WHYS = {
    "missing": gettext_lazy("没有写"),
    "date": gettext_lazy("不是日期"),
    "int": gettext_lazy("不是整数"),
    "bool": gettext_lazy("不是 true 或 false"),
    "literal": gettext_lazy("不在可选的值之中"),
    "greater": gettext_lazy("太小"),
    "less": gettext_lazy("太大"),
    "string_pattern": gettext_lazy("格式不对"),
    "string_too_short": gettext_lazy("太短"),
    "string_too_long": gettext_lazy("太长"),
    "too_long": gettext_lazy("太多"),
}


class Error(Closed):
    """One error, in words for people."""

    what: str = said("什么", "The offending piece as written; empty where nothing was.", examples=["2024-13-01"])
    where: str = said("哪里", "The parameter, header or path.", examples=["day"])
    why: str = said("为什么", "Why it can't be answered.", examples=["不是日期"])
    write: str = said("怎么写", "What to write or do instead.", examples=["2024-09-30"])


class ErrorAnswer(Closed):
    """The body of every answer that is an error."""

    error: Error = said("错误", "What is wrong and what to do.")


class Problem(Exception):
    """A question that gets no answer: the HTTP status, the four words, and headers."""

    def __init__(self, status: int, *, what: str, where: str, why: str, write: str, **headers: str) -> None:
        super().__init__(f"{status} {where}")
        self.status = status
        self.words = {"what": what, "where": where, "why": why, "write": write}
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def not_found(what: str, where: str, why: str, write: str) -> Problem:
    """404; the same words for what there is not and for what this caller may not see."""
    return Problem(404, what=what, where=where, why=why, write=write)


def answer_of(problem: Problem) -> JsonResponse:
    """The problem as a response."""
    body = {"error": problem.words}
    return JsonResponse(body, status=problem.status, headers=problem.headers, json_dumps_params={"ensure_ascii": False})


def problem_of(request: HttpRequest, fault: Exception) -> Problem:
    """What is said of an exception; one that nobody foresaw is logged and said without its inside."""
    if isinstance(fault, Problem):
        return fault
    if isinstance(fault, BadInput):
        return Problem(422, what=fault.what[:_LONGEST], where=fault.where, why=fault.why, write=fault.write)
    if isinstance(fault, Refused):
        return Problem(403, what="", where=request.path, why=fault.reason, write=fault.what_now)
    if isinstance(fault, ValidationError):
        return _invalid(request, fault.errors[0])
    if isinstance(fault, Http404 | ObjectDoesNotExist):
        return not_found(request.path, "path", _("没有这个地址"), "/api/openapi.json")
    if isinstance(fault, DatabaseError):
        log.error("api %s: the database did not answer", request.resolver_match and request.resolver_match.route)
        return Problem(
            503,
            what="",
            where=_("数据库"),
            why=_("数据库暂时没有回应"),
            write=_("稍后再试"),
            Retry_After=str(BUSY_SECONDS),
        )
    log.error("api %s", request.resolver_match and request.resolver_match.route, exc_info=fault)
    return Problem(500, what="", where=request.path, why=_("系统出错，已记入日志"), write=_("稍后再试，或告诉管理员"))


def _invalid(request: HttpRequest, error: Mapping[str, Any]) -> Problem:
    """A parameter of the wrong form, said of the first one."""
    name = str(error["loc"][1])
    context, kind = error.get("ctx") or {}, str(error["type"])
    why = next((str(words) for start, words in _WHYS.items() if kind.startswith(start)), _("不能这样写"))
    wanted = next((context[key] for key in ("expected", "pattern", "ge", "le", "max_length") if key in context), None)
    given = request.GET.get(name) or (request.resolver_match and request.resolver_match.kwargs.get(name)) or ""
    example = datetime.date(2024, 9, 30).isoformat() if kind.startswith("date") else _("见 /api/openapi.json")
    return Problem(422, what=str(given)[:_LONGEST], where=name, why=why, write=str(wanted or example))


def handle(api: NinjaAPI) -> None:
    """Let the API say every exception in this form."""

    def said_so(request: HttpRequest, fault: Exception | type[Exception]) -> HttpResponse:
        return answer_of(problem_of(request, fault if isinstance(fault, Exception) else fault()))

    for kind in (Exception, Problem, BadInput, Refused, ValidationError, Http404, DatabaseError):
        api.add_exception_handler(kind, said_so)
