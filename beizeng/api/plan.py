"""The programme and its measures, as the plan was issued: open to everybody."""

import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Path, Router

from beizeng.api.access import ApiRequest, day_asked, reads
from beizeng.api.answers import Answer, Closed, Number, Source, UnitName, as_of, said
from beizeng.api.answers import number as exact_number
from beizeng.api.problems import not_found
from beizeng.cases import queries as cases
from beizeng.plan import queries

router = Router(tags=["plan 方案"])


class Lead(UnitName):
    """The unit that answers, and how that is known."""

    state: Literal["named", "proposed", "confirmed"] = said(
        "牵头状态",
        "named: the plan says so; proposed: waits for confirmation; confirmed by the leading group's office.",
    )


class TargetRow(Closed):
    """A target of the goal or of a project."""

    id: str = said("编号", "The target's id.", examples=["goal-1"])
    name: str = said("名称", "What is to be reached.")
    baseline: Number = said("基数", "From where; `missing` where the plan gives none.")
    target: Number = said("目标值", "How much; `not_set` where the plan gives words only, see `stated`.")
    stated: str = said("文字目标", "The target's words where it has no figure; empty otherwise.")
    comparator: str = said("比较", "equal, at_least, at_most, more_than, less_than, about, ratio, range.")
    unit: str = said("单位", "The figure's unit.")
    deadline: datetime.date | None = said("完成期限", "Null where the plan sets none.")


class ProjectRow(Closed):
    """One of the programme's projects."""

    number: int = said("序号", "Its number.")
    name: str = said("名称", "Its name.")
    lead: Lead = said("牵头单位", "Who answers.")
    joint_units: list[UnitName] = said("责任单位", "Who else.")
    targets: list[TargetRow] = said("指标", "Its targets.")


class ProgrammeAnswer(Answer):
    """The programme that runs."""

    id: str = said("编号", "The programme's id.")
    title: str = said("标题", "Its title.")
    document_number: str = said("文号", "The document number; empty where it has none.")
    issuer: str = said("印发机关", "Who issued it.")
    issued_on: datetime.date | None = said("印发日期", "Null where unknown.")
    is_sample: bool = said("示例", "It runs over an invented register.")
    measures: int = said("举措数", "How many measures it has.")
    goals: list[TargetRow] = said("总目标", "The targets of the goal.")
    projects: list[ProjectRow] = said("工程", "Its projects in order.")


class FigureRow(Closed):
    """A figure in a measure's text, value and unit as written."""

    kind: str = said("种类", "limit, period, date, frequency, amount, share, area, size, count, ratio.")
    value: Number = said("数", "As written, in `unit`: 30 beside 万元 is 300,000 yuan.")
    unit: str = said("单位", "As written; empty where none.")
    comparator: str = said("比较", "equal, at_least, at_most, more_than, less_than, about, ratio, range.")
    span: tuple[int, int] = said("位置", "Its place in the issued text, in characters.")


class MeasureRow(Closed):
    """One measure."""

    number: int = said("序号", "Its number in the programme; it never changes.", examples=[13])
    printed: int = said("文中序号", "Its number in the text that is in force.", examples=[13])
    title: str = said("标题", "Its heading.")
    section: str = said("节", "The section it stands in; empty where none.")
    lead: Lead = said("牵头单位", "Who answers.")
    joint_units: list[UnitName] = said("责任单位", "Who else.")
    unresolved: list[str] = said("未写明的单位", "Words of the plan that name nobody.")
    light: str | None = said("灯", "The light of its latest matter; null: none, or not for this caller.")
    figures: list[FigureRow] = said("数量、额度、期限", "The figures in its text.")
    span: tuple[int, int] = said("位置", "Its place in the issued text, in characters.")


class MeasuresAnswer(Answer):
    """All measures."""

    count: int = said("条数", "How many there are.")
    measures: list[MeasureRow] = said("举措", "In the plan's order.")


class MeasureAnswer(Answer):
    """One measure."""

    measure: MeasureRow = said("举措", "The measure.")


@reads(router, "/programme", "plan.read", ProgrammeAnswer, summary="Programme 方案")
def programme(request: ApiRequest) -> ProgrammeAnswer:
    """The programme that runs: goals and projects with their targets and the units that answer."""
    found = _programme(request)
    return ProgrammeAnswer(
        **_carried(request, found),
        id=found.id,
        title=found.title,
        document_number=found.document_number,
        issuer=found.issuer,
        issued_on=found.issued_on,
        is_sample=found.is_sample,
        measures=queries.measures(viewer=request.auth).count(),
        goals=[_target(row) for row in queries.goals(viewer=request.auth)],
        projects=[
            ProjectRow(
                number=row.number,
                name=row.name,
                lead=_lead(row),
                joint_units=_joint(row),
                targets=[_target(target) for target in row.targets.all()],
            )
            for row in queries.projects(viewer=request.auth)
        ],
    )


@reads(router, "/measures", "plan.read", MeasuresAnswer, summary="Measures 举措")
def measures(request: ApiRequest) -> MeasuresAnswer:
    """All measures of the programme; a plan has few, so they come on one page."""
    found = _programme(request)
    rows = list(queries.measures(viewer=request.auth))
    lights = cases.lights(viewer=request.auth, subjects=[_subject(row) for row in rows])
    listed = [_row(row, lights.get(_subject(row))) for row in rows]
    return MeasuresAnswer(**_carried(request, found), count=len(listed), measures=listed)


@reads(router, "/measures/{number}", "plan.read", MeasureAnswer, summary="One measure 一条举措")
def measure(
    request: ApiRequest,
    number: Annotated[int, Path(title="序号", description="Its number in the plan.", ge=1, le=10_000, examples=[13])],
) -> MeasureAnswer:
    """One measure of the programme."""
    found = _programme(request)
    row = queries.measure(number, viewer=request.auth)
    if row is None:
        raise not_found(str(number), "number", _("方案没有这条举措"), "/api/measures")
    light = cases.lights(viewer=request.auth, subjects=[_subject(row)]).get(_subject(row))
    return MeasureAnswer(**_carried(request, found), measure=_row(row, light))


def _programme(request: ApiRequest) -> Any:
    found = queries.programme(viewer=request.auth)
    if found is None:
        raise not_found("", "programme", _("还没有开办方案"), _("由领导小组办公室开办方案后再问"))
    return found


def _carried(request: ApiRequest, found: Any) -> dict[str, Any]:
    words = f"{found.title} {found.document_number}".strip()
    return {
        "as_of": as_of(day_asked(request, None)),
        "source": Source(room="plan", words=words, digest=found.text_sha256),
    }


def _subject(row: Any) -> str:
    return f"measure:{row.number}"


def _row(row: Any, light: str | None) -> MeasureRow:
    return MeasureRow(
        number=row.number,
        printed=row.printed,
        title=row.title,
        section=row.section_name,
        lead=_lead(row),
        joint_units=_joint(row),
        unresolved=row.unresolved,
        light=light,
        figures=[_figure(one) for one in row.figures],
        span=(row.span_start, row.span_end),
    )


def _figure(one: dict[str, Any]) -> FigureRow:
    value = None if one["value"] is None else Decimal(str(one["value"]))
    return FigureRow(
        kind=one["kind"],
        value=exact_number(value, "not_set"),
        unit=one["unit"] or "",
        comparator=one["comparator"],
        span=tuple(one["span"]),
    )


def _lead(row: Any) -> Lead:
    return Lead(id=row.lead_unit_id, name=row.lead_unit.name, state=row.lead_state)


def _joint(row: Any) -> list[UnitName]:
    return [UnitName(id=unit.id, name=unit.name) for unit in row.joint_units.all()]


def _target(row: Any) -> TargetRow:
    return TargetRow(
        id=row.key,
        name=row.name,
        baseline=exact_number(row.baseline, "missing"),
        target=exact_number(row.target, "not_set"),
        stated=row.stated,
        comparator=row.comparator,
        unit=row.unit,
        deadline=row.deadline,
    )
