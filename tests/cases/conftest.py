"""A county for cases: the units of the packs, and one person per role and unit."""

import datetime
from collections.abc import Callable

import pytest

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import Actor, house
from beizeng.base.people.queries import roles
from beizeng.base.ports.messages import Message
from beizeng.base.ports.papers import Paper
from beizeng.cases import actions
from beizeng.cases.models import Case
from beizeng.spec import Shelf

PAPER = Paper("a" * 64, "佐证.pdf", 1024, "pdf")
NODES = "2022-09-30 完成摸底\n2024-12-31 完成建设"


def at(text: str) -> datetime.datetime:
    """``2022-03-10 09:00`` in Shanghai."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def person(role: str, *units: str, number: int = 1) -> Actor:
    """A person in a role and units."""
    name = f"{role}{number}"
    return Actor(f"user:{name}", name, role, frozenset({role}), roles()[role].permissions, frozenset(units))


CLERK = person("unit_clerk", "wenlv")
JOINT = person("unit_clerk", "nongye", number=2)
STRANGER = person("unit_clerk", "jiaotong", number=3)
HEAD = person("unit_head", "wenlv")
OFFICE = person("leading_group_office", "fagai")
LEADER = person("county_leader")
HOUSE = house("ticker")

Begin = Callable[..., Case]


class Inbox:
    """Keeps each message once per key."""

    def __init__(self) -> None:
        self.messages: dict[str, Message] = {}

    def send(self, message: Message) -> bool:
        if message.key in self.messages:
            return False
        self.messages[message.key] = message
        return True


@pytest.fixture
def county(db: None, shelf: Shelf) -> None:
    """The units of the packs."""
    adopt_units(shelf=shelf, by=house("setup"), at=at("2022-01-01 09:00"))


@pytest.fixture
def measure(county: None) -> Case:
    """A long-term item given to wenlv with nongye on 2022-03-10, to be cleared by 2025-12-31."""
    case: Case = actions.lodge(
        kind="13710-measure",
        subject="measure:13",
        title="示例措施",
        lead_unit="wenlv",
        joint_units=["nongye"],
        fields={"ends_on": datetime.date(2025, 12, 31)},
        by=OFFICE,
        at=at("2022-03-10 09:00"),
    )
    return case


@pytest.fixture
def item(county: None) -> Case:
    """An ordinary single matter given to wenlv on Monday 2024-03-04."""
    case: Case = actions.lodge(
        kind="13710-item",
        subject="item:1",
        title="示例事项",
        lead_unit="wenlv",
        fields={"request": "请办理", "grade": "ordinary"},
        by=OFFICE,
        at=at("2024-03-04 09:00"),
    )
    return case
