"""Benefits paid unasked: `/benefits` (open to all once published), one batch with what may be done, its objections."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Refused
from beizeng.base.people import queries as people
from beizeng.rules import actions, batches
from beizeng.rules import queries as rules
from beizeng.rules.batches import Batch, Payment
from beizeng.web.access import PageRequest, page
from beizeng.web.lists import Column, Filter, ListPage

STATES: dict[str, Promise] = {
    "screened": gettext_lazy("待确认"),
    "confirmed": gettext_lazy("已确认"),
    "published": gettext_lazy("公示中"),
    "payable": gettext_lazy("待拨付"),
    "paid": gettext_lazy("已办结"),
    "cancelled": gettext_lazy("已撤销"),
}
STANDINGS: dict[str, Promise] = {
    "listed": gettext_lazy("在列"),
    "struck": gettext_lazy("已剔除"),
    "paid": gettext_lazy("已到账"),
    "failed": gettext_lazy("拨付未成"),
    "waiting": gettext_lazy("等待预算"),
}

BATCHES = ListPage(
    file_name=gettext_lazy("免申即享"),
    noun=ngettext_lazy("批", "批"),
    columns=(
        Column("number", gettext_lazy("批次"), lambda one: one.pk, sort="pk", link=lambda one: _at("batch", one)),
        Column("policy", gettext_lazy("政策"), lambda one: one.label, sort="label"),
        Column("unit", gettext_lazy("答复单位"), lambda one: people.unit_names().get(one.unit, one.unit), sort="unit"),
        Column("state", gettext_lazy("状态"), lambda one: STATES[one.state], sort="state"),
        Column("until", gettext_lazy("公示到"), lambda one: one.published_until or "—", sort="published_until"),
        Column("listed", gettext_lazy("名单"), lambda one: one.listed, sort="listed", kind="count"),
        Column("sum", gettext_lazy("名单金额"), lambda one: one.listed_fen, sort="listed_fen", kind="yuan"),
        Column("paid", gettext_lazy("已到账"), lambda one: one.paid, sort="paid", kind="count"),
        Column("paid_sum", gettext_lazy("到账金额"), lambda one: one.paid_fen or 0, sort="paid_fen", kind="yuan"),
    ),
    filters=(
        Filter("q", gettext_lazy("政策"), lambda rows, text: rows.filter(label__contains=text)),
        Filter(
            "state", gettext_lazy("状态"), lambda rows, word: rows.filter(state=word), options=lambda: STATES.items()
        ),
    ),
)

PAYMENTS = ListPage(
    file_name=gettext_lazy("免申即享名单"),
    noun=ngettext_lazy("户", "户"),
    columns=(
        Column("name", gettext_lazy("名称"), lambda one: one.name, sort="name", link=lambda one: _link_of(one)),
        Column("code", gettext_lazy("统一社会信用代码"), lambda one: one.code, sort="code"),
        Column("amount", gettext_lazy("金额"), lambda one: one.amount_fen, sort="amount_fen", kind="yuan"),
        Column("standing", gettext_lazy("状态"), lambda one: STANDINGS[one.state], sort="state"),
        Column("paid_on", gettext_lazy("到账日"), lambda one: one.paid_on or "—", sort="paid_on"),
        Column("reason", gettext_lazy("说明"), lambda one: one.reason or "—", kind="long"),
    ),
    filters=(
        Filter("q", gettext_lazy("名称或代码"), lambda rows, text: rows.filter(Q(name__contains=text) | Q(code=text))),
        Filter(
            "standing", gettext_lazy("状态"), lambda rows, word: rows.filter(state=word),
            options=lambda: STANDINGS.items(),
        ),
    ),
    sort="name",
)  # fmt: skip


class ReasonForm(forms.Form):
    """A sentence that goes into the ledger."""

    use_required_attribute = False
    reason = forms.CharField(
        label=gettext_lazy("原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("写一句原因")},
    )  # fmt: skip


class DayForm(forms.Form):
    """The day on which the money arrived."""

    use_required_attribute = False
    paid_on = forms.DateField(
        label=gettext_lazy("到账日"), widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": gettext_lazy("写实际到账的日期"), "invalid": gettext_lazy("写成 2024-09-30 这样")},
    )  # fmt: skip


class AnswerForm(forms.Form):
    """What the unit found about an objection."""

    use_required_attribute = False
    upheld = forms.ChoiceField(
        label=gettext_lazy("异议是否成立"), widget=forms.RadioSelect,
        choices=[("no", gettext_lazy("不成立，照发")), ("yes", gettext_lazy("成立，剔除"))],
        error_messages={"required": gettext_lazy("请选一项")},
    )  # fmt: skip
    answer = forms.CharField(
        label=gettext_lazy("处理意见"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("写明查明的情况和依据")},
    )  # fmt: skip


class BasisForm(forms.Form):
    """Who decided that nobody need apply; asked where the policy itself does not say so."""

    use_required_attribute = False
    channel_basis = forms.CharField(
        label=gettext_lazy("免申请的依据"), max_length=300, required=False,
        help_text=gettext_lazy("政策没有写明免申即享时必填：由谁、依据什么决定"),
    )  # fmt: skip


@dataclass(frozen=True)
class Step:
    """Something that can be done with a batch: from which state, with which form, by which permission."""

    label: Promise
    states: tuple[str, ...]
    permission: str
    form: type[forms.Form]
    do: Callable[[Batch, dict[str, Any], PageRequest], Any]


def _with(request: PageRequest) -> dict[str, Any]:
    return {"by": request.viewer, "at": request.at}


_OPEN = ("screened", "confirmed", "published", "payable")
STEPS: dict[str, Step] = {
    "confirm": Step(
        gettext_lazy("确认名单"), ("screened",), "rules.confirm_batch", forms.Form,
        lambda one, typed, request: actions.confirm_batch(batch_id=one.pk, **_with(request)),
    ),
    "publish": Step(
        gettext_lazy("开始公示"), ("confirmed",), "rules.open_batch", forms.Form,
        lambda one, typed, request: actions.publish_batch(batch_id=one.pk, **_with(request)),
    ),
    "close": Step(
        gettext_lazy("公示期满，可以拨付"), ("published",), "rules.open_batch", forms.Form,
        lambda one, typed, request: actions.close_publication(batch_id=one.pk, **_with(request)),
    ),
    "pay": Step(
        gettext_lazy("登记到账"), ("payable",), "rules.open_batch", DayForm,
        lambda one, typed, request: actions.record_payments(batch_id=one.pk, **typed, **_with(request)),
    ),
    "cancel": Step(
        gettext_lazy("撤销这一批"), _OPEN, "rules.confirm_batch", ReasonForm,
        lambda one, typed, request: actions.cancel_batch(batch_id=one.pk, **typed, **_with(request)),
    ),
}  # fmt: skip

PAYMENT_STEPS: dict[str, Step] = {
    "strike": Step(
        gettext_lazy("剔除"), _OPEN, "rules.open_batch", ReasonForm,
        lambda one, typed, request: actions.strike_payment(payment_id=one.pk, **typed, **_with(request)),
    ),
    "fail": Step(
        gettext_lazy("登记拨付未成"), ("payable",), "rules.open_batch", ReasonForm,
        lambda one, typed, request: actions.record_failure(payment_id=one.pk, **typed, **_with(request)),
    ),
    "object": Step(
        gettext_lazy("提出异议"), ("published",), "rules.object_to_payment", ReasonForm,
        lambda one, typed, request: actions.object_to_payment(
            payment_id=one.pk, text=typed["reason"], **_with(request)
        ),
    ),
}  # fmt: skip


@page("rules.read_benefits")
def benefits(request: PageRequest) -> HttpResponseBase:
    """Every batch that the viewer may read; for the public those that are or were published."""
    listing = BATCHES.read(request.GET, batches.batches(viewer=request.viewer))
    return listing.export() or render(request, "rules/benefits.html", {"listing": listing})


@page("rules.read_benefits")
def batch(request: PageRequest, batch_id: int) -> HttpResponseBase:
    """One batch: whom it pays, how much, what stands in the way, what the viewer may do now."""
    one = _batch(request, batch_id)
    listing = PAYMENTS.read(request.GET, batches.payments(one, viewer=request.viewer))
    steps = [(key, step.label) for key, step in STEPS.items() if _may(step, one, request)]
    context = {
        "one": one, "state": STATES[one.state], "listing": listing, "steps": steps,
        "unit": people.unit_names().get(one.unit, one.unit),
        "objections": batches.objections(one, viewer=request.viewer),
        "may_answer": request.viewer.may_for_unit("rules.confirm_batch", one.unit),
        "reads_all": request.viewer.reach("rules.read") == "all",
    }  # fmt: skip
    return listing.export() or render(request, "rules/batch.html", context)


@page("rules.open_batch")
def open_batch(request: PageRequest, policy_id: str) -> HttpResponseBase:
    """Screen a policy's batch."""
    found = rules.policy(policy_id, on=local_day(request.at), viewer=request.viewer)
    if found is None:
        raise Http404
    form = BasisForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_batch(
                policy_id=policy_id, channel_basis=form.cleaned_data["channel_basis"], **_with(request)
            )
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            return redirect("batch", made.pk)
    title = _("筛查一批：%(policy)s") % {"policy": found.policy.label}
    return _asked(request, title, form, _("筛查"), reverse("policy", args=[policy_id]))


@page("rules.read_benefits")
def step(request: PageRequest, batch_id: int, key: str) -> HttpResponseBase:
    """Do one step with a batch."""
    one = _batch(request, batch_id)
    wanted = STEPS.get(key)
    if wanted is None or not request.viewer.may_for_unit(wanted.permission, one.unit):
        raise Http404
    return _do(request, wanted, one, one)


@page("rules.read_benefits")
def payment(request: PageRequest, payment_id: int) -> HttpResponseBase:
    """One payment: the facts that it rests on, and what the viewer may do."""
    row = _payment(request, payment_id)
    steps = [(key, one.label) for key, one in PAYMENT_STEPS.items() if _may_pay(one, row, request)]
    facts = batches.facts_in_words(row, viewer=request.viewer)
    context = {"row": row, "one": row.batch, "standing": STANDINGS[row.state], "steps": steps, "facts": facts}
    return render(request, "rules/payment.html", context)


@page("rules.read_benefits")
def payment_step(request: PageRequest, payment_id: int, key: str) -> HttpResponseBase:
    """Do one step with a payment: strike it out, write down a failure, object."""
    row = _payment(request, payment_id)
    wanted = PAYMENT_STEPS.get(key)
    if wanted is None or not _may_pay(wanted, row, request):
        raise Http404
    return _do(request, wanted, row, row.batch)


@page("rules.confirm_batch")
def answer(request: PageRequest, objection_id: int) -> HttpResponseBase:
    """Answer an objection."""
    row = batches.objection(objection_id, viewer=request.viewer)
    if row is None or not request.viewer.may_for_unit("rules.confirm_batch", row.payment.batch.unit):
        raise Http404
    wanted = Step(
        gettext_lazy("答复异议"), (), "rules.confirm_batch", AnswerForm,
        lambda one, typed, request: actions.answer_objection(
            objection_id=row.pk, is_upheld=typed["upheld"] == "yes", answer=typed["answer"], **_with(request)
        ),
    )  # fmt: skip
    return _do(request, wanted, row.payment, row.payment.batch, lead=row.text)


def _do(request: PageRequest, wanted: Step, subject: Any, one: Batch, lead: str = "") -> HttpResponseBase:
    form = wanted.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            wanted.do(subject, form.cleaned_data, request)
        except Refused as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("已办理：%(title)s") % {"title": wanted.label})
            return redirect("batch", one.pk)
    title = f"{wanted.label}：{getattr(subject, 'name', '') or one.label}"
    return _asked(request, title, form, str(wanted.label), reverse("batch", args=[one.pk]), lead)


def _asked(
    request: PageRequest, title: str, form: forms.Form, button: str, back: str, lead: str = ""
) -> HttpResponseBase:
    status = 422 if form.is_bound and form.errors else 200
    context = {"title": title, "form": form, "button": button, "back": back, "lead": lead}
    return render(request, "rules/batch_step.html", context, status=status)


def _refuse(form: forms.Form, refusal: Refused) -> None:
    basis = [_("依据：%(basis)s") % {"basis": refusal.basis}] if refusal.basis else []
    form.add_error(None, "。".join(filter(None, [refusal.reason, refusal.what_now, *basis])))


def _batch(request: PageRequest, batch_id: int) -> Batch:
    found = batches.batch(batch_id, viewer=request.viewer)
    if found is None:
        raise Http404
    return found


def _payment(request: PageRequest, payment_id: int) -> Payment:
    found = batches.payment(payment_id, viewer=request.viewer)
    if found is None:
        raise Http404
    return found


def _may(wanted: Step, one: Batch, request: PageRequest) -> bool:
    return one.state in wanted.states and request.viewer.may_for_unit(wanted.permission, one.unit)


def _may_pay(wanted: Step, row: Payment, request: PageRequest) -> bool:
    if row.batch.state not in wanted.states or row.state not in ("listed", "failed"):
        return False
    if wanted.permission == "rules.object_to_payment":
        return request.viewer.may(wanted.permission)
    return request.viewer.may_for_unit(wanted.permission, row.batch.unit)


def _at(name: str, one: Any) -> str:
    return reverse(name, args=[one.pk])


def _link_of(one: Payment) -> str:
    return reverse("payment", args=[one.pk])


urlpatterns = [
    path("benefits", benefits, name="benefits"),
    path("benefits/<int:batch_id>", batch, name="batch"),
    path("benefits/<int:batch_id>/<slug:key>", step, name="batch_step"),
    path("benefits/payments/<int:payment_id>", payment, name="payment"),
    path("benefits/payments/<int:payment_id>/<slug:key>", payment_step, name="payment_step"),
    path("benefits/objections/<int:objection_id>", answer, name="answer_objection"),
    path("policies/<slug:policy_id>/batch", open_batch, name="open_batch"),
]
