"""Journeys through the policies as they are served: up and down a ladder, drafted and signed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.demo import site
from tests.demo.serving import Served
from tests.watching import width_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
HEAD = "统一社会信用代码,"

SignedIn = Callable[[str, ViewportSize], Page]
Load = Callable[[str, str], None]


@pytest.fixture
def load(served: Served, signed_in: SignedIn, tmp_path: Path) -> Load:
    """Hands a feed in as the office does: its heads and its one row."""
    office = signed_in("office", DESK)

    def run(heads: str, row: str) -> None:
        path = tmp_path / "（示例）一批.csv"
        path.write_text(f"{HEAD}{heads}\n{row}\n", encoding="utf-8")
        office.goto(f"{served.address}/feeds/new")
        office.get_by_label("文件").set_input_files(path)
        office.get_by_role("button", name="载入", exact=True).click()
        expect(office.locator("main")).to_contain_text("没有。每一行都读懂了。")

    return run


def test_a_firm_comes_up_a_ladder_and_leaves_it(served: Served, signed_in: SignedIn, load: Load) -> None:
    clerk = signed_in("clerk", DESK)

    def standing(code: str) -> list[str]:
        """The firm's row on the rung: how it stands, and its gap."""
        clerk.goto(f"{served.address}/ladders/above_size?rung=above_size&q={code}")
        return [text.strip() for text in clerk.locator("#list tbody tr td").all_inner_texts()][-2:]

    clerk.goto(f"{served.address}/ladders")
    clerk.get_by_role("link", name="小升规").first.click()
    clerk.goto(f"{served.address}/ladders/above_size?rung=above_size&standing=near")
    address = clerk.locator("#list tbody a").first.get_attribute("href") or ""
    code = address.split("/")[2]
    found = standing(code)
    assert found[0] == "差一点"
    assert "元" in found[1], "the gap is in yuan"

    served.turn_to("2024-10-08")
    load("上年营业收入（万元）", f"{code},2000")
    assert standing(code)[0] == "可以升到这一级"
    served.turn_to("2024-10-09")
    load("规上或限上在库,首次入库日期", f"{code},是,2024-10-09")
    assert standing(code)[0] == "在这一级"
    served.turn_to("2024-10-10")
    load("上年营业收入（万元）", f"{code},1999.99")
    assert standing(code)[0] == "在这一级，条件不再符合，须复核"
    served.turn_to("2024-10-11")
    load("规上或限上在库", f"{code},否")
    found = standing(code)
    assert found[0] == "差一点"
    assert "100 元" in found[1]


def test_a_draft_is_tried_signed_by_another_and_holds(served: Served, signed_in: SignedIn) -> None:
    clerk, head, owner = signed_in("clerk", DESK), signed_in("head", DESK), signed_in("owner", PHONE)
    expect(owner.locator("section.offer", has_text="（示例）个体户开门补贴")).to_have_count(0)
    clerk.goto(f"{served.address}/policies/drafts")
    clerk.get_by_role("link", name="起草一项政策").first.click()
    values = {
        "title": "（示例）个体工商户开门补贴办法", "label": "（示例）个体户开门补贴", "id": "example_opening",
        "issuer": "（示例）县工信局", "document": "（示例）1号", "article": "第二条", "since": "2024-09-01",
        "amount": "500", "per": "户", "criteria-0-label": "个体工商户", "criteria-0-expression": "kind = 'house'",
        "criteria-0-article": "第三条", "examples-0-label": "个体户", "examples-0-facts": "kind = household",
        "examples-0-amount": "500", "examples-1-label": "企业", "examples-1-facts": "kind = enterprise",
        "examples-2-label": "类别不明", "examples-2-amount": "500",
    }  # fmt: skip
    clerk.locator("[name=amount_kind]").select_option("fixed")
    clerk.locator("[name=examples-1-verdict]").select_option("not_met")
    clerk.locator("[name=examples-2-verdict]").select_option("unknown")
    for name, text in values.items():
        clerk.locator(f"[name='{name}']").fill(text)
    clerk.locator("[name='examples-2-amount']").blur()
    expect(clerk.locator("#check")).to_contain_text("条件 1")
    clerk.locator("[name='criteria-0-expression']").fill("kind = 'household' AND status = 'open'")
    for number in range(3):
        facts = clerk.locator(f"[name='examples-{number}-facts']")
        facts.fill(f"{facts.input_value()}\nstatus = open")
    clerk.locator("[name='examples-2-facts']").blur()
    expect(clerk.locator("#check")).to_contain_text("示例都成立")
    for size in (PHONE, DESK):
        clerk.set_viewport_size(size)
        assert width_of(clerk) == size["width"]
    clerk.get_by_role("button", name="存为草案").click()
    clerk.wait_for_url(re.compile(r"/policies/drafts/\d+$"))
    gained = clerk.locator("ul.figures li", has_text="新增符合").locator("b").inner_text()
    assert int(gained.replace(",", "")) > 1000
    clerk.get_by_role("button", name="报请签发").click()
    expect(clerk.locator("main")).to_contain_text("待签发")
    expect(clerk.get_by_role("button", name="签发", exact=True)).to_have_count(0)

    head.goto(clerk.url)
    head.get_by_role("button", name="签发", exact=True).click()
    expect(head.locator("main")).to_contain_text("已签发")
    assert site.beizeng(served.data, "tick").returncode == 0
    head.goto(f"{served.address}/policies/example_opening")
    assert head.locator("ul.figures li", has_text="符合（户）").first.locator("b").inner_text() == gained
    owner.reload()
    expect(owner.locator("section.offer", has_text="（示例）个体户开门补贴")).to_contain_text("500")
