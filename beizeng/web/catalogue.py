"""The facts (`/facts`): who supplies which, how often, who is late; and where sources disagree (`/disagreements`)."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from beizeng.base.clock.now import local_day
from beizeng.base.people import queries as people
from beizeng.register import catalogue, disagreements
from beizeng.register.vocabulary import vocabulary
from beizeng.register.wording import for_people
from beizeng.web.access import PageRequest, page
from beizeng.web.lists import Column, Filter, ListPage

STATES = {
    "in_time": gettext_lazy("按时"),
    "late": gettext_lazy("逾期未送"),
    "never": gettext_lazy("从未送来"),
    "no_term": gettext_lazy("没有约定周期"),
}
_PRIVACY = {
    "public": gettext_lazy("公开"),
    "internal": gettext_lazy("内部"),
    "personal": gettext_lazy("个人信息"),
}
_TYPES = {
    "text": gettext_lazy("文字"),
    "category": gettext_lazy("选项"),
    "integer": gettext_lazy("整数"),
    "decimal": gettext_lazy("数字"),
    "money": gettext_lazy("金额"),
    "day": gettext_lazy("日期"),
    "yes_no": gettext_lazy("是否"),
}


def _named(rows: Any, text: str) -> list[Any]:
    return [row for row in rows if text in row.label or text in row.fact]


def _suppliers() -> list[tuple[str, str]]:
    names = people.unit_names()
    return [
        (source, names.get(source, source)) for source in dict.fromkeys(k.source for k in vocabulary().feeds.values())
    ]


FACTS = ListPage(
    file_name=gettext_lazy("事实目录"),
    noun=ngettext_lazy("项", "项"),
    columns=(
        Column("label", gettext_lazy("事实"), lambda row: row.label, sort="label"),
        Column("fact", gettext_lazy("在规则中写作"), lambda row: row.fact, sort="fact", is_extra=True),
        Column("type", gettext_lazy("类型"), lambda row: _TYPES[row.type], is_extra=True),
        Column("unit", gettext_lazy("单位"), lambda row: row.unit or "—", is_extra=True),
        Column("privacy", gettext_lazy("公开范围"), lambda row: _PRIVACY[row.privacy]),
        Column("supplier", gettext_lazy("提供单位"), lambda row: row.delivery.supplier, sort="delivery__supplier"),
        Column("kind", gettext_lazy("数据种类"), lambda row: row.delivery.label, sort="delivery__label"),
        Column("refresh", gettext_lazy("周期"), lambda row: row.delivery.refresh.replace("not set", "—")),
        Column("last", gettext_lazy("上次送来"), lambda row: row.delivery.last_on or "—", sort="delivery__last_on"),
        Column("due", gettext_lazy("下次应在此前"), lambda row: row.delivery.due_on or "—", sort="delivery__due_on"),
        Column("state", gettext_lazy("状态"), lambda row: STATES[row.delivery.state], sort="delivery__state"),
    ),
    filters=(
        Filter("q", gettext_lazy("事实"), _named),
        Filter(
            "supplier",
            gettext_lazy("提供单位"),
            lambda rows, unit: [row for row in rows if row.delivery.supplier_id == unit],
            options=_suppliers,
        ),
        Filter(
            "state",
            gettext_lazy("状态"),
            lambda rows, state: [row for row in rows if row.delivery.state == state],
            options=lambda: STATES.items(),
        ),
    ),
)


def _said(row: disagreements.Disagreement) -> str:
    fact, feeds = vocabulary().facts[row.fact], vocabulary().feeds
    return "；".join(f"{feeds[kind].label}：{for_people(fact, value)}" for kind, value in row.said.items())


DISAGREEMENTS = ListPage(
    file_name=gettext_lazy("说法不同"),
    noun=ngettext_lazy("处", "处"),
    columns=(
        Column(
            "name",
            gettext_lazy("主体"),
            lambda row: row.name or row.code,
            sort="name",
            link=lambda row: f"/entities/{row.code}",
        ),
        Column("code", gettext_lazy("统一社会信用代码"), lambda row: row.code, sort="code", is_extra=True),
        Column("fact", gettext_lazy("事实"), lambda row: vocabulary().facts[row.fact].label, sort="fact"),
        Column("said", gettext_lazy("各来源的说法"), _said, kind="long"),
        Column("counts", gettext_lazy("采用"), lambda row: for_people(vocabulary().facts[row.fact], row.counts)),
        Column("rule", gettext_lazy("以谁为准"), lambda row: row.rule or _("最后说到的"), kind="long"),
    ),
    filters=(
        Filter(
            "q", gettext_lazy("主体"), lambda rows, text: [row for row in rows if text in row.name or text in row.code]
        ),
        Filter(
            "fact",
            gettext_lazy("事实"),
            lambda rows, fact: [row for row in rows if row.fact == fact],
            options=lambda: [(fact.name, fact.label) for fact in vocabulary().facts.values()],
        ),
    ),
)


@page("register.read_feeds")
def facts(request: PageRequest) -> HttpResponseBase:
    """The catalogue: every fact with its supplier, and who is late."""
    listing = FACTS.read(request.GET, catalogue.catalogue(on=local_day(request.at)))
    return listing.export() or render(request, "register/catalogue.html", {"listing": listing})


@page("register.read_feeds")
def differing(request: PageRequest) -> HttpResponseBase:
    """Where sources disagree today."""
    today = local_day(request.at)
    listing = DISAGREEMENTS.read(request.GET, disagreements.disagreements(viewer=request.viewer, on=today, known=today))
    return listing.export() or render(request, "register/disagreements.html", {"listing": listing})


def owed_by(request: PageRequest, suppliers: frozenset[str]) -> list[tuple[catalogue.Delivery, Any]]:
    """What these units should have sent and haven't, with the word for it."""
    return [(one, STATES[one.state]) for one in catalogue.owed(on=local_day(request.at), suppliers=suppliers)]


urlpatterns = [
    path("facts", facts, name="facts"),
    path("disagreements", differing, name="disagreements"),
]
