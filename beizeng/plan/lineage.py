"""Under which names a version of a plan is kept: the numbers of its measures and the ids of its targets.

Cases, policies, indicators and the ledger speak of measure 13 and of target p2-1. A further version may print them in
another place; they keep the name that they had, and what is new gets one that nothing had before. Pure.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from beizeng.plan.elements import Outline
from beizeng.plan.versions import compare
from beizeng.spec.programme import Measures, Programme

Recorded = tuple[Programme, tuple[Measures, ...]]


@dataclass(frozen=True)
class Lineage:
    """``since``: from when the version holds; None: it is the first, and its names are those that it prints.

    ``measures``: the number that the text prints → the measure's number; ``targets``: a target's place in the text →
    its id; ``inherited``: the ids that an earlier version had.
    """

    since: datetime.date | None = None
    measures: Mapping[int, int] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)
    inherited: frozenset[str] = frozenset()

    def measure(self, printed: int) -> int:
        """The number of the measure that the text prints under this one."""
        return self.measures.get(printed, printed)

    def target(self, place: str) -> str:
        """The id of the target at this place."""
        return self.targets.get(place, place)

    def file(self, name: str) -> str:
        """The name of a pack file of this version."""
        return f"{name}-{self.since}.yaml" if self.since else f"{name}.yaml"


FIRST = Lineage()


def lineage_of(recorded: Recorded) -> Lineage:
    """The names that a version has in its pack."""
    pack, files = recorded
    measures = {one.printed or one.number: one.number for file in files for one in file.measures}
    return Lineage(pack.since, measures, {place: one.id for place, one in pack.targets.items()})


def descend(versions: Sequence[Recorded], old: Outline, new: Outline, *, since: datetime.date) -> Lineage:
    """The names of a further version.

    Args:
        versions: every version so far, the latest last.
        old: what the latest version's text says.
        new: what the further version's text says.
    """
    latest, found = lineage_of(versions[-1]), compare(old, new)
    numbers = {one.number for _pack, files in versions for file in files for one in file.measures}
    ids = {one.id for pack, _files in versions for one in pack.targets.values()}
    measures: dict[int, int] = {}
    for one in new.measures:
        before = found.measures.get(one.number)
        measures[one.number] = latest.measure(before) if before is not None else max(numbers, default=0) + 1
        numbers.add(measures[one.number])
    targets: dict[str, str] = {}
    inherited = frozenset(ids)
    for place in new.targets:
        before_place = found.targets.get(place)
        targets[place] = latest.target(before_place) if before_place else _free(place, ids)
        ids.add(targets[place])
    return Lineage(since, measures, targets, inherited)


def _free(place: str, taken: set[str]) -> str:
    owner, _dash, at = place.rpartition("-")
    return next(one for one in (f"{owner}-{number}" for number in range(int(at), 10_000)) if one not in taken)
