"""The doors of the rules: pages and commands."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from django.test import Client
from typer.testing import CliRunner

from beizeng.base.engine.frames import Frame
from beizeng.base.engine.judge import by_columns
from beizeng.base.engine.tree import Node
from beizeng.cli import rules as commands
from beizeng.rules import actions
from beizeng.rules.models import Run
from beizeng.spec.errors import BadInput
from tests.factories import HoldingFactory, MandateFactory, UnitFactory
from tests.rules.conftest import AT, BARE, BY, CONVERTED, DAY, FIRM, GRADUATE, IN_FORCE, NOT_SET, SHOP

pytestmark = pytest.mark.django_db
ON = ["--day", DAY.isoformat()]


def visit(role: str = "leading_group_office") -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(HoldingFactory(post__role=role, post__unit=UnitFactory(id="fagai")).user)
    return client


@pytest.fixture
def judged(county: Path) -> Run:
    (county / "demo.yaml").write_text(f"day: {DAY}\n", encoding="utf-8")
    UnitFactory(id="renshe", name="县人社局")
    return actions.run(day=DAY, by=BY, at=AT)


# pages


def test_list_shows_counts_and_what_is_not_set(judged: Run) -> None:
    page = visit().get("/policies")
    rows = {row[0].value: [cell.value for cell in row] for row in page.context["listing"].cells}
    assert rows["个人创业担保贷款"][3:] == ["现行", "不超过 300,000 元", 2, 1]
    assert rows["个转企奖励"][4] == "未定"
    assert rows["高校毕业生一次性创业补贴"][3:] == ["已到期", "15,000 元/户", "—", "—"]
    assert f"{len(NOT_SET)} 项金额未定" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("q=担保贷款", {"个人创业担保贷款", "小微企业创业担保贷款"}),
        ("unit=renshe", {"首次创业一次性补贴", "高校毕业生一次性创业补贴"}),
        ("state=ended", {"高校毕业生一次性创业补贴"}),
        (
            "channel=申报&amount=not_set",
            {
                "六税两费减半",
                "小型微利企业所得税优惠",
                "高新技术企业认定条件",
                "科技型中小企业条件",
                "专精特新中小企业条件",
            },
        ),
        ("q=没有这样的", set()),
    ],
)
def test_list_is_narrowed_by_the_address(judged: Run, query: str, labels: set[str]) -> None:
    listing = visit().get(f"/policies?{query}").context["listing"]
    assert {row[0].value for row in listing.cells} == labels


def test_list_before_any_judgement_shows_dashes(county: Path) -> None:
    page = visit().get("/policies")
    assert {row[5].value for row in page.context["listing"].cells} == {"—"}
    assert "还没有判定过" in page.content.decode()


def test_policy_shows_conditions_with_articles_and_whom_it_reaches(judged: Run) -> None:
    page = visit().get("/policies/personal_startup_loan")
    text = page.content.decode()
    assert "岢政发〔2022〕5号 第31项" in text
    assert "待核" in text
    assert {row[1].value for row in page.context["listing"].cells} == {SHOP, GRADUATE, BARE}
    narrowed = visit().get("/policies/personal_startup_loan?outcome=unknown").context["listing"]
    assert [row[1].value for row in narrowed.cells] == [BARE]


def test_export_holds_exactly_the_list(judged: Run) -> None:
    response = visit().get("/policies/personal_startup_loan?outcome=met&export=csv")
    rows = list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    assert {row[1] for row in rows[1:]} == {SHOP, GRADUATE}
    assert rows[1][3] == "300000"


def test_ended_policy_shows_its_conditions_and_judges_nobody(judged: Run) -> None:
    text = visit().get("/policies/graduate_first_startup_grant").content.decode()
    assert "不在施行期间" in text
    assert "从业人员 不低于 1 人" in text


def test_entity_shows_seen_needed_article_and_who_knows_what_is_missing(judged: Run) -> None:
    text = visit().get(f"/entities/{CONVERTED}/policies?day={DAY}").content.decode()
    assert "工信部联企业〔2011〕300号" in text
    assert "由县人社局提供" in text
    assert visit().get(f"/entities/{CONVERTED}").status_code == 200


def test_firm_reads_its_own_verdicts_alone(judged: Run) -> None:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(MandateFactory(entity_code=FIRM).user)
    assert client.get(f"/entities/{FIRM}/policies").status_code == 200
    assert client.get(f"/entities/{SHOP}/policies").status_code == 404
    listing = client.get("/policies/six_taxes_two_fees").context["listing"]
    assert {row[1].value for row in listing.cells} <= {FIRM}


def test_public_is_asked_to_sign_in(judged: Run) -> None:
    assert Client(headers={"host": "127.0.0.1"}).get("/policies").status_code == 302


def test_no_such_policy_is_not_found(judged: Run) -> None:
    assert visit().get("/policies/nothing").status_code == 404


# commands


def test_run_prints_counts_and_a_second_time_the_same_run(county: Path) -> None:
    first = json.loads(CliRunner().invoke(commands.app, ["run", *ON, "--json"]).stdout)
    again = json.loads(CliRunner().invoke(commands.app, ["run", *ON, "--json"]).stdout)
    assert first == again
    assert (first["entities"], first["policies"], first["amounts_not_set"]) == (6, len(IN_FORCE), len(NOT_SET))
    assert first["counts"]["personal_startup_loan"] == {"met": 2, "not_met": 3, "unknown": 1}
    assert "金额未定" in CliRunner().invoke(commands.app, ["run", *ON]).stdout


def test_a_second_evaluator_is_compared_with_what_is_kept(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(commands.EVALUATORS, commands.Engine.SPARK, by_columns)
    agreed = CliRunner().invoke(commands.app, ["run", *ON, "--engine", "spark", "--json"])
    assert (agreed.exit_code, json.loads(agreed.stdout)["differing"]) == (0, [])

    def turned(frame: Frame, nodes: Mapping[str, Node]) -> Frame:
        truths = by_columns(frame, nodes)
        return truths.with_columns(~truths["c0"]) if "c0" in nodes else truths

    monkeypatch.setitem(commands.EVALUATORS, commands.Engine.SPARK, turned)
    disputed = CliRunner().invoke(commands.app, ["run", *ON, "--engine", "spark"])
    assert disputed.exit_code == 5
    assert "不同的主体" in disputed.stdout


def test_explain_prints_every_policy_and_criterion(county: Path) -> None:
    printed = json.loads(CliRunner().invoke(commands.app, ["explain", FIRM, *ON, "--json"]).stdout)
    policies = {one["id"]: one for one in printed["policies"]}
    assert len(policies) == len(IN_FORCE)
    loan = policies["small_firm_startup_loan"]
    assert (loan["verdict"], loan["amount_yuan"]) == ("met", "5000000.00")
    assert policies["household_promotion_reward"]["amount_yuan"] == "not set"
    for policy in policies.values():
        for criterion in policy["criteria"]:
            assert {"label", "result", "value_seen", "value_needed", "article"} <= set(criterion)
            assert criterion["value_needed"]
            assert criterion["article"]
    words = CliRunner().invoke(commands.app, ["explain", FIRM, *ON]).stdout
    assert "小微企业创业担保贷款：符合　不超过 5,000,000.00 元" in words


def test_explain_of_an_unknown_code_is_bad_input(county: Path) -> None:
    with pytest.raises(BadInput, match="没有任何数据"):
        CliRunner().invoke(commands.app, ["explain", "91140929MA0KTEA131", *ON], catch_exceptions=False)


def test_check_runs_the_examples(tmp_path: Path) -> None:
    assert "0 个不成立" in CliRunner().invoke(commands.app, ["check"]).stdout
    basis = {"document": "示例办法", "verified": True}
    facts = {"kind": "facts", "facts": [{"name": "staff", "label": "从业人员", "type": "integer", "source": "renshe"}]}
    policy = {
        "kind": "policy", "id": "a", "label": "甲", "title": "甲", "issuer": "乙", "basis": basis, "from": DAY,
        "channel": "申报", "unit": "renshe", "amount": {"kind": "not set", "basis": basis},
        "criteria": [{"id": "one", "label": "人数", "expression": "staff >= 10", "basis": basis}],
        "examples": [{"label": "九人", "day": DAY, "facts": {"staff": 9}, "verdict": "met", "amount": "not set"}],
    }  # fmt: skip
    for room, content in (("register", facts), ("rules", policy)):
        (tmp_path / "national" / room).mkdir(parents=True)
        (tmp_path / "national" / room / "a.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    result = CliRunner().invoke(commands.app, ["check", "--root", str(tmp_path)])
    assert result.exit_code == 5
    assert "九人：结论应为 met，判为 not_met" in result.stdout


def test_no_amount_is_no_column_and_not_an_unknown_one(judged: Run) -> None:
    priced = visit().get("/policies/personal_startup_loan").content.decode()
    unpriced = visit().get("/policies/failed_graduate_insurance").content.decode()
    assert 'data-label="金额（元）"' in priced
    assert 'data-label="金额（元）"' not in unpriced
    assert 'data-label="结论"' in unpriced
