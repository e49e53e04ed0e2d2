"""Ladders (培育): who stands on which rung, who may come up, who is one criterion short, who no longer meets it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from beizeng.base.engine.expressions import Expression, read_condition
from beizeng.base.engine.judge import Rule, judge
from beizeng.base.engine.kinds import held
from beizeng.base.people.actor import Actor
from beizeng.register import queries as register
from beizeng.rules.book import Entry, book
from beizeng.rules.evaluate import Judged, evaluate
from beizeng.rules.near import judged_of, near_misses
from beizeng.spec import load_shelf
from beizeng.spec.errors import BadInput
from beizeng.spec.ladder import Ladder, Rung

#: stands: on the rung and nothing speaks against it; review: on it, and its conditions are no longer met; ready: below
#: it and every condition that can be judged is met; near: one condition short; unknown: facts are missing; far.
Standing = Literal["stands", "review", "ready", "near", "unknown", "far"]


@dataclass(frozen=True)
class Step:
    """A rung as it is judged on a day: by which facts somebody stands on it, and what it asks."""

    rung: Rung
    holds: Expression | None
    entry: Entry | None


@dataclass(frozen=True)
class Climb:
    """A ladder as it is judged on a day, the lowest rung first."""

    ladder: Ladder
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Place:
    """One entity and one rung. ``judged``: what the rung asks of it; None where that is not set."""

    climb: Climb
    step: Step
    standing: Standing
    judged: Judged | None
    card: Any = None

    @property
    def gap(self) -> str:
        """What is missing, in words; empty where nothing is known to be."""
        if self.judged is None or self.standing in ("stands", "ready"):
            return ""
        return "；".join(one.gap or one.criterion.reason or one.needed for one in self.judged.failing)


def climbs(*, on: datetime.date) -> tuple[Climb, ...]:
    """Every ladder of the site's packs on the day.

    Raises:
        BadInput: a rung names a policy that there is not, or its condition can't be read.
    """
    rules = book(on)
    found = []
    for item in load_shelf().items_of(Ladder):
        assert isinstance(item.value, Ladder)
        steps = []
        for rung in item.value.rungs:
            entry = rules.entry(rung.policy) if rung.policy else None
            if rung.policy and entry is None:
                raise BadInput(
                    what=rung.policy, where=item.address, why="没有这条政策", write="写已有政策的 id，或 not set"
                )
            holds = read_condition(rung.holds, rules.vocabulary, on=on) if rung.holds else None
            steps.append(Step(rung, holds, entry if entry and entry.state == "in_force" else None))
        found.append(Climb(item.value, tuple(steps)))
    return tuple(found)


def climb(ladder_id: str, *, on: datetime.date) -> Climb | None:
    """One ladder."""
    return next((one for one in climbs(on=on) if one.ladder.id == ladder_id), None)


def places(one: Climb, *, on: datetime.date, known: datetime.date, viewer: Actor) -> list[Place]:
    """Who stands on a rung, who may come up to one, who is one criterion short of it; the highest rung first."""
    if not viewer.may("rules.read"):
        return []
    at = _highest(one, on, known)
    found: list[Place] = []
    for number, step in reversed(list(enumerate(one.steps))):
        on_it = [code for code, held in at.items() if held == number]
        found += _on(one, step, on_it, on, known, viewer)
        if step.entry is not None:
            found += _below(one, step, {code for code, held in at.items() if held >= number}, on, known, viewer)
    return found


def of_entity(code: str, *, on: datetime.date, known: datetime.date, viewer: Actor) -> list[Place]:
    """An entity's own ladders: the rung on which it stands, and the next one with what is missing."""
    if not viewer.may("rules.read") or register.card(code, viewer=viewer) is None:
        return []
    values = {name: fact.value for name, fact in register.facts_of(code, on=on, known=known).items()}
    facts, hidden = book(on).vocabulary.facts, register.hidden_facts(code, viewer=viewer)
    engine = {name: held(value, facts[name]) for name, value in values.items() if name in facts}
    found = []
    for one in climbs(on=on):
        on_it = [
            n for n, step in enumerate(one.steps) if step.holds is not None and step.holds.evaluate(engine) is True
        ]
        highest = max(on_it, default=-1)
        for number in (highest, highest + 1):
            if 0 <= number < len(one.steps):
                step = one.steps[number]
                judged = _judged(step, values, on, hidden)
                found.append(Place(one, step, _standing(judged, is_held=number == highest), judged))
    return [place for place in found if place.standing != "far"]


def _highest(one: Climb, on: datetime.date, known: datetime.date) -> dict[str, int]:
    """Code → the highest rung on which it stands."""
    rules = [Rule(str(n), (step.holds,), None) for n, step in enumerate(one.steps) if step.holds is not None]
    facts = sorted({name for rule in rules for name in (rule.criteria[0].facts if rule.criteria[0] else ())})
    frame = register.snapshot(on=on, known=known, facts=facts)
    judgement = judge(frame, rules)
    return {code: int(rule.id) for rule in rules for code in judgement.met(rule.id)}


def _on(
    one: Climb, step: Step, codes: Sequence[str], on: datetime.date, known: datetime.date, viewer: Actor
) -> list[Place]:
    if step.entry is None:
        cards = register.cards_of(list(codes), viewer=viewer).order_by("pinyin", "code")
        return [Place(one, step, "stands", None, card) for card in cards]
    judged = judged_of(codes, step.entry, on=on, known=known, viewer=viewer)
    return [Place(one, step, _standing(each, is_held=True), each, card) for card, each in judged]


def _below(
    one: Climb, step: Step, above: set[str], on: datetime.date, known: datetime.date, viewer: Actor
) -> list[Place]:
    assert step.entry is not None
    ready = _ready(step.entry, on, known) - above
    found = [
        Place(one, step, "ready", judged, card)
        for card, judged in judged_of(ready, step.entry, on=on, known=known, viewer=viewer)
    ]
    near = near_misses(step.entry.policy.id, on=on, known=known, viewer=viewer)
    return found + [Place(one, step, "near", each.judged, each.card) for each in near if each.card.code not in above]


def _ready(entry: Entry, on: datetime.date, known: datetime.date) -> set[str]:
    """The entities that meet every criterion of the policy that a source sets."""
    rule = Rule(entry.policy.id, tuple(one for one in entry.criteria if one is not None), None)
    if not rule.criteria:
        return set()
    frame = register.snapshot(on=on, known=known, facts=entry.facts)
    return set(judge(frame, [rule]).met(rule.id))


def _judged(step: Step, values: Mapping[str, Any], on: datetime.date, hidden: frozenset[str]) -> Judged | None:
    return None if step.entry is None else evaluate(step.entry, values, book(on).vocabulary.facts, hidden=hidden)


def _standing(judged: Judged | None, *, is_held: bool) -> Standing:
    if judged is None:
        return "stands" if is_held else "unknown"
    if is_held:
        return "review" if judged.failing else "stands"
    if any(one.result == "unknown" for one in judged.open):
        return "unknown" if not judged.failing else "far"
    return "far" if len(judged.failing) > 1 else "near" if judged.failing else "ready"
