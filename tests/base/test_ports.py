"""Ports: papers under the hash of their content, messages once per occasion."""

import datetime
import errno
import io
import os
import zipfile
from pathlib import Path

import pytest

from beizeng.base.ports.messages import FileMessenger, Message
from beizeng.base.ports.papers import MAX_BYTES, MAX_UNFOLDED, PaperRefused, keep, path_of

PDF = b"%PDF-1.7 example"


def zipped(*members: str, size: int = 10) -> bytes:
    """A ZIP with these members, each of so many zero bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(member, b"\0" * size)
    return file.getvalue()


def understated(content: bytes) -> bytes:
    """The same ZIP, which says of each member that it unfolds to one byte."""
    changed = bytearray(content)
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = changed.find(signature)
        while place >= 0:
            changed[place + offset : place + offset + 4] = (1).to_bytes(4, "little")
            place = changed.find(signature, place + 4)
    return bytes(changed)


DOCX = zipped("[Content_Types].xml", "word/document.xml")
BOMB = zipped("word/document.xml", size=MAX_UNFOLDED + 1)


def test_paper_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    first, second = keep(tmp_path, "佐证.pdf", PDF), keep(tmp_path, "again.pdf", PDF)
    assert first.sha256 == second.sha256
    assert path_of(tmp_path, first.sha256).read_bytes() == PDF
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.pdf", b"", "空"),
        ("a.pdf", b"MZ not a pdf", "后缀"),
        ("a.exe", b"MZ", "后缀"),
        ("a.docm", b"PK\x03\x04", "后缀"),
        ("a.txt", b"a\0b", "后缀"),
        ("a.pdf", b"%PDF-" + b"x" * MAX_BYTES, "20 MB"),
        ("a.docx", b"PK\x03\x04", "打不开"),
        ("a.docx", DOCX[:-30], "打不开"),
        ("a.xlsx", DOCX, "不是 XLSX"),
        ("a.docx", zipped("word/document.xml", "word/vbaProject.bin"), "宏"),
        ("a.xlsx", zipped("xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "宏"),
        ("a.docx", zipped("word/document.xml", "word/activeX/activeX1.bin"), "宏"),
        ("a.docx", BOMB, "解压后过大"),
        ("a.docx", understated(BOMB), "解压后过大|打不开"),
        ("a.docx", zipped("word/document.xml", *map(str, range(10_000)), size=0), "解压后过大"),
        ("a.pdf", b"%PDF-1.7 << /S /JavaScript /JS (app.alert(1)) >>", "脚本"),
        ("a.pdf", b"%PDF-1.7 << /S /Java#53cript >>", "脚本"),
        ("a.pdf", b"%PDF-1.7 << /S /Launch >>", "脚本"),
    ],
)
def test_paper_is_refused_with_the_reason(tmp_path: Path, name: str, content: bytes, word: str) -> None:
    with pytest.raises(PaperRefused, match=word):
        keep(tmp_path, name, content)
    assert not list(tmp_path.iterdir())


def test_a_document_without_macros_is_kept(tmp_path: Path) -> None:
    assert keep(tmp_path, "说明.docx", DOCX).type == "docx"
    assert keep(tmp_path, "说明.JPEG", b"\xff\xd8\xff photo").type == "jpg"


def test_a_full_disk_leaves_no_half_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(PaperRefused, match="没有保存"):
            keep(tmp_path, "佐证.pdf", PDF)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert path_of(tmp_path, keep(tmp_path, "佐证.pdf", PDF).sha256).read_bytes() == PDF


def test_paper_name_cannot_leave_the_folder(tmp_path: Path) -> None:
    assert keep(tmp_path, "../../etc/x.pdf", PDF).name == "x.pdf"


def test_message_of_one_occasion_is_sent_once(tmp_path: Path) -> None:
    messenger = FileMessenger(tmp_path / "outbox")
    message = Message("case-1-amber", "post:1", "将到期", "请办理", datetime.datetime(2024, 9, 30, tzinfo=datetime.UTC))
    assert messenger.send(message)
    assert not messenger.send(message)
    assert len(list((tmp_path / "outbox").iterdir())) == 1
