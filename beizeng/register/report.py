"""What a person gets back for a file: counts, and every doubtful place with why and what to do."""

import datetime
from dataclasses import asdict, dataclass, replace
from typing import Any

from beizeng.register.cells import Problem


@dataclass(frozen=True)
class FeedReport:
    """The outcome of loading one file. ``rows`` = ``loaded`` + ``suspect`` + ``rejected``.

    Attributes:
        loaded: rows that are in without a doubt; ``suspect``: rows that are in, and marked; ``rejected``: not in.
        changed: rows that tell something not known before; 0 when the same file is loaded again.
        problems: at most 5,000 of ``problem_count``, in the order of the file.
        ignored: headings of the file that are no declared fact.
        is_repeat: the same file had been loaded before, so nothing was done.
        is_trial: the file was only tried; nothing was done, and there is no ``feed_id``.
    """

    feed_id: int
    kind: str
    file: str
    rows: int
    loaded: int
    suspect: int
    rejected: int
    changed: int
    on: datetime.date
    known: datetime.date
    problems: tuple[Problem, ...]
    problem_count: int
    ignored: tuple[str, ...]
    is_repeat: bool = False
    is_trial: bool = False

    def plain(self) -> dict[str, Any]:
        """As JSON values, for keeping."""
        return {**asdict(self), "on": self.on.isoformat(), "known": self.known.isoformat()}

    def again(self) -> "FeedReport":
        """The answer to the same file handed in once more."""
        return replace(self, changed=0, is_repeat=True)


def report_from(kept: dict[str, Any]) -> FeedReport:
    """The report that ``plain`` wrote."""
    return FeedReport(
        **{
            **kept,
            "on": datetime.date.fromisoformat(kept["on"]),
            "known": datetime.date.fromisoformat(kept["known"]),
            "problems": tuple(Problem(**problem) for problem in kept["problems"]),
            "ignored": tuple(kept["ignored"]),
        }
    )
