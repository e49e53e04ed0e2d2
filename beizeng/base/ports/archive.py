"""A backup: the database, the facts and the papers in one file, each member with its hash in a manifest.

The database is dumped first: it says which feeds are published. Facts and papers only ever grow, so whatever is
copied after it holds at least what the database knows of.
"""

import hashlib
import json
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from beizeng.base.ports.stores import ActsStore
from beizeng.spec.errors import BadInput

MANIFEST = "manifest.json"
_ACTS = "acts"
_LEFT_OUT = {"static", "secret_key"}
_DATABASE_FILES = ("beizeng.sqlite3", "beizeng.sqlite3-wal", "beizeng.sqlite3-shm")


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: the day, the ledger's last number and hash, and member → SHA-256."""

    made_at: str
    ledger_entries: int
    ledger_hash: str
    members: dict[str, str]


def pack(*, data: Path, store: ActsStore, target: Path, made_at: str, ledger: tuple[int, str]) -> Manifest:
    """Write a backup of the data folder and its database into a new file.

    The secret key stays behind: a restored site makes its own and everybody signs in anew.

    Raises:
        BadInput: the target exists.
    """
    if target.exists():
        raise BadInput(what=str(target), where="备份文件", why="已存在，不覆盖", write="请换一个文件名")
    with tempfile.TemporaryDirectory(dir=data) as folder:
        dump = Path(folder) / _ACTS
        store.dump(dump)
        members = {_ACTS: dump} | {
            path.relative_to(data).as_posix(): path
            for path in sorted(data.rglob("*"))
            if path.is_file() and _belongs(path, data, Path(folder))
        }
        manifest = Manifest(made_at, *ledger, {name: _sha256(path) for name, path in members.items()})
        manifest_file = Path(folder) / MANIFEST
        manifest_file.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")
        partial = target.with_suffix(target.suffix + ".partial")
        with tarfile.open(partial, "w:gz", compresslevel=3) as archive:
            archive.add(manifest_file, MANIFEST)
            for name, path in members.items():
                archive.add(path, name)
        partial.replace(target)
    return manifest


def unpack(*, source: Path, data: Path, store: ActsStore) -> Manifest:
    """Restore a backup into an empty data folder, each member checked against its hash.

    Raises:
        BadInput: the folder is not empty, the file is no backup, or a member is damaged.
    """
    if data.exists() and any(path.name not in _LEFT_OUT for path in data.iterdir()):
        raise BadInput(what=str(data), where="数据文件夹", why="不是空的，不覆盖", write="请指定一个空文件夹")
    data.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(data, filter="data")
    except (tarfile.TarError, OSError, EOFError) as error:
        raise BadInput(what=str(source), where="备份文件", why=f"读不出来（{error}）", write="请换一份备份") from error
    manifest = Manifest(**json.loads((data / MANIFEST).read_text(encoding="utf-8")))
    damaged = [name for name, digest in manifest.members.items() if not _is_intact(data / name, digest)]
    if damaged:
        raise BadInput(what="、".join(damaged[:5]), where="备份文件", why="内容与清单不符", write="请换一份备份")
    store.load(data / _ACTS)
    (data / _ACTS).unlink()
    (data / MANIFEST).unlink()
    return manifest


def _belongs(path: Path, data: Path, folder: Path) -> bool:
    inside = path.relative_to(data)
    return inside.parts[0] not in _LEFT_OUT and inside.name not in _DATABASE_FILES and not path.is_relative_to(folder)


def _is_intact(path: Path, digest: str) -> bool:
    return path.is_file() and _sha256(path) == digest


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
