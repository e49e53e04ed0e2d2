"""Judging the whole register: idempotent, resumable, one entry, older runs of the day replaced."""

from pathlib import Path
from typing import Any

import pytest

from beizeng.base.ledger import queries as ledger
from beizeng.base.ledger.actions import Refused
from beizeng.base.people.actor import Actor
from beizeng.rules import actions, queries
from beizeng.rules.actions import judging
from beizeng.rules.models import EntityBits, Reach, Run
from tests.rules.conftest import AT, BY, CODES, DAY, FIRM, SHOP, load

pytestmark = pytest.mark.django_db


def judge(**more: Any) -> Run:
    return actions.run(day=DAY, by=BY, at=AT, **more)


def stored() -> tuple[list[Any], list[Any], list[Any]]:
    """Everything that a run leaves, without the numbers that the database gives."""
    runs = [(row.day, row.layout, row.counts, row.done, row.finished_at) for row in Run.objects.all()]
    bits = [(row.code, bytes(row.bits)) for row in EntityBits.objects.order_by("code")]
    reaches = list(Reach.objects.order_by("code", "policy").values_list("code", "policy", "outcome", "amount_fen"))
    return runs, bits, reaches


def entries() -> int:
    return ledger.entries().filter(verb="rules.finish_run").count()


def test_run_counts_every_entity_once(county: Path) -> None:
    found = judge()
    assert found.entities == found.done == len(CODES)
    assert all(sum(counts) == len(CODES) for counts in found.counts.values())
    assert found.counts["personal_startup_loan"] == [2, 3, 1]
    assert found.counts["small_firm_startup_loan"] == [1, 3, 2]
    reach = Reach.objects.get(policy="personal_startup_loan", code=SHOP)
    assert (reach.outcome, reach.amount_fen) == ("met", 30_000_000)
    assert entries() == 1


def test_run_again_changes_nothing(county: Path) -> None:
    first = judge()
    before = stored()
    assert judge().pk == first.pk
    assert stored() == before
    assert entries() == 1


def test_killed_run_ends_in_the_state_of_an_undisturbed_one(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge()
    undisturbed = stored()
    Run.objects.all().delete()
    monkeypatch.setattr(judging, "CHUNK", 2)

    def die(done: int, total: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge(progress=die)
    assert queries.latest_run(on=DAY) is None, "a run that is not finished is not read"
    assert Run.objects.get().done == 4
    judge()
    assert stored() == undisturbed


def test_broken_run_is_swept_when_the_facts_have_changed(
    county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "CHUNK", 2)

    def die(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge(progress=die)
    load(tmp_path, "loans", f"统一社会信用代码,创业担保贷款余额\n{FIRM},1\n")
    load(tmp_path, "social_insurance", f"统一社会信用代码,近12个月新招用重点群体\n{FIRM},1\n")
    judge()
    assert Run.objects.count() == 1
    assert EntityBits.objects.count() == len(CODES)


def test_new_facts_make_a_new_run_that_replaces_the_old(county: Path, tmp_path: Path) -> None:
    old = judge()
    load(tmp_path, "social_insurance", f"统一社会信用代码,近12个月新招用重点群体\n{FIRM},1\n")
    new = judge()
    assert new.pk != old.pk
    assert list(Run.objects.values_list("pk", flat=True)) == [new.pk]
    assert new.counts["small_firm_startup_loan"] == [0, 4, 2]
    assert entries() == 2


def test_fact_that_no_policy_reads_needs_no_new_run(county: Path, tmp_path: Path) -> None:
    old = judge()
    load(tmp_path, "loans", f"统一社会信用代码,创业担保贷款余额\n{FIRM},1\n")
    assert judge().pk == old.pk


def test_run_needs_the_permission(county: Path) -> None:
    with pytest.raises(Refused, match="权限"):
        actions.run(day=DAY, by=Actor("user:1", "示例人员", "经办人"), at=AT)


def test_run_without_entities_is_refused(data: Path) -> None:
    with pytest.raises(Refused, match="还没有主体"):
        judge()
