"""不重复享受 and 就高: who stands, who gives way and to whom; rings are refused; batches and pages follow."""

from pathlib import Path

import pytest
import yaml
from django.test import Client

from beizeng.rules import actions, queries
from beizeng.rules.book import Book, read_book
from beizeng.rules.exclusions import Claim, giving_way
from beizeng.rules.models import Batch
from beizeng.spec import load_shelf
from beizeng.spec.errors import BadInput
from beizeng.spec.policy import Policy, Verdict
from tests.factories import MandateFactory
from tests.rules.conftest import BY, DAY, FIRM, SHOP
from tests.rules.own import exclusion, lay, policy
from tests.rules.test_batches import CLERK, CONFIRMED, HEAD, OPENED

ONCE, HIGHEST = "不重复享受", "就高"


def claim(name: str, verdict: Verdict, fen: int | None, *exclusions: dict[str, object]) -> Claim:
    return Claim(Policy.model_validate(policy(name, exclusions=list(exclusions))), verdict, fen)


def ways(*claims: Claim) -> dict[str, tuple[str, bool]]:
    return {one: (way.to.id, way.is_certain) for one, way in giving_way(claims).items()}


def test_one_gives_way_to_the_other_that_the_entity_enjoys() -> None:
    a, b = claim("a", "met", 9, exclusion(ONCE, "b")), claim("b", "met", 1)
    assert ways(a, b) == {"a": ("b", True)}
    assert ways(a, claim("b", "not_met", 1)) == {}
    assert ways(claim("a", "not_met", 9, exclusion(ONCE, "b")), b) == {}


def test_where_the_other_is_unknown_it_may_give_way_and_stands_until_then() -> None:
    a = claim("a", "met", 9, exclusion(ONCE, "b"))
    assert ways(a, claim("b", "unknown", 1)) == {"a": ("b", False)}


def test_a_policy_that_gives_way_itself_displaces_nobody() -> None:
    a, b, c = (
        claim("a", "met", 1, exclusion(ONCE, "b")),
        claim("b", "met", 1, exclusion(ONCE, "c")),
        claim("c", "met", 1),
    )
    assert ways(a, b, c) == {"b": ("c", True)}
    assert ways(c, b, a) == {"b": ("c", True)}, "whatever their order"


@pytest.mark.parametrize(
    ("sums", "losers"),
    [((1, 2, 3), {"a", "b"}), ((3, 2, 1), {"b", "c"}), ((2, 2, 1), {"b", "c"}), ((1, 2, 2), {"a", "c"})],
)
def test_of_a_group_the_highest_stands_and_of_equals_the_first(sums: tuple[int, ...], losers: set[str]) -> None:
    names = zip("abc", sums, strict=True)
    group = [claim(name, "met", fen, *([exclusion(HIGHEST, "b", "c")] if name == "a" else [])) for name, fen in names]
    found = ways(*group)
    assert set(found) == losers
    assert all(is_certain for _, is_certain in found.values())


def test_amounts_that_cannot_be_compared_leave_it_open() -> None:
    a = claim("a", "met", None, exclusion(HIGHEST, "b"))
    found = ways(a, claim("b", "met", 5))
    assert [is_certain for _, is_certain in found.values()] == [False]
    assert ways(claim("a", "met", 1, exclusion(HIGHEST, "b")), claim("b", "unknown", 5)) == {"a": ("b", False)}


def read(root: Path, *files: dict[str, object]) -> Book:
    folder = root / "national" / "rules"
    folder.mkdir(parents=True)
    facts = {"kind": "facts", "facts": [{"name": "staff", "label": "人员", "type": "integer", "source": "renshe"}]}
    (root / "national" / "register").mkdir()
    (root / "national" / "register" / "facts.yaml").write_text(yaml.safe_dump(facts, allow_unicode=True))
    for number, content in enumerate(files):
        (folder / f"f{number}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return read_book(load_shelf(root), DAY)


@pytest.mark.parametrize(
    ("files", "what", "why"),
    [
        (dict(zip("abc", [[exclusion(ONCE, one)] for one in "bca"], strict=True)), "a → b → c → a", "一圈"),
        ({"a": [exclusion(ONCE, "b")], "b": [exclusion(HIGHEST, "a")]}, "a → b", "一圈"),
        ({"a": [exclusion(ONCE, "nobody")]}, "nobody", "没有这条政策"),
        ({"a": [exclusion(HIGHEST, "a")]}, "a", "它自己"),
    ],
)  # fmt: skip
def test_a_ring_and_a_policy_that_there_is_not_are_refused(
    tmp_path: Path, files: dict[str, list[dict[str, object]]], what: str, why: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read(tmp_path, *(policy(name, exclusions=said) for name, said in files.items()))
    found = refused.value
    assert found.what == what
    assert why in found.why
    assert "national/rules/f0" in found.where
    assert found.write


def test_highest_within_highest_is_no_ring(tmp_path: Path) -> None:
    said = {"a": [exclusion(HIGHEST, "b")], "b": [exclusion(HIGHEST, "a", "c")], "c": []}
    assert len(read(tmp_path, *(policy(name, exclusions=one) for name, one in said.items())).in_force) == 3


@pytest.fixture
def offered(county: Path) -> Path:
    """Two invented policies: whoever has staff is paid 1,000 yuan, with 20 or more 3,000 instead."""
    (county / "demo.yaml").write_text(f"day: {DAY}\n", encoding="utf-8")
    lay(county, policy("small", exclusions=[exclusion(HIGHEST, "large")]), policy("large", "staff >= 20", "3000"))
    return county


@pytest.mark.django_db
@pytest.mark.thorough
def test_a_batch_strikes_out_whom_the_other_policy_pays_more(offered: Path) -> None:
    batch: Batch = actions.open_batch(policy_id="small", by=CLERK, at=OPENED)
    rows = {row.code: (row.state, row.reason) for row in batch.payments.all()}
    assert rows[SHOP] == ("listed", "")
    assert rows[FIRM] == ("struck", "让位于《示例large》（就高）")


@pytest.mark.django_db
@pytest.mark.thorough
def test_what_was_listed_once_by_one_is_not_listed_by_the_other(offered: Path) -> None:
    first: Batch = actions.open_batch(policy_id="large", by=CLERK, at=OPENED)
    lay(offered, policy("small", amount="9000", exclusions=[exclusion(HIGHEST, "large")]))
    second: Batch = actions.open_batch(policy_id="small", by=CLERK, at=OPENED)
    assert f"第 {first.pk} 批" in second.payments.get(code=FIRM).reason
    actions.cancel_batch(batch_id=first.pk, reason="示例", by=HEAD, at=CONFIRMED)
    actions.cancel_batch(batch_id=second.pk, reason="示例", by=HEAD, at=CONFIRMED)
    assert actions.open_batch(policy_id="small", by=CLERK, at=OPENED).payments.get(code=FIRM).state == "listed"


@pytest.mark.django_db
@pytest.mark.thorough
def test_the_firm_and_the_policy_say_what_gives_way_to_what(offered: Path) -> None:
    explained = queries.explain(FIRM, on=DAY, known=DAY, viewer=BY)
    assert explained is not None
    assert "small" in {one.policy.id for one in explained.displaced}
    assert "large" in {one.policy.id for one in explained.owed}
    firm = Client(headers={"host": "127.0.0.1"})
    firm.force_login(MandateFactory(entity_code=FIRM).user)
    seen = firm.get("/me").content.decode()
    assert "让位于《示例large》（就高），不另享受。" in seen
