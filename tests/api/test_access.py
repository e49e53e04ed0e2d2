"""Who reads what: scopes, end days, revocation, limits; errors in four words, and nothing of the inside."""

import datetime

import pytest
from django.test import Client

from beizeng.base.ledger import queries as ledger
from beizeng.base.people import actions, queries
from beizeng.base.people.models import ApiKey, ApiUse
from tests.api.conftest import AT, BY, DAY, FIRM, GRADUATE, SHOP, ask, make_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county"), pytest.mark.thorough]

NEED_A_KEY = ("/indicators", "/cases", f"/register/entities/{SHOP}", f"/rules/entities/{SHOP}/verdicts")
OPEN = ("/programme", "/measures", "/measures/1", "/clock/due?start=2022-03-10&term=7日", "/openapi.json")


def test_without_a_key_it_says_where_to_get_one():
    for path in NEED_A_KEY:
        response = ask(path)
        assert response.status_code == 401, path
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert set(response.json()["error"]) == {"what", "where", "why", "write"}
        assert "密钥" in response.json()["error"]["why"]


def test_what_is_public_needs_no_key():
    for path in OPEN:
        assert ask(path).status_code == 200, path


def test_a_key_reads_only_what_it_was_given():
    every, plain = make_key().secret, make_key("plan.read").secret
    for path in NEED_A_KEY:
        assert ask(path, plain).status_code == 403, path
        assert ask(path, every).status_code == 200, path


def test_a_session_opens_nothing_here(django_user_model):
    actions.open_account(username="head", name="示例", password="x", by=BY, at=AT)
    user = queries.user_named("head")
    actions.appoint(user=user, unit_id="fagai", title="示例岗", role="leading_group_office", since_on=DAY, by=BY, at=AT)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    assert client.get("/api/cases").status_code == 401


def test_a_townships_key_sees_only_its_township():
    secret = make_key(unit_ids=["lanyi"]).secret
    assert ask(f"/register/entities/{SHOP}", secret).status_code == 200
    assert ask(f"/rules/entities/{SHOP}/verdicts", secret).status_code == 200
    for path in (f"/register/entities/{GRADUATE}", f"/rules/entities/{GRADUATE}/verdicts"):
        hidden, absent = ask(path, secret), ask(path.replace(GRADUATE, "9" * 18), secret)
        assert hidden.status_code == absent.status_code == 404
        assert hidden.json()["error"]["why"] == absent.json()["error"]["why"]
        assert "示例网店" not in hidden.content.decode()
    body = ask("/cases", secret).json()
    assert body["count"] == 1
    assert {row["lead_unit"]["id"] for row in body["cases"]} == {"lanyi"}
    assert ask("/cases", secret, unit="sanjing").json()["count"] == 0


def test_a_firms_key_sees_only_its_own():
    secret = make_key("register.read", "rules.read", "cases.read", entity_codes=[FIRM]).secret
    assert ask(f"/register/entities/{FIRM}", secret).status_code == 200
    assert ask(f"/rules/entities/{FIRM}/verdicts", secret).json()["name"] == "示例米业有限公司"
    assert ask(f"/register/entities/{SHOP}", secret).status_code == 404
    assert ask(f"/rules/entities/{SHOP}/verdicts", secret).status_code == 404
    assert ask("/cases", secret).json()["count"] == 0


def test_a_key_holds_to_the_end_of_its_last_day(monkeypatch):
    key = make_key()
    assert ask("/cases", key.secret).status_code == 200
    ApiKey.objects.filter(pk=key.key.pk).update(until_on=DAY - datetime.timedelta(days=1))
    response = ask("/cases", key.secret)
    assert response.status_code == 401
    assert "到期" in response.json()["error"]["why"]


def test_a_revoked_key_is_dead_with_the_next_question():
    key = make_key()
    assert ask("/programme", key.secret).status_code == 200
    actions.revoke_key(key=key.key, by=BY, at=AT)
    for path in ("/cases", "/programme"):
        response = ask(path, key.secret)
        assert response.status_code == 401
        assert "撤销" in response.json()["error"]["why"]
    verbs = ledger.entries().filter(subject=f"key:{key.key.pk}").values_list("verb", flat=True)
    assert set(verbs) == {"people.make_key", "people.revoke_key"}


def test_too_many_questions_are_told_when_to_come_back(settings):
    settings.API_KEY_PER_MINUTE = 2
    key, other = make_key(), make_key()
    codes = [ask("/programme", key.secret).status_code for _ in range(3)]
    assert codes in ([200, 200, 429], [200, 200, 200])  # the minute may turn in between
    if codes[-1] == 429:
        response = ask("/programme", key.secret)
        assert 1 <= int(response.headers["Retry-After"]) <= 60
        assert response.json()["error"]["where"] == "每分钟次数"
    assert ask("/programme", other.secret).status_code == 200
    assert ask("/programme").status_code == 200


def test_an_offices_keys_do_not_share_the_limit_of_its_address(settings):
    settings.API_ADDRESS_PER_MINUTE = 0
    assert ask("/programme").status_code == 429
    assert ask("/programme", make_key().secret).status_code == 200
    assert ask("/programme", "bz_guessed").status_code == 429
    assert ask("/health").status_code == 503  # no ticker here; monitors are never limited


def test_use_is_counted_per_key_and_day_and_names_no_address():
    key = make_key()
    for _ in range(3):
        ask("/programme", key.secret)
    ask("/programme")
    assert queries.key_uses() == {key.key.pk: (3, DAY)}
    callers = set(ApiUse.objects.values_list("caller", flat=True))
    assert f"key:{key.key.pk}" in callers
    assert not [caller for caller in callers if "127.0.0.1" in caller]


ERRORS = (
    ("/clock/due?start=2022-03-10&term=soon", 422, "期限"),
    ("/clock/due?start=2022-03-10", 422, "term"),
    ("/clock/due?start=2022-03-10&term=7日&pauze=x", 400, "query"),
    ("/indicators?day=2024-13-01", 422, "day"),
    ("/indicators?day=2024-10-01", 422, "day"),
    ("/indicators?day=1700000000", 422, "day"),
    ("/indicators/no-such", 404, "indicator_id"),
    ("/measures/0", 422, "number"),
    ("/cases?limit=0", 422, "limit"),
    ("/register/entities/x", 422, "code"),
    ("/no/such/address", 404, "path"),
)


def test_errors_say_what_where_why_and_what_to_write():
    secret = make_key().secret
    for path, status, where in ERRORS:
        response = ask(path, secret)
        error = response.json()["error"]
        assert (response.status_code, error["where"]) == (status, where), path
        assert error["why"]
        assert error["write"]


def test_nothing_is_written_here():
    response = Client(headers={"host": "127.0.0.1"}).post("/api/programme")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET"
    assert response.json()["error"]["what"] == "POST"


def test_a_fault_of_ours_shows_nothing_of_the_inside(monkeypatch):
    def breaks(**_: object) -> None:
        raise RuntimeError("table on fire")

    monkeypatch.setattr("beizeng.api.plan.queries.programme", breaks)
    response = ask("/programme")
    assert response.status_code == 500
    assert "fire" not in response.content.decode()
    assert "Traceback" not in response.content.decode()
    assert response.json()["error"]["write"]
