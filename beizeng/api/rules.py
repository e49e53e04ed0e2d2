"""The verdicts of one entity: each policy in force, met or not or unknown, with amount, reasons and articles."""

from typing import Any, Literal

from ninja import Router

from beizeng.api.access import ApiRequest, Day, Known, days_asked, reads
from beizeng.api.answers import Answer, Closed, Source, UnitName, as_of, said, unit_name
from beizeng.api.register import Code, no_entity
from beizeng.base.people import queries as people
from beizeng.register.wording import yuan
from beizeng.rules import queries
from beizeng.rules.book import Entry, book
from beizeng.rules.evaluate import Judged, Reason

router = Router(tags=["rules 规则"])


class Amount(Closed):
    """How much it is worth."""

    yuan: str | None = said("金额（元）", "Decimal text in yuan; null unless `state` is `known`.", examples=["5000.00"])
    state: Literal["known", "unknown", "not_set", "nothing_due"] = said(
        "状态", "unknown: a fact is missing; not_set: no cited source gives an amount; nothing_due: not met."
    )
    kind: Literal["fixed", "formula", "up_to", "not set"] = said("种类", "up_to is a ceiling, not a sum.")
    per: str = said("按什么", "Per what: 户, 年; empty where nothing is said.")


class ReasonRow(Closed):
    """One criterion."""

    id: str = said("编号", "The criterion's id.")
    label: str = said("条件", "What it asks, in a few words.")
    result: Literal["met", "not_met", "unknown", "not_set"] = said("结果", "符合, 不符合, 未知, 未定.")
    seen: str | None = said("所见", "The facts that it looked at, with their values; null where it looked at none.")
    needed: str = said("所需", "What it needs.")
    article: str = said("依据", "The article.")
    verified: bool = said("已核", "Whether the article was read in its source.")
    bring: str | None = said("带什么", "What to bring; null where nothing.")


class VerdictRow(Closed):
    """One policy and its verdict."""

    policy: str = said("政策", "The policy's id.")
    label: str = said("简称", "Its short name.")
    title: str = said("标题", "Its title.")
    verdict: Literal["met", "not_met", "unknown"] = said("判定", "符合, 不符合, 未知.")
    is_near: bool = said("差一点", "All met but one, and that one is known to be missed.")
    is_suspended: bool = said("暂停", "Held back, and in no batch.")
    gives_way_to: str | None = said("让位于", "The policy that stands instead of this one; null where it stands.")
    amount: Amount = said("金额", "How much.")
    channel: str = said("办理方式", "免申即享, 快申快享, 申报, or not set.")
    unit: UnitName = said("负责单位", "Who answers for it.")
    article: str = said("依据", "The document and article.")
    measures: list[int] = said("举措", "The measures of the plan that it serves.")
    reasons: list[ReasonRow] = said("理由", "One per criterion.")


class NotJudgedRow(Closed):
    """A policy that did not judge on the day."""

    policy: str = said("政策", "The policy's id.")
    label: str = said("简称", "Its short name.")
    state: Literal["not_begun", "ended", "stopped"] = said("状态", "尚未施行, 已到期, 停用.")


class VerdictsAnswer(Answer):
    """What the policies say of one entity."""

    code: str = said("统一社会信用代码", "The entity's code.")
    name: str = said("名称", "Its name; empty where unknown.")
    count: int = said("条数", "How many policies judged.")
    verdicts: list[VerdictRow] = said("判定", "The county's policies first.")
    not_judged: list[NotJudgedRow] = said("未判定", "Policies not in force on the day, or stopped.")


@reads(router, "/rules/entities/{code}/verdicts", "rules.read", VerdictsAnswer, summary="Verdicts 一户的政策判定")
def verdicts(request: ApiRequest, code: Code, day: Day = None, known: Known = None) -> VerdictsAnswer:
    """Judge one entity afresh by every policy in force on the day, by what was known on another."""
    on, by_then = days_asked(request, day, known)
    found = queries.explain(code, on=on, known=by_then, viewer=request.auth)
    if found is None:
        raise no_entity(code)
    names = people.unit_names()
    suspended = set(queries.suspensions().values_list("policy", flat=True))
    rows = [_verdict(one, names, one.policy.id in suspended) for one in found.judged]
    return VerdictsAnswer(
        as_of=as_of(on, by_then),
        source=Source(room="rules", words="数据包中的政策，按名录中的事实判定", digest=book(on).digest),
        code=found.code,
        name=found.name,
        count=len(rows),
        verdicts=rows,
        not_judged=[_not_judged(entry) for entry in found.not_judged],
    )


def _verdict(one: Judged, names: dict[str, str], is_suspended: bool) -> VerdictRow:
    policy = one.policy
    return VerdictRow(
        policy=policy.id,
        label=policy.label,
        title=policy.title,
        verdict=one.verdict,
        is_near=one.is_near,
        is_suspended=is_suspended,
        gives_way_to=one.gives_way.to.id if one.gives_way is not None and one.is_displaced else None,
        amount=_amount(one),
        channel=policy.channel,
        unit=unit_name(policy.unit, names),
        article=str(policy.basis),
        measures=list(one.entry.measures),
        reasons=[_reason(reason) for reason in one.reasons],
    )


def _amount(one: Judged) -> Amount:
    said_of: dict[str, Any] = {"kind": one.policy.amount.kind, "per": one.policy.amount.per}
    if not one.entry.is_amount_set:
        return Amount(yuan=None, state="not_set", **said_of)
    if one.verdict == "not_met":
        return Amount(yuan=None, state="nothing_due", **said_of)
    if one.amount_fen is None:
        return Amount(yuan=None, state="unknown", **said_of)
    return Amount(yuan=str(yuan(one.amount_fen)), state="known", **said_of)


def _reason(reason: Reason) -> ReasonRow:
    basis = reason.criterion.basis
    return ReasonRow(
        id=reason.criterion.id,
        label=reason.criterion.label,
        result=reason.result,
        seen=reason.seen_in_words or None,
        needed=reason.needed,
        article=str(basis),
        verified=basis.verified,
        bring=reason.criterion.bring or None,
    )


def _not_judged(entry: Entry) -> NotJudgedRow:
    assert entry.state != "in_force"
    return NotJudgedRow(policy=entry.policy.id, label=entry.policy.label, state=entry.state)
