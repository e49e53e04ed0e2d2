"""A zip of a document with its attachments: the document first, each attachment behind a line with its name."""

import re
import zipfile
from pathlib import PurePosixPath

from beizeng.plan.formats.zipped import BROKEN, opened
from beizeng.plan.issued import decode
from beizeng.spec.errors import BadInput

_SUFFIXES = (".docx", ".pdf", ".txt", ".md", ".html", ".htm")
_ATTACHMENT = re.compile(r"附件|附表|附录|附\d|清单|分工表|任务表|attach|annex", re.IGNORECASE)
_UTF8_NAMES = 0x800
_MOST = 40


def text(content: bytes, name: str) -> str:
    """The document and its readable attachments as one text. The document is the one not named an attachment.

    Raises:
        BadInput: no readable document in it.
    """
    with opened(content, name) as archive:
        named = [(_name(info), info) for info in archive.infolist() if info.filename and not info.is_dir()]
        wanted = [(at, info) for at, info in named if _is_document(at)][:_MOST]
        wanted.sort(key=lambda one: (bool(_ATTACHMENT.search(one[0])), one[0]))
        texts = [(at, found) for at, info in wanted if (found := _text(archive, info, at)) is not None]
    if not texts:
        listed = "、".join(at for at, _ in named[:5]) or "空"
        raise BadInput(
            what=name, where="压缩包", why=f"里面没有能读的文件（{listed}）", write="请放入 docx、pdf、txt、md 或 html"
        )
    return texts[0][1] + "".join(f"\n\f附件：{PurePosixPath(at).stem}\n{found}" for at, found in texts[1:])


def _name(info: zipfile.ZipInfo) -> str:
    """Chinese Windows writes names in GBK without saying so; zipfile then takes them for code page 437."""
    if info.flag_bits & _UTF8_NAMES:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gbk")
    except UnicodeError:
        return info.filename


def _is_document(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = path.name.startswith((".", "~")) or "__MACOSX" in path.parts
    return path.suffix.lower() in _SUFFIXES and not hidden


def _text(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> str | None:
    """What a member says; None: it can't be read, a scanned attachment for one."""
    try:
        return decode(archive.read(info), name, is_member=True)
    except BROKEN:  # BadInput too: a scanned attachment
        return None
