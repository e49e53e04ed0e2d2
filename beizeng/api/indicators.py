"""Indicators on a day: baseline, path, actual, light, needed pace, and why a value is shown and not scored."""

import datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from ninja import Path, Router

from beizeng.api.access import ApiRequest, Day, day_asked, reads
from beizeng.api.answers import Answer, AsOf, Closed, Number, Source, UnitName, as_of, number, said, unit_name
from beizeng.api.problems import not_found
from beizeng.base.people import queries as people
from beizeng.indicators import queries
from beizeng.indicators.catalogue import catalogue
from beizeng.indicators.queries import Figures, Point, Value

router = Router(tags=["indicators 指标"])


class Baseline(Number):
    """From where the path starts."""

    on: datetime.date | None = said("基期", "The day it holds on.")
    source: Literal["plan", "register", "reported", "missing"] = said("基数来源", "Who gives it.")
    words: str = said("基数出处", "The source in words.")


class Aim(Number):
    """What is to be reached."""

    stated: str = said("文字目标", "The plan's words where it has no figure; empty otherwise.")
    comparator: str = said("比较", "equal, at_least, at_most, more_than, less_than, about, ratio, range.")
    deadline: datetime.date | None = said("完成期限", "Null where the plan sets none.")


class Actual(Number):
    """The value, and how it came about."""

    as_of: AsOf | None = said("截至", "The value's own days; null where there is no value.")
    source: Literal["register", "reported"] | None = said("来源", "Counted from the register, or reported by a unit.")
    parts: dict[str, int] = said("构成", "Kind of entity → how many of them are in the number.")
    unknown: int | None = said("未知户数", "Of how many entities it is not known whether they belong to it.")
    query: dict[str, str] = said("口径", "The conditions that were counted.")
    digest: str | None = said("摘要", "Names exactly the feeds and conditions behind the number.")


class Pace(Closed):
    """What is needed from here to the aim."""

    per_year: Number = said("每年", "So much a year.")
    per_month: Number = said("每月", "So much a month.")
    unit: str = said("单位", "Its unit.")


class IndicatorRow(Closed):
    """One indicator on the day."""

    id: str = said("编号", "The indicator's id.", examples=["p1-1"])
    label: str = said("名称", "Its name.")
    project: int = said("工程", "The number of its project; 0: a goal.")
    project_name: str = said("工程名称", "The project's name.")
    unit: str = said("计量单位", "What it is counted in; shares are in percent.")
    aggregation: Literal["stock", "flow", "share", "index"] = said("性质", "Stocks and flows are never added up.")
    units: list[UnitName] = said("责任单位", "Who reports it, the lead first.")
    baseline: Baseline = said("基数", "From where.")
    target: Aim = said("目标", "To where.")
    path: Number = said("路径值", "Where the path stands on the day.")
    actual: Actual = said("实际", "The value by the day.")
    light: Literal["green", "amber", "red", "none"] = said("灯", "The light.")
    rule: str = said("亮灯规则", "The rule of the light, with its numbers.")
    needed_pace: Pace | None = said("所需进度", "Null where it can't be told.")
    is_scored: bool = said("计分", "Whether a value of this day may count in an assessment.")
    not_scored_why: str = said("不计分的理由", "Empty where it is scored.")


class PointRow(Closed):
    """One day of the series."""

    on: datetime.date = said("日期", "The day.")
    path: Number = said("路径值", "Where the path stands.")
    actual: Number = said("实际", "The value.")
    known: datetime.date | None = said("得知日", "Since when it is known.")


class IndicatorsAnswer(Answer):
    """All indicators."""

    count: int = said("项数", "How many there are.")
    indicators: list[IndicatorRow] = said("指标", "The goals first, then by project.")


class IndicatorAnswer(Answer):
    """One indicator."""

    indicator: IndicatorRow = said("指标", "The indicator.")
    series: list[PointRow] = said("序列", "The quarter ends of its path, and every other day that was reported.")


@reads(router, "/indicators", "indicators.read", IndicatorsAnswer, summary="Indicators 指标")
def indicators(request: ApiRequest, day: Day = None) -> IndicatorsAnswer:
    """All indicators on a day; nothing known later is read. A programme has few, so they come on one page."""
    on, names = day_asked(request, day), people.unit_names()
    rows = [_row(one, names) for group in queries.board(day=on, viewer=request.auth) for one in group.figures]
    return IndicatorsAnswer(as_of=as_of(on), source=_source(), count=len(rows), indicators=rows)


@reads(router, "/indicators/{indicator_id}", "indicators.read", IndicatorAnswer, summary="One indicator 一项指标")
def indicator(
    request: ApiRequest,
    indicator_id: Annotated[
        str, Path(title="编号", description="The indicator's id.", pattern="^[a-z0-9-]{1,50}$", examples=["p1-1"])
    ],
    day: Day = None,
) -> IndicatorAnswer:
    """One indicator on a day, with its series."""
    on = day_asked(request, day)
    if indicator_id not in catalogue():
        raise not_found(indicator_id, "indicator_id", _("没有这项指标"), "/api/indicators")
    figures = queries.show(indicator_id, day=on, viewer=request.auth)
    assert figures is not None  # the permission was asked for at the door
    return IndicatorAnswer(
        as_of=as_of(on),
        source=_source(),
        indicator=_row(figures, people.unit_names()),
        series=[_point(point) for point in queries.series(figures)],
    )


def _source() -> Source:
    return Source(room="indicators", words="按数据包的指标定义，由名录计量或由责任单位填报", digest=None)


def _row(one: Figures, names: dict[str, str]) -> IndicatorRow:
    definition, target = one.one.definition, one.one.target
    is_figure = target.target is not None
    aim = number(one.aim.value if one.aim else None, "unknown" if is_figure else "not_set")
    return IndicatorRow(
        id=one.one.id,
        label=definition.label,
        project=one.one.project,
        project_name=one.one.project_name,
        unit=definition.unit,
        aggregation=definition.aggregation,
        units=[unit_name(unit, names) for unit in one.one.units],
        baseline=_baseline(one),
        target=Aim(**dict(aim), stated=target.stated or "", comparator=target.comparator, deadline=target.deadline),
        path=number(one.path),
        actual=_actual(one.actual),
        light=one.light.colour,
        rule=one.light.rule,
        needed_pace=_pace(one),
        is_scored=one.is_scored,
        not_scored_why=one.barred,
    )


def _baseline(one: Figures) -> Baseline:
    base = one.base
    stands = number(base.value, "missing" if base.source == "missing" else "unknown")
    return Baseline(**dict(stands), on=base.on, source=base.source, words=base.words)


def _pace(one: Figures) -> Pace | None:
    if one.pace is None:
        return None
    return Pace(per_year=number(one.pace.per_year), per_month=number(one.pace.per_month), unit=one.pace.unit)


def _actual(value: Value | None) -> Actual:
    if value is None:
        return Actual(**dict(number(None)), as_of=None, source=None, parts={}, unknown=None, query={}, digest=None)
    return Actual(
        **dict(number(value.value)),
        as_of=as_of(value.on, value.known),
        source=value.source,
        parts=dict(value.parts),
        unknown=value.unknown,
        query=dict(value.query),
        digest=value.digest or None,
    )


def _point(point: Point) -> PointRow:
    actual: Decimal | None = point.actual.value if point.actual else None
    known = point.actual.known if point.actual else None
    return PointRow(on=point.on, path=number(point.path), actual=number(actual), known=known)
