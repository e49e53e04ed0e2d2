"""Terms as laws and promises write them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beizeng.base.clock.term import LONGEST, Term, Unit
from beizeng.spec.errors import BadInput

READ = {
    (24, Unit.WORKING_DAYS): [
        "24 working days",
        "24个工作日",
        "24 个工作日",
        "二十四个工作日内",
        "２４个工作日",
        "24 Workdays",
    ],
    (1, Unit.WORKING_DAYS): ["1 working day", "一个工作日", "a working day"],
    (7, Unit.DAYS): [
        "7 days",
        "7天",
        "七日",
        "7个自然日",
        "7 natural days",
        "7 calendar days",
        "within 7 days",
        "7日以内",
    ],
    (120, Unit.DAYS): ["一百二十日", "120日"],
    (1, Unit.MONTHS): ["1 month", "1个月", "一个月", "a month"],
    (2, Unit.MONTHS): ["两个月", "二个月"],
    (12, Unit.MONTHS): ["1年", "一年", "a year"],
    (4, Unit.WORKING_HOURS): ["4 working hours", "4个工作小时", "四个工作小时"],
    (24, Unit.HOURS): ["24 hours", "24小时", "二十四小时内", "24个自然小时"],
    (1, Unit.HALF_DAYS): ["半日", "半天", "半个工作日", "half a day", "half day", "1 half day"],
    (3, Unit.HALF_DAYS): ["3个半天", "3 half days"],
    (1, Unit.SAME_DAY): ["当日", "当天", "same day"],
}


@pytest.mark.parametrize(("text", "term"), [(text, Term(*term)) for term, texts in READ.items() for text in texts])
def test_reads(text: str, term: Term) -> None:
    assert Term.parse(text) == term


@pytest.mark.parametrize(
    "text",
    [
        "",
        "日",
        "工作日",
        "0天",
        "零日",
        "-3 days",
        "1.5 days",
        "99999天",
        "3 fortnights",
        "3周",
        "半",
        "三百",
        "一二日",
        "半个月",
    ],
)
def test_refuses_what_is_no_term(text: str) -> None:
    with pytest.raises(BadInput, match="24个工作日"):
        Term.parse(text)


@given(st.text(max_size=20) | st.text("一二十百千零0123456789 个日天月半工作小时年ad", max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(BadInput):
        assert 1 <= Term.parse(text).amount <= LONGEST


@given(st.integers(1, LONGEST), st.sampled_from([unit for unit in Unit if unit is not Unit.SAME_DAY]))
def test_both_spellings_read_back(amount: int, unit: Unit) -> None:
    term = Term(amount, unit)
    assert Term.parse(str(term)) == Term.parse(term.chinese) == term
