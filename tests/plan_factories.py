"""Factories of the plan's rows; ``tests.factories`` holds them all."""

import datetime

import factory
from factory.django import DjangoModelFactory

from beizeng.base.clock.now import SHANGHAI
from beizeng.plan.models import (
    Measure,
    PlanCorrection,
    PlanDraft,
    PlanFinding,
    PlanText,
    Programme,
    Project,
    Target,
)

MOMENT = datetime.datetime(2024, 9, 30, 18, tzinfo=SHANGHAI)


class ProgrammeFactory(DjangoModelFactory[Programme]):
    class Meta:
        model = Programme
        django_get_or_create = ("id",)

    id = "sample-2022"
    title = "示例方案"
    document_number = "示政发〔2022〕1号"
    text_sha256 = "0" * 64
    content_sha256 = "0" * 64
    opened_at = MOMENT
    is_sample = True


class ProjectFactory(DjangoModelFactory[Project]):
    class Meta:
        model = Project

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"示例工程{n + 1}")
    lead_unit = factory.SubFactory("tests.factories.UnitFactory")
    lead_state = "named"


class PlanFindingFactory(DjangoModelFactory[PlanFinding]):
    class Meta:
        model = PlanFinding

    programme = factory.SubFactory(ProgrammeFactory)
    code = "lead-missing"
    group = "definition"
    label = "没有牵头单位"
    severity = "gap"
    message = factory.Sequence(lambda n: f"示例问题{n}")
    span_start = 0
    span_end = 1
    fingerprint = factory.Sequence(lambda n: f"{n:064x}")
    day = MOMENT.date()
    found_at = MOMENT


class TargetFactory(DjangoModelFactory[Target]):
    class Meta:
        model = Target

    programme = factory.SubFactory(ProgrammeFactory)
    key = factory.Sequence(lambda n: f"p1-{n}")
    place = factory.SelfAttribute("key")
    order = factory.Sequence(int)
    name = factory.Sequence(lambda n: f"示例指标{n}")
    target = 10
    comparator = "at_least"
    unit = "户"
    span_start = 0
    span_end = 1


class MeasureFactory(DjangoModelFactory[Measure]):
    class Meta:
        model = Measure

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: n + 1)
    printed = factory.SelfAttribute("number")
    title = factory.Sequence(lambda n: f"示例举措{n + 1}")
    lead_unit = factory.SubFactory("tests.factories.UnitFactory")
    lead_state = "proposed"
    span_start = 0
    span_end = 1


class PlanTextFactory(DjangoModelFactory[PlanText]):
    class Meta:
        model = PlanText

    programme = factory.SubFactory(ProgrammeFactory)
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    name = "示例方案.txt"
    size = 1
    loaded_at = MOMENT
    loaded_by = "示例人员"


class PlanDraftFactory(DjangoModelFactory[PlanDraft]):
    class Meta:
        model = PlanDraft

    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    name = "示例方案新版.txt"
    size = 1
    handed_at = MOMENT
    handed_by = "示例人员"


class PlanCorrectionFactory(DjangoModelFactory[PlanCorrection]):
    class Meta:
        model = PlanCorrection

    programme = factory.SubFactory(ProgrammeFactory)
    element = "measure-1"
    field = "title"
    quote = "示例标题"
    was = "示例标题"
    value = "改后的示例标题"
    reason = "示例理由"
    made_at = MOMENT
    made_by = "示例人员"
