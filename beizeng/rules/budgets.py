"""Budgets: what a policy may pay in a year, what lists have taken of it, and who has to wait. Waiting is never lost."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Sum

from beizeng.base.engine.kinds import FEN, held
from beizeng.register.wording import yuan
from beizeng.rules.book import Entry
from beizeng.rules.models import Batch, Payment
from beizeng.spec.facts import Fact
from beizeng.spec.policy import Policy
from beizeng.spec.values import Basis, on_day

#: Payments that take of the budget.
STANDING = (Payment.State.LISTED, Payment.State.PAID, Payment.State.FAILED)
_NEVER = datetime.datetime.max.replace(tzinfo=datetime.UTC)


@dataclass(frozen=True)
class BudgetNow:
    """A policy's budget in one year: the limit (None: not set), what lists have taken of it, who waits for how much."""

    limit_fen: int | None
    used_fen: int
    waiting: int
    waiting_fen: int
    basis: Basis | None


def beyond_budget(
    entry: Entry,
    queue: Mapping[str, Mapping[str, Any]],
    sums: Mapping[str, int],
    facts: Mapping[str, Fact],
    *,
    on: datetime.date,
) -> dict[str, str]:
    """Code → why an entity that could be paid has to wait: the year's budget does not reach so far down the queue.

    In order: whom a priority names (unknown counts as not), then who waits longest, then by code. Nobody is passed by
    a smaller sum behind.

    Args:
        queue: code → facts of everybody who could be paid.
        sums: code → fen.
    """
    now = budget_now(entry.policy, on=on)
    if now is None or now.limit_fen is None:
        return {}
    left, waits = now.limit_fen - now.used_fen, dict[str, str]()
    since = _waiting_since(entry.policy.id)
    for code in sorted(queue, key=lambda code: (_rank(entry, queue[code], facts), since.get(code, _NEVER), code)):
        left -= sums[code]
        if left < 0 or waits:
            waits[code] = f"{on.year} 年预算 {yuan(now.limit_fen):,} 元已排满，下一批优先"
    return waits


def budget_now(policy: Policy, *, on: datetime.date) -> BudgetNow | None:
    """How the policy's budget stands in the year of the day; None: the policy says nothing of a budget."""
    if policy.budget is None:
        return None
    entry = on_day(policy.budget.yearly, on)
    limit = entry.value if entry else None
    mine = Payment.objects.filter(batch__policy=policy.id).exclude(batch__state=Batch.State.CANCELLED)
    used = mine.filter(batch__day__year=on.year, state__in=STANDING).aggregate(fen=Sum("amount_fen"))["fen"] or 0
    # of each entity the latest payment counts: who waited once may have been paid since
    latest = Payment.objects.filter(batch__policy=policy.id).order_by().values("code").annotate(last=Max("id"))
    waiting = Payment.objects.filter(pk__in=latest.values("last"), state=Payment.State.WAITING)
    waits = waiting.aggregate(count=Count("id"), fen=Sum("amount_fen"))
    basis = entry.basis if entry else None
    return BudgetNow(None if limit is None else int(limit * FEN), used, waits["count"], waits["fen"] or 0, basis)


def _waiting_since(policy_id: str) -> dict[str, datetime.datetime]:
    waiting = Payment.objects.filter(batch__policy=policy_id, state=Payment.State.WAITING)
    return dict(waiting.values_list("code").annotate(Min("batch__screened_at")))


def _rank(entry: Entry, seen: Mapping[str, Any], facts: Mapping[str, Fact]) -> tuple[bool, ...]:
    values = {name: held(value, facts[name]) for name, value in seen.items() if name in facts}
    return tuple(one.evaluate(values) is not True for one in entry.priorities)
