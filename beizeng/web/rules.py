"""Policies: the list (`/policies`), one with whom it reaches (`/policies/<id>`), and what they say of one entity."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from beizeng.base.clock.now import local_day
from beizeng.base.people import queries as people
from beizeng.plan import queries as plan
from beizeng.register import queries as register
from beizeng.register.wording import yuan
from beizeng.rules import queries
from beizeng.rules.book import Entry, book
from beizeng.rules.budgets import budget_now
from beizeng.rules.queries import PolicyRow
from beizeng.rules.review import concerns
from beizeng.spec.policy import NOT_SET, Policy
from beizeng.web.access import PageRequest, page
from beizeng.web.lists import Column, Filter, ListPage

STATES: dict[str, Promise] = {
    "in_force": gettext_lazy("现行"),
    "not_begun": gettext_lazy("尚未施行"),
    "ended": gettext_lazy("已到期"),
    "stopped": gettext_lazy("停用"),
}
OUTCOMES: dict[str, Promise] = {"met": gettext_lazy("符合"), "unknown": gettext_lazy("未知")}
CHANNELS: dict[str, str | Promise] = {
    "免申即享": "免申即享",
    "快申快享": "快申快享",
    "申报": "申报",
    NOT_SET: gettext_lazy("未定"),
}
AGAIN: dict[str, str | Promise] = {
    "once": gettext_lazy("一户一次"),
    "yearly": gettext_lazy("一户一年一次"),
    NOT_SET: gettext_lazy("未定；已发放过的不再发放"),
}
AMOUNTS = (("set", gettext_lazy("已定")), ("not_set", gettext_lazy("未定")))


def amount_in_words(entry: Entry) -> str:
    """不超过 300,000 元/户; 未定 where no source gives a figure; by formula where it depends on the entity."""
    amount = entry.policy.amount
    fen = entry.fixed_fen
    if not entry.is_amount_set:
        return _("未定") if entry.fault is None or amount.kind == NOT_SET else "—"
    if fen is None:
        return _("按公式")
    per = f"/{amount.per}" if amount.per else ""
    text = _("不超过 %(yuan)s 元") if amount.kind == "up_to" else _("%(yuan)s 元")
    return text % {"yuan": f"{yuan(fen):,.0f}" if fen % 100 == 0 else f"{yuan(fen):,}"} + per


@dataclass(frozen=True)
class Line:
    """A policy as the list shows it."""

    row: PolicyRow
    unit: str
    amount: str

    @property
    def label(self) -> str:
        return self.row.policy.label

    @property
    def is_amount_set(self) -> bool:
        return self.row.policy.amount.kind != NOT_SET


def _named(rows: list[Line], text: str) -> list[Line]:
    return [line for line in rows if text in line.label or text in line.row.policy.title]


POLICIES = ListPage(
    file_name=gettext_lazy("政策"),
    noun=ngettext_lazy("项", "项"),
    columns=(
        Column(
            "label", gettext_lazy("政策"), lambda line: line.label, sort="label", link=lambda line: _address(line.row)
        ),
        Column("unit", gettext_lazy("答复单位"), lambda line: line.unit, sort="unit"),
        Column("channel", gettext_lazy("渠道"), lambda line: CHANNELS[line.row.policy.channel]),
        Column("state", gettext_lazy("状态"), lambda line: _state(line.row)),
        Column("amount", gettext_lazy("金额"), lambda line: line.amount),
        Column(
            "met", gettext_lazy("符合"), lambda line: _count(line.row.met), sort="row__met", kind="count",
            unit=pgettext_lazy("unit", "户"),
        ),
        Column(
            "unknown", gettext_lazy("未知"), lambda line: _count(line.row.unknown), sort="row__unknown", kind="count",
            unit=pgettext_lazy("unit", "户"),
        ),
        Column(
            "not_met", gettext_lazy("不符合"), lambda line: _count(line.row.not_met), sort="row__not_met",
            kind="count", unit=pgettext_lazy("unit", "户"), is_extra=True,
        ),
        Column(
            "measures", gettext_lazy("落实的举措"), lambda line: _measures(line.row), is_extra=True
        ),
    ),
    filters=(
        Filter("q", gettext_lazy("名称"), _named),
        Filter(
            "unit", gettext_lazy("答复单位"), lambda rows, unit: [one for one in rows if one.row.policy.unit == unit],
            options=lambda: queries.answering_units().items(),
        ),
        Filter(
            "channel", gettext_lazy("渠道"), lambda rows, word: [one for one in rows if one.row.policy.channel == word],
            options=CHANNELS.items,
        ),
        Filter(
            "state", gettext_lazy("状态"), lambda rows, state: [one for one in rows if one.row.state == state],
            options=STATES.items,
        ),
        Filter(
            "amount", gettext_lazy("金额"),
            lambda rows, word: [one for one in rows if one.is_amount_set == (word == "set")],
            options=lambda: AMOUNTS,
        ),
    ),
)  # fmt: skip

REACHED = ListPage(
    file_name=gettext_lazy("惠及主体"),
    noun=ngettext_lazy("户", "户"),
    columns=(
        Column(
            "name",
            gettext_lazy("名称"),
            lambda card: card.name or card.code,
            sort="pinyin",
            link=lambda card: _why(card),
        ),
        Column("code", gettext_lazy("统一社会信用代码"), lambda card: card.code, sort="code"),
        Column("outcome", gettext_lazy("结论"), lambda card: OUTCOMES[card.outcome], sort="outcome"),
        Column(
            "amount",
            gettext_lazy("金额"),
            lambda card: card.amount_fen,
            sort="amount_fen",
            kind="yuan",
            unit=gettext_lazy("元"),
        ),
    ),
    filters=(
        Filter("q", gettext_lazy("名称、拼音或代码"), register.matching),
        Filter("outcome", gettext_lazy("结论"), lambda rows, word: rows.filter(outcome=word), options=OUTCOMES.items),
    ),
    sort="name",
)
#: Where no source gives an amount there is no column for one: it is not unknown, it is not set.
REACHED_WITHOUT_AMOUNT = replace(REACHED, columns=REACHED.columns[:-1])


@page("rules.read")
def policies(request: PageRequest) -> HttpResponseBase:
    """Every policy on the shelf: whom it asks for, what it is worth, how many it reaches."""
    day = local_day(request.at)
    units = people.unit_names()
    rows = [
        Line(row, units.get(row.policy.unit, row.policy.unit), amount_in_words(row.entry))
        for row in queries.policies(on=day, viewer=request.viewer)
    ]
    listing = POLICIES.read(request.GET, rows)
    context = {
        "listing": listing,
        "totals": queries.totals(day=day, viewer=request.viewer),
        "run": queries.latest_run(on=day),
        "reads_gaps": request.viewer.may("rules.read_gaps"),
        "viewer_reviews": request.viewer.may("rules.review"),
        "concerns": len(concerns(book(day))) if request.viewer.may("rules.review") else 0,
        "may_draft": request.viewer.may("rules.draft_policy"),
    }
    return listing.export() or render(request, "rules/policies.html", context)


@page("rules.read")
def policy(request: PageRequest, policy_id: str) -> HttpResponseBase:
    """One policy: its conditions with their articles, its amount, and the entities that it reaches."""
    day = local_day(request.at)
    row = queries.policy(policy_id, on=day, viewer=request.viewer)
    if row is None:
        raise Http404
    printed = plan.printed(viewer=request.viewer)
    reached = REACHED if row.entry.is_amount_set else REACHED_WITHOUT_AMOUNT
    listing = reached.read(request.GET, queries.entities_reached(policy_id, on=day, viewer=request.viewer))
    context = {
        "row": row,
        "policy": row.policy,
        "state": _state(row),
        "beside": queries.beside(row.policy, on=day),
        "suspensions": queries.suspensions(policy_id=policy_id),
        "pairs": _pairs(row, on=day),
        "conditions": queries.conditions(row.entry, on=day),
        "measures": [(number, printed[number]) for number in row.entry.measures if number in printed],
        "run": queries.latest_run(on=day),
        "listing": listing,
        "reads_gaps": request.viewer.may("rules.read_gaps") and row.state == "in_force",
        "may_draft": request.viewer.may_for_unit("rules.draft_policy", row.policy.unit),
        "may_screen": row.entry.is_payable and request.viewer.may_for_unit("rules.open_batch", row.policy.unit),
    }
    return listing.export() or render(request, "rules/policy.html", context)


@page("rules.read")
def entity(request: PageRequest, code: str) -> HttpResponse:
    """What every policy says of one entity: each criterion with the value seen, the value needed, the article."""
    today = local_day(request.at)
    on, known = _day(request, "day", today), min(_day(request, "known", today), today)
    explained = queries.explain(code, on=on, known=known, viewer=request.viewer)
    if explained is None:
        raise Http404
    groups = (
        (_("可享"), explained.owed),
        (_("让位"), explained.displaced),
        (_("差一点"), explained.near),
        (_("情况不明"), explained.unknown),
    )
    others = [(entry.policy, STATES[entry.state]) for entry in explained.not_judged]
    context = {"explained": explained, "groups": groups, "others": others}
    return render(request, "rules/entity.html", context)


def _state(row: PolicyRow) -> str | Promise:
    return _("暂停") if row.is_suspended else STATES[row.state]


def _pairs(row: PolicyRow, *, on: datetime.date) -> list[tuple[Any, ...]]:
    found = row.policy
    days = {"since": found.since.isoformat(), "until": found.until}
    period = (_("%(since)s 至 %(until)s") if found.until else _("%(since)s 起，未写明截止日")) % days
    return [
        (_("发布单位"), found.issuer),
        (_("答复单位"), people.unit_names().get(found.unit, found.unit)),
        (_("施行期间"), period),
        (_("渠道"), CHANNELS[found.channel]),
        (_("金额"), amount_in_words(row.entry), found.amount.note),
        (_("几次"), AGAIN[found.again]),
        *budget_pairs(found, on=on),
    ]


def budget_pairs(policy: Policy, *, on: datetime.date) -> list[tuple[Any, ...]]:
    """What is said of a policy's budget: the year's limit, what is taken, who waits; nothing where it has none."""
    now = budget_now(policy, on=on)
    if now is None or policy.budget is None:
        return []
    order = [one.label for one in policy.budget.order]
    first = _("先：%(order)s；再按等待先后") % {"order": "、".join(order)} if order else _("按等待先后")
    if now.limit_fen is None:
        return [(_("预算"), _("未定：没有依据写明，不设限"))]
    words = {
        "year": on.year, "limit": f"{yuan(now.limit_fen):,}", "used": f"{yuan(now.used_fen):,}",
        "count": now.waiting, "waiting": f"{yuan(now.waiting_fen):,}",
    }  # fmt: skip
    taken = _("%(year)s 年 %(limit)s 元，已列入名单 %(used)s 元；%(count)s 户等待 %(waiting)s 元") % words
    return [(_("预算"), taken, f"{now.basis.said if now.basis else ''} {first}".strip())]


def _count(found: int | None) -> int | str:
    """A count of the latest run; a dash where nothing was judged, which is not 未知."""
    return "—" if found is None else found


def _measures(row: PolicyRow) -> str:
    return "、".join(str(number) for number in row.entry.measures)


def _address(row: PolicyRow) -> str:
    return reverse("policy", args=[row.policy.id])


def _why(card: Any) -> str:
    return reverse("entity_policies", args=[card.code])


def _day(request: PageRequest, name: str, otherwise: datetime.date) -> datetime.date:
    try:
        return datetime.date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise


urlpatterns = [
    path("policies", policies, name="policies"),
    path("policies/<slug:policy_id>", policy, name="policy"),
    path("entities/<slug:code>/policies", entity, name="entity_policies"),
]
