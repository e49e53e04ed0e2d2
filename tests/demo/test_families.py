"""One journey through each family of cases, in the pages of the sample county as it is served.

A single item, a firm's complaint, a registration and a project of the zone: each from its beginning to its end (the
project to the day on which one step is late and the whole is not), by every role that takes part.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect

from tests.demo import site
from tests.demo.serving import PATIENCE_SECONDS, Served
from tests.watching import watching, width_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PAPER: FilePayload = {
    "name": "示例材料.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
}

SignedIn = Callable[[str, ViewportSize], Page]
Values = dict[str, Any]


@pytest.fixture
def passer_by(served: Served, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """Somebody without an account, on a phone."""
    context = browser.new_context(**(browser_context_args | {"viewport": PHONE}))
    page = context.new_page()
    page.set_default_timeout(PATIENCE_SECONDS * 1000)
    with watching(page):
        yield page
    context.close()


def fill(page: Page, values: Values) -> None:
    """Fill in a form by the names of its fields, each as its sort wants it."""
    for name, value in values.items():
        field = page.locator(f"main [name={name}]")
        sort = field.first.evaluate("(one) => one.type || one.tagName")
        if sort == "file":
            field.set_input_files(value)
        elif sort.startswith("select"):
            field.select_option(value)
        elif sort in ("radio", "checkbox"):
            page.locator(f"main [name={name}][value='{value}']").check()
        else:
            field.fill(value)


def act(page: Page, action: str, values: Values | None = None) -> None:
    """Do what the case's page offers."""
    page.locator("main .actions").get_by_role("link", name=action, exact=True).click()
    page.wait_for_url(re.compile(r"/cases/\d+/"))
    fill(page, values or {})
    page.locator("main").get_by_role("button", name=action, exact=True).click()
    page.wait_for_url(re.compile(r"/cases/\d+$"))


def begin(page: Page, served: Served, kind: str, values: Values) -> str:
    """Begin a case of a kind; its address, without the site."""
    page.goto(f"{served.address}/cases/new/{kind}")
    assert width_of(page) <= page.viewport_size["width"]  # type: ignore[index]
    fill(page, values)
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/cases/\d+$"))
    return page.url.removeprefix(served.address)


def offered(page: Page) -> set[str]:
    return set(page.locator("main .actions a").all_inner_texts())


def test_an_item_is_given_done_extended_and_cleared_by_another(served: Served, signed_in: SignedIn) -> None:
    office, clerk = signed_in("office", DESK), signed_in("clerk", DESK)
    given = {
        "title": "（示例）铸造企业的用气保障",
        "lead_unit": "gongxin",
        "request": "（示例）一个月内落实",
        "grade": "major",
    }
    address = begin(office, served, "13710-item", given)
    expect(office.locator("main")).to_contain_text("待部署")

    clerk.goto(f"{served.address}/today")
    clerk.get_by_role("link", name=given["title"]).first.click()
    assert clerk.url == served.address + address
    act(clerk, "研究部署", {"arrangement": "（示例）由运行股负责"})
    act(clerk, "反馈办理情况", {"progress": "（示例）已与供气公司商定"})
    clerk.locator("main a[href$='/clocks/solve/ask']").click()
    fill(clerk, {"until_on": "2024-11-15", "reason": "（示例）管线须避开秋收"})
    clerk.locator("main form button.primary").click()
    clerk.wait_for_url(re.compile(r"/cases/\d+$"))
    assert clerk.locator("main a[href$='/clocks/solve/decide']").count() == 0

    office.goto(served.address + address)
    office.locator("main a[href$='/clocks/solve/decide']").click()
    fill(office, {"is_granted": "yes"})
    office.locator("main form button.primary").click()
    office.wait_for_url(re.compile(r"/cases/\d+$"))
    expect(office.locator("main")).to_contain_text("2024-11-15")

    clerk.goto(served.address + address)
    act(clerk, "办结并申请销号", {"outcome": "（示例）已通气", "evidence": PAPER})
    assert "销号" not in offered(clerk)
    office.reload()
    act(office, "销号", {"finding": "（示例）现场看过，属实"})
    expect(office.locator("main")).to_contain_text("已销号")
    assert "抽查" in offered(office)


def test_a_complaint_without_a_name_is_answered_called_back_and_closed(
    served: Served, signed_in: SignedIn, passer_by: Page
) -> None:
    passer_by.goto(f"{served.address}/hotline")
    assert width_of(passer_by) == PHONE["width"]
    fill(passer_by, {"gist": "（示例）园区路灯不亮", "story": "（示例）夜班不便", "sort": "help", "topic": "industry"})
    passer_by.locator("main form button.primary").click()
    expect(passer_by.locator("h1")).to_have_text("已收到")
    number, code = passer_by.locator("main dd b").all_inner_texts()
    assert re.fullmatch(r"企诉-2024-\d{5}", number)

    hotline = signed_in("hotline", PHONE)
    hotline.goto(f"{served.address}/cases?q={number}")
    hotline.locator("main tbody a").first.click()
    hotline.wait_for_url(re.compile(r"/cases/\d+$"))
    address = hotline.url
    act(hotline, "派单", {"unit": "gongxin"})

    clerk = signed_in("clerk", PHONE)
    clerk.goto(address)
    assert width_of(clerk) == PHONE["width"]
    act(clerk, "签收")
    act(clerk, "答复", {"reply": "（示例）路灯已修复", "outcome": "solved"})
    assert "回访办结" not in offered(clerk)

    hotline.goto(address)
    act(hotline, "回访办结", {"outcome": "solved", "satisfied": "fair"})
    expect(hotline.locator("main")).to_contain_text("已办结")

    passer_by.goto(f"{served.address}/hotline/follow")
    fill(passer_by, {"follow_number": number, "follow_code": code})
    passer_by.locator("main form button.primary").click()
    expect(passer_by.locator("main")).to_contain_text("（示例）路灯已修复")
    expect(passer_by.locator("main")).to_contain_text("已解决")
    assert width_of(passer_by) == PHONE["width"]


def test_an_opening_lacks_papers_once_and_is_registered(served: Served, signed_in: SignedIn) -> None:
    agent, window = signed_in("agent", PHONE), signed_in("window", DESK)
    opening = {
        "name": "（示例）小米加工坊", "form": "household", "place": "own", "address": "（示例）街8号",
        "scope": "（示例）粮食加工", "wants_seal": "yes", "application": PAPER,
    }  # fmt: skip
    address = begin(agent, served, "registration-open", opening)
    window.goto(served.address + address)
    act(window, "一次性告知补正", {"missing": "（示例）场所证明\n（示例）身份证复印件"})
    expect(window.locator("main")).to_contain_text("待申请人补正")

    agent.reload()
    expect(agent.locator("main")).to_contain_text("（示例）身份证复印件")
    assert width_of(agent) == PHONE["width"]
    act(agent, "提交补正材料", {"supplement": PAPER})

    window.reload()
    assert "一次性告知补正" not in offered(window)
    act(window, "准予登记", {"code": "92140929MA0K0003X8", "seal_given": "yes", "tax_key_given": "yes"})
    expect(window.locator("main")).to_contain_text("已登记")
    agent.reload()
    expect(agent.locator("main")).to_contain_text("已登记")


def test_a_project_has_one_step_red_while_the_whole_is_green(served: Served, signed_in: SignedIn) -> None:
    agent, zone, builder = signed_in("agent", DESK), signed_in("zone", DESK), signed_in("builder", DESK)
    project = {
        "name": "（示例）烘干车间", "owner": code_of_an_enterprise(served), "owner_name": "（示例）公司",
        "plot": "（示例）D4", "floor_area": "10001", "height": "12",
        "use": "factory", "is_single_use": "yes", "has_public_money": "no",
        "application": PAPER,
    }  # fmt: skip
    agent.goto(f"{served.address}/cases/new/zone-project")
    fill(agent, project)
    agent.locator("main form button.primary").click()
    expect(agent.locator("main")).to_contain_text("总建筑面积超过1万平方米")
    fill(agent, {"floor_area": "10000"})
    agent.locator("main form button.primary").click()
    agent.wait_for_url(re.compile(r"/cases/\d+$"))

    zone.goto(agent.url)
    figures = {"least_investment": "150", "least_tax": "10", "least_plot_ratio": "1.0", "most_energy": "0.5"}
    act(zone, "给出标准地控制指标", figures)
    agent.reload()
    promised = {"investment": "180", "tax": "12", "plot_ratio": "1.2", "energy": "0.4", "commitment": PAPER}
    act(agent, "签订承诺", promised)
    builder.goto(agent.url)
    act(builder, "出具施工和消防意见", {"building": "agree"})
    assert "出具规划意见" not in offered(builder)

    served.turn_to("2024-10-14")
    assert site.beizeng(served.data, "tick").returncode == 0
    zone.goto(agent.url)
    assert light_of(zone, "规划意见（自然资源）") == "超期"
    assert light_of(zone, "全程二十四个工作日") == "正常"


def light_of(page: Page, clock: str) -> str:
    """The word of the light of a running clock."""
    return page.locator("main tr", has_text=clock).first.locator("[class*=light]").first.inner_text().strip()


def code_of_an_enterprise(served: Served) -> str:
    """An enterprise of the sample county that the sample project of the zone names too."""
    cases = site.state(served.data)["cases"]
    return next(subject.removeprefix("entity:") for subject, *_rest in cases if subject.startswith("entity:91"))
