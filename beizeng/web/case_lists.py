"""Many cases at once: something done to several with a result for each, kept lists, the calendar of what is due."""

import calendar
import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from beizeng.base.clock.now import local_day
from beizeng.base.clock.shelf import calendar_of
from beizeng.base.ledger.actions import Refused
from beizeng.base.people import queries as people
from beizeng.cases import actions, lists, queries
from beizeng.spec import load_shelf
from beizeng.web.access import PageRequest, page
from beizeng.web.case_forms import ActionForm, ReassignForm, RemindForm
from beizeng.web.cases import CASES
from beizeng.web.lights import Light, light_of
from beizeng.web.lists import Filter
from beizeng.web.plan_meetings import Planned, planned

Case = Any  # the rows come from queries; the table is the room's own

#: So many are done at once; more would keep the person waiting without a word.
MOST = 200


@dataclass(frozen=True)
class Result:
    """What became of one case: done, or why not."""

    case: Case
    is_done: bool
    words: str


@dataclass(frozen=True)
class Way:
    """Something that can be done to several: its name in the form, its word, to how many it may be."""

    key: str
    label: str
    count: int


@page("cases.read")
def several(request: PageRequest) -> HttpResponseBase:
    """Choose what to do with the chosen cases; fill it in once; do it to each."""
    ids = [int(text) for text in request.POST.getlist("case") if text.isdecimal()][:MOST]
    chosen = list(queries.visible(viewer=request.viewer).filter(pk__in=ids).order_by("pk"))
    if not chosen:
        if request.method == "POST":
            messages.warning(request, _("还没有选事项，请先在列表中勾选"))
        return redirect("/cases")
    ways = _ways(request, chosen)
    way = next((one for one in ways if one.key == request.POST.get("do")), None)
    context: dict[str, Any] = {"chosen": chosen, "ways": ways, "way": way, "crumbs": [(_("事项"), "/cases")]}
    if way is None:
        return render(request, "cases/several.html", context)
    form, do = _form_of(request, way, chosen)
    if "go" not in request.POST or not form.is_valid():
        status = 422 if "go" in request.POST else 200
        return render(request, "cases/several.html", {**context, "form": form}, status=status)
    results = [_one(case, do) for case in chosen]
    counts = {"done": sum(one.is_done for one in results), "all": len(results)}
    return render(request, "cases/results.html", {**context, "results": results, **counts})


def _ways(request: PageRequest, chosen: Sequence[Case]) -> list[Way]:
    """Reassigning and urging where the viewer may; every action without papers, by how many allow it."""
    viewer = request.viewer
    may = {
        key: sum(case.closed_at is None and viewer.may_for_unit(permission, case.lead_unit_id) for case in chosen)
        for key, permission in (("reassign", "cases.reassign"), ("remind", "cases.remind"))
    }
    labels = {"reassign": _("改派"), "remind": _("催办")}
    ways = [Way(key, labels[key], count) for key, count in may.items() if count]
    found: dict[str, Way] = {}
    for case in chosen:
        for action in queries.may_act(case, viewer=viewer, at=request.at):
            if not any(need.at_least for need in action.papers):
                key = f"{case.kind}/{action.id}"
                count = found[key].count + 1 if key in found else 1
                found[key] = Way(key, f"{queries.kind_of(case).label}：{action.label}", count)
    return [*ways, *sorted(found.values(), key=lambda way: -way.count)]


def _form_of(request: PageRequest, way: Way, chosen: Sequence[Case]) -> tuple[Any, Callable[[Case], Any]]:
    """The form that is filled in once, and what is then done to each."""
    typed = request.POST if "go" in request.POST else None
    by_at: dict[str, Any] = {"by": request.viewer, "at": request.at}
    if way.key == "reassign":
        form: Any = ReassignForm({unit.id: unit.name for unit in people.units(on=local_day(request.at))}, data=typed)
        del form.fields["revision"]
        return form, lambda case: actions.reassign(
            case=case, lead_unit=form.cleaned_data["lead_unit"], reason=form.cleaned_data["reason"], **by_at
        )
    if way.key == "remind":
        form = RemindForm(typed)
        return form, lambda case: actions.remind(case=case, note=form.cleaned_data["note"], **by_at)
    kind_id, _slash, action_id = way.key.partition("/")
    model = next(case for case in chosen if case.kind == kind_id and queries.kind_of(case).action(action_id))
    action = queries.kind_of(model).action(action_id)
    assert action is not None
    form = ActionForm(action, data=typed)
    del form.fields["revision"]

    def do(case: Case) -> Any:
        if case.kind != kind_id:
            raise Refused(_("不是这一类事项"))
        return actions.act(case=case, action=action_id, fields=form.typed(), **by_at)

    return form, do


def _one(case: Case, do: Callable[[Case], Any]) -> Result:
    try:
        do(case)
    except Refused as refusal:
        return Result(case, False, "。".join(filter(None, [refusal.reason, refusal.what_now])))
    return Result(case, True, _("办好了"))


@page("cases.read")
def filters(request: PageRequest) -> HttpResponseBase:
    """Keep the list in front of the person under a name, or forget one."""
    if request.method != "POST":
        return redirect("/cases")
    try:
        if drop := request.POST.get("drop"):
            actions.drop_filter(name=drop, by=request.viewer, at=request.at)
        else:
            query = _query(request.POST.get("query", ""))
            actions.save_filter(name=request.POST.get("name", ""), query=query, by=request.viewer, at=request.at)
            return redirect(f"/cases?{query}")
    except Refused as refusal:
        messages.warning(request, "。".join(filter(None, [refusal.reason, refusal.what_now])))
    return redirect("/cases")


def _query(text: str) -> str:
    """The filters, columns and order of a list's address; not its page or export."""
    parts = QueryDict(text)
    return urlencode(
        [(key, value) for key, values in parts.lists() if key not in ("page", "export") for value in values]
    )


# --- the calendar


@dataclass(frozen=True)
class Square:
    """A day of the month: whether it is in the month, is worked, is today; what is due, and how many more.

    ``meetings``: those of the leading group that are to be held by then.
    """

    day: datetime.date
    is_other: bool
    is_off: bool
    is_today: bool
    due: Sequence[tuple[Case, Light]]
    more: int
    meetings: Sequence[Planned]


#: So many are named in a square.
_NAMED = 4


@page("cases.read")
def month(request: PageRequest) -> HttpResponse:
    """What is due next on which day of a month, under the same filters as the list."""
    today = local_day(request.at)
    first = _month(request.GET.get("month", ""), today)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    # the month stays while one filters; there are no columns to choose, and the month says when
    chosen = Filter("month", _("月份"), lambda rows, _month: rows)
    kept = tuple(one for one in CASES.filters if one.key != "due")
    spec = replace(CASES, columns=tuple(one for one in CASES.columns if not one.is_extra), filters=(chosen, *kept))
    listing = spec.read(request.GET, queries.open_by_due(queries.visible(viewer=request.viewer)))
    due = lists.by_day(lists.due_within(listing.rows, weeks[0][0], weeks[-1][-1]))  # type: ignore[arg-type]
    working = calendar_of(load_shelf())
    held = planned(day=today, viewer=request.viewer)

    def square(day: datetime.date) -> Square:
        cases = due.get(day, [])
        named = [(case, light_of(case.light, due_at=case.next_due_at)) for case in cases[:_NAMED]]
        is_off = not working.is_working(day)
        met = [one for one in held if one.meeting.day == day]
        return Square(day, day.month != first.month, is_off, day == today, named, len(cases) - len(named), met)

    context = {
        "first": first,
        "weeks": [[square(day) for day in week] for week in weeks],
        "before": f"{first - datetime.timedelta(days=1):%Y-%m}",
        "after": f"{first + datetime.timedelta(days=31):%Y-%m}",
        "listing": listing,
        "crumbs": [(_("事项"), "/cases")],
    }
    return render(request, "cases/calendar.html", context)


def _month(text: str, today: datetime.date) -> datetime.date:
    try:
        first = datetime.date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return first if 2000 <= first.year <= 2100 else today.replace(day=1)


urlpatterns = [
    path("cases/several", several, name="cases_several"),
    path("cases/filters", filters, name="cases_filters"),
    path("cases/calendar", month, name="cases_calendar"),
]
