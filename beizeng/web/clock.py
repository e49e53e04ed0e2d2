"""`/clock`: when is it due, and why on that day. Open to everybody; what was asked stands in the address."""

import datetime
import re
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beizeng.base.clock import words
from beizeng.base.clock.due import Due, due
from beizeng.base.clock.hours import WorkingHours
from beizeng.base.clock.proof import ProofDay
from beizeng.base.clock.question import Moment, Pause, first_day, read_moment
from beizeng.base.clock.shelf import calendar_of, hours_of
from beizeng.base.clock.term import Term, Unit
from beizeng.spec import Shelf, per_shelf
from beizeng.spec.errors import BadInput
from beizeng.web.access import PageRequest, page

T = TypeVar("T")

#: A longer proof is not listed on the page: nobody reads it, and everybody may ask for it.
LONGEST_PROOF = 1000

_BETWEEN = re.compile(r"[;；,，\n]+")


class ClockForm(forms.Form):
    """A start, a term, what pauses and extends it. Pauses and extensions: several, apart by ； or lines."""

    start = forms.CharField(
        label=gettext_lazy("起始日或时刻"),
        max_length=50,
        error_messages={"required": gettext_lazy("请填写起始日")},
        help_text=gettext_lazy("如 2022-03-10；按小时、半日计时写到分：2022-03-10 11:50"),
    )
    term = forms.CharField(
        label=gettext_lazy("期限"),
        max_length=50,
        error_messages={"required": gettext_lazy("请填写期限")},
        help_text=gettext_lazy("如 24个工作日、7日、1个月、半日、4个工作小时、24小时、当日"),
    )
    pause = forms.CharField(
        label=gettext_lazy("暂停"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("如 2022-03-14..2022-03-18，首尾两日都不计，也可写到时刻；多段用；隔开"),
    )
    extend = forms.CharField(
        label=gettext_lazy("延长"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("如 10个工作日；多次用；隔开"),
    )
    count_first_day = forms.BooleanField(label=gettext_lazy("起始日计入"), required=False)
    no_roll = forms.BooleanField(label=gettext_lazy("最后一日不上班也不顺延"), required=False)

    def clean_start(self) -> Moment:
        """The start as a day or a moment."""
        return _read(lambda: read_moment(self.cleaned_data["start"], _("起始日")))

    def clean_term(self) -> Term:
        """The term."""
        return _read(lambda: Term.parse(self.cleaned_data["term"]))

    def clean_pause(self) -> list[Pause]:
        """Every pause."""
        return _read(lambda: [Pause.parse(text) for text in _pieces(self.cleaned_data["pause"])])

    def clean_extend(self) -> list[Term]:
        """Every extension."""
        return _read(lambda: [Term.parse(text) for text in _pieces(self.cleaned_data["extend"])])


def _read(read: Callable[[], T]) -> T:
    try:
        return read()
    except BadInput as bad:
        raise forms.ValidationError(
            _("“%(what)s”：%(why)s。请写成：%(write)s"), params={"what": bad.what, "why": bad.why, "write": bad.write}
        ) from bad


def _pieces(text: str) -> list[str]:
    return [piece for piece in _BETWEEN.split(text) if piece.strip()]


@page("clock.read")
def clock(request: PageRequest) -> HttpResponse:
    """The form, and below it the due moment with its proof."""
    is_asked = "start" in request.GET or "term" in request.GET
    form = ClockForm(request.GET if is_asked else None, initial={"start": request.at.date().isoformat()})
    answer = _answer(form) if form.is_bound and form.is_valid() else {}
    options = [form["count_first_day"], form["no_roll"]]
    return render(request, "clock/page.html", {"form": form, "options": options} | answer)


def _answer(form: ClockForm) -> dict[str, Any]:
    """What the page shows of the due moment; adds an error to the form where it can't be reckoned."""
    given = form.cleaned_data
    hours = hours_of(_shelf())
    try:
        result = due(
            start=given["start"],
            term=given["term"],
            calendar=calendar_of(_shelf()),
            hours=hours,
            pauses=given["pause"],
            extra=given["extend"],
            count_first_day=given["count_first_day"],
            roll=not given["no_roll"],
        )
    except BadInput as bad:
        form.add_error(None, _("“%(what)s”：%(why)s。请写成：%(write)s") % vars(bad))
        return {}
    is_short = (result.due_on - first_day(given["start"])).days <= LONGEST_PROOF
    return {
        "result": result,
        "start": _as_written(given["start"]),
        "term": given["term"],
        "closing": f"{result.due_at:%H:%M}" if result.due_at else words.END_OF_DAY,
        "pauses": [_("%(since)s 至 %(until)s") % _span(pause) for pause in given["pause"]],
        "extensions": [term.chinese for term in given["extend"]],
        "office": _office(result, hours),
        "provisional": _(words.PROVISIONAL),
        "days": [_row(day) for day in result.proof] if is_short else [],
    }


def _office(result: Due, hours: WorkingHours) -> dict[str, Any] | None:
    """The working hours that the answer rests on; None where it rests on none."""
    term = result.question.term
    if term.unit is Unit.HOURS or result.due_at is None:
        return None
    season, basis = hours.on(first_day(result.question.start) if term.is_timed else result.due_on)
    return {
        "hours": f"{season.name} {season.morning}，{season.afternoon}",
        "half_day": season.half_day_minutes if term.unit is Unit.HALF_DAYS else None,
        "basis": basis,
    }


def _span(pause: Pause) -> dict[str, str]:
    return {"since": _as_written(pause.since), "until": _as_written(pause.until)}


def _as_written(moment: Moment) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime.datetime) else moment.isoformat()


def _row(day: ProofDay) -> dict[str, Any]:
    return {
        "day": day.day,
        "weekday": _(words.weekday(day)),
        "kind": _(words.KINDS[day.kind]),
        "name": day.name,
        "number": day.number,
        "minutes": day.minutes,
        "why": _(words.WHYS[day.why]),
        "source": day.source,
        "is_provisional": day.provisional,
    }


@per_shelf
def _shelf(shelf: Shelf) -> Shelf:
    return shelf


urlpatterns = [path("clock", clock, name="clock")]
