"""The main navigation: which pages there are, shown to whom. The permission is the page's own, never repeated here."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beizeng.base.people.actor import Actor
from beizeng.base.people.queries import roles

#: In the order of the working day; who may not open a page does not see it.
PAGES: tuple[tuple[str, Promise], ...] = (
    ("/me", _("我能享受的")),
    ("/today", _("我的待办")),
    ("/unit", _("本单位")),
    ("/cockpit", _("全县一览")),
    ("/programme", _("方案")),
    ("/indicators", _("指标")),
    ("/cases", _("事项")),
    ("/hotline", _("企业诉求")),
    ("/entities", _("经营主体")),
    ("/feeds", _("数据批次")),
    ("/policies", _("政策")),
    ("/benefits", _("免申即享")),
    ("/screening", _("公平竞争审查")),
    ("/reports", _("简报")),
    ("/clock", _("期限计算")),
    ("/ledger", _("台账")),
    ("/settings", _("设置")),
)


#: Pages that belong to another's entry though they do not lie below it.
_ALSO = {"/programme": ("/plan", "/measures"), "/policies": ("/ladders",)}


@dataclass(frozen=True)
class Item:
    """One entry of the navigation."""

    path: str
    label: Promise
    is_current: bool


def navigation(viewer: Actor, path: str) -> list[Item]:
    """The pages that the viewer may open; the one at or above ``path`` is current."""
    return [
        Item(page, _label(viewer, page, label), any(_is_at(path, one) for one in (page, *_ALSO.get(page, ()))))
        for page, label in PAGES
        if allowed(viewer, page)
    ]


def _is_at(path: str, page: str) -> bool:
    return path == page or path.startswith(f"{page}/")


def _label(viewer: Actor, page: str, label: Promise) -> Promise:
    """The label; whoever sees all units has none of their own there."""
    return _("各单位") if page == "/unit" and viewer.reach("unit.read") == "all" else label


def first_page(viewer: Actor) -> str:
    """The first page of the viewer's role; of several roles the later in the packs' list, which reaches further.

    Falls back to ``/`` where the page is not there, or not for this viewer.
    """
    for role in reversed(roles().values()):
        if role.id in viewer.roles:
            return role.first_page if allowed(viewer, role.first_page) else "/"
    return "/"


def allowed(viewer: Actor, path: str) -> bool:
    """Whether there is a page at ``path`` and the viewer may open it."""
    permission = permission_of(path)
    return permission is not None and viewer.may(permission)


@lru_cache(maxsize=64)
def permission_of(path: str) -> str | None:
    """The permission that guards the page at ``path``; None: there is no such page."""
    try:
        return getattr(resolve(path).func, "permission", None)
    except Resolver404:
        return None
