"""The sample county's feedback on its measures: who reports what and when, invented and always the same.

Pure: it says what would be done; the demonstration does it through the same actions as a person.
"""

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from beizeng.base.clock.calendar import Calendar
from beizeng.base.clock.now import SHANGHAI
from beizeng.spec.rehearsal import Habit, Rehearsal, Span


@dataclass(frozen=True, order=True)
class Feedback:
    """One act on the case of a measure at a moment in office hours. ``action`` is a word of the case's kind."""

    at: datetime.datetime
    measure: int
    action: str
    fields: dict[str, Any] = field(default_factory=dict, compare=False)
    has_evidence: bool = field(default=False, compare=False)


def feedback(
    spec: Rehearsal, *, measures: Sequence[int], opened_on: datetime.date, until: datetime.date, calendar: Calendar
) -> list[Feedback]:
    """Everything that the units do from the opening of their measures up to ``until``, in order of time."""
    acts: list[Feedback] = []
    for number in measures:
        writer = _Writer(spec, number, opened_on, calendar)
        acts += [act for act in writer.life() if act.at.date() <= until]
    return sorted(acts)


class _Writer:
    """One measure's story, from a random source of its own, so that no measure depends on another."""

    def __init__(self, spec: Rehearsal, number: int, opened_on: datetime.date, calendar: Calendar) -> None:
        self._spec = spec
        self._number = number
        self._opened_on = opened_on
        self._calendar = calendar
        self._chance = random.Random(f"{spec.seed}:{number}")

    def life(self) -> Iterator[Feedback]:
        """The plan, a report each quarter, and for some measures the end."""
        habit = self._habit()
        planned_on = self._opened_on + datetime.timedelta(days=self._days(habit.plan_after_days))
        days = [day + datetime.timedelta(days=self._chance.randint(0, 40)) for day in self._spec.node_days]
        listed = "\n".join(f"{day} {title}" for day, title in zip(days, self._spec.nodes, strict=True))
        yield self._act(planned_on, "submit_plan", {"approach": self._say(self._spec.approaches), "nodes": listed})
        for number, day in enumerate(days, 1):
            yield from self._finish(f"node-{number}", day, habit)
        # a unit hands its plan in before anything else; reports that would come earlier come the day after
        earliest = planned_on + datetime.timedelta(days=1)
        for end in _quarter_ends(self._opened_on, datetime.date(2025, 12, 31)):
            is_missed = self._chance.random() < habit.misses
            told_on = max(end + datetime.timedelta(days=self._days(habit.report_after_days)), earliest)
            words = self._progress()
            if not is_missed:
                yield self._act(told_on, "report", words)
        if self._number in (*self._spec.cleared, *self._spec.asks_clearing):
            words = {"outcome": self._say(self._spec.outcomes)}
            yield self._act(datetime.date(2024, 9, 18), "claim_clearing", words, has_evidence=True)
        if self._number in self._spec.cleared:
            yield self._act(datetime.date(2024, 9, 24), "clear", {"finding": self._say(self._spec.outcomes)})

    def _habit(self) -> Habit:
        weights = [float(habit.share) for habit in self._spec.habits]
        return self._chance.choices(self._spec.habits, weights)[0]

    def _days(self, span: Span) -> int:
        return self._chance.randint(*span)

    def _say(self, words: Sequence[str]) -> str:
        return self._chance.choice(words)

    def _progress(self) -> dict[str, str]:
        words = {"progress": self._say(self._spec.progress).format(n=self._chance.randint(3, 60))}
        if self._chance.random() < 0.25:
            words["trouble"] = self._say(self._spec.troubles)
        return words

    def _finish(self, node: str, day: datetime.date, habit: Habit) -> Iterator[Feedback]:
        done_on = day + datetime.timedelta(days=self._days(habit.report_after_days))
        outcome = self._say(self._spec.outcomes)
        if self._chance.random() >= habit.misses:
            yield self._act(done_on, "finish_node", {"node": node, "outcome": outcome})

    def _act(self, day: datetime.date, action: str, fields: dict[str, Any], has_evidence: bool = False) -> Feedback:
        worked = datetime.date.fromordinal(self._calendar.on_or_after(day.toordinal()))
        time = datetime.time(self._chance.choice((9, 10, 11, 15, 16)), self._chance.randrange(60))
        at = datetime.datetime.combine(worked, time, SHANGHAI)
        return Feedback(at, self._number, action, fields, has_evidence)


def _quarter_ends(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    """The ends of the whole quarters after the day on which the measure was opened."""
    for year in range(first.year, last.year + 1):
        for month, day in ((3, 31), (6, 30), (9, 30), (12, 31)):
            end = datetime.date(year, month, day)
            begin = datetime.date(year, month - 2, 1)
            if first <= begin and end <= last:
                yield end
