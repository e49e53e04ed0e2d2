"""What of the policies needs a look (`/policies/needs-review`): what has stopped, what runs out within sixty days."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy

from beizeng.base.clock.now import local_day
from beizeng.base.people import queries as people
from beizeng.rules.book import book
from beizeng.rules.review import Concern, concerns
from beizeng.web.access import PageRequest, page
from beizeng.web.lists import Column, Filter, ListPage

KINDS: dict[str, Promise] = {
    "stopped": gettext_lazy("停用，须复核"),
    "expired": gettext_lazy("参数已过期"),
    "expiring": gettext_lazy("参数即将到期"),
    "ending": gettext_lazy("政策即将到期"),
}


def _units(one: Concern) -> str:
    names = people.unit_names()
    return "、".join(dict.fromkeys(names.get(policy.unit, policy.unit) for policy in one.policies))


CONCERNS = ListPage(
    file_name=gettext_lazy("政策复核"),
    noun=ngettext_lazy("项", "项"),
    columns=(
        Column("kind", gettext_lazy("情形"), lambda one: KINDS[one.kind], sort="kind"),
        Column("label", gettext_lazy("是哪一项"), lambda one: one.label, sort="label"),
        Column("until", gettext_lazy("到哪天"), lambda one: one.until or "—", sort="until"),
        Column(
            "policies", gettext_lazy("影响的政策"), lambda one: "、".join(policy.label for policy in one.policies),
            link=lambda one: reverse("policy", args=[one.policies[0].id]),
        ),
        Column("unit", gettext_lazy("答复单位"), _units),
        Column("why", gettext_lazy("为什么"), lambda one: one.why, kind="long"),
        Column("write", gettext_lazy("怎么办"), lambda one: one.write, kind="long"),
    ),
    filters=(
        Filter(
            "kind", gettext_lazy("情形"), lambda rows, word: [one for one in rows if one.kind == word],
            options=KINDS.items,
        ),
    ),
)  # fmt: skip


@page("rules.review")
def review(request: PageRequest) -> HttpResponseBase:
    """Parameters and policies that have run out or soon will, with whom that stops and what to do."""
    listing = CONCERNS.read(request.GET, concerns(book(local_day(request.at))))
    return listing.export() or render(request, "rules/review.html", {"listing": listing})


urlpatterns = [path("policies/needs-review", review, name="policy_review")]
