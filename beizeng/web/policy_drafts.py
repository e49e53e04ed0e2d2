"""Policies written in the page (`/policies/drafts`): the form with its live check, the trial, the signature."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from beizeng.base.clock.now import local_day
from beizeng.base.engine import manual
from beizeng.base.ledger.actions import Refused
from beizeng.base.people import queries as people
from beizeng.register.wording import for_people, yuan
from beizeng.rules import actions, queries
from beizeng.rules.book import book
from beizeng.rules.drafting import Checked, check, entered_of
from beizeng.rules.trial import Trial, trial
from beizeng.spec.errors import BadInput
from beizeng.web.access import PageRequest, page
from beizeng.web.lists import Column, Filter, ListPage
from beizeng.web.policy_draft_forms import PARTS, PolicyForm

STATES: dict[str, Promise] = {
    "draft": gettext_lazy("草案"),
    "submitted": gettext_lazy("待签发"),
    "approved": gettext_lazy("已签发"),
    "withdrawn": gettext_lazy("已撤回"),
}
VERDICTS: dict[str, Promise | str] = {
    "met": gettext_lazy("符合"), "not_met": gettext_lazy("不符合"), "unknown": gettext_lazy("未知"), "": "—",
}  # fmt: skip

DRAFTS = ListPage(
    file_name=gettext_lazy("政策草案"),
    noun=ngettext_lazy("份", "份"),
    columns=(
        Column("label", gettext_lazy("政策"), lambda row: row.label, sort="label", link=lambda row: _address(row.pk)),
        Column("policy", gettext_lazy("代号"), lambda row: row.policy, sort="policy"),
        Column("unit", gettext_lazy("答复单位"), lambda row: people.unit_names().get(row.unit, row.unit)),
        Column("state", gettext_lazy("状态"), lambda row: STATES[row.state], sort="state"),
        Column("made_by", gettext_lazy("起草人"), lambda row: row.made_by_name),
        Column("signed_by", gettext_lazy("签发人"), lambda row: row.signed_by_name or "—"),
        Column(
            "changed", gettext_lazy("改动"), lambda row: local_day(row.changed_at).isoformat(), sort="changed_at"
        ),
    ),
    filters=(
        Filter("q", gettext_lazy("名称"), lambda rows, text: rows.filter(label__contains=text)),
        Filter(
            "state", gettext_lazy("状态"), lambda rows, word: rows.filter(state=word), options=lambda: STATES.items()
        ),
    ),
    sort="-changed",
)  # fmt: skip


@page("rules.draft_policy")
def draft_list(request: PageRequest) -> HttpResponseBase:
    """Every draft and every policy signed from one, within the viewer's reach."""
    listing = DRAFTS.read(request.GET, queries.drafts(viewer=request.viewer))
    return listing.export() or render(request, "rules/drafts.html", {"listing": listing})


@page("rules.draft_policy")
def new(request: PageRequest) -> HttpResponseBase:
    """A new policy, or with `?amends=` a further version of one."""
    amends = request.GET.get("amends", "")
    entry = book(local_day(request.at)).entry(amends) if amends else None
    if amends and entry is None:
        raise Http404
    begun: dict[str, Any] = {"policy": {"unit": next(iter(request.viewer.unit_ids), ""), "verified": "no"}}
    if entry is not None:
        begun = entered_of(entry.policy)
        begun["policy"]["since"] = ""
    return _edit(request, begun, amends=amends, draft_id=None)


@page("rules.draft_policy")
def edit(request: PageRequest, draft_id: int) -> HttpResponseBase:
    """A draft, changed."""
    draft = _found(request, draft_id)
    return _edit(request, draft.entered, amends=draft.amends, draft_id=draft_id)


def _edit(request: PageRequest, begun: dict[str, Any], *, amends: str, draft_id: int | None) -> HttpResponseBase:
    form = PolicyForm(request.POST or None, begun)
    more = request.POST.get("more", "")
    if request.method == "POST":
        entered = form.entered()
        if more in PARTS:
            form = PolicyForm(None, {**entered, more: [*entered[more], {}]})
        elif form.is_complete:
            try:
                draft = actions.save_draft(
                    entered=entered, draft_id=draft_id, amends=amends, by=request.viewer, at=request.at
                )
            except Refused as refusal:
                form.head.add_error("id", "。".join(filter(None, (refusal.reason, refusal.what_now))))
            else:
                messages.success(request, _("已存为草案"))
                return redirect("policy_draft", draft_id=draft.pk)
    context = {
        "form": form, "head": form.head, "amends": amends, "functions": manual.functions(),
        "facts": book(local_day(request.at)).vocabulary.facts.values(),
    }  # fmt: skip
    if form.head.is_bound or draft_id is not None:
        context |= _told(_checked(request, form.entered() if form.head.is_bound else begun, amends))
    is_wrong = form.head.is_bound and not form.head.is_valid()
    return render(request, "rules/draft_edit.html", context, status=422 if is_wrong else 200)


@require_POST
@page("rules.draft_policy")
def live_check(request: PageRequest) -> HttpResponse:
    """What the form says so far: each condition in words or what is wrong with it, each example as run."""
    checked = _checked(request, PolicyForm(request.POST).entered(), request.POST.get("amends", ""))
    return render(request, "rules/_draft_check.html", _told(checked))


@page("rules.draft_policy")
def draft(request: PageRequest, draft_id: int) -> HttpResponse:
    """One draft: what it says, what its examples gave, whom it would reach, and what can be done with it."""
    found = _found(request, draft_id)
    checked = queries.read_draft(found)
    tried, why_not = _trial(request, checked)
    may_sign = request.viewer.may_for_unit("rules.approve_policy", found.unit)
    context = {
        "draft": found, "state": STATES[found.state], "trial": tried, **_told(checked),
        "groups": _groups(tried) if tried else (), "why_not": why_not,
        "fields": found.entered["policy"], "digest": queries.draft_digest(found.entered), "may_sign": may_sign,
        "is_open": found.state in ("draft", "submitted"), "is_mine": found.made_by == request.viewer.id,
        "history": queries.drafts_of(found.policy, viewer=request.viewer),
    }  # fmt: skip
    return render(request, "rules/draft.html", context)


@require_POST
@page("rules.draft_policy")
def act(request: PageRequest, draft_id: int, key: str) -> HttpResponse:
    """Hand in, sign, send back, or withdraw."""
    _found(request, draft_id)
    deed = _DEEDS.get(key)
    if deed is None:
        raise Http404
    does, said = deed
    try:
        does(request, draft_id)
        messages.success(request, str(said))
    except Refused as refusal:
        messages.error(request, "。".join(filter(None, (refusal.reason, refusal.what_now))))
    return redirect("policy_draft", draft_id=draft_id)


def _submit(request: PageRequest, draft_id: int) -> None:
    actions.submit_draft(draft_id=draft_id, by=request.viewer, at=request.at)


def _sign(request: PageRequest, draft_id: int) -> None:
    actions.approve_draft(
        draft_id=draft_id, seen=request.POST.get("seen", ""), by=request.viewer, at=request.at
    )  # fmt: skip


def _return(request: PageRequest, draft_id: int) -> None:
    reason = request.POST.get("reason", "")
    actions.return_draft(draft_id=draft_id, reason=reason, by=request.viewer, at=request.at)


def _withdraw(request: PageRequest, draft_id: int) -> None:
    reason = request.POST.get("reason", "")
    actions.withdraw_draft(draft_id=draft_id, reason=reason, by=request.viewer, at=request.at)


_DEEDS: dict[str, tuple[Callable[[PageRequest, int], None], Promise]] = {
    "submit": (_submit, gettext_lazy("已报请签发")),
    "sign": (_sign, gettext_lazy("已签发；从施行日起判定")),
    "return": (_return, gettext_lazy("已退回起草人")),
    "withdraw": (_withdraw, gettext_lazy("已撤回")),
}


def _checked(request: PageRequest, entered: dict[str, Any], amends: str) -> Checked:
    rules = book(local_day(request.at))
    entry = rules.entry(amends) if amends else None
    return check(entered, rules.vocabulary, base=entry.policy if entry else None)


def _told(checked: Checked) -> dict[str, Any]:
    """The check for its template: ``told`` has each fault with the part and row (0: the head) in which it stands."""
    told = [
        (PARTS[one.part][1], one.row + 1, one) if one.part in PARTS else (_field_label(one.field), 0, one)
        for one in checked.faults
    ]
    outcomes = [(one, VERDICTS[one.verdict]) for one in checked.outcomes]
    return {"checked": checked, "told": told, "outcomes": outcomes}


def _field_label(name: str) -> str:
    fields = PolicyForm().head.fields
    return str(fields[name].label) if name in fields else _("表单")


def _trial(request: PageRequest, checked: Checked) -> tuple[Trial | None, str]:
    if not checked.is_whole or checked.policy is None:
        return None, _("改好以后才能试算")
    today = local_day(request.at)
    last = checked.policy.until or today
    on = min(max(today, checked.policy.since), max(last, checked.policy.since))
    try:
        return trial(
            checked.policy, on=on, known=today, viewer=request.viewer, parameters=checked.parameters
        ), ""  # fmt: skip
    except (Refused, BadInput) as why:
        return None, str(why)


def _groups(tried: Trial) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Label of a fact → rows: its value, met before and after, gained, lost, yuan more or less."""
    facts = book(tried.on).vocabulary.facts
    return [
        (
            facts[name].label,
            [
                (
                    for_people(facts[name], one.value), one.met_before, one.met_after, one.gained, one.lost,
                    f"{yuan(one.fen_after - one.fen_before):+,.2f}",
                )
                for one in groups
            ],
        )
        for name, groups in tried.found.groups.items()
    ]  # fmt: skip


def _found(request: PageRequest, draft_id: int) -> Any:
    found = queries.drafts(viewer=request.viewer).filter(pk=draft_id).first()
    if found is None:
        raise Http404
    return found


def _address(draft_id: int) -> str:
    return reverse("policy_draft", args=[draft_id])


urlpatterns = [
    path("policies/drafts", draft_list, name="policy_drafts"),
    path("policies/drafts/new", new, name="policy_draft_new"),
    path("policies/drafts/check", live_check, name="policy_draft_check"),
    path("policies/drafts/<int:draft_id>", draft, name="policy_draft"),
    path("policies/drafts/<int:draft_id>/edit", edit, name="policy_draft_edit"),
    path("policies/drafts/<int:draft_id>/<slug:key>", act, name="policy_draft_act"),
]
