"""Settings: whether the house stands. The same look as `/api/health` gives monitors."""

import importlib.metadata

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from beizeng.base.clock.now import utc_now
from beizeng.register.health import health as look
from beizeng.web.access import PageRequest, page
from beizeng.web.settings import tabs

PARTS: dict[str, Promise] = {
    "database": gettext_lazy("数据库"),
    "facts": gettext_lazy("事实库"),
    "ticker": gettext_lazy("定时器"),
}


@page("settings.read")
def health(request: PageRequest) -> HttpResponse:
    """The parts of the house, each with what was seen just now."""
    found = look(at=utc_now())
    context = {
        "health": found,
        "checks": [(PARTS[check.part], check) for check in found.checks],
        "version": importlib.metadata.version("beizeng"),
        "tabs": tabs(request),
    }
    return render(request, "settings/health.html", context)


urlpatterns = [path("settings/health", health, name="health")]
