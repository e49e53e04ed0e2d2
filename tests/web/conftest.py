"""Visitors of every role, and a real browser: Debian's Chromium, driven by pytest-playwright."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from pytest_django.live_server_helper import LiveServer

from beizeng.base.people.actions import adopt_units
from beizeng.base.people.models import User
from beizeng.base.people.queries import roles
from beizeng.plan.actions import open_programme
from beizeng.spec import Shelf
from beizeng.web.navigation import permission_of
from tests.factories import HoldingFactory, UnitFactory
from tests.web.everything import HOUSE, fill, moment
from tests.web.everything import person as account

PASSWORD = "sample-pass-1234"
UNIT_OF = {"township_clerk": "lanyi", "leading_group_office": "fagai"}
NO_UNIT = {"firm", "firm_agent"}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """No failures counted, no address remembered and no language left over from the test before."""
    cache.clear()
    permission_of.cache_clear()
    yield
    cache.clear()
    translation.deactivate()


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


@pytest.fixture
def county(shelf: Shelf, data: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """The county's units and programme, on the demonstration day."""
    (data / "demo.yaml").write_text("day: 2024-09-30\n", encoding="utf-8")
    monkeypatch.delenv("BEIZENG_TODAY", raising=False)
    at = moment("2024-09-01 09:00")
    adopt_units(shelf=shelf, by=HOUSE, at=at)
    open_programme(shelf=shelf, is_sample=True, by=HOUSE, at=at)


@pytest.fixture
def clients(county: None, data: Path) -> dict[str, Client]:
    """Role → a browser signed in with it; the public is not signed in."""
    found = {}
    for role in roles():
        found[role] = Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1"})
        if role != "public":
            found[role].force_login(account(role))
    return found


@pytest.fixture
def samples(clients: dict[str, Client], tmp_path: Path) -> dict[str, object]:
    """One of everything that an address can name: what the arguments of routes are filled in with."""
    return fill(tmp_path)


@pytest.fixture
def site(db: None) -> Iterator[str]:
    """The address of the running site, on the test's own database. Ask for it before ``page``: it must stop last."""
    server = LiveServer("127.0.0.1")
    # stopping waits for the threads that answer, so that none is left with an open socket
    server.thread.httpd.daemon_threads = False
    yield server.url
    server.stop()
