"""Functions of numbers and amounts, and of how many conditions hold."""

from itertools import combinations
from math import comb
from typing import Literal

from beizeng.base.engine import numbers
from beizeng.base.engine.calls import Call, Function, example
from beizeng.base.engine.kinds import Number, Unit
from beizeng.base.engine.tree import AllOf, AnyOf, Case, Compare, Constant, Node, Not, Way

#: A choice of conditions is written out; more than so many would make nobody wiser.
MAX_CHOICES = 300
_WAYS: dict[str, Way] = {"round_half_up": "half_up", "round_down": "down", "round_up": "up"}


def _unit(call: Call, *nodes: Node) -> Unit:
    unit = numbers.number(nodes[0]).unit
    for node in nodes[1:]:
        unit = numbers.shared_unit(unit, numbers.number(node).unit, what=call.what, offset=call.offset)
    return unit


def _pick(call: Call, which: Literal["least", "greatest"], *nodes: Node) -> Node:
    return numbers.extreme(which, nodes, _unit(call, *nodes))


def _less(call: Call, left: Node, right: Node) -> Node:
    return numbers.combine("-", left, right, _unit(call, left, right))


def _zero() -> Constant:
    return Constant(0, Number("bare", 1, 0, 0))


def _extreme(call: Call) -> Node:
    call.several()
    call.numbers(*call.arguments)
    return _pick(call, "least" if call.name == "least" else "greatest", *call.arguments)


def _rounded(call: Call) -> Node:
    item, places = call.arguments
    call.numbers(item)
    limit = numbers.MAX_PLACES
    return numbers.rounded(item, call.whole(places, -limit, limit, "第二个参数是小数位数，"), _WAYS[call.name])


def _absolute(call: Call) -> Node:
    call.numbers(*call.arguments)
    (item,) = call.arguments
    return _pick(call, "greatest", item, numbers.negated(item))


def _clamp(call: Call) -> Node:
    call.numbers(*call.arguments)
    item, low, high = call.arguments
    return _pick(call, "greatest", low, _pick(call, "least", item, high))


def _beyond(call: Call) -> Node:
    call.numbers(*call.arguments)
    item, limit = call.arguments
    apart = _less(call, item, limit) if call.name == "excess_over" else _less(call, limit, item)
    return _pick(call, "greatest", _zero(), apart)


def _part_between(call: Call) -> Node:
    call.numbers(*call.arguments)
    item, low, high = call.arguments
    return _pick(call, "greatest", _zero(), _less(call, _pick(call, "least", item, high), low))


def _percent(call: Call) -> Node:
    call.numbers(*call.arguments)
    item, percent = call.arguments
    hundredth = Constant(1, Number("bare", 100, 1, 1))
    share = numbers.product(percent, hundredth, what=call.what, offset=call.offset)
    return numbers.product(item, share, what=call.what, offset=call.offset)


def _parts(call: Call) -> Node:
    call.numbers(*call.arguments)
    item, size = call.arguments
    if not isinstance(size, Constant) or not isinstance(size.value, int) or size.value <= 0:
        raise call.refuse("每份多大要写明，并且大于零", f"写 {call.name}(staff, 10)")
    _unit(call, item, size)
    return numbers.parts(item, size, "down" if call.name == "whole_parts" else "up")


def _wan(call: Call) -> Node:
    call.numbers(*call.arguments)
    (item,) = call.arguments
    return numbers.times(item, 10_000)


def _tier(call: Call) -> Node:
    """``tier(item, limit, value, limit, value …)``: the value of the highest limit reached; below the first, 0."""
    item, *steps = call.arguments
    if len(steps) < 2 or len(steps) % 2:
        raise call.refuse("tier 后面一个界限配一个值", "写 tier(staff, 10, 5000, 50, 20000)")
    call.numbers(item, *steps)
    limits = steps[::2]
    (*values, nothing), kind = numbers.choice([*steps[1::2], _zero()], what=call.what, offset=call.offset)
    scaled = numbers.aligned(limits, _unit(call, item, *limits))
    rising = [one.value for one in scaled if isinstance(one, Constant) and isinstance(one.value, int)]
    if len(rising) != len(limits) or rising != sorted(set(rising)):
        raise call.refuse("各档界限要写明，从低到高", "写 tier(staff, 10, 5000, 50, 20000)")
    branches = [(_at_least(call, item, limit), value) for limit, value in zip(limits, values, strict=True)]
    return Case(tuple(reversed(branches)), nothing, kind)


def _at_least(call: Call, item: Node, limit: Node) -> Compare:
    left, right = numbers.aligned((item, limit), _unit(call, item, limit))
    return Compare(">=", left, right)


def _how_many(call: Call) -> Node:
    call.several()
    count, *conditions = call.arguments
    call.truths(*conditions)
    low, high = {"at_least": (1, 0), "at_most": (0, -1), "exactly": (0, 0)}[call.name]
    asked = call.whole(count, low, len(conditions) + high, "第一个参数是几项，")
    if call.name == "at_least" or asked == len(conditions):
        return _reach(call, asked, conditions)
    beyond = Not(_reach(call, asked + 1, conditions))
    return beyond if call.name == "at_most" or asked == 0 else AllOf((_reach(call, asked, conditions), beyond))


def _reach(call: Call, count: int, conditions: list[Node]) -> Node:
    """Whether so many hold: some choice of as many holds whole. Known as early as three values allow."""
    if comb(len(conditions), count) > MAX_CHOICES:
        raise call.refuse("可能的搭配太多", "拆成几个条件")
    return AnyOf(tuple(AllOf(tuple(chosen)) for chosen in combinations(conditions, count)))


def _implies(call: Call) -> Node:
    call.truths(*call.arguments)
    first, then = call.arguments
    return AnyOf((Not(first), then))


NUMBER_FUNCTIONS: dict[str, Function] = {
    "least": Function("least(数, 数, …)", None, "几个数中最小的，用来封顶；有一个未知即未知", _extreme, (
        example("least(revenue * 0.5, 300000)", "300000", revenue="1000000"),
        example("least(staff, hires) >= 2", None, staff=2),
    )),
    "greatest": Function("greatest(数, 数, …)", None, "几个数中最大的，用来保底；有一个未知即未知", _extreme, (
        example("greatest(0, 300000 - revenue)", "0", revenue="400000"),
        example("greatest(staff, hires) >= 2", True, staff=1, hires=2),
    )),
    "clamp": Function("clamp(数, 下限, 上限)", 3, "不低于下限、不高于上限的数", _clamp, (
        example("clamp(revenue * 0.1, 5000, 20000)", "5000", revenue="30000"),
        example("clamp(revenue * 0.1, 5000, 20000)", "20000", revenue="300000"),
    )),
    "abs": Function("abs(数)", 1, "绝对值", _absolute, (
        example("abs(staff - hires) <= 2", True, staff=5, hires=7),
        example("abs(staff - hires) <= 2", False, staff=5, hires=8),
    )),
    "round_half_up": Function("round_half_up(数, 小数位)", 2, "四舍五入；小数位为负即到十、百、千", _rounded, (
        example("round_half_up(revenue * 0.01, 0)", "13", revenue="1250"),
        example("round_half_up(revenue, -4)", "20000", revenue="15000"),
    )),
    "round_down": Function("round_down(数, 小数位)", 2, "舍去零头，向零取整", _rounded, (
        example("round_down(revenue * 0.01, 0)", "12", revenue="1299"),
        example("round_down(revenue, -4)", "10000", revenue="19999"),
    )),
    "round_up": Function("round_up(数, 小数位)", 2, "有零头即进一位", _rounded, (
        example("round_up(revenue * 0.01, 0)", "13", revenue="1201"),
        example("round_up(revenue, -4)", "20000", revenue="10000.01"),
    )),
    "excess_over": Function("excess_over(数, 界限)", 2, "超过界限的部分；没有超过为 0", _beyond, (
        example("excess_over(revenue, 20000000) * 0.01", "50000", revenue="25000000"),
        example("excess_over(revenue, 20000000) * 0.01", "0", revenue="19000000"),
    )),
    "shortfall_to": Function("shortfall_to(数, 界限)", 2, "离界限还差多少；已达到为 0", _beyond, (
        example("shortfall_to(staff, 10) <= 2", True, staff=8),
        example("shortfall_to(staff, 10) <= 2", False, staff=7),
    )),
    "part_between": Function("part_between(数, 下限, 上限)", 3, "落在两个界限之间的部分，用于分段累计", _part_between, (
        example("part_between(revenue, 0, 100000) * 0.1 + part_between(revenue, 100000, 500000) * 0.05", "15000",
                revenue="200000"),
    )),
    "percent_of": Function("percent_of(数, 百分数)", 2, "数的百分之几", _percent, (
        example("percent_of(revenue, 3)", "3000", revenue="100000"),
        example("percent_of(revenue, 0.5)", "500", revenue="100000"),
    )),
    "whole_parts": Function("whole_parts(数, 每份)", 2, "够几份，不足一份不计；每满十人奖多少这样写", _parts, (
        example("whole_parts(hires, 10) * :reward", "10000", hires=29),
        example("whole_parts(hires, 10) * :reward", "0", hires=9),
    )),
    "started_parts": Function("started_parts(数, 每份)", 2, "够几份，不足一份按一份计", _parts, (
        example("started_parts(hires, 10) * :reward", "15000", hires=21),
        example("started_parts(hires, 10) * :reward", "10000", hires=20),
    )),
    "wan": Function("wan(数)", 1, "万：wan(30) 就是 300000，免得数零", _wan, (
        example("revenue >= wan(2000)", True, revenue="20000000"),
        example("revenue >= wan(2000)", False, revenue="19999999.99"),
    )),
    "tier": Function("tier(数, 界限, 值, 界限, 值, …)", None, "分档：达到的最高一档的值；一档也没达到为 0", _tier, (
        example("tier(staff, 10, 5000, 50, 20000)", "5000", staff=49),
        example("tier(staff, 10, 5000, 50, 20000)", "20000", staff=50),
        example("tier(staff, 10, 5000, 50, 20000)", "0", staff=9),
    )),
    "at_least": Function("at_least(几项, 条件, 条件, …)", None, "几个条件里至少有几项符合", _how_many, (
        example("at_least(2, staff >= 10, is_new, revenue >= 20000000)", True, staff=10, is_new=True),
        example("at_least(2, staff >= 10, is_new, revenue >= 20000000)", None, staff=10, is_new=False),
        example("at_least(2, staff >= 10, is_new, revenue >= 20000000)", False, staff=9, is_new=False),
    )),
    "at_most": Function("at_most(几项, 条件, 条件, …)", None, "几个条件里至多有几项符合", _how_many, (
        example("at_most(1, is_new, is_bad)", False, is_new=True, is_bad=True),
        example("at_most(1, is_new, is_bad)", True, is_new=False),
    )),
    "exactly": Function("exactly(几项, 条件, 条件, …)", None, "几个条件里不多不少有几项符合", _how_many, (
        example("exactly(1, is_new, is_bad)", True, is_new=True, is_bad=False),
        example("exactly(1, is_new, is_bad)", False, is_new=True, is_bad=True),
        example("exactly(1, is_new, is_bad)", None, is_new=True),
    )),
    "implies": Function("implies(条件, 要求)", 2, "符合前者的还须符合后者；不符合前者的不问后者", _implies, (
        example("implies(is_new, staff >= 3)", True, is_new=False),
        example("implies(is_new, staff >= 3)", False, is_new=True, staff=2),
        example("implies(is_new, staff >= 3)", None, is_new=True),
    )),
}  # fmt: skip
