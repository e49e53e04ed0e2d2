"""Visitors of every role, and a real browser: Debian's Chromium, driven by pytest-playwright."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from beizeng.base.people.models import User
from beizeng.web.navigation import permission_of
from tests.factories import HoldingFactory, UnitFactory

PASSWORD = "sample-pass-1234"
UNIT_OF = {"township_clerk": "lanyi", "leading_group_office": "fagai"}
NO_UNIT = {"firm", "firm_agent"}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """No failures counted and no address remembered from the test before; whitenoise finds its folder."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    cache.clear()
    permission_of.cache_clear()
    yield
    cache.clear()


@pytest.fixture
def person(db: None) -> Callable[[str], User]:
    """An account that holds a post of the role, in a unit where the role has one."""

    def make(role: str) -> User:
        unit = None if role in NO_UNIT else UnitFactory(id=UNIT_OF.get(role, "gongxin"))
        user: User = HoldingFactory(post__role=role, post__unit=unit, user__username=role).user
        user.set_password(PASSWORD)
        user.save()
        return user

    return make


@pytest.fixture
def visit(person: Callable[[str], User]) -> Callable[[str], Client]:
    """A client signed in with a role; ``public`` is not signed in."""

    def make(role: str) -> Client:
        client = Client(headers={"host": "127.0.0.1"})
        if role != "public":
            client.force_login(person(role))
        return client

    return make


@pytest.fixture(scope="session")
def base_url() -> None:
    """No site for the whole session: each test has its own (``site``). The plugin's own fixture warns of itself."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium from the system's packages; without its sandbox where we are root."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    path = os.environ.get("BEIZENG_CHROMIUM", "/usr/bin/chromium")
    return {**browser_type_launch_args, "executable_path": path, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """The browser of an office: Chinese, in Shanghai."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture
def site(db: None) -> Iterator[str]:
    """The address of the running site, on the test's own database. Ask for it before ``page``: it must stop last."""
    server = LiveServer("127.0.0.1")
    # stopping waits for the threads that answer, so that none is left with an open socket
    server.thread.httpd.daemon_threads = False
    yield server.url
    server.stop()
