"""`beizeng tick`: raise the lights and send the notices whose moment has come. Again: nothing changes."""

import datetime
import logging
import signal
import threading
from typing import Annotated

import typer
from django.conf import settings
from django.db import Error, close_old_connections

from beizeng.base.clock.now import DEMO_MARK, SHANGHAI, now, utc_now
from beizeng.base.clock.question import read_moment
from beizeng.base.jobs.heartbeat import beat
from beizeng.base.ledger.actions import Refused
from beizeng.base.people.actor import house
from beizeng.cases import actions
from beizeng.cases.actions import TickReport
from beizeng.cli.show import console, print_json
from beizeng.indicators import actions as indicators
from beizeng.register import actions as register
from beizeng.rules import actions as rules

log = logging.getLogger(__name__)

top = typer.Typer()

#: Without a time of day, ``--at`` means the end of the working day.
_END_OF_WORK = datetime.time(17, 0)


@top.command()
def tick(
    at: Annotated[str | None, typer.Option(help="只在示例数据文件夹中可用：2024-09-30 或 2024-09-30T10:00")] = None,
    every: Annotated[int | None, typer.Option(min=1, help="每隔几秒走一次，直到停止")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Raise lights, send notices and climb the ladder, up to now: whatever was missed is caught up, each once."""
    if every is not None:
        _run_every(every)
        return
    moment = now(settings.DATA) if at is None else _demo_moment(at)
    report = run(moment)
    if json:
        print_json({"at": moment, "report": report})
        return
    for one in report.changed:
        console.print(
            f"{one.number} {one.clock}：{one.word}（{one.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}）", markup=False
        )
    console.print(f"查看 {report.looked} 件，变灯 {len(report.changed)} 处，提醒 {report.notices} 条")
    if report.moved:
        console.print(f"日历变动，改期 {report.moved} 个时限（见 beizeng cases moved）")
    if report.failed:
        console.print(f"未能处理，一小时后再试：{'、'.join(report.failed)}")


def run(moment: datetime.datetime) -> TickReport:
    """One tick of every room that has clocks; the register takes up what a broken load left, indicators follow it."""
    by = house("ticker")
    report = actions.tick(by=by, at=moment)
    register.sweep_orphans(by=by, at=moment)
    register.refresh_cards(by=by, at=moment)
    _follow(moment)
    beat(settings.DATA, "ticker", at=utc_now())
    return report


def _follow(moment: datetime.datetime) -> None:
    """Measure and judge what a feed, a new day or the packs have changed; clocks never stop for a count that fails."""
    try:
        indicators.keep_current(is_sample=(settings.DATA / DEMO_MARK).exists(), by=house("ticker"), at=moment)
    except Exception:
        log.exception("tick: the indicators were not measured")
    try:
        rules.keep_current(by=house("ticker"), at=moment)
    except Exception:
        log.exception("tick: the policies were not judged")


def _demo_moment(text: str) -> datetime.datetime:
    if not (settings.DATA / DEMO_MARK).exists():
        raise Refused("--at 只在示例数据文件夹中可用", what_now="去掉 --at，按真实时间运行")
    moment = read_moment(text, "--at")
    if isinstance(moment, datetime.datetime):
        return moment
    return datetime.datetime.combine(moment, _END_OF_WORK, SHANGHAI)


def _run_every(seconds: int) -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    while not stop.is_set():
        close_old_connections()
        try:
            run(now(settings.DATA))
        except (Error, OSError):  # the database is away or the disk full; what is missed is caught up later
            log.exception("tick: the database or the disk did not answer")
        stop.wait(seconds)
