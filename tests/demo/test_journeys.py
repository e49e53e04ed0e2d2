"""Two journeys through the sample county as it is served: a measure is cleared; an owner reads what is owed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, ViewportSize, expect

from tests.demo.serving import Served
from tests.watching import width_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
EVIDENCE: FilePayload = {
    "name": "示例佐证.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
}
NOTICE = "财政部 税务总局公告2023年第12号"

SignedIn = Callable[[str, ViewportSize], Page]


def test_a_clerk_reports_the_office_clears_and_light_and_briefing_change(served: Served, signed_in: SignedIn) -> None:
    office, clerk = signed_in("office", DESK), signed_in("clerk", DESK)
    expect(clerk.locator("h1")).to_have_text("我的待办")
    clerk.locator("main table a").first.click()
    case = clerk.url
    clerk.get_by_role("link", name="看这件事项办的是什么").click()
    number = clerk.url.rsplit("/", 1)[1]
    light = light_on_cockpit(office, served, number)
    assert light in {"临期", "超期"}
    assert number in drafted(office, served)[light]

    clerk.goto(case)
    act(clerk, "报送季度进展", {"本季度进展": "示例：遗留问题已逐件解决"})
    act(clerk, "申请销号", {"完成情况": "示例：全部办结"}, evidence=True)
    expect(clerk.locator("main")).to_contain_text("待销号审核")
    expect(clerk.get_by_role("link", name="销号", exact=True)).to_have_count(0)

    office.goto(f"{served.address}/measures/{number}")
    office.locator("main a[href^='/cases/']").first.click()
    assert office.url == case
    with office.expect_download() as download:
        office.get_by_role("link", name=EVIDENCE["name"]).first.click()
    assert download.value.path().read_bytes() == EVIDENCE["buffer"]
    act(office, "销号", {"审核意见": "示例：佐证属实，同意销号"})
    expect(office.locator("main")).to_contain_text("已销号")

    assert light_on_cockpit(office, served, number) == "办结"
    office.goto(f"{served.address}/measures/{number}")
    expect(office.locator("main .light-done").first).to_contain_text("办结")
    said = drafted(office, served)
    assert number in said["办结"]
    assert number not in said[light]


def light_on_cockpit(page: Page, served: Served, number: str) -> str:
    """The word of a measure's light in the field of lights."""
    page.goto(f"{served.address}/cockpit")
    assert width_of(page) == DESK["width"]
    words = page.locator(f".tile[href='/measures/{number}']").inner_text()
    return words.split()[-1]


def act(page: Page, action: str, fields: dict[str, str], *, evidence: bool = False) -> None:
    """Do what a case's page offers: open its form, fill it in, send it off."""
    page.locator("main .actions").get_by_role("link", name=action, exact=True).click()
    assert width_of(page) == DESK["width"]
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    if evidence:
        page.get_by_label("佐证材料").set_input_files(EVIDENCE)
    page.locator("main").get_by_role("button", name=action).click()
    page.wait_for_url(re.compile(r"/cases/\d+$"))


def drafted(page: Page, served: Served) -> dict[str, set[str]]:
    """The light's word → the measures that show it, as a briefing drafted now lists them."""
    page.goto(f"{served.address}/reports")
    page.locator("main").get_by_role("button", name="起草").click()
    expect(page.locator("h1")).to_contain_text("简报")
    page.wait_for_url(re.compile(r"/reports/\d+$"))
    rows = page.locator("tr", has=page.locator("td[data-label='举措序号']")).all()
    cells = [row.locator("td").all_inner_texts() for row in rows]
    assert cells
    return {row[0].strip(): set(row[-1].split()) for row in cells}


def test_an_owner_reads_on_a_phone_what_is_owed_and_why(served: Served, signed_in: SignedIn) -> None:
    owner = signed_in("owner", PHONE)
    expect(owner.locator("h1")).to_contain_text("面馆")
    assert width_of(owner) == PHONE["width"]
    offer = owner.locator("section.offer", has_text="六税两费减半")
    expect(offer).to_contain_text("金额未定")
    expect(offer).to_contain_text("有事问县税务局")
    reasons = offer.locator("details table")
    expect(reasons).to_be_hidden()
    offer.get_by_text("为什么我可以").click()
    expect(reasons).to_be_visible()
    expect(reasons).to_contain_text("个体工商户")
    expect(reasons).to_contain_text(NOTICE)
    assert width_of(owner) == PHONE["width"]
    expect(owner.locator("section.offer", has_text="差在：")).to_have_count(1)
    owner.get_by_text("您现在不符合").click()
    owner.get_by_role("link", name="一条一条看为什么").click()
    expect(owner.locator("h1")).to_have_text("政策判定")
    refused = owner.locator("main details", has_text="首次小升规奖励").first
    expect(refused.locator("table")).to_be_hidden()
    refused.locator("summary").click()
    missed = refused.locator("tr", has=owner.get_by_text("不符合", exact=True)).first
    for asked in ("所见", "所需", "依据"):
        expect(missed.locator(f"td[data-label='{asked}']")).not_to_have_text("—")
    assert width_of(owner) == PHONE["width"]


def test_an_agent_sees_the_same_until_the_mandate_ends(served: Served, signed_in: SignedIn) -> None:
    owner, agent = signed_in("owner", PHONE), signed_in("agent", PHONE)
    until = "您代办到 2025-12-31"
    for day in ("2024-09-30", "2025-12-31"):
        served.turn_to(day)
        shown = content_of_me(agent, served)
        assert until in shown
        assert shown.replace(f" · {until}", "") == content_of_me(owner, served)
    served.turn_to("2026-01-01")
    assert "代办到期的，要经营者重新授权" in content_of_me(agent, served)
    assert "面馆" not in content_of_me(agent, served)
    assert "面馆" in content_of_me(owner, served)


def content_of_me(page: Page, served: Served) -> str:
    page.goto(f"{served.address}/me")
    assert width_of(page) == PHONE["width"]
    return page.locator("main").inner_text()
