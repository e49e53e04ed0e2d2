"""One of everything that an address can name: what the routes with arguments are visited with."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.jobs.models import Job
from beizeng.base.people.actor import house
from beizeng.base.people.models import User
from beizeng.base.ports import papers
from beizeng.cases import actions as cases
from beizeng.cases.models import Case
from beizeng.plan.models import PlanFinding, Programme, Project
from beizeng.register import actions as register
from beizeng.reports.actions import draft
from beizeng.rules import actions as rules
from beizeng.screening.actions import screen_document
from tests.factories import (
    ApiKeyFactory,
    BatchFactory,
    HoldingFactory,
    LikenessFactory,
    MandateFactory,
    MergeFactory,
    ObjectionFactory,
    PlanCorrectionFactory,
    PlanDraftFactory,
    PolicyDraftFactory,
    ReadingFactory,
    UnitFactory,
)  # fmt: skip

HOUSE = house("setup")
#: The JSON door asks for a key instead of a person.
API = "api/"
DAY = datetime.date(2024, 9, 30)
#: Two entities of 岚漪镇, one of the township beside it, one whose division only begins like it, one of the county.
OURS, VILLAGE, BESIDE, ALIKE, COUNTY = (
    "92140929MA0KTEA21P", "92140929MA0F0001XR", "92140929MA0F00025B", "91140929MA0KTEA130", "91140929MA0F0003X2",
)  # fmt: skip
#: One that counts every entity in business.
INDICATOR = "goal-2"
#: Personal: the manager of 示例面馆, of all others, and of a line that was not loaded; a group that is none.
OWNER, OTHERS, SLIPPED, GROUP = "甲乙丙丁氏", "子丑寅卯氏", "天地玄黄氏", "戊己庚辛群体"
NAMES = {OURS: "示例面馆", VILLAGE: "示例网店", BESIDE: "邻镇书屋", ALIKE: "近似米业", COUNTY: "全县商贸"}
TITLES = {"wenlv": "文旅局的举措", "jiaotong": "交通局的举措", "面馆": "面馆的事项", "书屋": "书屋的事项"}
REGISTRATION = f"""统一社会信用代码,名称,主体类别,登记状态,成立日期,行政区划,行业代码,负责人
{OURS},{NAMES[OURS]},个体工商户,存续,2021-05-06,140929100,6210,{OWNER}
{VILLAGE},{NAMES[VILLAGE]},个体工商户,存续,2023-01-01,140929100200,5292,{OTHERS}
{BESIDE},{NAMES[BESIDE]},个体工商户,存续,2023-01-01,140929101,5243,{OTHERS}
{ALIKE},{NAMES[ALIKE]},企业,存续,2015-01-01,1409291000,1311,{OTHERS}
{COUNTY},{NAMES[COUNTY]},企业,存续,2022-04-01,140929,5211,{OTHERS}
92140929MA0F0004ZZ,多出一格,个体工商户,存续,2023-01-01,140929101,5243,{SLIPPED},{SLIPPED}
"""
INSURANCE = f"""统一社会信用代码,从业人员,创办人为高校毕业生,创办人所属重点群体
{OURS},2,是,返乡创业人员
{VILLAGE},1,是,高校毕业生
{BESIDE},1,是,{GROUP}
{ALIKE},20,否,不属于重点群体
"""
PLAN = "示例县方案\n\n一、任务\n\n1.修路。每年修好村路3条。（县交通局牵头，县财政局配合）\n"
UNIT_OF = {
    "township_clerk": "lanyi", "leading_group_office": "fagai", "county_leader": "fagai", "auditor": "shenji",
    "fair_competition_reviewer": "shichang", "security_officer": "zhengfuban", "administrator": "zhengfuban",
}  # fmt: skip
BY_MANDATE = ("firm", "firm_agent")


def moment(text: str) -> datetime.datetime:
    """``2024-09-01 09:00`` in Shanghai."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def routes(patterns: list[URLPattern | URLResolver] | None = None, before: str = "") -> Iterator[tuple[str, object]]:
    """Every route of the site with its view."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, here)
        else:
            yield here, pattern.callback


def address_of(route: str, samples: dict[str, object]) -> str:
    """The route with its arguments filled in from the samples."""
    address, last = "/", 0
    for argument in re.finditer(r"<[^>]+>", route):
        prefix = route[: argument.end()]
        assert prefix in samples, f"no sample for '{prefix}': make one in tests/web/everything.py (fill)"
        address += route[last : argument.start()] + str(samples[prefix])
        last = argument.end()
    return address + route[last:]


def person(role: str) -> User:
    """An account with the role: a post in a unit (文旅局 unless the role has another), or a mandate for 示例面馆."""
    if role in BY_MANDATE:
        until = datetime.date(2030, 1, 1) if role == "firm_agent" else None
        mandate = MandateFactory(user__username=role, entity_code=OURS, is_agent=role == "firm_agent", until_on=until)
        return mandate.user
    unit = UnitFactory(id=UNIT_OF.get(role, "wenlv"))
    return HoldingFactory(post__role=role, post__unit=unit, user__username=role).user


def _measure_case(number: int, title: str, unit: str) -> Case:
    case: Case = cases.lodge(
        kind="13710-measure", subject=f"measure:{number}", title=title, lead_unit=unit,
        fields={"ends_on": datetime.date(2025, 12, 31)}, by=HOUSE, at=moment("2024-09-02 09:00"),
    )  # fmt: skip
    return case


def _entity_case(code: str, title: str, unit: str) -> None:
    """A case about an entity. The packs have no kind of case for one yet, so an ordinary one is turned to it."""
    case = cases.lodge(
        kind="13710-item", subject=f"item:{code}", title=title, lead_unit=unit,
        fields={"request": "请办理", "grade": "ordinary"}, by=HOUSE, at=moment("2024-09-02 09:00"),
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(subject=f"entity:{code}")


def _load(folder: Path, feed: str, text: str) -> int:
    path = folder / f"{feed}.csv"
    path.write_text(text, encoding="utf-8")
    day = datetime.date(2024, 1, 1)
    report = register.load_feed(path=path, feed=feed, known_on=day, on=day, by=HOUSE, at=moment("2024-01-01 09:00"))
    return report.feed_id


def fill(folder: Path) -> dict[str, object]:
    """Fill the county. Returns: route up to and including an argument → the value that it is visited with."""
    feeds = [_load(folder, "registration", REGISTRATION), _load(folder, "social_insurance", INSURANCE)]
    rules.run(day=DAY, by=HOUSE, at=moment("2024-09-30 09:00"))
    case = _measure_case(13, TITLES["wenlv"], "wenlv")
    _measure_case(14, TITLES["jiaotong"], "jiaotong")
    _entity_case(OURS, TITLES["面馆"], "wenlv")
    _entity_case(BESIDE, TITLES["书屋"], "jiaotong")
    paper = papers.keep(settings.DATA / "files", "证明.txt", "示例".encode())
    plan = papers.keep(settings.DATA / "files", "示例方案.txt", PLAN.encode())
    steps = {"approach": "先摸底", "nodes": "2024-12-31 完成摸底"}
    underway = cases.act(case=case, action="submit_plan", fields=steps, by=HOUSE, at=moment("2024-09-02 10:00"))
    cases.act(
        case=underway, action="claim_clearing", fields={"outcome": "好"}, papers=[paper], by=HOUSE,
        at=moment("2024-09-03 10:00"),
    )  # fmt: skip
    ReadingFactory(indicator=INDICATOR, papers=[asdict(paper)])
    document = screen_document(
        title="示例办法", text="外地企业不得在本县经营。", day=datetime.date(2025, 6, 1), unit_id="wenlv",
        by=HOUSE, at=moment("2024-09-30 09:00"),
    )  # fmt: skip
    report = draft(day=DAY, by=HOUSE, at=moment("2024-09-30 17:00"))
    batch = BatchFactory(unit="wenlv", state="published", published_on=DAY, published_until=datetime.date(2024, 10, 9))
    objection = ObjectionFactory(payment__batch=batch)
    office = User.objects.get(username="leading_group_office")
    job = Job.objects.create(
        kind="register.load_feed", arguments={}, asked_by=f"user:{office.pk}", asked_at=moment("2024-09-30 09:00")
    )
    return {
        "cases/new/<slug:kind_id>": "registration-open",
        "cases/kinds/<slug:kind_id>": "registration-open",
        "cases/<int:case_id>": case.pk,
        "cases/<int:case_id>/clocks/<slug:key>": "plan",
        "cases/<int:case_id>/<slug:action_id>": "submit_plan",
        "cases/<int:case_id>/papers/<slug:sha256>": paper.sha256,
        # decided, so that looking for likenesses again leaves it
        "duplicates/<int:likeness_id>": LikenessFactory(
            first=ALIKE, second=COUNTY, first_name=NAMES[ALIKE], state="apart"
        ).pk,
        "duplicates/merges/<int:merge_id>": MergeFactory(
            kept=COUNTY, absorbed="91140929MA0F00041K", undone_on=DAY, names=[NAMES[COUNTY], "曾并入"]
        ).pk,
        "feeds/<int:feed_id>": feeds[1],
        "feeds/template/<slug:kind>": "tax",
        "feeds/loading/<int:job_id>": job.pk,
        "indicators/<slug:indicator_id>": INDICATOR,
        "indicators/periods/<slug:key>": "2024Q2",
        "indicators/<slug:indicator_id>/correct/<slug:on>": "2024-09-30",
        "indicators/<slug:indicator_id>/records/<slug:on>": "2024-09-30",
        "indicators/<slug:indicator_id>/records/<slug:on>/<slug:known>": "2024-09-30",
        "indicators/<slug:indicator_id>/records/<slug:on>/<slug:known>/<slug:which>": "counted",
        "indicators/<slug:indicator_id>/parts/<slug:on>": "2024-09-30",
        "indicators/<slug:indicator_id>/parts/<slug:on>/<slug:known>": "2024-09-30",
        "indicators/<slug:indicator_id>/papers/<slug:sha256>": paper.sha256,
        "ledger/<int:seq>": 1,
        "measures/<int:number>": 13,
        "reports/<int:report_id>": report.pk,
        "reports/<int:report_id>/figures/<int:number>": 1,
        "programme/versions/<int:old>": 1,
        "programme/versions/<int:old>/<int:new>": 2,
        "plan/drafts/<int:draft_id>": PlanDraftFactory(sha256=plan.sha256, name=plan.name).pk,
        "plan/drafts/<int:draft_id>/elements/<slug:key>": "measure-1",
        "plan/drafts/<int:draft_id>/elements/<slug:key>/<slug:field>": "title",
        "plan/elements/<slug:key>": "measure-13",
        "plan/elements/<slug:key>/<slug:field>": "title",
        "plan/corrections/<int:correction_id>": PlanCorrectionFactory(programme=Programme.objects.get()).pk,
        "programme/findings/<int:finding_id>": PlanFinding.objects.first().pk,
        "programme/projects/<int:number>": Project.objects.exclude(lead_state="named").first().number,
        "entities/<slug:code>": OURS,
        "policies/drafts/<int:draft_id>": PolicyDraftFactory(unit="wenlv").pk,
        "policies/drafts/<int:draft_id>/<slug:key>": "submit",
        "policies/<slug:policy_id>": "personal_startup_loan",
        "policies/<slug:policy_id>/near": "above_size_industry",
        "policies/to-ask/<slug:fact>": "founder_group",
        "ladders/<slug:ladder_id>": "above_size",
        "benefits/<int:batch_id>": objection.payment.batch_id,
        "benefits/<int:batch_id>/<slug:key>": "close",
        "benefits/payments/<int:payment_id>": objection.payment_id,
        "benefits/payments/<int:payment_id>/<slug:key>": "object",
        "benefits/objections/<int:objection_id>": objection.pk,
        "screening/<int:document_id>": document.pk,
        "screening/<int:document_id>/findings/<int:finding_id>": document.findings.first().pk,
        "settings/keys/<int:number>": ApiKeyFactory().pk,
        "settings/posts/<int:number>": office.holdings.first().post_id,
        "api/measures/<number>": 13,
        "api/indicators/<indicator_id>": INDICATOR,
        "api/register/entities/<code>": OURS,
        "api/rules/entities/<code>": OURS,
        "api/<path:rest>": "nothing",
    }
