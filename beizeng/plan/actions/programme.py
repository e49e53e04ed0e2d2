"""Writing plans: a pack's programme opened, its issued text loaded, leads confirmed, measures put on the clock."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor, house
from beizeng.base.ports import papers
from beizeng.cases import actions as cases
from beizeng.cases import queries as case_queries
from beizeng.plan import queries
from beizeng.plan import shelf as packs
from beizeng.plan.actions.writing import _write_rows
from beizeng.plan.compare import differences
from beizeng.plan.findings import actions as findings
from beizeng.plan.issued import as_kept, decode
from beizeng.plan.models import Measure, PlanCorrection, PlanText, Programme, Project
from beizeng.plan.outline import read
from beizeng.screening import actions as screening
from beizeng.spec import Shelf, load_shelf
from beizeng.spec import programme as spec
from beizeng.spec.errors import BadInput

_KINDS: dict[str, type[Project] | type[Measure]] = {"measure": Measure, "project": Project}


@action("plan.open_programme")
def open_programme(
    *, shelf: Shelf, programme_id: str | None = None, is_sample: bool = False, by: Actor, at: datetime.datetime
) -> Done | Unchanged:
    """Open the programme of a pack: goals, projects, measures as they are there; a changed pack revises it.

    A lead that the leading group's office has confirmed stays. Returns the programme.

    Raises:
        Refused: no such programme on the shelf, or several and none chosen.
    """
    pack, measures = packs.programme_on(shelf, programme_id)
    content = _digest(pack, measures)
    known = Programme.objects.filter(id=pack.id).first()
    if known is not None and known.content_sha256 == content:
        return Unchanged(known)
    values = {
        "title": pack.title,
        "document_number": pack.document_number or "",
        "issuer": pack.issuer or "",
        "issued_on": pack.issued_on,
        "text_sha256": pack.text.sha256,
        "content_sha256": content,
        "findings": [finding.model_dump(mode="json") for finding in pack.findings],
    }
    created = {**values, "opened_at": at, "is_sample": is_sample}
    programme, _ = Programme.objects.update_or_create(id=pack.id, defaults=values, create_defaults=created)
    _write_rows(programme, pack, measures, office=packs.office_of(shelf))
    counts = {
        "projects": len(pack.projects),
        "targets": len(pack.goals) + sum(len(project.indicators) for project in pack.projects),
        "measures": sum(len(file.measures) for file in measures),
        "findings": len(pack.findings),
        "content": content,
        "before": known.content_sha256 if known else "",
    }
    findings.check_plan(by=house("plan"), at=at)
    verb = "修订" if known else "开办"
    summary = f"{verb}《{pack.title}》：{counts['projects']}个工程、{counts['measures']}条举措"
    return Done(programme, f"programme:{pack.id}", summary, basis=_basis(programme), detail=counts)


def _digest(pack: spec.Programme, measures: tuple[spec.Measures, ...]) -> str:
    whole = [one.model_dump(mode="json") for one in (pack, *measures)]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _basis(programme: Programme) -> str:
    return f"{programme.document_number}《{programme.title}》"


@action("plan.load_text")
def load_text(*, content: bytes, name: str, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """Keep the issued text of the programme that runs, and say in what it differs from the pack.

    Returns:
        The ``PlanText``; its ``differences`` are empty where text and pack say the same.

    Raises:
        Refused: no programme runs, the file is no text, or it is another plan's.
    """
    programme = _running()
    try:
        text = decode(content, name)
    except BadInput as unreadable:
        raise Refused(f"{unreadable.what}：{unreadable.why}", what_now=unreadable.write) from unreadable
    corrected = queries.lay_over(read(text, packs.units()), text, programme.corrections.all())
    found = differences(corrected.outline, packs.recorded(programme.id))
    if found.is_another:
        raise Refused(
            f"这不是《{programme.title}》的原文：{found.words[0]}",
            what_now="请核对文件；要换方案，请先制作该方案的数据包",
        )
    try:
        paper = papers.keep(settings.DATA / "files", *as_kept(content, name, text))
    except papers.PaperRefused as refused:
        raise Refused(str(refused)) from refused
    words = [*found.words, *_lost(corrected.lost)]
    latest = PlanText.objects.filter(programme=programme).first()
    if latest is not None and latest.sha256 == paper.sha256:
        return Unchanged(latest)
    row = PlanText.objects.create(
        programme=programme,
        sha256=paper.sha256,
        name=paper.name,
        size=paper.size,
        differences=words,
        loaded_at=at,
        loaded_by=by.name,
    )
    findings.check_plan(by=house("plan"), at=at)
    detail = {"sha256": paper.sha256, "name": paper.name, "differences": words}
    summary = f"载入《{programme.title}》原文，" + (f"与数据包有{len(words)}处不同" if words else "与数据包一致")
    return Done(row, f"programme:{programme.id}", summary, basis=_basis(programme), detail=detail)


def _lost(corrections: Iterable[int]) -> list[str]:
    rows = PlanCorrection.objects.filter(pk__in=list(corrections))
    return [f"{row.made_at:%Y-%m-%d} 的更正（{row.reason}）所依据的原句已不在文中，更正没有用上" for row in rows]


def screen_text(*, by: Actor, at: datetime.datetime) -> Any:
    """Screen the issued text under the laws of the day; each finding belongs to its measure, whose policies it holds.

    Returns:
        The screened document.

    Raises:
        Refused: no programme runs, its text is not loaded, or the actor may not screen for the office.
    """
    programme, text = _running(), queries.text(viewer=by)
    if text is None:
        raise Refused("还没有载入方案原文", what_now="请先载入原文：beizeng plan load")
    known = queries.numbers(programme)
    parts = [
        screening.Part(f"measure:{known[one.number]}", *one.span)
        for one in text.outline.measures
        if one.number in known
    ]
    return screening.screen_document(
        title=programme.title,
        text=text.text,
        day=local_day(at),
        unit_id=packs.office_of(load_shelf()),
        parts=parts,
        by=by,
        at=at,
    )


@action("plan.confirm_lead")
def confirm_lead(
    *, number: int, unit_id: str, of: str = "measure", by: Actor, at: datetime.datetime
) -> Done | Unchanged:
    """Confirm which unit leads a measure (or, with ``of="project"``, a project); its open case goes there.

    Returns:
        The measure or project.

    Raises:
        Refused: no such measure or unit, a collective, or the plan itself names the lead.
    """
    programme = _running()
    row = _KINDS[of].objects.filter(programme=programme, number=number).first()
    if row is None:
        raise Refused(f"方案中没有第{number}{'条举措' if of == 'measure' else '个工程'}")
    unit = people.units().filter(id=unit_id).exclude(kind="collective").first()
    if unit is None:
        raise Refused("只能由一个单位牵头，请从单位名录中选择", basis=_basis(programme))
    if row.lead_state == "named" and row.lead_unit_id != unit_id:
        raise Refused(f"方案已写明由{row.lead_unit}牵头", basis=_basis(programme), what_now="方案修订后才能改")
    if row.lead_unit_id == unit_id and row.lead_state != "proposed":
        return Unchanged(row)
    before = row.lead_unit_id
    named = [before, *row.joint_units.values_list("id", flat=True)]
    row.lead_unit, row.lead_state = unit, "confirmed"
    row.save(update_fields=["lead_unit", "lead_state"])
    row.joint_units.set(people.units().filter(id__in=named).exclude(id=unit_id))
    if of == "measure" and before != unit_id:
        hand_cases(before={number: before}, reason="领导小组办公室确认牵头单位", by=by, at=at)
    summary = f"确认{row}由{unit.name}牵头"
    detail = {"before": before, "unit": unit_id}
    return Done(row, f"{of}:{number}", summary, basis=_basis(programme), detail=detail)


def hand_cases(*, before: Mapping[int, str], reason: str, by: Actor, at: datetime.datetime) -> None:
    """Hand the open cases of measures to the units that lead them now.

    Args:
        before: measure → the unit that led it.
    """
    kind = packs.measure_kind(load_shelf())
    for measure in Measure.objects.filter(programme=_running()):
        if before.get(measure.number) not in (None, measure.lead_unit_id):
            subject = f"measure:{measure.number}"
            for case in case_queries.of_subject(subject, viewer=by).filter(kind=kind, closed_at=None):
                cases.reassign(case=case, lead_unit=measure.lead_unit_id, reason=reason, by=by, at=at)


@action("plan.open_measures", permission="plan.open_programme")
def open_measures(
    *, ends_on: datetime.date | None = None, is_sample: bool = False, by: Actor, at: datetime.datetime
) -> Done | Unchanged:
    """Lodge one long-term case per measure, to be cleared by the last day of the programme's goals, else its targets.

    Args:
        ends_on: the day by which measures are cleared where the plan names none.

    Returns:
        The cases that were begun now.

    Raises:
        Refused: no programme runs, or its targets name no day and none is given.
    """
    programme = _running()
    ends_on = queries.last_day(programme) or ends_on
    if ends_on is None:
        raise Refused("目标没有写明期限，无法确定清零日期", basis=_basis(programme), what_now="请写明举措何时清零")
    kind = packs.measure_kind(load_shelf())
    started = set(case_queries.visible(viewer=by).filter(kind=kind).values_list("subject", flat=True))
    begun = []
    for measure in Measure.objects.filter(programme=programme).prefetch_related("joint_units"):
        if f"measure:{measure.number}" not in started:
            begun.append(_lodge(kind, measure, ends_on, is_sample, by, at))
    if not begun:
        return Unchanged(begun)
    return Done(
        begun,
        f"programme:{programme.id}",
        f"交办{len(begun)}条举措",
        basis=_basis(programme),
        detail={"cases": [case.pk for case in begun], "ends_on": ends_on.isoformat()},
    )


def _lodge(
    kind: str, measure: Measure, ends_on: datetime.date, is_sample: bool, by: Actor, at: datetime.datetime
) -> Any:
    return cases.lodge(
        kind=kind,
        subject=f"measure:{measure.number}",
        title=measure.title,
        lead_unit=measure.lead_unit_id,
        joint_units=[unit.id for unit in measure.joint_units.all()],
        fields={"ends_on": ends_on.isoformat()},
        is_sample=is_sample,
        by=by,
        at=at,
    )


def _running() -> Programme:
    programme = Programme.objects.first()
    if programme is None:
        raise Refused("还没有开办方案", what_now="请先开办方案：beizeng plan open")
    return programme
