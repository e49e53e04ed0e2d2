"""The table of contents of the pages: one module per room brings its own ``urlpatterns``."""

import importlib
import pkgutil

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
for _found in pkgutil.iter_modules(importlib.import_module("beizeng.web").__path__):
    _module = importlib.import_module(f"beizeng.web.{_found.name}")
    if _found.name != "urls":
        urlpatterns += getattr(_module, "urlpatterns", [])
