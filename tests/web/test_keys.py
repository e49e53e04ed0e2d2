"""Settings: keys of other programs made, shown once and revoked; the health of the house."""

import re

import pytest

from beizeng.base.clock.now import now
from beizeng.base.jobs.heartbeat import beat
from beizeng.base.people import queries as people
from beizeng.base.people.models import ApiKey

pytestmark = pytest.mark.django_db

GIVEN = {"name": "示例程序", "permissions": ["plan.read", "cases.read"], "until_on": "2024-12-31"}


def test_a_key_is_made_shown_once_and_revoked(county, visit):
    client = visit("administrator")
    made = client.post("/settings/keys/new", GIVEN)
    assert made.status_code == 200
    assert "no-store" in made.headers["Cache-Control"]
    secret = re.search(r"bz_[A-Za-z0-9_-]{43}", made.content.decode())[0]
    key = people.key_of(secret)
    for path in ("/settings/keys", f"/settings/keys/{key.pk}", "/settings/keys?format=csv"):
        text = client.get(path).content.decode()
        assert "示例程序" in text
        assert secret not in text
    assert client.get(f"/settings/keys/{key.pk}/revoke").status_code == 405
    assert client.post(f"/settings/keys/{key.pk}/revoke").status_code == 302
    assert ApiKey.objects.get().revoked_at
    assert "已撤销" in client.get(f"/settings/keys/{key.pk}").content.decode()


def test_a_form_that_was_sent_twice_makes_one_key(county, visit):
    client = visit("administrator")
    client.post("/settings/keys/new", GIVEN)
    again = client.post("/settings/keys/new", GIVEN)
    assert again.status_code == 422
    assert "已有有效的密钥" in again.content.decode()
    assert ApiKey.objects.count() == 1


def test_a_key_without_an_end_is_not_made(county, visit):
    response = visit("administrator").post("/settings/keys/new", GIVEN | {"until_on": ""})
    assert response.status_code == 422
    assert not ApiKey.objects.exists()


def test_the_scope_is_what_was_chosen(county, visit):
    visit("administrator").post("/settings/keys/new", GIVEN | {"units": ["lanyi", "sanjing"]})
    assert {unit.id for unit in ApiKey.objects.get().units.all()} == {"lanyi", "sanjing"}


def test_keys_are_for_those_who_keep_the_house(county, visit):
    for role, status in (("public", 302), ("unit_clerk", 403), ("leading_group_office", 403)):
        assert visit(role).get("/settings/keys").status_code == status, role
    officer = visit("security_officer")
    assert officer.get("/settings/keys").status_code == 200
    assert officer.get("/settings/keys/new").status_code == 403
    assert officer.get("/settings/keys/99").status_code == 404


def test_the_health_page_says_which_part_does_not_stand(county, data, visit):
    client = visit("administrator")
    assert "还没有走过" in client.get("/settings/health").content.decode()
    (data / "demo.yaml").unlink()
    beat(data, "ticker", at=now(data))
    assert "各部分正常" in client.get("/settings/health").content.decode()
