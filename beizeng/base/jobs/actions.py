"""Asking for work, doing it, cancelling it.

The true moment comes in as ``now``, a function: a lease is renewed many times while a job runs.
A job is working state, not an act: what the work does to the house goes through the rooms' actions and the ledger.
"""

import datetime
import logging
from collections.abc import Callable
from typing import Any

from django.db import Error as DatabaseError
from django.db.models import Q

from beizeng.base.jobs.models import Job

log = logging.getLogger(__name__)

#: A running job whose worker gave no sign for so long is taken up again.
LOST_AFTER = datetime.timedelta(minutes=2)

Now = Callable[[], datetime.datetime]
Handler = Callable[[dict[str, Any], "Progress"], Any]
HANDLERS: dict[str, Handler] = {}


class Cancelled(Exception):
    """The person who asked no longer wants the result."""


class Progress:
    """Handed to the work, which calls it now and then; it raises ``Cancelled`` when asked to stop."""

    def __init__(self, job_id: int, now: Now) -> None:
        self._job_id = job_id
        self._now = now

    def __call__(self, done: int, total: int, note: str = "") -> None:
        job = Job.objects.filter(pk=self._job_id)
        job.update(done=done, total=total, note=note[:300], alive_at=self._now())
        if job.values_list("cancel_asked", flat=True).first():
            raise Cancelled


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does this kind of work: ``(arguments, progress) -> result`` as plain JSON values."""

    def register(function: Handler) -> Handler:
        HANDLERS[kind] = function
        return function

    return register


def ask(*, kind: str, arguments: dict[str, Any], by: str, at: datetime.datetime) -> Job:
    """Queue a piece of work for the worker. ``by`` is the actor's id."""
    if kind not in HANDLERS:
        raise ValueError(f"nobody handles jobs of kind '{kind}'; known: {', '.join(sorted(HANDLERS))}")
    return Job.objects.create(kind=kind, arguments=arguments, asked_by=by, asked_at=at)


def cancel(*, job_id: int, at: datetime.datetime) -> None:
    """Ask a job to stop; one that has not begun stops at once."""
    Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(state=Job.State.CANCELLED, finished_at=at)
    Job.objects.filter(pk=job_id, state=Job.State.RUNNING).update(cancel_asked=True)


def run_next(now: Now) -> Job | None:
    """Take the oldest waiting job and do it. None: nothing waits. Two workers never take the same one."""
    job = _take(now())
    if job is None:
        return None
    values: dict[str, Any] = {"state": Job.State.DONE, "note": ""}
    try:
        values["result"] = HANDLERS[job.kind](job.arguments, Progress(job.pk, now))
    except Cancelled:
        values["state"] = Job.State.CANCELLED
    except Exception as error:  # a failing job must not stop the worker
        log.exception("job %s failed", job.pk)
        values |= {"state": Job.State.FAILED, "note": _in_words(error)}
    Job.objects.filter(pk=job.pk).update(finished_at=now(), **values)
    job.refresh_from_db()
    return job


def _take(at: datetime.datetime) -> Job | None:
    lost = Q(state=Job.State.RUNNING, alive_at__lt=at - LOST_AFTER)
    for job in Job.objects.filter(Q(state=Job.State.QUEUED) | lost).order_by("id")[:10]:
        mine = Job.objects.filter(pk=job.pk, state=job.state, alive_at=job.alive_at)
        if mine.update(state=Job.State.RUNNING, alive_at=at):
            return job
    return None


def _in_words(error: Exception) -> str:
    if isinstance(error, DatabaseError | OSError):
        return "数据库或磁盘暂时用不了，没有办成，请稍后再来一次"
    reason = getattr(error, "reason", None)
    return str(reason)[:300] if reason else "任务出错，已记入日志，请联系管理员"
