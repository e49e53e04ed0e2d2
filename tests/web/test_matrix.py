"""Every route × every role: open to exactly those who hold the route's permission. Generated from routes and packs."""

from collections.abc import Iterator

import pytest
from django.test import Client

from beizeng.base.ledger import queries as ledger
from beizeng.base.people.actions import make_key
from beizeng.base.people.queries import KEY_PERMISSIONS, roles
from tests.web.everything import API, DAY, HOUSE, address_of, moment, routes

pytestmark = pytest.mark.django_db

TOKEN = "a" * 32
#: What the JSON door needs to be asked for besides its path.
QUERIES = {"api/clock/due": "?start=2024-09-30&term=7%20days"}
#: After it nobody is signed in any more.
SIGN_OUT = "sign-out"
#: The account's own page: everybody holds its permission, and who has no account is asked to sign in.
OWN_ACCOUNT = "password"
#: Open only where the plan's text as issued was loaded (tests/plan visits them with an invented one).
NEEDS_THE_PLAN = {
    "screening/plan", "plan/elements/<slug:key>", "plan/elements/<slug:key>/<slug:field>",
    "programme/versions/<int:old>/<int:new>",
}  # fmt: skip


@pytest.fixture
def pages(samples: dict[str, object]) -> list[tuple[str, str, str]]:
    """Every page: its route, an address of it, its permission."""
    return [
        (route, address_of(route, samples), getattr(view, "permission", ""))
        for route, view in routes()
        if not route.startswith(API)
    ]


def _wrong(
    clients: dict[str, Client], pages: list[tuple[str, str, str]], method: str
) -> Iterator[tuple[str, str, int, str]]:
    """Every role and page whose answer is not what the role's permissions say."""
    reached = set()
    for route, address, permission in sorted(pages, key=lambda one: one[0] == SIGN_OUT):
        for role, client in clients.items():
            client.cookies["csrftoken"] = TOKEN
            response = client.generic(method, address, headers={"x-csrftoken": TOKEN})
            response.close()
            is_asked_to_sign_in = response.status_code == 302 and response["Location"].startswith("/sign-in?next=")
            is_refused = response.status_code == 403 or is_asked_to_sign_in
            may = permission in roles()[role].permissions or permission in roles()["public"].permissions
            if response.status_code == 405:  # no such method, for nobody
                reached.add(route)
            elif role == "public" and route == OWN_ACCOUNT:
                if not is_asked_to_sign_in:
                    yield route, role, response.status_code, permission
            elif is_refused == may or (is_asked_to_sign_in and role != "public"):
                yield route, role, response.status_code, permission
            if not is_refused and response.status_code < 500 and response.status_code != 404:
                reached.add(route)
    stale = {route for route, _, _ in pages} - reached - NEEDS_THE_PLAN
    assert not stale, f"nobody finds what is there: mend the samples of these in tests/web/everything.py: {stale}"


@pytest.mark.slow
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_route_is_open_to_exactly_the_roles_that_hold_its_permission(clients, pages, method):
    assert len(pages) > 40
    wrong = list(_wrong(clients, pages, method))
    assert not wrong, "\n".join(f"{route}: {role} got {status} ({need})" for route, role, status, need in wrong)


def test_a_form_without_its_token_does_nothing(clients, pages):
    before = ledger.head()
    for route, address, _ in pages:
        response = clients["leading_group_office"].post(address)
        assert response.status_code == 403, route
        assert "表单已过期" in response.content.decode(), route
    assert ledger.head() == before


def test_the_json_door_is_open_to_exactly_the_keys_that_were_given_its_permission(samples):
    at = moment("2024-09-30 09:00")
    keys = {
        permission: make_key(name=permission, permissions=[permission], until_on=DAY, by=HOUSE, at=at).secret
        for permission in KEY_PERMISSIONS
    }
    public = roles()["public"].permissions
    wrong, seen = [], 0
    for route, view in routes():
        if not route.startswith(API):
            continue
        address, need = address_of(route, samples) + QUERIES.get(route, ""), view.permission
        seen += 1
        for given, secret in {"": "", **keys}.items():
            headers = {"host": "127.0.0.1", **({"authorization": f"Bearer {secret}"} if secret else {})}
            status = Client(headers=headers).get(address).status_code
            refused = 403 if secret else 401
            if (status == refused) == (need == given or need in public) or status in {401, 403} - {refused}:
                wrong.append(f"{route}: a key with '{given}' got {status} ({need})")
    assert seen > 10
    assert not wrong, "\n".join(wrong)
