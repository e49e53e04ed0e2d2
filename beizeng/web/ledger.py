"""The auditor's page: every entry of the ledger with its hash, and whether the chain holds."""

import datetime
import json
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.ledger import queries
from beizeng.web.access import PageRequest, page
from beizeng.web.lights import Words
from beizeng.web.lists import Column, Filter, ListPage, day_filter
from beizeng.web.verbs import verb_label

Entries = QuerySet[Any]
#: Up to so many entries the list checks the chain by itself; beyond, the reader asks for it.
CHECKED_AT_ONCE = 20_000


def _verbs() -> list[tuple[str, Words]]:
    verbs = queries.entries().order_by("verb").values_list("verb", flat=True).distinct()
    return [(verb, verb_label(verb)) for verb in verbs]


def _start_of(day: datetime.date) -> str:
    """The first moment of the day in Shanghai, as the ledger writes moments."""
    return datetime.datetime.combine(day, datetime.time.min, SHANGHAI).astimezone(datetime.UTC).isoformat()


def _from_day(rows: Entries, day: datetime.date) -> Entries:
    return rows.filter(at__gte=_start_of(day))


def _to_day(rows: Entries, day: datetime.date) -> Entries:
    return rows.filter(at__lt=_start_of(day + datetime.timedelta(days=1)))


def _by_actor(rows: Entries, text: str) -> Entries:
    return rows.filter(Q(actor_name__contains=text) | Q(actor_post__contains=text) | Q(actor_id=text))


def _address(row: Any) -> str:
    return f"/ledger/{row.seq}"


ENTRIES = ListPage(
    file_name=gettext_lazy("台账"),
    noun=ngettext_lazy("条", "条"),
    columns=(
        Column("seq", gettext_lazy("序号"), lambda row: row.seq, sort="seq", kind="count", link=_address),
        Column("at", gettext_lazy("办理时间"), lambda row: row.at, sort="at", kind="moment"),
        Column("actor", gettext_lazy("办理人"), lambda row: row.actor_name, sort="actor_name"),
        Column("post", gettext_lazy("岗位"), lambda row: row.actor_post),
        Column("verb", gettext_lazy("动作"), lambda row: verb_label(row.verb), sort="verb"),
        Column("subject", gettext_lazy("对象"), lambda row: row.subject, sort="subject"),
        Column("summary", gettext_lazy("摘要"), lambda row: row.summary, kind="long"),
        Column("basis", gettext_lazy("依据"), lambda row: row.basis or None, is_extra=True),
        Column("recorded", gettext_lazy("记录时间"), lambda row: row.recorded_at, kind="moment", is_extra=True),
        Column("hash", gettext_lazy("哈希"), lambda row: row.hash, kind="hash"),
    ),
    filters=(
        Filter("verb", gettext_lazy("动作"), options=_verbs, keep=lambda rows, verb: rows.filter(verb=verb)),
        Filter("subject", gettext_lazy("对象"), keep=lambda rows, text: rows.filter(subject__startswith=text)),
        Filter("actor", gettext_lazy("办理人或岗位"), keep=_by_actor),
        day_filter("from", gettext_lazy("自"), keep=_from_day),
        day_filter("to", gettext_lazy("至"), keep=_to_day),
    ),
    sort="-seq",
)


@page("ledger.read")
def entries(request: PageRequest) -> HttpResponseBase:
    """The entries, newest first, with filters and export; the chain is checked beside."""
    listing = ENTRIES.read(request.GET, queries.entries())
    last = queries.head()
    context = {"listing": listing, "last": last, "checks_itself": last[0] <= CHECKED_AT_ONCE}
    return listing.export() or render(request, "ledger/entries.html", context)


@page("ledger.read")
def chain(request: PageRequest) -> HttpResponse:
    """Recompute the whole chain and say whether it holds; a fragment for the list, a page without JavaScript."""
    context = {"chain": queries.verify(), "crumbs": [(_("台账"), "/ledger")]}
    return render(request, "ledger/_chain.html" if request.htmx else "ledger/chain.html", context)


@page("ledger.read")
def entry(request: PageRequest, seq: int) -> HttpResponse:
    """One entry whole, with its place in the chain."""
    row = queries.entries().filter(seq=seq).first()
    if row is None:
        raise Http404
    context = {
        "entry": row,
        "pairs": _pairs(row),
        "detail": json.dumps(json.loads(row.detail), ensure_ascii=False, indent=2),
        "holds": queries.entry_holds(row),
        "last": queries.head(),
        "crumbs": [(_("台账"), "/ledger")],
    }
    return render(request, "ledger/entry.html", context)


def _pairs(row: Any) -> list[tuple[str, Any]]:
    return [
        (_("办理时间"), datetime.datetime.fromisoformat(row.at)),
        (_("记录时间"), datetime.datetime.fromisoformat(row.recorded_at)),
        (_("办理人"), f"{row.actor_name}（{row.actor_id}）"),
        (_("岗位"), row.actor_post or _("无岗位")),
        (_("动作"), f"{verb_label(row.verb)}（{row.verb}）"),
        (_("对象"), row.subject),
        (_("依据"), row.basis or _("未写依据")),
    ]


urlpatterns = [
    path("ledger", entries, name="ledger"),
    path("ledger/chain", chain, name="ledger_chain"),
    path("ledger/<int:seq>", entry, name="ledger_entry"),
]
