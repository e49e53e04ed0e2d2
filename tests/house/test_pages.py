"""House rules 7, 20: every route names a permission that some role holds; no template is unused."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from beizeng.api.urls import api
from beizeng.base.people.queries import roles
from beizeng.web.urls import urlpatterns
from tests.house.source import PACKAGE, modules, name

TEMPLATES = PACKAGE / "web" / "templates"


def routes(patterns: list[URLPattern | URLResolver] | None = None, before: str = "") -> Iterator[tuple[str, object]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, here)
        else:
            yield here, pattern.callback


def test_every_route_names_a_permission() -> None:
    bare = [route for route, view in routes() if not getattr(view, "permission", None)]
    assert list(routes())
    assert not bare, f'rule 7: guard with @page("room.permission"), or reads(…) in the JSON door: {bare}'


def test_every_operation_of_the_json_door_asks_for_the_permission_that_it_names() -> None:
    paths = api.get_openapi_schema(path_prefix="/api")["paths"]
    named = {path.lstrip("/"): operations["get"]["x-permission"] for path, operations in paths.items()}
    asked = {route.replace("<", "{").replace(">", "}"): getattr(view, "permission", "") for route, view in routes()}
    assert named
    assert named.items() <= asked.items(), f"rule 7: {named.items() - asked.items()}"
    assert all(list(operations) == ["get"] for operations in paths.values()), "the JSON door only reads"


def test_every_named_permission_is_held_by_some_role() -> None:
    held = {permission for role in roles().values() for permission in role.permissions}
    asked = {getattr(view, "permission", "") for _, view in routes()}
    assert not asked - held, f"nobody may open these: {asked - held}"


def test_every_page_is_linked_from_another() -> None:
    pages = {str(one.pattern): one.name for one in urlpatterns if isinstance(one, URLPattern)}
    pages = {route: called for route, called in pages.items() if called and route and "<" not in route}
    links = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    links += "".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "web").glob("*.py"))
    lonely = {
        route
        for route, called in pages.items()
        if not re.search(rf"""url ["']{called}["']|reverse\("{called}"\)|["']/{re.escape(route)}["'#?]""", links)
    }
    assert pages
    assert not lonely, f"rule 20: nobody finds these pages: {lonely}"


def test_no_template_is_unused_or_missing() -> None:
    known = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")}
    sources = [path.read_text(encoding="utf-8") for path in [*modules(), *TEMPLATES.rglob("*.html")]]
    named = {found for text in sources for found in re.findall(r"""["']([a-z_0-9/-]+\.html)["']""", text)}
    by_framework = {"403.html", "404.html", "500.html", "403_csrf.html"}
    assert not known - named - by_framework, f"rule 20: unused: {known - named - by_framework}"
    assert not named - known, f"named but not there: {named - known}"


#: A style, a handler such as onclick= (a template's own ``one=`` is none), a script without a source.
INLINE = re.compile(r"<style|\sstyle=|\son(?!e=)[a-z]+=|<script(?![^>]*\bsrc=)[^>]*>")


def test_templates_hold_no_inline_script_or_style() -> None:
    found = [name(path) for path in TEMPLATES.rglob("*.html") if INLINE.search(path.read_text(encoding="utf-8"))]
    assert not found, f"the content policy refuses these: {found}"


def test_templates_load_nothing_from_another_host() -> None:
    found = [
        name(path)
        for path in TEMPLATES.rglob("*.html")
        if re.search(r"""(src|href|action)=["'](https?:)?//""", path.read_text(encoding="utf-8"))
    ]
    assert not found
