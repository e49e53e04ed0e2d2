"""What another version of the plan does to what is under way: open matters by measure, their last day, indicators."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from beizeng.base.people.actor import Actor
from beizeng.cases import queries as cases
from beizeng.plan import queries, shelf
from beizeng.plan.elements import Outline
from beizeng.plan.versions import Change, Comparison
from beizeng.spec import load_shelf

Sort = Literal["begins", "orphaned", "handed", "renumbered", "reworded", "last_day", "new_aim", "no_aim"]


@dataclass(frozen=True)
class Consequence:
    """What the change means. ``cases``: the open matters that it reaches; ``words``: whom or what it names, for words.

    ``begins``: a matter for a new measure; ``orphaned``: its measure is gone and people decide what becomes of it;
    ``handed``: to another lead; ``renumbered``: its measure has another number; ``reworded``: to be done by other
    figures or words; ``last_day``: when measures are cleared; ``new_aim``, ``no_aim``: an indicator is judged by
    another target, or by none.
    """

    sort: Sort
    change: Change | None
    cases: tuple[Any, ...]
    was: str
    now: str


def consequences(comparison: Comparison, old: Outline, new: Outline, *, viewer: Actor) -> list[Consequence]:
    """What would become of the matters that the viewer sees, most pressing first."""
    printed = {f"measure:{one.number}": f"measure-{one.printed}" for one in queries.measures(viewer=viewer)}
    rows = cases.visible(viewer=viewer).filter(kind=shelf.measure_kind(load_shelf()), closed_at=None)
    by_measure: dict[str, list[Any]] = {}
    for row in rows.filter(subject__startswith="measure:").order_by("pk"):
        by_measure.setdefault(printed.get(row.subject, ""), []).append(row)
    found = [*_of_measures(comparison, by_measure), *_of_targets(comparison)]
    before, after = last_day(old), last_day(new)
    if before != after:
        every = tuple(row for of_one in by_measure.values() for row in of_one)
        found.append(Consequence("last_day", None, every, _day(before), _day(after)))
    order: Sequence[Sort] = (
        "orphaned", "renumbered", "handed", "last_day", "begins", "reworded", "no_aim", "new_aim",
    )  # fmt: skip
    return sorted(found, key=lambda one: order.index(one.sort))


def _of_measures(comparison: Comparison, by_measure: Mapping[str, list[Any]]) -> Iterator[Consequence]:
    for change in comparison.changes:
        if change.sort != "measure":
            continue
        rows = tuple(by_measure.get(change.was or "", ()))
        if change.how == "added":
            yield Consequence("begins", change, (), "", change.title)
        elif rows and change.how == "dropped":
            yield Consequence("orphaned", change, rows, change.title, "")
        elif rows:
            yield from _of_changed(change, rows)


def _of_changed(change: Change, rows: tuple[Any, ...]) -> Iterator[Consequence]:
    lead = change.field("lead_units")
    if change.was != change.now:
        yield Consequence("renumbered", change, rows, _number(change.was), _number(change.now))
    if lead is not None:
        yield Consequence("handed", change, rows, lead.was or "", lead.now or "")
    others = [one for one in change.fields if one.name in ("title", "quantities", "text")]
    if others:
        yield Consequence("reworded", change, rows, others[-1].was or "", others[-1].now or "")


def _of_targets(comparison: Comparison) -> Iterator[Consequence]:
    for change in comparison.changes:
        if change.sort == "target" and change.how == "dropped":
            yield Consequence("no_aim", change, (), change.title, "")
        elif change.sort == "target" and change.how == "changed":
            said = next((one for one in change.fields if one.name in ("target", "deadline", "baseline")), None)
            if said is not None:
                yield Consequence("new_aim", change, (), said.was or "", said.now or "")


def last_day(outline: Outline) -> datetime.date | None:
    """The last day of the goals; where they name none, of any target; None: the plan sets no day at all."""
    every = [one for project in outline.projects for one in project.indicators]
    days = [one.deadline for one in outline.goals if one.deadline] or [one.deadline for one in every if one.deadline]
    return max(days, default=None)


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _number(key: str | None) -> str:
    return (key or "").partition("-")[2]
