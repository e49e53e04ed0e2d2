"""Writing readings: measured in the register, reported by the lead unit, corrected as a further version.

A reading is never changed. Counting is done outside any transaction; what is new is written in one short one.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.people.actor import Actor
from beizeng.base.ports.papers import Paper
from beizeng.cases.actions import FormRefused
from beizeng.indicators import counting, periods, queries
from beizeng.indicators.catalogue import Defined, catalogue, defined
from beizeng.indicators.counting import Counted
from beizeng.indicators.measure import words
from beizeng.indicators.models import SCALE, Measuring, PeriodMove, Reading
from beizeng.indicators.reported import Previous, doubt, number
from beizeng.register import queries as register

Progress = Callable[[int, int], None]


class Doubtful(FormRefused):
    """The value is so far from the last one that it is asked about; with a reason in ``confirm`` it is taken."""


@dataclass(frozen=True)
class MeasureReport:
    """What a measuring wrote: days looked at, readings new or changed, readings that were there already."""

    days: tuple[datetime.date, ...]
    written: int
    same: int


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


def measure(
    *, day: datetime.date, is_sample: bool = False, progress: Progress = _silent, by: Actor, at: datetime.datetime
) -> MeasureReport:
    """Count every counted indicator for each quarter end from its baseline's day to ``day``, by what is known then.

    The same register again writes nothing; a value that has changed becomes a further version.

    Raises:
        Refused: the actor may not measure.
    """
    if not by.may("indicators.measure"):
        raise Refused("您的岗位没有计量指标的权限", what_now="请联系领导小组办公室")
    feeds = register.feeds_known(day)
    counted = [one for one in catalogue().values() if not one.definition.how.is_reported]
    days = counting.quarters(counted, day=day)
    found: list[tuple[str, Counted]] = []
    for number_, values in enumerate(counting.by_quarter(counted, day=day), 1):
        found += values.items()
        progress(number_, len(days))
    written: int = keep_counted(day=day, found=found, is_sample=is_sample, by=by, at=at)
    if not Measuring.objects.filter(day__gt=day).exists():
        Measuring.objects.update_or_create(id=1, defaults={"day": day, "feeds": list(feeds)})
    return MeasureReport(tuple(days), written, len(found) - written)


def keep_current(*, is_sample: bool = False, by: Actor, at: datetime.datetime) -> MeasureReport | None:
    """Measure again where a feed came or went since the last time, or a quarter ended; None: nothing has changed.

    Raises:
        Refused: the actor may not measure.
    """
    return (
        measure(day=local_day(at), is_sample=is_sample, by=by, at=at) if queries.is_behind(on=local_day(at)) else None
    )


@action("indicators.keep_counted", permission="indicators.measure")
def keep_counted(
    *,
    day: datetime.date,
    found: Sequence[tuple[str, Counted]],
    is_sample: bool = False,
    by: Actor,
    at: datetime.datetime,
) -> Done | Unchanged:
    """Write what differs from the readings known by the day. Returns how many were written."""
    known = queries.latest(known=day)
    versions = queries.last_versions()
    rows = []
    for indicator, one in found:
        before = known.get((indicator, False, one.on))
        if _is_same(before, one):
            continue
        version = versions.get((indicator, False, one.on), 0) + 1
        reason = "" if version == 1 else f"按 {day} 所知重新计量"
        rows.append(
            _row(
                indicator,
                one.on,
                version,
                one.value,
                by,
                at,
                known_on=one.known,
                parts=dict(one.parts),
                unknown=one.unknown,
                entered=one.entered,
                left=one.left,
                source=Reading.Source.REGISTER,
                query=dict(one.query),
                digest=one.digest,
                reason=reason,
                is_sample=is_sample or by.is_sample,
            )
        )
    if not rows:
        return Unchanged(0)
    Reading.objects.bulk_create(rows)
    changed = sum(row.version > 1 for row in rows)
    detail = {"day": day, "written": len(rows), "changed": changed, "days": sorted({str(row.on) for row in rows})}
    summary = f"按 {day} 所知计量指标：{len(rows)} 个读数，其中 {changed} 个有变动"
    return Done(len(rows), f"indicators:{day}", summary, detail={**detail, "day": day.isoformat()})


def _is_same(before: Reading | None, one: Counted) -> bool:
    """Whether nothing new is to be written: the same answer to the same question, or nothing known at all."""
    if before is None:
        return one.value is None and not one.parts
    said = (before.value, before.parts, before.unknown, before.entered, before.left, before.query)
    return said == (one.value, dict(one.parts), one.unknown, one.entered, one.left, dict(one.query))


@action("indicators.report")
def report(
    *,
    indicator: str,
    on: datetime.date,
    value: str | Decimal,
    papers: Sequence[Paper],
    is_baseline: bool = False,
    confirm: str = "",
    by: Actor,
    at: datetime.datetime,
) -> Done | Unchanged:
    """Report a value for a day with its evidence; with ``is_baseline`` the value from which the path starts.

    Args:
        value: as typed; thousands may be separated.
        confirm: why a value that was asked about is right after all; it is kept with the value.

    Returns:
        The reading.

    Raises:
        Refused: counted in the register, another unit's indicator, reported already with another value.
        FormRefused: no number, no evidence, a day to come; Doubtful: a value to be confirmed.
    """
    one = _mine(indicator, by)
    _check_asked(one, is_baseline)
    exact = _checked(one, value, on, papers, confirm, is_baseline, by, at)
    before = queries.latest(known=local_day(at)).get((one.id, is_baseline, on))
    if before is not None and before.value == exact:
        return Unchanged(before)
    if before is not None:
        raise Refused(
            f"{one.definition.label} {on} 已经填报为 {words(before.value) if before.value is not None else '未知'}",
            what_now="要改已报的数，请办理更正并写明理由",
        )
    row = _row(
        one.id, on, queries.last_versions().get((one.id, is_baseline, on), 0) + 1, exact, by, at,
        is_baseline=is_baseline, known_on=local_day(at), source=Reading.Source.REPORTED,
        reason=confirm.strip(), papers=[asdict(paper) for paper in papers], is_sample=by.is_sample,
    )  # fmt: skip
    _keep(row)
    verb = "补报基数" if is_baseline else "填报"
    return Done(
        row,
        f"indicator:{one.id}",
        f"{verb} {one.definition.label} {on}：{words(exact)} {one.definition.unit}",
        basis=str(one.definition.basis),
        detail=_detail(row),
    )


@action("indicators.correct", permission="indicators.report")
def correct(
    *,
    indicator: str,
    on: datetime.date,
    value: str | Decimal,
    reason: str,
    papers: Sequence[Paper],
    is_baseline: bool = False,
    confirm: str = "",
    by: Actor,
    at: datetime.datetime,
) -> Done | Unchanged:
    """Correct a reported value: a further version with the reason; the one before stays as it was.

    Returns:
        The new reading.

    Raises:
        Refused: nothing was reported for the day, or the register counts it: then its feed is to be mended.
        FormRefused: no reason, and as ``report``.
    """
    one = _mine(indicator, by)
    before = queries.latest(known=local_day(at)).get((one.id, is_baseline, on))
    if before is None:
        raise Refused(f"{one.definition.label} {on} 还没有填报", what_now="请先填报")
    if before.source == Reading.Source.REGISTER:
        raise Refused(
            "这个数由名录计量，不能手工更正",
            basis="统计法 第七条",
            what_now="数据有误的，请数据来源单位更正后重新报送",
        )
    if not reason.strip():
        raise FormRefused({"reason": "更正理由：请写明为什么更正"})
    exact = _checked(one, value, on, papers, confirm, is_baseline, by, at)
    if before.value == exact:
        return Unchanged(before)
    row = _row(
        one.id, on, queries.last_versions()[(one.id, is_baseline, on)] + 1, exact, by, at,
        is_baseline=is_baseline, known_on=local_day(at), source=Reading.Source.REPORTED,
        reason="；".join(said for said in (reason.strip(), confirm.strip()) if said),
        papers=[asdict(paper) for paper in papers], is_sample=by.is_sample,
    )  # fmt: skip
    _keep(row)
    was = words(before.value) if before.value is not None else "未知"
    summary = f"更正 {one.definition.label} {on}：{was} 改为 {words(exact)} {one.definition.unit}，理由：{row.reason}"
    return Done(row, f"indicator:{one.id}", summary, basis=str(one.definition.basis), detail=_detail(row))


@action("indicators.lock_period", permission="indicators.lock")
def lock_period(*, period: str, reason: str = "", by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """Close a quarter that has ended: nothing is reported or corrected for it any more.

    Raises:
        Refused: it has not ended. BadInput: no quarter.
    """
    found = periods.Period.parse(period)
    if found.until >= local_day(at):
        raise Refused(f"{found.label}还没有结束，不能锁定", what_now=f"请在 {found.until} 以后锁定")
    return _move(found, locks=True, reason=reason, by=by, at=at)


@action("indicators.unlock_period", permission="indicators.lock")
def unlock_period(*, period: str, reason: str, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """Open a locked quarter again, with the reason.

    Raises:
        Refused: no reason. BadInput: no quarter.
    """
    if not reason.strip():
        raise Refused("没有写解锁的理由", what_now="请写明为什么解锁")
    return _move(periods.Period.parse(period), locks=False, reason=reason, by=by, at=at)


def _move(period: periods.Period, *, locks: bool, reason: str, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    if periods.is_locked(period.until) == locks:
        return Unchanged(None)
    row = PeriodMove(
        period=str(period), locks=locks, reason=reason.strip(),
        by_id=by.id, by_name=by.name, by_post=by.post_title, at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    said = f"：{row.reason}" if row.reason else ""
    return Done(row, f"period:{period}", f"{'锁定' if locks else '解锁'} {period.label}{said}", detail={"locks": locks})


def _mine(indicator: str, by: Actor) -> Defined:
    one = defined(indicator)
    if not any(by.may_for_unit("indicators.report", unit) for unit in one.units):
        raise Refused("这项指标由牵头单位填报，不是您所在单位", what_now="请联系牵头单位")
    return one


def _check_asked(one: Defined, is_baseline: bool) -> None:
    if is_baseline and one.definition.baseline is not None:
        raise Refused("这项指标已有基数，不需要补报", basis=str(one.definition.baseline.basis))
    if not is_baseline and not one.definition.how.is_reported:
        raise Refused("这项指标由名录计量，不需要填报", what_now="数据有误的，请数据来源单位更正后重新报送")


def _checked(
    one: Defined,
    value: str | Decimal,
    on: datetime.date,
    papers: Sequence[Paper],
    confirm: str,
    is_baseline: bool,
    by: Actor,
    at: datetime.datetime,
) -> Decimal:
    """The value as a number, once everything that was handed in can be taken."""
    if periods.is_locked(on):
        label = periods.Period.of(on).label
        raise Refused(f"{label}已经锁定，不再填报和更正", what_now="确需改动的，请领导小组办公室写明理由解锁")
    exact, wrong = number(value, one.definition)
    errors = {"value": wrong} if wrong else {}
    if on > local_day(at):
        errors["day"] = "还没有到这一天，请写今天或以前的日子"
    if not papers:
        errors["papers"] = "请至少交一份能证明这个数的材料"
    if errors or exact is None:
        raise FormRefused(errors)
    asked = doubt(exact, _previous(one, on, is_baseline, at), one)
    if asked and not confirm.strip():
        raise Doubtful({"value": asked})
    return exact


def _previous(one: Defined, on: datetime.date, is_baseline: bool, at: datetime.datetime) -> Previous | None:
    """The number that a report is held against: the last one up to its day, else the plan's target."""
    known = queries.latest(known=local_day(at)).values()
    said = [row for row in known if row.indicator == one.id and row.on <= on and row.value is not None]
    if said:
        last = max(said, key=lambda row: row.on)
        return Previous(last.value or Decimal(0), f"{last.on} 的数")
    target = one.target.target
    if target is None or one.target.comparator == "ratio" or is_baseline:
        return None
    return Previous(Decimal(str(target)), "目标")


def _row(
    indicator: str,
    on: datetime.date,
    version: int,
    value: Decimal | None,
    by: Actor,
    at: datetime.datetime,
    **more: Any,
) -> Reading:
    millionths = None if value is None else int(value * SCALE)
    return Reading(
        indicator=indicator, on=on, version=version, millionths=millionths,
        by_id=by.id, by_name=by.name, by_post=by.post_title, at=at, **more,
    )  # fmt: skip


def _keep(row: Reading) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise Refused("同一天的数刚由他人填报", what_now="请刷新页面看最新的数；要改的，请办理更正") from twice


def _detail(row: Reading) -> dict[str, Any]:
    return {
        "indicator": row.indicator, "on": row.on.isoformat(), "value": str(row.value), "version": row.version,
        "is_baseline": row.is_baseline, "reason": row.reason, "papers": [paper["sha256"] for paper in row.papers],
    }  # fmt: skip
