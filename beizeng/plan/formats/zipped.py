"""Zip archives opened with care: a bomb, a locked or a broken one is refused before anything is unpacked."""

import io
import struct
import zipfile
import zlib

from beizeng.plan.formats import MAX_UNPACKED
from beizeng.spec.errors import BadInput

_MAX_MEMBERS = 2000
#: Real papers shrink to a tenth, pages of blanks to a hundredth.
_MAX_RATIO = 200
_LOCKED = 0x1
#: What zipfile raises on broken archives and members.
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError)
_WRITE = "请重新打包，或直接上传方案文件（docx、pdf、txt）"


def members(content: bytes) -> tuple[str, ...]:
    """Names in an archive as it lists them; none for a broken one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return tuple(archive.namelist())
    except BROKEN:
        return ()


def opened(content: bytes, name: str) -> zipfile.ZipFile:
    """The archive, whose members together unpack to no more than ``MAX_UNPACKED`` bytes (zipfile holds them to it).

    Raises:
        BadInput: broken, locked, or made to burst.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except BROKEN as broken:
        raise BadInput(what=name, where="文件", why="压缩包或 DOCX 已损坏，打不开", write=_WRITE) from broken
    infos = archive.infolist()
    size = sum(info.file_size for info in infos)
    if len(infos) > _MAX_MEMBERS or size > MAX_UNPACKED or size > _MAX_RATIO * max(len(content), 1024):
        raise BadInput(what=name, where="文件", why="解压后过大，不像一份方案", write=_WRITE)
    if any(info.flag_bits & _LOCKED for info in infos):
        raise BadInput(what=name, where="文件", why="压缩包加了密码", write="请去掉密码后再读")
    return archive
