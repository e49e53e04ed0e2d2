"""Demography (`/demography`): how the number of entities became another one, and how long entities last."""

import datetime
from typing import cast

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beizeng.base.clock.now import local_day
from beizeng.register import demography
from beizeng.register.vocabulary import vocabulary
from beizeng.web.access import PageRequest, page
from beizeng.web.exports import xlsx_response

_BY = {"kind": gettext_lazy("类别"), "section": gettext_lazy("行业门类"), "township": gettext_lazy("乡镇")}


@page("register.read_feeds")
def changes(request: PageRequest) -> HttpResponse:
    """Stock, flows, stock, by kind; what is repair of data; and the survival curves of one grouping."""
    today = local_day(request.at)
    until = _day(request, "until", today)
    since = min(_day(request, "since", datetime.date(until.year - 1, 12, 31)), until)
    known = min(_day(request, "known", today), today)
    known_before = min(_day(request, "known_before", known), known)
    change = demography.change(since=since, until=until, known=known, known_before=known_before)
    kinds = sorted({*change.before, *change.after, *(kind for flow in change.flows for kind in flow.by_kind)})
    lines = [
        (_("%(day)s 结束时") % {"day": since}, _row(change.before, kinds), True),
        *((flow.label, _row(flow.by_kind, kinds), False) for flow in change.flows),
        (_("%(day)s 结束时") % {"day": until}, _row(change.after, kinds), True),
    ]
    labels = [vocabulary().facts["kind"].values.get(kind, _("未知")) for kind in kinds]
    if request.GET.get("export") == "xlsx":
        return xlsx_response(_("增减变化"), [_("项目"), _("合计"), *labels], [(word, *row) for word, row, _is in lines])
    by = request.GET.get("by", "kind")
    by = by if by in _BY else "kind"
    curves, left_out = demography.survival(by=cast(demography.By, by), on=until, known=known)
    context = {
        "since": since,
        "until": until,
        "known": known,
        "known_before": known_before,
        "kinds": labels,
        "lines": lines,
        "growth": sum(change.after.values()) - sum(change.before.values()) - change.repairs,
        "repairs": change.repairs,
        "by": by,
        "groupings": _BY.items(),
        "years": demography.YEARS,
        "curves": [(curve, [_percent(curve.years[year]) for year in demography.YEARS]) for curve in curves],
        "left_out": left_out,
        "address": request.GET.urlencode(),
    }
    return render(request, "register/demography.html", context)


def _row(by_kind: object, kinds: list[str]) -> list[int]:
    counts = cast(dict[str, int], by_kind)
    return [sum(counts.values()), *(counts.get(kind, 0) for kind in kinds)]


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share * 100:.1f}%"


def _day(request: PageRequest, name: str, otherwise: datetime.date) -> datetime.date:
    try:
        return datetime.date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise


urlpatterns = [path("demography", changes, name="demography")]
