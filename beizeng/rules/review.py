"""What somebody has to look at before it stops a policy: parameters and policies that run out, and what has stopped."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from beizeng.rules.book import Book, Entry
from beizeng.spec.policy import Parameter, Policy
from beizeng.spec.values import on_day

#: How many days ahead somebody is told.
AHEAD_DAYS = 60
_NAMED = re.compile(r":([a-z][a-z0-9_]*)")
_QUOTED = re.compile(r"'[^']*'")


@dataclass(frozen=True)
class Concern:
    """One thing to look at.

    Attributes:
        kind: ``stopped``: a policy judges nobody; ``expired``, ``expiring``: a parameter; ``ending``: a policy.
        until: its last day; None where it is not a matter of days.
        policies: which policies it stops, or will.
        why, write: what is the matter and what to do, in words.
    """

    kind: Literal["stopped", "expired", "expiring", "ending"]
    label: str
    until: datetime.date | None
    policies: tuple[Policy, ...]
    why: str
    write: str


def concerns(book: Book) -> list[Concern]:
    """Everything to look at on the book's day, the most urgent first."""
    order = {"stopped": 0, "expired": 1, "expiring": 2, "ending": 3}
    return sorted(
        [*_stopped(book), *_parameters(book), *_ending(book)],
        key=lambda one: (order[one.kind], one.until or datetime.date.min, one.label),
    )


def holds_until(parameter: Parameter, on: datetime.date) -> datetime.date | None:
    """The last day up to which the parameter has a value without a gap; the day before ``on`` if it has none then.

    ``datetime.date.max`` where no end is written. A value that is not set is a value.
    """
    day = on
    while (entry := on_day(parameter.values, day)) is not None:
        if entry.until is None:
            return datetime.date.max
        day = entry.until + datetime.timedelta(days=1)
    return day - datetime.timedelta(days=1)


def _stopped(book: Book) -> Iterator[Concern]:
    for entry in book.entries:
        if entry.state == "stopped" and entry.fault is not None:
            yield Concern("stopped", entry.policy.label, None, (entry.policy,), entry.fault.why, entry.fault.write)


def _parameters(book: Book) -> Iterator[Concern]:
    users = [entry for entry in book.entries if entry.state in ("in_force", "stopped")]
    for parameter in book.vocabulary.parameters.values():
        using = tuple(entry.policy for entry in users if parameter.name in _names(entry))
        until = holds_until(parameter, book.on)
        if not using or until is None or until > book.on + datetime.timedelta(days=AHEAD_DAYS):
            continue
        kind: Literal["expired", "expiring"] = "expired" if until < book.on else "expiring"
        last = max(entry.until or until for entry in parameter.values) if kind == "expired" else until
        why = f"参数“{parameter.label}”的值到 {last} 为止"
        write = "查有没有新的文件：有就续写一项 from 和依据；没有就写 value: not set，或给政策写上截止日"
        yield Concern(kind, parameter.label, last, using, why, write)


def _ending(book: Book) -> Iterator[Concern]:
    ahead = book.on + datetime.timedelta(days=AHEAD_DAYS)
    for entry in _in_force(book.entries):
        until = entry.policy.until
        if until is not None and until <= ahead:
            why = f"政策到 {until} 为止"
            yield Concern("ending", entry.policy.label, until, (entry.policy,), why, "有延续文件的，改写 to 和依据")


def _in_force(entries: Sequence[Entry]) -> Iterator[Entry]:
    return (entry for entry in entries if entry.state == "in_force")


def _names(entry: Entry) -> set[str]:
    """The parameters that a policy's texts name, also where they cannot be read on the day."""
    policy = entry.policy
    order = policy.budget.order if policy.budget else ()
    texts = [
        *(one.expression for one in policy.criteria), *(one.expression for one in order), policy.amount.expression,
    ]  # fmt: skip
    return {name for text in texts if text for name in _NAMED.findall(_QUOTED.sub("", text))}
