"""Who asks, what they may read, and how often: every operation names its permission with ``reads``."""

import datetime
import functools
import hashlib
import inspect
import re
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router
from ninja.security.http import HttpAuthBase
from pydantic import BeforeValidator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from beizeng.api.problems import ErrorAnswer, Problem
from beizeng.base.clock.now import local_day
from beizeng.base.people import actions
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.spec.errors import BadInput

V = TypeVar("V", bound=Callable[..., Any])

#: The calendars and the plans begin no earlier.
FIRST_DAY = datetime.date(1990, 1, 1)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: The errors that any operation may answer with.
ERRORS = frozenset({400, 401, 403, 404, 422, 429, 503})
#: What everybody may do, and so the mark of an address that is open to all.
EVERYBODY = "home.read"
#: Path below ``/api/`` → the permission that it asks for; filled by the operations, read by the house's tests.
PERMISSIONS: dict[str, str] = {}
#: Where an operation's description names the permission that it asks for.
PERMISSION = "x-permission"


def _only_iso(text: Any) -> Any:
    """A day is written one way: a bare number is not taken for seconds since 1970."""
    if isinstance(text, str) and not _ISO_DAY.fullmatch(text):
        raise PydanticCustomError("date_written", "not YYYY-MM-DD")
    return text


IsoDay = Annotated[datetime.date, BeforeValidator(_only_iso)]
MaybeDay = IsoDay | SkipJsonSchema[None]

#: The two days of a question. Left out they mean today, and the day itself.
Day = Annotated[
    MaybeDay, Query(title="日期", description="What held on this day; today without it.", examples=["2024-09-30"])
]
Known = Annotated[
    MaybeDay, Query(title="得知日", description="As known by this day; `day` without it.", examples=["2024-09-30"])
]


class ApiRequest(HttpRequest):
    """A request as the operations see it: with the moment and the caller."""

    at: datetime.datetime
    auth: Actor


class Key(HttpAuthBase):
    """A key in the header ``Authorization: Bearer bz_…``; without one the caller is the public."""

    openapi_scheme = "bearer"

    def __init__(self, permission: str) -> None:
        super().__init__()
        self._permission = permission

    def __call__(self, request: HttpRequest) -> Actor:
        """The caller as an actor, if it holds the permission.

        Raises:
            Problem: 401 a key that does not hold, or none where one is needed; 403 not for this key; 429 too often.
        """
        caller = self._caller(request)
        if caller.may(self._permission):
            return caller
        if caller.id == "public":
            raise _unauthorised(_("这里要有密钥才能读"), _("Authorization: Bearer 加密钥；密钥由系统管理员发放"))
        why, write = _("密钥没有这项权限"), _("请系统管理员另发密钥")
        raise Problem(403, what=caller.name, where="Authorization", why=why, write=write)

    def _caller(self, request: HttpRequest) -> Actor:
        moment: datetime.datetime = request.at  # type: ignore[attr-defined]
        header = request.headers.get("Authorization")
        if header is None:
            _count(_address_of(request, moment), settings.API_ADDRESS_PER_MINUTE, moment)
            return people.anonymous()
        scheme, _space, secret = header.partition(" ")
        key = people.key_of(secret.strip()) if scheme.lower() == "bearer" else None
        if key is None:
            _count(_address_of(request, moment), settings.API_ADDRESS_PER_MINUTE, moment)
            raise _unauthorised(_("没有这个密钥"), _("Authorization: Bearer 加发放时显示的密钥"))
        standing = people.standing(key, on=local_day(moment))
        if standing == "revoked":
            raise _unauthorised(_("密钥已撤销"), _("请联系系统管理员"))
        if standing == "ended":
            raise _unauthorised(_("密钥已于 %(day)s 到期") % {"day": key.until_on}, _("请系统管理员另发"))
        _count(f"key:{key.pk}", settings.API_KEY_PER_MINUTE, moment)
        return people.actor_of_key(key)


def reads(router: Router, path: str, permission: str, answer: type, *, summary: str) -> Callable[[V], V]:
    """An operation that answers ``answer`` to whoever holds ``permission``; its docstring is its description."""
    # an empty requirement beside the key: the key may be left out
    extra: dict[str, Any] = {"security": [{}]} if people.anonymous().may(permission) else {}
    answers = {200: answer, ERRORS: ErrorAnswer}
    return _operation(router, path, permission, answers, summary=summary, auth=[Key(permission)], openapi_extra=extra)


def open_to_all(router: Router, path: str, answers: dict[Any, type], *, summary: str) -> Callable[[V], V]:
    """An operation without keys and limits, which answers even while the database does not."""
    return _operation(router, path, EVERYBODY, {400: ErrorAnswer, **answers}, summary=summary, auth=None)


def _operation(router: Router, path: str, permission: str, answers: dict[Any, type], **more: Any) -> Callable[[V], V]:
    def wrap(view: V) -> V:
        names = frozenset(inspect.signature(view).parameters)

        @functools.wraps(view)
        def guarded(request: HttpRequest, **given: Any) -> Any:
            _refuse_strange(request, names)
            return view(request, **given)

        PERMISSIONS[path.strip("/")] = permission
        extra = {PERMISSION: permission, **more.pop("openapi_extra", {})}
        name = f"{permission.partition('.')[0]}_{view.__name__}"
        router.get(path, response=answers, operation_id=name, openapi_extra=extra, **more)(guarded)
        return view

    return wrap


def day_asked(request: ApiRequest, day: datetime.date | None, name: str = "day") -> datetime.date:
    """The day that was asked for; today where none was.

    Raises:
        BadInput: before 1990, or yet to come.
    """
    today = local_day(request.at)
    if day is None:
        return today
    if day < FIRST_DAY:
        raise BadInput(what=str(day), where=name, why=_("早于 1990 年"), write=str(FIRST_DAY))
    if day > today:
        raise BadInput(what=str(day), where=name, why=_("这一天还没有到"), write=_("今天或更早的日子"))
    return day


def days_asked(
    request: ApiRequest, day: datetime.date | None, known: datetime.date | None
) -> tuple[datetime.date, datetime.date]:
    """The day that was asked for, and by which knowledge: that of the day itself unless another was asked for."""
    on = day_asked(request, day)
    return on, on if known is None else day_asked(request, known, "known")


def _count(caller: str, limit: int, moment: datetime.datetime) -> None:
    if actions.count_use(caller=caller, at=moment) > limit:
        rest = 60 - moment.second
        raise Problem(
            429,
            what=str(limit),
            where=_("每分钟次数"),
            why=_("问得太多，每分钟最多 %(limit)d 次") % {"limit": limit},
            write=_("%(rest)d 秒后再问") % {"rest": rest},
            Retry_After=str(rest),
        )


def _address_of(request: HttpRequest, moment: datetime.datetime) -> str:
    """The caller's address as a hash of the day: enough to count with, and not to be turned back."""
    header = settings.API_ADDRESS_HEADER
    address = (request.headers.get(header) if header else None) or request.META.get("REMOTE_ADDR", "")
    salted = f"{settings.SECRET_KEY}\n{local_day(moment)}\n{address}"
    return "address:" + hashlib.sha256(salted.encode()).hexdigest()[:32]


def _refuse_strange(request: HttpRequest, names: frozenset[str]) -> None:
    """A misspelt filter must not widen the answer unseen."""
    strange = sorted(set(request.GET) - names)
    if strange:
        known = "、".join(sorted(names - {"request"})) or _("不写参数")
        raise Problem(400, what=strange[0][:100], where="query", why=_("没有这个参数"), write=known)


def _unauthorised(why: str, write: str) -> Problem:
    return Problem(401, what="", where="Authorization", why=why, write=write, WWW_Authenticate="Bearer")
