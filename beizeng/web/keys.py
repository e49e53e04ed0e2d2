"""Settings: keys of other programs. A key's secret is shown once, on the page that answers its making."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beizeng.base.ledger.actions import Refused
from beizeng.base.people import actions
from beizeng.base.people import queries as people
from beizeng.base.people.queries import ApiKey
from beizeng.web.access import PageRequest, page
from beizeng.web.lists import Column, Filter, ListPage
from beizeng.web.settings import tabs

STANDINGS: dict[str, Promise] = {
    "valid": gettext_lazy("有效"),
    "ended": gettext_lazy("已到期"),
    "revoked": gettext_lazy("已撤销"),
}
_PERMISSIONS: dict[str, Promise] = {
    "plan.read": gettext_lazy("方案"),
    "indicators.read": gettext_lazy("指标"),
    "register.read": gettext_lazy("名录"),
    "register.read_personal": gettext_lazy("名录中的个人信息"),
    "rules.read": gettext_lazy("政策判定"),
    "cases.read": gettext_lazy("事项"),
}
_BETWEEN = re.compile(r"[\s,，;；、]+")


def _scope(key: ApiKey) -> str:
    """How far a key reaches, in words."""
    named = [unit.name for unit in key.units.all()] + list(key.entity_codes)
    return "、".join(named) or _("全县")


def _permissions(key: ApiKey) -> str:
    return "、".join(str(_PERMISSIONS.get(one, one)) for one in key.permissions)


KEYS = ListPage(
    file_name=gettext_lazy("接口密钥"),
    noun=ngettext_lazy("个密钥", "个密钥"),
    columns=(
        Column("name", gettext_lazy("用途"), lambda key: key.name, link=lambda key: f"/settings/keys/{key.pk}"),
        Column("prefix", gettext_lazy("密钥开头"), lambda key: key.prefix, kind="hash"),
        Column("permissions", gettext_lazy("能读什么"), _permissions, kind="long"),
        Column("scope", gettext_lazy("范围"), _scope, kind="long"),
        Column("until", gettext_lazy("有效期至"), lambda key: key.until_on, sort="until_on", kind="day"),
        Column("standing", gettext_lazy("状态"), lambda key: STANDINGS[key.standing]),
        Column("uses", gettext_lazy("次数"), lambda key: key.uses, kind="count"),
        Column("last", gettext_lazy("最近使用"), lambda key: key.last_used or _("没有用过"), is_extra=True),
        Column("made", gettext_lazy("发放时间"), lambda key: key.made_at, sort="made_at", kind="moment", is_extra=True),
    ),
    filters=(Filter("q", gettext_lazy("用途"), keep=lambda rows, text: [one for one in rows if text in one.name]),),
)


class KeyForm(forms.Form):
    """What a new key is for, what it may read, how far, until when."""

    name = forms.CharField(label=gettext_lazy("用途"), max_length=100, help_text=gettext_lazy("哪个单位的哪个程序"))
    permissions = forms.MultipleChoiceField(
        label=gettext_lazy("能读什么"),
        choices=list(_PERMISSIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("政策判定要与名录一起给"),
        error_messages={"required": gettext_lazy("请至少选一项")},
    )
    units = forms.MultipleChoiceField(
        label=gettext_lazy("只限这些单位"), required=False, help_text=gettext_lazy("不选就是全县；按住 Ctrl 可选多个")
    )
    entities = forms.CharField(
        label=gettext_lazy("只限这些主体"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("统一社会信用代码，多个用空格隔开；与单位只能限一样"),
    )
    until_on = forms.DateField(
        label=gettext_lazy("有效期至"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("必填，最长一年；到期由您另发"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = list(people.unit_names().items())  # type: ignore[attr-defined]

    def clean_entities(self) -> list[str]:
        """Every code."""
        return [code.upper() for code in _BETWEEN.split(self.cleaned_data["entities"]) if code]


@page("people.read")
def keys(request: PageRequest) -> HttpResponseBase:
    """Every key with its scope, its end and how often it asked."""
    uses, rows = people.key_uses(), list(people.api_keys())
    for key in rows:
        key.standing = people.standing(key, on=request.at.date())  # type: ignore[attr-defined]
        key.uses, key.last_used = uses.get(key.pk, (0, None))  # type: ignore[attr-defined]
    listing = KEYS.read(request.GET, rows)
    context = {"listing": listing, "tabs": tabs(request), "may_make": request.viewer.may("people.make_key")}
    return listing.export() or render(request, "settings/keys.html", context)


@page("people.make_key")
@never_cache
def make(request: PageRequest) -> HttpResponse:
    """Make a key; the answer shows its secret, and no page shows it again."""
    form = KeyForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "crumbs": _crumbs()}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.make_key(
                name=given["name"],
                permissions=given["permissions"],
                unit_ids=given["units"],
                entity_codes=given["entities"],
                until_on=given["until_on"],
                by=request.viewer,
                at=request.at,
            )
        except Refused as refused:
            form.add_error(None, f"{refused.reason}。{refused.what_now}")
        else:
            return render(request, "settings/key_made.html", {**context, "key": made.key, "secret": made.secret})
    return render(request, "settings/key_new.html", context, status=422 if form.errors else 200)


@page("people.read")
def key(request: PageRequest, number: int) -> HttpResponse:
    """One key, and taking it back."""
    found = _key(number)
    standing = people.standing(found, on=request.at.date())
    count, last = people.key_uses().get(found.pk, (0, None))
    pairs = [
        (_("密钥开头"), found.prefix),
        (_("能读什么"), _permissions(found)),
        (_("范围"), _scope(found)),
        (_("有效期至"), found.until_on),
        (_("状态"), STANDINGS[standing]),
        (_("次数"), count),
        (_("最近使用"), last or _("没有用过")),
    ]
    may_revoke = standing == "valid" and request.viewer.may("people.revoke_key")
    context = {"key": found, "pairs": pairs, "may_revoke": may_revoke, "crumbs": _crumbs()}
    return render(request, "settings/key.html", context)


@page("people.revoke_key")
@require_POST
def revoke(request: PageRequest, number: int) -> HttpResponse:
    """Take a key back: the next question with it is turned away."""
    found = _key(number)
    actions.revoke_key(key=found, by=request.viewer, at=request.at)
    messages.success(request, _("“%(name)s”的密钥已撤销，立即生效") % {"name": found.name})
    return redirect("key", number)


def _key(number: int) -> ApiKey:
    found = people.api_keys().filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _crumbs() -> list[tuple[str, str]]:
    return [(_("设置"), "/settings"), (_("接口密钥"), "/settings/keys")]


urlpatterns = [
    path("settings/keys", keys, name="keys"),
    path("settings/keys/new", make, name="make_key"),
    path("settings/keys/<int:number>", key, name="key"),
    path("settings/keys/<int:number>/revoke", revoke, name="revoke_key"),
]
