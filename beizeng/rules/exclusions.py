"""What is not enjoyed together (不重复享受, 就高): of the policies that an entity meets, which stand, which give way.

Pure. A policy gives way to another only where that one stands itself; where it is not known whether the other stands,
the policy *may* give way, and stands until then.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from beizeng.spec.errors import BadInput
from beizeng.spec.policy import Exclusion, Policy, Verdict


@dataclass(frozen=True)
class Claim:
    """What one entity has of one policy. ``sum_fen``: the sum to be paid; None: unknown, not set, or a mere ceiling."""

    policy: Policy
    verdict: Verdict
    sum_fen: int | None


@dataclass(frozen=True)
class GivesWay:
    """Why a policy is not enjoyed though it is met: ``to`` is. Not certain: it may give way; that is not known yet."""

    to: Policy
    exclusion: Exclusion
    is_certain: bool


@dataclass(frozen=True)
class _Pair:
    """``policy`` is not enjoyed together with ``other``, by the exclusion."""

    policy: str
    other: str
    exclusion: Exclusion


def check(policies: Sequence[Policy], addresses: Mapping[str, str]) -> None:
    """See that exclusions name policies that there are, and that none gives way to itself in the end.

    Args:
        addresses: policy id → where it is written, for refusals.

    Raises:
        BadInput: a policy that there is not, the policy itself, or a ring.
    """
    known = {policy.id for policy in policies}
    for pair in _pairs(policies):
        where = f"{addresses.get(pair.policy, pair.policy)} exclusions"
        for end in (pair.policy, pair.other):
            if end not in known:
                raise BadInput(what=end, where=where, why="没有这条政策", write="写已有政策的 id")
        if pair.other == pair.policy:
            raise BadInput(what=pair.other, where=where, why="政策不能排除它自己", write="写另一条政策的 id")
    ring = _ring(policies)
    if ring:
        where = "、".join(f"{addresses.get(one, one)} exclusions" for one in dict.fromkeys(ring))
        why = "互相让位成了一圈，说不出该享受哪一条"
        raise BadInput(what=" → ".join(ring), where=where, why=why, write="删去其中一处 exclusions，或都改成 就高")


def giving_way(claims: Sequence[Claim]) -> dict[str, GivesWay]:
    """Policy id → why it gives way, or may, to another; of the policies that one entity meets, in the book's order."""
    by_id = {claim.policy.id: claim for claim in claims if claim.verdict != "not_met"}
    order = {claim.policy.id: place for place, claim in enumerate(claims)}
    against: dict[str, list[GivesWay]] = {}
    for pair in _pairs([claim.policy for claim in claims]):
        if {pair.policy, pair.other} <= set(by_id):
            loser, to, is_certain = _between(by_id[pair.policy], by_id[pair.other], pair.exclusion, order)
            against.setdefault(loser, []).append(GivesWay(to, pair.exclusion, is_certain))
    found: dict[str, GivesWay] = {}
    settled: set[str] = set()

    def settle(policy_id: str) -> None:
        if policy_id in settled:
            return
        settled.add(policy_id)
        for one in against.get(policy_id, ()):
            settle(one.to.id)
        standing = [one for one in against.get(policy_id, ()) if not _has_given_way(found.get(one.to.id))]
        reason = next((one for one in standing if one.is_certain), standing[0] if standing else None)
        if reason is not None:
            found[policy_id] = reason

    for claim in claims:
        settle(claim.policy.id)
    return {one: why for one, why in found.items() if by_id[one].verdict == "met"}


def related(policy_id: str, policies: Sequence[Policy]) -> frozenset[str]:
    """The policies that decide whether this one stands, itself included: all that exclusions join to it."""
    pairs = list(_pairs(policies))
    found, before = {policy_id}, set[str]()
    while found != before:
        before = set(found)
        found |= {end for pair in pairs if {pair.policy, pair.other} & before for end in (pair.policy, pair.other)}
    return frozenset(found)


def beside(policy_id: str, policies: Sequence[Policy]) -> dict[str, Exclusion]:
    """The policies not enjoyed together with this one, whichever of the two says so, with the exclusion."""
    found: dict[str, Exclusion] = {}
    for pair in _pairs(policies):
        if policy_id in (pair.policy, pair.other):
            found.setdefault(pair.other if pair.policy == policy_id else pair.policy, pair.exclusion)
    return found


def _pairs(policies: Iterable[Policy]) -> Iterator[_Pair]:
    for policy in policies:
        for exclusion in policy.exclusions:
            every = (policy.id, *exclusion.policies)
            ends = combinations(every, 2) if exclusion.takes_highest else product(every[:1], every[1:])
            for one, other in ends:
                yield _Pair(one, other, exclusion)


def _between(one: Claim, other: Claim, exclusion: Exclusion, order: Mapping[str, int]) -> tuple[str, Policy, bool]:
    """Which of two gives way to which, and whether that is certain."""
    are_met = one.verdict == other.verdict == "met"
    if not exclusion.takes_highest:
        return one.policy.id, other.policy, are_met
    if not are_met or one.sum_fen is None or other.sum_fen is None:
        loser, winner = (one, other) if one.verdict == "met" else (other, one)
        return loser.policy.id, winner.policy, False
    winner, loser = sorted((one, other), key=lambda claim: (-(claim.sum_fen or 0), order[claim.policy.id]))
    return loser.policy.id, winner.policy, True


def _has_given_way(why: GivesWay | None) -> bool:
    return why is not None and why.is_certain


def _ring(policies: Sequence[Policy]) -> list[str]:
    """Policies that give way to each other in a ring, the first repeated at the end; empty: there is none.

    Policies of which the highest counts are one knot: the amounts decide within it, and never both ways.
    """
    knots = {policy.id: policy.id for policy in policies}

    def knot(policy_id: str) -> str:
        return policy_id if knots[policy_id] == policy_id else knot(knots[policy_id])

    yields: list[_Pair] = []
    for pair in _pairs(policies):
        if pair.exclusion.takes_highest:
            knots[knot(pair.other)] = knot(pair.policy)
        else:
            yields.append(pair)
    after: dict[str, list[_Pair]] = {}
    for pair in yields:
        after.setdefault(knot(pair.policy), []).append(pair)

    def walk(at: str, path: list[_Pair], seen: list[str]) -> list[str]:
        if at in seen:
            ring = path[seen.index(at) :]
            return [*(pair.policy for pair in ring), ring[-1].other]
        for pair in after.get(at, ()):
            found = walk(knot(pair.other), [*path, pair], [*seen, at])
            if found:
                return found
        return []

    return next((ring for start in after if (ring := walk(start, [], []))), [])
