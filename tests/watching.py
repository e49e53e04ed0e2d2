"""A browser page under watch: what its console says, which hosts it asks, whether it scrolls sideways."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Page

#: The console repeats the status of a page that is not there or closed, or of a form sent back.
SPOKEN_FOR = ("status of 403", "status of 404", "status of 422")


@contextmanager
def watching(page: Page) -> Iterator[None]:
    """Watch the page; at the end its console must have been silent, and no other host asked."""
    said: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or ""))
    yield
    assert [text for text in said if not any(status in text for status in SPOKEN_FOR)] == []
    assert hosts <= {"127.0.0.1"}


def width_of(page: Page) -> int:
    """How wide the document is; wider than the window means that it scrolls sideways."""
    page.wait_for_load_state("networkidle")
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width
