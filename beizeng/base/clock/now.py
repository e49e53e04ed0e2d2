"""The one place that reads the real time. Rooms get it as ``at=``; only doors and the ledger call this.

A folder made by ``demo`` may stand on another day: ``BEIZENG_TODAY`` counts only where the demo's mark lies.
"""

import datetime
import os
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
DEMO_MARK = "demo.yaml"


def utc_now() -> datetime.datetime:
    """The true moment, in UTC."""
    return datetime.datetime.now(datetime.UTC)


def now(data: Path) -> datetime.datetime:
    """The moment that counts in this data folder, in Shanghai time.

    In a demo folder with ``BEIZENG_TODAY`` (YYYY-MM-DD): the true time of day on that day.

    Raises:
        ValueError: ``BEIZENG_TODAY`` is not a day.
    """
    real = utc_now().astimezone(SHANGHAI)
    wanted = os.environ.get("BEIZENG_TODAY") or _demo_day(data)
    if not wanted or not (data / DEMO_MARK).exists():
        return real
    try:
        day = datetime.date.fromisoformat(wanted)
    except ValueError:
        raise ValueError(f"BEIZENG_TODAY={wanted!r} is not a day; write it like 2024-09-30") from None
    return real.replace(year=day.year, month=day.month, day=day.day)


def today(data: Path) -> datetime.date:
    """The day that counts in this data folder, in Shanghai."""
    return now(data).date()


def local_day(moment: datetime.datetime) -> datetime.date:
    """The day in Shanghai on which ``moment`` lies."""
    return moment.astimezone(SHANGHAI).date()


def _demo_day(data: Path) -> str | None:
    mark = data / DEMO_MARK
    if not mark.exists():
        return None
    for line in mark.read_text(encoding="utf-8").splitlines():
        if line.startswith("day: "):
            return line.removeprefix("day: ").strip()
    return None
