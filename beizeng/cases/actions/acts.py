"""Beginning a case, acting on it, giving it to another unit."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import F

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.base.ports.papers import Paper
from beizeng.cases import fields as forms
from beizeng.cases import machine, queries
from beizeng.cases.actions.recording import Stale, _locked, _record
from beizeng.cases.models import Case, KindVersion, Numbering
from beizeng.cases.shelf import kinds, office, written
from beizeng.spec.case_kind import LODGE, Action, CaseKind

__all__ = ["Attached", "FormRefused", "Stale", "act", "lodge", "reassign"]


class FormRefused(Refused):
    """What was typed or handed in can't be taken. ``errors``: name of the field or paper → what to write."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("；".join(errors.values()), what_now="请改正后再提交")
        self.errors = dict(errors)


@dataclass(frozen=True)
class Attached:
    """A kept paper and the need that it fulfils (``evidence``)."""

    need: str
    paper: Paper


@action("cases.lodge")
def lodge(
    *,
    kind: str,
    subject: str,
    title: str,
    lead_unit: str,
    joint_units: Sequence[str] = (),
    fields: Mapping[str, Any] = {},
    is_sample: bool = False,
    by: Actor,
    at: datetime.datetime,
) -> Done | Unchanged:
    """Begin a case of a kind about a subject (``measure:13``); where the kind allows one per subject, the one there is.

    Returns:
        The case.

    Raises:
        Refused: no such kind or unit, a subject of another sort, an actor who may not, a secret matter.
        FormRefused: a field missing or unreadable.
    """
    found = kinds().get(kind)
    if found is None:
        raise Refused(f"没有“{kind}”这类事项", what_now=f"可办理：{'、'.join(kinds())}")
    if found.once_per_subject and (known := Case.objects.filter(kind=kind, subject=subject).first()):
        return Unchanged(known)
    joint = tuple(dict.fromkeys(unit for unit in joint_units if unit != lead_unit))
    _check_parties(found, subject, (lead_unit, *joint))
    if not machine.stands(found.lodge.who, by, machine.Parties(lead_unit, frozenset(joint), office())):
        raise Refused(f"{found.label}须由有权限的单位和岗位交办，您的岗位不在其中")
    values, wrong = forms.clean(found.lodge.fields, fields, None)
    if wrong:
        raise FormRefused(wrong)
    _refuse_secret(found, (title, *values.values()))
    case = Case.objects.create(
        kind=kind,
        version=_version(found),
        number=_number(found, local_day(at).year),
        subject=subject,
        title=title,
        lead_unit_id=lead_unit,
        state=found.lodge.to,
        opened_at=at,
        moved_at=at,
        is_sample=is_sample or by.is_sample,
    )
    case.joint_units.set(people.units().filter(id__in=joint))
    case = _record(case, action=LODGE, label="交办", fields=values, by=by, at=at)
    detail = {"kind": kind, "subject": subject, "lead": lead_unit, "joint": joint, "fields": values}
    return Done(case, f"case:{case.pk}", f"交办 {case.number} {title}", basis=str(found.basis), detail=detail)


def _check_parties(kind: CaseKind, subject: str, units: Sequence[str]) -> None:
    if subject.partition(":")[0] != kind.subject or not subject.partition(":")[2]:
        raise Refused(f"{kind.label}的对象应写成“{kind.subject}:编号”，不是“{subject}”")
    known = people.unit_names()
    unknown = [unit for unit in units if unit not in known]
    if unknown:
        raise Refused(f"没有这个单位：{'、'.join(unknown)}", what_now="请从单位名录中选择")


def _refuse_secret(kind: CaseKind, texts: Sequence[Any]) -> None:
    found = forms.refused_word(kind, texts)
    if found is not None:
        word, because, what_now, basis = found
        raise Refused(f"内容含“{word}”：{because}", basis=basis, what_now=what_now)


def _version(kind: CaseKind) -> KindVersion:
    text, digest = written(kind)
    return KindVersion.objects.get_or_create(hash=digest, defaults={"kind": kind.id, "text": text})[0]


def _number(kind: CaseKind, year: int) -> str:
    series = f"{kind.id}:{year}"
    Numbering.objects.get_or_create(series=series)
    Numbering.objects.filter(series=series).update(last=F("last") + 1)
    return kind.number.format(year=year, n=Numbering.objects.get(series=series).last)


@action("cases.act", permission="cases.read")
def act(
    *,
    case: Case,
    action: str,
    fields: Mapping[str, Any] = {},
    papers: Sequence[Attached | Paper] = (),
    revision: int | None = None,
    by: Actor,
    at: datetime.datetime,
) -> Done:
    """Apply one action of the case's kind: who may, what is asked and where it leads is the kind's word.

    Args:
        papers: kept papers; one without its need counts for the first need of the action.
        revision: the revision that the person had in front of them; None: whatever it is now.

    Returns:
        The case as it is after the action.

    Raises:
        Stale: somebody acted meanwhile.
        FormRefused: a field or paper missing or unreadable.
        Refused: not in this state, not by this person, a secret matter.
    """
    row = _locked(case, revision)
    kind, now = queries.kind_of(row), queries.situation(row)
    move = kind.action(action)
    if move is None:
        raise Refused(f"{kind.label}没有“{action}”这个动作")
    basis = str(move.basis or kind.basis)
    hindrance = machine.hindrance(kind, now, move, by, queries.parties(row))
    if hindrance is not None:
        raise Refused(hindrance, basis=basis)
    attached = [paper if isinstance(paper, Attached) else _unnamed(move, paper) for paper in papers]
    values, wrong = forms.clean(move.fields, fields, now)
    wrong |= forms.missing_papers(move.papers, [paper.need for paper in attached])
    if wrong:
        raise FormRefused(wrong)
    _refuse_secret(kind, tuple(values.values()))
    kept = [{"need": paper.need, **asdict(paper.paper)} for paper in attached]
    row = _record(row, action=move.id, label=move.label, fields=values, papers=kept, by=by, at=at)
    detail = {"action": move.id, "state": row.state, "fields": values, "papers": [paper["sha256"] for paper in kept]}
    return Done(row, f"case:{row.pk}", f"{row.number} {move.label}", basis=basis, detail=detail)


def _unnamed(move: Action, paper: Paper) -> Attached:
    if not move.papers:
        raise FormRefused({"papers": f"{move.label}不收材料"})
    return Attached(move.papers[0].id, paper)


@action("cases.reassign")
def reassign(
    *,
    case: Case,
    lead_unit: str,
    reason: str = "",
    revision: int | None = None,
    by: Actor,
    at: datetime.datetime,
) -> Done | Unchanged:
    """Give the case to another lead unit; its clocks run on. Returns the case.

    Raises:
        Refused: the case is closed, no such unit, or a unit beyond the actor's reach.
    """
    row = _locked(case, revision)
    if row.lead_unit_id == lead_unit:
        return Unchanged(row)
    if row.closed_at is not None:
        raise Refused("事项已经办结，不能改派")
    _check_parties(queries.kind_of(row), row.subject, (lead_unit,))
    if not by.may_for_unit("cases.reassign", row.lead_unit_id):
        raise Refused("您的岗位不能改派其他单位的事项")
    names = people.unit_names()
    change = {"from": names[row.lead_unit_id], "to": names[lead_unit], "reason": reason}
    row.lead_unit_id = lead_unit
    row.joint_units.remove(*people.units().filter(id=lead_unit))
    row = _record(row, action=machine.REASSIGN, label="改派", fields=change, by=by, at=at)
    return Done(row, f"case:{row.pk}", f"{row.number} 改由{names[lead_unit]}牵头", detail=change)
