"""Setting right what was read in the plan (`/plan/elements`): element by element, beside the words that say it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, get_args

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from beizeng.base.ledger.actions import Refused
from beizeng.base.people import queries as people
from beizeng.plan import queries
from beizeng.plan.corrections import FIELDS, Element, elements
from beizeng.plan.corrections import actions as corrections
from beizeng.plan.elements import Comparator
from beizeng.web.access import PageRequest, page
from beizeng.web.lists import Column, Filter, ListPage

SORTS: dict[str, Promise] = {
    "measure": gettext_lazy("举措"),
    "project": gettext_lazy("工程"),
    "target": gettext_lazy("指标"),
    "figure": gettext_lazy("数量、额度、期限"),
}
LABELS: dict[str, Promise] = {
    "title": gettext_lazy("标题"),
    "name": gettext_lazy("名称"),
    "lead_units": gettext_lazy("牵头单位"),
    "joint_units": gettext_lazy("配合单位"),
    "baseline": gettext_lazy("基数"),
    "target": gettext_lazy("目标"),
    "value": gettext_lazy("数值"),
    "comparator": gettext_lazy("比较方式"),
    "unit": gettext_lazy("单位"),
    "deadline": gettext_lazy("期限"),
}
COMPARED: dict[str, Promise] = {
    "equal": gettext_lazy("等于"),
    "at_least": gettext_lazy("不低于"),
    "at_most": gettext_lazy("不超过"),
    "more_than": gettext_lazy("超过"),
    "less_than": gettext_lazy("低于"),
    "about": gettext_lazy("左右"),
    "range": gettext_lazy("区间"),
    "ratio": gettext_lazy("倍数"),
}
_UNITS = ("lead_units", "joint_units")


@dataclass(frozen=True)
class Row:
    """An element as the list shows it; ``changed``: fields that a correction holds in."""

    element: Element
    changed: int

    @property
    def said(self) -> str:
        """The element in its own words."""
        part: Any = self.element.part
        return str(getattr(part, "title", "") or getattr(part, "name", "") or getattr(part, "text", ""))


ELEMENTS = ListPage(
    file_name=gettext_lazy("方案要素"),
    noun=ngettext_lazy("处要素", "处要素"),
    columns=(
        Column("said", gettext_lazy("要素"), lambda row: row.said, kind="long", link=lambda row: _address(row.element)),
        Column("sort", gettext_lazy("类别"), lambda row: SORTS[row.element.sort]),
        Column("key", gettext_lazy("编号"), lambda row: row.element.key),
        Column("changed", gettext_lazy("更正"), lambda row: row.changed, sort="changed", kind="count"),
    ),
    filters=(
        Filter("q", gettext_lazy("文字"), lambda rows, text: [one for one in rows if text in one.said]),
        Filter(
            "sort", gettext_lazy("类别"), lambda rows, word: [one for one in rows if one.element.sort == word],
            options=lambda: SORTS.items(),
        ),
        Filter(
            "changed", gettext_lazy("更正"),
            lambda rows, word: [one for one in rows if bool(one.changed) == (word == "yes")],
            options=lambda: (("yes", gettext_lazy("更正过")), ("no", gettext_lazy("没有更正"))),
        ),
    ),
)  # fmt: skip


class CorrectionForm(forms.Form):
    """What a field should say, and why. A field left empty says: the plan does not tell."""

    use_required_attribute = False
    value: forms.Field
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("依据原文哪里、为什么这样更正"),
        error_messages={"required": gettext_lazy("写明更正的理由")},
    )  # fmt: skip

    def __init__(self, field: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = _field(field)
        self.order_fields(["value", "reason"])


def _field(name: str) -> forms.Field:
    label = str(LABELS[name])
    if name in _UNITS:
        return forms.MultipleChoiceField(
            label=label, required=False, choices=list(people.unit_names().items()),
            help_text=gettext_lazy("按住 Ctrl 可选多个；都不选就是方案没有写"),
        )  # fmt: skip
    if name == "comparator":
        return forms.ChoiceField(label=label, choices=[(word, COMPARED[word]) for word in get_args(Comparator)])
    return forms.CharField(label=label, required=False, max_length=200, help_text=gettext_lazy("空着就是方案没有写"))


@page("plan.correct")
def element_list(request: PageRequest) -> HttpResponseBase:
    """Every element that was read, with how often it was corrected."""
    text = queries.text(viewer=request.viewer)
    held = list(text.corrected.standing.values()) if text else []
    now = elements(text.outline, text.text) if text else {}
    listing = ELEMENTS.read(request.GET, [Row(one, held.count(key)) for key, one in now.items()])
    return listing.export() or render(request, "plan/elements.html", {"listing": listing, "has_text": bool(text)})


@page("plan.correct")
def element(request: PageRequest, key: str) -> HttpResponse:
    """One element: its words, what was read and what holds, every correction of it."""
    read, now = _element(request, key)
    fields = [
        (name, LABELS[name], in_words(name, getattr(read.part, name)), in_words(name, getattr(now.part, name)))
        for name in FIELDS[read.sort]
    ]
    rows = queries.corrections(viewer=request.viewer).filter(element=key).order_by("-id")
    context = {"row": Row(now, 0), "sort": SORTS[read.sort], "fields": fields, "made": _told(rows)}
    return render(request, "plan/element.html", context)


@page("plan.correct")
def correct(request: PageRequest, key: str, field: str) -> HttpResponseBase:
    """Set one field of an element right."""
    read, now = _element(request, key)
    if field not in FIELDS[read.sort]:
        raise Http404
    form = CorrectionForm(field, request.POST or None, initial={"value": _typed(field, getattr(now.part, field))})
    if request.method == "POST" and form.is_valid():
        try:
            corrections.correct(
                element=key, field=field, value=form.cleaned_data["value"], reason=form.cleaned_data["reason"],
                by=request.viewer, at=request.at,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error("value", "。".join(filter(None, (refusal.reason, refusal.what_now))))
        else:
            messages.success(request, _("已更正；重新读原文时仍然保留"))
            return redirect("plan_element", key=key)
    context = {"row": Row(now, 0), "form": form, "label": LABELS[field]}
    return render(request, "plan/correct.html", context, status=422 if form.is_bound else 200)


@require_POST
@page("plan.correct")
def undo(request: PageRequest, correction_id: int) -> HttpResponse:
    """Take a correction back."""
    row = queries.corrections(viewer=request.viewer).filter(pk=correction_id).first()
    if row is None:
        raise Http404
    try:
        corrections.undo(correction_id=correction_id, by=request.viewer, at=request.at)
        messages.success(request, _("已撤销更正"))
    except Refused as refusal:
        messages.error(request, "。".join(filter(None, (refusal.reason, refusal.what_now))))
    return redirect("plan_element", key=row.element)


def _element(request: PageRequest, key: str) -> tuple[Element, Element]:
    """The element as read and as it holds."""
    text = queries.text(viewer=request.viewer)
    if text is None or key not in (read := elements(text.as_read, text.text)):
        raise Http404
    return read[key], elements(text.outline, text.text)[key]


def _told(rows: Iterable[Any]) -> list[tuple[Any, Promise, str, str]]:
    return [(row, LABELS[row.field], _kept(row.field, row.was), _kept(row.field, row.value)) for row in rows]


def _kept(field: str, value: Any) -> str:
    names = people.unit_names()
    return in_words(field, [names.get(unit, unit) for unit in value] if field in _UNITS else value)


def in_words(field: str, value: Any) -> str:
    """A field's value for people; 未写明 where the plan does not say."""
    if value is None or value == "" or (field in _UNITS and not value):
        return _("未写明")
    if field in _UNITS:
        return "、".join(value)
    return str(COMPARED[value] if field == "comparator" else value)


def _typed(field: str, value: Any) -> Any:
    """A field's value as its form holds it."""
    if field in _UNITS:
        ids = {name: unit for unit, name in people.unit_names().items()}
        return [ids[name] for name in value if name in ids]
    return "" if value is None else value


def _address(one: Element) -> str:
    return reverse("plan_element", args=[one.key])


urlpatterns = [
    path("plan/elements", element_list, name="plan_elements"),
    path("plan/elements/<slug:key>", element, name="plan_element"),
    path("plan/elements/<slug:key>/<slug:field>", correct, name="plan_correct"),
    path("plan/corrections/<int:correction_id>/undo", undo, name="plan_undo_correction"),
]
