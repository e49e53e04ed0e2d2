"""House rule: the English catalogue is complete, holds nothing else, and keeps what a message is filled in with."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tests.house import catalogue
from tests.house.source import PACKAGE, name, tree

CHINESE = re.compile(r"[一-鿿]")
BLANK = re.compile(r"%\(\w+\)[sd]|%[sd]|</?\w+[^>]*>")
#: Chinese of the web door that is no message: values of the packs, keys of other rooms, Django's name of the room.
NO_MESSAGE = {
    "beizeng/web/apps.py": {"页面"},
    "beizeng/web/me.py": {"免申即享", "快申快享", "申报"},
    "beizeng/web/rules.py": {"免申即享", "快申快享", "申报"},
    "beizeng/web/plan.py": {"个", "工作日", "自然日", "小时", "月", "季度", "百分点"},
    "beizeng/web/reports.py": {"发文机关标志", "发文字号", "成文日期"},
}


def test_every_message_has_its_english() -> None:
    found = catalogue.missing()
    assert not found, "run python -m tests.house.catalogue write, then write the English of:\n" + "\n".join(found)


def test_no_english_is_kept_for_nothing() -> None:
    found = catalogue.stale()
    assert not found, "run python -m tests.house.catalogue write; nobody asks for:\n" + "\n".join(found)


def test_the_english_keeps_every_blank_and_tag() -> None:
    wrong = [message.id for message in catalogue.written() if message.id and not _keeps(message)]
    assert not wrong


def _keeps(message: Message) -> bool:
    asked = sorted(BLANK.findall(message.id if isinstance(message.id, str) else message.id[0]))
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(sorted(BLANK.findall(text)) == asked for text in texts)


def test_the_english_is_english() -> None:
    """Chinese stays only in examples of what is written in Chinese."""
    examples = {"24个工作日", "10个工作日", "统一社会信用代码", "生效日期", "〔〕", "岢倍增办"}
    found = [
        message.id
        for message in catalogue.written()
        if message.id
        and CHINESE.search(str(message.string))
        and not any(one in str(message.string) for one in examples)
    ]
    assert not found


@pytest.mark.parametrize("path", sorted((PACKAGE / "web").rglob("*.py")), ids=lambda path: path.stem)
def test_every_chinese_word_of_the_web_door_can_be_translated(path: Path) -> None:
    bare = {text for text in _bare(tree(path)) if CHINESE.search(text)} - NO_MESSAGE.get(name(path), set())
    assert not bare, f"wrap in gettext: {bare}"


def _bare(module: ast.Module) -> set[str]:
    """Texts of a module that are neither messages nor docstrings."""
    texts = {node for node in ast.walk(module) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    for node in ast.walk(module):
        is_message = isinstance(node, ast.Call) and getattr(node.func, "id", "") in catalogue.KEYWORDS
        if is_message or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            texts -= set(ast.walk(node))  # type: ignore[arg-type]
    return {node.value for node in texts}
