"""A firm's own page (`/me`): what it is owed and why, what it nearly is, its matters, what is known of it."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from beizeng.base.clock.now import local_day
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.base.people.queries import Mandate
from beizeng.register import queries as register
from beizeng.rules import batches as benefits
from beizeng.rules import ladders
from beizeng.rules import queries as rules
from beizeng.rules.evaluate import Judged
from beizeng.spec.policy import NOT_SET
from beizeng.web.access import PageRequest, page
from beizeng.web.register import FactLine, line_of, matters_of
from beizeng.web.rules import amount_in_words

#: What the entitled have to do, said to them.
CHANNELS: dict[str, Promise] = {
    "免申即享": gettext_lazy("不用您申请，由单位直接办"),
    "快申快享": gettext_lazy("要您提出申请，材料从简"),
    "申报": gettext_lazy("要您自己申报"),
    NOT_SET: gettext_lazy("怎么申请，文件没有写"),
}


@dataclass(frozen=True)
class Offer:
    """A policy as its owner reads it: the verdict, who answers, what to do, and whether it is held back now.

    ``amount``: what it is worth to whoever meets it.
    """

    one: Judged
    amount: str
    unit: str
    channel: Promise
    is_suspended: bool


@dataclass(frozen=True)
class Choice:
    """An entity for which the viewer acts; ``until``: the last day of an agent."""

    code: str
    name: str
    until: datetime.date | None


@page("me.read")
def me(request: PageRequest) -> HttpResponse:
    """The page of the only entity, or of the one chosen; the list to choose from where there are several."""
    day, wanted = local_day(request.at), request.GET.get("entity", "")
    choices = _choices(request.viewer, day)
    chosen = wanted or (next(iter(choices)) if len(choices) == 1 else "")
    if not chosen:
        return render(request, "me/choose.html", {"choices": choices.values()})
    if chosen not in choices:
        raise Http404
    return render(request, "me/me.html", _page_of(choices[chosen], request.viewer, day) | {"choices": choices.values()})


def _choices(viewer: Actor, day: datetime.date) -> dict[str, Choice]:
    """Code → the entity, each once: who is its owner too is no agent there."""
    mandates: dict[str, Mandate] = {}
    for mandate in people.mandates_of(viewer, on=day):
        mandates.setdefault(mandate.entity_code, mandate)
    names = {card.code: card.name for card in register.cards_of(list(mandates), viewer=viewer)}
    return {
        code: Choice(code, names.get(code) or code, mandate.until_on if mandate.is_agent else None)
        for code, mandate in mandates.items()
    }


def _page_of(chosen: Choice, viewer: Actor, day: datetime.date) -> dict[str, Any]:
    facts = register.facts_shown(chosen.code, viewer=viewer, on=day, known=day)
    batches: dict[tuple[str, datetime.date, datetime.date], list[FactLine]] = {}
    for name, said in facts.items():
        batches.setdefault((said.source, said.on, said.known), []).append(line_of(name, said))
    explained = rules.explain(chosen.code, on=day, known=day, viewer=viewer)
    return {
        "name": facts["name"].value if "name" in facts else chosen.code,
        "chosen": chosen,
        "explained": explained,
        "owed": _offers(explained.owed if explained else ()),
        "displaced": _offers(explained.displaced if explained else ()),
        "near": _offers(explained.near if explained else ()),
        "unknown": _offers(explained.unknown if explained else ()),
        "places": ladders.of_entity(chosen.code, on=day, known=day, viewer=viewer),
        "matters": matters_of(chosen.code, viewer=viewer),
        "payments": benefits.of_entities([chosen.code], viewer=viewer),
        "batches": batches,
    }


def _offers(judged: tuple[Judged, ...]) -> list[Offer]:
    units = people.unit_names()
    held_back = {row.policy for row in rules.suspensions()}
    return [
        Offer(
            one=one,
            amount=amount_in_words(one.entry),
            unit=units.get(one.policy.unit, one.policy.unit),
            channel=CHANNELS[one.policy.channel],
            is_suspended=one.policy.id in held_back,
        )
        for one in judged
    ]


urlpatterns = [path("me", me, name="me")]
