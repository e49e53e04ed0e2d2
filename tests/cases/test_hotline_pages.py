"""The hotline on pages: asking without an account, following with number and code, what an office is not told."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from beizeng.base.clock.now import DEMO_MARK
from beizeng.cases import askers, queries
from beizeng.cases.models import Case
from beizeng.web.guesses import FAILURES
from tests.cases.test_hotline import AGENT, ASKED, CODE, SECRETS, answered, closed, complain, dispatched
from tests.factories import HoldingFactory, MandateFactory, UnitFactory

pytestmark = pytest.mark.django_db

Visit = Callable[..., Client]


@pytest.fixture(autouse=True)
def day(data: Path, county: None) -> None:
    (data / DEMO_MARK).write_text("day: 2024-03-12\n", encoding="utf-8")


def visitor(role: str = "", unit: str = "") -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    if unit:
        client.force_login(HoldingFactory(post__role=role, post__unit=UnitFactory(id=unit)).user)
    elif role:
        client.force_login(MandateFactory(user__username=role).user)
    return client


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def sent(client: Client, **fields: str) -> tuple[dict[str, str], str]:
    """The form filled in and sent off: what was sent, and the page that answered."""
    token = re.search(r'name="token" value="([^"]+)"', text(client.get("/hotline")))
    assert token is not None
    form = {**ASKED, **SECRETS, "token": token[1], **fields}
    return form, text(client.post("/hotline", form))


def receipt(page: str) -> tuple[str, str]:
    number, code = re.search(r"企诉-\d{4}-\d{5}", page), re.search(r"<b>(\d{5}) (\d{5})</b>", page)
    assert number is not None
    assert code is not None
    return number[0], code[1] + code[2]


def test_anybody_asks_without_an_account_and_follows_with_number_and_code() -> None:
    client = visitor()
    number, code = receipt(sent(client)[1])
    page = text(client.post("/hotline/follow", {"follow_number": number, "follow_code": f"{code[:5]} {code[5:]}"}))
    assert "待派单" in page
    assert "甲乙丙丁" in page  # the own identity
    for wrong in ({"follow_number": number, "follow_code": "1234567890"}, {"follow_number": number}):
        response = client.post("/hotline/follow", wrong)
        assert response.status_code == 422
        assert "每次的理由都不同" not in text(response)


def test_guessing_a_code_is_paused_even_for_the_right_one() -> None:
    cache.clear()
    client = visitor()
    number, code = receipt(sent(client)[1])
    for _ in range(FAILURES):
        client.post("/hotline/follow", {"follow_number": number, "follow_code": "1234567890"})
    paused = client.post("/hotline/follow", {"follow_number": number, "follow_code": code})
    assert paused.status_code == 422
    assert "暂停查询 15 分钟" in text(paused)
    elsewhere = Client(headers={"host": "127.0.0.1"}, REMOTE_ADDR="127.0.0.9")
    assert "待派单" in text(elsewhere.post("/hotline/follow", {"follow_number": number, "follow_code": code}))
    cache.clear()


def test_a_form_sent_off_twice_is_one_matter() -> None:
    client = visitor()
    form, first = sent(client)
    assert receipt(text(client.post("/hotline", form))) == receipt(first)
    assert Case.objects.count() == 1


def test_a_faulty_form_comes_back_with_all_that_was_typed() -> None:
    client = visitor()
    form, page = sent(client, sort="")
    assert "请填写诉求性质" in page
    assert "甲乙丙丁" in page
    assert not Case.objects.exists()
    response = client.post("/hotline", {**form, "sort": "help", "token": "made elsewhere"})
    assert response.status_code == 422
    assert "打开太久" in text(response)
    assert "严禁进入本系统" in sent(client, story="内有绝密材料")[1]


def test_an_agent_enters_a_call_with_its_channel() -> None:
    client = visitor("hotline_agent", "zhengfuban")
    assert 'name="channel"' in text(client.get("/hotline"))
    assert 'name="channel"' not in text(visitor().get("/hotline"))
    number, code = receipt(sent(client, channel="phone")[1])
    case = Case.objects.get(number=number)
    assert queries.situation(case).known["channel"] == "phone"
    assert askers.followed(number, code) == case


def test_the_limits_and_units_stand_on_the_page_with_their_source() -> None:
    page = text(visitor().get("/hotline"))
    for words in ("13个工作日", "3个工作日", "当天", "县行政审批局", "派单时选定", "默认值，待本地文件核定"):
        assert words in page, words


def test_the_one_who_asked_rates_adds_and_asks_anew() -> None:
    client, case = visitor(), answered(complain())
    secret = {"follow_number": case.number, "follow_code": CODE}
    assert "已一次办好" in text(client.post("/hotline/follow", secret))
    form = {**secret, "follow_action": "rate", "do": "1"}
    assert "请填写诉求人认为" in text(client.post("/hotline/follow", form))
    page = text(client.post("/hotline/follow", {**form, "outcome": "explained", "satisfied": "poor"}))
    assert "已办结" in page
    assert "未解决" in page
    again = {**secret, "follow_action": "reopen"}
    assert "哪里没有解决" in text(client.post("/hotline/follow", again))
    page = text(client.post("/hotline/follow", {**again, "do": "1", "reason": "还是要补正"}))
    assert "办理中" in page
    assert client.post("/hotline/follow", {**secret, "follow_action": "answer", "do": "1"}).status_code == 200
    case.refresh_from_db()
    assert case.state == "underway"


def test_identity_stands_on_no_page_of_the_ordinary_clerk() -> None:
    case = answered(complain())
    clerk, head = visitor("unit_clerk", "shenpi"), visitor("unit_head", "shenpi")
    for address in (
        f"/cases/{case.pk}", "/cases", "/cases?q=甲乙", "/today", "/cases?export=csv", "/cases?export=xlsx",
    ):  # fmt: skip
        response = clerk.get(address)
        content = b"".join(response) if response.streaming else response.content
        for secret in SECRETS.values():
            assert secret.encode() not in content, address
    assert "身份信息只有热线" in text(clerk.get(f"/cases/{case.pk}"))
    assert "甲乙丙丁" in text(head.get(f"/cases/{case.pk}"))
    assert "甲乙丙丁" in text(visitor("hotline_agent", "zhengfuban").get(f"/cases/{case.pk}"))


def test_the_dispatch_opens_with_the_unit_of_the_class_and_what_was_asked() -> None:
    case = complain()
    page = text(visitor("hotline_agent", "zhengfuban").get(f"/cases/{case.pk}/dispatch"))
    assert '<option value="shenpi" selected>' in page
    assert '<option value="complaint" selected>' in page
    assert "建议由县行政审批局承办，由您决定" in page


def test_joining_shows_what_is_alike() -> None:
    main = dispatched(complain())
    other = complain("2222222222")
    page = text(visitor("hotline_agent", "zhengfuban").get(f"/cases/{other.pk}/join"))
    assert f"相像的在办诉求：{main.number}" in page


def test_a_firm_reads_what_was_said_to_it_and_not_how_offices_talk() -> None:
    client = visitor("firm")
    number, _code = receipt(sent(client)[1])
    case = Case.objects.get(number=number)
    dispatched(case)
    page = text(client.get(f"/cases/{case.pk}"))
    assert "补充说明" in page
    assert "派单说明" not in page
    assert "<b>派单</b>" not in page
    assert number in text(client.get("/cases"))
    assert closed(complain("3333333333")).number not in text(client.get("/cases"))
    assert queries.visible(viewer=AGENT).count() == 2
