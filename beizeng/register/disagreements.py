"""Where sources disagree about a fact: what each said, whose word counts, and by which rule. Nothing is thrown away."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from beizeng.base.engine.tables import Reading
from beizeng.base.people.actor import Actor
from beizeng.register import queries, store
from beizeng.register.statements import Stated, deciding, statements
from beizeng.register.vocabulary import vocabulary

#: So many cards are asked for at once.
_CHUNK = 500


@dataclass(frozen=True)
class Disagreement:
    """One fact of one entity: kind of feed → what it said last; ``counts``: the value that is read; the rule in words.

    ``rule`` is empty where the last word counts.
    """

    code: str
    name: str
    fact: str
    said: dict[str, Any]
    counts: Any
    rule: str


def disagreements(*, viewer: Actor, on: datetime.date, known: datetime.date) -> list[Disagreement]:
    """All that the viewer may see, by fact and name."""
    reading = store.reading(known=known)
    found: list[Disagreement] = []
    for fact, told in store.tables().said_by_several(reading, on=on).items():
        codes = told["code"].to_list()
        names = dict(_names(codes, viewer))
        read = store.tables().snapshot(reading, on=on, codes=codes, facts=[fact])
        counts = dict(read.select("code", fact).iter_rows())
        for row in told.iter_rows(named=True):
            code = row.pop("code")
            if code in names and _may_see(fact, code, viewer):
                said = {kind: value for kind, value in row.items() if value is not None}
                found.append(Disagreement(code, names[code], fact, said, counts.get(code), rule_in_words(fact, on)))
    return sorted(found, key=lambda one: (one.fact, one.name, one.code))


def of_entity(code: str, *, viewer: Actor, on: datetime.date, known: datetime.date) -> list[Disagreement]:
    """Those of one entity, in the order of the packs."""
    card = queries.card(code, viewer=viewer)
    if card is None:
        return []
    reading = store.reading(known=known)
    stated = [said for said in statements(store.root(), card.code, reading) if said.on <= on]
    read = deciding(stated, reading, on=on)
    told = _by_kind(stated, reading, on)
    return [
        Disagreement(card.code, card.name, fact, said, read[fact].value, rule_in_words(fact, on))
        for fact in vocabulary().facts
        if (said := told.get(fact)) and len(set(said.values())) > 1 and _may_see(fact, card.code, viewer)
    ]


def rule_in_words(fact: str, on: datetime.date) -> str:
    """Whose word counts first on a day, and on which basis; empty: the last word counts."""
    words = vocabulary()
    for rule in words.precedence:
        if rule.fact == fact and rule.since <= on and (rule.until is None or on <= rule.until):
            return f"{'、'.join(words.feeds[kind].label for kind in rule.kinds)}（{rule.basis.said}）"
    return ""


def _by_kind(stated: Sequence[Stated], reading: Reading, on: datetime.date) -> dict[str, dict[str, Any]]:
    kinds = dict.fromkeys(said.kind for said in stated)
    last = {kind: deciding([said for said in stated if said.kind == kind], reading, on=on) for kind in kinds}
    found: dict[str, dict[str, Any]] = {}
    for kind, facts in last.items():
        for fact, said in facts.items():
            found.setdefault(fact, {})[kind] = said.value
    return found


def _names(codes: Sequence[str], viewer: Actor) -> Iterator[tuple[str, str]]:
    for start in range(0, len(codes), _CHUNK):
        cards = queries.cards_of(codes[start : start + _CHUNK], viewer=viewer)
        yield from cards.order_by().values_list("code", "name")


def _may_see(fact: str, code: str, viewer: Actor) -> bool:
    is_personal = vocabulary().facts[fact].privacy == "personal"
    return not is_personal or viewer.may("register.read_personal") or code in viewer.entity_codes
