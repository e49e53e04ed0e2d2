"""Settings: units, posts and who holds them, packs. Never the content of a case."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from beizeng.base.people import actions
from beizeng.base.people import queries as people
from beizeng.base.people.queries import Post, User
from beizeng.spec import Shelf, per_shelf
from beizeng.web.access import PageRequest, page
from beizeng.web.lists import Column, Filter, ListPage
from beizeng.web.navigation import allowed

_LEVELS = {
    "province": gettext_lazy("省级"),
    "city": gettext_lazy("市级"),
    "county": gettext_lazy("县级"),
    "township": gettext_lazy("乡镇"),
}


@per_shelf
def _shelf(shelf: Shelf) -> Shelf:
    return shelf


def _unit_options() -> list[tuple[str, str]]:
    return list(people.unit_names().items())


def _role_options() -> list[tuple[str, str]]:
    return [(role.id, role.label) for role in people.roles().values()]


def _place_options() -> list[tuple[str, str]]:
    return [(place, place) for place in _shelf().places()]


def _role_label(post: Post) -> str:
    role = people.roles().get(post.role)
    return role.label if role else post.role


def _in_place(items: list[Any], place: str) -> list[Any]:
    return [item for item in items if item.place == place]


def _about(items: list[Any], text: str) -> list[Any]:
    return [item for item in items if text in item.address or text in item.value.kind]


UNITS = ListPage(
    file_name=gettext_lazy("单位名录"),
    noun=ngettext_lazy("个单位", "个单位"),
    columns=(
        Column("name", gettext_lazy("简称"), lambda unit: unit.name, sort="order"),
        Column("full_name", gettext_lazy("全称"), lambda unit: unit.full_name or _("同简称"), is_extra=True),
        Column("level", gettext_lazy("层级"), lambda unit: _LEVELS.get(unit.level, unit.level), sort="level"),
        Column("aliases", gettext_lazy("文件中的其他写法"), lambda unit: "、".join(unit.aliases) or _("无")),
        Column(
            "posts",
            gettext_lazy("岗位"),
            lambda unit: unit.post_count,
            sort="post_count",
            kind="count",
            link=lambda unit: f"/settings/people?unit={unit.id}",
        ),
        Column("place", gettext_lazy("来自数据包"), lambda unit: unit.place, is_extra=True),
        Column("until", gettext_lazy("撤销于"), lambda unit: unit.until_on or _("仍在"), is_extra=True),
    ),
    filters=(Filter("q", gettext_lazy("名称"), keep=lambda rows, text: rows.filter(name__contains=text)),),
    sort="name",
    page_size=50,
)

POSTS = ListPage(
    file_name=gettext_lazy("岗位与人员"),
    noun=ngettext_lazy("个岗位", "个岗位"),
    columns=(
        Column("title", gettext_lazy("岗位"), lambda post: post.title, link=lambda post: f"/settings/posts/{post.pk}"),
        Column("unit", gettext_lazy("单位"), lambda post: post.unit or _("无单位"), sort="unit__order"),
        Column("role", gettext_lazy("角色"), _role_label, sort="role"),
        Column(
            "holders",
            gettext_lazy("在岗人员"),
            lambda post: "、".join(holding.user.name for holding in post.in_force) or _("空缺"),
        ),
        Column(
            "since",
            gettext_lazy("自"),
            lambda post: max((holding.since_on for holding in post.in_force), default=_("空缺")),
        ),
    ),
    filters=(
        Filter("unit", gettext_lazy("单位"), lambda rows, unit: rows.filter(unit_id=unit), options=_unit_options),
        Filter("role", gettext_lazy("角色"), lambda rows, role: rows.filter(role=role), options=_role_options),
    ),
    sort="unit",
)

PACKS = ListPage(
    file_name=gettext_lazy("数据包"),
    noun=ngettext_lazy("个文件", "个文件"),
    columns=(
        Column("topic", gettext_lazy("主题"), lambda item: item.topic, sort="topic"),
        Column("place", gettext_lazy("地方"), lambda item: item.place),
        Column("room", gettext_lazy("房间"), lambda item: item.room, sort="room"),
        Column("kind", gettext_lazy("种类"), lambda item: item.value.kind, sort="value.kind"),
    ),
    filters=(
        Filter("place", gettext_lazy("地方"), _in_place, options=_place_options),
        Filter("q", gettext_lazy("主题或种类"), _about),
    ),
    page_size=50,
)


class HandOverForm(forms.Form):
    """Who takes a post over."""

    to = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("交给谁"),
        empty_label=gettext_lazy("请选择账号"),
        error_messages={"required": gettext_lazy("请选择接任的账号")},
        help_text=gettext_lazy("名单里没有的，请管理员先开设账号"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people.users().filter(is_active=True)  # type: ignore[attr-defined]


@page("settings.read")
def units(request: PageRequest) -> HttpResponseBase:
    """The units as the packs name them."""
    listing = UNITS.read(request.GET, people.units_with_posts())
    return listing.export() or render(request, "settings/units.html", {"listing": listing, "tabs": tabs(request)})


@page("people.read")
def posts(request: PageRequest) -> HttpResponseBase:
    """The posts and who holds them today."""
    listing = POSTS.read(request.GET, people.posts(on=request.at.date()))
    return listing.export() or render(request, "settings/posts.html", {"listing": listing, "tabs": tabs(request)})


@page("people.read")
def post(request: PageRequest, number: int) -> HttpResponse:
    """One post: who holds and held it, and handing it over."""
    found = people.posts(on=request.at.date()).filter(pk=number).first()
    if found is None:
        raise Http404
    form = HandOverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        taker = form.cleaned_data["to"]
        actions.hand_over(post=found, to=taker, by=request.viewer, at=request.at)
        messages.success(request, _("%(post)s 已交给 %(name)s") % {"post": found.title, "name": taker.name})
        return redirect("settings_post", number)
    context = {
        "post": found,
        "role": _role_label(found),
        "holdings": found.holdings.select_related("user").order_by("-since_on", "-pk"),
        "form": form if request.viewer.may("people.hand_over") else None,
        "crumbs": [(_("设置"), "/settings"), (_("岗位与人员"), "/settings/people")],
    }
    return render(request, "settings/post.html", context, status=422 if form.errors else 200)


@page("settings.read")
def packs(request: PageRequest) -> HttpResponseBase:
    """The pack files that this house runs on, and the digest that names exactly this content."""
    shelf = _shelf()
    listing = PACKS.read(request.GET, shelf.items)
    context = {"listing": listing, "tabs": tabs(request), "digest": shelf.digest}
    return listing.export() or render(request, "settings/packs.html", context)


def tabs(request: PageRequest) -> list[tuple[str, str, bool]]:
    """The settings that the viewer may open, as tabs."""
    every = [
        (_("单位"), "/settings"),
        (_("岗位与人员"), "/settings/people"),
        (_("数据包"), "/settings/packs"),
        (_("接口密钥"), "/settings/keys"),
        (_("运行状况"), "/settings/health"),
    ]
    return [(label, path, path == request.path) for label, path in every if allowed(request.viewer, path)]


urlpatterns = [
    path("settings", units, name="settings"),
    path("settings/people", posts, name="settings_people"),
    path("settings/posts/<int:number>", post, name="settings_post"),
    path("settings/packs", packs, name="settings_packs"),
]
