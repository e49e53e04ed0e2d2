"""What to ask whom: which missing facts of which unit keep how many verdicts open, and how much money hangs on it."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from beizeng.base.engine.judge import Rule, judge, tri
from beizeng.base.people.actor import Actor
from beizeng.register import queries as register
from beizeng.rules.book import Entry, book
from beizeng.spec.facts import Fact


@dataclass
class Question:
    """One fact that is missing for somebody.

    Attributes:
        firms: code → policies whose verdict waits for it.
        verdicts: how many pairs of entity and policy wait for it; ``alone``: of those, how many for nothing else.
        yuan_fen: what these policies are worth to these entities, where that is known; None: of none of
            them. A ceiling is no sum.
    """

    fact: Fact
    firms: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    verdicts: int = 0
    alone: int = 0
    yuan_fen: int | None = None

    @property
    def label(self) -> str:
        """The fact's label."""
        return self.fact.label

    @property
    def count(self) -> int:
        """How many entities the unit is to be asked about."""
        return len(self.firms)


def questions(*, on: datetime.date, known: datetime.date, viewer: Actor) -> list[Question]:
    """Every fact that keeps a verdict open, the one that decides most by itself first.

    A policy with a criterion that no source sets waits for a document, not for a fact, and is left out. Of entities
    beyond the viewer's reach nothing is told.
    """
    if not viewer.may("rules.read"):
        return []
    rules = book(on)
    entries = [entry for entry in rules.in_force if None not in entry.criteria]
    frame = register.snapshot(on=on, known=known, facts=sorted({name for one in entries for name in one.facts}))
    judgement = judge(frame, [Rule(one.policy.id, one.criteria, one.amount) for one in entries])
    by_id = {entry.policy.id: entry for entry in entries}
    within = _within(viewer)
    found: dict[str, Question] = {}
    rows = frame.iter_rows(named=True)
    for seen, one in zip(rows, judgement.entities(0, frame.height), strict=True):
        if within is not None and one.code not in within:
            continue
        for each in one.reached:
            if each.outcome == "unknown":
                entry = by_id[each.rule]
                missing = _missing(entry, one.bits, judgement.layout[each.rule], seen)
                for name in missing:
                    question = found.setdefault(name, Question(rules.vocabulary.facts[name]))
                    question.firms[one.code].append(entry.policy.label)
                    question.verdicts += 1
                    question.alone += len(missing) == 1
                    if entry.is_payable and each.amount_fen is not None:
                        question.yuan_fen = (question.yuan_fen or 0) + each.amount_fen
    return sorted(found.values(), key=lambda one: (-one.alone, -one.verdicts, one.fact.name))


def _missing(entry: Entry, bits: bytes, places: tuple[int | None, ...], seen: dict[str, Any]) -> list[str]:
    """The facts of its open criteria that nobody has stated."""
    names = [
        name
        for expression, place in zip(entry.criteria, places, strict=True)
        if expression is not None and tri(bits, place) is None
        for name in expression.facts
        if seen[name] is None
    ]
    return list(dict.fromkeys(names))


def _within(viewer: Actor) -> frozenset[str] | None:
    """The codes within the viewer's reach; None: all."""
    if viewer.reach("rules.read") == "all":
        return None
    return frozenset(register.search(viewer=viewer).values_list("code", flat=True))
