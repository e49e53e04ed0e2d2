"""The functions of the language: their worked examples hold in every evaluator, and the manual is made of them."""

import datetime
import random
import shutil
from pathlib import Path

import polars as pl
import pytest

from beizeng.base.engine import manual, spark
from beizeng.base.engine.calls import Example
from beizeng.base.engine.functions import FUNCTIONS, RATIOS
from beizeng.base.engine.judge import by_columns, dtype
from beizeng.base.engine.kinds import type_of
from beizeng.base.engine.words import Words
from beizeng.spec.errors import BadInput

D = datetime.date
MANUAL = Path(__file__).parents[2] / "docs/reference/expressions.md"
EVERY = FUNCTIONS | RATIOS
EXAMPLES = [(name, example) for name, function in EVERY.items() for example in function.examples]


def frame_of(found: manual.Worked) -> pl.DataFrame:
    schema = {name: dtype(type_of(fact)) for name, fact in manual.FACTS.items()}
    return pl.DataFrame([{name: found.values.get(name) for name in schema}], schema=schema)


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[f"{name}-{n}" for n, (name, _) in enumerate(EXAMPLES)])
def test_an_example_holds_for_one_entity_and_for_columns(name: str, example: Example) -> None:
    found = manual.worked(example)
    assert name in example.text
    assert found.expression.evaluate(found.values) == found.expected
    assert by_columns(frame_of(found), {"x": found.expression.root})["x"].to_list() == [found.expected]
    assert Words(manual.FACTS).say(found.expression.root)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_every_example_holds_in_spark() -> None:
    found = [manual.worked(example) for _name, example in EXAMPLES]
    frame = pl.concat(map(frame_of, found))
    values = spark.compute(frame, {f"x{place}": one.expression.root for place, one in enumerate(found)})
    for place, one in enumerate(found):
        assert values[f"x{place}"][place] == one.expected, one.example.text
    frame, nodes = random_facts(), {name: one.expression.root for name, one in roots().items()}
    ours, theirs = by_columns(frame, nodes), spark.compute(frame, nodes)
    for name, one in roots().items():
        assert theirs[name].to_list() == ours[name].to_list(), one.example.text


def random_facts() -> pl.DataFrame:
    """Invented entities with days at both ends of the calendar, signs of every kind, and gaps."""
    chance = random.Random(30)
    days = [D.min, D.max, D(2024, 2, 29), D(2024, 9, 30), D(2023, 12, 31), *(D(2020, 1, 31) + datetime.timedelta(n * 17)
            for n in range(200))]  # fmt: skip
    draw = {
        "name": lambda: chance.choice(["", "示例", "示例专业合作社", "米业"]),
        "trade": lambda: chance.choice(["C", "C1311", "B06", ""]),
        "staff": lambda: chance.randint(-25, 60),
        "hires": lambda: chance.randint(-25, 60),
        "revenue": lambda: chance.randint(-(10**9), 10**9),
        "earlier_revenue": lambda: chance.choice([0, 5, -(10**7), 10**8]),
        "begun_on": lambda: chance.choice(days),
        "ended_on": lambda: chance.choice(days),
        "is_new": lambda: chance.random() < 0.5,
        "is_bad": lambda: chance.random() < 0.5,
    }
    rows = [{name: None if chance.random() < 0.15 else one() for name, one in draw.items()} for _ in range(2_000)]
    return pl.DataFrame(rows, schema={name: dtype(type_of(fact)) for name, fact in manual.FACTS.items()})


def roots() -> dict[str, manual.Worked]:
    texts = {example.text: example for _name, example in EXAMPLES}
    return {f"x{place}": manual.worked(example) for place, example in enumerate(texts.values())}


def test_every_function_is_the_same_for_one_entity_and_for_columns() -> None:
    frame, found = random_facts(), roots()
    columns = by_columns(frame, {name: one.expression.root for name, one in found.items()})
    rows = frame.to_dicts()
    for name, one in found.items():
        assert columns[name].to_list() == [one.expression.evaluate(row) for row in rows], one.example.text


def test_about_forty_functions_each_with_a_value_on_either_side() -> None:
    assert 40 <= len(EVERY) <= 50
    for name, function in EVERY.items():
        truths = {example.result for example in function.examples if isinstance(example.result, bool)}
        amounts = [example for example in function.examples if not isinstance(example.result, bool)]
        assert truths == {True, False} or amounts or name in ("month_end", "latest"), name


def test_the_manual_is_current() -> None:
    assert MANUAL.read_text(encoding="utf-8") == manual.page(), (
        "run: beizeng rules manual > docs/reference/expressions.md"
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("at_least(4, staff > 1, is_new, is_bad)", "写明的整数"),
        ("at_least(staff, is_new, is_bad)", "写明的整数"),
        ("at_least(1, staff, is_bad)", "条件"),
        (f"at_least(8, {', '.join(f'staff > {n}' for n in range(16))})", "搭配太多"),
        ("tier(staff, 50, 5000, 10, 20000) > 1", "从低到高"),
        ("tier(staff, 10) > 1", "一个界限配一个值"),
        ("tier(staff, hires, 1, 20, 2) > 1", "从低到高"),
        ("whole_parts(staff, 0) > 1", "大于零"),
        ("whole_parts(staff, hires) > 1", "大于零"),
        ("whole_parts(revenue, 10) > 1 AND whole_parts(staff, revenue) > 1", "写明"),
        ("excess_over(revenue, staff) > 1", "单位"),
        ("add_days(begun_on, staff) > judging_day", "写明的整数"),
        ("add_days(begun_on, 1.5) > judging_day", "写明的整数"),
        ("earliest(begun_on, staff) > judging_day", "日期"),
        ("days_between(begun_on) > 1", "2 个参数"),
        ("part(trade, 0, 2) = '13'", "写明的整数"),
        ("code_between(trade, '13', '9')", "一样长"),
        ("contains(trade, name)", "写明"),
        ("growth(revenue, earlier_revenue) * 2 > 1", "直接与一个数比较"),
        ("growth(revenue, staff) > 1", "单位"),
        ("month(staff) > 1", "日期"),
        ("abs(begun_on) > 1", "数或金额"),
    ],
)
def test_a_call_that_has_no_meaning_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        manual.worked(Example(text, {}, None))
