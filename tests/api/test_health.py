"""The health of the house, as monitors see it: 200 while all stands, 503 with the part that does not."""

import datetime
import shutil

import pytest
from django.db import OperationalError

from beizeng.base.clock.now import utc_now
from beizeng.base.jobs.heartbeat import beat, last_beat
from beizeng.cli.tick import run
from tests.api.conftest import AT, ask

pytestmark = pytest.mark.django_db


def broken() -> set[str]:
    response = ask("/health")
    body = response.json()
    bad = {check["part"] for check in body["checks"] if not check["is_ok"]}
    assert response.status_code == (503 if bad else 200)
    assert body["is_ok"] == (not bad)
    assert body["version"]
    return bad


def test_all_stands(ticked):
    assert broken() == set()


def test_the_ticker_marks_that_it_ran(county):
    assert broken() == {"ticker"}
    run(AT)
    assert broken() == set()


def test_a_ticker_long_silent_is_told(county):
    beat(county, "ticker", at=utc_now() - datetime.timedelta(minutes=11))
    assert broken() == {"ticker"}


def test_a_mark_that_nobody_can_read_is_none(county):
    beat(county, "ticker", at=utc_now())
    (county / "heartbeat" / "ticker").write_text("soon", encoding="utf-8")
    assert last_beat(county, "ticker") is None


def test_a_lost_facts_store_is_told(ticked, county):
    shutil.rmtree(county / "register" / "registration")
    assert broken() == {"facts"}


def test_a_database_that_is_away_is_told_without_its_inside(ticked, monkeypatch):
    def away() -> None:
        raise OperationalError("could not connect to 10.0.0.7 as beizeng")

    monkeypatch.setattr("beizeng.register.health.people.units", away)
    assert broken() == {"database"}
    assert "10.0.0.7" not in ask("/health").content.decode()
