"""What follows by itself when a time has passed and nobody has said anything: a publicity ends, a right lapses."""

import datetime

from beizeng.base.people.actor import Actor
from beizeng.cases import queries
from beizeng.cases.actions.recording import _record
from beizeng.cases.models import Case, CaseClock


def _fall_silent(case: Case, *, by: Actor, at: datetime.datetime) -> list[str]:
    """Do what follows the clocks of a locked case that ended before ``at``, each at its own last moment.

    Returns the labels of what was done, in order: one end may begin a further clock that has ended too.
    """
    done: list[str] = []
    while (ended := _ended(case, at)) is not None:
        row, action_id = ended
        action = queries.kind_of(case).action(action_id)
        assert action is not None
        assert row.due_at is not None
        case = _record(case, action=action.id, label=action.label, fields={"clock": row.key}, by=by, at=row.due_at)
        done.append(action.label)
    return done


def _ended(case: Case, at: datetime.datetime) -> tuple[CaseClock, str] | None:
    """The clock that ended first and has something following that is possible now; its action."""
    kind = queries.kind_of(case)
    running = CaseClock.objects.filter(case=case, stopped_at__isnull=True, paused_at__isnull=True, due_at__lt=at)
    for row in running.order_by("due_at", "id"):
        action = kind.action(kind.clock(row.clock).at_end or "")
        if action is not None and Case.objects.filter(pk=case.pk, state__in=action.origins).exists():
            return row, action.id
    return None
