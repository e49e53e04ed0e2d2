"""Whom a batch may pay: who meets the policy, and why somebody who meets it is not paid all the same."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from beizeng.base.engine.frames import Frame
from beizeng.base.engine.judge import EntityBits, judge
from beizeng.rules.book import Book, Entry
from beizeng.rules.budgets import STANDING
from beizeng.rules.exclusions import Claim, GivesWay, beside, giving_way, related
from beizeng.rules.models import Batch, Payment


@dataclass(frozen=True)
class Met:
    """An entity that meets the policy: the amount (None: unknown), and to which other policy it gives way."""

    amount_fen: int | None
    gives_way: GivesWay | None = None


def screened(entry: Entry, frame: Frame, rules: Book) -> dict[str, Met]:
    """Code → what was found of every entity of the frame that meets the policy; policies beside it are judged along."""
    in_force = {one.policy.id: one for one in rules.in_force}
    joined = related(entry.policy.id, [one.policy for one in in_force.values()])
    entries = {policy_id: one for policy_id, one in in_force.items() if policy_id in joined}
    found = {}
    for one in judge(frame, [each.rule for each in entries.values()]).entities(0, frame.height):
        mine = next((each for each in one.reached if each.rule == entry.policy.id), None)
        if mine is not None and mine.outcome == "met":
            way = giving_way(_claims(one, entries)).get(entry.policy.id) if len(entries) > 1 else None
            found[one.code] = Met(mine.amount_fen, way)
    return found


def hindrances(entry: Entry, found: Mapping[str, Met], rules: Book, *, on: datetime.date) -> dict[str, str]:
    """Code → why an entity that meets the policy is struck from its list, in words; who is paid is not named."""
    reasons = {code: "金额未知" for code, met in found.items() if met.amount_fen is None}
    for code, met in found.items():
        if met.gives_way is not None and met.gives_way.is_certain:
            reasons[code] = f"让位于《{met.gives_way.to.label}》（{met.gives_way.exclusion.rule}）"
    others = beside(entry.policy.id, [one.policy for one in rules.in_force])
    enjoyed = Payment.objects.filter(batch__policy__in=others, code__in=found, state__in=STANDING)
    for payment in enjoyed.exclude(batch__state=Batch.State.CANCELLED).select_related("batch"):
        rule = others[payment.batch.policy].rule
        reasons[payment.code] = f"第 {payment.batch_id} 批《{payment.batch.label}》已列入，{rule}"
    paid = Payment.objects.filter(batch__policy=entry.policy.id, state=Payment.State.PAID)
    if entry.policy.again == "yearly":
        paid = paid.filter(batch__day__year=on.year)
    reasons |= {code: f"第 {batch} 批已发放" for code, batch in paid.values_list("code", "batch_id") if code in found}
    return reasons


def _claims(one: EntityBits, entries: Mapping[str, Entry]) -> list[Claim]:
    return [
        Claim(entry.policy, each.outcome, each.amount_fen if entry.is_payable else None)
        for each in one.reached
        if (entry := entries[each.rule])
    ]
