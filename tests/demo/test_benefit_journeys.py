"""From a feed to money that nobody asked for: the owner sees each step on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.demo.serving import Served
from tests.watching import width_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

SignedIn = Callable[[str, ViewportSize], Page]
Load = Callable[[str, str], None]


def step(page: Page, name: str) -> None:
    """Take the batch a step further."""
    page.get_by_role("link", name=name).click()
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/benefits/\d+$"))


def test_from_a_feed_to_money_that_nobody_asked_for(served: Served, signed_in: SignedIn, load: Load) -> None:
    owner, clerk, head = signed_in("owner", PHONE), signed_in("clerk", DESK), signed_in("head", DESK)
    address = owner.locator("a[href^='/entities/']").first.get_attribute("href") or ""
    code = address.split("/")[2]
    load("行业代码", f"{code},1431")
    load("规上或限上在库,首次入库日期", f"{code},是,2023-06-30")
    owner.goto(f"{served.address}/me")
    expect(owner.locator("section.offer", has_text="首次小升规奖励").first).to_contain_text("300,000")

    clerk.goto(f"{served.address}/policies/entry_above_size")
    clerk.get_by_role("link", name="筛查一批免申即享").click()
    clerk.get_by_label("免申请的依据").fill("（示例）县政府专题会议决定由答复单位直接办理")
    clerk.get_by_role("button", name="筛查").click()
    clerk.wait_for_url(re.compile(r"/benefits/\d+$"))
    expect(clerk.locator("#list")).to_contain_text(code)
    expect(clerk.get_by_role("link", name="确认名单")).to_have_count(0)

    head.goto(clerk.url)
    step(head, "确认名单")
    clerk.reload()
    step(clerk, "开始公示")
    owner.reload()
    expect(owner.locator("main")).to_contain_text("公示到")

    served.turn_to("2024-10-20")
    clerk.reload()
    step(clerk, "公示期满，可以拨付")
    clerk.get_by_role("link", name="登记到账", exact=True).click()
    clerk.get_by_label("到账日").fill("2024-10-20")
    clerk.locator("main form button.primary").click()
    clerk.wait_for_url(re.compile(r"/benefits/\d+$"))
    owner.reload()
    expect(owner.locator("main")).to_contain_text("2024-10-20 已到账")
    assert width_of(owner) == PHONE["width"]
