"""Under which names a version of a plan is kept: the numbers of its measures and the ids of its targets.

Cases, policies, indicators and the ledger speak of measure 13 and of target p2-1. A further version may print them in
another place; they keep the name that they had, and what is new gets one that nothing had before. Pure.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from beizeng.plan.elements import Outline
from beizeng.plan.versions import compare
from beizeng.spec.programme import Measures, Programme

Recorded = tuple[Programme, tuple[Measures, ...]]


@dataclass(frozen=True)
class Lineage:
    """``since``: from when the version holds; None: it is the first, and its names are those that it prints.

    ``measures``: the number that the text prints → the measure's number; ``targets``: the key by its place in the text
    → the target's id; ``inherited``: the ids that an earlier version had.
    """

    since: datetime.date | None = None
    measures: Mapping[int, int] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)
    inherited: frozenset[str] = frozenset()

    def measure(self, printed: int) -> int:
        """The number of the measure that the text prints under this one."""
        return self.measures.get(printed, printed)

    def target(self, key: str) -> str:
        """The id of the target at this place."""
        return self.targets.get(key, key)

    def file(self, name: str) -> str:
        """The name of a pack file of this version."""
        return f"{name}-{self.since}.yaml" if self.since else f"{name}.yaml"


FIRST = Lineage()


def lineage_of(recorded: Recorded) -> Lineage:
    """The names that a version has in its pack."""
    pack, files = recorded
    measures = {one.printed or one.number: one.number for file in files for one in file.measures}
    return Lineage(pack.since, measures, dict(_targets(pack)))


def _targets(pack: Programme) -> Iterator[tuple[str, str]]:
    yield from ((f"goal-{at}", goal.id) for at, goal in enumerate(pack.goals, 1))
    for project in pack.projects:
        yield from ((f"p{project.number}-{at}", one.id) for at, one in enumerate(project.indicators, 1))


def descend(versions: Sequence[Recorded], old: Outline, new: Outline, *, since: datetime.date) -> Lineage:
    """The names of a further version.

    Args:
        versions: every version so far, the latest last.
        old: what the latest version's text says.
        new: what the further version's text says.
    """
    latest, found = lineage_of(versions[-1]), compare(old, new)
    numbers = {one.number for _pack, files in versions for file in files for one in file.measures}
    ids = {name for pack, _files in versions for _key, name in _targets(pack)}
    measures: dict[int, int] = {}
    for one in new.measures:
        before = found.measures.get(one.number)
        measures[one.number] = latest.measure(before) if before is not None else max(numbers, default=0) + 1
        numbers.add(measures[one.number])
    targets: dict[str, str] = {}
    inherited = frozenset(ids)
    for key in _keys(new):
        before_key = found.targets.get(key)
        targets[key] = latest.target(before_key) if before_key else _free(key, ids)
        ids.add(targets[key])
    return Lineage(since, measures, targets, inherited)


def _keys(outline: Outline) -> Iterator[str]:
    yield from (f"goal-{at}" for at, _goal in enumerate(outline.goals, 1))
    for project in outline.projects:
        yield from (f"p{project.number}-{at}" for at, _one in enumerate(project.indicators, 1))


def _free(key: str, taken: set[str]) -> str:
    owner, _dash, at = key.rpartition("-")
    return next(one for one in (f"{owner}-{number}" for number in range(int(at), 10_000)) if one not in taken)
