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
    """An element as the list shows it; ``changed``: fields that a correction holds in; ``draft_id``: of which draft."""

    element: Element
    changed: int
    draft_id: int | None = None

    @property
    def address(self) -> str:
        """Its page."""
        return address_in(self.draft_id, "plan_element", key=self.element.key)

    @property
    def said(self) -> str:
        """The element in its own words."""
        part: Any = self.element.part
        return str(getattr(part, "title", "") or getattr(part, "name", "") or getattr(part, "text", ""))


ELEMENTS = ListPage(
    file_name=gettext_lazy("方案要素"),
    noun=ngettext_lazy("处要素", "处要素"),
    columns=(
        Column("said", gettext_lazy("要素"), lambda row: row.said, kind="long", link=lambda row: row.address),
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

    def __init__(self, field: str, named: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = _field(field, named)
        self.order_fields(["value", "reason"])


def _field(name: str, named: Iterable[str]) -> forms.Field:
    label = str(LABELS[name])
    if name in _UNITS:
        units = people.unit_names()
        others = [(one, one) for one in named if one not in units.values()]
        return forms.MultipleChoiceField(
            label=label, required=False, choices=[*units.items(), *others],
            help_text=gettext_lazy("按住 Ctrl 可选多个；都不选就是方案没有写"),
        )  # fmt: skip
    if name == "comparator":
        return forms.ChoiceField(label=label, choices=[(word, COMPARED[word]) for word in get_args(Comparator)])
    return forms.CharField(label=label, required=False, max_length=200, help_text=gettext_lazy("空着就是方案没有写"))


@page("plan.correct")
def element_list(request: PageRequest, draft_id: int | None = None) -> HttpResponseBase:
    """Every element that was read, with how often it was corrected."""
    text = _text(request, draft_id)
    held = list(text.corrected.standing.values()) if text else []
    now = elements(text.outline, text.text) if text else {}
    listing = ELEMENTS.read(request.GET, [Row(one, held.count(key), draft_id) for key, one in now.items()])
    context = {"listing": listing, "has_text": bool(text), "up": _up(draft_id)}
    return listing.export() or render(request, "plan/elements.html", context)


@page("plan.correct")
def element(request: PageRequest, key: str, draft_id: int | None = None) -> HttpResponse:
    """One element: its words, what was read and what holds, every correction of it."""
    text, read, now = _element(request, key, draft_id)
    fields = [
        (
            LABELS[name],
            in_words(name, getattr(read.part, name)),
            in_words(name, getattr(now.part, name)),
            address_in(draft_id, "plan_correct", key=key, field=name),
        )
        for name in FIELDS[read.sort]
    ]
    made = text.row.corrections if draft_id else queries.corrections(viewer=request.viewer)
    rows = made.filter(element=key).order_by("-id")
    context = {"row": Row(now, 0), "sort": SORTS[read.sort], "fields": fields, "made": _told(rows), "up": _up(draft_id)}
    return render(request, "plan/element.html", context | {"list_address": address_in(draft_id, "plan_elements")})


@page("plan.correct")
def correct(request: PageRequest, key: str, field: str, draft_id: int | None = None) -> HttpResponseBase:
    """Set one field of an element right."""
    text, read, now = _element(request, key, draft_id)
    if field not in FIELDS[read.sort]:
        raise Http404
    named = [one.name for one in text.as_read.units] if draft_id else []
    initial = {"value": _typed(field, getattr(now.part, field), named)}
    form = CorrectionForm(field, named, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            corrections.correct(
                element=key, field=field, value=form.cleaned_data["value"], reason=form.cleaned_data["reason"],
                draft_id=draft_id, by=request.viewer, at=request.at,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error("value", "。".join(filter(None, (refusal.reason, refusal.what_now))))
        else:
            messages.success(request, _("已更正；重新读原文时仍然保留"))
            return redirect(address_in(draft_id, "plan_element", key=key))
    context = {"row": Row(now, 0, draft_id), "form": form, "label": LABELS[field]}
    context["list_address"] = address_in(draft_id, "plan_elements")
    return render(request, "plan/correct.html", context, status=422 if form.is_bound else 200)


@require_POST
@page("plan.correct")
def undo(request: PageRequest, correction_id: int) -> HttpResponse:
    """Take a correction back."""
    row = queries.correction(correction_id, viewer=request.viewer)
    if row is None:
        raise Http404
    try:
        corrections.undo(correction_id=correction_id, by=request.viewer, at=request.at)
        messages.success(request, _("已撤销更正"))
    except Refused as refusal:
        messages.error(request, "。".join(filter(None, (refusal.reason, refusal.what_now))))
    return redirect(address_in(row.draft_id, "plan_element", key=row.element))


def _text(request: PageRequest, draft_id: int | None) -> queries.LoadedText | None:
    """The text in force, or the one handed in under this number."""
    if draft_id is None:
        return queries.text(viewer=request.viewer)
    if not queries.drafts(viewer=request.viewer).filter(pk=draft_id, programme=None).exists():
        raise Http404
    return queries.draft_text(draft_id, viewer=request.viewer)


def _element(request: PageRequest, key: str, draft_id: int | None) -> tuple[Any, Element, Element]:
    """The text, and the element as read and as it holds."""
    text = _text(request, draft_id)
    if text is None or key not in (read := elements(text.as_read, text.text)):
        raise Http404
    return text, read[key], elements(text.outline, text.text)[key]


def address_in(draft_id: int | None, name: str, **arguments: str) -> str:
    """The address of a page of corrections, of the text in force or of a draft."""
    return reverse(name, kwargs=arguments | ({"draft_id": draft_id} if draft_id else {}))


def _up(draft_id: int | None) -> str:
    """The page of the text itself."""
    return reverse("plan-draft", args=[draft_id]) if draft_id else reverse("plan")


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


def _typed(field: str, value: Any, named: Iterable[str]) -> Any:
    """A field's value as its form holds it."""
    if field in _UNITS:
        ids = {name: name for name in named} | {name: unit for unit, name in people.unit_names().items()}
        return [ids[name] for name in value if name in ids]
    return "" if value is None else value


_PAGES = (
    ("elements", element_list, "plan_elements"),
    ("elements/<slug:key>", element, "plan_element"),
    ("elements/<slug:key>/<slug:field>", correct, "plan_correct"),
)
urlpatterns = [
    *(path(f"plan/{route}", view, name=name) for route, view, name in _PAGES),
    *(path(f"plan/drafts/<int:draft_id>/{route}", view, name=name) for route, view, name in _PAGES),
    path("plan/corrections/<int:correction_id>/undo", undo, name="plan_undo_correction"),
]
