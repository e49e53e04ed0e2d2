"""The book: the packs' policies, read for one judging day. What stops a policy stops that policy alone, and is said."""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Literal

from beizeng.base.engine.expressions import Expression, Vocabulary, read_amount, read_condition
from beizeng.base.engine.faults import ParameterNotSet
from beizeng.base.engine.judge import Rule
from beizeng.rules.exclusions import check
from beizeng.spec import Shelf, per_shelf
from beizeng.spec.errors import BadInput
from beizeng.spec.facts import Facts
from beizeng.spec.policy import Parameter, Parameters, Policy, Services

#: ``stopped``: a parameter has run out, or an expression can't be read; the policy judges nobody until mended.
State = Literal["in_force", "not_begun", "ended", "stopped"]


@dataclass(frozen=True)
class Entry:
    """A policy as it stands on the day; out of force, as on its nearest day in force.

    ``criteria`` follow the policy's; None where a criterion is not set. Empty where ``fault`` kept it from being read.
    ``priorities``: who comes first where the budget does not suffice.
    """

    policy: Policy
    place: str
    measures: tuple[int, ...]
    state: State
    criteria: tuple[Expression | None, ...] = ()
    amount: Expression | None = None
    priorities: tuple[Expression, ...] = ()
    fault: BadInput | None = None

    @property
    def is_amount_set(self) -> bool:
        """Whether the policy shows yuan at all."""
        return self.amount is not None

    @property
    def is_payable(self) -> bool:
        """Whether it gives a sum that can be paid out as it stands: in force, an amount, and no mere ceiling."""
        return self.state == "in_force" and self.is_amount_set and self.policy.amount.kind != "up_to"

    @property
    def fixed_fen(self) -> int | None:
        """The amount where it depends on no fact of the entity: a fixed sum or a ceiling; else None."""
        if self.amount is None or self.amount.facts:
            return None
        fen = self.amount.evaluate({})
        return fen if isinstance(fen, int) else None

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that its criteria and its amount read, sorted."""
        used = [one for one in (*self.criteria, self.amount) if one is not None]
        return tuple(sorted({name for one in used for name in one.facts}))

    @property
    def rule(self) -> Rule:
        """The policy as the engine judges it."""
        return Rule(self.policy.id, self.criteria, self.amount)


@dataclass(frozen=True)
class Book:
    """All policies on a day, the county's first. ``digest`` names exactly the rules and facts that were read."""

    on: datetime.date
    entries: tuple[Entry, ...]
    vocabulary: Vocabulary
    digest: str

    @property
    def in_force(self) -> tuple[Entry, ...]:
        """The policies that judge on this day."""
        return tuple(entry for entry in self.entries if entry.state == "in_force")

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that the policies in force read, sorted."""
        used = [one for entry in self.in_force for one in (*entry.criteria, entry.amount) if one is not None]
        return tuple(sorted({name for one in used for name in one.facts}))

    def entry(self, policy_id: str) -> Entry | None:
        """The policy with this id."""
        return next((entry for entry in self.entries if entry.policy.id == policy_id), None)


def book(on: datetime.date) -> Book:
    """The book of the site's packs for a day."""
    return _books()(on)


@per_shelf
def _books(shelf: Shelf) -> Callable[[datetime.date], Book]:
    return lru_cache(maxsize=8)(partial(read_book, shelf))


@per_shelf
def shipped_policies(shelf: Shelf) -> tuple[Policy, ...]:
    """Every policy of the site's packs, in force or not."""
    return shelf.all(Policy)


def read_book(shelf: Shelf, on: datetime.date) -> Book:
    """Read every policy of a shelf for a day.

    Raises:
        BadInput: two policies of one id from one day; a service or an exclusion names one that there is not; a ring.
    """
    vocabulary = vocabulary_of(shelf)
    policies: dict[str, tuple[str, Policy]] = {}
    addresses: dict[str, str] = {}
    for policy_id, versions in versions_of(shelf).items():
        place, addresses[policy_id], policy = versions[_standing(versions, on)]
        policies[policy_id] = (place, policy)
    check([policy for _, policy in policies.values()], addresses)
    served = _served(shelf, policies)
    nearest_first = sorted(policies.values(), key=lambda pair: -shelf.places().index(pair[0]))
    entries = tuple(
        _entry(policy, place, (*policy.measures, *served.get(policy.id, ())), vocabulary, on)
        for place, policy in nearest_first
    )
    return Book(on, entries, vocabulary, _digest(shelf))


#: Where a version of a policy lies, its address there, and what it says.
Version = tuple[str, str, Policy]


def versions_of(shelf: Shelf) -> dict[str, list[Version]]:
    """Every policy by id, its versions in order: a later ``from`` ends the version before, on the day before.

    Raises:
        BadInput: two policies of one id begin on one day.
    """
    found: dict[str, list[Version]] = {}
    for item in shelf.items_of(Policy):
        assert isinstance(item.value, Policy)
        found.setdefault(item.value.id, []).append((item.place, item.address, item.value))
    for policy_id, versions in found.items():
        versions.sort(key=lambda one: one[2].since)
        for place, (_place, address, policy) in enumerate(versions[1:]):
            before = versions[place]
            last = policy.since - datetime.timedelta(days=1)
            if last < before[2].since:
                raise BadInput(
                    what=policy_id, where=address, why="与另一条政策同名，同一天开始", write="换一个 id 或 from"
                )
            if before[2].until is None or before[2].until > last:
                versions[place] = (before[0], before[1], before[2].model_copy(update={"until": last}))
    return found


def _standing(versions: Sequence[Version], on: datetime.date) -> int:
    """The place of the version of the day: the last one begun, else the first."""
    return max((place for place, one in enumerate(versions) if one[2].since <= on), default=0)


def vocabulary_of(shelf: Shelf) -> Vocabulary:
    """The facts and parameters that expressions may name; a later place's parameter overrides an earlier one's."""
    return Vocabulary(
        {fact.name: fact for file in shelf.all(Facts) for fact in file.facts},
        {one.name: one for file in shelf.all(Parameters) for one in file.parameters},
    )


def with_parameters(vocabulary: Vocabulary, parameters: Iterable[Parameter]) -> Vocabulary:
    """The vocabulary with further parameters."""
    return replace(vocabulary, parameters={**vocabulary.parameters, **{one.name: one for one in parameters}})


def read_entry(policy: Policy, vocabulary: Vocabulary, *, on: datetime.date) -> Entry:
    """A policy that lies on no shelf yet, as it would stand on the day."""
    return _entry(policy, "", policy.measures, vocabulary, on)


def _entry(policy: Policy, place: str, measures: tuple[int, ...], vocabulary: Vocabulary, on: datetime.date) -> Entry:
    day = max(on, policy.since) if policy.until is None else min(max(on, policy.since), policy.until)
    state: State = "in_force" if day == on else "not_begun" if on < policy.since else "ended"
    try:
        criteria = tuple(_criterion(one.expression, vocabulary, day) for one in policy.criteria)
        amount = _amount(policy.amount.expression, vocabulary, day)
        order = [_criterion(one.expression, vocabulary, day) for one in (policy.budget.order if policy.budget else ())]
    except BadInput as fault:
        return Entry(policy, place, measures, "stopped" if state == "in_force" else state, fault=fault)
    return Entry(policy, place, measures, state, criteria, amount, tuple(one for one in order if one is not None))


def _criterion(text: str | None, vocabulary: Vocabulary, on: datetime.date) -> Expression | None:
    try:
        return None if text is None else read_condition(text, vocabulary, on=on)
    except ParameterNotSet:
        return None


def _amount(text: str | None, vocabulary: Vocabulary, on: datetime.date) -> Expression | None:
    try:
        return None if text is None else read_amount(text, vocabulary, on=on)
    except ParameterNotSet:
        return None


def _served(shelf: Shelf, policies: Mapping[str, object]) -> dict[str, tuple[int, ...]]:
    served: dict[str, tuple[int, ...]] = {}
    for item in shelf.items_of(Services):
        assert isinstance(item.value, Services)
        for service in item.value.services:
            for policy_id in service.policies:
                if policy_id not in policies:
                    why = "没有这条政策"
                    raise BadInput(what=policy_id, where=item.address, why=why, write="写已有政策的 id")
                served[policy_id] = (*served.get(policy_id, ()), service.measure)
    return served


def _digest(shelf: Shelf) -> str:
    """SHA-256 over what the book is made of; other files of the shelf may change without a new judgement."""
    kinds: Iterable[type] = (Policy, Parameters, Services, Facts)
    content = hashlib.sha256()
    for item in shelf.items:
        if isinstance(item.value, tuple(kinds)):
            content.update(item.address.encode() + b"\0" + item.value.model_dump_json().encode() + b"\0")
    return content.hexdigest()
