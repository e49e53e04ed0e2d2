"""Journeys through the register as it is served: a messy workbook mended, a list exported as shown, a merge undone."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, ViewportSize, expect

from beizeng.register.codes import compose
from tests.demo import site
from tests.demo.serving import Served
from tests.watching import width_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
NAME = "（示例）九月新设名单.xlsx"
CODES = [compose("91", "140929", f"MA0W{number:04d}") for number in range(5)]

SignedIn = Callable[[str, ViewportSize], Page]


def workbook(folder: Path, *, is_mended: bool) -> Path:
    """A list of five new enterprises as an office sends it: a title, merged heads, a total; as it came, or mended."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["（示例）九月新设名单"])
    sheet.merge_cells("A1:G1")
    sheet.append(["统一社会信用代码", "企业名称", "登记情况", None, None, "注册资本（万元）", "行政区划代码"])
    sheet.append([None, None, "主体类别", "登记状态", "成立日期", None, None])
    for cells in ("A2:A3", "B2:B3", "C2:E2", "F2:F3", "G2:G3"):
        sheet.merge_cells(cells)
    capitals = ["５０", "N/A", "=F4*2", 30, 80]
    codes: list[object] = [*CODES[:3], 911409290000001234, CODES[4].lower()]
    if is_mended:
        capitals[2], codes[3:] = 100, CODES[3:]
    days = ["2024.9.18", "2024年9月19日", "2024-09-20", "2024/9/21", "20240922"]
    for number, (code, capital, day) in enumerate(zip(codes, capitals, days, strict=True), 1):
        sheet.append([code, f"（示例）岢岚新设{number}号商贸有限公司", "企业", "存续", day, capital, "140929100"])
    sheet.append(["合 计", "5户", None, None, None, 310])
    path = folder / NAME
    book.save(path)
    return path


def test_an_office_mends_a_messy_workbook_and_the_figures_move(
    served: Served, signed_in: SignedIn, tmp_path: Path
) -> None:
    clerk, office = signed_in("market", DESK), signed_in("office", DESK)
    before = figures(office, served)
    path = workbook(tmp_path, is_mended=False)
    clerk.goto(f"{served.address}/feeds")
    clerk.get_by_role("link", name="载入数据").click()
    hand_in(clerk, path, "只核对，不载入")
    expect(clerk.locator("main")).to_contain_text("什么都没有载入")
    assert told(clerk) == {"行": 5, "载入": 2, "存疑载入": 1, "未载入": 2, "有变化": 3}
    assert figures(office, served) == before

    hand_in(clerk, path, "载入")
    assert told(clerk) == {"行": 5, "载入": 2, "存疑载入": 1, "未载入": 2, "有变化": 3}
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="下载问题清单").click()
    lines = lines_of(download.value.path())
    assert lines[0] == ["行", "栏目", "写的是", "处理", "原因", "怎么办"]
    places = [(line[0], line[1], line[3]) for line in lines[1:]]
    assert places == [
        ("6", "注册资本（万元）", "存疑"),
        ("7", "统一社会信用代码", "未载入"),
        ("8", "统一社会信用代码", "未载入"),
        ("9", "整行", "提示"),
    ]
    assert all(line[4] and line[5] for line in lines[1:])
    clerk.set_viewport_size(PHONE)
    assert width_of(clerk) == PHONE["width"]
    clerk.set_viewport_size(DESK)

    clerk.goto(f"{served.address}/feeds/new")
    hand_in(clerk, workbook(tmp_path, is_mended=True), "载入")
    assert told(clerk) == {"行": 5, "载入": 5, "存疑载入": 0, "未载入": 0, "有变化": 3}
    mended = clerk.url
    assert site.beizeng(served.data, "tick").returncode == 0
    after = figures(office, served)
    assert after == {name: number + 5 for name, number in before.items()}
    office.goto(f"{served.address}/entities/{CODES[2]}")
    expect(office.locator("main tr", has_text="注册资本").first).to_contain_text("1,000,000.00 元")

    clerk.goto(mended)
    clerk.get_by_label("撤回的原因").fill("（示例）名单还要核对")
    clerk.get_by_role("button", name="撤回这一批").click()
    expect(clerk.locator("main")).to_contain_text("撤回")
    assert site.beizeng(served.data, "tick").returncode == 0
    assert figures(office, served) == {name: number + 3 for name, number in before.items()}


def lines_of(path: Path) -> list[list[str]]:
    """The cells of a workbook that was downloaded, as text."""
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).active
    return [["" if cell is None else str(cell) for cell in line] for line in sheet.iter_rows(values_only=True)]


def hand_in(page: Page, path: Path, button: str) -> None:
    page.get_by_label("文件").set_input_files(path)
    page.locator("main").get_by_role("button", name=button, exact=True).click()
    page.locator("main ul.figures").wait_for()


def told(page: Page) -> dict[str, int]:
    """The counts of a file's report."""
    lines = [line.inner_text().split() for line in page.locator("main ul.figures li").all()]
    return {word: int(number.replace(",", "")) for number, word in lines}


def figures(page: Page, served: Served) -> dict[str, int]:
    """Three figures of three rooms that count the open entities: the list, the flows, the indicator."""
    page.goto(f"{served.address}/entities?status=open")
    listed = number_in(page.locator(".list-head b").inner_text())
    page.goto(f"{served.address}/demography?since=2024-08-31&until=2024-09-30")
    end = page.locator("main table").first.locator("tbody tr").last.locator("td.num").first.inner_text()
    page.goto(f"{served.address}/indicators")
    row = page.locator("main tr", has=page.get_by_role("link", name="市场主体总量", exact=True))
    return {"listed": listed, "stock": number_in(end), "measured": number_in(row.locator("td.num").nth(2).inner_text())}


def number_in(text: str) -> int:
    return int(text.replace(",", "").split()[0])


def test_a_clerk_searches_filters_and_exports_what_is_shown(served: Served, signed_in: SignedIn) -> None:
    clerk = signed_in("clerk", DESK)
    clerk.get_by_role("link", name="经营主体", exact=True).first.click()
    clerk.get_by_label("名称、拼音、地址或代码").fill("面馆")
    clerk.get_by_role("button", name="查找").click()
    clerk.wait_for_url(re.compile("q="))
    clerk.locator("#filter_status").select_option("open")
    clerk.wait_for_url(re.compile("status=open"))
    clerk.get_by_role("link", name="成立日期").click()
    clerk.wait_for_url(re.compile("sort="))
    shown = rows_of(clerk)
    assert len(shown) > 25, "more than a page"
    assert all("面馆" in row[0] and row[3] == "存续" for row in shown)
    days = [row[6] for row in shown]
    assert days == sorted(days)
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1:] == shown
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="XLSX").click()
    assert lines_of(download.value.path())[1:] == shown


def rows_of(page: Page) -> list[list[str]]:
    """The cells of a list, over all its pages, from the first."""
    total = number_in(page.locator(".list-head b").inner_text())
    found: list[list[str]] = []
    while True:
        for row in page.locator("#list tbody tr").all():
            found.append([cell.strip() for cell in row.locator("td").all_inner_texts()])
        following = page.get_by_role("link", name="下一页")
        if not following.count():
            break
        address = page.url
        following.click()
        page.wait_for_url(lambda now, before=address: now != before)
    assert len(found) == total
    return found


def test_a_duplicate_is_explained_merged_and_undone(served: Served, signed_in: SignedIn, tmp_path: Path) -> None:
    clerk = signed_in("market", DESK)
    clerk.goto(f"{served.address}/entities?kind=enterprise&status=open")
    counted = number_in(clerk.locator(".list-head b").inner_text())
    code = clerk.locator("#list tbody tr").first.locator("td").nth(1).inner_text().strip()
    clerk.goto(f"{served.address}/entities/{code}")
    known = {
        row.locator("th").inner_text(): row.locator("td").first.inner_text()
        for row in clerk.locator("table.tight tbody tr:has(th)").all()
    }
    double = {
        "统一社会信用代码": CODES[0], "名称": known["名称"].replace("有限公司", "有限责任公司"), "主体类别": "企业",
        "登记状态": "存续", "成立日期": known["成立日期"], "住所": known["住所"], "负责人": known["负责人"],
    }  # fmt: skip
    path = tmp_path / "（示例）补录.csv"
    path.write_text(",".join(double) + "\n" + ",".join(double.values()) + "\n", encoding="utf-8")
    clerk.goto(f"{served.address}/feeds/new")
    hand_in(clerk, path, "载入")

    clerk.goto(f"{served.address}/duplicates")
    clerk.get_by_role("button", name="重新比较").click()
    expect(clerk.locator("main")).to_contain_text("疑似重复 1 对")
    clerk.locator("#list tbody a").first.click()
    for size in (PHONE, DESK):
        clerk.set_viewport_size(size)
        assert width_of(clerk) == size["width"]
    expect(clerk.locator("main")).to_contain_text("写法统一后相同")
    # the side of which more is known is the one to keep
    expect(clerk.locator("main p b").first).to_have_text(known["名称"])
    clerk.get_by_text("两户一样或只有一户写明的").click()
    expect(clerk.locator("main details dl")).to_contain_text(known["住所"])
    clerk.get_by_label("认定的原因").fill("（示例）与执照核对，是同一户")
    clerk.get_by_role("button", name="合并为一户").click()
    clerk.wait_for_url(re.compile(r"/duplicates/merges/\d+$"))
    made = clerk.url
    assert listed(clerk, served) == counted
    clerk.goto(f"{served.address}/entities/{CODES[0]}")
    assert clerk.url.endswith(code), "the absorbed code leads to the one that stays"

    clerk.goto(made)
    clerk.get_by_role("button", name="撤销合并").click()
    expect(clerk.locator("main")).to_contain_text("两户各自计数")
    assert listed(clerk, served) == counted + 1
    clerk.goto(f"{served.address}/entities/{CODES[0]}")
    assert clerk.url.endswith(CODES[0])


def listed(page: Page, served: Served) -> int:
    page.goto(f"{served.address}/entities?kind=enterprise&status=open")
    return number_in(page.locator(".list-head b").inner_text())
