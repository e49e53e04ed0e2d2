"""What the ticker tells: reminders to one's units and roles (`/notices`), due days that a calendar moved (`/moves`)."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy, ngettext_lazy

from beizeng.cases import queries
from beizeng.web.access import PageRequest, page
from beizeng.web.lists import Column, Filter, ListPage


def _case(row: Any) -> str:
    return f"/cases/{row.case_id}"


NOTICES = ListPage(
    file_name=gettext_lazy("提醒"),
    noun=ngettext_lazy("条", "条"),
    columns=(
        Column("at", gettext_lazy("时间"), lambda row: row.at, sort="at", kind="moment"),
        Column("subject", gettext_lazy("提醒"), lambda row: row.subject, kind="long", link=_case),
        Column("text", gettext_lazy("内容"), lambda row: row.text, kind="long"),
    ),
    filters=(Filter("q", gettext_lazy("标题或编号"), lambda rows, text: rows.filter(subject__icontains=text)),),
    sort="-at",
)

MOVES = ListPage(
    file_name=gettext_lazy("改期的时限"),
    noun=ngettext_lazy("处", "处"),
    columns=(
        Column("number", gettext_lazy("编号"), lambda move: move.case.number, sort="case__number", link=_case),
        Column("lead", gettext_lazy("牵头单位"), lambda move: move.case.lead_unit.name, sort="case__lead_unit__order"),
        Column("clock", gettext_lazy("时限"), lambda move: move.label, sort="label"),
        Column("before", gettext_lazy("原到期日"), lambda move: move.old_due_on, sort="old_due_on", kind="day"),
        Column("after", gettext_lazy("现到期日"), lambda move: move.new_due_on, sort="new_due_on", kind="day"),
        Column("why", gettext_lazy("依据"), lambda move: move.why, sort="why", kind="long"),
        Column("at", gettext_lazy("改期时间"), lambda move: move.at, sort="at", kind="moment"),
    ),
    filters=(Filter("q", gettext_lazy("编号"), lambda rows, text: rows.filter(case__number__istartswith=text)),),
    sort="-at",
)


@page("cases.read")
def notices(request: PageRequest) -> HttpResponseBase:
    """The reminders to the viewer's units and roles."""
    listing = NOTICES.read(request.GET, queries.notices(viewer=request.viewer))
    return listing.export() or render(request, "cases/notices.html", {"listing": listing})


@page("cases.read")
def moves(request: PageRequest) -> HttpResponseBase:
    """The due days that a calendar moved, with the notice that moved each."""
    listing = MOVES.read(request.GET, queries.moves(viewer=request.viewer))
    return listing.export() or render(request, "cases/moves.html", {"listing": listing})


urlpatterns = [path("notices", notices, name="notices"), path("moves", moves, name="moves")]
