"""Whether a county counts the days of a kind as natural or as working days: its own decision, with its basis."""

import re
from typing import ClassVar, Literal

from beizeng.spec.case_kind import CaseKind, Clock
from beizeng.spec.values import Dated, PackFile

_DAYS = re.compile(r"^([1-9]\d*) (days?)$")


class CaseCounting(PackFile):
    """The decision for these kinds, dated. ``natural``: as the kinds are written."""

    kind: Literal["case_counting"]
    folders: ClassVar[tuple[str, ...]] = ("cases",)
    of: tuple[str, ...]
    days: tuple[Dated[Literal["natural", "working"]], ...]


def in_working_days(kind: CaseKind) -> CaseKind:
    """The kind with every limit in days counted in working days; same day, hours, months and written days stay."""
    return kind.model_copy(update={"clocks": tuple(_in_working_days(clock) for clock in kind.clocks)})


def _in_working_days(clock: Clock) -> Clock:
    limit = clock.limit
    if limit is not None and limit.term is not None:
        limit = limit.model_copy(update={"term": _working(limit.term)})
    elif limit is not None and limit.by_field is not None:
        terms = {value: _working(term) for value, term in limit.by_field.terms.items()}
        limit = limit.model_copy(update={"by_field": limit.by_field.model_copy(update={"terms": terms})})
    return clock.model_copy(update={"limit": limit})


def _working(term: str) -> str:
    return _DAYS.sub(r"\1 working \2", term)
