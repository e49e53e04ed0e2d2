"""The acts store: SQLite in the data folder, or PostgreSQL where ``BEIZENG_DATABASE_URL`` names one."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def database(data: Path) -> dict[str, Any]:
    """Django's description of the database.

    SQLite has one writer: WAL lets readers go on, immediate transactions take the lock first, 20 s is the wait for it.

    Raises:
        ValueError: the URL is not a PostgreSQL URL.
    """
    url = os.environ.get("BEIZENG_DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "beizeng.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("BEIZENG_DATABASE_URL must begin with postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
