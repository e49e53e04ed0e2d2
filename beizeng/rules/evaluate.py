"""The pure heart: one entity, one policy → verdict, amount, and a reason per criterion. No database, no clock."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from beizeng.base.engine.expressions import Expression
from beizeng.base.engine.kinds import held
from beizeng.base.engine.words import Words
from beizeng.register.wording import HIDDEN, for_people
from beizeng.rules.book import Entry
from beizeng.rules.exclusions import Claim, GivesWay, giving_way
from beizeng.spec.facts import Fact
from beizeng.spec.policy import Criterion, Policy, Verdict

Result = Literal["met", "not_met", "unknown", "not_set"]
NOT_SET = "未定：没有依据写明"


@dataclass(frozen=True)
class Seen:
    """A fact that a criterion looked at: its label, value as people write it (None: unknown), and who supplies it."""

    name: str
    label: str
    shown: str | None
    source: str


@dataclass(frozen=True)
class Reason:
    """One criterion of one policy for one entity.

    Attributes:
        needed: what the criterion asks: in the pack's words, else in words made from its expression.
        seen: the facts that it looked at.
        gap: how far a missed number is from what is asked, in words; empty where no single number is asked.
        criterion: label, basis, what to bring, what to tell who misses it.
    """

    criterion: Criterion
    result: Result
    needed: str
    seen: tuple[Seen, ...]
    gap: str = ""

    @property
    def missing(self) -> tuple[Seen, ...]:
        """The facts that nobody has stated."""
        return tuple(one for one in self.seen if one.shown is None)

    @property
    def seen_in_words(self) -> str:
        """Label and value of each fact seen; a missing one is 未知."""
        return "；".join(f"{one.label} {'未知' if one.shown is None else one.shown}" for one in self.seen)


@dataclass(frozen=True)
class Judged:
    """The verdict of one policy for one entity.

    Attributes:
        amount_fen: None where unknown, not set, or nothing is due.
        gives_way: to which policy of the same entity it gives way, or may; None: it stands beside all others.
    """

    entry: Entry
    verdict: Verdict
    reasons: tuple[Reason, ...]
    amount_fen: int | None
    gives_way: GivesWay | None = None

    @property
    def policy(self) -> Policy:
        """The policy."""
        return self.entry.policy

    @property
    def failing(self) -> tuple[Reason, ...]:
        """The criteria that are not met."""
        return tuple(reason for reason in self.reasons if reason.result == "not_met")

    @property
    def open(self) -> tuple[Reason, ...]:
        """The criteria of which nobody knows."""
        return tuple(reason for reason in self.reasons if reason.result in ("unknown", "not_set"))

    @property
    def is_displaced(self) -> bool:
        """Met, and not enjoyed: another policy that is not enjoyed together with it stands instead."""
        return self.gives_way is not None and self.gives_way.is_certain

    @property
    def is_near(self) -> bool:
        """差一点: all met but one, and that one is known to be missed."""
        return len(self.failing) == 1 and not self.open


def evaluate(
    entry: Entry,
    values: Mapping[str, Any],
    facts: Mapping[str, Fact],
    *,
    hidden: Collection[str] = (),
    sources: Mapping[str, str] | None = None,
) -> Judged:
    """Judge one entity by one policy in force.

    Args:
        values: fact → known value (money in fen); one that is absent is unknown.
        hidden: facts whose values this reader may not see. They count, and are not shown.
        sources: unit id → name, for who supplies a fact.

    Raises:
        BadInput: a value beyond the limits of exact calculation.
    """
    engine = {name: held(value, facts[name]) for name, value in values.items() if name in facts}
    look = _Look(values, facts, hidden, sources or {})
    reasons = tuple(
        _reason(criterion, expression, engine, look)
        for criterion, expression in zip(entry.policy.criteria, entry.criteria, strict=True)
    )
    results = {reason.result for reason in reasons}
    verdict: Verdict = "not_met" if "not_met" in results else "met" if results == {"met"} else "unknown"
    fen = None
    if entry.amount is not None and verdict != "not_met":
        fen = entry.amount.evaluate(engine)
    return Judged(entry, verdict, reasons, fen if isinstance(fen, int) else None)


def side_by_side(judged: Sequence[Judged]) -> tuple[Judged, ...]:
    """All that was judged of one entity, each with the policy that it gives way to."""
    claims = [Claim(one.policy, one.verdict, one.amount_fen if one.entry.is_payable else None) for one in judged]
    ways = giving_way(claims)
    return tuple(replace(one, gives_way=ways.get(one.policy.id)) for one in judged)


def needed(criterion: Criterion, expression: Expression | None, facts: Mapping[str, Fact]) -> str:
    """What a criterion asks: in the pack's words, else in words made from its expression."""
    if expression is None:
        return NOT_SET
    return criterion.needed or Words(facts).say(expression.root)


@dataclass(frozen=True)
class _Look:
    """What a reader sees of an entity's facts."""

    values: Mapping[str, Any]
    facts: Mapping[str, Fact]
    hidden: Collection[str]
    sources: Mapping[str, str]

    def at(self, name: str) -> Seen:
        fact, value = self.facts[name], self.values.get(name)
        source = self.sources.get(fact.source, fact.source)
        if value is None:
            return Seen(name, fact.label, None, source)
        return Seen(name, fact.label, HIDDEN if name in self.hidden else for_people(fact, value), source)


def _reason(criterion: Criterion, expression: Expression | None, engine: Mapping[str, Any], look: _Look) -> Reason:
    asks = needed(criterion, expression, look.facts)
    if expression is None:
        return Reason(criterion, "not_set", asks, ())
    truth = expression.evaluate(engine)
    result: Result = "unknown" if truth is None else "met" if truth else "not_met"
    is_told = result == "not_met" and not set(expression.facts) & set(look.hidden)
    gap = Words(look.facts).gap(expression.root, engine) if is_told else ""
    return Reason(criterion, result, asks, tuple(look.at(name) for name in expression.facts), gap)
