"""Who is one condition short of a policy (`/policies/<id>/near`); what to ask whom (`/policies/to-ask`)."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy, ngettext_lazy

from beizeng.base.clock.now import local_day
from beizeng.base.people import queries as people
from beizeng.register import queries as register
from beizeng.rules import queries
from beizeng.rules.asking import Question, questions
from beizeng.rules.near import Near, near_misses
from beizeng.web.access import PageRequest, page
from beizeng.web.lists import Column, Filter, ListPage
from beizeng.web.register import place_of, townships


def _why(row: Any) -> str:
    return reverse("entity_policies", args=[row.card.code])


def named(rows: list[Any], text: str) -> list[Any]:
    """The rows whose entity has the text in its name, or this code."""
    return [one for one in rows if text in (one.card.name or "") or text.upper() == one.card.code]


WHO = (
    Column("name", gettext_lazy("名称"), lambda one: one.card.name or one.card.code, sort="card__pinyin", link=_why),
    Column("code", gettext_lazy("统一社会信用代码"), lambda one: one.card.code, sort="card__code"),
    Column("township", gettext_lazy("所在地"), lambda one: place_of(one.card), sort="card__township"),
)
NARROWING = (
    Filter("q", gettext_lazy("名称或代码"), named),
    Filter(
        "township", gettext_lazy("乡镇"), lambda rows, code: [one for one in rows if one.card.township == code],
        options=townships,
    ),
)  # fmt: skip


def _near_list(policy: Any) -> ListPage:
    criteria = [(one.id, one.label) for one in policy.criteria]
    return ListPage(
        file_name=gettext_lazy("差一点"),
        noun=ngettext_lazy("户", "户"),
        columns=(
            *WHO,
            Column("missed", gettext_lazy("差哪一条"), lambda one: one.missed.criterion.label),
            Column("gap", gettext_lazy("差多少"), lambda one: one.gap, kind="long"),
            Column("seen", gettext_lazy("所见"), lambda one: one.missed.seen_in_words, kind="long"),
        ),
        filters=(
            *NARROWING,
            Filter(
                "missed", gettext_lazy("差哪一条"),
                lambda rows, key: [one for one in rows if one.missed.criterion.id == key], options=lambda: criteria,
            ),
        ),
        sort="name",
    )  # fmt: skip


@page("rules.read_gaps")
def near(request: PageRequest, policy_id: str) -> HttpResponseBase:
    """The entities that miss exactly one condition of a policy, and by how much."""
    day = local_day(request.at)
    found = queries.policy(policy_id, on=day, viewer=request.viewer)
    if found is None:
        raise Http404
    rows: list[Near] = near_misses(policy_id, on=day, known=day, viewer=request.viewer)
    listing = _near_list(found.policy).read(request.GET, rows)
    return listing.export() or render(request, "rules/near.html", {"policy": found.policy, "listing": listing})


def _unit_name(one: Question) -> str:
    return people.unit_names().get(one.fact.source, one.fact.source)


QUESTIONS = ListPage(
    file_name=gettext_lazy("问谁要什么"),
    noun=ngettext_lazy("项", "项"),
    columns=(
        Column(
            "fact", gettext_lazy("缺哪项情况"), lambda one: one.label, sort="label",
            link=lambda one: reverse("to_ask_of", args=[one.fact.name]),
        ),
        Column("unit", gettext_lazy("问谁"), _unit_name, sort="fact__source"),
        Column("firms", gettext_lazy("涉及"), lambda one: one.count, sort="count", kind="count"),
        Column("verdicts", gettext_lazy("等它的判定"), lambda one: one.verdicts, sort="verdicts", kind="count"),
        Column("alone", gettext_lazy("只等它的判定"), lambda one: one.alone, sort="alone", kind="count"),
        Column("yuan", gettext_lazy("关系到的金额"), lambda one: one.yuan_fen, sort="yuan_fen", kind="yuan"),
        Column("refresh", gettext_lazy("多久送一次"), lambda one: one.fact.refresh),
    ),
    filters=(
        Filter(
            "unit", gettext_lazy("问谁"), lambda rows, unit: [one for one in rows if one.fact.source == unit],
            options=lambda: people.unit_names().items(),
        ),
    ),
)  # fmt: skip


@page("rules.read_gaps")
def to_ask(request: PageRequest) -> HttpResponseBase:
    """Which unit's facts would settle how many open verdicts, and how much money hangs on them."""
    day = local_day(request.at)
    listing = QUESTIONS.read(request.GET, questions(on=day, known=day, viewer=request.viewer))
    return listing.export() or render(request, "rules/to_ask.html", {"listing": listing, "fact": None})


@dataclass(frozen=True)
class Waiting:
    """An entity of which a fact is missing, and the policies whose verdict waits for it."""

    card: Any
    policies: list[str]


FIRMS = ListPage(
    file_name=gettext_lazy("问谁要什么"),
    noun=ngettext_lazy("户", "户"),
    columns=(
        *WHO,
        Column("policies", gettext_lazy("等它的政策"), lambda one: "、".join(one.policies), kind="long"),
    ),
    filters=NARROWING,
    sort="name",
)


@page("rules.read_gaps")
def to_ask_of(request: PageRequest, fact: str) -> HttpResponseBase:
    """The entities of which one fact is missing, each with the policies that wait for it: the list to send."""
    day = local_day(request.at)
    every = questions(on=day, known=day, viewer=request.viewer)
    found = next((one for one in every if one.fact.name == fact), None)
    if found is None:
        raise Http404
    cards = register.cards_of(list(found.firms), viewer=request.viewer)
    listing = FIRMS.read(request.GET, [Waiting(card, found.firms[card.code]) for card in cards])
    context = {"listing": listing, "fact": found, "unit": _unit_name(found)}
    return listing.export() or render(request, "rules/to_ask.html", context)


urlpatterns = [
    path("policies/to-ask", to_ask, name="to_ask"),
    path("policies/to-ask/<slug:fact>", to_ask_of, name="to_ask_of"),
    path("policies/<slug:policy_id>/near", near, name="policy_near"),
]
