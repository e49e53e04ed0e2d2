"""The steps of the sample county. Each finds what an earlier, interrupted run left and does only the rest."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.clock.shelf import calendar_of
from beizeng.base.people.actor import Actor
from beizeng.base.ports import papers
from beizeng.cases import actions as cases
from beizeng.cases import queries as case_queries
from beizeng.cli import demo_accounts
from beizeng.cli.demo_accounts import Passwords
from beizeng.cli.demo_benefits import pay_unasked
from beizeng.cli.demo_matters import Matters
from beizeng.cli.house import prepare
from beizeng.cli.reports import write_papers
from beizeng.indicators import actions as indicators
from beizeng.plan import actions as plan
from beizeng.plan import queries as plan_queries
from beizeng.plan.rehearsal import Feedback, feedback
from beizeng.plan.shelf import programme_on
from beizeng.register import actions as register
from beizeng.register import queries as register_queries
from beizeng.register.sample import SampleCounty, feeds
from beizeng.reports import actions as reports
from beizeng.reports import queries as report_queries
from beizeng.rules import actions as rules
from beizeng.rules import batches
from beizeng.rules import queries as rules_queries
from beizeng.screening import queries as screening_queries
from beizeng.spec import Shelf
from beizeng.spec.rehearsal import Rehearsal

#: The programme opens in the morning of the day on which the plan was issued.
OPENED_AT = datetime.time(10, 0, tzinfo=SHANGHAI)
EVIDENCE = "（示例）佐证材料：任务完成情况说明。本文件为演示而虚构。\n".encode()

Say = Callable[[str], None]


@dataclass
class Demo:
    """One run: where, from which packs, on which day; the passwords and papers for the end."""

    data: Path
    shelf: Shelf
    plan: Path | None
    by: Actor
    at: datetime.datetime
    passwords: Passwords = field(default_factory=dict)
    papers: tuple[Path, ...] = ()

    @property
    def opened_at(self) -> datetime.datetime:
        programme, _measures = programme_on(self.shelf)
        return datetime.datetime.combine(programme.issued_on or self.day, OPENED_AT)

    @property
    def day(self) -> datetime.date:
        return self.at.date()


def check_packs(run: Demo, say: Say) -> str:
    """Step 1: the packs were read and checked before the first step; the folder is made ready for them."""
    prepare(run.data)
    return f"{len(run.shelf.items)} 个文件，{'、'.join(run.shelf.places())}，摘要 {run.shelf.digest[:12]}"


def open_programme(run: Demo, say: Say) -> str:
    """Step 2: the programme from the pack; its text where one was given."""
    plan.open_programme(shelf=run.shelf, is_sample=True, by=run.by, at=run.opened_at)
    loaded = "未载入方案原文（make run PLAN=文件）"
    if run.plan is not None:
        say("载入方案原文")
        plan.load_text(content=run.plan.read_bytes(), name=run.plan.name, by=run.by, at=run.at)
        say("审查方案原文")
        screened = plan.screen_text(by=run.by, at=run.at)
        loaded = f"已载入方案原文，疑似公平竞争条款 {len(screening_queries.findings(screened))} 处"
    projects = plan_queries.projects(viewer=run.by)
    measures = plan_queries.measures(viewer=run.by)
    return f"{len(projects)} 大工程、{len(measures)} 条举措；{loaded}"


def make_register(run: Demo, say: Say) -> str:
    """Step 3: the invented register, loaded feed by feed through the same door as a real one."""
    register.sweep_orphans(by=run.by, at=run.at)
    stamp = run.data / "sample" / "loaded"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != run.shelf.digest:
        _load_feeds(run, say)
        stamp.write_text(run.shelf.digest, encoding="utf-8")
    say("刷新卡片")
    register.refresh_cards(progress=lambda done, total, note: say(f"刷新卡片 {done}/{total}"), by=run.by, at=run.at)
    stock = register_queries.stock(on=run.day, known=run.day)
    kinds = "，".join(f"{_LABELS[kind]} {count}" for kind, count in sorted(stock.by_kind.items()))
    return f"{run.day} 存续 {stock.total} 户（{kinds}），均为虚构"


def _load_feeds(run: Demo, say: Say) -> None:
    folder = run.data / "sample"
    folder.mkdir(exist_ok=True)
    say("编制虚构名录")
    files = list(feeds(SampleCounty.of(run.shelf)))
    for number, file in enumerate(files, 1):
        say(f"载入 {number}/{len(files)} {file.name}")
        path = folder / file.name
        path.write_bytes(file.content)
        register.load_feed(
            path=path, feed=file.kind, known_on=file.known_on, is_sample=True, with_cards=False, by=run.by, at=run.at
        )  # fmt: skip


_LABELS = {"enterprise": "企业", "household": "个体工商户", "cooperative": "合作社", "branch": "分支机构"}


def judge(run: Demo, say: Say) -> str:
    """Step 4: every entity against every policy."""
    rules.run(day=run.day, progress=lambda done, total: say(f"判断 {done}/{total}"), by=run.by, at=run.at)
    counts = rules_queries.totals(day=run.day)
    verdicts = f"符合 {counts.met}，不符合 {counts.not_met}，未知 {counts.unknown}"
    return f"{counts.policies} 条政策：{verdicts}；{counts.not_set} 条金额未定"


def open_measures(run: Demo, say: Say) -> str:
    """Step 5: a case per measure, the matters of firms and the county, and what was done, as persons would do it."""
    run.passwords = demo_accounts.open_all(run.data, run.shelf, by=run.by, at=run.at)
    rehearsal = run.shelf.all(Rehearsal)[-1]
    plan.open_measures(is_sample=True, by=run.by, at=run.opened_at)
    _confirm_leads(run, rehearsal)
    numbers = [measure.number for measure in plan_queries.measures(viewer=run.by)]
    acts = feedback(
        rehearsal,
        measures=numbers,
        opened_on=run.opened_at.date(),
        until=run.day,
        calendar=calendar_of(run.shelf),
    )
    matters = Matters(run.shelf, run.data, run.by, run.at)
    doings: list[tuple[datetime.datetime, Callable[[], None]]] = [
        *((act.at, partial(_play, run, act)) for act in acts),
        *((deed.at, partial(matters.do, deed)) for deed in matters.deeds()),
    ]
    doings.sort(key=lambda doing: doing[0])
    done = 0
    for moment, group in groupby(doings, key=lambda doing: doing[0]):
        cases.tick(by=run.by, at=moment)
        for _at, do in group:
            do()
            done += 1
        say(f"{moment:%Y-%m-%d} 办理 {done}/{len(doings)}")
    cases.tick(by=run.by, at=run.at)
    lights = case_queries.lights_count(viewer=run.by)
    return "，".join(f"{_LIGHTS[light]} {count}" for light, count in lights.items())


_LIGHTS = {"red": "红灯", "amber": "黄灯", "green": "绿灯", "done": "已销号"}


def _confirm_leads(run: Demo, rehearsal: Rehearsal) -> None:
    office = demo_accounts.office_clerk(on=run.day)
    at = run.opened_at + datetime.timedelta(days=5)
    for measure in plan_queries.measures(viewer=run.by):
        if measure.lead_state == "proposed" and measure.number not in rehearsal.unconfirmed:
            plan.confirm_lead(number=measure.number, unit_id=measure.lead_unit_id, by=office, at=at)


def _play(run: Demo, act: Feedback) -> None:
    """Do one act, unless an earlier run did it: the case's history tells."""
    case = case_queries.of_subject(f"measure:{act.measure}", viewer=run.by)[0]
    if case_queries.has_acted(case, action=act.action, at=act.at):
        return
    clerk = demo_accounts.clerk_of(case.lead_unit_id, by=run.by, at=run.at)
    by = demo_accounts.office_clerk(on=run.day) if act.action == "clear" else clerk
    evidence = [papers.keep(run.data / "files", "示例佐证.txt", EVIDENCE)] if act.has_evidence else []
    cases.act(case=case, action=act.action, fields=act.fields, papers=evidence, by=by, at=act.at)


def pay(run: Demo, say: Say) -> str:
    """Step 6: one policy paid without an application, by the people who answer for it."""
    batch = pay_unasked(by=run.by, until=run.at)
    if batch is None:
        return "没有免申即享的批次"
    states = [row.state for row in batches.payments(batch, viewer=run.by)]
    return f"免申即享第 {batch.pk} 批：{len(states) - states.count('struck')} 户在列，{states.count('paid')} 户到账"


def brief(run: Demo, say: Say) -> str:
    """Step 7: every quarter measured, and the briefing of the day drafted, as the office would."""
    indicators.measure(
        day=run.day, is_sample=True, progress=lambda done, total: say(f"计量 {done}/{total}"), by=run.by, at=run.at
    )
    say("起草简报")
    report = reports.draft(day=run.day, by=run.by, at=run.at)
    run.papers = write_papers(report, run.data / "briefing")
    return f"《{report.title}》草稿，{len(report_queries.briefing(report).figures)} 个数据，都能追到记录"


def tell(run: Demo, say: Say) -> str:
    """Step 8: where everything is."""
    papers_at = "".join(f"\n    {path}" for path in run.papers)
    return f"数据在 {run.data}；演示日 {run.day}{papers_at}"


STEPS: list[tuple[str, Callable[[Demo, Say], str]]] = [
    ("核对数据包", check_packs),
    ("打开方案", open_programme),
    ("建示例名录", make_register),
    ("逐户判断政策", judge),
    ("交办举措、受理事项并推进到演示日", open_measures),
    ("免申即享", pay),
    ("计量指标，起草简报", brief),
    ("完成", tell),
]
