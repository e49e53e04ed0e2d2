"""Ten figures of the briefing followed to their records in a real browser, each by three clicks at most."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from beizeng.reports import actions
from tests.reports.conftest import AT, BY, DAY, visit
from tests.watching import watching, width_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def site(db: None) -> Iterator[str]:
    """The address of the running site. Ask for it before ``page``: it must stop last."""
    server = LiveServer("127.0.0.1")
    server.thread.httpd.daemon_threads = False
    yield server.url
    server.stop()


def signed_in(page: Page, site: str, client: Client) -> None:
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])


def test_ten_figures_reach_their_records(county: Path, site: str, page: Page) -> None:
    report = actions.draft(day=DAY, by=BY, at=AT)
    signed_in(page, site, visit())
    with watching(page):
        page.goto(f"{site}/reports/{report.pk}")
        figures = page.locator("main a[href*='/figures/']")
        places = range(0, figures.count(), figures.count() // 10)[:10]
        assert len(places) == 10
        for place in places:
            page.goto(f"{site}/reports/{report.pk}")
            said = figures.nth(place).inner_text()
            figures.nth(place).click()
            expect(page.get_by_text("与记录清单相符")).to_be_visible()
            expect(page.locator("dd b")).to_contain_text(said.rstrip("户家项条件处个%"))
            record = page.locator("#list tbody a").first
            if record.count():
                name = record.inner_text()
                record.click()
                expect(page.locator("main")).to_contain_text(name)


def test_the_briefing_fits_a_phone(county: Path, site: str, page: Page) -> None:
    report = actions.draft(day=DAY, by=BY, at=AT)
    signed_in(page, site, visit())
    page.set_viewport_size({"width": 360, "height": 740})
    with watching(page):
        for address in ("/reports", f"/reports/{report.pk}", f"/reports/{report.pk}/figures/1"):
            page.goto(f"{site}{address}")
            assert width_of(page) <= 360, address
