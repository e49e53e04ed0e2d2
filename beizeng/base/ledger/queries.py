"""Reading the ledger: entries of a subject, and whether the chain still holds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from beizeng.base.ledger.entry import GENESIS, Entry, digest
from beizeng.base.ledger.models import LedgerEntry, LedgerHead


@dataclass(frozen=True)
class Verification:
    """Whether the chain holds: how many entries were read, and the first fault in words (None: no fault)."""

    entries: int
    last_hash: str
    fault: str | None


def entries() -> QuerySet[LedgerEntry]:
    """All entries, oldest first."""
    return LedgerEntry.objects.all()


def entries_of(subject: str) -> QuerySet[LedgerEntry]:
    """The entries of one subject (``case:12``), oldest first."""
    return LedgerEntry.objects.filter(subject=subject)


def head() -> tuple[int, str]:
    """The sequence number and hash that the chain ends with, as the head says; unverified."""
    row = LedgerHead.objects.filter(id=1).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def entry_holds(row: LedgerEntry) -> bool:
    """Whether the entry's own hash still fits its content."""
    return digest(row) == row.hash


def verify() -> Verification:
    """Recompute every hash from the first entry to the head."""
    # rows of plain values: of a million, making a model of each would take longer than its hash
    rows = LedgerEntry.objects.order_by("seq").values_list(*Entry.__dataclass_fields__, "hash", named=True)
    return verify_chain(rows.iterator(chunk_size=5000), expected_last=head())


def verify_chain(rows: Iterable[LedgerEntry], expected_last: tuple[int, str]) -> Verification:
    """Check rows in order against each other and against the head's ``(seq, hash)``."""
    count, previous = 0, GENESIS
    for row, fault in _checked(rows):
        if fault:
            return Verification(count, previous, fault)
        count, previous = row.seq, row.hash
    if (count, previous) != expected_last:
        return Verification(count, previous, f"台账在第 {count} 条之后缺少记录（应至第 {expected_last[0]} 条）")
    return Verification(count, previous, None)


def _checked(rows: Iterable[LedgerEntry]) -> Iterator[tuple[LedgerEntry, str | None]]:
    count, previous = 0, GENESIS
    for row in rows:
        if row.seq != count + 1:
            yield row, f"第 {count + 1} 条缺失"
        elif row.previous != previous:
            yield row, f"第 {row.seq} 条与前一条不相接"
        elif not entry_holds(row):
            yield row, f"第 {row.seq} 条内容被改动"
        else:
            yield row, None
        count, previous = row.seq, row.hash
