"""Entities: the list (`/entities`), and what is known of one, what it is owed, its matters (`/entities/<code>`)."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from beizeng.base.clock.now import local_day
from beizeng.base.people.actor import Actor
from beizeng.cases import queries as cases
from beizeng.cases.caps import years_of
from beizeng.register import disagreements, likenesses, queries
from beizeng.register.codes import doubt_of
from beizeng.register.vocabulary import vocabulary
from beizeng.register.wording import for_people
from beizeng.rules import ladders
from beizeng.rules import queries as rules
from beizeng.web.access import PageRequest, page
from beizeng.web.catalogue import DISAGREEMENTS
from beizeng.web.lights import Light, light_of
from beizeng.web.lists import Column, Filter, ListPage

Card = Any  # the rows come from queries; the table is the room's own

_HISTORY_SHOWN = 12
_LINKS = {"converted_from": gettext_lazy("由此转型而来"), "converted_to": gettext_lazy("已转型为")}


def _label(fact: str) -> Callable[[Card], str | None]:
    """A category of the card in words; None where nobody has told it."""
    return lambda card: vocabulary().facts[fact].values.get(getattr(card, fact))


def _options(fact: str) -> Callable[[], list[tuple[str, str]]]:
    return lambda: list(vocabulary().facts[fact].values.items())


def _name(card: Card) -> str:
    """The name, with the old ones by which a search may have found it."""
    name = card.name or card.code
    return (
        _("%(name)s（曾用名 %(old)s）") % {"name": name, "old": "、".join(card.old_names)} if card.old_names else name
    )


def place_of(card: Card) -> str | None:
    """The township, or the county where only that is known."""
    return vocabulary().name_in("divisions", card.township or card.division[:6]) or card.division or None


def townships() -> list[tuple[str, str]]:
    lines = vocabulary().tables.get("divisions", {}).values()
    return [(line.code, line.name) for line in lines if len(line.code) == 9]


def _sections() -> list[tuple[str, str]]:
    return [(line.code, f"{line.code} {line.name}") for line in vocabulary().children("industries", "")]


def _industry(card: Card) -> str | None:
    return vocabulary().name_in("industries", card.industry) or card.industry or None


def _narrow(field: str) -> Callable[[Any, str], Any]:
    return lambda rows, value: rows.filter(**{field: value})


def address_of(card: Card) -> str:
    return f"/entities/{card.code}"


ENTITIES = ListPage(
    file_name=gettext_lazy("经营主体"),
    noun=ngettext_lazy("户", "户"),
    columns=(
        Column("name", gettext_lazy("名称"), _name, sort="pinyin", link=address_of),
        Column("code", gettext_lazy("统一社会信用代码"), lambda card: card.code, sort="code"),
        Column("kind", gettext_lazy("类别"), _label("kind"), sort="kind"),
        Column("status", gettext_lazy("状态"), _label("status"), sort="status"),
        Column("township", gettext_lazy("所在地"), place_of, sort="township"),
        Column("industry", gettext_lazy("行业"), _industry, sort="industry"),
        Column(
            "established", gettext_lazy("成立日期"), lambda card: card.established_on, sort="established_on", kind="day"
        ),
        Column(
            "ended",
            gettext_lazy("注销或迁出"),
            lambda card: card.ended_on or "—",
            sort="ended_on",
            is_extra=True,
        ),
    ),
    filters=(
        Filter("q", gettext_lazy("名称、拼音、地址或代码"), queries.matching),
        Filter("kind", gettext_lazy("类别"), _narrow("kind"), options=_options("kind")),
        Filter("status", gettext_lazy("状态"), _narrow("status"), options=_options("status")),
        Filter("township", gettext_lazy("乡镇"), _narrow("township"), options=townships),
        Filter("section", gettext_lazy("行业门类"), _narrow("section"), options=_sections),
    ),
    sort="name",
)


@page("register.read")
def entities(request: PageRequest) -> HttpResponseBase:
    """The entities that the viewer may see; the export holds exactly the list."""
    listing = ENTITIES.read(request.GET, queries.search(viewer=request.viewer))
    context = {
        "listing": listing,
        "as_of": queries.cards_as_of(),
        "is_behind": queries.cards_are_behind(),
        "may_see_changes": request.viewer.may("register.read_feeds"),
    }
    return listing.export() or render(request, "register/list.html", context)


@dataclass(frozen=True)
class FactLine:
    """A fact as the page shows it: value in words, and where it comes from."""

    label: str
    shown: str
    source: str
    on: datetime.date
    known: datetime.date
    feed_id: int


def line_of(fact: str, said: queries.KnownFact | queries.Statement) -> FactLine:
    """What was said of a fact, in words."""
    declared = vocabulary().facts[fact]
    return FactLine(declared.label, for_people(declared, said.value), said.source, said.on, said.known, said.feed_id)


@page("register.read")
def entity(request: PageRequest, code: str) -> HttpResponse:
    """Identity, facts with source and days, owed and nearly owed, its matters, history; as of two days."""
    card = queries.card(code, viewer=request.viewer)
    if card is None and code != code.upper():
        return redirect("entity", code.upper())
    if card is None:
        raise Http404
    if card.code != code:  # merged: the old code leads to the entity
        return redirect("entity", card.code)
    today = local_day(request.at)
    on, known = _day(request, "day", today), min(_day(request, "known", today), today)
    facts = queries.facts_shown(code, viewer=request.viewer, on=on, known=known)
    said_before = queries.history_of(code, viewer=request.viewer, known=known)
    history = [line_of(said.fact, said) for said in reversed(said_before)]
    context = {
        "card": card,
        "doubt": doubt_of(code),
        "on": on,
        "known": known,
        "is_today": on == known == today,
        "pairs": _pairs(card),
        "links": [(link, _LINKS[link.how]) for link in queries.linked_to(code, viewer=request.viewer)],
        "facts": [line_of(name, said) for name, said in facts.items()],
        "disagreements": [
            {column.key: column.value(one) for column in DISAGREEMENTS.columns}
            for one in disagreements.of_entity(code, viewer=request.viewer, on=on, known=known)
        ],
        "unknown": queries.unknown_facts(code, facts, viewer=request.viewer),
        "explained": rules.verdicts_of(code, on=on, known=known, viewer=request.viewer),
        "places": ladders.of_entity(code, on=on, known=known, viewer=request.viewer),
        "visits": years_of(f"entity:{code}", at=request.at) if request.viewer.may("cases.read") else (),
        "matters": [
            matter for each in (code, *card.merged_codes) for matter in matters_of(each, viewer=request.viewer)
        ],
        "history": history[:_HISTORY_SHOWN],
        "older": history[_HISTORY_SHOWN:],
        "may_see_feeds": request.viewer.may("register.read_feeds"),
        "likenesses": likenesses.of_entity(code, viewer=request.viewer),
    }
    return render(request, "register/entity.html", context)


def _day(request: PageRequest, name: str, otherwise: datetime.date) -> datetime.date:
    try:
        return datetime.date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise


def _pairs(card: Card) -> list[tuple[str, Any]]:
    pairs = [
        (_("统一社会信用代码"), card.code),
        (_("类别"), _label("kind")(card)),
        (_("登记状态"), _label("status")(card)),
        (_("所在地"), place_of(card)),
        (_("行业"), _industry(card)),
        (_("成立日期"), card.established_on),
    ]
    if card.ended_on:
        pairs.append((_("注销或迁出日期"), card.ended_on))
    if card.old_number:
        pairs.append((_("原注册号"), card.old_number))
    if card.merged_codes:
        pairs.append((_("并入的代码"), "、".join(card.merged_codes)))
    if card.address:
        pairs.append((_("住所"), card.address))
    if card.old_names:
        pairs.append((_("曾用名"), "、".join(card.old_names)))
    return pairs


def matters_of(code: str, *, viewer: Actor) -> list[tuple[Any, Light]]:
    """An entity's cases with their lights, for whoever may read cases."""
    if not viewer.may("cases.read"):
        return []
    found = cases.of_subject(f"entity:{code}", viewer=viewer)
    return [(case, light_of(case.light, due_at=case.next_due_at)) for case in found]


urlpatterns = [
    path("entities", entities, name="entities"),
    path("entities/<slug:code>", entity, name="entity"),
]
