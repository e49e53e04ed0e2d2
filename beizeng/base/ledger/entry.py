"""One entry of the chain and its hash: pure, so that anybody can verify an export without this program."""

import hashlib
import json
from dataclasses import dataclass
from operator import attrgetter
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


_encoder = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
_fields = attrgetter(*Entry.__dataclass_fields__)


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the same value always gives the same text."""
    return _encoder.encode(value)


def digest(entry: object) -> str:
    """SHA-256 over the fields of an entry, or of a row that holds them, in their order, the previous hash last."""
    return hashlib.sha256(canonical(_fields(entry)).encode()).hexdigest()
