"""How many rows each table of a site holds: what an upgrade must not lose."""

import contextlib
import sqlite3
from pathlib import Path

#: Working state of the framework, not the county's.
_LEFT_OUT = ("django_", "sqlite_", "auth_", "register_card_grams_")


def counts(data: Path) -> dict[str, int]:
    """Table → number of rows, of a site on SQLite."""
    with contextlib.closing(sqlite3.connect(data / "beizeng.sqlite3")) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
            for table in sorted(tables)
            if not table.startswith(_LEFT_OUT)
        }
