"""What may be typed into a form, and what is said of the rest."""

from typing import Any

import pytest

from beizeng.cases.fields import clean, missing_papers
from beizeng.spec.case_form import FormField, PaperNeed


def field(kind: str, **more: Any) -> FormField:
    return FormField.model_validate({"name": "it", "label": "此项", "type": kind} | more)


@pytest.mark.parametrize(
    ("wanted", "typed", "value"),
    [
        (field("text"), "  好  ", "好"),
        (field("integer"), "１，２００".replace("，", ","), 1200),
        (field("day"), "2024年9月30日", "2024-09-30"),
        (field("day"), "2024-09-30", "2024-09-30"),
        (field("yes_no"), "是", True),
        (field("yes_no"), False, False),
        (field("choice", values={"a": "甲"}), "a", "a"),
        (
            field("nodes"),
            "2024-12-31 建成\n\n2024-06-30  完成 摸底",
            [{"on": "2024-06-30", "title": "完成 摸底"}, {"on": "2024-12-31", "title": "建成"}],
        ),
    ],
)
def test_value_is_read(wanted: FormField, typed: Any, value: Any) -> None:
    assert clean([wanted], {"it": typed}, None) == ({"it": value}, {})


@pytest.mark.parametrize(
    ("wanted", "typed", "message"),
    [
        (field("text"), " ", "请填写此项"),
        (field("text"), "长" * 201, "最多 200 字"),
        (field("integer"), "约50", "须是整数"),
        (field("day"), "下周", "请写成 2024-09-30"),
        (field("choice", values={"a": "甲"}), "b", "从甲中选一项"),
        (field("yes_no"), "也许", "请选"),
        (field("nodes"), "完成摸底", "第 1 行“完成摸底”缺日期或内容"),
        (field("nodes"), "2024-06-31 完成摸底", "不是日期"),
        (field("clock", clock="node"), "node-9", "尚未完成"),
    ],
)
def test_fault_says_what_to_write(wanted: FormField, typed: Any, message: str) -> None:
    values, wrong = clean([wanted], {"it": typed}, None)
    assert values == {}
    assert message in wrong["it"]


def test_optional_field_may_stay_empty_and_unknown_names_are_wrong() -> None:
    assert clean([field("text", required=False)], {}, None) == ({}, {})
    assert clean([], {"other": "x"}, None)[1] == {"other": "本动作没有这一项"}


def test_papers_are_counted_by_need() -> None:
    needs = [PaperNeed(id="photo", label="照片", at_least=2)]
    assert missing_papers(needs, ["photo", "photo"]) == {}
    assert missing_papers(needs, ["photo"]) == {"photo": "请提交照片（至少 2 份）"}
    assert "other" in missing_papers([], ["other"])
