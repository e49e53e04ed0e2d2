"""Signing in and out, the pause after failures, safe redirects, one's own password."""

import logging

import pytest
from django.test import Client

from beizeng.base.ledger import queries as ledger
from beizeng.base.people.queries import roles
from beizeng.web.guesses import FAILURES
from tests.web.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def sign_in(client: Client, username: str, password: str, **extra: str):
    return client.post("/sign-in", {"username": username, "password": password, **extra})


def test_the_right_password_leads_to_the_first_page_of_the_role(person, client):
    person("auditor")
    response = sign_in(client, "auditor", PASSWORD)
    assert (response.status_code, response["Location"]) == (302, "/ledger")
    assert "台账" in client.get("/ledger").content.decode()


def test_a_wrong_password_says_so_and_keeps_the_name(person, client):
    person("auditor")
    response = sign_in(client, "auditor", "wrong")
    text = response.content.decode()
    assert response.status_code == 422
    assert "账号或密码不对" in text
    assert 'value="auditor"' in text
    assert "wrong" not in text


def test_an_unknown_account_gets_the_same_answer(client):
    assert "账号或密码不对" in sign_in(client, "nobody", "x").content.decode()


def test_an_account_that_is_switched_off_cannot_sign_in(person, client):
    user = person("auditor")
    user.is_active = False
    user.save()
    assert sign_in(client, "auditor", PASSWORD).status_code == 422


def test_nothing_written_names_the_fields(client):
    text = sign_in(client, "", "").content.decode()
    assert "请填写账号" in text
    assert "请填写密码" in text
    assert 'href="#id_username"' in text


def test_after_failures_even_the_right_password_waits(person, client, caplog):
    person("auditor")
    caplog.set_level(logging.DEBUG)
    for _ in range(FAILURES):
        assert "账号或密码不对" in sign_in(client, "auditor", "guess-1234").content.decode()
    assert "已暂停登录" in sign_in(client, "auditor", PASSWORD).content.decode()
    assert "guess-1234" not in caplog.text
    assert PASSWORD not in caplog.text


def test_the_pause_is_for_the_address_that_failed(person, client):
    person("auditor")
    for _ in range(FAILURES):
        sign_in(client, "auditor", "guess")
    other = Client(REMOTE_ADDR="10.1.2.3")
    assert sign_in(other, "auditor", PASSWORD).status_code == 302


def test_signing_in_clears_the_count(person, client):
    person("auditor")
    for _ in range(2):
        for _ in range(FAILURES - 1):
            sign_in(client, "auditor", "guess")
        assert sign_in(client, "auditor", PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/ledger?verb=people.appoint", "/ledger?verb=people.appoint"),
        ("https://elsewhere.example/", "/ledger"),
        ("//elsewhere.example/", "/ledger"),
        ("javascript:alert(1)", "/ledger"),
        ("", "/ledger"),
    ],
)
def test_next_stays_on_this_site(person, client, wanted, goes):
    person("auditor")
    assert sign_in(client, "auditor", PASSWORD, next=wanted)["Location"] == goes


def test_a_closed_page_leads_through_sign_in_and_back(person, client):
    person("auditor")
    response = client.get("/ledger")
    assert response["Location"] == "/sign-in?next=/ledger"
    assert 'name="next" value="/ledger"' in client.get(response["Location"]).content.decode()


def test_a_fragment_asked_for_after_the_session_ended_takes_the_whole_page_along(client):
    address = "http://testserver/ledger?verb=people.appoint"
    response = client.get("/ledger?page=2", headers={"hx-request": "true", "hx-current-url": address})
    assert response.status_code == 200
    assert response["HX-Redirect"] == "/sign-in?next=/ledger%3Fverb%3Dpeople.appoint"


def test_pages_of_a_person_are_kept_by_no_proxy(visit):
    assert visit("auditor").get("/ledger")["Cache-Control"] == "private, no-cache"


def test_signing_out_needs_a_post(visit):
    client = visit("auditor")
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out")["Location"] == "/"
    assert client.get("/ledger").status_code == 302


def test_a_new_password_counts_from_now_on_and_is_in_no_ledger(visit, client):
    mine = visit("auditor")
    words = {"old_password": PASSWORD, "new_password1": "another-pass-99", "new_password2": "another-pass-99"}
    assert mine.post("/password", words)["Location"] == "/password"
    assert "密码已修改" in mine.get("/password").content.decode()
    assert sign_in(client, "auditor", PASSWORD).status_code == 422
    assert sign_in(client, "auditor", "another-pass-99").status_code == 302
    entry = ledger.entries().get(verb="people.change_password")
    assert "another-pass-99" not in str(vars(entry))


@pytest.mark.parametrize(("word", "said"), [("short", "密码太短，至少要 10 个字符"), ("", "这一项必须填写")])
def test_what_django_says_of_a_field_says_what_to_write(visit, word, said):
    words = {"old_password": PASSWORD, "new_password1": word, "new_password2": word}
    text = visit("auditor").post("/password", words).content.decode()
    assert said in text
    assert "This password" not in text


def test_a_weak_password_is_refused_in_chinese(visit):
    words = {"old_password": PASSWORD, "new_password1": "1234567890", "new_password2": "1234567890"}
    response = visit("auditor").post("/password", words)
    assert response.status_code == 422
    assert "密码" in response.context["form"].errors["new_password2"][0]


def test_the_password_page_needs_an_account(client):
    assert client.get("/password")["Location"] == "/sign-in?next=/password"


def test_every_role_lands_on_a_page_that_opens(visit):
    for role in roles():
        client = visit(role)
        response = client.get("/", follow=True)
        assert response.status_code == 200, (role, response.redirect_chain)


def test_the_language_is_chinese_until_chosen_otherwise(client):
    assert '<html lang="zh-hans">' in client.get("/sign-in", headers={"accept-language": "en"}).content.decode()
    client.post("/language", {"language": "en", "next": "/sign-in"})
    response = client.get("/sign-in")
    assert '<html lang="en">' in response.content.decode()
    assert response["Content-Language"] == "en"
