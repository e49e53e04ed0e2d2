"""An issued text as a file: which characters it holds. Offsets of the outline count these characters."""

from beizeng.spec.errors import BadInput

_ENCODINGS = ("utf-8", "gb18030")
_BINARY = ((b"%PDF-", "PDF"), (b"PK\x03\x04", "DOCX、XLSX 或 ZIP"), (b"\xd0\xcf\x11\xe0", "旧版 Office"))
MAX_BYTES = 1024 * 1024
_WRITE = "请另存为纯文本（UTF-8 或 GB18030）后再读"


def decode(content: bytes, name: str) -> str:
    """The text of a file in UTF-8 or GB18030, line ends as they are.

    Raises:
        BadInput: empty, larger than 1 MB, not a text, or in another encoding.
    """
    if len(content) > MAX_BYTES:
        raise BadInput(what=name, where="文件", why="超过 1 MB，不像一份方案", write=_WRITE)
    for signature, kind in _BINARY:
        if content.startswith(signature):
            raise BadInput(what=name, where="文件开头", why=f"这是 {kind} 文件，不是文本", write=_WRITE)
    if b"\0" in content:
        raise BadInput(what=name, where=f"第 {content.index(0)} 字节", why="不是文本文件", write=_WRITE)
    text = _decoded(content, name)
    if not text.strip():
        raise BadInput(what=name, where="文件", why="文件是空的", write="请选择方案的文本文件")
    return text


def _decoded(content: bytes, name: str) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput(what=name, where="文件", why="编码既不是 UTF-8 也不是 GB18030", write=_WRITE)
