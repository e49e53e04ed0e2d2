"""A plan's file, as a command is given it."""

from pathlib import Path

from beizeng.plan.issued import decode
from beizeng.spec.errors import BadInput


def text_of(file: Path) -> str:
    """The text of a plan in any of the formats.

    Raises:
        BadInput: it can't be opened, or isn't read.
    """
    return decode(bytes_of(file), file.name)


def bytes_of(file: Path) -> bytes:
    """What the file holds.

    Raises:
        BadInput: it can't be opened.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        why = "没有这个文件" if isinstance(error, FileNotFoundError) else f"打不开：{error.strerror}"
        raise BadInput(what=file.name, where=str(file), why=why, write="请写一个可读的文件的路径") from error
