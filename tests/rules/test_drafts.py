"""A policy written in the page: checked as typed, signed by a second person, in force from its day, withdrawn."""

import copy
import datetime
from pathlib import Path
from typing import Any

import pytest

from beizeng.base.ledger.actions import Refused
from beizeng.base.ledger.models import LedgerEntry
from beizeng.base.people.actor import Actor, house
from beizeng.rules import actions, queries
from beizeng.rules.actions import drafts
from beizeng.rules.book import book, vocabulary_of
from beizeng.rules.drafting import Checked, check, entered_of
from beizeng.rules.examples import failures
from beizeng.rules.models import PolicyDraft
from beizeng.rules.queries import draft_digest as digest
from beizeng.rules.queries import read_draft as read
from beizeng.rules.trial import trial
from beizeng.spec import load_shelf
from beizeng.spec.policy import Policy
from tests.factories import PolicyDraftFactory
from tests.rules.conftest import AT, DAY, SHOP

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
CLERK, HEAD = house("clerk"), house("head")
D = datetime.date


def typed(**changes: Any) -> dict[str, Any]:
    """What a clerk typed; ``criteria=...`` replaces a part, everything else a field of the head."""
    entered: dict[str, Any] = copy.deepcopy(PolicyDraftFactory.build(policy="opening_grant").entered)
    for name, value in changes.items():
        if name in entered:
            entered[name] = value
        else:
            entered["policy"][name] = value
    return entered


def checked(**changes: Any) -> Checked:
    return check(typed(**changes), vocabulary_of(load_shelf()))


def criterion(expression: str) -> list[dict[str, str]]:
    return [{"label": "条件", "expression": expression}]


def kept(by: Actor = CLERK, amends: str = "", **changes: Any) -> PolicyDraft:
    draft: PolicyDraft = actions.save_draft(entered=typed(**changes), amends=amends, by=by, at=AT)
    return draft


def signed(amends: str = "", at: datetime.datetime = AT, **changes: Any) -> PolicyDraft:
    draft = kept(amends=amends, **changes)
    actions.submit_draft(draft_id=draft.pk, by=CLERK, at=at)
    return actions.approve_draft(draft_id=draft.pk, seen=digest(draft.entered), by=HEAD, at=at)


def test_a_whole_draft_says_its_conditions_in_words_and_its_examples_hold() -> None:
    found = checked()
    assert found.is_whole
    assert found.said == {0: "从业人员 不低于 2 人"}
    assert [(one.verdict, one.amount) for one in found.outcomes] == [
        ("met", "2000"),
        ("not_met", ""),
        ("unknown", "2000"),
    ]


def test_a_fault_names_the_row_in_which_it_stands_though_one_above_is_empty() -> None:
    empty = {"label": "", "expression": ""}
    found = checked(criteria=[empty, *criterion("staf >= 2")])
    assert [(one.part, one.row) for one in found.faults if one.field == "expression"] == [("criteria", 1)]
    examples = typed()["examples"]
    wrong = {**examples[0], "verdict": "not_met"}
    found = checked(examples=[{"label": ""}, wrong, *examples[1:]])
    assert {one.row for one in found.faults if one.part == "examples" and one.field == "verdict"} >= {1}
    assert found.outcomes[0].row == 1


def test_a_condition_put_before_those_of_the_version_before_has_an_id_of_its_own() -> None:
    base = checked().policy
    assert base is not None
    before = typed()["criteria"]
    found = check(typed(criteria=[*criterion("staff <= 50"), *before]), vocabulary_of(load_shelf()), base=base)
    assert found.policy is not None, found.faults
    ids = [one.id for one in found.policy.criteria]
    assert ids[1:] == [one.id for one in base.criteria]
    assert len(set(ids)) == len(ids)


BAD = [
    ("staf >= 2", "没有声明这项事实", "staff"),
    ("revenue_last_year / staff > 3", "除数为零", "ratio"),
    ("established_on > 3", "日期不能与数比较", "full_years"),
    ("(" * 45 + "staff > 1" + ")" * 45, "嵌套超过", "拆成"),
    ("staff * staff * staff * staff > 1", "超出能精确计算", "least"),
    ("kind IN ('enterprise', NULL)", "NULL", "去掉"),
    ("read_csv('/etc/passwd') = 'x'", "没有函数", "可用的有"),
    ("revenue_last_year > staff", "金额", "同一单位"),
    ("staff >= :no_such", "没有声明这个参数", ""),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "why", "write"), BAD, ids=[row[0][:30] for row in BAD])
def test_a_bad_condition_is_told_on_its_row_and_is_never_submitted(expression: str, why: str, write: str) -> None:
    found = checked(criteria=[*typed()["criteria"], *criterion(expression)])
    told = [one for one in found.faults if one.part == "criteria"]
    assert [(one.row, one.field) for one in told] == [(1, "expression")]
    assert why in told[0].bad.why
    assert write in told[0].bad.write
    assert told[0].bad.what
    assert told[0].bad.where


PARAMETER = {"label": "人数", "name": "least_people", "type": "integer", "value": "2"}


def test_a_parameter_of_the_draft_can_be_named_in_it() -> None:
    found = checked(criteria=criterion("staff >= :least_people"), parameters=[PARAMETER])
    assert found.is_whole
    assert found.parameters[0].values[0].since == D(2024, 9, 1)


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"until": "2024-08-31", "since": "2024-01-01"}, "since", "没有值"),  # run out before the policy begins
        ({"since": "2024-10-01"}, "since", "没有值"),
        ({"value": "二"}, "value", "不是一个数"),
        ({"until": "2023-01-01"}, "values", "before"),
        ({"name": "Least"}, "name", "不合要求"),
        ({"name": "graduate_household_grant_yuan"}, "name", "已有同名"),
    ],
)
def test_a_bad_parameter_is_told(changes: dict[str, str], field: str, why: str) -> None:
    name = next(iter(vocabulary_of(load_shelf()).parameters))
    row = PARAMETER | changes
    if row["name"] == "graduate_household_grant_yuan":
        row["name"] = name
    told = [one for one in checked(parameters=[row]).faults if one.part == "parameters"]
    assert field in {one.field for one in told}
    assert any(why in one.bad.why for one in told)


def test_two_parameters_of_one_name_overlap_and_are_refused() -> None:
    told = checked(parameters=[PARAMETER, PARAMETER | {"value": "3"}]).faults
    assert [(one.part, one.row, one.field) for one in told] == [("parameters", 1, "name")]


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"since": "九月"}, "since", "不是一个日期"),
        ({"until": "2024-08-01"}, "until", "起日之前"),
        ({"amount": "staff"}, "amount", "没有单位"),
        ({"amount": ""}, "amount", "没有写"),
        ({"id": "示例"}, "id", "不合要求"),
        ({"measures": "三十"}, "measures", "不合要求"),
    ],
)
def test_a_bad_head_is_told(changes: dict[str, str], field: str, why: str) -> None:
    told = [one for one in checked(**changes).faults if one.part == "policy" and one.field == field]
    assert told
    assert why in told[0].bad.why


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"verdict": "not_met"}, "结论应为"),
        ({"amount": "2001"}, "金额应为"),
        ({"facts": "从业人数 = 2"}, "没有声明这项事实"),
        ({"facts": "从业人员 二"}, "事实 = 值"),
        ({"facts": "从业人员 = 二"}, "不是一个数"),
        ({"facts": "失信被执行人 = 也许"}, "是”或“否"),
        ({"facts": "kind = 商店"}, "没有这个值"),
        ({"day": "2024-08-01"}, "施行期间"),
    ],
)
def test_an_example_that_does_not_hold_is_told(changes: dict[str, str], why: str) -> None:
    first, *others = typed()["examples"]
    told = [one for one in checked(examples=[first | changes, *others]).faults if one.part == "examples"]
    assert any(why in one.bad.why for one in told)


def test_examples_of_all_three_kinds_are_asked_for() -> None:
    found = checked(examples=typed()["examples"][:1])
    assert [one.bad.what for one in found.faults] == ["不符合", "缺一项事实"]


def test_a_draft_with_faults_is_kept_as_typed_and_can_not_be_submitted(county: Path) -> None:
    draft = kept(criteria=criterion("staf >= 2"))
    assert draft.entered["criteria"] == criterion("staf >= 2")
    with pytest.raises(Refused, match="没有声明"):
        actions.submit_draft(draft_id=draft.pk, by=CLERK, at=AT)
    assert not own_files(county)


def own_files(data: Path) -> list[str]:
    return sorted(path.name for path in (data / "packs").rglob("*.yaml"))


def test_a_signed_policy_judges_from_its_day(county: Path) -> None:
    draft = signed(criteria=criterion("staff >= :least_people"), parameters=[PARAMETER], since="2024-09-15")
    assert own_files(county) == ["opening_grant--2024-09-15-parameters.yaml", "opening_grant--2024-09-15.yaml"]
    before, after = (book(day).entry("opening_grant") for day in (D(2024, 9, 14), D(2024, 9, 15)))
    assert before is not None
    assert after is not None
    assert (before.state, after.state) == ("not_begun", "in_force")
    run = actions.run(day=DAY, by=HEAD, at=AT)
    assert run.counts["opening_grant"][0] == 2
    explained = queries.explain(SHOP, on=DAY, known=DAY, viewer=HEAD)
    assert explained is not None
    (judged,) = [one for one in explained.judged if one.policy.id == "opening_grant"]
    assert (judged.verdict, judged.amount_fen) == ("met", 200_000)
    assert failures(load_shelf()) == []
    assert (draft.signed_by_name, draft.state) == (HEAD.name, "approved")
    verbs = LedgerEntry.objects.order_by("seq").values_list("verb", flat=True)
    assert [verb for verb in verbs if "policy" in verb] == [
        "rules.draft_policy", "rules.submit_policy", "rules.approve_policy",
    ]  # fmt: skip


def test_nobody_signs_what_he_wrote_or_what_has_changed(county: Path) -> None:
    draft = kept()
    actions.submit_draft(draft_id=draft.pk, by=CLERK, at=AT)
    with pytest.raises(Refused, match="不能签发自己"):
        actions.approve_draft(draft_id=draft.pk, seen=digest(draft.entered), by=CLERK, at=AT)
    with pytest.raises(Refused, match="改动过"):
        actions.approve_draft(draft_id=draft.pk, seen=digest(typed(amount="1")), by=HEAD, at=AT)
    actions.save_draft(entered=typed(amount="3000", examples=[]), draft_id=draft.pk, by=CLERK, at=AT)
    with pytest.raises(Refused, match="不在待签发"):
        actions.approve_draft(draft_id=draft.pk, seen=digest(draft.entered), by=HEAD, at=AT)
    assert not own_files(county)


def test_what_somebody_changes_while_another_signs_is_not_lost(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = kept()
    actions.submit_draft(draft_id=draft.pk, by=CLERK, at=AT)
    signing = drafts.keep_signed

    def meanwhile(**told: Any) -> Any:
        PolicyDraft.objects.filter(pk=draft.pk).update(entered=typed(amount="3000"), state="draft")
        return signing(**told)

    monkeypatch.setattr(drafts, "keep_signed", meanwhile)
    with pytest.raises(Refused, match="刚被别人"):
        actions.approve_draft(draft_id=draft.pk, seen=digest(draft.entered), by=HEAD, at=AT)
    draft.refresh_from_db()
    assert (draft.state, draft.entered["policy"]["amount"]) == ("draft", "3000")
    assert not own_files(county)


def test_packs_that_do_not_hold_take_everything_back(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = kept()
    actions.submit_draft(draft_id=draft.pk, by=CLERK, at=AT)

    def broken(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("beizeng.rules.actions.drafts.keep_signed", broken)
    with pytest.raises(RuntimeError):
        actions.approve_draft(draft_id=draft.pk, seen=digest(draft.entered), by=HEAD, at=AT)
    assert not own_files(county)
    assert book(DAY).entry("opening_grant") is None


def test_a_draft_is_sent_back_with_a_reason(county: Path) -> None:
    draft = kept()
    actions.submit_draft(draft_id=draft.pk, by=CLERK, at=AT)
    with pytest.raises(Refused, match="理由"):
        actions.return_draft(draft_id=draft.pk, reason=" ", by=HEAD, at=AT)
    back = actions.return_draft(draft_id=draft.pk, reason="金额核对文件", by=HEAD, at=AT)
    assert (back.state, back.told) == ("draft", "金额核对文件")


def test_a_further_version_ends_the_one_before(county: Path) -> None:
    signed()
    signed(amends="opening_grant", since="2024-09-20", amount="3000", examples=[
        one | {"amount": "3000" if one["amount"] else ""} for one in typed()["examples"]
    ])  # fmt: skip
    old, new = (book(day).entry("opening_grant") for day in (D(2024, 9, 19), D(2024, 9, 20)))
    assert old is not None
    assert new is not None
    assert (old.fixed_fen, old.policy.until, new.fixed_fen) == (200_000, D(2024, 9, 19), 300_000)
    with pytest.raises(Refused, match="晚于上一版"):
        signed(amends="opening_grant", since="2024-09-20")


def test_a_policy_keeps_its_name_to_itself(county: Path) -> None:
    signed()
    with pytest.raises(Refused, match="已有代号"):
        kept()
    with pytest.raises(Refused, match="不换代号"):
        kept(amends="opening_grant", id="another")


def test_withdrawn_before_its_day_it_never_begins_and_after_it_ends_today(county: Path) -> None:
    future = signed(since="2024-12-01")
    actions.withdraw_draft(draft_id=future.pk, reason="文件作废", by=HEAD, at=AT)
    assert own_files(county) == []
    assert book(D(2024, 12, 1)).entry("opening_grant") is None
    begun = signed()
    actions.withdraw_draft(draft_id=begun.pk, reason="文件废止", by=HEAD, at=AT)
    today, tomorrow = (book(AT.date() + datetime.timedelta(n)).entry("opening_grant") for n in (0, 1))
    assert today is not None
    assert tomorrow is not None
    assert (today.state, tomorrow.state) == ("in_force", "ended")
    with pytest.raises(Refused, match="已经撤回"):
        actions.withdraw_draft(draft_id=begun.pk, reason="文件废止", by=HEAD, at=AT)


def test_a_trial_knows_the_parameters_of_the_draft(county: Path) -> None:
    found = read(kept(criteria=criterion("staff >= :least_people"), parameters=[PARAMETER]))
    assert found.policy is not None
    tried = trial(found.policy, on=DAY, known=DAY, viewer=HEAD, parameters=found.parameters)
    assert (tried.found.after.met, len(tried.found.gained)) == (2, 2)


@pytest.mark.parametrize("policy", load_shelf().all(Policy), ids=lambda one: one.id)
def test_every_policy_of_the_packs_opens_in_the_form_and_reads_the_same(policy: Policy) -> None:
    vocabulary = vocabulary_of(load_shelf())
    found = check(entered_of(policy), vocabulary, base=policy)
    # a policy older than the rule may lack an example of one kind
    assert [one for one in found.faults if "的示例" not in one.bad.why] == []
    again = check(entered_of(policy), vocabulary, base=policy).policy
    assert again is not None
    assert again.model_dump(exclude={"examples", "basis", "amount"}) == policy.model_dump(
        exclude={"examples", "basis", "amount"}
    )
    assert again.examples == policy.examples
    assert again.amount.expression == policy.amount.expression
