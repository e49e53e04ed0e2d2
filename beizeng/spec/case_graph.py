"""Where a case of a kind can come to: no state out of reach, no dead end, no clock that never stops."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from beizeng.spec.case_kind import CaseKind

#: The events that a clock may start or stop on besides actions and states.
LODGE = "lodge"


def walk(kind: "CaseKind") -> Iterator[str]:
    """What is wrong with the ways through the kind, in words; names must have been checked before."""
    yield from _unreachable(kind)
    yield from _dead_ends(kind)
    yield from _clocks(kind)


def _reachable(kind: "CaseKind", start: str) -> set[str]:
    """The states that a case in state ``start`` can come to, itself included."""
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        onward = {action.to for action in kind.actions if here in action.leaves and action.to} - found
        found |= onward
        waiting += sorted(onward)
    return found


def _unreachable(kind: "CaseKind") -> Iterator[str]:
    reached = _reachable(kind, kind.lodge.to)
    for state in kind.states:
        if state.id not in reached:
            yield f"state '{state.id}': no action leads there; write it as 'to' of an action, or take it out"
    for action in kind.actions:
        if not reached & action.leaves:
            yield f"action '{action.id}': all of its 'from' are unreachable; correct them"


def _dead_ends(kind: "CaseKind") -> Iterator[str]:
    ends = {state.id for state in kind.states if state.ends}
    if not ends:
        yield "no state ends the case; write 'ends: yes' on the last one"
        return
    for state in kind.states:
        if not ends & _reachable(kind, state.id):
            yield f"state '{state.id}' is a dead end: a case in it can never be closed; write an action that leads on"


def _clocks(kind: "CaseKind") -> Iterator[str]:
    for clock in kind.clocks:
        begun = list(_states_after(kind, clock.starts))
        if not begun:
            yield f"clock '{clock.id}' never starts: nothing in 'starts' can happen; correct it"
        for state in begun:
            onward = _reachable(kind, state)
            # a state counts when it is entered later, not when the clock starts in it
            stoppers = {action.id for action in kind.actions if onward & action.leaves}
            entered = {action.to for action in kind.actions if onward & action.leaves and action.to}
            if not (stoppers | entered) & set(clock.stops):
                yield f"clock '{clock.id}' never stops once started in '{state}'; write under 'stops' what ends it"


def _states_after(kind: "CaseKind", events: tuple[str, ...]) -> Iterator[str]:
    """The states in which a case may stand just after one of the events."""
    reached = _reachable(kind, kind.lodge.to)
    if LODGE in events:
        yield kind.lodge.to
    for action in kind.actions:
        if action.id in events:
            yield from [action.to] if action.to else sorted(reached & action.leaves)
    yield from (state for state in sorted(reached) if state in events)
