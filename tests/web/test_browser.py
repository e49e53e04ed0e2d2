"""Pages in a real browser: by keyboard alone, on a phone's width, with a silent console, from one host."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from beizeng.base.people.actor import Actor
from beizeng.base.people.queries import roles
from beizeng.web.navigation import navigation
from tests.watching import watching, width_of
from tests.web.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PHONE = {"width": 360, "height": 740}
#: role → the pages it looks at here, besides those of its navigation
PAGES = {
    "public": ["/", "/sign-in", "/no-such-page"],
    "unit_clerk": [],
    "unit_head": ["/password"],
    "county_leader": ["/cockpit?wall=1", "/unit?unit=gongxin", "/?public"],
    "auditor": ["/ledger/1", "/ledger/chain"],
    "security_officer": ["/settings/people", "/settings/posts/1", "/settings/packs"],
}


@pytest.fixture
def watched(site: str, page: Page):
    """A page on a phone that remembers what its console said and which hosts it asked."""
    page.set_viewport_size(PHONE)
    with watching(page):
        yield page


def signed_in(page: Page, site: str, client: Client) -> None:
    """Bring the session of a test client into the browser."""
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])


@pytest.mark.parametrize("role", PAGES)
def test_no_page_scrolls_sideways_on_a_phone(watched, site, county, visit, role):
    if role != "public":
        signed_in(watched, site, visit(role))
    viewer = Actor("user:1", "示例", "", frozenset({role}), roles()[role].permissions)
    for path in [*PAGES[role], *(item.path for item in navigation(viewer, "/"))]:
        watched.goto(f"{site}{path}")
        width = width_of(watched)
        assert width == PHONE["width"], f"{path} is {width} wide"


def test_signing_in_needs_no_mouse(watched, site, person):
    person("auditor")
    watched.goto(f"{site}/sign-in")
    expect(watched.locator("#id_username")).to_be_focused()
    watched.keyboard.type("auditor")
    watched.keyboard.press("Tab")
    watched.keyboard.type(PASSWORD)
    watched.keyboard.press("Enter")
    expect(watched.locator("h1")).to_have_text("台账")


def test_the_keyboard_skips_to_the_content_and_the_focus_is_visible(watched, site, visit):
    signed_in(watched, site, visit("auditor"))
    watched.goto(f"{site}/ledger")
    watched.keyboard.press("Tab")
    assert watched.evaluate("document.activeElement.className") == "skip"
    assert watched.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    watched.keyboard.press("Enter")
    watched.wait_for_url("**/ledger#main")  # a jump within the page takes its moment, too
    watched.keyboard.press("Tab")
    assert watched.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_filter_refreshes_the_list_and_the_address(watched, site, visit):
    signed_in(watched, site, visit("security_officer"))
    watched.goto(f"{site}/settings/packs")
    watched.select_option("#filter_place", "national")
    watched.wait_for_url("**place=national**")
    shown = watched.locator("#list").inner_text()
    watched.reload()
    assert watched.locator("#list").inner_text() == shown
    assert watched.locator("h1").count() == 1
    assert watched.locator("#list").count() == 1


@pytest.mark.parametrize("path", ["/cockpit", "/cockpit?wall=1"])
def test_the_projects_of_the_cockpit_stay_when_their_lights_come(watched, site, county, visit, path):
    signed_in(watched, site, visit("county_leader"))
    with watched.expect_response("**/cockpit/projects"):
        watched.goto(f"{site}{path}")
    expect(watched.locator("ul.cards[hx-get]")).to_have_count(0)
    expect(watched.locator("ul.cards > li")).to_have_count(8)


def test_errors_in_a_form_take_the_reader_to_the_field(watched, site):
    watched.goto(f"{site}/sign-in")
    watched.click("main button")
    watched.click(".summary a >> nth=0")
    assert watched.evaluate("document.activeElement.id") == "id_username"


def test_filters_and_forms_work_without_javascript(site, browser, visit, browser_context_args):
    context = browser.new_context(**browser_context_args, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    signed_in(page, site, visit("security_officer"))
    page.goto(f"{site}/settings/packs")
    page.select_option("#filter_place", "national")
    page.click(".filters button")
    assert "place=national" in page.url
    page.goto(f"{site}/ledger")
    page.click("text=逐条核对")
    expect(page.locator(".light")).to_contain_text("逐条核对无误")
    context.close()
