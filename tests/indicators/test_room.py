"""The room: counted on two days, measured once, reported with evidence, corrected as versions, judged and barred."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from beizeng.base.ledger.actions import Refused
from beizeng.base.ledger.queries import entries, verify
from beizeng.base.ports.papers import Paper
from beizeng.cases.actions import FormRefused
from beizeng.indicators import actions, counting, queries
from beizeng.indicators.actions import Doubtful
from beizeng.indicators.catalogue import catalogue, defined
from beizeng.indicators.models import PeriodMove, Reading
from beizeng.indicators.periods import Period, recent, standing
from beizeng.indicators.queries import Figures
from beizeng.register import queries as register
from beizeng.register.actions import withdraw_feed
from beizeng.spec.errors import BadInput
from tests.factories import ReadingFactory
from tests.indicators.conftest import BASE, BOOKS, BY, DAY, MILL, MINE, NOODLES, SHOP, clerk, load, moment

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def shown(indicator: str, day: datetime.date = DAY) -> Figures:
    figures = queries.show(indicator, day=day, viewer=BY)
    assert figures is not None
    return figures


def value(indicator: str, on: datetime.date = DAY, known: datetime.date = DAY) -> Decimal | None:
    return counting.count([defined(indicator)], on=on, known=known)[indicator].value


# counting


@pytest.mark.usefixtures("county")
def test_stock_flow_share_and_index_each_by_its_own_rule() -> None:
    assert (value("goal-2", BASE), value("goal-2")) == (4, 5)
    assert (value("p1-1", BASE), value("p1-1")) == (1, 2)
    assert value("p4-1") == 2
    # the mine was to enter in June and has entered by December: of a flow it counts still
    assert (value("p3-1", datetime.date(2022, 3, 31)), value("p3-1")) == (0, 1)
    # two of commerce at the base, two now: one came, one went
    assert (value("p7-5", BASE), value("p7-5")) == (0, 0)
    assert value("p7-5", datetime.date(2022, 3, 31)) == 50
    assert value("goal-1", BASE) is None
    growth = value("goal-1")
    assert growth is not None
    assert Decimal("11.80") < growth < Decimal("11.81")


@pytest.mark.usefixtures("county")
def test_what_nobody_told_is_unknown_and_never_nothing() -> None:
    assert value("p2-1") is None
    assert value("p6-6") is None
    assert value("p1-1", known=DAY - datetime.timedelta(days=1)) is None
    assert value("p3-1", known=DAY - datetime.timedelta(days=1)) is None
    assert shown("p2-1").light.colour == "none"


def test_a_share_is_of_its_whole(county: Path) -> None:
    load(county, "agriculture", "统一社会信用代码,生效日期,规范化合作社\n93140929MA0KTEA3XC,2021-10-01,是\n", DAY)
    assert value("p6-6") == 100


@pytest.mark.usefixtures("county")
def test_the_total_is_the_registers_stock() -> None:
    found = counting.count(catalogue().values(), on=DAY, known=DAY)
    stock = register.stock(on=DAY, known=DAY)
    assert found["goal-2"].value == stock.total
    assert dict(found["goal-2"].parts) == dict(stock.by_kind)


@pytest.mark.usefixtures("county")
def test_the_records_are_exactly_those_counted() -> None:
    def codes(indicator: str, on: datetime.date) -> list[str]:
        records = queries.drill(indicator, on=on, known=DAY, viewer=BY)
        assert records is not None
        assert records.total == records.cards.count()
        return sorted(card.code for card in records.cards)

    assert codes("p1-1", BASE) == [MILL]
    assert codes("p1-1", DAY) == sorted([MILL, MINE])
    assert codes("p7-5", BASE) == sorted([NOODLES, BOOKS])
    assert codes("p7-5", DAY) == sorted([NOODLES, SHOP])
    assert codes("p3-1", DAY) == [MINE]
    unknown = queries.drill("p6-1", on=DAY, known=DAY, viewer=BY, which=queries.UNKNOWN)
    assert unknown is not None
    assert unknown.total == 5
    assert queries.drill("p8-1", on=DAY, known=DAY, viewer=BY) is None


# measuring


def test_measuring_writes_quarter_ends_once(county: Path) -> None:
    first = actions.measure(day=DAY, by=BY, at=moment(DAY))
    assert (len(first.days), first.days[0], first.days[-1]) == (9, BASE, DAY)
    assert first.written == Reading.objects.count()
    again = actions.measure(day=DAY, by=BY, at=moment(DAY))
    assert (again.written, again.same) == (0, first.written + first.same)
    assert not Reading.objects.filter(indicator="p2-1").exists()
    row = Reading.objects.get(indicator="goal-2", on=DAY)
    assert (row.value, row.known_on, row.source, row.version) == (5, DAY, "register", 1)
    assert row.parts == {"cooperative": 1, "enterprise": 2, "household": 2}


def test_later_knowledge_is_a_further_version_and_the_day_before_stays(county: Path) -> None:
    actions.measure(day=DAY, by=BY, at=moment(DAY))
    later = datetime.date(2023, 1, 20)
    load(county, "registration", f"统一社会信用代码,生效日期,登记状态\n{SHOP},2022-12-01,注销\n", later)
    report = actions.measure(day=later, by=BY, at=moment(later))
    rows = Reading.objects.filter(indicator="goal-2", on=DAY)
    assert [(row.version, row.value, row.known_on) for row in rows] == [(1, 5, DAY), (2, 4, later)]
    assert "重新计量" in rows[1].reason
    assert 0 < report.written < report.same
    assert shown("goal-2", DAY).actual.value == 5  # type: ignore[union-attr]
    assert queries.latest(known=later)["goal-2", False, DAY].value == 4


@pytest.mark.usefixtures("county")
def test_a_day_is_read_from_its_reading_or_counted_the_same() -> None:
    afresh = {one.one.id: one for group in queries.board(day=DAY, viewer=BY) for one in group.figures}
    actions.measure(day=DAY, by=BY, at=moment(DAY))
    measured = {one.one.id: one for group in queries.board(day=DAY, viewer=BY) for one in group.figures}
    assert len(measured) == 28
    for key, one in measured.items():
        other = afresh[key]
        assert (one.light, one.path, one.pace, one.base.value) == (
            other.light, other.path, other.pace, other.base.value,
        ), key  # fmt: skip
    assert measured["p1-1"].actual.reading is not None  # type: ignore[union-attr]
    assert afresh["p1-1"].actual.reading is None  # type: ignore[union-attr]


def test_who_may_not_measure_is_refused() -> None:
    with pytest.raises(Refused, match="计量"):
        actions.measure(day=DAY, by=clerk("gongxin"), at=moment(DAY))


def test_a_reading_cannot_be_changed_or_deleted() -> None:
    row = ReadingFactory()
    for change in (lambda: Reading.objects.update(version=9), lambda: row.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# judging


@pytest.mark.usefixtures("county")
def test_households_are_shown_and_not_scored_from_the_day_on() -> None:
    before, since = datetime.date(2022, 10, 31), datetime.date(2022, 11, 1)
    load_day = DAY  # everything became known at the end of the year
    assert defined("p4-1").barred(before) is None
    one = shown("p4-1", load_day)
    assert one.actual is not None
    assert (one.actual.value, one.is_scored) == (2, False)
    assert "促进个体工商户发展条例 第三十二条" in one.barred
    assert shown("p1-1", load_day).is_scored
    assert shown("p4-1", since).is_scored is False
    assert shown("p4-1", before).is_scored is True


@pytest.mark.usefixtures("county")
def test_the_goals_are_two_tests() -> None:
    rate, doubled = shown("goal-1"), shown("goal-2")
    assert (rate.path, rate.aim.value, rate.aim.unit) == (15, 15, "%")  # type: ignore[union-attr]
    assert doubled.aim is not None
    assert (doubled.aim.value, doubled.base.value, doubled.base.source) == (8, 4, "register")
    assert doubled.path is not None
    assert Decimal("5.27") < doubled.path < Decimal("5.28")
    assert "不是方案所定" in doubled.base.words


def test_a_missing_baseline_gives_no_path_and_never_nothing() -> None:
    one = shown("p8-1")
    assert (one.base.value, one.base.source, one.path, one.aim, one.pace) == (None, "missing", None, None, None)
    assert one.light.colour == "none"
    assert queries.series(one) == []


# reporting


def report(value: str, paper: Paper, on: datetime.date = DAY, **more: object) -> Reading:
    arguments: dict[str, object] = {"indicator": "p8-1", "papers": [paper], "by": clerk("fagai"), "at": moment(DAY)}
    row: Reading = actions.report(on=on, value=value, **{**arguments, **more})  # type: ignore[arg-type]
    return row


def test_a_unit_reports_with_evidence_and_the_figure_is_judged(paper: Paper) -> None:
    report("10", paper, on=datetime.date(2021, 12, 31), is_baseline=True)
    row = report("14", paper)
    assert (row.value, row.version, row.source, row.by_name) == (14, 1, "reported", "示例丁")
    one = shown("p8-1")
    assert (one.base.value, one.base.source) == (10, "reported")
    assert one.aim is not None
    assert one.aim.value == 20
    assert one.light.colour == "green"
    assert [(point.on, point.actual.value) for point in queries.series(one) if point.actual] == [(DAY, 14)]
    assert report("14", paper) == row
    assert verify().fault is None


@pytest.mark.parametrize("typed", ["约50户", "N/A", "", "1e3", "12.5", "-3", "五十", "1,23"])
def test_what_is_no_number_is_refused_by_the_fields_name(typed: str, paper: Paper) -> None:
    with pytest.raises(FormRefused, match="实际值") as caught:
        report(typed, paper)
    assert set(caught.value.errors) == {"value"}


@pytest.mark.parametrize(("typed", "exact"), [(" 52 ", 52), ("４３８８", 4388), ("4,388", 4388)])
def test_numbers_as_people_type_them(typed: str, exact: int, paper: Paper) -> None:
    assert report(typed, paper).value == exact


def test_evidence_and_a_day_that_has_come_are_asked(paper: Paper) -> None:
    with pytest.raises(FormRefused) as caught:
        report("x", paper, on=DAY + datetime.timedelta(days=1), papers=[])
    assert set(caught.value.errors) == {"value", "day", "papers"}


def test_ten_times_the_last_value_is_asked_about(paper: Paper) -> None:
    report("4388", paper, on=datetime.date(2021, 12, 31))
    with pytest.raises(Doubtful, match="4,388") as caught:
        report("43880", paper)
    assert "43,880" in caught.value.errors["value"]
    assert report("43880", paper, confirm="当年并入邻县，已核对底册").value == 43880


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"by": clerk("gongxin")}, "牵头单位填报"),
        ({"indicator": "p1-1", "by": clerk("gongxin")}, "由名录计量"),
        ({"indicator": "p1-1", "by": clerk("gongxin"), "is_baseline": True}, "已有基数"),
    ],
)
def test_what_is_not_the_units_to_report(more: dict[str, object], words: str, paper: Paper) -> None:
    with pytest.raises(Refused, match=words):
        report("5", paper, **more)


def test_a_correction_is_a_version_with_who_and_why(paper: Paper) -> None:
    report("14", paper)
    with pytest.raises(Refused, match="已经填报为 14"):
        report("15", paper)
    at = moment(DAY + datetime.timedelta(days=10))
    change = {"indicator": "p8-1", "on": DAY, "papers": [paper], "by": clerk("fagai"), "at": at}
    with pytest.raises(FormRefused, match="更正理由"):
        actions.correct(value="15", reason=" ", **change)  # type: ignore[arg-type]
    row = actions.correct(value="15", reason="漏计一个项目", **change)  # type: ignore[arg-type]
    assert (row.version, row.value, row.reason) == (2, 15, "漏计一个项目")
    assert [one.value for one in Reading.objects.filter(on=DAY)] == [14, 15]
    assert shown("p8-1", DAY).actual.value == 14  # type: ignore[union-attr]
    assert shown("p8-1", at.date()).actual.value == 15  # type: ignore[union-attr]
    assert "14 改为 15 个，理由：漏计一个项目" in entries().last().summary  # type: ignore[union-attr]
    assert actions.correct(value="15", reason="再来", **change) == row  # type: ignore[arg-type]


def test_what_the_register_counted_is_not_corrected_by_hand(county: Path, paper: Paper) -> None:
    actions.measure(day=DAY, by=BY, at=moment(DAY))
    with pytest.raises(Refused, match="不能手工更正") as caught:
        actions.correct(
            indicator="p1-1", on=DAY, value="9", reason="想高一点", papers=[paper], by=clerk("gongxin"), at=moment(DAY)
        )
    assert caught.value.basis == "统计法 第七条"
    with pytest.raises(Refused, match="还没有填报"):
        actions.correct(
            indicator="p7-6", on=DAY, value="1", reason="补", papers=[paper], by=clerk("gongxin"), at=moment(DAY)
        )


def test_what_was_measured_is_kept_current(county: Path) -> None:
    assert queries.is_behind(on=DAY)
    first = actions.keep_current(by=BY, at=moment(DAY))
    assert first is not None
    assert first.written
    assert actions.keep_current(by=BY, at=moment(DAY)) is None
    later = datetime.date(2023, 2, 1)
    load(county, "statistics", f"统一社会信用代码,生效日期,规上或限上在库\n{MINE},2022-12-31,否\n", later)
    again = actions.keep_current(by=BY, at=moment(later))
    assert again is not None
    assert again.written
    assert actions.keep_current(by=BY, at=moment(later)) is None
    # a look back does not make the house forget how far it had come
    actions.measure(day=DAY, by=BY, at=moment(later))
    assert actions.keep_current(by=BY, at=moment(later)) is None
    quarter = datetime.date(2023, 4, 1)
    assert actions.keep_current(by=BY, at=moment(quarter)) is not None
    feed = register.feeds(viewer=BY, known=quarter).first()
    assert feed is not None
    withdraw_feed(feed_id=feed.pk, reason="示例", by=BY, at=moment(quarter))
    assert queries.is_behind(on=quarter)


def test_without_feeds_there_is_nothing_to_measure(data: Path) -> None:
    assert actions.keep_current(by=BY, at=moment(DAY)) is None


@pytest.mark.usefixtures("county")
def test_a_locked_quarter_takes_no_report_and_the_ledger_tells_of_it(paper: Paper) -> None:
    with pytest.raises(Refused, match="还没有结束"):
        actions.lock_period(period="2022Q4", by=BY, at=moment(DAY))
    after = moment(datetime.date(2023, 1, 5))
    actions.lock_period(period="2022Q1", by=BY, at=after)
    assert actions.lock_period(period="2022Q1", by=BY, at=after) is None
    with pytest.raises(Refused, match="2022年第1季度已经锁定"):
        actions.report(
            indicator="p8-1", on=datetime.date(2022, 3, 31), value="5", papers=[paper], by=clerk("fagai"), at=after
        )
    with pytest.raises(Refused, match="没有写解锁的理由"):
        actions.unlock_period(period="2022Q1", reason=" ", by=BY, at=after)
    with pytest.raises(Refused, match="没有办理这件事的权限"):
        actions.unlock_period(period="2022Q1", reason="漏报", by=clerk("fagai"), at=after)
    actions.unlock_period(period="2022Q1", reason="漏报", by=BY, at=after)
    actions.report(
        indicator="p8-1", on=datetime.date(2022, 3, 31), value="5", papers=[paper], by=clerk("fagai"), at=after
    )
    told = entries().filter(subject="period:2022Q1").values_list("summary", flat=True)
    assert list(told) == ["锁定 2022年第1季度", "解锁 2022年第1季度：漏报"]
    with pytest.raises(DatabaseError), transaction.atomic():
        PeriodMove.objects.all().delete()
    now = standing(Period.parse("2022Q1"), known=after.date())
    assert [one.id for one, _ in now.told] == ["p8-1"]
    assert "p7-6" in [one.id for one in now.missing]
    assert not now.is_locked


def test_quarters_are_written_one_way() -> None:
    assert (Period.parse("2024q3").since, Period.parse("2024Q3").until) == (
        datetime.date(2024, 7, 1),
        datetime.date(2024, 9, 30),
    )
    assert str(Period.of(datetime.date(2024, 10, 1))) == "2024Q4"
    with pytest.raises(BadInput, match="2024Q3"):
        Period.parse("2024-09")
    assert [str(one) for one in recent(datetime.date(2024, 9, 29))][:2] == ["2024Q2", "2024Q1"]
