"""When a process that runs beside the web was last seen: one small file per process in the data folder.

It is written without the database, so that a silent process and a silent database can be told apart.
"""

import datetime
from pathlib import Path


def beat(data: Path, part: str, *, at: datetime.datetime) -> None:
    """Say that ``part`` (``ticker``) has done its work at the true moment ``at``."""
    path = _path(data, part)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(at.isoformat(), encoding="utf-8")
    fresh.replace(path)


def last_beat(data: Path, part: str) -> datetime.datetime | None:
    """The true moment at which ``part`` was last seen; None: never, or what lies there is no moment."""
    try:
        return datetime.datetime.fromisoformat(_path(data, part).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _path(data: Path, part: str) -> Path:
    return data / "heartbeat" / part
