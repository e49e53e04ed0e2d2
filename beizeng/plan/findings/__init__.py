"""What a plan leaves open, says two ways, or may no longer say: each with a code, a weight and a place.

A check yields nothing unless the text itself shows the fault: no alarm is better than a false one.
Not here: whether a policy shuts out competitors (``screening``), how far the programme has come (``indicators``).
"""

from collections.abc import Callable, Iterator

from beizeng.plan.elements import Finding
from beizeng.plan.findings import arithmetic, definition, promises
from beizeng.plan.reading import Reading

Check = Callable[[Reading], Iterator[Finding]]

_CHECKS: tuple[Check, ...] = (*arithmetic.CHECKS, promises.enumerations, promises.projects, *definition.CHECKS)
_ORDER = ("error", "tension", "gap", "note")


def findings(reading: Reading) -> tuple[Finding, ...]:
    """What the text alone shows, on any day: weightiest first, then in the order of the text."""
    found = dict.fromkeys(finding for check in _CHECKS for finding in check(reading))
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.severity), one.span)))
