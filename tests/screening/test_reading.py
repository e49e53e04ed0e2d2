"""Sentences of a text as issued: joined over wraps and pages, each character with its place."""

from hypothesis import given
from hypothesis import strategies as st

from beizeng.screening.reading import passages, sentences


def words(text: str) -> list[str]:
    return [sentence.text for sentence in sentences(text)]


def test_a_wrapped_line_and_a_page_break_part_nothing() -> None:
    text = "企业应当在\n本县\n\n— 3 —\n\n注册。第二句。"
    found = list(sentences(text))
    assert [one.text for one in found] == ["企业应当在本县注册。", "第二句。"]
    assert text[found[0].start : found[0].end] == "企业应当在\n本县\n\n— 3 —\n\n注册。"


def test_numbers_headings_and_titles_part() -> None:
    text = "示例县人民政府\n\n# 某办法\n一、总则\n为了发展，制定本办法。\n（一）第一项；\n（二）第二项\n2. 第三项"
    assert words(text) == [
        "示例县人民政府", "某办法", "一、总则", "为了发展,制定本办法。", "(一)第一项;", "(二)第二项", "2.第三项",
    ]  # fmt: skip
    assert [one.mark for one in sentences(text)][2:] == ["section", "", "bracket", "bracket", "number"]


def test_closing_marks_stay_with_their_sentence() -> None:
    assert words("他说：“可以。”然后（完了。）走了") == ["他说:“可以。”", "然后(完了。)", "走了"]


def test_a_title_is_named_not_said() -> None:
    assert words("学习《关于本地注册的规定》。") == ["学习《□□□□□□□□□》。"]


def test_clauses_part_at_commas_not_within_numbers() -> None:
    (sentence,) = sentences("满1,000元，给予奖励：三年。")
    assert [sentence.text[a:b] for a, b in sentence.clauses()] == ["满1,000元,", "给予奖励:", "三年。"]


@given(st.text(alphabet="本县企业奖励。，；：！（）《》一1.、# *\n\r\t　“”", max_size=80))
def test_every_place_is_true_and_in_order(text: str) -> None:
    last = -1
    for sentence in sentences(text):
        assert len(sentence.text) == len(sentence.places)
        assert last < sentence.places[0]
        assert list(sentence.places) == sorted(set(sentence.places))
        last = sentence.places[-1]
    assert all(0 <= start < end <= len(text) for start, end in passages(text))
