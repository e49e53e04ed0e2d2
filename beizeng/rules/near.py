"""Who is one criterion short of a policy, and by how much; over the whole register, within the viewer's reach."""

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from beizeng.base.engine.judge import judge
from beizeng.base.people.actor import Actor
from beizeng.register import queries as register
from beizeng.rules.book import Entry, book
from beizeng.rules.evaluate import Judged, Reason, evaluate


@dataclass(frozen=True)
class Near:
    """An entity with its card, and the policy of which it misses one criterion."""

    card: Any
    judged: Judged

    @property
    def missed(self) -> Reason:
        """The criterion that it misses."""
        return self.judged.failing[0]

    @property
    def gap(self) -> str:
        """How far it is, in words: the distance where it is a number, else what is asked."""
        return self.missed.gap or self.missed.criterion.reason or self.missed.needed


def near_misses(policy_id: str, *, on: datetime.date, known: datetime.date, viewer: Actor) -> list[Near]:
    """The entities that miss exactly one criterion of the policy and of which nothing else is unknown.

    A criterion that no source sets keeps nobody out.
    """
    entry = book(on).entry(policy_id)
    if entry is None or entry.state != "in_force" or not viewer.may("rules.read"):
        return []
    found = judged_of(_candidates(entry, on, known), entry, on=on, known=known, viewer=viewer)
    return [Near(card, judged) for card, judged in found]


def judged_of(
    codes: Collection[str], entry: Entry, *, on: datetime.date, known: datetime.date, viewer: Actor
) -> Iterator[tuple[Any, Judged]]:
    """The card and the verdict with reasons of each of these entities that the viewer may see, by name."""
    if not codes:
        return
    facts = book(on).vocabulary.facts
    rows = register.snapshot(on=on, known=known, codes=sorted(codes), facts=entry.facts)
    seen: Mapping[str, Mapping[str, Any]] = {row["code"]: row for row in rows.iter_rows(named=True)}
    is_personal = any(facts[name].privacy == "personal" for name in entry.facts)
    for card in register.cards_of(list(codes), viewer=viewer).order_by("pinyin", "code"):
        if card.code in seen:
            known_facts = {name: value for name, value in seen[card.code].items() if value is not None}
            hidden = register.hidden_facts(card.code, viewer=viewer) if is_personal else frozenset[str]()
            yield card, evaluate(entry, known_facts, facts, hidden=hidden)


def _candidates(entry: Entry, on: datetime.date, known: datetime.date) -> list[str]:
    frame = register.snapshot(on=on, known=known, facts=entry.facts)
    return judge(frame, [entry.rule]).one_short(entry.policy.id)
