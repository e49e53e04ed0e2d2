"""What a stranger of each role sees of a complaint, an opening, a visit: nothing, in no list, count, search, export."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from beizeng.base.clock.now import DEMO_MARK
from beizeng.base.people.queries import roles
from beizeng.cases import actions
from beizeng.cases.actions import Attached
from beizeng.cases.models import Case
from tests.cases.conftest import PAPER, at, person
from tests.cases.test_caps import inspected
from tests.cases.test_hotline import complain, dispatched
from tests.factories import HoldingFactory, MandateFactory, UnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

STRANGE_UNIT, STRANGE_FIRM = "jiaotong", "92140929MA0K0003X8"
OPENING = {
    "name": "示例书屋", "form": "household", "place": "own", "address": "示例路1号", "scope": "图书零售",
    "wants_seal": "yes",
}  # fmt: skip


@pytest.fixture
def matters(data: Path, county: None) -> list[Case]:
    """One case of each sort, none of which has to do with the strange unit or firm."""
    (data / DEMO_MARK).write_text("day: 2024-03-12\n", encoding="utf-8")
    window, paper = person("unit_clerk", "shenpi"), Attached("application", PAPER)
    opening: Case = actions.lodge(
        kind="registration-open", fields=OPENING, papers=[paper], by=window, at=at("2024-03-04 09:00")
    )  # fmt: skip
    return [dispatched(complain()), opening, inspected("shichang", "2024-03-04 09:00")]


def stranger(role: str) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    if role in ("firm", "firm_agent"):
        is_agent = role == "firm_agent"
        until_on = datetime.date(2030, 1, 1) if is_agent else None
        client.force_login(MandateFactory(entity_code=STRANGE_FIRM, is_agent=is_agent, until_on=until_on).user)
    elif role != "public":
        client.force_login(HoldingFactory(post__role=role, post__unit=UnitFactory(id=STRANGE_UNIT)).user)
    return client


def told(client: Client, case: Case) -> Iterator[str]:
    """Every answer of the lists that could name the case."""
    for query in ("", f"?q={case.number}", f"?q={case.title}", f"?kind={case.kind}", "?state=open"):
        yield client.get(f"/cases{query}").content.decode()
    yield client.get("/cases/calendar").content.decode()
    yield client.get("/today").content.decode()


@pytest.mark.parametrize("role", sorted(roles()))
def test_a_stranger_of_each_role_sees_only_what_the_role_reaches(matters: list[Case], role: str) -> None:
    client, sees_all = stranger(role), roles()[role].permissions.get("cases.read") == "all"
    for case in matters:
        assert (client.get(f"/cases/{case.pk}").status_code == 200) == sees_all
        if sees_all:
            assert case.number in client.get(f"/cases?q={case.number}").content.decode()
            continue
        for page in told(client, case):
            assert f"/cases/{case.pk}" not in page
            assert f">{case.number}<" not in page
        assert case.number not in client.get("/cases?export=csv").getvalue().decode("utf-8-sig")
    if not sees_all and client.get("/cases").status_code == 200:
        assert client.get("/cases").context["listing"].page.paginator.count == 0
