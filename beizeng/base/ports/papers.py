"""Papers: files that people hand in, kept under the hash of their content, so that none can change unseen."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 20 * 1024 * 1024

#: What a paper begins with → its type. A name's ending is a claim; the first bytes are evidence.
_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"PK\x03\x04", "zip"),  # docx, xlsx
)
_ZIPPED = ("docx", "xlsx")
_TEXTS = ("txt", "csv", "md")


class PaperRefused(ValueError):
    """The file can't be kept as a paper; the message says why and what to hand in instead."""


@dataclass(frozen=True)
class Paper:
    """A kept file: its SHA-256 (64 hex digits), the name it came with, its size in bytes and its type."""

    sha256: str
    name: str
    size: int
    type: str


def keep(root: Path, name: str, content: bytes) -> Paper:
    """Check ``content`` and keep it below ``root``; keeping the same bytes twice keeps one file.

    Raises:
        PaperRefused: empty, larger than 20 MiB, or not of a type that offices hand in.
    """
    if not content:
        raise PaperRefused("文件是空的，请重新选择文件")
    if len(content) > MAX_BYTES:
        raise PaperRefused(f"文件超过 20 MB（{len(content) // 1024 // 1024} MB），请压缩或分开提交")
    kind = _type_of(name, content)
    paper = Paper(hashlib.sha256(content).hexdigest(), Path(name).name, len(content), kind)
    target = path_of(root, paper.sha256)
    if not target.exists():
        _write_once(target, content)
    return paper


def path_of(root: Path, sha256: str) -> Path:
    """Where a paper with this hash lies."""
    return root / sha256[:2] / sha256


def _type_of(name: str, content: bytes) -> str:
    ending = Path(name).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            if kind == "zip" and ending in _ZIPPED:
                return ending
            if kind == ending:
                return kind
    if ending in _TEXTS and b"\0" not in content:
        return ending
    raise PaperRefused("只收 PDF、PNG、JPG、DOCX、XLSX、CSV、TXT，且内容须与后缀相符")


def _write_once(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(target)
