"""A text handed in (`/plan/drafts`): read, looked at with its marks, corrected, then made the programme of the site."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from beizeng.base.ledger.actions import Refused
from beizeng.plan import actions, queries
from beizeng.plan.consequences import last_day
from beizeng.web.access import PageRequest, page
from beizeng.web.plan import remarks
from beizeng.web.plan_corrections import SORTS
from beizeng.web.plan_none import TextForm, none_page
from beizeng.web.plan_versions import opened, waiting_page


class BeginForm(forms.Form):
    """What the text doesn't say and a programme needs."""

    use_required_attribute = False
    programme_id = forms.RegexField(
        "^[a-z0-9-]{1,50}$", label=gettext_lazy("方案编号"),
        help_text=gettext_lazy("小写字母、数字和连字符，例如 guihua-2031；以后不能再改"),
        error_messages={
            "required": gettext_lazy("请写方案编号"), "invalid": gettext_lazy("只能用小写字母、数字和连字符"),
        },
    )  # fmt: skip
    office = forms.ChoiceField(
        label=gettext_lazy("领导小组办公室设在"), required=False,
        help_text=gettext_lazy("方案没有写明牵头单位的举措由它负责"),
    )  # fmt: skip
    ends_on = forms.DateField(
        label=gettext_lazy("举措何时清零"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("只在方案没有写期限时填写"),
    )  # fmt: skip

    def __init__(self, text: queries.LoadedText, data: Any = None) -> None:
        super().__init__(data)
        names = [(one.name, one.name) for one in text.outline.units]
        self.fields["office"].choices = [("", _("名录已写明的")), *names]  # type: ignore[attr-defined]
        if last_day(text.outline) is not None:
            del self.fields["ends_on"]


@require_POST
@page("plan.load_text")
def hand_in(request: PageRequest) -> HttpResponse:
    """Take a text; its own page shows what was read."""
    form = TextForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = actions.hand_in_text(content=file.read(), name=file.name, by=request.viewer, at=request.at)
        except Refused as refused:
            form.add_error("file", "。".join(filter(None, (refused.reason, refused.what_now))))
        else:
            return redirect("plan-draft", draft_id=draft.pk)
    return none_page(request, form, status=422)


@page("plan.load_text")
def draft(request: PageRequest, draft_id: int) -> HttpResponse:
    """A text handed in: beside the one in force where a programme runs, else as it was read, with what begins it."""
    row, text = opened(request, draft_id)
    in_force = queries.text(viewer=request.viewer)
    if in_force is not None:
        return waiting_page(request, row, (in_force, text))
    return _draft_page(request, row, text, BeginForm(text))


@require_POST
@page("plan.open_programme")
def begin(request: PageRequest, draft_id: int) -> HttpResponse:
    """Make the text the programme of the site."""
    row, text = opened(request, draft_id)
    form = BeginForm(text, request.POST)
    if form.is_valid():
        try:
            actions.begin_programme(draft_id=draft_id, **form.cleaned_data, by=request.viewer, at=request.at)
        except Refused as refused:
            form.add_error(None, "。".join(filter(None, (refused.reason, refused.what_now))))
        else:
            messages.success(request, _("方案已开办，每条举措立了一件事项"))
            return redirect("programme")
    return _draft_page(request, row, text, form, status=422)


def _draft_page(
    request: PageRequest, row: Any, text: queries.LoadedText, form: BeginForm, status: int = 200
) -> HttpResponse:
    outline = text.outline
    targets = len(outline.goals) + sum(len(one.indicators) for one in outline.projects)
    counts = [
        (SORTS["target"], targets),
        (SORTS["project"], len(outline.projects)),
        (SORTS["measure"], len(outline.measures)),
        (_("责任单位"), len(outline.units)),
        (_("更正"), len(text.corrected.standing)),
    ]
    context = {
        "draft": row,
        "outline": outline,
        "counts": counts,
        "remarks": remarks(map(vars, outline.findings)),
        "paragraphs": text.paragraphs,
        "form": form if request.viewer.may("plan.open_programme") else None,
    }
    return render(request, "plan/draft.html", context, status=status)


urlpatterns = [
    path("plan/drafts", hand_in, name="hand-in-text"),
    path("plan/drafts/<int:draft_id>", draft, name="plan-draft"),
    path("plan/drafts/<int:draft_id>/begin", begin, name="begin-programme"),
]
