"""The functions of the language: a capped list, each with its worked examples, from which the manual is made.

``RATIOS`` are part of a comparison, for they never divide; they are read in ``meaning``.
"""

from typing import Literal

from beizeng.base.engine.calls import Call, Function, example
from beizeng.base.engine.day_functions import DAY_FUNCTIONS
from beizeng.base.engine.kinds import Number
from beizeng.base.engine.number_functions import NUMBER_FUNCTIONS
from beizeng.base.engine.tree import AllOf, AnyOf, Compare, Constant, Length, Node, Part, TextFits

_LONGEST = 2000
_FITS: dict[str, Literal["starts", "ends", "holds"]] = {
    "starts_with": "starts", "ends_with": "ends", "contains": "holds",
}  # fmt: skip


def _fits(call: Call) -> Node:
    item, piece = call.arguments
    call.texts(item)
    return TextFits(_FITS[call.name], item, call.word(piece))


def _starts_with_any(call: Call) -> Node:
    call.several()
    item, *pieces = call.arguments
    call.texts(item)
    return AnyOf(tuple(TextFits("starts", item, call.word(piece)) for piece in pieces))


def _length(call: Call) -> Node:
    call.texts(*call.arguments)
    return Length(call.arguments[0], Number("plain", 1, 0, 10**9))


def _part(call: Call) -> Node:
    item, start, count = call.arguments
    call.texts(item)
    first = call.whole(start, 1, _LONGEST, "第二个参数是从第几个字起，")
    return Part(item, first, call.whole(count, 1, _LONGEST, "第三个参数是几个字，"))


def _code_between(call: Call) -> Node:
    item, low, high = call.arguments
    call.texts(item)
    first, last = call.word(low), call.word(high)
    if len(first) != len(last) or not first or first > last:
        raise call.refuse("两个代码要一样长，从小到大", "写 code_between(industry, '13', '43')")
    head = Part(item, 1, len(first))
    return AllOf((Compare(">=", head, Constant(first, head.type)), Compare("<=", head, Constant(last, head.type))))


_TEXT_FUNCTIONS: dict[str, Function] = {
    "starts_with": Function("starts_with(文字, '前缀')", 2, "文字以前缀开头", _fits, (
        example("starts_with(trade, 'C13')", True, trade="C1311"),
        example("starts_with(trade, 'C13')", False, trade="C1411"),
        example("starts_with(trade, 'C13')", None),
    )),
    "starts_with_any": Function("starts_with_any(文字, '前缀', …)", None, "以其中一个前缀开头", _starts_with_any, (
        example("starts_with_any(trade, 'C13', 'C14')", True, trade="C1411"),
        example("starts_with_any(trade, 'C13', 'C14')", False, trade="C1511"),
    )),
    "ends_with": Function("ends_with(文字, '后缀')", 2, "文字以后缀结尾", _fits, (
        example("ends_with(name, '合作社')", True, name="示例专业合作社"),
        example("ends_with(name, '合作社')", False, name="示例米业有限公司"),
    )),
    "contains": Function("contains(文字, '词')", 2, "文字里有这个词", _fits, (
        example("contains(name, '米业')", True, name="示例米业有限公司"),
        example("contains(name, '米业')", False, name="示例书店"),
    )),
    "length": Function("length(文字)", 1, "文字有几个字", _length, (
        example("length(name) >= 6", True, name="示例米业公司"),
        example("length(name) >= 6", False, name="示例书店"),
    )),
    "part": Function("part(文字, 第几个字起, 几个字)", 3, "文字的一段", _part, (
        example("part(trade, 2, 2) = '13'", True, trade="C1311"),
        example("part(trade, 2, 2) IN ('14', '15')", False, trade="C1311"),
    )),
    "code_between": Function("code_between(代码, '起', '止')", 3, "代码的前几位在两者之间，两头都算", _code_between, (
        example("code_between(trade, 'C13', 'C43')", True, trade="C4390"),
        example("code_between(trade, 'C13', 'C43')", False, trade="C4411"),
    )),
}  # fmt: skip

FUNCTIONS: dict[str, Function] = {**NUMBER_FUNCTIONS, **DAY_FUNCTIONS, **_TEXT_FUNCTIONS}


def _in_comparison(call: Call) -> Node:
    raise call.refuse(f"{call.name} 只能直接与一个数比较", f"写 {call.name}(甲, 乙) >= 0.03")


RATIOS: dict[str, Function] = {
    "ratio": Function("ratio(甲, 乙) >= 数", 2, "甲占乙的比例；乙为零或缺失即未知", _in_comparison, (
        example("ratio(hires, staff) >= 0.1", True, hires=1, staff=10),
        example("ratio(hires, staff) >= 0.1", False, hires=1, staff=11),
        example("ratio(hires, staff) >= 0.1", None, hires=1, staff=0),
    )),
    "growth": Function("growth(今年, 上年) >= 数", 2, "比上年增长的比例；上年为零或缺失即未知", _in_comparison, (
        example("growth(revenue, earlier_revenue) >= 0.1", True, revenue="110", earlier_revenue="100"),
        example("growth(revenue, earlier_revenue) >= 0.1", False, revenue="109.99", earlier_revenue="100"),
        example("growth(revenue, earlier_revenue) >= 0.1", None, revenue="110", earlier_revenue="0"),
    )),
}  # fmt: skip
