"""The pages of cases: the clerk's desk (`/today`), the list (`/cases`), a case and what can be done with it."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from beizeng.base.clock.now import local_day
from beizeng.base.clock.term import Term
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.base.ports.papers import path_of
from beizeng.cases import guards, lists, queries
from beizeng.cases.shelf import kinds
from beizeng.web.access import PageRequest, page
from beizeng.web.case_askers import asked_by, history_for
from beizeng.web.catalogue import owed_by
from beizeng.web.lights import WORDS, Light, light_of
from beizeng.web.lists import Column, Filter, ListPage, day_filter

Case = Any  # the rows come from queries; the table is the room's own

_OUTCOMES = {"on_time": gettext_lazy("按期"), "late": gettext_lazy("逾期"), "void": gettext_lazy("不再需要")}
_SUBJECTS = {"measure": "/measures/", "entity": "/entities/"}


# --- the desk


@dataclass(frozen=True)
class Line:
    """A case as the desk shows it."""

    case: Case
    light: Light
    state: str
    mark: str


@page("cases.act")
def today(request: PageRequest) -> HttpResponse:
    """What the viewer's units hold: due, come back, new."""
    desk = queries.desk(viewer=request.viewer, at=request.at)
    sections = [
        (_("到期和临期"), desk.pressing),
        (_("退回来的"), desk.returned),
        (_("新交办的"), desk.fresh),
        (_("等您批准延期"), desk.to_decide),
    ]
    shown = [(title, [_line(case, desk.marks) for case in rows]) for title, rows in sections if rows]
    context = {
        "sections": shown,
        "others": desk.others,
        "owed": owed_by(request, request.viewer.unit_ids),
        "may_load": request.viewer.may("register.load_feed"),
    }
    return render(request, "cases/today.html", context)


def _line(case: Case, marks: Any) -> Line:
    return Line(case, light_of(case.light, due_at=case.next_due_at), _state(case), marks.get(case.pk, ""))


def _state(case: Case) -> str:
    return queries.kind_of(case).state(case.state).label


# --- the list


def address_of(case: Case) -> str:
    return f"/cases/{case.pk}"


def _states() -> list[tuple[str, Any]]:
    labels = {state.id: state.label for kind in kinds().values() for state in kind.states}
    return [("open", gettext_lazy("在办")), ("closed", gettext_lazy("已办结")), *labels.items()]


def _narrow(key: str) -> Callable[[Any, str], Any]:
    return lambda rows, value: queries.narrowed(rows, **{key: value})


CASES = ListPage(
    file_name=gettext_lazy("事项"),
    noun=ngettext_lazy("件", "件"),
    columns=(
        Column("number", gettext_lazy("编号"), lambda case: case.number, sort="number", link=address_of),
        Column("title", gettext_lazy("标题"), lambda case: case.title, sort="title", link=address_of),
        Column("light", gettext_lazy("灯"), lambda case: light_of(case.light, due_at=case.next_due_at), kind="light"),
        Column("state", gettext_lazy("状态"), _state, sort="state"),
        Column("lead", gettext_lazy("牵头单位"), lambda case: case.lead_unit.name, sort="lead_unit__order"),
        Column("holder", gettext_lazy("现由谁办理"), lambda case: case.holder_unit.name if case.holder_unit else "—"),
        Column("due", gettext_lazy("最近到期"), lambda case: _due_day(case), sort="next_due_at"),
        Column(
            "opened", gettext_lazy("交办"), lambda case: case.opened_at, sort="opened_at", kind="moment", is_extra=True
        ),
        Column(
            "closed", gettext_lazy("办结"), lambda case: case.closed_at, sort="closed_at", kind="moment", is_extra=True
        ),
        Column("kind", gettext_lazy("类型"), lambda case: queries.kind_of(case).label, is_extra=True),
    ),
    filters=(
        Filter("q", gettext_lazy("标题或编号"), _narrow("text")),
        Filter("unit", gettext_lazy("单位"), _narrow("unit"), options=lambda: people.unit_names().items()),
        Filter("lead", gettext_lazy("牵头单位"), _narrow("lead"), options=lambda: people.unit_names().items()),
        Filter(
            "light",
            gettext_lazy("灯"),
            _narrow("light"),
            options=lambda: [(light, WORDS[light]) for light in queries.LIGHTS],
        ),
        Filter("state", gettext_lazy("状态"), _narrow("state"), options=_states),
        Filter(
            "kind",
            gettext_lazy("类型"),
            _narrow("kind"),
            options=lambda: [(kind.id, kind.label) for kind in kinds().values()],
        ),
        day_filter("due", gettext_lazy("到期日"), lists.due_on),
    ),
)


def _due_day(case: Case) -> Any:
    if case.closed_at is not None:
        return "—"
    return local_day(case.next_due_at).isoformat() if case.next_due_at else _("未设时限")


def _mine(viewer: Actor) -> Filter:
    ways: dict[str, Any] = {"held": queries.held_by, "unit": lists.of_units, "mine": lists.touched_by}
    return Filter(
        "mine",
        gettext_lazy("与我的关系"),
        lambda rows, value: ways[value](rows, viewer=viewer),
        options=lambda: [
            ("held", gettext_lazy("轮到本单位办理")),
            ("unit", gettext_lazy("本单位的")),
            ("mine", gettext_lazy("我办过的")),
        ],
    )


@page("cases.read")
def cases(request: PageRequest) -> HttpResponseBase:
    """Every case that the viewer may see: open ones by due moment first, then closed ones, the latest first."""
    rows = queries.visible(viewer=request.viewer).order_by(*queries.LIST_ORDER)
    spec = replace(CASES, filters=(*CASES.filters, _mine(request.viewer))) if request.viewer.unit_ids else CASES
    listing = spec.read(request.GET, rows)
    context = {
        "listing": listing,
        "lines": zip(listing.page.object_list, listing.cells, strict=True),
        "mine": request.GET.get("mine", ""),
        "saved": lists.saved_filters(request.viewer),
        "has_units": bool(request.viewer.unit_ids),
        "may_see_figures": request.viewer.may("cases.read_figures"),
    }
    return listing.export() or render(request, "cases/list.html", context)


# --- a case


@dataclass(frozen=True)
class ClockLine:
    """A clock as the page shows it. ``proof``: the address of its day-by-day reckoning; empty: due on a written day."""

    row: Any
    light: Light
    proof: str


@page("cases.read")
def case_page(request: PageRequest, case_id: int) -> HttpResponse:
    """State and holder, clocks, what can be done now, papers, history."""
    case = case_seen(request, case_id)
    kind, viewer = queries.kind_of(case), request.viewer
    lines = [_clock_line(kind, row) for row in queries.clocks(case)]
    may = queries.may_act(case, viewer=viewer, at=request.at)
    reasons = {action.id: _held_back(case, action, local_day(request.at)) for action in may}
    context = {
        "case": case,
        "kind": kind,
        "state": _state(case),
        "light": light_of(case.light, due_at=case.next_due_at),
        "pairs": _pairs(case),
        "subject": _subject(case),
        "running": [line for line in lines if line.row.stopped_at is None and line.row.light != "waiting"],
        "later": [line for line in lines if line.row.stopped_at is None and line.row.light == "waiting"],
        "stopped": [line for line in lines if line.row.stopped_at is not None],
        "may": [action for action in may if not reasons[action.id]],
        "held_back": [(action.label, reasons[action.id]) for action in may if reasons[action.id]],
        "may_reassign": case.closed_at is None and viewer.may_for_unit("cases.reassign", case.lead_unit_id),
        "may_ask": {row.key for row in queries.may_ask_extension(case, viewer=viewer, at=request.at)},
        "may_decide": {row.key for row in queries.may_decide_extension(case, viewer=viewer)},
        "papers": queries.papers_of(case),
        "history": history_for(case, viewer),
        **asked_by(case, viewer),
    }
    return render(request, "cases/case.html", context)


def _held_back(case: Case, action: Any, day: datetime.date) -> str | None:
    if not action.guards:
        return None
    known = queries.situation(case).known
    return guards.held_back(queries.kind_of(case), action, subject=case.subject, values=known, on=day)


def case_seen(request: PageRequest, case_id: int) -> Case:
    case = queries.case_of(case_id, viewer=request.viewer)
    if case is None:
        raise Http404
    return case


def _pairs(case: Case) -> list[tuple[Any, Any]]:
    joint = "、".join(unit.name for unit in case.joint_units.all())
    holder = case.holder_unit.name if case.holder_unit else _nobody(case)
    return [
        (_("状态"), _state(case)),
        (_("现由谁办理"), holder),
        (_("牵头单位"), case.lead_unit.name),
        (_("责任单位"), joint or _("无")),
        (_("交办时间"), case.opened_at),
    ]


def _nobody(case: Case) -> str:
    """Who holds a case that no unit holds: it is closed, it waits for who applied, or for time to pass."""
    if case.closed_at is not None:
        return _("已办结，无人待办")
    return _("申请人") if queries.kind_of(case).state(case.state).holder == "subject" else _("等候期满")


def _subject(case: Case) -> str:
    sort, _colon, key = case.subject.partition(":")
    return f"{_SUBJECTS[sort]}{key}" if sort in _SUBJECTS else ""


def _clock_line(kind: Any, row: Any) -> ClockLine:
    if row.stopped_at is not None:
        light = Light("done", _OUTCOMES.get(row.outcome, WORDS["done"]))
    elif row.paused_at is not None:
        light = Light("paused", _("暂停"), _("待审核期间不计时"))
    else:
        light = light_of(row.light, due_at=row.due_at)
    if not row.term:
        return ClockLine(row, light, "")
    term = Term.parse(row.term)
    start = row.starts_at if term.is_timed else local_day(row.starts_at)
    query = [("start", f"{start:%Y-%m-%d %H:%M}" if term.is_timed else start.isoformat()), ("term", term.chinese)]
    if row.pauses:
        query.append(("pause", ";".join(f"{since[:10]}..{until[:10]}" for since, until in row.pauses)))
    if not kind.clock(row.clock).roll:
        query.append(("no_roll", "on"))
    return ClockLine(row, light, f"/clock?{urlencode(query)}")


@page("cases.read")
def paper(request: PageRequest, case_id: int, sha256: str) -> FileResponse:
    """A paper of the case, as it was handed in."""
    case = case_seen(request, case_id)
    found = next((one for one in queries.papers_of(case) if one["sha256"] == sha256), None)
    target = path_of(settings.DATA / "files", sha256)
    if found is None or not target.exists():
        raise Http404
    return FileResponse(target.open("rb"), as_attachment=True, filename=found["name"])


urlpatterns = [
    path("today", today, name="today"),
    path("cases", cases, name="cases"),
    path("cases/<int:case_id>", case_page, name="case"),
    path("cases/<int:case_id>/papers/<slug:sha256>", paper, name="case_paper"),
]
