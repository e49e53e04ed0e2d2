"""Names in pinyin: spelt word by word, the same as the whole name at once."""

from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from beizeng.register import match, spelling

#: Characters of two readings, the words that decide between them, and what is no Chinese character.
PIECES = (
    "重", "重庆", "长", "长治", "行", "银行", "乐", "音乐", "会", "会计", "省", "省会", "朝", "朝阳", "岚", "县",
    "A1", "（", "）", " ", "-", "店",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_word_by_word_is_the_whole_name(name: str) -> None:
    whole = lazy_pinyin(match.normalise(name), errors=lambda other: other)
    assert spelling.pinyin(name) == " ".join(whole)


def test_a_reading_follows_its_word() -> None:
    assert spelling.pinyin("重庆重工") == "chong qing zhong gong"
    assert spelling.initials("重庆银行") == "cqyh"
