"""People: what a post may do on a day, and handing it over."""

import datetime

import pytest

from beizeng.base.ledger.actions import Refused
from beizeng.base.people import actions, queries
from beizeng.base.people.actor import Actor, house
from beizeng.base.people.models import Holding, Unit
from beizeng.spec import Shelf
from tests.factories import HoldingFactory, MandateFactory, PostFactory, UnitFactory, UserFactory

AT = datetime.datetime(2024, 9, 30, 9, 0, tzinfo=datetime.UTC)
DAY = AT.date()
pytestmark = pytest.mark.django_db


def test_actor_has_the_posts_of_the_day() -> None:
    holding = HoldingFactory(until_on=datetime.date(2024, 9, 29))
    assert queries.actor_of(holding.user, on=datetime.date(2024, 9, 29)).may("cases.act")
    assert not queries.actor_of(holding.user, on=DAY).may("cases.act")


def test_actor_of_a_member_reaches_the_collective() -> None:
    UnitFactory(id="town")
    UnitFactory(id="towns", kind="collective", members=["town"])
    holding = HoldingFactory(post=PostFactory(unit_id="town"))
    assert queries.actor_of(holding.user, on=DAY).unit_ids == {"town", "towns"}


def test_firm_acts_for_its_own_code_only_while_the_mandate_holds() -> None:
    mandate = MandateFactory(is_agent=True, until_on=datetime.date(2024, 9, 30))
    actor = queries.actor_of(mandate.user, on=DAY)
    assert actor.entity_codes == {mandate.entity_code}
    assert actor.reach("register.read") == "own"
    assert not queries.actor_of(mandate.user, on=datetime.date(2024, 10, 1)).entity_codes


def test_widest_reach_of_two_posts_counts() -> None:
    user = HoldingFactory(post=PostFactory(role="township_clerk")).user
    HoldingFactory(user=user, post=PostFactory(role="unit_clerk"))
    assert queries.actor_of(user, on=DAY).reach("register.read") == "all"


def test_hand_over_moves_the_post_and_keeps_history() -> None:
    old = HoldingFactory()
    new = UserFactory()
    actions.hand_over(post=old.post, to=new, by=house("t"), at=AT)
    assert [holding.user for holding in queries.holders(old.post, on=DAY)] == [new]
    assert [holding.user for holding in queries.holders(old.post, on=datetime.date(2024, 9, 29))] == [old.user]
    with pytest.raises(Refused):
        actions.hand_over(post=old.post, to=new, by=house("t"), at=AT)


def test_agent_needs_an_end() -> None:
    with pytest.raises(Refused, match="截止"):
        actions.give_mandate(
            user=UserFactory(), entity_code="X", since_on=DAY, is_agent=True, by=house("t"), at=AT
        )  # fmt: skip


def test_adopting_units_twice_changes_nothing(shelf: Shelf) -> None:
    first = actions.adopt_units(shelf=shelf, by=house("t"), at=AT)
    assert len(first) == Unit.objects.count()
    assert actions.adopt_units(shelf=shelf, by=house("t"), at=AT) == []


def test_every_role_has_a_first_page_and_knows_its_permissions() -> None:
    assert set(queries.roles()) == {
        "public", "firm", "firm_agent", "unit_clerk", "liaison", "township_clerk", "unit_head",
        "leading_group_office", "county_leader", "auditor", "security_officer", "administrator",
        "fair_competition_reviewer", "hotline_agent",
    }  # fmt: skip
    for role in queries.roles().values():
        assert role.first_page.startswith("/")


def test_an_account_without_posts_may_only_what_the_public_may() -> None:
    actor: Actor = queries.actor_of(UserFactory(), on=DAY)
    assert dict(actor.reaches) == queries.roles()["public"].permissions
    assert not Holding.objects.exists()
