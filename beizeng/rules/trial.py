"""A draft of a policy beside the one in force, over the whole register, before anybody signs."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from beizeng.base.engine.beside import Beside, set_beside
from beizeng.base.engine.judge import judge
from beizeng.base.ledger.actions import Refused
from beizeng.base.people.actor import Actor
from beizeng.register import queries as register
from beizeng.rules.book import Entry, book, read_entry, with_parameters
from beizeng.spec.errors import BadInput
from beizeng.spec.policy import Parameter, Policy

#: Facts by whose values a trial tells the difference: township, kind, size.
BY = ("division", "kind", "is_above_size")
_DRAFT = "draft"


@dataclass(frozen=True)
class Trial:
    """What the draft would change on the day. ``current`` is None for a new policy."""

    draft: Entry
    current: Entry | None
    on: datetime.date
    known: datetime.date
    entities: int
    found: Beside


def trial(
    policy: Policy,
    *,
    on: datetime.date,
    known: datetime.date,
    viewer: Actor,
    parameters: Sequence[Parameter] = (),
) -> Trial:
    """Judge the register by the draft and by the policy of the same id in force; nothing is kept.

    Args:
        parameters: what the draft declares beside the packs' parameters.

    Raises:
        Refused: the viewer may not judge the register.
        BadInput: the draft can't be read, or is not in force on the day.
    """
    if not viewer.may("rules.run") and not viewer.may_for_unit("rules.draft_policy", policy.unit):
        raise Refused("您的岗位没有试算的权限", what_now="请联系领导小组办公室")
    rules = book(on)
    draft = read_entry(policy, with_parameters(rules.vocabulary, parameters), on=on)
    if draft.fault is not None:
        raise draft.fault
    if draft.state != "in_force":
        why = f"{on} 不在草案的施行期间"
        raise BadInput(what=policy.id, where="草案", why=why, write="换一个试算日，或改施行期间")
    current = next((entry for entry in rules.in_force if entry.policy.id == policy.id), None)
    frame = register.snapshot(on=on, known=known)
    proposed = replace(draft.rule, id=_DRAFT)
    judgement = judge(frame, [proposed] if current is None else [current.rule, proposed])
    found = set_beside(judgement, before=None if current is None else policy.id, after=_DRAFT, by=BY)
    return Trial(draft, current, on, known, frame.height, found)
