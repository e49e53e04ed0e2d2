"""Turns a grid of text into typed rows, column by column, and says of every doubtful cell what to do.

What is written plainly is read in bulk; only the distinct cells that are left go one by one through ``values``.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

import polars as pl

from beizeng.base.engine.tables import DTYPES
from beizeng.register import codes, values
from beizeng.register.code_columns import clean_codes
from beizeng.register.headings import Layout
from beizeng.register.vocabulary import Vocabulary
from beizeng.spec.facts import Fact

#: A report lists so many problems; the rest is counted.
LISTED = 5_000
_TOTALS = ("合计", "总计", "小计", "共计")
_LINE = "整行"
#: What may need to be written plainly: a sign beyond printed ASCII and Han, or a whole cell that states nothing.
_UNPLAIN = r"[^!-~\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}]|^(?i:" + "|".join(map(re.escape, sorted(values.BLANKS))) + ")$"
_FORMULA = r"^=(?:.*\(.*\)|\$?[A-Z]{1,3}\$?\d+.*)?$|^#(?:REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)$"


@dataclass(frozen=True)
class Problem:
    """One doubtful place of a file. ``row`` counts from 1 as in the file; ``severity``: rejected, suspect or note."""

    row: int
    column: str
    value: str
    reason: str
    why: str
    what_to_do: str
    severity: Literal["rejected", "suspect", "note"]


@dataclass
class Findings:
    """What was found in a file, part by part: the counts and what is doubtful.

    ``total``: rows that name an entity or should; ``kept``: those that can be loaded.
    """

    total: int = 0
    kept: int = 0
    suspect_rows: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    _named: list[pl.DataFrame] = field(default_factory=list)

    def note(self, problem: Problem) -> None:
        """Remember a problem; of very many only the first are listed."""
        self.problem_count += 1
        if problem.severity == "suspect":
            self.suspect_rows.add(problem.row)
        if len(self.problems) < LISTED:
            self.problems.append(problem)

    def name(self, rows: pl.DataFrame) -> None:
        """Remember of whom the rows tell, in 16 bytes each."""
        self._named.append(rows.select("row", (pl.col("code").hash() ^ pl.col("on").hash(1)).alias("whom")))

    def close(self, heading: str) -> None:
        """Note entities that the file names twice for the same day, and put the problems in the order of the file."""
        named = pl.concat(self._named) if self._named else pl.DataFrame(schema={"row": pl.Int64, "whom": pl.UInt64})
        # most files name nobody twice, and that is known much sooner than who it would be
        is_once = named["whom"].n_unique() == named.height
        again = named.clear() if is_once else named.filter(pl.col("whom").is_duplicated())
        first = pl.col("row").min().over("whom")
        later = again.with_columns(first.alias("first")).filter(pl.col("row") > pl.col("first"))
        for row, before in later.select("row", "first").iter_rows():
            why = f"同一主体在第 {before} 行已有一行；两行都载入，说法不同的以后一行为准"
            self.note(Problem(row, heading, "", "twice", why, "请核对两行，留下正确的一行", "note"))
        self.problems.sort(key=lambda problem: problem.row)


def typed(layout: Layout, vocabulary: Vocabulary, findings: Findings, *, on: datetime.date) -> Iterator[pl.DataFrame]:
    """Read the cells below the headings, part by part: ``code``, ``on``, ``row`` and one typed column a fact.

    ``on`` holds for rows that name no day of their own. ``findings`` is complete when the last part is out.
    """
    for part in layout.grid.parts(below=layout.header_row):
        rows = _typed_part(part, layout, vocabulary, findings, on)
        findings.name(rows)
        yield rows
    findings.close(layout.code_heading)


def _typed_part(
    part: pl.DataFrame, layout: Layout, vocabulary: Vocabulary, findings: Findings, on: datetime.date
) -> pl.DataFrame:
    names = layout.grid.columns()
    below = part.with_columns(_clean(part[name]) for name in names)
    below = below.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in names))
    below = _without_totals(below, layout, findings)
    findings.total += below.height
    below = _with_usable_lines(below, layout, findings)
    findings.kept += below.height
    columns = [below["row"], below[layout.code].alias("code")]
    columns.append(_days(below, layout, findings, on))
    for placed in layout.columns:
        fact = vocabulary.facts[placed.fact]
        written = below.select("row", pl.col(placed.column).alias("text"))
        columns.append(_column(written, placed.heading, fact, placed.factor, vocabulary, findings).alias(fact.name))
    return pl.DataFrame(columns)


def _clean(cells: pl.Series) -> pl.Series:
    """NFKC, spaces trimmed and runs of them made one; what states nothing becomes NULL.

    Most columns hold nothing of that kind: asked of the whole column as one text, that is known ten times faster.
    """
    if not cells.str.join("\n").str.contains(f"(?m){_UNPLAIN}").item():
        return cells
    is_unplain = cells.str.contains(_UNPLAIN).fill_null(value=False)
    text = cells.filter(is_unplain).str.normalize("NFKC").str.replace_all(r"\s+", " ").str.strip_chars()
    states = ~text.str.to_uppercase().is_in(list(values.BLANKS))
    return cells.clone().scatter(is_unplain.arg_true(), text.zip_with(states, pl.Series([None], dtype=pl.String)))


def _without_totals(below: pl.DataFrame, layout: Layout, findings: Findings) -> pl.DataFrame:
    """Leave out rows of sums; what bears a whole code is none, whatever else it says."""
    odd = below.filter(pl.col(layout.code).str.len_chars().ne_missing(codes.LENGTH))
    squeezed = [pl.col(name).str.replace_all(r"[ :]", "").is_in(_TOTALS) for name in layout.grid.columns()]
    totals = odd.filter(pl.any_horizontal(squeezed).fill_null(value=False))["row"]
    for row in totals:
        findings.note(Problem(row, _LINE, "合计", "total", "合计行不是主体", "已略过，不需处理", "note"))
    return below.filter(~pl.col("row").is_in(totals.implode())) if len(totals) else below


def _with_usable_lines(below: pl.DataFrame, layout: Layout, findings: Findings) -> pl.DataFrame:
    """Leave out rows that no entity can be named for; mark those whose code is doubtful."""
    if layout.grid.is_delimited and layout.beyond:
        slipped = pl.concat_str(layout.beyond, separator=",", ignore_nulls=True).alias("beyond")
        is_slipped = pl.any_horizontal(pl.col(name).is_not_null() for name in layout.beyond)
        for row, cell in below.filter(is_slipped).select("row", slipped).iter_rows():
            why = "这一行的格数多于表头，各栏可能已错位"
            what_to_do = "请检查这一行是否有未加引号的逗号"
            findings.note(Problem(row, _LINE, cell, "columns", why, what_to_do, "rejected"))
        below = below.filter(~is_slipped)
    rejected: set[int] = set()
    for row, code in below.filter(~clean_codes(pl.col(layout.code))).select("row", layout.code).iter_rows():
        doubt = codes.doubt_of(code or "")
        if doubt is None:
            continue
        if doubt.severity == "rejected":
            rejected.add(row)
        findings.note(
            Problem(row, layout.code_heading, code or "", doubt.reason, doubt.why, doubt.what_to_do, doubt.severity)
        )
    _note_foreign(below, layout, findings)
    return below.filter(~pl.col("row").is_in(list(rejected)))


def _note_foreign(below: pl.DataFrame, layout: Layout, findings: Findings) -> None:
    """Entities that another authority registers do not belong in this feed; they are loaded, and listed."""
    begins = layout.feed.begins
    if not begins:
        return
    code = pl.col(layout.code)
    foreign = below.filter((code.str.len_chars() == codes.LENGTH) & ~code.str.starts_with(begins))
    for row, text in foreign.select("row", code.alias("text")).iter_rows():
        why = f"代码以“{text[0]}”开头，不是市场监管部门登记的主体；照录"
        findings.note(Problem(row, layout.code_heading, text, "authority", why, "不属于经营主体的请删去", "suspect"))


def _days(below: pl.DataFrame, layout: Layout, findings: Findings, on: datetime.date) -> pl.Series:
    if layout.day is None:
        return pl.Series("on", [on] * below.height, dtype=pl.Date)
    written = below.select("row", pl.col(layout.day).alias("text"))
    found = _read(written, "生效日期", _fast_day(pl.col("text")), values.day, pl.Date(), findings)
    return found.fill_null(on).alias("on")


def _column(
    written: pl.DataFrame, heading: str, fact: Fact, factor: int, vocabulary: Vocabulary, findings: Findings
) -> pl.Series:
    written = _without_formulas(written, heading, findings)
    text = pl.col("text")
    dtype = DTYPES[fact.type]
    if fact.type != "yes_no":
        written = written.with_columns(pl.when(text != values.BLANK_UNLESS_ASKED).then(text))
    if fact.type == "text":
        return _text(written, heading, fact, vocabulary, findings)
    fast: pl.Expr
    read: Callable[[str], Any]
    if fact.type == "day":
        fast, read = _fast_day(text), values.day
    elif fact.type == "money":
        plain = pl.when(text.str.contains(r"^-?\d{1,11}(\.\d{1,2})?$")).then(text)
        fast = (plain.cast(pl.Decimal(28, 2), strict=False) * 100 * factor).cast(pl.Int64)
        read = partial(values.money, factor=factor)
    elif fact.type == "integer":
        fast = pl.when(text.str.contains(r"^-?\d{1,15}$")).then(text).cast(pl.Int64, strict=False)
        read = values.integer
    elif fact.type == "yes_no":
        answers = {"是": True, "否": False}
        fast, read = text.replace_strict(answers, default=None, return_dtype=pl.Boolean), values.yes_no
    elif fact.type == "category":
        by_label = {label: value for value, label in fact.values.items()}
        fast = text.replace_strict(by_label, default=None, return_dtype=pl.String)
        read = partial(values.category, values=fact.values)
    else:
        fast, read = pl.lit(None, dtype=dtype), values.decimal
    return _read(written, heading, fast, read, dtype, findings)


def _without_formulas(written: pl.DataFrame, heading: str, findings: Findings) -> pl.DataFrame:
    """A formula or its error instead of a value states nothing, and is said."""
    text = pl.col("text")
    is_formula = (text.str.starts_with("=") | text.str.starts_with("#")) & text.str.contains(_FORMULA)
    found = written.filter(is_formula)
    if found.is_empty():
        return written
    for row, cell in found.iter_rows():
        why = "单元格里是公式或公式的错误，不是值；按未填处理"
        findings.note(Problem(row, heading, cell, "formula", why, "请复制后“选择性粘贴—数值”再交", "suspect"))
    return written.with_columns(pl.when(is_formula.fill_null(value=False)).then(None).otherwise(text).alias("text"))


def _fast_day(text: pl.Expr) -> pl.Expr:
    found = text.str.to_date("%Y-%m-%d", strict=False)
    return pl.when(found.dt.year().is_between(1901, 2100)).then(found)


def _read(
    written: pl.DataFrame,
    heading: str,
    fast: pl.Expr,
    read: Callable[[str], Any],
    dtype: pl.DataType,
    findings: Findings,
) -> pl.Series:
    """The column's values: ``fast`` where it gives one, else ``read`` once per distinct text."""
    found = written.with_columns(fast.alias("value"))
    left = found.filter(pl.col("text").is_not_null() & pl.col("value").is_null())
    good: dict[str, Any] = {}
    bad: dict[str, values.Unreadable] = {}
    for text in left["text"].unique():
        try:
            good[text] = read(text)
        except values.Unreadable as unreadable:
            bad[text] = unreadable
    for row, text in left.filter(pl.col("text").is_in(list(bad))).select("row", "text").iter_rows() if bad else ():
        doubt = bad[text]
        why = f"{doubt.why}；按未填处理"
        findings.note(Problem(row, heading, text, doubt.reason, why, doubt.what_to_do, "suspect"))
    if good:
        new = pl.Series(list(good.values()), dtype=dtype)
        slow = pl.col("text").replace_strict(list(good), new, default=None, return_dtype=dtype)
        found = found.with_columns(pl.col("value").fill_null(slow))
    return found["value"].cast(dtype)


def _text(written: pl.DataFrame, heading: str, fact: Fact, vocabulary: Vocabulary, findings: Findings) -> pl.Series:
    if fact.table is None:
        return written["text"]
    known = vocabulary.tables.get(fact.table, {})
    meant = {text: _in_table(text, known) for text in written["text"].drop_nulls().unique()}
    unknown = [text for text, code in meant.items() if code not in known]
    for row, text in written.filter(pl.col("text").is_in(unknown)).iter_rows() if unknown else ():
        why = "代码表中没有这个代码；照录"
        findings.note(Problem(row, heading, text, fact.table, why, f"请对照{fact.label}表核对", "suspect"))
    return written["text"].replace({text: code for text, code in meant.items() if text != code})


def _in_table(text: str, known: Mapping[str, object]) -> str:
    """The code that is meant: an industry is also written with the letter of its section before it, F5211."""
    return text[1:] if text not in known and "A" <= text[:1] <= "T" else text
