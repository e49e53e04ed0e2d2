"""An issued document as a file: which characters it holds. Offsets of the outline count these characters.

What a file is, its first bytes say; a name's ending only claims it.
"""

import importlib
import re
from pathlib import PurePath
from typing import Protocol, cast

from beizeng.plan.formats.plain import WRITE
from beizeng.plan.formats.zipped import members
from beizeng.spec.errors import BadInput

MAX_BYTES = 20 * 1024 * 1024
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p)[\s>]", re.IGNORECASE)
_MEMBERS = {"word/document.xml": "", "OFD.xml": "OFD", "xl/workbook.xml": "XLSX", "ppt/presentation.xml": "PPTX"}


class _Format(Protocol):
    """A module of ``plan.formats``."""

    def text(self, content: bytes, name: str) -> str: ...


def decode(content: bytes, name: str, *, is_member: bool = False) -> str:
    """The text of a plan in any of the formats; ``is_member``: it comes out of an archive, so it can't be one.

    Raises:
        BadInput: empty, too large, scanned, locked, broken, or of a format that isn't read.
    """
    if len(content) > MAX_BYTES:
        raise BadInput(what=name, where="文件", why="超过 20 MB，不像一份方案", write=WRITE)
    kind = format_of(content, name)
    if kind == "bundle" and is_member:
        raise BadInput(what=name, where="压缩包", why="压缩包里还有压缩包", write="请只打一层包")
    # The libraries take their time to load; a page that reads no such file should not wait for them.
    text = cast(_Format, importlib.import_module(f"beizeng.plan.formats.{kind}")).text(content, name)
    if not text.strip():
        raise BadInput(what=name, where="文件", why="文件是空的", write="请选择方案的文件")
    return text


def as_kept(content: bytes, name: str, text: str) -> tuple[str, bytes]:
    """Name and bytes under which a file is kept: of a web page or an archive the text that was read, no more."""
    if format_of(content, name) in ("page", "bundle"):
        return f"{PurePath(name).stem}.txt", text.encode()
    return name, content


def format_of(content: bytes, name: str) -> str:
    """The module that reads this content.

    Raises:
        BadInput: it is of a known kind that isn't read.
    """
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _zip_format(content, name)
    for signature, kind in ((b"\xd0\xcf\x11\xe0", "旧版 Office（DOC、WPS）"), (b"{\\rtf", "RTF")):
        if content.startswith(signature):
            raise BadInput(what=name, where="文件开头", why=f"这是{kind}文件", write=WRITE)
    looks = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    return "page" if looks.startswith(b"<") and _HTML.search(looks) else "plain"


def _zip_format(content: bytes, name: str) -> str:
    for member in members(content):
        kind = _MEMBERS.get(member)
        if kind == "":
            return "word"
        if kind:
            raise BadInput(what=name, where="文件开头", why=f"这是{kind}文件", write=WRITE)
    return "bundle"
