"""What offices really send: merged heads, titles, units, formulas, cut files, Parquet; and headings told once."""

import contextlib
import datetime
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beizeng.base.ledger.actions import Refused
from beizeng.base.people.actor import Actor, house
from beizeng.register import actions, queries, reading, store
from beizeng.register.cells import Findings, typed
from beizeng.register.codes import compose
from beizeng.register.headings import find
from beizeng.register.models import Feed, Heading
from beizeng.register.report import FeedReport
from beizeng.register.vocabulary import vocabulary
from beizeng.spec.errors import BadInput
from tests.register.conftest import CODES, moment

pytestmark = pytest.mark.django_db

FIRM, HOUSEHOLD, COOPERATIVE = CODES
DAY = datetime.date(2024, 1, 1)
BY = house("test")


def load_file(path: Path, **more: object) -> FeedReport:
    return actions.load_feed(path=path, known_on=DAY, by=BY, at=moment(DAY), **more)  # type: ignore[arg-type]


def value(code: str, fact: str) -> object:
    said = queries.facts_of(code, on=DAY, known=DAY).get(fact)
    return said.value if said else None


def found(report: FeedReport) -> list[tuple[int, str, str, str]]:
    return [(one.row, one.column, one.reason, one.severity) for one in report.problems]


@pytest.mark.parametrize("name", ["纳税情况.xlsx", "纳税情况.et"])
def test_titles_merged_heads_units_totals_and_formulas(data: Path, tmp_path: Path, name: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([])
    sheet.append(["岢岚县纳税情况表"])
    sheet.merge_cells("A2:E2")
    sheet.append(["填报单位：某局", None, None, None, "单位：万元"])
    sheet.append(["统一社会信用代码", "纳税人名称", "上年度", None, "资产总额（元）"])
    sheet.append([None, None, "营业收入", "纳税额"])
    for columns in ("A4:A5", "B4:B5", "C4:D4", "E4:E5"):
        sheet.merge_cells(columns)
    sheet.append([FIRM, "甲公司", "１２．５", "N/A", 300])
    sheet.append([HOUSEHOLD, "乙面馆", "8元", "=C7*2", "#REF!"])
    sheet["E7"].data_type = "e"
    sheet.append(["合 计", None, 20.5])
    book.save(tmp_path / "book.xlsx")
    path = (tmp_path / "book.xlsx").rename(tmp_path / name)
    report = load_file(path)
    assert (report.kind, report.rows, report.loaded, report.suspect) == ("tax", 2, 1, 1)
    assert found(report) == [
        (7, "纳税额", "formula", "suspect"),
        (7, "资产总额（元）", "formula", "suspect"),
        (8, "整行", "total", "note"),
    ]
    assert [value(FIRM, fact) for fact in ("revenue_last_year", "tax_paid_last_year", "total_assets")] == [
        12_500_000,
        None,
        30_000,
    ]
    assert value(HOUSEHOLD, "revenue_last_year") == 800
    assert value(HOUSEHOLD, "tax_paid_last_year") is None


def test_parquet(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "feed.parquet"
    pl.DataFrame(
        {
            "统一社会信用代码": [FIRM, HOUSEHOLD],
            "名称": ["甲公司", None],
            "成立日期": [datetime.date(2020, 5, 6), None],
            "注册资本": [1200.5, None],
            "列入经营异常名录": [False, True],
        }
    ).write_parquet(path)
    assert load_file(path).loaded == 2
    assert value(FIRM, "established_on") == datetime.date(2020, 5, 6)
    assert (value(FIRM, "capital"), value(HOUSEHOLD, "in_abnormal_list")) == (120_050, True)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(BadInput, match="已损坏"):
        load_file(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"统一社会信用代码,名称,注册资本\n{FIRM},甲公司,3\n{HOUSEHOLD},乙".encode(), "没有传完"),
        (f"统一社会信用代码,名称\n{FIRM},甲公司\n{HOUSEHOLD},乙面".encode()[:-1], "没有传完"),
        (f"统一社会信用代码,名称\n{FIRM},甲公司\n{HOUSEHOLD},乙面".encode("gb18030")[:-1], "没有传完"),
    ],
)
def test_a_file_that_breaks_off_is_refused_and_nothing_of_it_stays(
    data: Path, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "feed.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=words):
        load_file(path)
    assert not Feed.objects.exists()
    assert not store.tables().keys("registration")


def test_a_file_is_read_in_parts_and_a_late_refusal_leaves_nothing(
    load: Callable[..., FeedReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PART", 7)
    codes = [compose("92", "140929", f"MA0P{n:04d}") for n in range(40)]
    lines = [f"{code},{n},{1000 + n}" for n, code in enumerate(codes)]
    report = load("统一社会信用代码,名称,注册资本", *lines, f"{codes[3]},又一次,")
    assert (report.rows, report.loaded, report.changed) == (41, 41, 41)
    assert found(report) == [(42, "统一社会信用代码", "twice", "note")]
    assert queries.snapshot(on=DAY, known=DAY).height == 40
    later = [f"{code},{n},{(1000 + n) / 10_000 if n > 30 else ''}" for n, code in enumerate(codes)]
    with pytest.raises(BadInput, match="单位可能变了") as refused:
        load("统一社会信用代码,名称,注册资本", *later)
    assert "（万元）" in refused.value.write
    assert len(store.tables().keys("registration")) == Feed.objects.count() == 1
    report = load("统一社会信用代码,名称,注册资本（元）", *later)
    assert [one.reason for one in report.problems] == ["unit"]


@pytest.mark.thorough
def test_a_large_text_is_read_in_bounded_memory(tmp_path: Path) -> None:
    """Twenty parts are handed out one by one: what is held at a time does not grow with the file."""
    path = tmp_path / "large.csv"
    line = f"{FIRM},某某公司,2020-05-06\n" * 10_000
    with path.open("w", encoding="gb18030") as file:
        file.write("统一社会信用代码,名称,成立日期\n")
        for _ in range(50):
            file.write(line)
    with reading.opened(path) as grids:
        layout = find(grids, vocabulary(), kind=None, name=path.name)
        findings = Findings()
        sizes = [rows.height for rows in typed(layout, vocabulary(), findings, on=DAY)]
    assert sum(sizes) == findings.kept == 500_000
    assert max(sizes) <= reading.PART


def test_codes_in_two_cases_and_a_code_that_lost_its_digits_are_never_repaired(load: Callable) -> None:
    report = load("统一社会信用代码,名称", f"{FIRM},甲公司", f"{FIRM.lower()},甲公司", "9.11409E+17,丙公司")
    assert [(one.row, one.reason, one.severity) for one in report.problems] == [
        (3, "charset", "rejected"),
        (4, "len11", "rejected"),
    ]
    assert "小写" in report.problems[0].why
    assert "文本格式" in report.problems[1].what_to_do


def test_trying_a_file_says_all_and_writes_nothing(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.write_text(f"统一社会信用代码,名称,注册资本\n{FIRM},甲公司,许多\n", encoding="utf-8")
    tried = actions.try_feed(path=path, known_on=DAY, by=BY, at=moment(DAY))
    assert (tried.is_trial, tried.feed_id, tried.rows, tried.suspect, tried.changed) == (True, 0, 1, 1, 1)
    assert not Feed.objects.exists()
    assert not store.tables().keys("registration")
    loaded = load_file(path)
    assert loaded.problems == tried.problems
    assert actions.try_feed(path=path, by=BY, at=moment(DAY)).is_repeat


def test_a_heading_is_told_once_and_read_ever_after(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.write_text(f"主体编号,户名,开票金额（万元）\n{FIRM},甲公司,3\n", encoding="utf-8")
    with pytest.raises(BadInput, match="找不到表头"):
        load_file(path)
    clerk = Actor("user:1", "某", "", reaches={"register.load_feed": "unit"}, unit_ids=frozenset({"shuiwu"}))
    told = {"by": clerk, "at": moment(DAY)}
    actions.tell_heading(kind="tax", heading="主体编号", fact="code", **told)
    actions.tell_heading(kind="tax", heading="开票金额", fact="revenue_last_year", **told)
    actions.tell_heading(kind="tax", heading="开票金额", fact="revenue_last_year", **told)
    assert load_file(path).ignored == ("户名",)
    assert value(FIRM, "revenue_last_year") == 3_000_000
    for kind, heading, fact, words in (
        ("tax", "营业收入", "total_assets", "已是"),
        ("tax", "户名", "name", "没有这个事实"),
        ("registration", "户名", "name", "其他单位"),
        ("tax", " ", "total_assets", "请写出"),
    ):
        with pytest.raises(Refused, match=words):
            actions.tell_heading(kind=kind, heading=heading, fact=fact, **told)
    first = Heading.objects.get(heading="主体编号")
    actions.forget_heading(heading_id=first.pk, **told)
    assert [one.heading for one in queries.headings_told(viewer=clerk)] == ["开票金额"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=300),
    begin=st.sampled_from([b"", "统一社会信用代码,名称\n".encode(), b"PK\x03\x04", b"PAR1"]),
)
def test_whatever_the_bytes_a_file_is_read_or_refused_in_words(tmp_path: Path, begin: bytes, content: bytes) -> None:
    path = tmp_path / "any"
    path.write_bytes(begin + content)
    with contextlib.suppress(BadInput), reading.opened(path) as grids:
        layout = find(grids, vocabulary(), kind=None, name="any")
        list(typed(layout, vocabulary(), Findings(), on=DAY))
