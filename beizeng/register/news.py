"""What a feed tells that was not known before; and whether a column of money has changed its unit.

An office that sent yuan last year and sends 万元 this year without a word makes every amount 10,000 times too small.
"""

import datetime

import polars as pl

from beizeng.register import store
from beizeng.register.cells import Findings, Problem
from beizeng.register.headings import Layout
from beizeng.register.vocabulary import vocabulary
from beizeng.spec.errors import BadInput

#: From so many entities on whose amount was known, and a median so many times away, a unit is doubted. Ours.
_COMPARED = 5
_TIMES = 1_000


class News:
    """Compares the parts of one file with what is known on the day before it counts.

    Attributes:
        changed: rows that state anything that was not known before for the last day that the part speaks of.
    """

    def __init__(self, layout: Layout, known: datetime.date) -> None:
        self.changed = 0
        self._layout = layout
        self._reading = store.reading(known=known)
        self._noted: set[str] = set()

    def compare(self, rows: pl.DataFrame, findings: Findings) -> None:
        """Count what is new in these rows.

        Raises:
            BadInput: the file names no unit for an amount, and its amounts are of another size than all known ones.
        """
        if rows.is_empty():
            return
        facts = [name for name in rows.columns if name not in ("code", "on", "row")]
        last_day = rows.select(pl.col("on").max()).item()
        codes = rows["code"].unique().to_list()
        before = store.tables().snapshot(self._reading, on=last_day, codes=codes, facts=facts)
        both = rows.with_columns(self._reading.standing()).join(before, on="code", how="left", suffix=" before")
        news = [pl.col(name).is_not_null() & pl.col(name).ne_missing(pl.col(f"{name} before")) for name in facts]
        self.changed += both.filter(pl.any_horizontal(news)).height
        self._doubt_units(both, findings)

    def _doubt_units(self, both: pl.DataFrame, findings: Findings) -> None:
        words = vocabulary()
        for placed in self._layout.columns:
            if words.facts[placed.fact].type != "money" or placed.heading in self._noted:
                continue
            times = _times(both, placed.fact)
            if times is None or 1 / _TIMES < times < _TIMES:
                continue
            said = f"{times:,.0f} 倍" if times > 1 else f"{1 / times:,.0f} 分之一"
            why = f"这一栏的数约为已知数的{said}，单位可能变了"
            if not placed.has_unit:
                write = f"请在表头写明单位再交，如“{placed.heading}（元）”或“{placed.heading}（万元）”"
                raise BadInput(what=placed.heading, where="金额单位", why=why, write=write)
            self._noted.add(placed.heading)
            what = "已按表上写的单位载入；请抽几户核对，不对的整批撤回"
            findings.note(Problem(self._layout.header_row, placed.heading, placed.heading, "unit", why, what, "note"))


def _times(both: pl.DataFrame, fact: str) -> float | None:
    """The median of new over known, where enough entities have both."""
    pairs = both.select(new=fact, known=f"{fact} before").filter((pl.col("new") > 0) & (pl.col("known") > 0))
    if pairs.height < _COMPARED:
        return None
    median = pairs.select((pl.col("new") / pl.col("known")).median()).item()
    return float(median)
