"""One factory per model, one section per room; traits for situations."""

import datetime

import factory
from factory.django import DjangoModelFactory

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.people.models import ApiKey, ApiUse, Holding, Mandate, Post, Unit, User
from beizeng.cases.models import (
    CalendarCheck,
    Case,
    CaseClock,
    ClockMove,
    Event,
    KindVersion,
    Notice,
    Numbering,
    PrivateValue,
    SavedFilter,
    Side,
)
from beizeng.cases.shelf import kinds, written
from beizeng.indicators.models import Measuring, PeriodMove, Reading
from beizeng.register.codes import compose
from beizeng.register.models import Card, CardState, Feed, Heading, Likeness, Merge
from beizeng.reports.models import Report, ReportTemplate
from beizeng.rules.models import Batch, EntityBits, Objection, Payment, Reach, Run, Suspension
from beizeng.screening.models import Document, Finding
from tests.plan_factories import (
    MeasureFactory as MeasureFactory,
)
from tests.plan_factories import (
    PlanCorrectionFactory as PlanCorrectionFactory,
)
from tests.plan_factories import (
    PlanDraftFactory as PlanDraftFactory,
)
from tests.plan_factories import (
    PlanFindingFactory as PlanFindingFactory,
)
from tests.plan_factories import (
    PlanTextFactory as PlanTextFactory,
)
from tests.plan_factories import (
    ProgrammeFactory as ProgrammeFactory,
)
from tests.plan_factories import (
    ProjectFactory as ProjectFactory,
)
from tests.plan_factories import (
    TargetFactory as TargetFactory,
)
from tests.typed_policy import PolicyDraftFactory as PolicyDraftFactory

MOMENT = datetime.datetime(2024, 9, 30, 18, tzinfo=SHANGHAI)

# --- people


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit
        django_get_or_create = ("id",)

    id = factory.Sequence(lambda n: f"unit{n}")
    name = factory.Sequence(lambda n: f"示例单位{n}")
    level = "county"
    kind = "office"
    place = "test"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"示例人员{n}")
    is_sample = True


class PostFactory(DjangoModelFactory[Post]):
    class Meta:
        model = Post

    unit = factory.SubFactory(UnitFactory)
    title = factory.Sequence(lambda n: f"岗位{n}")
    role = "unit_clerk"


class HoldingFactory(DjangoModelFactory[Holding]):
    class Meta:
        model = Holding

    user = factory.SubFactory(UserFactory)
    post = factory.SubFactory(PostFactory)
    since_on = datetime.date(2020, 1, 1)


class MandateFactory(DjangoModelFactory[Mandate]):
    class Meta:
        model = Mandate

    user = factory.SubFactory(UserFactory)
    entity_code = "91140929MA0KTEA130"
    since_on = datetime.date(2020, 1, 1)


class ApiKeyFactory(DjangoModelFactory[ApiKey]):
    """A row as lists show it; a key with a known secret is made by ``people.actions.make_key``."""

    class Meta:
        model = ApiKey
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"示例密钥{n}")
    prefix = "bz_examples"
    digest = factory.Sequence(lambda n: f"{n:064x}")
    permissions = ["plan.read"]
    reach = "all"
    until_on = datetime.date(2025, 9, 30)
    made_at = MOMENT


class ApiUseFactory(DjangoModelFactory[ApiUse]):
    class Meta:
        model = ApiUse

    caller = factory.Sequence(lambda n: f"key:{n}")
    day = MOMENT.date()
    count = 1
    minute_at = MOMENT
    minute_count = 1


# --- cases


class KindVersionFactory(DjangoModelFactory[KindVersion]):
    """The long-term 13710 item as the packs have it."""

    class Meta:
        model = KindVersion
        django_get_or_create = ("hash",)

    kind = "13710-measure"
    text = factory.LazyAttribute(lambda version: written(kinds()[version.kind])[0])
    hash = factory.LazyAttribute(lambda version: written(kinds()[version.kind])[1])


class NumberingFactory(DjangoModelFactory[Numbering]):
    class Meta:
        model = Numbering
        django_get_or_create = ("series",)

    series = "13710-measure:2024"


class CaseFactory(DjangoModelFactory[Case]):
    """A row as lists show it; a case with events and clocks is made by ``cases.actions.lodge``."""

    class Meta:
        model = Case

    class Params:
        closed = factory.Trait(state="cleared", light="done", next_due_at=None, closed_at=MOMENT)

    kind = "13710-measure"
    version = factory.SubFactory(KindVersionFactory)
    number = factory.Sequence(lambda n: f"13710长-2024-{n:04}")
    subject = factory.Sequence(lambda n: f"measure:{n}")
    title = factory.Sequence(lambda n: f"示例事项{n}")
    lead_unit = factory.SubFactory(UnitFactory)
    holder_unit = factory.SelfAttribute("lead_unit")
    state = "assigned"
    next_due_at = MOMENT
    opened_at = MOMENT
    moved_at = MOMENT
    is_sample = True


class EventFactory(DjangoModelFactory[Event]):
    class Meta:
        model = Event

    case = factory.SubFactory(CaseFactory)
    sequence = factory.Sequence(lambda n: n + 1)
    action = "lodge"
    label = "交办"
    actor_id = "user:1"
    actor_name = "示例人员"
    at = MOMENT


class SideFactory(DjangoModelFactory[Side]):
    class Meta:
        model = Side

    case = factory.SubFactory(CaseFactory)
    who = "user:1"
    role = "applicant"


class SavedFilterFactory(DjangoModelFactory[SavedFilter]):
    class Meta:
        model = SavedFilter

    owner = "user:1"
    name = "本周到期"
    query = "state=open"


class PrivateValueFactory(DjangoModelFactory[PrivateValue]):
    class Meta:
        model = PrivateValue

    case = factory.SubFactory(CaseFactory)
    name = "caller"
    value = "甲乙丙丁"


class CaseClockFactory(DjangoModelFactory[CaseClock]):
    class Meta:
        model = CaseClock

    case = factory.SubFactory(CaseFactory)
    key = factory.Sequence(lambda n: f"plan-{n}")
    clock = "plan"
    label = "报送方案"
    starts_at = MOMENT
    due_on = datetime.date(2024, 9, 30)
    due_at = MOMENT
    light = "green"


class CalendarCheckFactory(DjangoModelFactory[CalendarCheck]):
    class Meta:
        model = CalendarCheck

    digest = factory.Sequence(lambda n: f"{n:064x}")
    at = MOMENT


class ClockMoveFactory(DjangoModelFactory[ClockMove]):
    class Meta:
        model = ClockMove

    calendar_check = factory.SubFactory(CalendarCheckFactory)
    case = factory.SubFactory(CaseFactory)
    key = "plan"
    label = "示例时限"
    old_due_on = datetime.date(2024, 10, 8)
    new_due_on = datetime.date(2024, 10, 9)
    why = "示例通知"
    at = MOMENT


class NoticeFactory(DjangoModelFactory[Notice]):
    class Meta:
        model = Notice

    key = factory.Sequence(lambda n: f"case-{n}-plan-2024-09-30-amber")
    case = factory.SubFactory(CaseFactory)
    to = "unit:wenlv"
    subject = factory.Sequence(lambda n: f"即将到期：示例事项{n}")
    text = "示例时限：即将到期，到期日 2024-09-30"
    at = MOMENT
    made_at = MOMENT


# --- indicators


class ReadingFactory(DjangoModelFactory[Reading]):
    """A value that the register gave."""

    class Meta:
        model = Reading

    indicator = "p1-1"
    on = known_on = datetime.date(2024, 9, 30)
    version = 1
    millionths = 35_000_000
    parts = factory.LazyAttribute(lambda reading: {"enterprise": (reading.millionths or 0) // 1_000_000})
    source = "register"
    by_id = "house:test"
    by_name = "系统"
    by_post = "test"
    at = MOMENT
    is_sample = True


class MeasuringFactory(DjangoModelFactory[Measuring]):
    """The register as it was last counted."""

    class Meta:
        model = Measuring

    day = datetime.date(2024, 9, 30)


class PeriodMoveFactory(DjangoModelFactory[PeriodMove]):
    """A locked quarter."""

    class Meta:
        model = PeriodMove

    period = "2024Q2"
    locks = True
    by_id = "house:test"
    by_name = "系统"
    by_post = "test"
    at = MOMENT


# --- register


class FeedFactory(DjangoModelFactory[Feed]):
    class Meta:
        model = Feed

    key = factory.Sequence(lambda n: f"{n:032x}")
    kind = "registration"
    file_name = "登记信息.csv"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    rows = loaded = changed = 1
    suspect = rejected = 0
    on_day = known_on = datetime.date(2024, 1, 1)
    published_at = datetime.datetime(2024, 1, 1, 1, tzinfo=datetime.UTC)
    cards_wait = False


class HeadingFactory(DjangoModelFactory[Heading]):
    class Meta:
        model = Heading

    kind = "tax"
    heading = factory.Sequence(lambda n: f"金额{n}")
    fact = "total_assets"
    told_at = datetime.datetime(2024, 1, 1, 1, tzinfo=datetime.UTC)
    told_by = "user:1"


LikenessFactory = factory.make_factory(Likeness, FACTORY_CLASS=DjangoModelFactory, probability=1, found_on="2024-09-30")
MergeFactory = factory.make_factory(Merge, names=["", ""], known_on=MOMENT.date(), FACTORY_CLASS=DjangoModelFactory)


class CardFactory(DjangoModelFactory[Card]):
    class Meta:
        model = Card

    code = factory.Sequence(lambda n: compose("92", "140929", f"MA0F{n:04d}"))
    name = factory.Sequence(lambda n: f"示例面馆{n}")
    kind = "household"
    status = "open"
    section = "H"
    industry = "6210"
    division = township = "140929100"


class CardStateFactory(DjangoModelFactory[CardState]):
    class Meta:
        model = CardState

    as_of_on = datetime.date(2024, 1, 1)


# --- rules


class RunFactory(DjangoModelFactory[Run]):
    class Meta:
        model = Run

    day = known_on = datetime.date(2024, 9, 30)
    rules_digest = factory.Sequence(lambda n: f"{n:064x}")
    facts_digest = factory.Sequence(lambda n: f"{n:064x}")
    entities = done = 1
    started_at = finished_at = MOMENT


class EntityBitsFactory(DjangoModelFactory[EntityBits]):
    class Meta:
        model = EntityBits

    run = factory.SubFactory(RunFactory)
    code = factory.Sequence(lambda n: compose("92", "140929", f"MA0F{n:04d}"))
    bits = b"\x03"


class ReachFactory(DjangoModelFactory[Reach]):
    class Meta:
        model = Reach

    run = factory.SubFactory(RunFactory)
    policy = "personal_startup_loan"
    code = factory.Sequence(lambda n: compose("92", "140929", f"MA0F{n:04d}"))
    outcome = "met"
    amount_fen = 30_000_000


class SuspensionFactory(DjangoModelFactory[Suspension]):
    class Meta:
        model = Suspension

    policy = "first_startup_grant"
    source = factory.Sequence(lambda n: f"measure:{n + 1}")
    reason = "疑似条款待审查"
    basis = "公平竞争审查条例"
    since_at = MOMENT


class BatchFactory(DjangoModelFactory[Batch]):
    class Meta:
        model = Batch

    policy = factory.Sequence(lambda n: f"example_{n}")
    label = "示例奖励"
    unit = "gongxin"
    day = datetime.date(2024, 9, 30)
    known_on = datetime.date(2024, 9, 30)
    rules_digest = "0" * 64
    channel_basis = "示例办法第一条"
    screened_at = MOMENT
    screened_by = "user:1"
    is_sample = True


class PaymentFactory(DjangoModelFactory[Payment]):
    class Meta:
        model = Payment

    batch = factory.SubFactory(BatchFactory)
    code = factory.Sequence(lambda n: compose("91", "140929", f"MA0P{n:04d}"))
    name = factory.Sequence(lambda n: f"示例企业{n}")
    amount_fen = 50_000_00
    facts = factory.LazyFunction(lambda: {"status": "open"})


class ObjectionFactory(DjangoModelFactory[Objection]):
    class Meta:
        model = Objection

    payment = factory.SubFactory(PaymentFactory)
    text = "示例异议"
    raised_at = MOMENT


# --- screening


class DocumentFactory(DjangoModelFactory[Document]):
    class Meta:
        model = Document

    title = factory.Sequence(lambda n: f"示例办法{n}")
    unit = factory.SubFactory(UnitFactory)
    day = datetime.date(2025, 6, 1)
    sha256 = "0" * 64
    checklist_digest = "0" * 64
    characters = 100
    screened_at = MOMENT
    screened_by = "示例人员"


class FindingFactory(DjangoModelFactory[Finding]):
    class Meta:
        model = Finding

    document = factory.SubFactory(DocumentFactory)
    point = "10-2"
    article = "《公平竞争审查条例》第十条第（二）项"
    strength = "clear"
    start = 0
    end = 10
    text = "按纳税额给予奖励。"
    why = "奖补与纳税挂钩"
    fingerprint = "0" * 64


# --- reports


class ReportFactory(DjangoModelFactory[Report]):
    """A draft as lists show it; one with content and papers is made by ``reports.actions.draft``."""

    class Meta:
        model = Report

    kind = "briefing"
    period = "2024年第三季度"
    title = "示例简报"
    day = known_on = datetime.date(2024, 9, 30)
    content = factory.LazyFunction(dict)
    content_sha256 = template_sha256 = docx_sha256 = xlsx_sha256 = records_sha256 = "0" * 64
    drafted_at = MOMENT
    drafted_by = "示例人员"
    is_sample = True


class ReportTemplateFactory(DjangoModelFactory[ReportTemplate]):
    class Meta:
        model = ReportTemplate

    kind = "briefing"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    name = "模板.docx"
    adopted_at = MOMENT
    adopted_by = "示例人员"
