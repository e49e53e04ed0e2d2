"""The policy's form: what is wrong is said beside what to write; rows are added; another person signs."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from beizeng.rules.book import book
from beizeng.rules.models import PolicyDraft
from tests.factories import HoldingFactory, UnitFactory
from tests.rules.conftest import DAY
from tests.rules.test_batch_pages import client, today
from tests.rules.test_drafts import criterion, typed

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
NEW = "/policies/drafts/new"


def posted(entered: dict[str, Any]) -> dict[str, str]:
    """What a browser sends of this."""
    found = dict(entered["policy"])
    for part in ("criteria", "parameters", "examples"):
        rows = entered[part]
        found |= {f"{part}-TOTAL_FORMS": str(len(rows) + 1), f"{part}-INITIAL_FORMS": str(len(rows))}
        found |= {f"{part}-{place}-{name}": text for place, row in enumerate(rows) for name, text in row.items()}
    return found


@pytest.fixture
def office(county: Path) -> tuple[Client, Client]:
    """Clerk and head of one unit."""
    today(county, DAY.isoformat())
    unit = UnitFactory(id="wenlv", name="县文旅局")
    clerk, head = (HoldingFactory(post__role=role, post__unit=unit).user for role in ("unit_clerk", "unit_head"))
    return client(clerk), client(head)


def page(who: Client, address: str) -> str:
    return who.get(address).content.decode()


def test_an_empty_row_between_others_keeps_its_place(office: tuple[Client, Client]) -> None:
    clerk, _head = office
    rows = [{"label": "", "expression": ""}, *criterion("staf >= 2")]
    told = clerk.post("/policies/drafts/check", posted(typed(criteria=rows))).content.decode()
    assert "条件 2" in told
    assert "条件 1" not in told


def test_from_the_form_to_a_policy_in_force(office: tuple[Client, Client]) -> None:
    clerk, head = office
    assert "起草一项政策" in page(clerk, "/policies/drafts")
    address = clerk.post(NEW, posted(typed()))["Location"]
    seen = page(clerk, address)
    assert "从业人员 不低于 2 人" in seen
    assert "新增符合（户）" in seen
    assert clerk.post(f"{address}/submit").status_code == 302
    draft = PolicyDraft.objects.get()
    assert draft.state == "submitted"
    waiting = page(head, address)
    digest = waiting.split('name="seen" value="')[1].split('"')[0]
    head.post(f"{address}/sign", {"seen": digest})
    draft.refresh_from_db()
    assert draft.state == "approved"
    entry = book(DAY).entry("opening_grant")
    assert entry is not None
    assert entry.state == "in_force"
    assert "示例开办奖励" in page(clerk, "/policies")
    changed = page(clerk, f"{NEW}?amends=opening_grant")
    assert "staff &gt;= 2" in changed
    assert head.post(f"{address}/withdraw", {"reason": "文件废止"}).status_code == 302
    assert "文件废止" in page(clerk, address)


def test_the_live_check_says_where_why_and_what_to_write(office: tuple[Client, Client]) -> None:
    clerk, _head = office
    wrong = posted(typed(criteria=criterion("staf >= 2")))
    said = clerk.post("/policies/drafts/check", wrong).content.decode()
    assert all(word in said for word in ("条件 1", "staf", "没有声明这项事实", "staff"))
    right = clerk.post("/policies/drafts/check", posted(typed())).content.decode()
    assert "示例都成立" in right


def test_one_row_more_keeps_what_was_typed(office: tuple[Client, Client]) -> None:
    clerk, _head = office
    shown = clerk.post(NEW, posted(typed()) | {"more": "criteria"}).content.decode()
    assert "staff &gt;= 2" in shown
    assert not PolicyDraft.objects.exists()


def test_a_head_without_a_title_is_refused_on_its_field(office: tuple[Client, Client]) -> None:
    clerk, _head = office
    refused = clerk.post(NEW, posted(typed(title="")))
    assert refused.status_code == 422
    assert "id_title_error" in refused.content.decode()
    assert not PolicyDraft.objects.exists()


def test_another_units_draft_is_not_there(office: tuple[Client, Client]) -> None:
    clerk, _head = office
    address = clerk.post(NEW, posted(typed()))["Location"]
    stranger = client(HoldingFactory(post__role="unit_clerk", post__unit=UnitFactory(id="jiaotong")).user)
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}/submit").status_code == 404
    assert "别的单位" in stranger.post(NEW, posted(typed())).content.decode()


def test_who_drafted_is_told_that_another_signs(office: tuple[Client, Client]) -> None:
    _clerk, head = office
    address = head.post(NEW, posted(typed()))["Location"]
    head.post(f"{address}/submit")
    assert "起草的人不能签发自己的草案" in page(head, address)
    head.post(f"{address}/sign", {"seen": "x"})
    assert PolicyDraft.objects.get().state == "submitted"
