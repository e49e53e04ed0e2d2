"""The pages in English: what is left in Chinese is content of packs and of the county, never a word of the pages."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db

CHINESE = re.compile(r"[㐀-鿿]+")
#: Attributes that people read or hear.
SAID = {"title", "alt", "aria-label", "placeholder", "data-label"}


class Words(HTMLParser):
    """The texts of a page that are not marked as being in another language."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._is_foreign = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._is_foreign = given.get("lang") == settings.LANGUAGE_CODE
        self.texts += [value for name, value in given.items() if name in SAID and value]

    def handle_endtag(self, tag: str) -> None:
        self._is_foreign = False

    def handle_data(self, data: str) -> None:
        if not self._is_foreign:
            self.texts.append(data)


@pytest.fixture
def english(visit):
    def make(role: str) -> Client:
        client = visit(role)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return client

    return make


def chinese(client: Client, address: str) -> set[str]:
    """The Chinese on a page."""
    words = Words()
    response = client.get(address)
    assert response["Content-Language"] == "en"
    words.feed(response.content.decode())
    return {found for text in words.texts for found in CHINESE.findall(text)}


#: How the visitors of the tests and their posts are called.
VISITOR = {"示例单位", "岗位", "示例人员"}
#: How a term is written.
TERMS = {"个工作日", "日", "个月", "半日", "个工作小时", "小时", "当日"}
#: Pages on which packs and county say little: address → the role that looks, and the Chinese that is theirs.
PAGES: dict[str, tuple[str, set[str]]] = {
    "/sign-in": ("public", set()),
    "/no-such-page": ("public", set()),
    "/clock": ("public", TERMS),
    "/me": ("firm", set()),
    "/password": ("administrator", set()),
    "/settings/packs": ("administrator", set()),
    "/settings/keys": ("administrator", set()),
    "/settings/keys/new": ("administrator", set()),
    "/settings/health": ("administrator", set()),
    "/ledger": ("auditor", set()),
    "/ledger/chain": ("auditor", set()),
    "/today": ("unit_clerk", set()),
    "/feeds/new": ("unit_clerk", {"生效日期", "统一社会信用代码"}),
    "/screening": ("unit_clerk", set()),
    "/screening/new": ("unit_clerk", set()),
    "/cockpit": ("leading_group_office", set()),
    "/plan": ("leading_group_office", set()),
    "/reports": ("leading_group_office", set()),
}


@pytest.mark.parametrize("address", PAGES)
def test_an_english_page_has_no_chinese_of_its_own(english, address):
    role, content = PAGES[address]
    assert not chinese(english(role), address) - content - VISITOR


def test_the_language_is_switched_on_the_page_and_back(client):
    assert "登录" in client.get("/sign-in").content.decode()
    for language, word in (("en", "Sign in"), ("zh-hans", "登录")):
        response = client.post("/language", {"language": language, "next": "/sign-in"}, follow=True)
        assert f"<h1>{word}</h1>" in response.content.decode()


def test_english_counts_in_singular_and_plural(english):
    client = english("administrator")
    UnitFactory(name="示例孤岛")
    assert "<b>2</b> units" in client.get("/settings").content.decode()
    assert "<b>1</b> unit</p>" in client.get("/settings?q=孤岛").content.decode()
