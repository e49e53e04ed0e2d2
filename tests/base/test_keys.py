"""Keys of other programs: what they may be given, what is kept of them, how their use is counted."""

import datetime

import pytest

from beizeng.base.clock.now import SHANGHAI, local_day
from beizeng.base.ledger import queries as ledger
from beizeng.base.ledger.actions import Refused
from beizeng.base.people import actions, queries
from beizeng.base.people.actor import house
from beizeng.base.people.models import ApiKey, ApiUse
from tests.factories import ApiKeyFactory, ApiUseFactory, UnitFactory

pytestmark = pytest.mark.django_db

DAY = datetime.date(2024, 9, 30)
AT = datetime.datetime(2024, 9, 30, 9, tzinfo=SHANGHAI)
FIRM = "91140929MA0KTEA130"
USUAL = {"name": "示例", "permissions": ["plan.read"], "until_on": DAY, "by": house("test"), "at": AT}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"permissions": ["cases.act"]}, "cases.act"),
        ({"permissions": []}, "权限"),
        ({"until_on": DAY - datetime.timedelta(days=1)}, "有效期"),
        ({"until_on": DAY + datetime.timedelta(days=400)}, "有效期"),
        ({"unit_ids": ["nowhere"]}, "nowhere"),
        ({"unit_ids": ["town"], "entity_codes": [FIRM]}, "范围"),
    ],
)
def test_a_key_that_reaches_too_far_is_refused(wrong, said):
    with pytest.raises(Refused, match=said):
        actions.make_key(**USUAL | wrong)


def test_addresses_are_forgotten_the_day_after():
    actions.count_use(caller="address:old", at=AT)
    actions.count_use(caller="key:1", at=AT)
    next_day = AT + datetime.timedelta(days=1)
    assert actions.count_use(caller="address:new", at=next_day) == 1
    assert set(ApiUse.objects.values_list("caller", "day")) == {
        ("key:1", DAY), ("address:new", local_day(next_day)),
    }  # fmt: skip


def test_the_minute_begins_anew():
    assert [actions.count_use(caller="key:1", at=AT) for _ in range(3)] == [1, 2, 3]
    assert actions.count_use(caller="key:1", at=AT + datetime.timedelta(minutes=1)) == 1
    assert ApiUse.objects.get().count == 4


def test_of_the_secret_only_the_hash_is_kept():
    key = actions.make_key(**USUAL)
    kept = str(ApiKey.objects.values().get()) + str(list(ledger.entries().values()))
    assert key.secret not in kept
    assert key.secret[11:] not in kept
    assert key.key.digest == queries.digest_of(key.secret)


def test_a_name_in_use_is_refused_until_its_key_is_revoked():
    made = actions.make_key(**USUAL)
    with pytest.raises(Refused, match="已有有效"):
        actions.make_key(**USUAL)
    actions.revoke_key(key=made.key, by=house("test"), at=AT)
    assert actions.make_key(**USUAL).secret != made.secret


def test_a_key_is_an_actor_with_its_scope():
    UnitFactory(id="town")
    UnitFactory(id="towns", kind="collective", members=["town"])
    made = actions.make_key(**USUAL | {"permissions": ["cases.read", "register.read"], "unit_ids": ["town"]})
    actor = queries.actor_of_key(queries.key_of(made.secret))
    assert actor.id == f"key:{made.key.pk}"
    assert actor.unit_ids == {"town", "towns"}
    assert actor.reach("cases.read") == "unit"
    assert actor.reach("plan.read") == "all"
    assert not actor.may("rules.read")
    firm = actions.make_key(**USUAL | {"name": "另一个", "permissions": ["register.read"], "entity_codes": [FIRM]})
    assert queries.actor_of_key(firm.key).entity_codes == {FIRM}


def test_a_key_stands_to_the_end_of_its_last_day():
    key = ApiKeyFactory(until_on=DAY)
    assert queries.standing(key, on=DAY) == "valid"
    assert queries.standing(key, on=DAY + datetime.timedelta(days=1)) == "ended"
    assert queries.standing(ApiKeyFactory(revoked_at=AT), on=DAY) == "revoked"


def test_use_is_added_up_over_the_days():
    ApiUseFactory(caller="key:1", count=2, day=DAY)
    ApiUseFactory(caller="key:1", count=3, day=DAY - datetime.timedelta(days=1))
    ApiUseFactory(caller="address:x", count=9)
    assert queries.key_uses() == {1: (5, DAY)}
