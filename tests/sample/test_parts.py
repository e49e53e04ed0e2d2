"""The parts: sharing out, picking, and what the vocabulary refuses."""

import copy
import dataclasses
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from beizeng.register.sample import SampleCounty, feeds
from beizeng.register.sample_chance import apportion, draw, pick, stream
from beizeng.spec.errors import BadInput
from beizeng.spec.sample import SampleFigures, SampleWords, Trade


@given(st.integers(0, 5000), st.lists(st.integers(1, 400), min_size=1, max_size=40))
def test_parts_add_up_and_keep_to_their_share(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert all(abs(part - total * weight / sum(weights)) < 1 for part, weight in zip(parts, weights, strict=True))


@given(st.integers(0, 30), st.integers(0, 40))
def test_each_is_picked_once(size: int, count: int) -> None:
    for found in (
        pick(random.Random(1), range(size), [1.0] * size, count),
        draw(random.Random(1), range(size), count),
    ):
        assert len(found) == len(set(found)) == min(size, count)


def test_the_heavier_is_picked_more_often() -> None:
    chance = random.Random(7)
    first = [pick(chance, "ab", [1.0, 9.0], 1)[0] for _ in range(300)]
    assert first.count("b") > 230


def test_purposes_do_not_share_their_chance() -> None:
    assert stream(1, "a").random() == stream(1, "a").random()
    assert stream(1, "a").random() != stream(1, "b").random()
    assert stream(1, "a", 12).random() != stream(1, "a1", 2).random()


def changed(sample: SampleCounty, **values: Any) -> dict[str, Any]:
    return copy.deepcopy(sample.figures.model_dump()) | values


def test_a_missing_year_is_refused(sample: SampleCounty) -> None:
    years = {year: plan for year, plan in sample.figures.model_dump()["years"].items() if year != 2023}
    with pytest.raises(ValidationError, match="'years'"):
        SampleFigures.model_validate(changed(sample, years=years))


def test_a_share_beyond_one_is_refused(sample: SampleCounty) -> None:
    with pytest.raises(ValidationError, match=r"missing\.staff\.household"):
        SampleFigures.model_validate(changed(sample, missing={"staff": {"household": 1.2}}))


def test_a_feed_without_a_cadence_is_refused(sample: SampleCounty) -> None:
    cadences = {kind: cadence for kind, cadence in sample.figures.model_dump()["cadences"].items() if kind != "loans"}
    with pytest.raises(ValidationError, match="lacks loans"):
        SampleFigures.model_validate(changed(sample, cadences=cadences))


def test_a_ladder_that_nobody_can_fill_is_told(sample: SampleCounty) -> None:
    ladders = sample.figures.model_dump()["ladders"]
    ladders["high_tech"]["stock"] = 900
    figures = SampleFigures.model_validate(changed(sample, ladders=ladders))
    with pytest.raises(BadInput, match="high_tech"):
        next(feeds(dataclasses.replace(sample, figures=figures)))


def test_words_that_give_no_further_name_are_told(sample: SampleCounty) -> None:
    words = sample.words.model_copy(update={"brand_first": ("岚",), "brand_second": ("源",), "surnames": ("王",)})
    with pytest.raises(BadInput, match="名称已用完"):
        next(feeds(dataclasses.replace(sample, words=words)))


def test_a_missing_share_names_a_declared_fact(sample: SampleCounty) -> None:
    assert sample.figures.missing.keys() <= sample.facts.keys()


def test_a_word_given_twice_is_refused(sample: SampleCounty) -> None:
    words = sample.words.model_dump() | {"surnames": ("王", "李", "王")}
    with pytest.raises(ValidationError, match="王"):
        SampleWords.model_validate(words)


def test_a_trade_without_names_is_refused() -> None:
    with pytest.raises(ValidationError, match="shops"):
        Trade(industry="5211", scope="日用百货零售", household=3)
    with pytest.raises(ValidationError, match="firms"):
        Trade(industry="5211", scope="日用百货零售", enterprise=3)
