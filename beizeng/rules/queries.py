"""Reading the rules: what one entity is owed and why, what a policy reaches, how much is set at all.

One entity is judged afresh from its facts on the two days; lists and counts are read from the latest finished run.
"""

import datetime
import hashlib
import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery

from beizeng.base.engine.frames import digest
from beizeng.base.engine.judge import Compute, judge
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.register import queries as register
from beizeng.rules import exclusions
from beizeng.rules.book import Entry, State, book, shipped_policies
from beizeng.rules.drafting import Checked, Entered, check
from beizeng.rules.evaluate import NOT_SET, Judged, evaluate, needed, side_by_side
from beizeng.rules.models import EntityBits, PolicyDraft, Reach, Run, Suspension
from beizeng.spec.errors import BadInput
from beizeng.spec.policy import Criterion, Exclusion, Policy


@dataclass(frozen=True)
class Explained:
    """Everything that the policies in force say of one entity, the county's first; and the policies that did not."""

    code: str
    name: str
    on: datetime.date
    known: datetime.date
    judged: tuple[Judged, ...]
    not_judged: tuple[Entry, ...]

    @property
    def owed(self) -> tuple[Judged, ...]:
        """应享: met, and no other policy stands instead."""
        return tuple(one for one in self.judged if one.verdict == "met" and not one.is_displaced)

    @property
    def displaced(self) -> tuple[Judged, ...]:
        """让位: met, and not enjoyed together with another that stands."""
        return tuple(one for one in self.judged if one.is_displaced)

    @property
    def near(self) -> tuple[Judged, ...]:
        """差一点: all met but one."""
        return tuple(one for one in self.judged if one.is_near)

    @property
    def unknown(self) -> tuple[Judged, ...]:
        """缺什么: no criterion is missed, and some are not known."""
        return tuple(one for one in self.judged if one.verdict == "unknown")

    @property
    def not_met(self) -> tuple[Judged, ...]:
        """Not met by more than one criterion."""
        return tuple(one for one in self.judged if one.verdict == "not_met" and not one.is_near)


@dataclass(frozen=True)
class PolicyRow:
    """A policy as lists show it, with its counts in the latest run; None: not judged yet. Suspended: in no batch."""

    entry: Entry
    met: int | None
    not_met: int | None
    unknown: int | None
    is_suspended: bool = False

    @property
    def policy(self) -> Policy:
        """The policy."""
        return self.entry.policy

    @property
    def label(self) -> str:
        """The policy's short name, for sorting."""
        return self.policy.label

    @property
    def state(self) -> State:
        """Whether it judges on the day."""
        return self.entry.state


@dataclass(frozen=True)
class Totals:
    """One run in figures: pairs of entity and policy, and how many policies show no yuan or have an open criterion."""

    policies: int
    entities: int
    met: int
    not_met: int
    unknown: int
    not_set: int
    open_criteria: int

    @property
    def policies_set(self) -> int:
        """How many policies show yuan."""
        return self.policies - self.not_set


# drafts


def drafts(*, viewer: Actor) -> QuerySet[PolicyDraft]:
    """The drafts of policies that the viewer may read, the last changed first."""
    if not viewer.may("rules.draft_policy"):
        return PolicyDraft.objects.none()
    every = PolicyDraft.objects.all()
    return every if viewer.reach("rules.draft_policy") == "all" else every.filter(unit__in=viewer.unit_ids)


def drafts_of(policy_id: str, *, viewer: Actor) -> QuerySet[PolicyDraft]:
    """Every draft of one policy: how it came to be what it is."""
    return drafts(viewer=viewer).filter(policy=policy_id)


def read_draft(draft: PolicyDraft) -> Checked:
    """A draft as it reads beside the packs of now."""
    on = _first_day(draft)
    rules = book(on)
    entry = rules.entry(draft.amends) if draft.amends else None
    return check(draft.entered, rules.vocabulary, base=entry.policy if entry else None)


def draft_digest(entered: Entered) -> str:
    """Names exactly this content: who signs, signs what was read."""
    return hashlib.sha256(json.dumps(entered, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _first_day(draft: PolicyDraft) -> datetime.date:
    try:
        return datetime.date.fromisoformat(draft.entered["policy"].get("since", "").strip())
    except ValueError:
        return draft.changed_at.date()


# one entity


def explain(code: str, *, on: datetime.date, known: datetime.date, viewer: Actor) -> Explained | None:
    """Judge one entity by every policy in force on the day, with reasons; None: no such entity for this viewer."""
    if not viewer.may("rules.read") or register.card(code, viewer=viewer) is None:
        return None
    facts = register.facts_of(code, on=on, known=known)
    if not facts:
        return None
    rules = book(on)
    values = {name: fact.value for name, fact in facts.items()}
    hidden = register.hidden_facts(code, viewer=viewer)
    units = people.unit_names()
    judged = side_by_side(
        [evaluate(entry, values, rules.vocabulary.facts, hidden=hidden, sources=units) for entry in rules.in_force]
    )
    rest = tuple(entry for entry in rules.entries if entry.state != "in_force")
    return Explained(code, str(values.get("name") or ""), on, known, judged, rest)


def verdicts_of(code: str, *, on: datetime.date, known: datetime.date, viewer: Actor) -> Explained | None:
    """What an entity's page shows of the policies: owed, near, unknown. The same as ``explain``."""
    return explain(code, on=on, known=known, viewer=viewer)


# policies


def latest_run(*, on: datetime.date) -> Run | None:
    """The latest finished run for the day or an earlier one, known by the day."""
    return Run.objects.filter(finished_at__isnull=False, day__lte=on, known_on__lte=on).order_by("-day", "-id").first()


def policies(*, on: datetime.date, viewer: Actor | None = None) -> list[PolicyRow]:
    """Every policy on the shelf as it stands on the day, with the counts of the latest run.

    Args:
        viewer: counts only the entities within this person's reach; without one all.
    """
    counts = _counts(latest_run(on=on), viewer)
    held_back = _held_back()
    return [_row(entry, counts, held_back) for entry in book(on).entries]


def answering_units() -> dict[str, str]:
    """Unit id → name of the units that answer for a policy."""
    used = {one.unit for one in shipped_policies()}
    return {unit: name for unit, name in people.unit_names().items() if unit in used}


def policy(policy_id: str, *, on: datetime.date, viewer: Actor | None = None) -> PolicyRow | None:
    """One policy with its counts, as ``policies`` has them."""
    entry = book(on).entry(policy_id)
    return _row(entry, _counts(latest_run(on=on), viewer), _held_back()) if entry else None


def conditions(entry: Entry, *, on: datetime.date) -> list[tuple[Criterion, str]]:
    """Each criterion of a policy with what it asks, in words."""
    if entry.fault is not None:
        return [(one, one.needed or one.expression or NOT_SET) for one in entry.policy.criteria]
    facts = book(on).vocabulary.facts
    pairs = zip(entry.policy.criteria, entry.criteria, strict=True)
    return [(criterion, needed(criterion, expression, facts)) for criterion, expression in pairs]


def beside(policy: Policy, *, on: datetime.date) -> list[tuple[Policy, Exclusion]]:
    """The policies on the shelf that are not enjoyed together with this one, with the exclusion that says so."""
    shelved = {entry.policy.id: entry.policy for entry in book(on).entries}
    return [(shelved[other], why) for other, why in exclusions.beside(policy.id, list(shelved.values())).items()]


def of_measure(number: int, *, on: datetime.date, viewer: Actor | None = None) -> list[PolicyRow]:
    """The policies that serve a measure of the plan, with how many entities each reaches."""
    return [row for row in policies(on=on, viewer=viewer) if number in row.entry.measures]


def reached_by(number: int, *, on: datetime.date, viewer: Actor | None = None) -> int | None:
    """How many entities meet at least one policy of the measure, within the viewer's reach if one is given.

    None: not judged yet, no policy serves it, or the viewer reads no verdicts.
    """
    run = latest_run(on=on)
    served = [entry.policy.id for entry in book(on).entries if number in entry.measures]
    if run is None or not served or not _reads(viewer):
        return None
    met = Reach.objects.filter(run=run, policy__in=served, outcome=Reach.Outcome.MET)
    if viewer is not None and viewer.reach("rules.read") != "all":
        met = met.filter(code__in=register.search(viewer=viewer).values("code"))
    return met.values("code").distinct().count()


def entities_reached(policy_id: str, *, on: datetime.date, viewer: Actor) -> QuerySet:  # type: ignore[type-arg]
    """The cards that the policy reaches, met or unknown, within the viewer's reach.

    Each row is a card of the register with ``outcome`` (``met``, ``unknown``) and ``amount_fen``.
    """
    cards = register.search(viewer=viewer)
    run = latest_run(on=on)
    if run is None or not viewer.may("rules.read"):
        return cards.none()
    reached = Reach.objects.filter(run=run, policy=policy_id)
    mine = reached.filter(code=OuterRef("code"))
    return cards.filter(code__in=reached.values("code")).annotate(
        outcome=Subquery(mine.values("outcome")[:1]), amount_fen=Subquery(mine.values("amount_fen")[:1])
    )


def suspensions(*, policy_id: str | None = None) -> QuerySet[Suspension]:
    """What is held back now, with source, reason and basis: all policies, or one. Such a policy is in no batch."""
    rows = Suspension.objects.filter(lifted_at__isnull=True)
    return rows if policy_id is None else rows.filter(policy=policy_id)


def differences(run: Run, *, compute: Compute) -> tuple[str, ...]:
    """Judge the run's entities again by another evaluator: the codes whose criteria, verdicts or amounts differ.

    Raises:
        BadInput: packs or facts have changed since the run, so that there is nothing to compare.
    """
    rules = book(run.day)
    frame = register.snapshot(on=run.day, known=run.known_on)
    if (rules.digest, digest(frame, ("code", *rules.facts))) != (run.rules_digest, run.facts_digest):
        raise BadInput(
            what=f"{run.day} 的判定", where="rules run", why="规则或数据已经变了", write="先运行 beizeng rules run"
        )
    kept: dict[str, list[object]] = {
        code: [bytes(bits)] for code, bits in EntityBits.objects.filter(run=run).values_list("code", "bits")
    }
    reached = Reach.objects.filter(run=run).order_by("id").values_list("code", "policy", "outcome", "amount_fen")
    for code, *one in reached:
        kept[code].append(tuple(one))
    judged = judge(frame, [entry.rule for entry in rules.in_force], compute).entities(0, frame.height)
    return tuple(
        one.code
        for one in judged
        if kept.get(one.code) != [one.bits, *((r.rule, r.outcome, r.amount_fen) for r in one.reached)]
    )


def totals(*, day: datetime.date, viewer: Actor | None = None) -> Totals:
    """The figures of the latest run, within the viewer's reach if one is given; and of the policies in force."""
    found = _counts(latest_run(on=day), viewer)
    counts = list(found.by_policy.values())
    in_force = book(day).in_force
    met, not_met, unknown = (sum(one[place] for one in counts) for place in range(3))
    return Totals(
        policies=len(in_force),
        entities=found.entities,
        met=met,
        not_met=not_met,
        unknown=unknown,
        not_set=sum(not entry.is_amount_set for entry in in_force),
        open_criteria=sum(criterion is None for entry in in_force for criterion in entry.criteria),
    )


@dataclass(frozen=True)
class _Counts:
    """Of a run: how many entities were judged; policy → how many of them met, not met, unknown."""

    entities: int
    by_policy: Mapping[str, Sequence[int]]


def _counts(run: Run | None, viewer: Actor | None) -> _Counts:
    """The run in figures: as it was kept, or counted over the entities within the viewer's reach."""
    if run is None or not _reads(viewer):
        return _Counts(0, {})
    if viewer is None or viewer.reach("rules.read") == "all":
        return _Counts(run.entities, run.counts)
    mine = register.search(viewer=viewer).values("code")
    judged = EntityBits.objects.filter(run=run, code__in=mine).count()
    rows = Reach.objects.filter(run=run, code__in=mine).values_list("policy", "outcome").annotate(Count("id"))
    found = {(policy, outcome): count for policy, outcome, count in rows.order_by()}
    by_policy = {}
    for policy_id in run.counts:
        met, unknown = (found.get((policy_id, outcome), 0) for outcome in ("met", "unknown"))
        by_policy[policy_id] = (met, judged - met - unknown, unknown)
    return _Counts(judged, by_policy)


def _reads(viewer: Actor | None) -> bool:
    return viewer is None or viewer.may("rules.read")


def _row(entry: Entry, counts: _Counts, held_back: Container[str]) -> PolicyRow:
    met, not_met, unknown = counts.by_policy.get(entry.policy.id) or (None, None, None)
    return PolicyRow(entry, met, not_met, unknown, entry.policy.id in held_back)


def _held_back() -> frozenset[str]:
    return frozenset(suspensions().values_list("policy", flat=True))
