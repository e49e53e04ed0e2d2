"""The hotline's pages: asking (`/hotline`), following with number and code (`/hotline/follow`), its figures.

Open to everybody; an agent enters a call on the same page. The code is made with the form, so that one sent off twice
is one matter; it travels in forms only, never in an address.
"""

import datetime
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beizeng.base.clock.now import local_day
from beizeng.base.clock.term import Term
from beizeng.base.ledger.actions import Refused
from beizeng.base.people import queries as people
from beizeng.cases import actions, askers, lodging, proposals, queries
from beizeng.cases.fields import asked_of
from beizeng.cases.public_figures import LEAST, public_figures
from beizeng.spec.case_kind import CaseKind
from beizeng.web.access import PageRequest, page
from beizeng.web.case_forms import ActionForm, LodgingForm
from beizeng.web.guesses import guesses_at
from beizeng.web.lights import light_of

Case = Any  # the rows come from queries; the table is the room's own

_SALT = "hotline.code"
#: A form left open for longer is asked for anew.
_OPEN_FOR = 24 * 3600


class AskForm(LodgingForm):
    """What somebody asks, with the code made for it; who asks for itself isn't asked what only staff knows."""

    token = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, kind: CaseKind, is_own: bool, **more: Any) -> None:
        lodge = kind.lodge.model_copy(update={"fields": asked_of(kind.lodge.fields, is_own)})
        super().__init__(kind.model_copy(update={"lodge": lodge}), entities={}, units={}, **more)

    def code(self) -> str | None:
        """The code of this form; None: the form is too old, or was not made here."""
        try:
            return str(signing.loads(str(self.data.get("token", "")), salt=_SALT, max_age=_OPEN_FOR))
        except signing.BadSignature:
            return None


class FollowForm(forms.Form):
    """Number and code; the names are long so that no field of a kind has them too."""

    use_required_attribute = False

    follow_number = forms.CharField(label=gettext_lazy("受理编号"), max_length=60)
    follow_code = forms.CharField(
        label=gettext_lazy("查询码"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("提交时给的十位数字"),
    )  # fmt: skip


@page("cases.complain")
def ask(request: PageRequest) -> HttpResponseBase:
    """The form in which everybody asks, or an agent enters a call; sent off, the number and the code."""
    kind = lodging.kind_asked_by_all()
    if kind is None:
        return render(request, "hotline/none.html")
    is_own = queries.applies_for_itself(kind, request.viewer)
    fresh = {"token": signing.dumps(askers.new_code(), salt=_SALT)}
    if request.method != "POST":
        return _ask_page(request, kind, AskForm(kind, is_own, initial=fresh), is_own)
    form = AskForm(kind, is_own, data=request.POST)
    code = form.code()
    if code is None:
        form.data = {**dict(form.data.items()), **fresh}
        form.refuse(Refused(_("这一页打开太久了"), what_now=_("您填写的内容仍在，请再提交一次")))
        return _ask_page(request, kind, form, is_own, status=422)
    case = askers.under(code)
    if case is None:
        by = request.viewer if request.viewer.may("cases.read") else askers.caller(code)
        try:
            mark = askers.digest_of(code)[:40]  # a form sent off twice at once begins one
            typed: dict[str, Any] = {"fields": form.typed(), "follow_code": code, "sent_as": mark}
            case = actions.lodge(kind=kind.id, **typed, by=by, at=request.at)
        except Refused as refusal:
            form.refuse(refusal)
            return _ask_page(request, kind, form, is_own, status=422)
    may_see = queries.case_of(case.pk, viewer=request.viewer) is not None
    context = {"case": case, "code": code, "is_own": is_own, "may_see": may_see, "due": _answer_due(case)}
    return render(request, "hotline/received.html", context)


def _ask_page(request: PageRequest, kind: CaseKind, form: AskForm, is_own: bool, status: int = 200) -> HttpResponse:
    context = {"kind": kind, "form": form, "is_own": is_own, "limits": _limits(kind), "units": _units(request, kind)}
    return render(request, "hotline/ask.html", context, status=status)


def _limits(kind: CaseKind) -> list[tuple[str, list[tuple[str, str]], Any]]:
    """The limits that depend on a choice: clock, each choice with its term, basis."""
    found = []
    for clock in kind.clocks:
        if clock.limit is not None and clock.limit.by_field is not None:
            field = next(one for one in kind.all_fields() if one.name == clock.limit.by_field.field)
            terms = clock.limit.by_field.terms
            rows = [(label, Term.parse(terms[value]).chinese) for value, label in field.values.items()]
            found.append((clock.label, rows, clock.basis))
    return found


def _units(request: PageRequest, kind: CaseKind) -> list[tuple[str, str]]:
    """Each class with the unit that the county's table proposes on the day."""
    labels = next((field.values for field in kind.lodge.fields if field.name == kind.topic), {})
    names, table = people.unit_names(), proposals.classes(kind, on=local_day(request.at))
    return [
        (label, names.get(table[value].unit or "", _("派单时选定")))
        for value, label in labels.items()
        if value in table
    ]


def _answer_due(case: Case) -> Any:
    """The latest day among the clocks that run: by then the answer is due."""
    days = [row.due_on for row in queries.clocks(case) if row.stopped_at is None and row.due_on is not None]
    return max(days, default=None)


@page("cases.complain")
def follow(request: PageRequest) -> HttpResponseBase:
    """What became of a matter, for whoever has its number and code; and what may be added to it."""
    if request.method != "POST":
        return render(request, "hotline/follow.html", {"form": FollowForm()})
    form = FollowForm(request.POST)
    code = str(request.POST.get("follow_code", "")).replace(" ", "")
    case = _asked_after(request, form, code) if form.is_valid() else None
    if case is None:
        return render(request, "hotline/follow.html", {"form": form}, status=422)
    return _followed(request, case, code)


def _asked_after(request: PageRequest, form: FollowForm, code: str) -> Case | None:
    """The case, if the code is right and no pause is on; else the form says why."""
    number = str(request.POST.get("follow_number", "")).strip()
    guesses = guesses_at("follow", number, request)
    if guesses.are_paused:
        form.add_error(None, _("连续多次写错，这个编号暂停查询 15 分钟。请稍后再试，或拨打12345"))
        return None
    case = askers.followed(number, code)
    if case is None:
        guesses.count_failure()
        form.add_error(None, _("没有这个编号，或查询码不对。两项都要写；忘记查询码的请拨打12345"))
        return None
    guesses.forget()
    return case


def _followed(request: PageRequest, case: Case, code: str) -> HttpResponseBase:
    asker, kind = askers.caller(code), queries.kind_of(case)
    may = queries.may_act(case, viewer=asker, at=request.at)
    action = next((one for one in may if one.id == request.POST.get("follow_action")), None)
    secret = {"follow_number": case.number, "follow_code": code}
    if action is not None:
        known = queries.situation(case).known
        form = ActionForm(action, known=known, data=request.POST if "do" in request.POST else None)
        form.fields["revision"].required = False
        context = {"case": case, "action": action, "form": form, "secret": secret}
        if "do" not in request.POST:
            return render(request, "hotline/act.html", context)
        try:
            case = actions.act(case=case, action=action.id, fields=form.typed(), by=asker, at=request.at)
        except Refused as refusal:
            form.refuse(refusal)
            return render(request, "hotline/act.html", context, status=422)
        may = queries.may_act(case, viewer=asker, at=request.at)
    context = {
        "case": case, "state": kind.state(case.state).label, "may": may, "secret": secret, "done": action,
        "light": light_of(case.light, due_at=case.next_due_at), "told": askers.told(case),
        "due": _answer_due(case), "identity": askers.identity(case, viewer=asker),
        "result": kind.results().get(case.result, ""),
    }  # fmt: skip
    return render(request, "hotline/case.html", context)


@page("cases.complain")
def hotline_figures(request: PageRequest) -> HttpResponseBase:
    """How many asked and what came of it, by class, since the first of the year or of the year asked for."""
    kind, today = lodging.kind_asked_by_all(), local_day(request.at)
    if kind is None:
        return render(request, "hotline/none.html")
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and kind.since.year <= int(asked) <= today.year else today.year
    since, until = datetime.date(year, 1, 1), min(datetime.date(year, 12, 31), today)
    context = {
        "kind": kind, "least": LEAST, "year": year, "years": range(today.year, kind.since.year - 1, -1),
        "figures": public_figures(kind, since=since, until=until), "crumbs": [(_("企业诉求"), "/hotline")],
    }  # fmt: skip
    return render(request, "hotline/figures.html", context)


urlpatterns = [
    path("hotline/figures", hotline_figures, name="hotline_figures"),
    path("hotline", ask, name="hotline"),
    path("hotline/follow", follow, name="hotline_follow"),
]
