"""What the rooms know on a day, as a briefing takes it. Read as the house: a report says the same whoever drafts it."""

import datetime
from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Refused
from beizeng.base.people import queries as people
from beizeng.base.people.actor import house
from beizeng.cases import queries as cases
from beizeng.indicators import counting
from beizeng.indicators import queries as indicators
from beizeng.indicators.catalogue import Defined
from beizeng.indicators.queries import Figures
from beizeng.plan import queries as plan
from beizeng.plan.findings import queries as plan_findings
from beizeng.reports.given import (
    FindingGiven,
    Given,
    IndicatorGiven,
    JudgedGiven,
    MeasureGiven,
    OverdueGiven,
    PolicyGiven,
    ProjectGiven,
    Source,
    Sourced,
)
from beizeng.reports.shelf import names_of
from beizeng.reports.wording import day_in_words, is_quarter_end, quarter
from beizeng.rules import queries as rules
from beizeng.rules.queries import PolicyRow
from beizeng.spec.report import ReportKind

_READER = house("reports")
_PLACES = Decimal("0.01")
_GROWTHS = ("index", "annual")
_CEILINGS = ("at_most", "less_than")
_PATHS = {
    "straight": "自基数到目标的直线",
    "geometric": "自基数到目标的等比曲线",
    "steps": "方案给定的分年数",
    "seasonal": "按四季权重的进度",
}
#: A policy in one of these states judges nobody by its own dates, which is nothing to report.
_OUT_OF_TIME = ("not_begun", "ended")


def gather(kind: ReportKind, *, day: datetime.date, at: datetime.datetime) -> Given:
    """Everything that the briefing of a day says. Matters and their lights stand as of ``at``; they keep no past.

    Raises:
        Refused: no programme is open, the day is still to come or before the programme was issued.
        BadInput: no place names who sends the report to whom.
    """
    programme = plan.programme(viewer=_READER)
    if programme is None:
        raise Refused("还没有开办方案，写不出简报", what_now="请先开办方案：beizeng plan open")
    if day > local_day(at):
        raise Refused(f"{day} 还没有到，写不出这一天的简报", what_now="请写今天或以前的日子")
    issued = programme.issued_on
    if issued is not None and day < issued:
        raise Refused(f"方案 {issued} 才印发，写不出 {day} 的简报", what_now="请写印发以后的日子")
    names = names_of(kind.id)
    name = programme.title.removesuffix("实施方案")
    period = quarter(day) if is_quarter_end(day) else f"截至{day_in_words(day)}"
    return Given(
        title_lines=tuple(line.format(programme=name, period=period) for line in kind.title),
        to=names.to,
        sender=names.sender,
        period=period,
        part_titles={part.id: part.title for part in kind.parts},
        day=day,
        known=day,
        cases_on=local_day(at),
        is_sample=programme.is_sample,
        projects=_projects(day),
        measures=_measures(),
        overdue=_overdue(),
        judged=_judged(day),
        findings=tuple(
            FindingGiven(one.severity, one.message, one.path) for one in plan_findings.lines(viewer=_READER)
        ),
    )


# indicators


class _Counted:
    """The records behind counted numbers; indicators that count the same thing are looked up once."""

    def __init__(self) -> None:
        self._found: dict[object, tuple[str, ...]] = {}

    def records(self, one: Defined, *, on: datetime.date, known: datetime.date) -> tuple[str, ...]:
        """The entities that are in the number of a day."""
        asked = counting.conditions(one)
        key = (tuple(asked.items()) or one.id, on, known)
        if key not in self._found:
            codes = counting.codes(one, on=on, known=known)
            self._found[key] = tuple(f"entity:{code}" for code in codes)
        return self._found[key]


def _projects(day: datetime.date) -> tuple[ProjectGiven, ...]:
    names, counted = people.unit_names(), _Counted()
    year_before = _values_on(_year_before(day), known=day)
    found = []
    for group in indicators.board(day=day, viewer=_READER):
        units = dict.fromkeys(unit for figures in group.figures for unit in figures.one.units)
        given = tuple(_indicator(one, counted, year_before.get(one.one.id), day) for one in group.figures)
        found.append(ProjectGiven(group.number, group.name, tuple(names.get(unit, unit) for unit in units), given))
    return tuple(found)


def _indicator(figures: Figures, counted: _Counted, year_before: Sourced | None, day: datetime.date) -> IndicatorGiven:
    one, aim = figures.one, figures.aim
    kind = one.definition.how.kind
    actual = _actual(figures, counted, day)
    page = (f"indicator:{one.id}",)
    return IndicatorGiven(
        id=one.id,
        label=one.definition.label,
        unit=one.definition.unit,
        base=_base(figures, counted, day),
        base_unit="户" if kind in _GROWTHS else one.definition.unit,
        aim=Sourced(_printed(aim.value if aim else None), Source(_aim_in_words(figures), day, day, page), "未定"),
        path=Sourced(
            _printed(figures.path, ROUND_CEILING), Source(_PATHS[one.definition.path], day, day, page), "无路径"
        ),
        actual=actual,
        year_before=year_before,
        is_ceiling=aim is not None and aim.comparator in _CEILINGS,
        is_met=_is_met(figures),
        light=figures.light.colour,
        barred=figures.barred,
        is_growth=kind in _GROWTHS,
    )


def _actual(figures: Figures, counted: _Counted, day: datetime.date) -> Sourced:
    one, value = figures.one, figures.actual
    if one.definition.how.is_reported:
        query = "牵头单位填报，附佐证材料"
        on, known = (value.on, value.known) if value else (day, day)
        return Sourced(
            _printed(value.value if value else None), Source(query, on, known, (f"indicator:{one.id}",)), "未补报"
        )  # fmt: skip
    query = f"名录计量：{one.definition.note or one.definition.label}"
    if value is None or value.value is None:
        return Sourced(None, Source(query, day, day, (f"indicator:{one.id}",)))
    records = counted.records(one, on=value.on, known=value.known)
    return Sourced(_printed(value.value), Source(query, value.on, value.known, records))


def _base(figures: Figures, counted: _Counted, day: datetime.date) -> Sourced:
    one, base = figures.one, figures.base
    on = base.on or day
    page = (f"indicator:{one.id}",)
    if base.value is None or base.source != "register":
        return Sourced(_printed(base.value), Source(f"基数：{base.words}", on, day, page), "缺失")
    records = counted.records(one, on=on, known=day)
    return Sourced(_printed(base.value), Source("基数：名录在基期日的数", on, day, records))


def _is_met(figures: Figures) -> bool | None:
    value = figures.actual.value if figures.actual else None
    return None if figures.aim is None or value is None else figures.aim.is_met(value)


def _printed(value: Decimal | None, rounding: str = ROUND_FLOOR) -> Decimal | None:
    """A value as papers print it, so that differences of printed numbers are right: down, a path up."""
    return None if value is None else value.quantize(_PLACES, rounding)


def _aim_in_words(figures: Figures) -> str:
    target = figures.one.target
    until = f"，期限{target.deadline}" if target.deadline else "，方案没有写期限"
    if target.comparator == "ratio":
        return f"方案目标：基数的{target.target}倍{until}"
    return f"方案目标{until}"


def _values_on(day: datetime.date, *, known: datetime.date) -> dict[str, Sourced]:
    """Id → what was measured or reported for exactly this day."""
    found = {}
    for (indicator, is_baseline, on), reading in indicators.latest(known=known).items():
        if on == day and not is_baseline and reading.value is not None:
            source = Source("上年同期的读数", on, reading.known_on, (f"indicator:{indicator}",))
            found[indicator] = Sourced(_printed(reading.value), source)
    return found


def _year_before(day: datetime.date) -> datetime.date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


# measures and matters


def _measures() -> tuple[MeasureGiven, ...]:
    measures = list(plan.measures(viewer=_READER))
    lights = cases.lights(viewer=_READER, subjects=[f"measure:{one.number}" for one in measures])
    return tuple(
        MeasureGiven(one.number, one.printed, one.title, lights.get(f"measure:{one.number}", "none"))
        for one in measures
    )


def _overdue() -> tuple[OverdueGiven, ...]:
    rows: Iterable[Any] = cases.due(viewer=_READER, light="red")
    return tuple(
        OverdueGiven(
            row.pk, row.number, row.title, row.lead_unit.name, local_day(row.next_due_at) if row.next_due_at else None
        )
        for row in rows
    )


# policies


def _judged(day: datetime.date) -> JudgedGiven | None:
    run = rules.latest_run(on=day)
    if run is None:
        return None
    rows = rules.policies(on=day)
    return JudgedGiven(
        run.day,
        run.known_on,
        run.entities,
        tuple(_policy(row, day) for row in rows if row.state == "in_force" and not row.is_suspended),
        tuple(row.policy.label for row in rows if row.is_suspended or row.state not in ("in_force", *_OUT_OF_TIME)),
    )


def _policy(row: PolicyRow, day: datetime.date) -> PolicyGiven:
    reached = rules.entities_reached(row.policy.id, on=day, viewer=_READER).order_by("code")
    pairs = list(reached.values_list("code", "outcome", "amount_fen"))
    met = [(code, fen) for code, outcome, fen in pairs if outcome == "met"]
    known = [fen for _, fen in met if fen is not None]
    is_summed = row.entry.is_amount_set and row.policy.amount.kind != "up_to"
    return PolicyGiven(
        row.policy.id,
        row.policy.label,
        is_amount_set=row.entry.is_amount_set,
        is_ceiling=row.policy.amount.kind == "up_to",
        met=tuple(code for code, _ in met),
        unknown=tuple(code for code, outcome, _ in pairs if outcome == "unknown"),
        amount_yuan=Decimal(sum(known)) / 100 if is_summed else None,
        without_amount=len(met) - len(known),
    )
