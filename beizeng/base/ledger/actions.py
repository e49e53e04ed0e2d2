"""The ``@action`` decorator: permission, one transaction, one entry; and the append to the chain."""

import datetime
import functools
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, Protocol, TypeVar

from django.db import transaction

from beizeng.base.clock.now import utc_now
from beizeng.base.ledger.entry import GENESIS, Entry, canonical, digest
from beizeng.base.ledger.models import LedgerEntry, LedgerHead

P = ParamSpec("P")
T = TypeVar("T")


class Actor(Protocol):
    """Whoever acts: the ledger keeps the id, the name and the post's title as they were at that moment."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def post_title(self) -> str: ...
    def may(self, permission: str) -> bool: ...


class Refused(Exception):
    """An action was refused: why, on which legal basis, and what the person can do now."""

    def __init__(self, reason: str, *, basis: str = "", what_now: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.basis = basis
        self.what_now = what_now


@dataclass(frozen=True)
class Done:
    """What an action returns inside: its result and what the ledger is to say of it.

    ``subject`` is ``kind:id`` (``case:12``); ``summary`` one sentence for people; ``detail`` plain JSON values.
    """

    value: Any
    subject: str
    summary: str
    basis: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Unchanged:
    """An action that found its work already done: a result, and no entry."""

    value: Any


@dataclass(frozen=True)
class Several:
    """What an action on many subjects returns inside: its result, and an entry for each of those that it changed."""

    value: Any
    each: Sequence[Done]


@dataclass(frozen=True)
class _Pending:
    verb: str
    by: Actor
    at: datetime.datetime
    done: Done


_pending: ContextVar[list[_Pending] | None] = ContextVar("ledger_pending", default=None)

#: verb → function, for the house tests and the reference manual.
ACTIONS: dict[str, Callable[..., Any]] = {}


def action(verb: str, *, permission: str | None = None) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Make ``function`` an action: it needs ``by=`` and ``at=``, and returns ``Done``, ``Several`` or ``Unchanged``.

    Args:
        verb: ``room.verb``, the word in the ledger.
        permission: asked of ``by``; the verb itself unless given.

    Raises (when called):
        Refused: the actor lacks the permission, or the function refuses.
    """

    def wrap(function: Callable[P, Any]) -> Callable[P, Any]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> Any:
            by: Any = kwargs["by"]
            at: Any = kwargs["at"]
            if not by.may(permission or verb):
                raise Refused("您的岗位没有办理这件事的权限", what_now="请联系本单位负责人或管理员")
            outer = _pending.get()
            if outer is not None:
                with transaction.atomic():
                    return _settle(function(*args, **kwargs), verb, by, at, outer)
            mine: list[_Pending] = []
            token = _pending.set(mine)
            try:
                with transaction.atomic():
                    value = _settle(function(*args, **kwargs), verb, by, at, mine)
                    _append(mine)
                    return value
            finally:
                _pending.reset(token)

        ACTIONS[verb] = run
        return run

    return wrap


def _settle(result: Any, verb: str, by: Actor, at: datetime.datetime, pending: list[_Pending]) -> Any:
    if isinstance(result, Unchanged):
        return result.value
    if not isinstance(result, Done | Several):
        raise TypeError(f"action '{verb}' returned {type(result).__name__}; return Done, Several or Unchanged")
    each = result.each if isinstance(result, Several) else [result]
    pending += [_Pending(verb, by, at, done) for done in each]
    return result.value


def _append(pending: list[_Pending]) -> None:
    """Append entries to the chain. The head is locked last, so that no other lock is waited for under it."""
    if not pending:
        return
    head = LedgerHead.objects.filter(id=1)
    locked = head.select_for_update().values_list("seq", "hash")
    if not locked:  # the first entry of all; of two at once one makes it and both then lock it
        LedgerHead.objects.get_or_create(id=1, defaults={"hash": GENESIS})
        locked = locked.all()
    [(seq, previous)] = locked
    recorded_at = utc_now().isoformat()
    rows = []
    for item in pending:
        entry = Entry(
            seq=seq + 1,
            at=item.at.astimezone(datetime.UTC).isoformat(),
            recorded_at=recorded_at,
            actor_id=item.by.id,
            actor_name=item.by.name,
            actor_post=item.by.post_title,
            verb=item.verb,
            subject=item.done.subject,
            summary=item.done.summary,
            basis=item.done.basis,
            detail=canonical(item.done.detail),
            previous=previous,
        )
        seq, previous = entry.seq, digest(entry)
        rows.append(LedgerEntry(**vars(entry), hash=previous))
    LedgerEntry.objects.bulk_create(rows)
    head.update(seq=seq, hash=previous)
