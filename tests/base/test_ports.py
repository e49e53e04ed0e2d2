"""Ports: papers under the hash of their content, messages once per occasion."""

import datetime
from pathlib import Path

import pytest

from beizeng.base.ports.messages import FileMessenger, Message
from beizeng.base.ports.papers import MAX_BYTES, PaperRefused, keep, path_of

PDF = b"%PDF-1.7 example"


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
    ],
)
def test_paper_is_refused_with_the_reason(tmp_path: Path, name: str, content: bytes, word: str) -> None:
    with pytest.raises(PaperRefused, match=word):
        keep(tmp_path, name, content)
    assert not list(tmp_path.iterdir())


def test_paper_name_cannot_leave_the_folder(tmp_path: Path) -> None:
    assert keep(tmp_path, "../../etc/x.pdf", PDF).name == "x.pdf"


def test_message_of_one_occasion_is_sent_once(tmp_path: Path) -> None:
    messenger = FileMessenger(tmp_path / "outbox")
    message = Message("case-1-amber", "post:1", "将到期", "请办理", datetime.datetime(2024, 9, 30, tzinfo=datetime.UTC))
    assert messenger.send(message)
    assert not messenger.send(message)
    assert len(list((tmp_path / "outbox").iterdir())) == 1
