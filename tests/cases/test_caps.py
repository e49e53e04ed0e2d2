"""Inspections and visits: counted per firm and year over all units; beyond the cap only with a reason."""

from pathlib import Path

import pytest
from django.test import Client

from beizeng.base.clock.now import DEMO_MARK
from beizeng.base.ledger.actions import Refused
from beizeng.cases import actions, queries
from beizeng.cases.caps import year_of, years_of
from beizeng.cases.lodging import kinds_to_lodge
from beizeng.cases.models import Case
from beizeng.cases.shelf import kinds
from tests.cases.conftest import at, person
from tests.factories import HoldingFactory, UnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

KIND = "firm-visit"
FIRM = "91140929MA0K00013Q"
PACK = Path(__file__).parents[2] / "packs/kelan/cases/firm-visit.yaml"
ASKED = {"sort": "inspection", "matter": "示例", "is_listed": "yes", "manner": "onsite", "planned_on": "2024-06-05"}


@pytest.fixture
def capped(data: Path, county: None) -> None:
    """A county that has set its cap at one."""
    own = data / "packs/kelan"
    (own / "cases").mkdir(parents=True)
    (own / "people").mkdir()
    (own / "people/place.yaml").write_text((PACK.parents[1] / "people/place.yaml").read_text("utf-8"), "utf-8")
    text = PACK.read_text(encoding="utf-8").replace("value: not set", "value: 1")
    (own / "cases/firm-visit.yaml").write_text(text, encoding="utf-8")


def inspected(unit: str, when: str, **fields: str) -> Case:
    case: Case = actions.lodge(
        kind=KIND,
        subject=f"entity:{FIRM}",
        lead_unit=unit,
        fields={**ASKED, **fields},
        by=person("unit_clerk", unit),
        at=at(when),
    )
    return case


def test_where_no_cap_is_set_nothing_is_refused_and_everything_is_counted(county: None) -> None:
    inspected("shichang", "2024-03-04 09:00")
    inspected("shengtai", "2024-03-05 09:00")
    inspected("renshe", "2024-03-06 09:00", sort="visit")
    ((year, numbers),) = years_of(f"entity:{FIRM}", at=at("2024-09-30 09:00"))
    assert (year.at_most, year.capped, dict(numbers)) == (None, 2, {"检查": 2, "走访服务": 1})


def test_beyond_the_cap_another_unit_needs_a_reason(capped: None) -> None:
    inspected("shichang", "2024-03-04 09:00")
    with pytest.raises(Refused, match="2024 年已有 1 次，每户每年最多 1 次") as refused:
        inspected("shengtai", "2024-03-05 09:00")
    assert "写明" in refused.value.what_now
    inspected("renshe", "2024-03-05 09:00", sort="visit")
    case = inspected("shengtai", "2024-03-05 09:00", over_reason="有人举报")
    assert queries.situation(case).known["over_reason"] == "有人举报"
    inspected("shengtai", "2025-01-02 09:00")


def test_what_came_to_nothing_is_not_counted(capped: None) -> None:
    case = inspected("shichang", "2024-03-04 09:00")
    clerk = person("unit_clerk", "shichang")
    actions.act(case=case, action="cancel", fields={"reason": "示例"}, by=clerk, at=at("2024-03-04 10:00"))
    assert year_of(kinds()[KIND], f"entity:{FIRM}", at=at("2024-09-30 09:00")).capped == 0
    inspected("shengtai", "2024-03-05 09:00")


def test_a_clerk_begins_it_for_the_own_unit_alone(county: None) -> None:
    clerk = person("unit_clerk", "shichang")
    assert KIND in {kind.id for kind in kinds_to_lodge(clerk)}
    assert KIND not in {kind.id for kind in kinds_to_lodge(person("auditor", "shenji"))}
    with pytest.raises(Refused, match="岗位不在其中"):
        actions.lodge(
            kind=KIND, subject=f"entity:{FIRM}", lead_unit="shengtai", fields=ASKED, by=clerk, at=at("2024-03-04 09:00")
        )


def test_the_form_is_there_with_the_own_unit(data: Path, county: None) -> None:
    (data / DEMO_MARK).write_text("day: 2024-03-12\n", encoding="utf-8")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(HoldingFactory(post__role="unit_clerk", post__unit=UnitFactory(id="shichang")).user)
    page = client.get(f"/cases/new/{KIND}")
    assert "超过年度上限的理由" in page.content.decode()
