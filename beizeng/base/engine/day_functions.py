"""Functions of days: lengths of time, parts of a day's date, days moved, and periods before the judging day."""

import datetime
from typing import Literal

from beizeng.base.engine.calls import Call, Function, example
from beizeng.base.engine.kinds import Day, Number
from beizeng.base.engine.plain import shifted
from beizeng.base.engine.tree import AllOf, Compare, Constant, DayPart, Elapsed, Extreme, Node, Shifted, Span

Measure = Literal["days_since", "full_months", "full_years"]
_BOUNDS = {"full_years": 10**4, "full_months": 10**6, "days_since": 10**7, "year": 10**4}
_SPANS: dict[str, Measure] = {
    "days_between": "days_since", "full_months_between": "full_months", "full_years_between": "full_years",
}  # fmt: skip
#: A day is moved by no more than so many days, months, years.
_FAR = {"add_days": 366_000, "add_months": 12_000, "add_years": 1_000}


def _number(bound: int) -> Number:
    return Number("plain", 1, -bound, bound)


def _elapsed(call: Call) -> Node:
    call.days(*call.arguments)
    measure: Literal["full_years", "full_months", "days_since", "year"] = call.name  # type: ignore[assignment]
    return Elapsed(measure, call.arguments[0], call.judging_day, _number(_BOUNDS[measure]))


def _days_until(call: Call) -> Node:
    call.days(*call.arguments)
    return Span("days_since", _judging_day(call), call.arguments[0], _number(_BOUNDS["days_since"]))


def _part(call: Call) -> Node:
    call.days(*call.arguments)
    measure: Literal["month", "quarter"] = call.name  # type: ignore[assignment]
    return DayPart(measure, call.arguments[0], Number("plain", 1, 1, 12))


def _span(call: Call) -> Node:
    call.days(*call.arguments)
    measure, (start, end) = _SPANS[call.name], call.arguments
    return Span(measure, start, end, _number(_BOUNDS[measure]))


def _moved(call: Call) -> Node:
    day, count = call.arguments
    call.days(day)
    far = _FAR[call.name]
    moved = call.whole(count, -far, far, "第二个参数是多久，")
    if call.name == "add_days":
        return Shifted("days", day, moved)
    return Shifted("months", day, moved * (12 if call.name == "add_years" else 1))


def _end(call: Call) -> Node:
    call.days(*call.arguments)
    return Shifted("month_end" if call.name == "month_end" else "year_end", call.arguments[0])


def _extreme(call: Call) -> Node:
    call.several()
    call.days(*call.arguments)
    return Extreme("least" if call.name == "earliest" else "greatest", call.arguments, Day())


def _within(call: Call) -> Node:
    """After the judging day of so long ago, and not after the judging day."""
    day, count = call.arguments
    call.days(day)
    name = {"within_days": "add_days", "within_months": "add_months"}[call.name]
    back = call.whole(count, 1, _FAR[name], "第二个参数是多久，")
    begins = shifted("days" if name == "add_days" else "months", call.judging_day, -back)
    return AllOf((Compare(">", day, Constant(begins, Day())), Compare("<=", day, _judging_day(call))))


def _of_year(call: Call) -> Node:
    call.days(*call.arguments)
    (day,) = call.arguments
    year = call.judging_day.year - (call.name == "in_last_year")
    first, last = (Constant(datetime.date(year, *date), Day()) for date in ((1, 1), (12, 31)))
    return AllOf((Compare(">=", day, first), Compare("<=", day, last)))


def _judging_day(call: Call) -> Constant:
    return Constant(call.judging_day, Day(), "judging_day")


_D = datetime.date
DAY_FUNCTIONS: dict[str, Function] = {
    "full_years": Function("full_years(日期)", 1, "从日期到判断日的整年数", _elapsed, (
        example("full_years(begun_on) >= 1", True, begun_on=_D(2023, 9, 30)),
        example("full_years(begun_on) >= 1", False, begun_on=_D(2023, 10, 1)),
        example("full_years(begun_on) >= 1", None),
    )),
    "full_months": Function("full_months(日期)", 1, "从日期到判断日的整月数；没有这一天的月份算到月末", _elapsed, (
        example("full_months(begun_on) >= 24", True, begun_on=_D(2022, 9, 30)),
        example("full_months(begun_on) >= 24", False, begun_on=_D(2022, 10, 1)),
    )),
    "days_since": Function("days_since(日期)", 1, "从日期到判断日的天数", _elapsed, (
        example("days_since(begun_on) >= 365", True, begun_on=_D(2023, 10, 1)),
        example("days_since(begun_on) >= 365", False, begun_on=_D(2023, 10, 2)),
    )),
    "days_until": Function("days_until(日期)", 1, "从判断日到日期的天数；已过为负", _days_until, (
        example("days_until(ended_on) <= 30", True, ended_on=_D(2024, 10, 30)),
        example("days_until(ended_on) <= 30", False, ended_on=_D(2024, 10, 31)),
    )),
    "year": Function("year(日期)", 1, "日期所在的年", _elapsed, (
        example("year(begun_on) = year(judging_day) - 1", True, begun_on=_D(2023, 1, 1)),
        example("year(begun_on) = year(judging_day) - 1", False, begun_on=_D(2024, 1, 1)),
    )),
    "month": Function("month(日期)", 1, "日期所在的月，1 到 12", _part, (
        example("month(begun_on) <= 6", True, begun_on=_D(2023, 6, 30)),
        example("month(begun_on) <= 6", False, begun_on=_D(2023, 7, 1)),
    )),
    "quarter": Function("quarter(日期)", 1, "日期所在的季度，1 到 4", _part, (
        example("quarter(begun_on) = 3", True, begun_on=_D(2023, 9, 30)),
        example("quarter(begun_on) = 3", False, begun_on=_D(2023, 10, 1)),
    )),
    "days_between": Function("days_between(起, 止)", 2, "从一个日期到另一个日期的天数", _span, (
        example("days_between(begun_on, ended_on) > 90", True, begun_on=_D(2024, 1, 1), ended_on=_D(2024, 4, 1)),
        example("days_between(begun_on, ended_on) > 90", False, begun_on=_D(2024, 1, 1), ended_on=_D(2024, 3, 31)),
    )),
    "full_months_between": Function("full_months_between(起, 止)", 2, "两个日期之间的整月数", _span, (
        example("full_months_between(begun_on, ended_on) >= 1", True, begun_on=_D(2024, 1, 31),
                ended_on=_D(2024, 2, 29)),
        example("full_months_between(begun_on, ended_on) >= 1", False, begun_on=_D(2024, 1, 31),
                ended_on=_D(2024, 2, 28)),
    )),
    "full_years_between": Function("full_years_between(起, 止)", 2, "两个日期之间的整年数", _span, (
        example("full_years_between(begun_on, ended_on) >= 1", True, begun_on=_D(2023, 3, 1), ended_on=_D(2024, 3, 1)),
        example("full_years_between(begun_on, ended_on) >= 1", False, begun_on=_D(2023, 3, 2),
                ended_on=_D(2024, 3, 1)),
    )),
    "add_days": Function("add_days(日期, 天数)", 2, "日期后若干天；天数为负即之前", _moved, (
        example("add_days(begun_on, 30) > judging_day", True, begun_on=_D(2024, 9, 1)),
        example("add_days(begun_on, 30) > judging_day", False, begun_on=_D(2024, 8, 31)),
    )),
    "add_months": Function("add_months(日期, 月数)", 2, "日期后若干个月；那个月没有这一天的取月末", _moved, (
        example("add_months(begun_on, 1) = DATE '2024-02-29'", True, begun_on=_D(2024, 1, 31)),
        example("add_months(begun_on, 1) = DATE '2024-02-29'", False, begun_on=_D(2024, 1, 28)),
    )),
    "add_years": Function("add_years(日期, 年数)", 2, "日期后若干年；没有 2 月 29 日的年份取 28 日", _moved, (
        example("add_years(begun_on, 3) >= judging_day", True, begun_on=_D(2021, 9, 30)),
        example("add_years(begun_on, 3) >= judging_day", False, begun_on=_D(2021, 9, 29)),
    )),
    "month_end": Function("month_end(日期)", 1, "日期所在月的最后一天", _end, (
        example("month_end(begun_on) = DATE '2024-02-29'", True, begun_on=_D(2024, 2, 3)),
    )),
    "year_end": Function("year_end(日期)", 1, "日期所在年的 12 月 31 日", _end, (
        example("days_between(begun_on, year_end(begun_on)) < 92", True, begun_on=_D(2023, 10, 1)),
        example("days_between(begun_on, year_end(begun_on)) < 92", False, begun_on=_D(2023, 9, 30)),
    )),
    "earliest": Function("earliest(日期, 日期, …)", None, "几个日期中最早的；有一个未知即未知", _extreme, (
        example("earliest(begun_on, ended_on) < DATE '2022-01-01'", True, begun_on=_D(2021, 12, 31),
                ended_on=_D(2024, 1, 1)),
        example("earliest(begun_on, ended_on) < DATE '2022-01-01'", None, begun_on=_D(2021, 12, 31)),
    )),
    "latest": Function("latest(日期, 日期, …)", None, "几个日期中最晚的；有一个未知即未知", _extreme, (
        example("latest(begun_on, DATE '2022-01-01') = DATE '2022-01-01'", True, begun_on=_D(2021, 12, 31)),
    )),
    "within_days": Function("within_days(日期, 天数)", 2, "在判断日以前的若干天之内", _within, (
        example("within_days(begun_on, 30)", True, begun_on=_D(2024, 9, 1)),
        example("within_days(begun_on, 30)", False, begun_on=_D(2024, 8, 31)),
        example("within_days(begun_on, 30)", False, begun_on=_D(2024, 10, 1)),
    )),
    "within_months": Function("within_months(日期, 月数)", 2, "在判断日以前的若干个月之内", _within, (
        example("within_months(begun_on, 12)", True, begun_on=_D(2023, 10, 1)),
        example("within_months(begun_on, 12)", False, begun_on=_D(2023, 9, 30)),
    )),
    "in_this_year": Function("in_this_year(日期)", 1, "在判断日所在的年", _of_year, (
        example("in_this_year(begun_on)", True, begun_on=_D(2024, 1, 1)),
        example("in_this_year(begun_on)", False, begun_on=_D(2023, 12, 31)),
    )),
    "in_last_year": Function("in_last_year(日期)", 1, "在判断日的上一年", _of_year, (
        example("in_last_year(begun_on)", True, begun_on=_D(2023, 12, 31)),
        example("in_last_year(begun_on)", False, begun_on=_D(2024, 1, 1)),
    )),
}  # fmt: skip
