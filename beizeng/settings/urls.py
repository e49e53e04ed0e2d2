"""The table of contents of the site: the web door's pages, and the JSON door below ``/api/``."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("beizeng.api.urls")),
    path("", include("beizeng.web.urls")),
]

handler404 = "beizeng.web.errors.not_found"
handler500 = "beizeng.web.errors.broken"
