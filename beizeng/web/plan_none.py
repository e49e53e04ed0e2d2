"""What the plan's pages say while no programme runs: open the one of the packs, or hand in a text to make one of."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from beizeng.plan import queries
from beizeng.web.access import PageRequest


class TextForm(forms.Form):
    """The issued text as a file."""

    file = forms.FileField(label=gettext_lazy("方案原文"))


def none_page(request: PageRequest, form: TextForm | None = None, status: int = 200) -> HttpResponse:
    """No programme runs; who may open one is told how."""
    viewer = request.viewer
    context = {
        "may_open": viewer.may("plan.open_programme"),
        "on_shelf": queries.on_shelf(),
        "drafts": queries.drafts(viewer=viewer),
        "form": form or TextForm(),
    }
    return render(request, "plan/none.html", context, status=status)
