"""axe-core over the pages of every role, wide and on a phone: no serious or critical violation."""

from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from beizeng.base.people.actor import Actor
from beizeng.base.people.queries import roles
from beizeng.web.navigation import navigation
from tests.web.everything import INDICATOR, OURS, address_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db,
    # axe is a script of the test's own, which the content policy of the pages rightly refuses
    pytest.mark.browser_context_args(bypass_csp=True),
]

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RUN = """axe.run({resultTypes: ["violations"]}).then(found => found.violations
  .filter(one => ["serious", "critical"].includes(one.impact))
  .map(one => `${one.id} (${one.impact}): ${one.nodes[0].target} ${one.nodes[0].failureSummary}`))"""
SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
#: Pages besides those of the navigation: role → addresses.
ONE_OF_EACH = {
    "public": ["/", "/sign-in", "/no-such-page", "/measures/13", "/clock?start=2024-09-30&term=7%20days"],
    "firm": [f"/entities/{OURS}", f"/entities/{OURS}/policies"],
    "unit_head": ["cases/<int:case_id>", "screening/<int:document_id>", "/screening/new", "/password"],
    "unit_clerk": ["/feeds/new", "feeds/<int:feed_id>", "/ledger"],
    "leading_group_office": [
        f"/indicators/{INDICATOR}", "/measures/13", "/cockpit?wall=1", "reports/<int:report_id>",
        "reports/<int:report_id>/figures/<int:number>", "cases/<int:case_id>/<slug:action_id>",
        "cases/<int:case_id>/reassign", "/policies/personal_startup_loan", f"/indicators/{INDICATOR}/report",
        "programme/projects/<int:number>/lead",
    ],
    "auditor": ["/ledger/1", "/ledger/chain"],
    "administrator": ["/settings/people", "/settings/packs", "settings/posts/<int:number>"],
}  # fmt: skip


def pages(role: str, samples: dict[str, object]) -> list[str]:
    viewer = Actor("user:1", "示例", "", frozenset({role}), roles()[role].permissions | roles()["public"].permissions)
    more = [one if one.startswith("/") else address_of(one, samples) for one in ONE_OF_EACH.get(role, [])]
    return [item.path for item in navigation(viewer, "/")] + more


def violations(page: Page, site: str, addresses: list[str]) -> Iterator[str]:
    for address in addresses:
        page.goto(f"{site}{address}")
        page.evaluate(AXE)
        found: list[Any] = page.evaluate(RUN)
        yield from (f"{address}: {one}" for one in found)


def enter(page: Page, site: str, client: Client) -> None:
    """Bring the session of a test client into the browser; whoever has none is the public."""
    page.context.clear_cookies()
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie is not None:
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": site}])


@pytest.mark.parametrize("size", SIZES)
def test_no_page_of_any_role_has_a_serious_violation(site, page, clients, samples, size):
    page.set_viewport_size(SIZES[size])
    found, seen = [], set()
    for role, client in reversed(clients.items()):
        enter(page, site, client)
        # a phone's page is the wide one folded: once is enough, for whoever may do most there
        addresses = [one for one in pages(role, samples) if size == "wide" or one not in seen]
        found += [f"{role}: {one}" for one in violations(page, site, addresses)]
        seen.update(addresses)
    assert not found, "\n".join(found)
