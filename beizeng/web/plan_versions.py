"""Versions of the plan (`/programme/versions`): those loaded and handed in, two compared, one adopted or put away."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Refused
from beizeng.plan import actions, queries
from beizeng.plan.consequences import Consequence, consequences
from beizeng.plan.versions import Change, Comparison, compare
from beizeng.web.access import PageRequest, page
from beizeng.web.plan_corrections import COMPARED, LABELS, SORTS

HOWS: dict[str, Promise] = {
    "added": gettext_lazy("新增"),
    "dropped": gettext_lazy("取消"),
    "changed": gettext_lazy("改动"),
}
HOW_TONES = {"added": "good", "dropped": "act", "changed": "warn"}
FIELDS: dict[str, Promise] = LABELS | {
    "document_number": gettext_lazy("文号"),
    "issuer": gettext_lazy("印发机关"),
    "issued_on": gettext_lazy("印发日期"),
    "guiding_units": gettext_lazy("指导单位"),
    "unresolved": gettext_lazy("未写明的单位"),
    "quantities": gettext_lazy("数量、额度、期限"),
    "text": gettext_lazy("正文"),
    "base_year": gettext_lazy("基期年份"),
    "modality": gettext_lazy("措辞"),
    "stated": gettext_lazy("文字目标"),
}
#: What a consequence says; ``was`` and ``now`` are filled in.
SAYINGS: dict[str, Promise] = {
    "begins": gettext_lazy("采用后为新举措“%(now)s”立一件事项"),
    "orphaned": gettext_lazy("举措“%(was)s”不在新版中，它的事项不会自动了结，由领导小组办公室决定终结还是并入别的举措"),
    "handed": gettext_lazy("牵头单位由%(was)s改为%(now)s，在办事项随之转交"),
    "renumbered": gettext_lazy("举措编号由 %(was)s 改为 %(now)s，在办事项和政策仍连着它，页面改显示新编号"),
    "reworded": gettext_lazy("办理标准由“%(was)s”改为“%(now)s”"),
    "last_day": gettext_lazy("目标期限由%(was)s改为%(now)s，在办事项的清零日期须随之改定"),
    "new_aim": gettext_lazy("指标由“%(was)s”改按“%(now)s”亮灯和预测；此前的简报保留原来的数"),
    "no_aim": gettext_lazy("目标“%(was)s”取消，指标不再亮灯；此前的简报保留原来的数"),
}


@dataclass(frozen=True)
class Effect:
    """A consequence in words, with the matters that it reaches."""

    title: str
    words: str
    cases: tuple[Any, ...]


@page("plan.read")
def versions(request: PageRequest) -> HttpResponse:
    """The texts loaded so far and, for who may load one, those handed in; each beside the one before it."""
    viewer = request.viewer
    found = queries.programme(viewer=viewer)
    loaded = list(queries.texts(viewer=viewer)) if found else []
    context = {
        "programme": found,
        "texts": [(row, loaded[at + 1] if at + 1 < len(loaded) else None) for at, row in enumerate(loaded)],
        "drafts": queries.drafts(viewer=viewer),
        "may_load": viewer.may("plan.load_text"),
    }
    return render(request, "plan/versions.html", context)


@page("plan.read")
def compared(request: PageRequest, old: int, new: int) -> HttpResponse:
    """Two loaded texts, part by part."""
    rows = {row.pk: row for row in queries.texts(viewer=request.viewer).filter(pk__in=(old, new))}
    pair = [queries.text_of(rows[pk], viewer=request.viewer) if pk in rows else None for pk in (old, new)]
    if pair[0] is None or pair[1] is None:
        raise Http404
    return render(request, "plan/compared.html", compared_with(request, pair[0], pair[1]))


def compared_with(request: PageRequest, before: queries.LoadedText, after: queries.LoadedText) -> dict[str, Any]:
    """What ``plan/compared.html`` shows of two texts."""
    found = compare(before.outline, after.outline)
    effects = consequences(found, before.outline, after.outline, viewer=request.viewer)
    return {
        "before": before.row,
        "after": after.row,
        "comparison": found,
        "head": [(FIELDS[one.name], one.was, one.now) for one in found.head],
        "changes": [_change(one) for one in found.changes],
        "counts": _counts(found),
        "effects": [_effect(one) for one in effects],
    }


def _counts(found: Comparison) -> list[tuple[Promise, str, list[tuple[Promise, int]]]]:
    """Sort → how many of it were added, dropped, changed."""
    sorts = ("target", "project", "measure")
    return [(SORTS[sort], sort, [(word, len(found.of(sort, how))) for how, word in HOWS.items()]) for sort in sorts]  # type: ignore[arg-type]


def _change(one: Change) -> dict[str, Any]:
    return {
        "sort": SORTS[one.sort],
        "how": HOWS[one.how],
        "tone": HOW_TONES[one.how],
        "title": one.title,
        "number": _numbers(one),
        "fields": [
            (FIELDS[field.name], _said(field.name, field.was), _said(field.name, field.now)) for field in one.fields
        ],
    }


def _numbers(one: Change) -> str:
    """A measure's number, or how it moved; targets are known by their names."""
    if one.sort == "target":
        return ""
    was, now = ((key or "").partition("-")[2] for key in (one.was, one.now))
    return was or now if not (was and now) or was == now else f"{was} → {now}"


def _said(name: str, value: str | None) -> str:
    if value is None:
        return _("未写明")
    return str(COMPARED[value]) if name == "comparator" else value


def _effect(one: Consequence) -> Effect:
    words = {key: value or _("未写明") for key, value in (("was", one.was), ("now", one.now))}
    return Effect(one.change.title if one.change else "", str(SAYINGS[one.sort]) % words, one.cases)


class AdoptForm(forms.Form):
    """From when the version holds."""

    use_required_attribute = False
    since = forms.DateField(
        label=gettext_lazy("自哪天起施行"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("这一天之前的目标、亮灯和简报仍按原来的一版"),
        error_messages={"required": gettext_lazy("请写新版自哪天起施行")},
    )  # fmt: skip


@require_POST
@page("plan.open_programme")
def adopt(request: PageRequest, draft_id: int) -> HttpResponse:
    """Put the version handed in in force: targets, measures and matters follow."""
    row, text = opened(request, draft_id)
    in_force = queries.text(viewer=request.viewer)
    if in_force is None:
        messages.error(request, _("没有现行原文可以对照，请先载入现行方案的原文"))
        return redirect("plan-draft", draft_id=draft_id)
    form = AdoptForm(request.POST)
    if form.is_valid():
        try:
            actions.adopt_version(draft_id=draft_id, since=form.cleaned_data["since"], by=request.viewer, at=request.at)
        except Refused as refused:
            form.add_error("since", "。".join(filter(None, (refused.reason, refused.what_now))))
        else:
            messages.success(request, _("新版已采用，目标、举措和事项已随之改定"))
            return redirect("programme")
    return waiting_page(request, row, (in_force, text), form, status=422)


def opened(request: PageRequest, draft_id: int) -> tuple[Any, queries.LoadedText]:
    """A text handed in that is still open.

    Raises:
        Http404: there is none.
    """
    row = queries.drafts(viewer=request.viewer).filter(pk=draft_id).first()
    text = queries.draft_text(draft_id, viewer=request.viewer) if row else None
    if row is None or text is None:
        raise Http404
    return row, text


def waiting_page(
    request: PageRequest,
    row: Any,
    texts: tuple[queries.LoadedText, queries.LoadedText],
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """The text in force beside the version handed in (``texts``), with what puts that one in force."""
    form = form or AdoptForm(initial={"since": local_day(request.at)})
    context = {"draft": row, "form": form if request.viewer.may("plan.open_programme") else None}
    return render(request, "plan/compared.html", {**context, **compared_with(request, *texts)}, status=status)


@require_POST
@page("plan.load_text")
def drop(request: PageRequest, draft_id: int) -> HttpResponse:
    """Put the text handed in away."""
    try:
        actions.drop_draft(draft_id=draft_id, by=request.viewer, at=request.at)
    except Refused as refused:
        messages.error(request, "。".join(filter(None, (refused.reason, refused.what_now))))
    else:
        messages.success(request, _("没有采用，原来的不变"))
    return redirect("versions")


urlpatterns = [
    path("programme/versions", versions, name="versions"),
    path("programme/versions/<int:old>/<int:new>", compared, name="compared-versions"),
    path("plan/drafts/<int:draft_id>/adopt", adopt, name="adopt-version"),
    path("plan/drafts/<int:draft_id>/drop", drop, name="drop-draft"),
]
