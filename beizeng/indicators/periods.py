"""The quarters for which units report: which are locked, who has reported and who has not. Reads only.

now = standing(Period.parse("2024Q3"))      # now.is_locked, now.told, now.missing, now.moves
"""

import datetime
import re
from dataclasses import dataclass

from beizeng.indicators.catalogue import Defined, catalogue
from beizeng.indicators.measure import quarter_ends
from beizeng.indicators.models import PeriodMove, Reading
from beizeng.indicators.queries import latest
from beizeng.spec.errors import BadInput

_KEY = re.compile(r"(\d{4})[Qq]([1-4])")
SHOWN = 8


@dataclass(frozen=True, order=True)
class Period:
    """A quarter of a year."""

    year: int
    quarter: int

    @classmethod
    def of(cls, day: datetime.date) -> "Period":
        """The quarter in which the day lies."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read 2024Q3.

        Raises:
            BadInput: it is written otherwise.
        """
        found = _KEY.fullmatch(text.strip())
        if found is None:
            raise BadInput(what=text, where="填报期", why="不是季度", write="写成 2024Q3 这样")
        return cls(int(found[1]), int(found[2]))

    @property
    def until(self) -> datetime.date:
        """Its last day."""
        return quarter_ends(datetime.date(self.year, 1, 1), datetime.date(self.year, 12, 31))[self.quarter - 1]

    @property
    def since(self) -> datetime.date:
        """Its first day."""
        return datetime.date(self.year, self.quarter * 3 - 2, 1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.quarter}"

    @property
    def label(self) -> str:
        """Its name for people."""
        return f"{self.year}年第{self.quarter}季度"


@dataclass(frozen=True)
class Standing:
    """A period: every time it was locked and unlocked, the last first; the reports for it, and whose are missing."""

    period: Period
    moves: list[PeriodMove]
    told: list[tuple[Defined, Reading]]
    missing: list[Defined]

    @property
    def is_locked(self) -> bool:
        """Whether nothing may be reported or corrected for it."""
        return bool(self.moves) and self.moves[0].locks


def standing(period: Period, *, known: datetime.date) -> Standing:
    """How a period stands by what was known on a day; of several reports in it the last day's counts."""
    asked = [one for one in catalogue().values() if one.definition.how.is_reported]
    told: dict[str, Reading] = {}
    for (indicator, is_baseline, on), row in latest(known=known, of=[one.id for one in asked]).items():
        if not is_baseline and period.since <= on <= period.until:
            told[indicator] = row
    return Standing(
        period,
        list(PeriodMove.objects.filter(period=str(period))),
        [(one, told[one.id]) for one in asked if one.id in told],
        [one for one in asked if one.id not in told],
    )


def recent(day: datetime.date) -> list[Period]:
    """The quarters that have ended by the day, the last first, as many as are still of interest."""
    ended = quarter_ends(datetime.date(day.year - SHOWN // 4, 1, 1), day)
    return [Period.of(end) for end in reversed(ended)][:SHOWN]


def is_locked(day: datetime.date) -> bool:
    """Whether the quarter of the day is locked."""
    last = PeriodMove.objects.filter(period=str(Period.of(day))).first()
    return last is not None and last.locks
