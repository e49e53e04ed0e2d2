"""The table of contents of the site: the web door's pages."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("beizeng.web.urls"))]

handler404 = "beizeng.web.errors.not_found"
handler500 = "beizeng.web.errors.broken"
