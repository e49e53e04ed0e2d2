"""Text in UTF-8, UTF-16 with its mark, or GB18030: as it is, so that offsets count the file's own characters."""

import codecs

from beizeng.spec.errors import BadInput

_ENCODINGS = ("utf-8-sig", "gb18030")
_MARKED = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
MAX_BYTES = 1024 * 1024
WRITE = "请另存为 DOCX、PDF（文字版）或纯文本（UTF-8、GB18030）后再读"


def text(content: bytes, name: str) -> str:
    """The characters of a text file, line ends as they are.

    Raises:
        BadInput: larger than 1 MB, not a text, or in another encoding.
    """
    if len(content) > MAX_BYTES:
        raise BadInput(what=name, where="文件", why="超过 1 MB，不像一份方案", write=WRITE)
    marked = _MARKED.get(content[:2])
    if not marked and b"\0" in content:
        raise BadInput(what=name, where=f"第 {content.index(0)} 字节", why="不是文本文件", write=WRITE)
    for encoding in (marked,) if marked else _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput(what=name, where="文件", why="编码既不是 UTF-8 也不是 GB18030", write=WRITE)
