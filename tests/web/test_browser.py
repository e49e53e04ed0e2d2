"""Pages in a real browser: by keyboard alone, on a phone's width, with a silent console, from one host."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.web.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PHONE = {"width": 360, "height": 740}
#: role → the pages it looks at here
PAGES = {
    "public": ["/sign-in", "/no-such-page"],
    "auditor": ["/ledger", "/ledger/1", "/ledger/chain", "/password", "/?public"],
    "county_leader": ["/cockpit", "/cockpit?wall=1", "/unit", "/unit?unit=gongxin"],
    "unit_head": ["/unit"],
    "security_officer": ["/settings", "/settings/people", "/settings/posts/1", "/settings/packs"],
}


@pytest.fixture
def watched(site: str, page: Page):
    """A page on a phone that remembers what its console said and which hosts it asked."""
    said: list[str] = []
    hosts: set[str] = set()
    page.set_viewport_size(PHONE)
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or ""))
    yield page
    # the console repeats the status of a page that is not there, or of a form sent back
    assert [text for text in said if "status of 404" not in text and "status of 422" not in text] == []
    assert hosts <= {"127.0.0.1"}


def by_keyboard(page: Page, site: str, role: str) -> None:
    """Sign in without a mouse: the first field has the focus, Tab leads on, Enter sends."""
    page.goto(f"{site}/sign-in")
    page.keyboard.type(role)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


@pytest.mark.parametrize("role", PAGES)
def test_no_page_scrolls_sideways_on_a_phone(watched, site, person, role):
    if role != "public":
        person(role)
        by_keyboard(watched, site, role)
    for path in PAGES[role]:
        watched.goto(f"{site}{path}")
        watched.wait_for_load_state("networkidle")
        width = watched.evaluate("document.documentElement.scrollWidth")
        assert width == PHONE["width"], f"{path} is {width} wide"


def test_the_keyboard_skips_to_the_content_and_the_focus_is_visible(watched, site, person):
    person("auditor")
    by_keyboard(watched, site, "auditor")
    watched.goto(f"{site}/ledger")
    watched.keyboard.press("Tab")
    assert watched.evaluate("document.activeElement.className") == "skip"
    assert watched.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    watched.keyboard.press("Enter")
    watched.keyboard.press("Tab")
    assert watched.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_filter_refreshes_the_list_and_the_address(watched, site, person):
    person("security_officer")
    by_keyboard(watched, site, "security_officer")
    watched.goto(f"{site}/settings/packs")
    watched.select_option("#filter_place", "national")
    watched.wait_for_url("**place=national**")
    shown = watched.locator("#list").inner_text()
    watched.reload()
    assert watched.locator("#list").inner_text() == shown
    assert watched.locator("h1").count() == 1
    assert watched.locator("#list").count() == 1


def test_errors_in_a_form_take_the_reader_to_the_field(watched, site):
    watched.goto(f"{site}/sign-in")
    watched.click("main button")
    watched.click(".summary a >> nth=0")
    assert watched.evaluate("document.activeElement.id") == "id_username"
