"""The whole ledger verified, and one flipped byte found.

.venv/bin/python -m bench.ledger_verify [--count 10000 100000 1000000]
deploy/with-postgresql .venv/bin/python -m bench.ledger_verify
"""

import argparse
import time

from bench import site

# isort: split

from django.db import connection

from beizeng.base.ledger.entry import GENESIS, Entry, canonical, digest
from beizeng.base.ledger.models import LedgerEntry, LedgerHead
from beizeng.base.ledger.queries import verify

AT = "2024-09-30T01:00:00+00:00"
_BATCH = 10_000


def grow(upto: int) -> None:
    """Append entries as the acts of cases leave them, in a chain."""
    head = LedgerHead.objects.get_or_create(id=1, defaults={"hash": GENESIS})[0]
    rows: list[LedgerEntry] = []
    while head.seq < upto:
        seq = head.seq + 1
        detail = canonical({"action": "answer", "state": "answered", "fields": {"reply": f"示例答复{seq}" * 10}})
        entry = Entry(
            seq, AT, AT, "user:7", "示例", "示例单位经办人", "cases.act", f"case:{seq}", f"企诉-2024-{seq:07} 答复", "",
            detail, head.hash,
        )  # fmt: skip
        head.seq, head.hash = seq, digest(entry)
        rows.append(LedgerEntry(**vars(entry), hash=head.hash))
        if len(rows) == _BATCH or seq == upto:
            LedgerEntry.objects.bulk_create(rows, batch_size=2000)
            rows = []
    head.save()


def flip(seq: int) -> None:
    """Somebody with the database's own tools alters one byte, the triggers set aside."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            names = cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_ledgerentry'"
            ).fetchall()
            for (name,) in names:
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("ALTER TABLE ledger_ledgerentry DISABLE TRIGGER ALL")
        cursor.execute("UPDATE ledger_ledgerentry SET summary = replace(summary, '答', '笞') WHERE seq = %s", [seq])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, nargs="+", default=[10_000, 100_000])
    counts = sorted(parser.parse_args().count)
    site.open_site()
    for count in counts:
        grow(count)
        begun = time.perf_counter()
        found = verify()
        taken = time.perf_counter() - begun
        print(f"{count:>10,} entries verified in {taken:.1f} s, fault: {found.fault}", flush=True)
        assert found.fault is None
    place = counts[-1] * 9 // 10
    flip(place)
    print(f"{'':>10} one byte of entry {place:,} flipped: {verify().fault}")


if __name__ == "__main__":
    main()
