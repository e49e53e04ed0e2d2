"""Who may open which page; what pages say when they can't be opened; hand-over, ledger, settings."""

import re

import pytest
from django.test import Client

from beizeng.base.clock.now import utc_now
from beizeng.base.ledger import queries as ledger
from beizeng.base.people import actions
from beizeng.base.people.actor import house
from beizeng.base.people.models import Holding, Post
from tests.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db

ROLES = (
    "public", "firm", "unit_clerk", "unit_head", "leading_group_office", "auditor", "security_officer", "administrator",
)  # fmt: skip
#: path → the roles of ROLES that may open it
OPEN_TO = {
    "/sign-in": set(ROLES),
    "/ledger": {"leading_group_office", "auditor", "security_officer"},
    "/ledger/chain": {"leading_group_office", "auditor", "security_officer"},
    "/settings": {"security_officer", "administrator"},
    "/settings/people": {"security_officer", "administrator"},
    "/settings/packs": {"security_officer", "administrator"},
    "/password": set(ROLES) - {"public"},
}  # fmt: skip


def entries(count: int) -> None:
    for number in range(count):
        actions.open_account(
            username=f"account{number}", name=f"示例{number}", password="x", by=house("setup"), at=utc_now()
        )


@pytest.mark.parametrize("path", OPEN_TO)
def test_a_page_opens_for_those_who_may(visit, path):
    for role in ROLES:
        response = visit(role).get(path)
        expected = 200 if role in OPEN_TO[path] else 302 if role == "public" else 403
        assert response.status_code == expected, (path, role)
        assert "UNDEFINED" not in response.content.decode(), (path, role)


def test_a_refusal_names_the_post_and_the_way_out(visit):
    text = visit("unit_clerk").get("/ledger").content.decode()
    assert "您的岗位不能打开这一页" in text
    assert "示例单位" in text
    assert "系统管理员" in text


def test_the_navigation_holds_what_the_viewer_may_open(visit):
    text = visit("security_officer").get("/settings").content.decode()
    assert re.search(r'<a href="/settings" aria-current="page">', text)
    assert '<a href="/ledger">' in text
    assert 'href="/cockpit"' not in text
    assert '<a href="/ledger">' not in visit("public").get("/sign-in").content.decode()


def test_there_is_no_such_page(client):
    response = client.get("/no-such-page")
    assert response.status_code == 404
    assert "没有这一页" in response.content.decode()
    assert "UNDEFINED" not in response.content.decode()


def test_where_a_form_is_sent_to_says_so_when_opened(visit):
    response = visit("leading_group_office").get("/reports/draft")
    assert response.status_code == 405
    assert "这个地址只收表单" in response.content.decode()


def test_an_old_form_says_what_to_do(client):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/sign-in", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "表单已过期" in response.content.decode()


def test_a_fault_of_ours_is_said_plainly(visit, monkeypatch):
    def breaks(**_: object) -> None:
        raise RuntimeError("table on fire")

    monkeypatch.setattr("beizeng.web.ledger.queries.head", breaks)
    client = visit("auditor")
    client.raise_request_exception = False
    response = client.get("/ledger")
    text = response.content.decode()
    assert response.status_code == 500
    assert "系统出错" in text
    assert "table on fire" not in text


def test_the_sample_county_says_so(client, data):
    assert "主体均为虚构" not in client.get("/sign-in").content.decode()
    (data / "demo.yaml").write_text("day: 2024-09-30\n", encoding="utf-8")
    text = client.get("/sign-in").content.decode()
    assert "主体均为虚构" in text
    assert "2024-09-30" in text


def test_the_ledger_filters_by_day_in_shanghai(visit):
    entries(3)
    client = visit("auditor")
    day = ledger.entries().first().at[:10]
    assert "共 <b>0</b> 条" in client.get("/ledger?to=2020-01-01").content.decode()
    assert "account2" in client.get(f"/ledger?from={day}").content.decode()
    subject = ledger.entries().first().subject
    query = f"verb=people.open_account&subject={subject}&actor=系统&from=2000-01-01&to=2999-01-01"
    assert "共 <b>1</b> 条" in client.get(f"/ledger?{query}").content.decode()


@pytest.mark.parametrize("query", ["from=0001-01-01", "to=9999-12-31", "from=2024-02-31", "to=%00"])
def test_a_day_that_the_ledger_cannot_reckon_with_is_left_out(visit, query):
    assert "清除条件" not in visit("auditor").get(f"/ledger?{query}").content.decode()


def test_the_chain_is_verified_on_a_page_and_as_a_fragment(visit):
    entries(2)
    client = visit("auditor")
    head = ledger.head()
    text = client.get("/ledger/chain").content.decode()
    assert "逐条核对无误" in text
    assert head[1] in text
    assert "<html" not in client.get("/ledger/chain", headers={"hx-request": "true"}).content.decode()


def test_a_long_chain_is_checked_only_when_asked(visit, monkeypatch):
    entries(2)
    client = visit("auditor")
    assert 'hx-trigger="load"' in client.get("/ledger").content.decode()
    monkeypatch.setattr("beizeng.web.ledger.CHECKED_AT_ONCE", 1)
    text = client.get("/ledger").content.decode()
    assert 'hx-trigger="load"' not in text
    assert "逐条核对" in text


def test_an_entry_shows_its_hash_and_its_neighbours(visit):
    entries(2)
    client = visit("auditor")
    first = ledger.entries().first()
    text = client.get("/ledger/1").content.decode()
    assert first.hash in text
    assert 'href="/ledger/2"' in text
    assert "本条内容与哈希相符" in text
    assert client.get("/ledger/99").status_code == 404


def test_a_post_is_handed_over_in_the_page(visit, person):
    leaving = person("unit_head")
    post = Post.objects.get(role="unit_head")
    taker = UserFactory(name="接任示例")
    client = visit("security_officer")
    assert leaving.name in client.get(f"/settings/posts/{post.pk}").content.decode()
    assert client.post(f"/settings/posts/{post.pk}", {}).status_code == 422
    assert client.post(f"/settings/posts/{post.pk}", {"to": taker.pk}).status_code == 302
    text = client.get(f"/settings/posts/{post.pk}").content.decode()
    assert "接任示例" in text
    assert Holding.objects.get(user=taker).until_on is None
    assert ledger.entries().filter(verb="people.hand_over").count() == 1


def test_handing_over_to_the_holder_is_refused_with_a_reason(visit, person):
    holder = person("unit_head")
    post = Post.objects.get(role="unit_head")
    response = visit("security_officer").post(f"/settings/posts/{post.pk}", {"to": holder.pk})
    assert response.status_code == 409
    assert "已在该岗位上" in response.content.decode()
    assert response["HX-Retarget"] == "#main"


def test_the_packs_are_listed_with_their_digest(visit, shelf, monkeypatch):
    monkeypatch.setattr("beizeng.web.settings._shelf", lambda: shelf)
    text = visit("administrator").get("/settings/packs?place=national").content.decode()
    assert shelf.digest in text
    assert "roles" in text


def test_the_units_are_listed(visit):
    UnitFactory(id="shichang", name="示例市场局", aliases=["市场所"])
    text = visit("administrator").get("/settings?q=市场").content.decode()
    assert "示例市场局" in text
    assert "市场所" in text


def test_pages_send_the_strict_policy(client):
    policy = client.get("/sign-in")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy


def test_a_broken_chain_is_red_and_says_what_to_do(visit, monkeypatch):
    fault = ledger.Verification(4, "0" * 64, "第 5 条内容被改动")
    monkeypatch.setattr("beizeng.web.ledger.queries.verify", lambda: fault)
    text = visit("auditor").get("/ledger/chain").content.decode()
    assert "light-red" in text
    assert "第 5 条内容被改动" in text
    assert "安全管理员" in text
