"""Two versions of a plan, part by part: what was added, dropped, changed, and what stands under another number. Pure.

    compare(read(old, units), read(new, units))

A part is the same where its title is; where no title is, where title and text are alike enough. What the two differ
in is told in fields with their words before and after; None: the version doesn't say.
"""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal, TypeVar

from beizeng.plan.elements import Indicator, Measure, Outline, Project, Quantity

Sort = Literal["target", "project", "measure"]
How = Literal["added", "dropped", "changed"]
Part = TypeVar("Part")
#: Of two titles with their texts; below, they are two matters.
_ALIKE = 0.6
#: Of two plans; of which fewer measures are the same, the one is no version of the other.
_SAME_PLAN = 0.3


@dataclass(frozen=True)
class Field:
    """One thing that differs: its name as the outline has it, and its words in either version."""

    name: str
    was: str | None
    now: str | None


@dataclass(frozen=True)
class Change:
    """A part that differs. ``was`` and ``now``: its key in either version (``measure-13``, ``p2-1``, ``goal-1``)."""

    sort: Sort
    how: How
    title: str
    was: str | None
    now: str | None
    fields: tuple[Field, ...] = ()

    def field(self, name: str) -> Field | None:
        """What differs under this name."""
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True)
class Comparison:
    """``head``: what the letter heads differ in. ``same``: how many parts are word for word the same.

    ``targets``: key of a target in the new version → its key in the old, where both have it; ``measures`` likewise,
    by number.
    """

    head: tuple[Field, ...]
    changes: tuple[Change, ...]
    same: int
    targets: dict[str, str]
    measures: dict[int, int]
    is_another: bool

    @property
    def is_empty(self) -> bool:
        """Whether the two say the same."""
        return not self.head and not self.changes

    def of(self, sort: Sort, how: How) -> tuple[Change, ...]:
        """The changes of one sort."""
        return tuple(one for one in self.changes if (one.sort, one.how) == (sort, how))


def compare(old: Outline, new: Outline) -> Comparison:
    """What the new version adds, drops and changes."""
    measures = _pairs(old.measures, new.measures, (lambda one: one.title,), lambda one: f"{one.title}\n{one.text}")
    projects = _pairs(old.projects, new.projects, (lambda one: one.name,), lambda one: one.name)
    targets = [*_targets(old.goals, new.goals, "goal", "goal")]
    for was, now in projects:
        targets += _targets(
            was.indicators if was else (),
            now.indicators if now else (),
            f"p{was.number}" if was else "",
            f"p{now.number}" if now else "",
        )
    made = [
        *(_change("target", *pair, _target_fields) for pair in targets),
        *(_change("project", _keyed(was, "project"), _keyed(now, "project"), _project_fields) for was, now in projects),
        *(_change("measure", _keyed(was, "measure"), _keyed(now, "measure"), _measure_fields) for was, now in measures),
    ]
    changes = tuple(one for one in made if one is not None)
    kept = {now.number: was.number for was, now in measures if was is not None and now is not None}
    return Comparison(
        head=tuple(_differing(old, new, ("title", "document_number", "issuer", "issued_on"))),
        changes=changes,
        same=len(made) - len(changes),
        targets={now[0]: was[0] for was, now in targets if was and now},
        measures=kept,
        is_another=bool(old.measures) and len(kept) / len(old.measures) < _SAME_PLAN,
    )


_Keyed = tuple[str, Any]


def _targets(
    old: Sequence[Indicator], new: Sequence[Indicator], was: str, now: str
) -> Iterator[tuple[_Keyed | None, _Keyed | None]]:
    """Targets of one owner in pairs; years of one name (增长10%、20%) are told apart by their last days."""
    keys = {id(one): f"{was}-{at}" for at, one in enumerate(old, 1)}
    keys |= {id(one): f"{now}-{at}" for at, one in enumerate(new, 1)}
    same: tuple[Callable[[Indicator], Any], ...] = (lambda one: (one.name, one.deadline), lambda one: one.name)
    for left, right in _pairs(old, new, same, lambda one: one.name):
        yield (keys[id(left)], left) if left else None, (keys[id(right)], right) if right else None


def _keyed(one: Project | Measure | None, word: str) -> _Keyed | None:
    return (f"{word}-{one.number}", one) if one is not None else None


def _pairs(
    old: Sequence[Part], new: Sequence[Part], same: Sequence[Callable[[Part], Any]], words: Callable[[Part], str]
) -> list[tuple[Part | None, Part | None]]:
    """Each part of the new version with the old one's, in its order, then what the old one alone has."""
    left, found = list(old), {}
    for told in same:
        for at, one in enumerate(new):
            other = next((each for each in left if told(each) == told(one)), None) if at not in found else None
            if other is not None:
                found[at] = other
                left.remove(other)
    for at, one in enumerate(new):
        if at not in found and left:
            nearest = max(left, key=lambda each: _alike(words(each), words(one)))
            if _alike(words(nearest), words(one)) >= _ALIKE:
                found[at] = nearest
                left.remove(nearest)
    return [*((found.get(at), one) for at, one in enumerate(new)), *((one, None) for one in left)]


def _alike(one: str, other: str) -> float:
    match = SequenceMatcher(None, one, other, autojunk=False)
    # the exact figure is dear; most pairs are unlike already by their letters
    return match.ratio() if match.quick_ratio() >= _ALIKE else 0.0


def _change(
    sort: Sort, was: _Keyed | None, now: _Keyed | None, fields: Callable[[Any, Any], Iterator[Field]]
) -> Change | None:
    if was is None or now is None:
        key, part = was or now or ("", None)
        title = getattr(part, "title", "") or getattr(part, "name", "")
        return Change(sort, "dropped" if was else "added", title, key if was else None, key if now else None)
    differing = tuple(fields(was[1], now[1]))
    # a target's key is its place among others and moves without meaning; a measure's number is printed
    is_moved = sort == "measure" and was[0] != now[0]
    if not differing and not is_moved:
        return None
    title = getattr(now[1], "title", "") or getattr(now[1], "name", "")
    return Change(sort, "changed", title, was[0], now[0], differing)


def _target_fields(was: Indicator, now: Indicator) -> Iterator[Field]:
    yield from _differing(
        was, now, ("name", "baseline", "base_year", "target", "comparator", "unit", "deadline", "modality")
    )
    if was.target is None and now.target is None:
        yield from _differing(was, now, ("stated",))


def _project_fields(was: Project, now: Project) -> Iterator[Field]:
    yield from _differing(was, now, ("name", "lead_units", "joint_units", "guiding_units"))


def _measure_fields(was: Measure, now: Measure) -> Iterator[Field]:
    yield from _differing(was, now, ("title", "lead_units", "joint_units", "guiding_units", "unresolved"))
    if _figures(was.quantities) != _figures(now.quantities):
        yield Field("quantities", _figures(was.quantities), _figures(now.quantities))
    elif "".join(was.text.split()) != "".join(now.text.split()):
        yield Field("text", *_where(was.text, now.text))


def _figures(quantities: Sequence[Quantity]) -> str | None:
    return "、".join(one.text for one in quantities) or None


def _where(was: str, now: str) -> tuple[str, str]:
    """The first sentence that the one has and the other has not, of either."""
    ours, theirs = _sentences(was), _sentences(now)
    return next((one for one in ours if one not in theirs), ""), next((one for one in theirs if one not in ours), "")


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in "".join(text.split()).replace("；", "。").split("。") if sentence]


def _differing(was: Any, now: Any, names: Sequence[str]) -> Iterator[Field]:
    for name in names:
        before, after = getattr(was, name), getattr(now, name)
        same = set(before) == set(after) if isinstance(before, tuple) else before == after
        if not same:
            yield Field(name, _said(before), _said(after))


def _said(value: Any) -> str | None:
    if isinstance(value, tuple):
        return "、".join(value) or None
    return value.isoformat() if isinstance(value, datetime.date) else None if value is None else str(value)
