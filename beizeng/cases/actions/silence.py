"""What follows by itself when a time has passed and nobody has said anything: a publicity ends, a right lapses."""

import datetime
from collections.abc import Iterable, Sequence

from beizeng.base.people.actor import Actor
from beizeng.cases import queries
from beizeng.cases.actions.recording import InHand, _in_hand, _record
from beizeng.cases.models import Case, CaseClock
from beizeng.spec.case_kind import Action, CaseKind


def _fall_silent(case: Case, clocks: Sequence[CaseClock], *, by: Actor, at: datetime.datetime) -> InHand | None:
    """Do what follows the clocks of a case that ended before ``at``, each at its own last moment.

    One end may begin a further clock that has ended too. Returns the case in hand, with what followed; None: nothing.
    """
    if _ended(queries.kind_of(case), case, clocks, at) is None:
        return None
    hand = _in_hand(case)
    while (ended := _ended(hand.kind, hand.row, hand.clocks.values(), at)) is not None:
        row, action = ended
        assert row.due_at is not None
        hand.followed += (action.label,)
        _record(hand, action=action.id, label=action.label, fields={"clock": row.key}, by=by, at=row.due_at)
    return hand


def _ended(
    kind: CaseKind, case: Case, clocks: Iterable[CaseClock], at: datetime.datetime
) -> tuple[CaseClock, Action] | None:
    """The clock that ended first and has something following that is possible now; its action."""
    for row in sorted((row for row in clocks if row.due_at is not None), key=lambda row: (row.due_at, row.pk)):
        if row.stopped_at is None and row.paused_at is None and row.due_at < at:  # type: ignore[operator]
            action = kind.action(kind.clock(row.clock).at_end or "")
            if action is not None and case.state in action.origins:
                return row, action
    return None
