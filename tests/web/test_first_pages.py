"""Each role signs in and lands on its own first page, which opens, says what it is and leaves nothing undefined."""

import re

import pytest
from django.test import Client

from beizeng.base.people.queries import roles
from tests.factories import MandateFactory
from tests.web.conftest import NO_UNIT, PASSWORD

pytestmark = pytest.mark.django_db

SIGNED_IN = sorted(set(roles()) - {"public"})


def heading(text: str) -> str:
    found = re.findall(r"<h1>(.*?)</h1>", text, flags=re.DOTALL)
    assert len(found) == 1
    return str(found[0]).strip()


def sign_in(role: str) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    answer = client.post("/sign-in", {"username": role, "password": PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"] == roles()[role].first_page
    return client


@pytest.mark.parametrize("role", SIGNED_IN)
def test_a_role_lands_on_its_first_page(county, person, role):
    user = person(role)
    if role in NO_UNIT:
        MandateFactory(user=user, is_agent=role == "firm_agent", until_on="2025-12-31")
    answer = sign_in(role).get(roles()[role].first_page)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert heading(text)
    assert "UNDEFINED" not in text
    assert f'href="{roles()[role].first_page}" aria-current="page"' in text


def test_the_public_needs_no_account(county, client):
    text = client.get(roles()["public"].first_page).content.decode()
    assert heading(text) == "岢岚县市场主体倍增工程实施方案"
    assert "UNDEFINED" not in text
    links = set(re.findall(r'<a [^>]*href="(/[^"#]*)', text))
    assert {"/programme", "/clock", "/sign-in"} <= links
    for link in links:
        assert client.get(link).status_code == 200, link
