"""Duplicates: names in parts, pairs with their reasons, merging with preview and undo, and one entity counted once."""

import contextlib
import datetime
import threading
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from django.test import Client

from beizeng.base.ledger.actions import Refused
from beizeng.base.people.actor import house
from beizeng.register import actions, alike, demography, likenesses, queries
from beizeng.register.codes import compose
from beizeng.register.models import Card, Likeness, Merge
from beizeng.register.name_parts import Parts, words
from tests.cases.test_faults import postgresql, together
from tests.factories import HoldingFactory, UnitFactory
from tests.register.conftest import moment

pytestmark = pytest.mark.thorough

BY = house("test")
ONE, OTHER, THIRD, BRANCH, NEXT = (compose("91", "140929", f"MA0{n}AAAA") for n in range(5))
HEAD = "统一社会信用代码,名称,登记状态,成立日期,住所,负责人,注册资本"


def day(month: int, number: int = 1) -> datetime.date:
    return datetime.date(2024, month, number)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("岢岚县绿源农业开发有限责任公司", Parts("岢岚", "绿源", "农业开发", "有限公司", "")),
        ("绿源（山西）商贸有限公司", Parts("山西", "绿源", "商贸", "有限公司", "")),
        ("山西省太原市鑫隆 农业科技有限公司", Parts("太原", "鑫隆", "农业科技", "有限公司", "")),
        ("岢岚县岚漪镇王记面馆", Parts("岚漪", "王记", "", "馆", "")),
        ("岢岚县商贸有限公司", Parts("岢岚", "商贸", "", "有限公司", "")),
        ("中国银行股份有限公司太原五一路支行", Parts("中国", "银行", "", "股份有限公司", "太原五一路支行")),
        ("甲有限公司乙有限责任公司", Parts("", "甲", "", "有限公司", "乙公司")),
        ("岢岚县兴农种养殖农民专业合作社", Parts("岢岚", "兴农", "种养殖", "合作社", "")),
    ],
)
def test_a_name_has_four_parts(name: str, parts: Parts) -> None:
    assert words().read(name) == parts


def entities(*names: str, **same: object) -> pl.DataFrame:
    """Entities with these names and, each the same, further facts; thirty others with nothing in common."""
    others = [f"岢岚县{a}{b}商贸有限公司" for a in "甲乙丙丁戊己" for b in "金木水火土"]
    rows = [
        {
            "code": compose("91", "140929", f"MA{n:03}AAA"), "name": name, "old_names": [], "kind": "enterprise",
            "address": f"岢岚县第{n}街道第{n * 7}号院", "representative": f"某{n}", "ended_on": None,
            "established_on": day(1) + datetime.timedelta(days=n), **(same if n < len(names) else {}),
        }
        for n, name in enumerate([*names, *others])
    ]  # fmt: skip
    schema = {"code": pl.String, "old_names": pl.List(pl.String), "ended_on": pl.Date}
    return pl.DataFrame(rows, schema_overrides=schema)


@pytest.mark.parametrize(
    "other",
    [
        "岢岚县绿源农业开发有限责任公司",
        "绿源农业开发有限公司",
        "岢岚绿元农业开发有限公司",
        "岢岚县绿源源农业开发有限公司",
        "（岢岚县）绿源农业开发有限公司",
    ],
)
def test_one_entity_written_twice_is_found_with_its_reasons(other: str) -> None:
    found = alike.find(
        entities("岢岚县绿源农业开发有限公司", other, address="岢岚县岚漪镇北街12号", established_on=day(1))
    )
    [pair] = found
    assert pair.probability > 0.95
    assert {line.label for line in pair.lines if line.weight > 1} >= {"字号", "住所", "成立日期"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中国石化销售有限公司岢岚城东加油站", "中国石化销售有限公司岢岚城西加油站"),
        ("岢岚县绿源农业开发有限公司", "岢岚县绿源农业开发有限公司岚漪分公司"),
        ("岢岚县第一建筑工程有限公司", "岢岚县第二建筑工程有限公司"),
        ("岢岚县绿源农业开发有限公司", "岢岚县晨光餐饮管理有限公司"),
    ],
)
def test_branches_and_neighbours_are_no_duplicates(one: str, other: str) -> None:
    assert alike.find(entities(one, other, address="岢岚县岚漪镇北街12号")) == []


def test_an_old_name_and_a_life_that_follows_another() -> None:
    frame = entities(
        "岢岚县绿源农业开发有限公司", "岢岚县晨光商贸有限公司", representative="张三", established_on=day(1)
    )
    old = [["岢岚县绿源农业开发有限公司"] if n == 1 else [] for n in range(frame.height)]
    renamed = frame.with_columns(old_names=pl.Series(old, dtype=pl.List(pl.String)))
    [pair] = alike.find(renamed)
    assert pair.probability > 0.9
    ended = renamed.with_columns(
        ended_on=pl.Series([day(1) if n == 0 else None for n in range(frame.height)], dtype=pl.Date)
    )
    after = alike.compare(ended, pair.first, pair.second)
    assert after.probability < pair.probability
    assert after.lines[-1].label == "存续期"


@pytest.fixture
def register(load: Callable) -> None:
    load(
        HEAD,
        f"{ONE},岢岚县绿源农业开发有限公司,存续,2020-05-06,岢岚县岚漪镇北街12号,张三,",
        f"{THIRD},岢岚县晨光餐饮管理有限公司,存续,2021-01-01,岢岚县岚漪镇南街1号,李四,",
        known=day(1),
    )
    load(HEAD, f"{OTHER},岢岚县绿源农业开发有限责任公司,注销,2020-05-06,岚漪镇北街12号,张三,100", known=day(2))


def merged() -> int:
    return actions.merge(kept=ONE, absorbed=OTHER, reason="与执照核对", by=BY, at=moment(day(3)))


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_a_pair_is_found_kept_apart_and_opened_again() -> None:
    assert actions.find_likenesses(by=BY, at=moment(day(3))) == 1
    pair = Likeness.objects.get()
    assert {pair.first, pair.second} == {ONE, OTHER}
    actions.keep_apart(likeness_id=pair.pk, reason="父子两家", by=BY, at=moment(day(3)))
    assert actions.find_likenesses(by=BY, at=moment(day(4))) == 0
    assert Likeness.objects.get().state == "apart"
    actions.compare_again(likeness_id=pair.pk, by=BY, at=moment(day(4)))
    assert actions.find_likenesses(by=BY, at=moment(day(4))) == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_a_merged_entity_counts_once_everywhere_and_its_old_code_leads_to_it() -> None:
    shown = {side.fact: side for side in likenesses.preview(ONE, OTHER, viewer=BY, on=day(3))}
    assert (shown["status"].kept, shown["status"].absorbed, shown["status"].merged) == ("open", "cancelled", "open")
    assert (shown["capital"].kept, shown["capital"].merged) == (None, 10_000)
    before = queries.snapshot(on=day(3), known=day(3))
    number = merged()
    assert queries.snapshot(on=day(3), known=day(3))["code"].to_list() == sorted([ONE, THIRD])
    assert queries.stock(on=day(3), known=day(3)).total == 2
    known = {side.fact: side.merged for side in shown.values()}
    assert {name: fact.value for name, fact in queries.facts_of(OTHER, on=day(3), known=day(3)).items()} == known
    assert queries.facts_of(ONE, on=day(3), known=day(3)) == queries.facts_of(OTHER, on=day(3), known=day(3))
    assert queries.card(OTHER, viewer=BY) == queries.card(ONE, viewer=BY)
    assert [card.code for card in queries.search(OTHER, viewer=BY)] == [ONE]
    assert [card.code for card in queries.search("绿源", viewer=BY)] == [ONE]
    assert Card.objects.get(code=ONE).old_names == ["岢岚县绿源农业开发有限责任公司"]
    # what was known before the merge stays as it was
    assert queries.snapshot(on=day(3), known=day(2)).equals(before)
    change = demography.change(since=day(3), until=day(3), known=day(3), known_before=day(2))
    assert sum(change.before.values()) + sum(flow.total for flow in change.flows) == sum(change.after.values())
    actions.undo_merge(merge_id=number, by=BY, at=moment(day(4)))
    assert queries.snapshot(on=day(3), known=day(4)).equals(before)
    assert queries.snapshot(on=day(3), known=day(3)).height == 2
    assert {card.code for card in queries.search("绿源", viewer=BY)} == {ONE, OTHER}


@pytest.mark.django_db
def test_a_feed_that_goes_on_naming_the_merged_code_tells_of_the_entity(register: None, load: Callable) -> None:
    merged()
    report = load(HEAD, f"{OTHER},,,,,王五,", known=day(5))
    assert report.changed == 1
    assert queries.facts_of(ONE, on=day(5), known=day(5))["representative"].value == "张三"
    load(HEAD, f"{OTHER},,,,,,200", known=day(6))
    assert queries.facts_of(ONE, on=day(6), known=day(6))["capital"].value == 20_000
    assert {card.code for card in Card.objects.all()} == {ONE, THIRD}


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_what_cannot_be_merged_is_refused() -> None:
    merged()
    for kept, absorbed, reason in (
        (THIRD, OTHER, "x"),
        (OTHER, THIRD, "x"),
        (ONE, ONE, "x"),
        (ONE, THIRD, " "),
        (ONE, NEXT, "x"),
    ):
        with pytest.raises(Refused):
            actions.merge(kept=kept, absorbed=absorbed, reason=reason, by=BY, at=moment(day(3)))
    with pytest.raises(Refused):
        actions.undo_merge(merge_id=99, by=BY, at=moment(day(3)))


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_pages_find_explain_merge_and_undo() -> None:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(HoldingFactory(post__role="leading_group_office", post__unit=UnitFactory(id="fagai")).user)
    assert "没有疑似重复" in client.get("/duplicates").content.decode()
    assert client.post("/duplicates").status_code == 302
    page = client.get("/duplicates")
    assert page.context["listing"].total == 1
    pair = Likeness.objects.get()
    assert client.get(f"/duplicates/{pair.pk}").context["kept"] == OTHER  # of which more is known
    shown = client.get(f"/duplicates/{pair.pk}?kept={ONE}").content.decode()
    assert "字号" in shown
    assert "说法不同" in shown
    answer = client.post(f"/duplicates/{pair.pk}", {"kept": ONE, "merge": "1", "reason": "与执照核对"})
    assert client.get(f"/entities/{OTHER}")["Location"] == f"/entities/{ONE}"
    assert OTHER in client.get(f"/entities/{ONE}").content.decode()
    assert client.get("/duplicates").context["listing"].total == 0
    assert client.get("/duplicates/merges").context["listing"].total == 1
    assert client.post(answer["Location"]).status_code == 302
    assert client.get(f"/entities/{OTHER}").status_code == 200
    head = Client(headers={"host": "127.0.0.1"})
    head.force_login(HoldingFactory(post__role="unit_head", post__unit=UnitFactory(id="wenlv")).user)
    assert head.post(f"/duplicates/{pair.pk}", {"kept": ONE, "merge": "1", "reason": "x"}).status_code == 302
    assert client.get(f"/entities/{OTHER}").status_code == 200  # refused: not the supplier of names


@postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_merges_at_once_that_would_close_a_ring_one_is_refused(
    register: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked, asked = threading.Barrier(2), queries.linked_to

    def after_the_checks(*given: Any, **told: Any) -> Any:
        with contextlib.suppress(threading.BrokenBarrierError):  # the other waits for the lock, not here
            checked.wait(timeout=1)
        return asked(*given, **told)

    monkeypatch.setattr(queries, "linked_to", after_the_checks)

    def way(kept: str, absorbed: str) -> Callable[[], object]:
        return lambda: actions.merge(kept=kept, absorbed=absorbed, reason="核对", by=BY, at=moment(day(3)))

    with pytest.raises(Refused, match="已并入另一户"):
        together(way(ONE, OTHER), way(OTHER, ONE))
    assert Merge.objects.count() == 1
