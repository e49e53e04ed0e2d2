"""Writing the rules: judging the whole register for a day; suspending a policy.

Judging is done outside any transaction; what it found is written in chunks, each a short transaction of its own that
also moves ``Run.done``. A run killed between two chunks is taken up where it stood: the same facts in the same order
give the same rows. The ledger gets one entry, when the run is finished.
"""

import datetime
from collections.abc import Callable, Sequence

from beizeng.base.clock.now import local_day
from beizeng.base.engine.frames import digest
from beizeng.base.engine.judge import Compute, Judgement, by_columns, judge
from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.people.actor import Actor
from beizeng.register import queries as register
from beizeng.rules.book import Book, book
from beizeng.rules.models import EntityBits, Reach, Run, Suspension

#: Entities written in one transaction.
CHUNK = 1_000

Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


def run(
    *,
    day: datetime.date,
    known: datetime.date | None = None,
    compute: Compute = by_columns,
    progress: Progress = _silent,
    by: Actor,
    at: datetime.datetime,
) -> Run:
    """Judge every entity by every policy in force on the day. The same day, packs and facts again change nothing.

    Args:
        known: by what was known on this day; ``day`` unless given.
        compute: who works it out: Polars here, or Spark; both give the same.
        progress: called with entities written and their number.

    Raises:
        Refused: the actor may not judge, or there are no entities.
        BadInput: a fact holds a number beyond the limits of exact calculation.
    """
    if not by.may("rules.run"):
        raise Refused("您的岗位没有判定全部主体的权限", what_now="请联系领导小组办公室")
    known = known or day
    rules, feeds = book(day), register.feeds_known(known)
    frame = register.snapshot(on=day, known=known)
    if frame.is_empty():
        raise Refused(f"到 {day} 名录里还没有主体", what_now="请先载入数据：beizeng register load 文件")
    facts = digest(frame, ("code", *rules.facts))
    begun: Run = begin_run(
        day=day, known=known, rules_digest=rules.digest, facts_digest=facts, entities=frame.height,
        feeds=feeds, by=by, at=at,
    )  # fmt: skip
    if begun.finished_at is not None:
        return begun
    judgement = judge(frame, [entry.rule for entry in rules.in_force], compute)
    for start in range(begun.done, frame.height, CHUNK):
        keep_chunk(run_id=begun.pk, judgement=judgement, start=start, by=by, at=at)
        progress(min(start + CHUNK, frame.height), frame.height)
    finished: Run = finish_run(run_id=begun.pk, judgement=judgement, rules=rules, by=by, at=at)
    return finished


def keep_current(*, by: Actor, at: datetime.datetime) -> Run | None:
    """Judge again where the day, a feed or the packs have changed since the last run; None: nothing has, or no feed.

    Raises:
        Refused: the actor may not judge.
    """
    day = local_day(at)
    feeds = register.feeds_known(day)
    last = Run.objects.filter(finished_at__isnull=False, day=day, known_on=day).first()
    is_current = last is not None and tuple(last.feeds) == feeds and last.rules_digest == book(day).digest
    return None if is_current or not feeds else run(day=day, by=by, at=at)


@action("rules.begin_run", permission="rules.run")
def begin_run(
    *,
    day: datetime.date,
    known: datetime.date,
    rules_digest: str,
    facts_digest: str,
    entities: int,
    feeds: Sequence[str],
    by: Actor,
    at: datetime.datetime,
) -> Unchanged:
    """The run of this day, packs and facts, made if there is none; broken ones of the day are swept. No entry yet."""
    key = {"day": day, "known_on": known, "rules_digest": rules_digest, "facts_digest": facts_digest}
    found, _ = Run.objects.get_or_create(**key, defaults={"entities": entities, "started_at": at})
    if tuple(found.feeds) != tuple(feeds):
        found.feeds = list(feeds)
        found.save(update_fields=["feeds"])
    Run.objects.filter(day=day, finished_at__isnull=True).exclude(pk=found.pk).delete()
    return Unchanged(found)


@action("rules.keep_chunk", permission="rules.run")
def keep_chunk(*, run_id: int, judgement: Judgement, start: int, by: Actor, at: datetime.datetime) -> Unchanged:
    """Write the entities from ``start`` on, unless that was done. No entry: the run's end is what counts."""
    row = Run.objects.select_for_update().get(pk=run_id)
    if row.done != start:
        return Unchanged(row.done)
    bits, reaches = [], []
    for entity in judgement.entities(start, CHUNK):
        bits.append(EntityBits(run=row, code=entity.code, bits=entity.bits))
        reaches += [
            Reach(run=row, policy=one.rule, code=entity.code, outcome=one.outcome, amount_fen=one.amount_fen)
            for one in entity.reached
        ]
    EntityBits.objects.bulk_create(bits)
    Reach.objects.bulk_create(reaches)
    row.done = start + len(bits)
    row.save(update_fields=["done"])
    return Unchanged(row.done)


@action("rules.finish_run", permission="rules.run")
def finish_run(*, run_id: int, judgement: Judgement, rules: Book, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """Publish the run: from now on it is read. It replaces earlier ones of the day, whose figures the ledger keeps."""
    row = Run.objects.select_for_update().get(pk=run_id)
    if row.finished_at is not None:
        return Unchanged(row)
    row.layout = judgement.layout
    row.counts = {policy: [one.met, one.not_met, one.unknown] for policy, one in judgement.counts.items()}
    row.stopped = {entry.policy.id: str(entry.fault) for entry in rules.entries if entry.state == "stopped"}
    row.finished_at = at
    Run.objects.filter(day=row.day, known_on=row.known_on).exclude(pk=row.pk).delete()
    row.save(update_fields=["layout", "counts", "stopped", "finished_at"])
    detail = {
        "day": row.day, "known": row.known_on, "rules": row.rules_digest, "facts": row.facts_digest,
        "counts": row.counts, "stopped": row.stopped,
    }  # fmt: skip
    summary = f"按 {row.day} 判定 {row.entities} 户、{len(row.counts)} 条政策"
    return Done(row, f"rules_run:{row.pk}", summary, detail=detail)


@action("rules.suspend")
def suspend(
    *, policy_id: str, source: str, reason: str, basis: str, by: Actor, at: datetime.datetime
) -> Done | Unchanged:
    """Hold a policy back: visible, in no batch. A source that holds it back already changes nothing."""
    known = Suspension.objects.filter(policy=policy_id, source=source, lifted_at__isnull=True).first()
    if known is not None:
        return Unchanged(known)
    row = Suspension.objects.create(policy=policy_id, source=source, reason=reason, basis=basis, since_at=at)
    detail = {"source": source, "reason": reason}
    return Done(row, f"policy:{policy_id}", f"暂停政策 {policy_id}：{reason}", basis=basis, detail=detail)


@action("rules.lift", permission="rules.suspend")
def lift(*, policy_id: str, source: str, reason: str, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """Let go what ``source`` held back; another source may still hold the policy back."""
    row = Suspension.objects.filter(policy=policy_id, source=source, lifted_at__isnull=True).first()
    if row is None:
        return Unchanged(None)
    row.lifted_at, row.lifted_because = at, reason
    row.save(update_fields=["lifted_at", "lifted_because"])
    detail = {"source": source, "reason": reason}
    return Done(row, f"policy:{policy_id}", f"恢复政策 {policy_id}：{reason}", detail=detail)
