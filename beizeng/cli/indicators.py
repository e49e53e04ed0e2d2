"""`beizeng indicators`: an indicator on a day, all of them, and measuring."""

import datetime
import importlib
from contextlib import nullcontext
from dataclasses import asdict
from decimal import ROUND_CEILING, Decimal
from typing import Annotated, Any

import typer
from django.conf import settings
from rich.progress import Progress
from rich.table import Table

from beizeng.base.clock.now import DEMO_MARK, now, today
from beizeng.base.people.actor import house
from beizeng.cli.show import console, print_json
from beizeng.indicators import actions, queries
from beizeng.indicators.forecast import Outlook, Range, Supposed
from beizeng.indicators.measure import words
from beizeng.indicators.periods import Period, Standing, recent, standing
from beizeng.indicators.prospect import foresee
from beizeng.indicators.queries import Base, Figures, Point, Value

app = typer.Typer(no_args_is_help=True, help="指标：基数、路径、实际、亮灯、所需进度")

Json = Annotated[bool, typer.Option("--json")]
Day = Annotated[datetime.datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]

MISSING = "baseline missing"
_LIGHTS = {"green": "绿", "amber": "黄", "red": "红", "none": "不亮灯"}
_WAYS = {"births_deaths": "新进和退出", "drift": "变化延续", "smoothing": "指数平滑（statsmodels）"}
_SOURCES = {"plan": "方案", "register": "由名录计量", "reported": "单位补报", "missing": "缺失"}


@app.callback()
def indicators() -> None:
    """The programme's targets as measured numbers."""


@app.command()
def show(
    indicator: str,
    day: Day = None,
    births: Annotated[float, typer.Option(help="假如新进比以往多百分之几")] = 0,
    deaths: Annotated[float, typer.Option(help="假如退出比以往多百分之几")] = 0,
    pace: Annotated[float, typer.Option(help="假如每年变化比以往多百分之几；填报的指标用")] = 0,
    json: Json = False,
) -> None:
    """Everything that is known of one indicator on a day; the forecast also as it would be if more came or went."""
    figures = queries.show(indicator.strip(), day=_day(day), viewer=house("cli"))
    assert figures is not None
    points = queries.series(figures)
    percent = {name: Decimal(str(one)) for name, one in (("births", births), ("deaths", deaths), ("pace", pace))}
    supposed = Supposed.percent(**percent)
    if json:
        forecast = _forecast(foresee(figures, supposed))
        print_json({**_whole(figures), "forecast": forecast, "series": [_point(point) for point in points]})
        return
    _print(figures, foresee(figures, supposed))


@app.command("list")
def list_(day: Day = None, json: Json = False) -> None:
    """All indicators on a day, by project."""
    on = _day(day)
    groups = queries.board(day=on, viewer=house("cli"))
    if json:
        print_json(
            {
                "day": on,
                "projects": [
                    {"number": group.number, "name": group.name, "indicators": [_whole(one) for one in group.figures]}
                    for group in groups
                ],
            }
        )
        return
    table = Table("编号", "指标", "基数", "目标", "路径", "实际", "灯", "计分")
    for group in groups:
        for one in group.figures:
            table.add_row(*_cells(one))
    console.print(table)


@app.command()
def measure(day: Day = None, json: Json = False) -> None:
    """Count every counted indicator for each quarter end up to a day. Again: nothing changes."""
    on = _day(day)
    with nullcontext() if json else Progress(console=console, transient=True) as bar:
        task = bar.add_task("计量", total=None) if bar else None

        def progress(done: int, total: int) -> None:
            if bar is not None and task is not None:
                bar.update(task, completed=done, total=total)

        found = actions.measure(
            day=on,
            is_sample=(settings.DATA / DEMO_MARK).exists(),
            progress=progress,
            by=house("cli"),
            at=now(settings.DATA),
        )
    if json:
        print_json({"day": on, "days": found.days, "written": found.written, "same": found.same})
        return
    console.print(f"截至 {on}：{len(found.days)} 个季末，新写 {found.written} 个读数，{found.same} 个没有变化")


@app.command()
def periods(day: Day = None, json: Json = False) -> None:
    """The quarters of reporting: open or locked, and which reports are missing."""
    on = _day(day)
    rows = [standing(one, known=on) for one in recent(on)]
    if json:
        print_json([_period(one) for one in rows])
        return
    table = Table("填报期", "状态", "已报", "未报", "未报的指标")
    for one in rows:
        state, late = "已锁定" if one.is_locked else "开放", " ".join(missing.id for missing in one.missing)
        table.add_row(str(one.period), state, str(len(one.told)), str(len(one.missing)), late)
    console.print(table)


@app.command()
def lock(period: str, reason: str = "", json: Json = False) -> None:
    """Close a quarter that has ended: nothing is reported or corrected for it any more."""
    actions.lock_period(period=period, reason=reason, by=house("cli"), at=now(settings.DATA))
    _say_period(period, json)


@app.command()
def unlock(period: str, reason: str, json: Json = False) -> None:
    """Open a locked quarter again; the reason is kept."""
    actions.unlock_period(period=period, reason=reason, by=house("cli"), at=now(settings.DATA))
    _say_period(period, json)


def _say_period(period: str, json: bool) -> None:
    found = standing(Period.parse(period), known=today(settings.DATA))
    if json:
        print_json(_period(found))
        return
    console.print(f"{found.period.label}：{'已锁定' if found.is_locked else '开放'}")


def _period(one: Standing) -> dict[str, Any]:
    return {
        "period": str(one.period),
        "until": one.period.until,
        "locked": one.is_locked,
        "told": {defined.id: _exact(row.value) for defined, row in one.told},
        "missing": [{"indicator": defined.id, "units": defined.units} for defined in one.missing],
        "moves": [
            {"at": move.at, "locks": move.locks, "by": move.by_name, "reason": move.reason} for move in one.moves
        ],
    }


@app.command()
def backtest(day: Day = None, json: Json = False) -> None:
    """Which way of forecasting would have done best on the quarters that have passed; less is better."""
    # statsmodels takes a second to load, and only this command needs it
    found = importlib.import_module("beizeng.indicators.backtest").backtest(day=_day(day))
    if json:
        print_json({**asdict(found), "best": found.best or None})
        return
    table = Table("方法", "评分（越小越好）", f"区间命中（应为{found.level:.0%}）", "居中值误差", "次数")
    for way, mark in sorted(found.marks.items(), key=lambda pair: pair[1].score):
        table.add_row(_WAYS[way], f"{mark.score:.3f}", f"{mark.covered:.0%}", f"{mark.error:.3f}", str(mark.cases))
    console.print(table)
    if not found.best:
        console.print("季末读数还不满两年，没有可回测的指标。先计量：beizeng indicators measure")
        return
    console.print(
        f"回测最好：{_WAYS[found.best]}；现用：{_WAYS[found.chosen]}（packs/national/indicators/judging.yaml）"
    )


def _day(day: datetime.datetime | None) -> datetime.date:
    return day.date() if day else today(settings.DATA)


def _whole(one: Figures) -> dict[str, Any]:
    definition, target = one.one.definition, one.one.target
    return {
        "id": one.one.id,
        "label": definition.label,
        "project": one.one.project,
        "day": one.day,
        "definition": {
            "target": target.id,
            "target_name": target.name,
            "unit": definition.unit,
            "aggregation": definition.aggregation,
            "how": definition.how.model_dump(exclude_none=True),
            "path": definition.path,
            "holds_households": definition.holds_households,
            "basis": str(definition.basis),
            "note": definition.note,
            "units": one.one.units,
        },
        "baseline": _base(one.base),
        "target": {
            "value": _exact(one.aim.value) if one.aim else None,
            "stated": target.target if target.target is not None else target.stated,
            "comparator": target.comparator,
            "deadline": target.deadline,
            "modality": target.modality,
        },
        "path_value": _exact(one.path),
        "actual": _exact(one.actual.value) if one.actual else None,
        "on": one.actual.on if one.actual else None,
        "known": one.actual.known if one.actual else None,
        "source": one.actual.source if one.actual else None,
        "parts": one.actual.parts if one.actual else {},
        "unknown": one.actual.unknown if one.actual else None,
        "light": one.light.colour,
        "rule": one.light.rule,
        "lights": {"green": one.one.lights.green, "amber": one.one.lights.amber, "basis": one.one.lights.basis},
        "needed_pace": one.pace and {
            "per_year": _exact(one.pace.per_year), "per_month": _exact(one.pace.per_month), "unit": one.pace.unit,
        },
        "scored": one.is_scored,
        "reason": one.barred or None,
        "query": one.actual and {**one.actual.query, "digest": one.actual.digest},
    }  # fmt: skip


def _base(base: Base) -> Any:
    if base.source == "missing":
        return MISSING
    return {
        "value": _exact(base.value),
        "on": base.on,
        "source": base.source,
        "basis": base.words,
        "sample": base.is_sample,
    }


def _forecast(outlook: Outlook) -> dict[str, Any]:
    """The range on the last day and on the way to it; nulls and a reason where nothing is extrapolated."""
    return {
        **_range(outlook.end),
        "level": outlook.level,
        "probability": outlook.probability,
        "method": outlook.method,
        "points": outlook.points,
        "why_not": outlook.why_not or None,
        "band": [_range(one) for one in outlook.band],
    }


def _range(one: Range | None) -> dict[str, Any]:
    if one is None:
        return {"on": None, "value": None, "low": None, "high": None}
    return {"on": one.on, "value": _exact(one.value), "low": _exact(one.low), "high": _exact(one.high)}


def _point(point: Point) -> dict[str, Any]:
    actual: Value | None = point.actual
    return {
        "on": point.on,
        "path": _exact(point.path),
        "actual": _exact(actual.value) if actual else None,
        "known": actual.known if actual else None,
        "version": actual.reading.version if actual and actual.reading else None,
    }


def _exact(value: Decimal | None) -> str | None:
    """Six places at most, without trailing zeros: what is computed with is never rounded to less."""
    if value is None:
        return None
    text = f"{value:.6f}"
    return text.rstrip("0").rstrip(".")


def _number(value: Decimal | None, rounding: str = "ROUND_FLOOR") -> str:
    return "未知" if value is None else words(value, rounding)


def _cells(one: Figures) -> list[str]:
    return [
        one.one.id,
        one.one.definition.label,
        _number(one.base.value),
        _number(one.aim.value if one.aim else None),
        _number(one.path, ROUND_CEILING),
        _number(one.actual.value if one.actual else None),
        _LIGHTS[one.light.colour],
        "是" if one.is_scored else "否",
    ]


def _ahead(outlook: Outlook) -> str:
    end = outlook.end
    if end is None or outlook.probability is None:
        return f"没有：{outlook.why_not}"
    level, chance = words(outlook.level * 100), words(outlook.probability * 100)
    return (
        f"{end.on} {words(end.low)}—{words(end.high)}（{level}%），居中 {words(end.value)}，达到目标的可能约 {chance}%"
    )


def _print(one: Figures, outlook: Outlook) -> None:
    unit, actual, target = one.one.definition.unit, one.actual, one.one.target
    console.print(f"{one.one.id}　{one.one.definition.label}（{unit}）　{one.one.project_name}", markup=False)
    wanted = words(one.aim.value) if one.aim else target.stated or "未定"
    lines = [
        ("基数", MISSING if one.base.source == "missing" else f"{_number(one.base.value)}　{one.base.on}"),
        ("基数来源", f"{_SOURCES[one.base.source]}{'（示例）' if one.base.is_sample else ''}：{one.base.words}"),
        ("目标", f"{wanted}　{target.deadline or '期限未定'}"),
        (f"{one.day} 路径值", _number(one.path, ROUND_CEILING)),
        ("实际", f"{_number(actual.value)}　{actual.on}（{actual.known} 所知）" if actual else "没有数"),
        ("灯", f"{_LIGHTS[one.light.colour]}：{one.light.rule}"),
        ("所需进度", one.pace.words if one.pace else "—"),
        ("预测", _ahead(outlook)),
        ("计分", "是" if one.is_scored else f"否：{one.barred}"),
    ]
    for label, text in lines:
        console.print(f"{label}：{text}", markup=False)
