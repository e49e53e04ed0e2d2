"""The sample county's own feeds: the plan's baselines come out to the unit, and behind each number its entities."""

import datetime
from pathlib import Path

import pytest

from beizeng.base.people.actions import adopt_units
from beizeng.indicators import queries
from beizeng.indicators.catalogue import catalogue, defined
from beizeng.indicators.counting import count
from beizeng.register import actions as register
from beizeng.register.sample import SampleCounty, feeds
from beizeng.spec import Shelf
from tests.indicators.conftest import BASE, BY, moment

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
KNOWN = datetime.date(2021, 2, 1)


@pytest.fixture
def county(shelf: Shelf, data: Path) -> None:
    """The register as it was known a month after the end of 2020."""
    adopt_units(shelf=shelf, by=BY, at=moment(KNOWN))
    for file in feeds(SampleCounty.of(shelf)):
        if file.known_on <= KNOWN and file.kind in ("registration", "statistics", "science", "agriculture"):
            path = data / file.name
            path.write_bytes(file.content)
            register.load_feed(
                path=path, feed=file.kind, known_on=file.known_on, is_sample=True, with_cards=False,
                by=BY, at=moment(file.known_on),
            )  # fmt: skip
    register.refresh_cards(by=BY, at=moment(KNOWN))


@pytest.mark.usefixtures("county")
def test_the_plans_baselines_and_26_named_firms() -> None:
    wanted = {"p1-1": 26, "p2-1": 4, "p2-2": 9, "p2-3": 4, "p4-1": 4388, "goal-2": 5493, "p6-6": 45}
    found = count([defined(key) for key in wanted], on=BASE, known=KNOWN)
    assert {key: one.value for key, one in found.items()} == wanted
    records = queries.drill("p1-1", on=BASE, known=KNOWN, viewer=BY)
    assert records is not None
    assert (records.total, len({card.code for card in records.cards})) == (26, 26)
    # no indicator that is scored holds a household business
    everything = count(catalogue().values(), on=BASE, known=KNOWN)
    holding = {key for key, one in everything.items() if one.parts.get("household")}
    assert all(defined(key).definition.holds_households for key in holding)
