"""Codes: the published test vectors, python-stdnum as oracle, and the reasons that a person reads."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from beizeng.register import codes
from beizeng.register.code_columns import clean_codes

VALID = ("9135052155323005XL", "91350200MA2YJ1XR9G", "91440101MA5CJQ4N59", "91350200776049653A")
#: In use according to one public list, although its check character fails.
FAILING = "91350203M0001QAY9B"

composed = st.builds(
    codes.compose,
    st.sampled_from(["91", "92", "93", "51"]),
    st.sampled_from(["140929", "140000", "110108"]),
    st.text(codes.CHARSET, min_size=8, max_size=8),
)


@pytest.mark.parametrize("code", VALID)
def test_published_codes_are_beyond_doubt(code: str) -> None:
    assert codes.doubt_of(code) is None


@given(composed)
def test_composed_codes_are_valid_by_an_independent_library(code: str) -> None:
    assert codes.doubt_of(code) is None
    assert uscc.is_valid(code)


@given(composed, st.integers(0, 17), st.sampled_from(codes.CHARSET))
def test_one_changed_character_is_noticed(code: str, position: int, character: str) -> None:
    changed = code[:position] + character + code[position + 1 :]
    assert (codes.doubt_of(changed) is None) == (changed == code)


@given(st.lists(st.one_of(composed, st.text(codes.CHARSET + "iox-", min_size=15, max_size=19)), min_size=1))
def test_the_bulk_check_answers_as_the_single_one(written: list[str]) -> None:
    clean = pl.DataFrame({"code": written}).select(clean_codes(pl.col("code")))["code"].to_list()
    assert clean == [codes.doubt_of(code) is None for code in written]


def test_a_failing_check_character_is_suspect_and_says_what_it_should_be() -> None:
    doubt = codes.doubt_of(FAILING)
    assert doubt is not None
    assert (doubt.reason, doubt.severity) == ("checksum", "suspect")
    assert "“9”" in doubt.why


def test_check_value_is_zero_and_not_31_where_the_sum_divides() -> None:
    divisible = next(
        code for number in range(10_000) if (code := codes.compose("91", "140929", f"{number:08d}")).endswith("0")
    )
    assert codes.doubt_of(divisible) is None


def test_organisation_code_and_old_registration_numbers() -> None:
    assert codes.organisation_check("59467239") == "9"
    for number in ("110108000000016", "320300000174110", "430524600099555", "140929600000014"):
        assert codes.registration_check(number[:14]) == number[14]


@pytest.mark.parametrize(
    ("written", "reason", "words"),
    [
        ("110108000000016", "len15", "15 位旧注册号（校验位成立）"),
        ("110108000000017", "len15", "校验位也不成立"),
        ("59467239-9", "len10", "9 位组织机构代码（校验位成立）"),
        ("594672399", "len9", "9 位组织机构代码"),
        ("9.11409E+17", "len11", "科学记数法"),
        ("无", "len1", "没有填写代码"),
        ("", "len0", "没有填写代码"),
        ("9114092971368773", "len16", "应为 18 位"),
        ("91140929MA0KTEA13O", "charset", "“O”"),
        ("91140929ma0ktea130", "charset", "小写"),
        ("91A40929MA0KTEA130", "charset", "行政区划"),
    ],
)
def test_what_is_no_code_is_rejected_with_its_reason(written: str, reason: str, words: str) -> None:
    doubt = codes.doubt_of(written)
    assert doubt is not None
    assert (doubt.reason, doubt.severity) == (reason, "rejected")
    assert words in doubt.why
    assert doubt.what_to_do


def test_the_class_of_a_code_tells_the_kind() -> None:
    assert [
        codes.kind_of(code) for code in ("91140929MA0KTEA130", "92140929MA0KTEA21P", "93140929MA0KTEA3XC", "52")
    ] == [
        "enterprise",
        "household",
        "cooperative",
        None,
    ]
