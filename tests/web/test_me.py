"""A firm's own page: what it is owed and why, what it nearly is, what nobody knows yet, its matters, its facts."""

import datetime
import re
from pathlib import Path

import pytest
from django.test import Client

from beizeng.base.people.actions import adopt_units
from beizeng.base.people.models import User
from beizeng.register import actions as register
from beizeng.rules import actions as rules
from beizeng.spec import Shelf
from tests.factories import CaseFactory, MandateFactory, UserFactory
from tests.rules.conftest import AT, BY, ENDED, FIRM, GRADUATE, INSURANCE, REGISTRATION, SHOP, load
from tests.web.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def entities(data: Path, tmp_path: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Six entities in the register, on the demonstration day."""
    (data / "demo.yaml").write_text("day: 2024-09-30\n", encoding="utf-8")
    monkeypatch.delenv("BEIZENG_TODAY", raising=False)
    adopt_units(shelf=shelf, by=BY, at=AT)
    load(tmp_path, "registration", REGISTRATION)
    load(tmp_path, "social_insurance", INSURANCE)
    return data


def acting_for(*codes: str, until: str | None = None) -> Client:
    """A client signed in as the owner of the entities, or their agent until a day."""
    user: User = UserFactory(username="person")
    user.set_password(PASSWORD)
    user.save()
    for code in codes:
        MandateFactory(user=user, entity_code=code, is_agent=until is not None, until_on=until)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    return client


def read(client: Client, path: str = "/me") -> str:
    answer = client.get(path)
    text: str = answer.content.decode()
    assert answer.status_code == 200, path
    assert "UNDEFINED" not in text
    return text


def part(text: str, name: str) -> str:
    """The plain words between one heading and the next."""
    found = re.search(rf'<h2 id="{name}">(.*?)(<h2|</main>)', text, flags=re.DOTALL)
    assert found, name
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1]))


def test_an_owner_reads_what_is_owed_and_why(entities):
    owed = part(read(acting_for(SHOP)), "owed")
    for words in (
        "个人创业担保贷款", "不超过 300,000.00 元", "贷款额度上限，不是补贴", "有事问 县金融办",
        "岢政发〔2022〕5号 第31项", "怎么申请，文件没有写", "创办人所属重点群体 返乡创业人员",
    ):  # fmt: skip
        assert words in owed, words
    assert "六税两费减半" in owed
    assert "金额未定" in owed
    assert "要您自己申报" in owed


def test_a_near_miss_says_what_is_lacking_and_by_how_much(entities, tmp_path):
    head = "统一社会信用代码,上年应纳税所得额,资产总额,从事国家限制或禁止行业"
    load(tmp_path, "tax", f"{head}\n{FIRM},3000500,1000000,否\n")
    near = part(read(acting_for(FIRM)), "near")
    assert "小型微利企业所得税优惠" in near
    assert "差在： 上年应纳税所得额 3,000,500.00 元，须上年应纳税所得额 不超过 3,000,000 元（超出 500 元）" in near


def test_what_nobody_knows_names_who_supplies_it(entities):
    unknown = part(read(acting_for(GRADUATE)), "unknown")
    assert "首次创业一次性补贴" in unknown
    assert "创办人首次创业 （县人社局）" in re.sub(r"\s*（", " （", unknown)


def test_what_is_not_met_says_so_in_the_words_for_applicants(entities):
    text = read(acting_for(SHOP))
    assert "不是工业企业" in text
    assert f'href="/entities/{SHOP}/policies"' in text


def test_facts_stand_under_their_supplier_with_their_days(entities):
    facts = part(read(acting_for(SHOP)), "facts")
    assert "县人社局 2024-01-01 送来，说的是 2024-01-01 起的情况" in facts
    assert "创办人所属重点群体 返乡创业人员" in facts
    assert "不对？找县人社局。" in facts


def test_nothing_known_later_than_the_day_is_read(entities, tmp_path):
    later = datetime.date(2024, 10, 8)
    path = tmp_path / "later.csv"
    path.write_text(f"统一社会信用代码,名称,生效日期\n{SHOP},后来的名称,2024-09-01\n", encoding="utf-8")
    register.load_feed(path=path, feed="registration", known_on=later, is_sample=True, by=BY, at=AT)
    client = acting_for(SHOP)
    assert "后来的名称" not in read(client)
    (entities / "demo.yaml").write_text("day: 2024-10-08\n", encoding="utf-8")
    assert "后来的名称" in read(client)


def test_a_policy_held_back_says_so(entities):
    rules.suspend(policy_id="personal_startup_loan", source="test", reason="示例", basis="示例", by=BY, at=AT)
    owed = part(read(acting_for(SHOP)), "owed")
    assert "这一项正在审查，现在不办" in owed


def test_its_matters_are_there_and_nobody_elses(entities):
    CaseFactory(subject=f"entity:{SHOP}", title="示例甲事")
    CaseFactory(subject=f"entity:{FIRM}", title="示例乙事")
    matters = part(read(acting_for(SHOP)), "matters")
    assert "示例甲事" in matters
    assert "示例乙事" not in matters
    assert "没有。" in part(read(acting_for_other(ENDED)), "matters")


def acting_for_other(code: str) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(MandateFactory(entity_code=code).user)
    return client


def test_who_acts_for_several_chooses(entities):
    client = acting_for(SHOP, FIRM)
    text = read(client)
    assert "您要看哪一户" in text
    assert f'href="/me?entity={FIRM}"' in text
    assert "示例米业有限公司" in text
    assert "示例面馆" in read(client, f"/me?entity={SHOP}")
    assert client.get(f"/me?entity={GRADUATE}").status_code == 404


def test_an_agent_sees_until_when_and_nothing_after(entities):
    client = acting_for(SHOP, until="2024-10-07")
    assert "您代办到 2024-10-07" in read(client)
    (entities / "demo.yaml").write_text("day: 2024-10-07\n", encoding="utf-8")
    assert "示例面馆" in read(client)
    (entities / "demo.yaml").write_text("day: 2024-10-08\n", encoding="utf-8")
    refused = client.get("/me")
    assert refused.status_code == 403
    assert "代办到期的，要经营者重新授权" in refused.content.decode()
    assert "示例面馆" not in refused.content.decode()
    again = Client(headers={"host": "127.0.0.1"})
    landed = again.post("/sign-in", {"username": "person", "password": PASSWORD}, follow=True)
    assert landed.redirect_chain == [("/", 302)]
    assert "代办到期的，要经营者重新授权" in landed.content.decode()


def test_an_entity_that_no_feed_tells_of(entities):
    text = read(acting_for("91140929MA0F0009X5"))
    assert "还不知道您的情况" in text
    assert "还没有哪个单位送来您的数据" in text


@pytest.mark.parametrize("role", ["unit_clerk", "leading_group_office", "auditor", "administrator"])
def test_the_page_is_for_firms_alone(visit, role):
    assert visit(role).get("/me").status_code == 403


def test_an_account_without_an_entity_reads_what_to_do(visit):
    assert "您的账号还没有连到任何一户" in read(visit("firm"))
