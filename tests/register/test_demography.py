"""Flows explain the change of a stock exactly, on every day and for every known day; what was converted counts once."""

import datetime
import json
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from beizeng.base.people.actor import house
from beizeng.cli.register import app
from beizeng.register import actions, demography, queries
from beizeng.register.codes import compose
from beizeng.register.models import Feed
from tests.factories import HoldingFactory
from tests.register.conftest import CODES, moment

pytestmark = pytest.mark.thorough

FIRM, HOUSEHOLD, COOPERATIVE = CODES
HEAD = "统一社会信用代码,生效日期,名称,登记状态,成立日期,注销或迁出日期,转型前代码,原注册号"
BEGIN = datetime.date(2022, 1, 1)


def day(month: int, number: int = 1, year: int = 2024) -> datetime.date:
    return datetime.date(year, month, number)


def explained(change: demography.Change) -> Counter[str]:
    """Before, with every flow added."""
    total = Counter(change.before)
    for flow in change.flows:
        total.update(flow.by_kind)
    return Counter({kind: number for kind, number in total.items() if number})


def holds(change: demography.Change, *, known: datetime.date) -> None:
    assert explained(change) == Counter(change.after)
    stock = queries.stock(on=change.until, known=known)
    assert Counter(change.after) == Counter(stock.by_kind)
    assert sum(change.before.values()) + sum(flow.total for flow in change.flows) == stock.total


def flows(change: demography.Change) -> dict[str, int]:
    return {flow.name: flow.total for flow in change.flows}


@pytest.mark.django_db
def test_a_household_that_became_a_business_is_linked_and_counted_once(load: Callable[..., Any]) -> None:
    load(HEAD, f"{HOUSEHOLD},2024-01-01,乙面馆,存续,2020-01-01,,,140929600000014", known=day(1))
    load(HEAD, f"{FIRM},2024-03-01,乙餐饮有限公司,存续,2024-03-01,,140929600000014,", known=day(3, 2))
    assert queries.stock(on=day(2), known=day(4)).by_kind == {"household": 1}
    assert queries.stock(on=day(3), known=day(4)).by_kind == {"enterprise": 1}
    change = demography.change(since=day(2), until=day(4), known=day(4))
    assert flows(change) == {"converted_in": 1, "converted_out": -1}
    holds(change, known=day(4))
    again = demography.change(since=day(3, 1), until=day(3, 1), known=day(4), known_before=day(3, 1))
    assert flows(again) == {"converted_out": -1, "told_late": 1}
    assert [(link.code, link.how) for link in queries.linked_to(FIRM, viewer=house("test"))] == [
        (HOUSEHOLD, "converted_from")
    ]
    links = queries.linked_to(HOUSEHOLD, viewer=house("test"))
    assert [(link.code, link.how) for link in links] == [(FIRM, "converted_to")]


@pytest.mark.django_db
def test_every_flow_by_its_name(load: Callable[..., Any]) -> None:
    codes = [compose("91", "140929", f"MA0F{n:04d}") for n in range(9)]
    alien = compose("91", "140105", "MA0F0099")
    head = "统一社会信用代码,生效日期,登记状态,成立日期,注销或迁出日期,主体类别,行政区划"
    states = ["吊销", "迁出", "注销", "存续", "存续", "存续", "存续"]
    load(head, *(f"{codes[n]},2024-01-01,{state},2020-01-01,,企业," for n, state in enumerate(states)), known=day(1))
    load("统一社会信用代码,名称", f"{codes[7]},没有状态", known=day(1))
    load(
        head,
        f"{codes[0]},2024-02-01,存续,,,,",
        f"{codes[1]},2024-02-01,存续,,,,",
        f"{codes[2]},2024-02-01,存续,,,,",
        f"{codes[3]},2024-02-01,注销,,2024-02-01,,",
        f"{codes[4]},2024-02-01,吊销,,,,",
        f"{codes[5]},2024-02-01,迁出,,2024-02-01,,",
        f"{codes[6]},2024-02-01,,,,分支机构,",
        f"{codes[7]},2024-02-01,存续,2020-01-01,,,",
        f"{codes[8]},2024-02-01,存续,2019-01-01,,,140929100",
        f"{alien},2024-02-01,存续,2018-01-01,,,140929100",
        f"{CODES[1]},2024-02-10,存续,2024-02-10,,,",
        f"{CODES[2]},2024-02-20,注销,2024-02-10,2024-02-20,,",
        known=day(3),
    )
    change = demography.change(since=day(1, 15), until=day(3), known=day(3))
    assert flows(change) == {
        "born": 2,
        "moved_in": 2,
        "restored": 2,
        "repaired": 1,
        "told_late": 1,
        "ended": -2,
        "revoked": -1,
        "moved_out": -1,
        "kind_in": 1,
        "kind_out": -1,
    }
    assert change.repairs == 4
    holds(change, known=day(3))


def history(rng: random.Random) -> list[tuple[datetime.date, list[str]]]:
    """Two years of feeds: late by up to four months, corrected, blank, disagreeing, with kinds that change."""
    codes = [compose(rng.choice(["91", "92", "93"]), "140929", f"MA0H{n:04d}") for n in range(25)]
    feeds = []
    for n in range(rng.randint(8, 24)):
        known = BEGIN + datetime.timedelta(days=rng.randrange(730))
        lines = []
        for code in rng.sample(codes, rng.randint(1, 9)):
            on = known - datetime.timedelta(days=rng.randrange(120))
            begun = rng.choice(["", str(on - datetime.timedelta(days=rng.randrange(400))), str(on)])
            status = rng.choice(["存续", "存续", "注销", "吊销", "迁出", "歇业", ""])
            ended = str(on) if status in ("注销", "迁出") and rng.random() < 0.8 else ""
            old = rng.choice(codes) if rng.random() < 0.1 else ""
            kind = rng.choice(["", "", "", "企业", "个体工商户", "分支机构"])
            lines.append(f"{code},{on},第{n}批,{status},{begun},{ended},{old},{kind}")
        feeds.append((known, lines))
    return feeds


def as_tables(feeds: list[tuple[datetime.date, list[str]]], load: Callable[..., Any]) -> None:
    for number, (known, lines) in enumerate(feeds):
        head = HEAD.replace("原注册号", "主体类别")
        load(head, *lines, known=known, name=f"{number}.csv", with_cards=False, is_sample=True)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_stock_and_flows_agree_on_every_day_of_two_years(load: Callable[..., Any], seed: int) -> None:
    rng = random.Random(seed)
    as_tables(history(rng), load)
    last = BEGIN + datetime.timedelta(days=900)
    for _ in range(12):
        since, until = sorted(BEGIN + datetime.timedelta(days=rng.randrange(-60, 760)) for _ in range(2))
        known = min(last, until + datetime.timedelta(days=rng.randrange(200)))
        holds(demography.change(since=since, until=until, known=known), known=known)
        issued = until
        revised = demography.change(since=until, until=until, known=known, known_before=issued)
        assert Counter(revised.before) == Counter(queries.stock(on=until, known=issued).by_kind)
        holds(revised, known=known)


@pytest.mark.django_db
def test_the_report_of_a_past_day_stays_and_flows_tell_what_was_corrected(load: Callable[..., Any]) -> None:
    """Each quarter's report is kept as issued; two years later it is asked again, as known then and as known now."""
    rng = random.Random(2022)
    feeds = sorted(history(rng) + history(rng), key=lambda feed: feed[0])
    quarters = [datetime.date(2022 + n // 4, n % 4 * 3 + 3, 28) for n in range(8)]
    issued: dict[datetime.date, tuple[int, dict[str, int], pl.DataFrame]] = {}
    waiting = list(quarters)
    for number, (known, lines) in enumerate(feeds):
        while waiting and waiting[0] < known:
            end = waiting.pop(0)
            stock = queries.stock(on=end, known=end)
            issued[end] = stock.total, dict(stock.by_kind), queries.snapshot(on=end, known=end)
        head = HEAD.replace("原注册号", "主体类别")
        load(head, *lines, known=known, name=f"{number}.csv", with_cards=False)
    today = BEGIN + datetime.timedelta(days=800)
    differing = 0
    for end, (total, by_kind, snapshot) in issued.items():
        again = queries.stock(on=end, known=end)
        assert (again.total, again.by_kind) == (total, by_kind)
        assert queries.snapshot(on=end, known=end).equals(snapshot)
        corrected = demography.change(since=end, until=end, known=today, known_before=end)
        assert sum(corrected.before.values()) == total
        holds(corrected, known=today)
        differing += Counter(corrected.before) != Counter(corrected.after)
    assert differing >= 4


@pytest.mark.django_db
def test_a_feed_taken_back_restores_every_figure(load: Callable[..., Any]) -> None:
    feeds = history(random.Random(7))
    as_tables(feeds[:-1], load)
    days = [BEGIN + datetime.timedelta(days=n) for n in range(0, 900, 90)]
    before = [(queries.stock(on=one, known=days[-1]), queries.snapshot(on=one, known=days[-1])) for one in days]
    as_tables([(feeds[-1][0], [*feeds[-1][1], f"{FIRM},2022-02-01,某,存续,2022-02-01,,,"])], load)
    assert queries.stock(on=days[-1], known=days[-1]) != before[-1][0]
    newest = Feed.objects.order_by("-id").first()
    assert newest is not None
    actions.withdraw_feed(feed_id=newest.pk, reason="发错", by=house("test"), at=moment(days[-1]))
    for one, (stock, snapshot) in zip(days, before, strict=True):
        assert queries.stock(on=one, known=days[-1]) == stock
        assert queries.snapshot(on=one, known=days[-1]).equals(snapshot)


@given(lengths=st.lists(st.tuples(st.integers(0, 4000), st.booleans()), min_size=10, max_size=40))
@settings(max_examples=25, deadline=None)
def test_a_curve_is_the_product_of_what_lasts(lengths: list[tuple[int, bool]]) -> None:
    """Kaplan-Meier by hand."""
    rows = pl.DataFrame(lengths, schema={"days": pl.Int64, "ended": pl.Boolean}, orient="row")
    curve = demography._curve("enterprise", "kind", rows)
    for year, share in curve.years.items():
        if share is None:
            continue
        expected = 1.0
        for length in sorted({days for days, ended in lengths if ended and days + 0.5 <= year * 365.25}):
            at_risk = sum(days >= length for days, _ in lengths)
            expected *= 1 - sum(days == length and ended for days, ended in lengths) / at_risk
        assert share == pytest.approx(expected)


@pytest.mark.django_db
def test_curves_by_group_leave_out_what_nobody_told(load: Callable[..., Any]) -> None:
    codes = [compose("92", "140929", f"MA0T{n:04d}") for n in range(12)]
    lines = [
        f"{code},2024-01-01,{'注销' if n < 6 else '存续'},2020-01-01,{'2021-01-01' if n < 6 else ''},H6210,140929100"
        for n, code in enumerate(codes)
    ]
    load("统一社会信用代码,生效日期,登记状态,成立日期,注销日期,行业,行政区划", *lines, known=day(1))
    load("统一社会信用代码,名称", f"{FIRM},不知道", known=day(1))
    for by, label in (("kind", "个体工商户"), ("section", "住宿和餐饮业"), ("township", "岚漪镇")):
        curves, left_out = demography.survival(by=by, on=day(1), known=day(1))  # type: ignore[arg-type]
        assert left_out == 1
        assert [(curve.label, curve.entities, curve.ended, curve.years[1], curve.years[2]) for curve in curves] == [
            (label, 12, 6, 1.0, 0.5)
        ]
        assert curves[0].years[10] is None


@pytest.mark.django_db
def test_the_page_and_the_command_tell_the_same(load: Callable[..., Any]) -> None:
    load(HEAD, f"{HOUSEHOLD},2024-01-01,乙面馆,存续,2023-01-01,,,", known=day(1))
    gone = f"{HOUSEHOLD},2024-03-01,,注销,,2024-03-01,,"
    load(HEAD, f"{FIRM},2024-02-10,甲公司,存续,2024-02-10,,,", gone, known=day(3))
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(HoldingFactory(post__role="leading_group_office").user)
    page = client.get("/demography?since=2024-01-31&until=2024-03-05")
    assert [(word, row) for word, row, _ in page.context["lines"]] == [
        ("2024-01-31 结束时", [1, 0, 1]),
        ("新设", [1, 1, 0]),
        ("注销", [-1, 0, -1]),
        ("2024-03-05 结束时", [1, 1, 0]),
    ]
    assert "UNDEFINED" not in page.content.decode()
    assert client.get("/demography?since=2024-01-31&until=2024-03-05&export=xlsx").status_code == 200
    assert client.get("/demography?since=x&by=y").status_code == 200
    shown = CliRunner().invoke(app, ["flows", "--since", "2024-01-31", "--until", "2024-03-05", "--json"])
    told = json.loads(shown.stdout)
    assert {flow["name"]: flow["total"] for flow in told["flows"]} == {"born": 1, "ended": -1}
    shown = CliRunner().invoke(app, ["survival", "--by", "township"])
    assert shown.exit_code == 0
