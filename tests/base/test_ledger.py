"""The ledger: one entry per action, none on failure, a chain that shows every change."""

import contextlib
import datetime

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from beizeng.base.ledger import queries
from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.ledger.models import LedgerEntry
from beizeng.base.people.actor import Actor, house
from tests.factories import UserFactory

AT = datetime.datetime(2024, 9, 30, 9, 0, tzinfo=datetime.UTC)
pytestmark = pytest.mark.django_db


@action("test.name")
def name(*, username: str, fail: bool = False, by: Actor, at: datetime.datetime) -> Done:
    user = UserFactory(username=username)
    if fail:
        raise Refused("不行", basis="某办法", what_now="改一改")
    return Done(user, f"user:{user.pk}", f"命名 {username}", detail={"username": username})


@action("test.nothing")
def nothing(*, by: Actor, at: datetime.datetime) -> Unchanged:
    return Unchanged("as before")


@action("test.outer")
def outer(*, inner_fails: bool, by: Actor, at: datetime.datetime) -> Done:
    with contextlib.suppress(Refused):
        name(username="inner", fail=inner_fails, by=by, at=at)
    return Done(None, "test:1", "外层")


def test_action_leaves_one_entry() -> None:
    name(username="a", by=house("t"), at=AT)
    entry = LedgerEntry.objects.get()
    assert (entry.seq, entry.verb, entry.summary, entry.actor_id) == (1, "test.name", "命名 a", "house:t")
    assert entry.at == "2024-09-30T09:00:00+00:00"
    assert queries.verify().fault is None


def test_failed_action_leaves_nothing() -> None:
    with pytest.raises(Refused):
        name(username="b", fail=True, by=house("t"), at=AT)
    assert not LedgerEntry.objects.exists()


def test_action_without_change_leaves_no_entry() -> None:
    assert nothing(by=house("t"), at=AT) == "as before"
    assert not LedgerEntry.objects.exists()


def test_action_is_refused_without_permission() -> None:
    with pytest.raises(Refused, match="权限"):
        nothing(by=Actor("user:1", "某", ""), at=AT)


@pytest.mark.parametrize(("inner_fails", "verbs"), [(False, ["test.name", "test.outer"]), (True, ["test.outer"])])
def test_nested_action_leaves_its_own_entry_unless_it_fails(inner_fails: bool, verbs: list[str]) -> None:
    outer(inner_fails=inner_fails, by=house("t"), at=AT)
    assert [entry.verb for entry in queries.entries()] == verbs
    assert queries.verify().fault is None


@pytest.mark.parametrize("statement", ["UPDATE ledger_ledgerentry SET summary='x'", "DELETE FROM ledger_ledgerentry"])
def test_database_refuses_to_touch_an_entry(statement: str) -> None:
    name(username="c", by=house("t"), at=AT)
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("field", ["summary", "detail", "actor_name", "at", "previous", "hash"])
def test_verify_finds_one_changed_character(field: str) -> None:
    for username in ("a", "b", "c"):
        name(username=username, by=house("t"), at=AT)
    rows = list(queries.entries())
    setattr(rows[1], field, getattr(rows[1], field)[:-1] + "?")
    expected = (3, rows[2].hash)
    assert queries.verify_chain(rows, expected).fault is not None


def test_verify_finds_a_missing_end_and_a_missing_middle() -> None:
    for username in ("a", "b", "c"):
        name(username=username, by=house("t"), at=AT)
    rows = list(queries.entries())
    expected = (3, rows[2].hash)
    assert queries.verify_chain(rows, expected).fault is None
    assert queries.verify_chain(rows[:2], expected).fault
    assert queries.verify_chain([rows[0], rows[2]], expected).fault
