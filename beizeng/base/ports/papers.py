"""Papers: files that people hand in, kept under the hash of their content, so that none can change unseen."""

import hashlib
import io
import logging
import os
import re
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

MAX_BYTES = 20 * 1024 * 1024

#: What a paper in a ZIP may unfold to; no document that an office hands in comes near it.
MAX_UNFOLDED = 200 * 1024 * 1024
MAX_MEMBERS = 10_000
_PIECE = 1024 * 1024

#: What a paper begins with → its type. A name's ending is a claim; the first bytes are evidence.
_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"PK\x03\x04", "zip"),  # docx, xlsx
)
#: Documents in a ZIP → the member that every one of the type has.
_ZIPPED = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_TEXTS = ("txt", "csv", "md")
_MACROS = re.compile(r"vbaproject|macrosheets/|activex/|vbadata", re.IGNORECASE)
#: What runs by itself when a PDF is opened; the names may be written with ``#`` escapes.
_PDF_RUNS = re.compile(rb"/(?:JavaScript|Launch)\b")
_PDF_ESCAPE = re.compile(rb"#([0-9a-fA-F]{2})")


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
        PaperRefused: empty, larger than 20 MiB, not of a type that offices hand in, with a macro or script, a ZIP that
            unfolds without measure; or the disk is full: then nothing is kept.
    """
    if not content:
        raise PaperRefused("文件是空的，请重新选择文件")
    if len(content) > MAX_BYTES:
        raise PaperRefused(f"文件超过 20 MB（{len(content) // 1024 // 1024} MB），请压缩或分开提交")
    kind = _type_of(name, content)
    paper = Paper(hashlib.sha256(content).hexdigest(), Path(name).name, len(content), kind)
    target = path_of(root, paper.sha256)
    if not target.exists():
        try:
            _write_once(target, content)
        except OSError as error:
            log.exception("paper not kept")
            raise PaperRefused("服务器写不进文件（磁盘可能已满），没有保存。请联系管理员，稍后再交") from error
    return paper


def path_of(root: Path, sha256: str) -> Path:
    """Where a paper with this hash lies."""
    return root / sha256[:2] / sha256


def _type_of(name: str, content: bytes) -> str:
    ending = Path(name).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            if kind == "zip" and ending in _ZIPPED:
                _check_zip(ending, content)
                return ending
            if kind == ending:
                _check_pdf(kind, content)
                return kind
    if ending in _TEXTS and b"\0" not in content:
        return ending
    raise PaperRefused("只收 PDF、PNG、JPG、DOCX、XLSX、CSV、TXT，且内容须与后缀相符")


def _check_zip(ending: str, content: bytes) -> None:
    """A document of its type, without macros, that unfolds to a measure: counted while unfolding, not as it says."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNFOLDED:
                raise PaperRefused("文件解压后过大，不收")
            if any(_MACROS.search(member.filename) for member in members):
                raise PaperRefused("文件里有宏，不收。请另存为不带宏的 DOCX 或 XLSX 再提交")
            if _ZIPPED[ending] not in archive.namelist():
                raise PaperRefused(f"内容不是 {ending.upper()}，请用 Office 或 WPS 另存后再提交")
            _unfold(archive, members)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        raise PaperRefused("文件损坏、加密或压缩方式不常见，打不开，请另存后再提交") from None


def _unfold(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    left = MAX_UNFOLDED
    for member in members:
        with archive.open(member) as file:
            while piece := file.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise PaperRefused("文件解压后过大，不收")


def _check_pdf(kind: str, content: bytes) -> None:
    """No script in the plain part of a PDF; compressed parts are not unfolded here."""
    if kind != "pdf":
        return
    plain = _PDF_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), content) if b"#" in content else content
    if _PDF_RUNS.search(plain):
        raise PaperRefused("PDF 里有脚本或会启动程序，不收。请打印成 PDF 再提交")


def _write_once(target: Path, content: bytes) -> None:
    """All or nothing: written beside, made durable, then named; what a full disk cuts off leaves no trace."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
