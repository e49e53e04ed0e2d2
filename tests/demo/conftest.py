"""One sample county for all tests that need a whole one; each test works in a copy of its own."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.demo import site
from tests.demo.serving import PATIENCE_SECONDS, Served, serving
from tests.watching import watching


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample county, undisturbed: made once, whichever worker comes first. Read only."""
    root = tmp_path_factory.getbasetemp()
    shared = root.parent if root.name.startswith("popen-") else root
    data = shared / "county"
    with (shared / "county.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "county.made").exists():
            shutil.rmtree(data, ignore_errors=True)
            site.make(data)
            (shared / "county.made").touch()
    return data


@pytest.fixture
def copy_of_county(county: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return shutil.copytree(county, tmp_path / "county")


@pytest.fixture
def served(copy_of_county: Path) -> Iterator[Served]:
    """A copy of the sample county, served by the real command."""
    with serving(copy_of_county) as found:
        yield found


@pytest.fixture
def signed_in(
    served: Served, browser: Browser, browser_context_args: dict[str, Any]
) -> Iterator[Callable[[str, ViewportSize], Page]]:
    """Opens a browser of a demonstration account's own, signed in and watched."""
    with ExitStack() as stack:

        def enter(username: str, viewport: ViewportSize) -> Page:
            context = browser.new_context(**(browser_context_args | {"viewport": viewport}))
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(PATIENCE_SECONDS * 1000)
            stack.enter_context(watching(page))
            page.goto(f"{served.address}/sign-in")
            page.get_by_label("账号").fill(username)
            page.get_by_label("密码").fill(served.password(username))
            page.locator("main").get_by_role("button", name="登录").click()
            page.wait_for_url(lambda address: "/sign-in" not in address)
            return page

        yield enter
