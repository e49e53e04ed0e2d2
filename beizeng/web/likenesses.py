"""Duplicates (`/duplicates`): pairs that may be one entity, why, what a merge makes of them; merges, undoing them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from beizeng.base.clock.now import local_day
from beizeng.base.jobs import actions as jobs
from beizeng.base.ledger.actions import Refused
from beizeng.register import actions, likenesses, queries
from beizeng.register.vocabulary import vocabulary
from beizeng.register.wording import for_people
from beizeng.web.access import PageRequest, page
from beizeng.web.lists import Column, Filter, ListPage

#: Of more entities the comparison takes longer than somebody waits: the worker does it.
_AT_ONCE = 20_000
_LEVELS = ("0.999", "0.99", "0.9", "0.5")
_STATES = {"open": gettext_lazy("待处理"), "apart": gettext_lazy("不是同一户")}


def _by_name(rows: Any, text: str) -> Any:
    return rows.filter(first_name__contains=text) | rows.filter(second_name__contains=text)


def percent(probability: float) -> str:
    """99.87 %, and never 100: certainty is a person's."""
    return f"{min(probability, 0.9999) * 100:.2f}%"


DUPLICATES = ListPage(
    file_name=gettext_lazy("疑似重复"),
    noun=ngettext_lazy("对", "对"),
    columns=(
        Column(
            "first",
            gettext_lazy("一户"),
            lambda row: row.first_name or row.first,
            sort="first_name",
            link=lambda row: f"/duplicates/{row.pk}",
        ),
        Column("first_code", gettext_lazy("代码"), lambda row: row.first, is_extra=True),
        Column("second", gettext_lazy("另一户"), lambda row: row.second_name or row.second, sort="second_name"),
        Column("second_code", gettext_lazy("代码"), lambda row: row.second, is_extra=True),
        Column("why", gettext_lazy("相同或相近"), lambda row: _alike_in(row), kind="long"),
        Column("probability", gettext_lazy("可能性"), lambda row: percent(row.probability), sort="probability"),
        Column("state", gettext_lazy("状态"), lambda row: _STATES[row.state]),
    ),
    filters=(
        Filter("q", gettext_lazy("名称"), _by_name),
        Filter(
            "level",
            gettext_lazy("可能性不低于"),
            lambda rows, level: rows.filter(probability__gte=float(level)),
            options=lambda: [(level, f"{float(level) * 100:g}%") for level in _LEVELS],
        ),
        Filter(
            "state", gettext_lazy("状态"), lambda rows, state: rows.filter(state=state), options=lambda: _STATES.items()
        ),
    ),
    sort="-probability",
)

MERGES = ListPage(
    file_name=gettext_lazy("合并记录"),
    noun=ngettext_lazy("次", "次"),
    columns=(
        Column(
            "kept",
            gettext_lazy("保留"),
            lambda row: f"{row.names[0]} {row.kept}",
            sort="kept",
            link=lambda row: f"/duplicates/merges/{row.pk}",
        ),
        Column("absorbed", gettext_lazy("并入"), lambda row: f"{row.names[1]} {row.absorbed}", sort="absorbed"),
        Column("reason", gettext_lazy("原因"), lambda row: row.reason, kind="long"),
        Column("by", gettext_lazy("合并人"), lambda row: row.merged_by, sort="merged_by"),
        Column("on", gettext_lazy("合并日"), lambda row: row.known_on, sort="known_on", kind="day"),
        Column("undone", gettext_lazy("撤销日"), lambda row: row.undone_on or "—", sort="undone_on"),
    ),
    filters=(
        Filter(
            "q",
            gettext_lazy("代码"),
            lambda rows, text: rows.filter(kept__contains=text) | rows.filter(absorbed__contains=text),
        ),
    ),
)


def _alike_in(row: Any) -> str:
    return "、".join(line["label"] for line in row.lines if line["weight"] > 1)


@page("register.read_feeds")
def duplicates(request: PageRequest) -> HttpResponseBase:
    """The pairs, the most probable first; and comparing anew."""
    may_find = likenesses.may_decide(request.viewer)
    if request.method == "POST" and may_find:
        _find(request)
        return redirect("duplicates")
    listing = DUPLICATES.read(request.GET, likenesses.visible(viewer=request.viewer))
    context = {"listing": listing, "found_on": likenesses.found_on(), "may_find": may_find}
    return listing.export() or render(request, "register/duplicates.html", context)


def _find(request: PageRequest) -> None:
    if queries.search(viewer=request.viewer).count() > _AT_ONCE:
        given = {"user": request.user.pk, "at": request.at.isoformat()}
        jobs.ask(kind="register.find_likenesses", arguments=given, by=request.viewer.id, at=request.at)
        messages.success(request, _("已交后台比较，过几分钟刷新本页"))
        return
    count = actions.find_likenesses(by=request.viewer, at=request.at)
    messages.success(request, _("已重新比较，疑似重复 %(count)s 对") % {"count": count})


@page("register.read_feeds")
def duplicate(request: PageRequest, likeness_id: int) -> HttpResponse:
    """One pair: what was compared, both sides, the merged one; keep apart, or merge."""
    one = likenesses.visible(viewer=request.viewer).filter(pk=likeness_id).first()
    if one is None:
        raise Http404
    if request.method == "POST":
        return _decide(request, one)
    asked, today = request.GET.get("kept", ""), local_day(request.at)
    is_asked = asked in (one.first, one.second)
    kept = asked if is_asked else likenesses.better_known(one, viewer=request.viewer, on=today)
    absorbed = one.first if kept == one.second else one.second
    sides = [
        (_told(side), None in (side.kept, side.absorbed) or side.kept == side.absorbed)
        for side in likenesses.preview(kept, absorbed, viewer=request.viewer, on=today)
    ]
    context = {
        "one": one,
        "percent": percent(one.probability),
        "state": _STATES[one.state],
        "lines": likenesses.lines_shown(one, viewer=request.viewer),
        "kept": kept,
        "absorbed": absorbed,
        "kept_name": one.first_name if kept == one.first else one.second_name,
        "absorbed_name": one.second_name if kept == one.first else one.first_name,
        "sides": [told for told, is_settled in sides if not is_settled],
        "settled": [(told[0], told[3]) for told, is_settled in sides if is_settled],
        "may_decide": likenesses.may_decide(request.viewer),
    }
    return render(request, "register/duplicate.html", context)


def _told(side: likenesses.Side) -> tuple[str, str, str, str]:
    """A fact's label, what either says and what the merged entity has, in words."""
    declared = vocabulary().facts[side.fact]
    said = ["—" if value is None else for_people(declared, value) for value in (side.kept, side.absorbed, side.merged)]
    return declared.label, said[0], said[1], said[2]


def _decide(request: PageRequest, one: Any) -> HttpResponse:
    reason, kept = request.POST.get("reason", ""), request.POST.get("kept", "")
    by, at = request.viewer, request.at
    if "merge" in request.POST and kept in (one.first, one.second):
        absorbed = one.first if kept == one.second else one.second
        done = _done(request, lambda: actions.merge(kept=kept, absorbed=absorbed, reason=reason, by=by, at=at))
        return redirect("merge", done) if done else redirect("duplicate", one.pk)
    if "again" in request.POST:
        _done(request, lambda: actions.compare_again(likeness_id=one.pk, by=by, at=at))
    else:
        _done(request, lambda: actions.keep_apart(likeness_id=one.pk, reason=reason, by=by, at=at))
    return redirect("duplicate", one.pk)


def _done(request: PageRequest, act: Callable[[], Any]) -> Any:
    """Do it and say so; or say why not."""
    try:
        result = act()
    except Refused as refused:
        messages.error(request, f"{refused.reason}。{refused.what_now}")
        return None
    messages.success(request, _("已记入台账"))
    return result


@page("register.read_feeds")
def merges(request: PageRequest) -> HttpResponseBase:
    """The merges that were made, newest first."""
    listing = MERGES.read(request.GET, likenesses.merges(viewer=request.viewer))
    return listing.export() or render(request, "register/merges.html", {"listing": listing})


@page("register.read_feeds")
def merge(request: PageRequest, merge_id: int) -> HttpResponse:
    """One merge, and taking it apart."""
    made = likenesses.merges(viewer=request.viewer).filter(pk=merge_id).first()
    if made is None:
        raise Http404
    if request.method == "POST":
        _done(request, lambda: actions.undo_merge(merge_id=made.pk, by=request.viewer, at=request.at))
        return redirect("merge", made.pk)
    context = {"made": made, "may_undo": made.undone_on is None and likenesses.may_decide(request.viewer)}
    return render(request, "register/merge.html", context)


urlpatterns = [
    path("duplicates", duplicates, name="duplicates"),
    path("duplicates/merges", merges, name="merges"),
    path("duplicates/merges/<int:merge_id>", merge, name="merge"),
    path("duplicates/<int:likeness_id>", duplicate, name="duplicate"),
]
