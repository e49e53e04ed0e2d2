"""Backup and restore: everything comes back, damage is found, nothing is overwritten."""

import sqlite3
import tarfile
from pathlib import Path

import pytest

from beizeng.base.ports.archive import MANIFEST, pack, unpack
from beizeng.base.ports.stores import SqliteStore
from beizeng.spec.errors import BadInput

LEDGER = (3, "ab" * 32)


def make_site(data: Path) -> SqliteStore:
    (data / "files" / "ab").mkdir(parents=True)
    (data / "files" / "ab" / "abcd").write_bytes(b"paper")
    (data / "register" / "tax").mkdir(parents=True)
    (data / "register" / "tax" / "part.parquet").write_bytes(b"facts")
    (data / "secret_key").write_text("secret", encoding="utf-8")
    with sqlite3.connect(data / "beizeng.sqlite3") as connection:
        connection.execute("CREATE TABLE acts (name TEXT)")
        connection.execute("INSERT INTO acts VALUES ('first')")
    connection.close()
    return SqliteStore(data / "beizeng.sqlite3")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    make_site(tmp_path / "site")
    return tmp_path / "site"


def backup(site: Path, target: Path) -> Path:
    pack(data=site, store=SqliteStore(site / "beizeng.sqlite3"), target=target, made_at="2024-09-30", ledger=LEDGER)
    return target


def test_everything_but_the_secret_comes_back(site: Path, tmp_path: Path) -> None:
    file = backup(site, tmp_path / "b.tar.gz")
    clean = tmp_path / "clean"
    manifest = unpack(source=file, data=clean, store=SqliteStore(clean / "beizeng.sqlite3"))
    assert (manifest.ledger_entries, manifest.ledger_hash) == LEDGER
    with sqlite3.connect(clean / "beizeng.sqlite3") as connection:
        assert connection.execute("SELECT name FROM acts").fetchall() == [("first",)]
    connection.close()
    found = sorted(path.relative_to(clean).as_posix() for path in clean.rglob("*") if path.is_file())
    assert found == ["beizeng.sqlite3", "files/ab/abcd", "register/tax/part.parquet"]


def test_backup_is_consistent_while_somebody_writes(site: Path, tmp_path: Path) -> None:
    writer = sqlite3.connect(site / "beizeng.sqlite3")
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("BEGIN")
    writer.execute("INSERT INTO acts VALUES ('not committed')")
    file = backup(site, tmp_path / "b.tar.gz")
    writer.rollback()
    writer.close()
    clean = tmp_path / "clean"
    unpack(source=file, data=clean, store=SqliteStore(clean / "beizeng.sqlite3"))
    with sqlite3.connect(clean / "beizeng.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM acts").fetchone() == (1,)
    connection.close()


def test_damaged_member_is_named(site: Path, tmp_path: Path) -> None:
    file = backup(site, tmp_path / "b.tar.gz")
    broken = tmp_path / "broken"
    with tarfile.open(file) as archive:
        archive.extractall(broken, filter="data")
    (broken / "files" / "ab" / "abcd").write_bytes(b"other")
    with tarfile.open(tmp_path / "c.tar.gz", "w:gz") as archive:
        for name in (MANIFEST, "acts", "files", "register"):
            archive.add(broken / name, name)
    clean = tmp_path / "clean"
    with pytest.raises(BadInput, match="files/ab/abcd"):
        unpack(source=tmp_path / "c.tar.gz", data=clean, store=SqliteStore(clean / "beizeng.sqlite3"))


def test_nothing_is_overwritten(site: Path, tmp_path: Path) -> None:
    file = backup(site, tmp_path / "b.tar.gz")
    with pytest.raises(BadInput, match="已存在"):
        backup(site, file)
    with pytest.raises(BadInput, match="不是空的"):
        unpack(source=file, data=site, store=SqliteStore(site / "beizeng.sqlite3"))


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.tar.gz").write_bytes(b"not an archive")
    with pytest.raises(BadInput, match="读不出来"):
        unpack(source=tmp_path / "x.tar.gz", data=tmp_path / "clean", store=SqliteStore(tmp_path / "clean" / "db"))
