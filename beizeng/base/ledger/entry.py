"""One entry of the chain and its hash: pure, so that anybody can verify an export without this program."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

#: The hash before the first entry.
GENESIS = "0" * 64


@dataclass(frozen=True)
class Entry:
    """What one action left behind. ``at`` and ``recorded_at`` are ISO 8601 in UTC; ``detail`` is canonical JSON."""

    seq: int
    at: str
    recorded_at: str
    actor_id: str
    actor_name: str
    actor_post: str
    verb: str
    subject: str
    summary: str
    basis: str
    detail: str
    previous: str


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the same value always gives the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest(entry: Entry) -> str:
    """SHA-256 over the entry's fields in their order, the previous hash last."""
    fields = [
        entry.seq, entry.at, entry.recorded_at, entry.actor_id, entry.actor_name, entry.actor_post,
        entry.verb, entry.subject, entry.summary, entry.basis, entry.detail, entry.previous,
    ]  # fmt: skip
    return hashlib.sha256(canonical(fields).encode()).hexdigest()
