"""The acts store as one file: how each database is dumped and loaded, while people go on working."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from beizeng.spec.errors import BadInput


class ActsStore(Protocol):
    """The database as a whole."""

    def dump(self, target: Path) -> None:
        """Write a consistent copy of the database into a new file."""

    def load(self, source: Path) -> None:
        """Fill the empty database from such a file."""


class SqliteStore:
    """One file; SQLite's own online backup copies it while it is written to."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def dump(self, target: Path) -> None:
        with sqlite3.connect(self._path) as source, sqlite3.connect(target) as copy:
            source.backup(copy)
        copy.close()
        source.close()

    def load(self, source: Path) -> None:
        shutil.copyfile(source, self._path)


class PostgresqlStore:
    """PostgreSQL, by the tools that come with it."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._place = ["-h", settings["HOST"], "-p", settings["PORT"] or "5432", "-U", settings["USER"]]
        self._name = settings["NAME"]
        self._password = settings["PASSWORD"]

    def dump(self, target: Path) -> None:
        self._run("pg_dump", *self._place, "--format=custom", "--no-owner", f"--file={target}", self._name)

    def load(self, source: Path) -> None:
        self._run("pg_restore", *self._place, "--no-owner", "--exit-on-error", f"--dbname={self._name}", str(source))

    def _run(self, tool: str, *arguments: str) -> None:
        if shutil.which(tool) is None:
            raise BadInput(
                what=tool, where="备份", why="这台机器没有 PostgreSQL 客户端工具", write="请先安装 postgresql-client"
            )
        environment = {**os.environ, "PGPASSWORD": self._password}
        subprocess.run([tool, *arguments], check=True, env=environment, capture_output=True)


def store_of(settings: Mapping[str, Any]) -> ActsStore:
    """The store that Django's database settings describe."""
    if settings["ENGINE"].endswith("sqlite3"):
        return SqliteStore(Path(settings["NAME"]))
    return PostgresqlStore(settings)
