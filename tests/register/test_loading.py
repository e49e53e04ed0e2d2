"""Loading: messy files, the report, idempotence, withdrawal, and a crash at each seam of the publish protocol."""

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from beizeng.base.ledger import queries as ledger
from beizeng.base.ledger.actions import Refused
from beizeng.base.people.actor import Actor, house
from beizeng.register import actions, queries, store
from beizeng.register.actions import carding
from beizeng.register.actions import feeds as loading
from beizeng.register.models import Card, Feed
from beizeng.spec.errors import BadInput
from tests.register.conftest import CODES, moment

pytestmark = pytest.mark.django_db

FIRM, HOUSEHOLD, COOPERATIVE = CODES
DAY = datetime.date(2024, 1, 1)
BY = house("test")
HEAD = "统一社会信用代码,名称,注册资本,成立日期"


def value(code: str, fact: str, *, on: datetime.date = DAY, known: datetime.date = DAY) -> object:
    said = queries.facts_of(code, on=on, known=known).get(fact)
    return said.value if said else None


def counts(report: object) -> tuple[int, ...]:
    return tuple(getattr(report, name) for name in ("rows", "loaded", "suspect", "rejected", "changed"))


def test_a_clean_file(load: Callable) -> None:
    report = load(HEAD, f"{FIRM},甲公司,20(万),2020-05-06", f"{HOUSEHOLD},乙面馆,,2021.7.8")
    assert counts(report) == (2, 2, 0, 0, 2)
    assert value(FIRM, "capital") == 20_000_000
    assert value(HOUSEHOLD, "capital") is None
    assert value(HOUSEHOLD, "established_on") == datetime.date(2021, 7, 8)
    assert Card.objects.get(code=HOUSEHOLD).kind == "household"


def test_the_same_file_again_changes_nothing(load: Callable) -> None:
    first = load(HEAD, f"{FIRM},甲公司,20(万),2020-05-06")
    entries = ledger.entries().count()
    again = load(HEAD, f"{FIRM},甲公司,20(万),2020-05-06", name="renamed.csv")
    assert again.is_repeat
    assert again.feed_id == first.feed_id
    assert counts(again) == (1, 1, 0, 0, 0)
    assert (Feed.objects.count(), ledger.entries().count()) == (1, entries)
    assert len(store.tables().keys("registration")) == 1


def test_what_is_said_anew_for_another_day_counts(load: Callable) -> None:
    """A, then B, then A again: the third file is the first, but speaks of a later day."""
    later = [DAY + datetime.timedelta(days=n) for n in (31, 60)]
    load(HEAD, f"{FIRM},甲公司,,", known=DAY)
    load(HEAD, f"{FIRM},乙公司,,", known=later[0])
    report = load(HEAD, f"{FIRM},甲公司,,", known=later[1])
    assert not report.is_repeat
    assert report.changed == 1
    assert value(FIRM, "name", on=later[1], known=later[1]) == "甲公司"
    assert value(FIRM, "name", on=later[0], known=later[1]) == "乙公司"
    assert Card.objects.get(code=FIRM).old_names == ["乙公司"]


def test_each_doubtful_place_is_reported_and_stops_no_other(load: Callable) -> None:
    report = load(
        "岢岚县某局报送,,,",
        "统一社会信用代码,名 称,注册资本（万元）,成立日期",
        f"{FIRM},甲公司,２０,2024年1月2日",
        f"{HOUSEHOLD},乙面馆,二十,1899-12-30",
        "110108000000016,丙公司,1,2020-01-01",
        f"{COOPERATIVE},丁合作社,1,2020-01-01,多出一格",
        "合计,,21,",
        ",,,",
    )
    assert counts(report) == (4, 1, 1, 2, 2)
    found = [(problem.row, problem.column, problem.reason, problem.severity) for problem in report.problems]
    assert found == [
        (4, "注册资本（万元）", "number", "suspect"),
        (4, "成立日期", "day", "suspect"),
        (5, "统一社会信用代码", "len15", "rejected"),
        (6, "整行", "columns", "rejected"),
        (7, "整行", "total", "note"),
    ]
    assert all(problem.why and problem.what_to_do for problem in report.problems)
    assert value(FIRM, "capital") == 20_000_000
    assert value(HOUSEHOLD, "capital") is None
    assert value(HOUSEHOLD, "name") == "乙面馆"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_delimiters(load: Callable, encoding: str, delimiter: str) -> None:
    lines = [HEAD.replace(",", delimiter), delimiter.join([FIRM, "甲公司㐂", "20万元", "2020-05-06"])]
    assert counts(load(*lines, encoding=encoding)) == (1, 1, 0, 0, 1)
    assert value(FIRM, "name") == "甲公司㐂"


def test_a_workbook_with_title_rows_real_dates_and_a_ruined_code(load: Callable, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    sheet = book.create_sheet("名单")
    sheet.append(["2024年1月名单"])
    sheet.append([])
    sheet.append(["序号", "统一社会信用代码", "企业名称", "从业人数", "是否高新技术企业", "成立日期"])
    sheet.append([1, FIRM, "甲公司", 12, "√", datetime.date(2020, 5, 6)])
    sheet.append([2, 911409297136877382, "乙公司", 3, "否", None])
    sheet.append(["合计", None, None, 15, None, None])
    path = tmp_path / "名单.xlsx"
    book.save(path)
    report = actions.load_feed(path=path, known_on=DAY, by=BY, at=moment(DAY))
    assert (report.kind, report.rows, report.loaded, report.rejected) == ("registration", 2, 1, 1)
    assert report.ignored == ("序号", "从业人数", "是否高新技术企业")
    assert "科学记数法" in report.problems[0].why
    assert value(FIRM, "established_on") == datetime.date(2020, 5, 6)
    staff = actions.load_feed(path=path, feed="social_insurance", known_on=DAY, by=BY, at=moment(DAY))
    assert staff.kind == "social_insurance"
    assert value(FIRM, "staff") == 12


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"\x7fELF\0\0", "既不是表格也不是文本"),
        (b"PK\x03\x04broken", "已损坏"),
        (b"\xff\xffabc", "编码"),
        ("名称,备注\n甲,乙\n".encode(), "找不到表头"),
        (f"统一社会信用代码,备注\n{FIRM},乙\n".encode(), "找不到表头"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(data: Path, tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=words) as refused:
        actions.load_feed(path=path, by=BY, at=moment(DAY))
    assert refused.value.write
    assert not re.search(r"[a-z]{4,}", refused.value.why), "said in Chinese"
    assert not Feed.objects.exists()


def test_the_kind_is_found_by_the_headings_and_the_name_decides_last(load: Callable) -> None:
    assert load("统一社会信用代码,纳税人名称,营业收入（万元）", f"{FIRM},甲公司,3").kind == "tax"
    assert value(FIRM, "revenue_last_year") == 3_000_000
    assert value(FIRM, "name") is None
    assert load("uscc,企业名称", f"{FIRM},甲公司").kind == "registration"


def test_an_unknown_kind_and_a_day_to_come_are_refused(load: Callable) -> None:
    with pytest.raises(BadInput, match="没有这个种类"):
        load(HEAD, f"{FIRM},甲公司,,", feed="gossip")
    with pytest.raises(BadInput, match="晚于今天"):
        load(HEAD, f"{FIRM},甲公司,,", known=DAY, at=moment(DAY - datetime.timedelta(days=1)))


def test_only_the_unit_that_supplies_a_feed_may_load_it(load: Callable) -> None:
    clerk = Actor("user:1", "某", "", reaches={"register.load_feed": "unit"}, unit_ids=frozenset({"shuiwu"}))
    with pytest.raises(Refused, match="其他单位"):
        load(HEAD, f"{FIRM},甲公司,,", by=clerk)
    assert load("统一社会信用代码,上年营业收入", f"{FIRM},300", by=clerk).loaded == 1
    with pytest.raises(Refused, match="权限"):
        load(HEAD, f"{FIRM},甲公司,,", by=Actor("user:2", "某", ""))


def test_withdrawing_restores_what_was_before(load: Callable) -> None:
    load(HEAD, f"{FIRM},甲公司,10,2020-01-01")
    before = queries.snapshot(on=DAY, known=DAY)
    wrong = load(HEAD, f"{FIRM},误名公司,99,2020-01-01", f"{HOUSEHOLD},乙面馆,,")
    assert Card.objects.get(code=FIRM).name == "误名公司"
    with pytest.raises(Refused, match="原因"):
        actions.withdraw_feed(feed_id=wrong.feed_id, reason=" ", by=BY, at=moment(DAY))
    actions.withdraw_feed(feed_id=wrong.feed_id, reason="文件发错", by=BY, at=moment(DAY))
    assert queries.snapshot(on=DAY, known=DAY).equals(before)
    assert list(Card.objects.values_list("name", "old_names")) == [("甲公司", [])]
    assert ledger.verify().fault is None
    with pytest.raises(Refused, match="已经撤回"):
        actions.withdraw_feed(feed_id=wrong.feed_id, reason="再撤", by=BY, at=moment(DAY))
    assert not load(HEAD, f"{FIRM},误名公司,99,2020-01-01", f"{HOUSEHOLD},乙面馆,,").is_repeat


class Killed(BaseException):
    """The process ends here."""


def test_a_crash_between_append_and_publish_leaves_nothing_that_counts(
    load: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(**_: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(loading, "publish_feed", die)
        with pytest.raises(Killed):
            load(HEAD, f"{FIRM},甲公司,,")
    assert len(store.tables().keys("registration")) == 1
    assert queries.snapshot(on=DAY, known=DAY).is_empty()
    assert actions.sweep_orphans(by=BY, at=moment(DAY)) == 1
    assert not store.tables().keys("registration")
    assert actions.sweep_orphans(by=BY, at=moment(DAY)) == 0
    assert load(HEAD, f"{FIRM},甲公司,,").loaded == 1
    assert actions.sweep_orphans(by=BY, at=moment(DAY)) == 0
    assert value(FIRM, "name") == "甲公司"


def test_a_crash_before_the_cards_is_taken_up_again(load: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(carding, "CHUNK", 1)
    with monkeypatch.context() as broken:
        broken.setattr(carding, "_write_cards", die)
        with pytest.raises(Killed):
            load(HEAD, f"{FIRM},甲公司,,", f"{HOUSEHOLD},乙面馆,,")
    assert queries.cards_are_behind()
    assert value(FIRM, "name") == "甲公司"
    assert load(HEAD, f"{FIRM},甲公司,,", f"{HOUSEHOLD},乙面馆,,").is_repeat
    assert Card.objects.count() == 2
    assert not queries.cards_are_behind()
    assert actions.refresh_cards(by=BY, at=moment(DAY)) == 0


def test_the_same_file_at_the_same_moment_is_published_once(load: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second load looks before the first has published, and finds it when it publishes itself."""
    load(HEAD, f"{FIRM},甲公司,,")
    looks = iter([lambda *_: None])
    truly = loading._loaded_before
    monkeypatch.setattr(loading, "_loaded_before", lambda *asked: next(looks, truly)(*asked))
    assert load(HEAD, f"{FIRM},甲公司,,").is_repeat
    assert Feed.objects.count() == 1
    assert len(store.tables().keys("registration")) == 1
