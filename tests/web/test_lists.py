"""Lists: filter, sort, page and export from the URL; the export is the list; no cell becomes a formula."""

import csv
import io
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import ngettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from beizeng.base.people.models import Unit
from beizeng.web.exports import csv_response, guarded, xlsx_response
from beizeng.web.lights import Light
from beizeng.web.lists import Column, Filter, ListPage, day_filter


@dataclass(frozen=True)
class Shop:
    code: str
    name: str
    capital_fen: int | None
    is_open: bool = True


SHOPS = [Shop(f"S{n:02}", f"店{n:02}", None if n % 7 == 0 else n * 12345, n % 3 > 0) for n in range(60)]
SHOP_LIST = ListPage(
    file_name="店铺",
    noun=ngettext_lazy("户", "户"),
    columns=(
        Column("code", "代码", lambda shop: shop.code, link=lambda shop: f"/shops/{shop.code}"),
        Column("name", "名称", lambda shop: shop.name, sort="name"),
        Column("capital", "资本", lambda shop: shop.capital_fen, sort="capital_fen", kind="yuan", unit="元"),
        Column("light", "状态", lambda shop: Light("green", "正常", "按期"), kind="light", is_extra=True),
    ),
    filters=(
        Filter("q", "名称", keep=lambda rows, text: [row for row in rows if text in row.name]),
        Filter(
            "open",
            "营业",
            options=lambda: [("yes", "是"), ("no", "否")],
            keep=lambda rows, value: [row for row in rows if row.is_open == (value == "yes")],
        ),
        day_filter("day", "日期", keep=lambda rows, day: rows[: day.day]),
    ),
    sort="name",
)


def names(query: str) -> list[str]:
    return [row.name for row in SHOP_LIST.read(QueryDict(query), SHOPS).page.object_list]


def csv_lines(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_a_page_has_25_rows_and_the_count_is_of_all():
    listing = SHOP_LIST.read(QueryDict(""), SHOPS)
    assert (len(listing.page.object_list), listing.total) == (25, 60)


def test_filters_narrow_and_unknown_choices_are_left_out():
    listing = SHOP_LIST.read(QueryDict("q=店1&open=no"), SHOPS)
    assert {row.name for row in listing.page.object_list} == {"店12", "店15", "店18"}
    assert SHOP_LIST.read(QueryDict("open=perhaps"), SHOPS).total == 60
    assert SHOP_LIST.read(QueryDict("day=2024-09-03"), SHOPS).total == 3
    assert SHOP_LIST.read(QueryDict("day=gestern"), SHOPS).total == 60


def test_sorting_puts_the_unknown_last_both_ways():
    up = SHOP_LIST.read(QueryDict("sort=capital"), SHOPS).rows
    down = SHOP_LIST.read(QueryDict("sort=-capital"), SHOPS).rows
    assert [row.capital_fen for row in up][-9:] == [None] * 9 == [row.capital_fen for row in down][-9:]
    assert up[0].name == "店01"
    assert down[0].name == "店59"


@pytest.mark.parametrize("query", ["sort=password", "sort=-__class__", "sort=code"])
def test_only_declared_columns_sort(query):
    assert names(query) == names("")


@pytest.mark.parametrize("page", ["0", "-1", "99", "x"])
def test_a_page_that_is_not_there_shows_the_nearest(page):
    assert names(f"page={page}")


def test_columns_come_from_the_url():
    listing = SHOP_LIST.read(QueryDict("columns=name&columns=light"), SHOPS)
    assert [column.key for column in listing.columns] == ["name", "light"]
    assert [head.column.key for head in SHOP_LIST.read(QueryDict(""), SHOPS).heads] == ["code", "name", "capital"]


def test_csv_is_exactly_the_list():
    listing = SHOP_LIST.read(QueryDict("open=yes&sort=-capital&export=csv"), SHOPS)
    lines = csv_lines(listing.export())
    assert lines[0] == ["代码", "名称", "资本（元）"]
    assert [line[1] for line in lines[1:]] == [row.name for row in listing.rows]
    assert Decimal(lines[1][2]) == Decimal("7283.55")
    assert lines[-1][2] == ""


def test_xlsx_is_exactly_the_list():
    listing = SHOP_LIST.read(QueryDict("q=店0&columns=name&columns=capital&columns=light&export=xlsx"), SHOPS)
    sheet = load_workbook(io.BytesIO(listing.export().content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("名称", "资本（元）", "状态")
    assert rows[2] == ("店01", 123.45, "正常")
    assert len(rows) == 1 + listing.total


def test_without_export_there_is_none():
    assert SHOP_LIST.read(QueryDict("export=exe"), SHOPS).export() is None


@given(st.text(min_size=1, max_size=30))
def test_no_text_begins_as_a_formula(text):
    assert not str(guarded(text)).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


def test_numbers_stay_numbers_and_text_that_looks_like_a_formula_stays_text():
    lines = [["=1+1", -5, Decimal("-1.50"), "\x00坏"]]
    assert csv_lines(csv_response("x", ["a"], lines))[1][:3] == ["'=1+1", "-5", "-1.50"]
    sheet = load_workbook(io.BytesIO(xlsx_response("x", ["a"], lines).content)).active
    cells = next(iter(sheet.iter_rows(min_row=2)))
    assert (cells[0].value, cells[0].data_type, cells[1].value, cells[3].value) == ("=1+1", "s", -5, "坏")


@pytest.mark.django_db
def test_rows_of_the_database_sort_and_export():
    for number, name in enumerate(["丙局", "甲局", "乙局"]):
        Unit.objects.create(id=f"u{number}", name=name, level="county", kind="office", place="kelan", order=number)
    page = ListPage(
        "单位", "个", (Column("name", "名称", lambda unit: unit.name, sort="order", kind="text"),), sort="name"
    )
    listing = page.read(QueryDict("sort=-name&export=csv"), Unit.objects.all())
    assert [line[0] for line in csv_lines(listing.export())] == ["名称", "乙局", "甲局", "丙局"]


def test_the_component_shows_links_units_sort_and_pages():
    request = RequestFactory().get("/shops?sort=-name&open=yes")
    listing = SHOP_LIST.read(request.GET, SHOPS)
    html = render_to_string("_components/list.html", {"listing": listing}, request)
    assert 'href="/shops/S59"' in html
    assert 'aria-sort="descending"' in html
    assert '<option value="yes" selected>' in html
    assert "?sort=-name&amp;open=yes&amp;page=2" in html
    assert "export=csv" in html
    assert "UNDEFINED" not in html


def test_an_empty_list_says_what_to_do():
    request = RequestFactory().get("/shops?q=没有")
    html = render_to_string("_components/list.html", {"listing": SHOP_LIST.read(request.GET, SHOPS)}, request)
    assert "清除条件" in html
    assert "UNDEFINED" not in html
    html = render_to_string("_components/list.html", {"listing": SHOP_LIST.read({}, [])}, RequestFactory().get("/"))
    assert "这里还没有内容" in html
    assert "UNDEFINED" not in html
