"""The list of records behind each figure of a report, as a kept CSV file: number of the figure, record."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence

from beizeng.reports.content import Briefing

HEADS = ("序号", "记录")


def records_file(records: Mapping[int, Sequence[str]]) -> bytes:
    """The list as CSV, in the order of the figures."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADS)
    writer.writerows((number, record) for number in sorted(records) for record in records[number])
    return out.getvalue().encode()


def records_in(content: bytes, number: int) -> tuple[str, ...]:
    """The records of one figure in such a file."""
    rows = csv.reader(io.StringIO(content.decode()))
    wanted = str(number)
    return tuple(row[1] for row in rows if row[0] == wanted)


def content_digest(briefing: Briefing) -> str:
    """SHA-256 over everything that the briefing says."""
    said = json.dumps(briefing.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
