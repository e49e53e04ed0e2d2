"""Beginning a case, acting on it, giving it to another unit."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import F, QuerySet

from beizeng.base.clock.now import local_day
from beizeng.base.ledger.actions import Done, Refused, Unchanged, action
from beizeng.base.people import queries as people
from beizeng.base.people.actor import Actor
from beizeng.base.ports.papers import Paper
from beizeng.cases import askers, caps, guards, lodging, machine, queries
from beizeng.cases import fields as forms
from beizeng.cases.actions.effects import _carried, _keep_private, _lead_by, _take_effect
from beizeng.cases.actions.recording import InHand, Stale, _in_hand, _record
from beizeng.cases.actions.refusals import FormRefused
from beizeng.cases.models import Case, KindVersion, Numbering, Side
from beizeng.cases.shelf import kind_on, kinds, office, written
from beizeng.spec.case_form import Guard
from beizeng.spec.case_graph import LODGE
from beizeng.spec.case_kind import Action, CaseKind, Lodging

__all__ = ["Attached", "FormRefused", "Stale", "act", "lodge", "reassign"]


#: Sorts of subject that other rooms keep: such a case needs one that is there already.
_FROM_OUTSIDE = frozenset({"entity", "measure"})


@dataclass(frozen=True)
class Attached:
    """A kept paper and the need that it fulfils (``evidence``)."""

    need: str
    paper: Paper


@action("cases.lodge", permission="cases.read")
def lodge(
    *,
    kind: str,
    subject: str = "",
    title: str = "",
    lead_unit: str = "",
    joint_units: Sequence[str] = (),
    fields: Mapping[str, Any] = {},
    papers: Sequence[Attached | Paper] = (),
    follow_code: str = "",
    sent_as: str = "",
    is_sample: bool = False,
    by: Actor,
    at: datetime.datetime,
) -> Done | Unchanged:
    """Begin and return a case of a kind about a subject (``measure:13``); of one per subject, the one there is.

    Args:
        subject: left out: the case is about what it begins itself, and bears its number (``opening:设-2026-0001``).
        title, lead_unit, joint_units: left out: as the kind says.
        follow_code: whoever holds it may follow the case; only its digest is kept.
        sent_as: the mark of the form that was sent off; the same form again begins no second case.

    Raises:
        Refused: no such kind or unit, a subject of another sort, an actor who may not, a secret matter, what a guard
            of the kind does not let through.
        FormRefused: a field or paper missing or unreadable.
    """
    found = _kind(kind, local_day(at))
    if known := _begun_already(found, subject, sent_as, at):
        return Unchanged(known)
    lead_unit, joint = _parties(found, subject, lead_unit, joint_units)
    is_own = queries.applies_for_itself(found, by)
    if not machine.stands(found.lodge.who, by, _sides_at_first(found, subject, lead_unit, joint, by)):
        raise Refused(f"{found.label}须由有权限的单位和岗位交办，您的岗位不在其中")
    attached, values = _filled_in(found, fields, papers, is_own)
    title = title or lodging.title_of(found, subject, values, on=local_day(at))
    _refuse_secret(found, (title, *values.values()))
    values, private = forms.apart(found.lodge.fields, values)
    _hold_guards(found, found.lodge.guards, subject, values, at)
    _hold_cap(found, subject, values, at)
    row = _begun(found, subject, title, lead_unit, values, follow_code, sent_as, is_sample or by.is_sample, at)
    sides = [*([by.id] if is_own else []), *([askers.caller(follow_code).id] if follow_code else [])]
    label, kept = found.lodge.label, _kept(attached)
    hand = InHand(row, found, machine.Parties(lead_unit, frozenset(joint), applicants=frozenset(sides)))
    case = _record(hand, action=LODGE, label=label, fields=values, papers=kept, by=by, at=at)
    _take_in(case, joint, sides)
    _keep_private(case, private)
    detail = {"kind": kind, "subject": case.subject, "lead": lead_unit, "joint": joint, "fields": values}
    return Done(case, f"case:{case.pk}", f"{label} {case.number} {title}", basis=str(found.basis), detail=detail)


def _kind(kind: str, on: datetime.date) -> CaseKind:
    found = kind_on(kind, on)
    if found is None:
        raise Refused(f"没有“{kind}”这类事项", what_now=f"可办理：{'、'.join(kinds())}")
    return found


def _take_in(case: Case, units: Iterable[str], sides: Iterable[str]) -> None:
    """The joint units of a new case, and who applies."""
    through = Case.joint_units.through
    through.objects.bulk_create([through(case=case, unit_id=unit) for unit in units])
    Side.objects.bulk_create([Side(case=case, who=who, role="applicant") for who in dict.fromkeys(sides)])


def _begun(
    kind: CaseKind,
    subject: str,
    title: str,
    lead_unit: str,
    values: Mapping[str, Any],
    follow_code: str,
    sent_as: str,
    is_sample: bool,
    at: datetime.datetime,
) -> Case:
    """The case as it begins; the act that begins it writes it."""
    number = _number(kind, local_day(at).year)
    return Case(
        kind=kind.id,
        version_id=_version(kind),
        number=number,
        subject=subject or f"{kind.subject}:{number}",
        title=title[:300],
        lead_unit_id=lead_unit,
        state=kind.lodge.to,
        topic=str(values.get(kind.topic or "", "")),
        follow_digest=askers.digest_of(follow_code) if follow_code else "",
        sent_as=sent_as or None,
        opened_at=at,
        moved_at=at,
        is_sample=is_sample,
    )


def _parties(kind: CaseKind, subject: str, lead: str, joint: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The lead and the joint units, as given or as the kind says; each once."""
    lead = lead or kind.lodge.lead_unit or ""
    if not lead:
        raise FormRefused({"lead_unit": "请选择牵头单位"})
    others = tuple(dict.fromkeys(unit for unit in joint or kind.lodge.joint_units if unit != lead))
    _check_parties(kind, subject, (lead, *others))
    return lead, others


def _filled_in(
    kind: CaseKind, typed: Mapping[str, Any], papers: Sequence[Attached | Paper], is_own: bool
) -> tuple[list[Attached], dict[str, Any]]:
    """The papers with their needs, and the values of the lodging form; what only staff fill in has its default."""
    attached = [_attached(kind.lodge, paper) for paper in papers]
    asked = forms.asked_of(kind.lodge.fields, is_own)
    values, wrong = forms.clean(asked, typed, None)
    wrong |= forms.missing_papers(kind.lodge.papers, [paper.need for paper in attached])
    if wrong:
        raise FormRefused(wrong)
    return attached, values | {
        field.name: field.default for field in kind.lodge.fields if field not in asked and field.default
    }


def _sides_at_first(kind: CaseKind, subject: str, lead: str, joint: Sequence[str], by: Actor) -> machine.Parties:
    """The units and sides as the case begins: who applies for a thing that is not there yet, applies for itself."""
    direction = kind.office or office()
    entity = subject.removeprefix("entity:") if subject.startswith("entity:") else ""
    return machine.Parties(lead, frozenset(joint), direction, entity, frozenset() if entity else frozenset({by.id}))


def _hold_guards(
    kind: CaseKind, wanted: Sequence[Guard], subject: str, values: Mapping[str, Any], at: datetime.datetime
) -> None:
    for found in guards.unmet(kind, wanted, subject=subject, values=values, on=local_day(at)):
        raise Refused(found.reason, basis=str(found.guard.basis), what_now=found.guard.what_now)


def _hold_cap(kind: CaseKind, subject: str, values: Mapping[str, Any], at: datetime.datetime) -> None:
    over = caps.over_cap(kind, subject, values, at=at)
    if over is not None:
        raise Refused(
            f"{over.year} 年已有 {over.capped} 次，每户每年最多 {over.at_most} 次",
            basis=over.basis.said if over.basis else "",
            what_now="确有必要再去的，写明超过年度上限的理由",
        )


def _kept(attached: Sequence[Attached]) -> list[dict[str, Any]]:
    return [{"need": one.need, **asdict(one.paper)} for one in attached]


def _check_parties(kind: CaseKind, subject: str, units: Sequence[str]) -> None:
    sort, _colon, key = subject.partition(":")
    if (sort, bool(key)) != (kind.subject, True) and (subject or kind.subject in _FROM_OUTSIDE):
        raise Refused(f"{kind.label}的对象应写成“{kind.subject}:编号”，不是“{subject}”")
    unknown = people.missing_units(units)
    if unknown:
        raise Refused(f"没有这个单位：{'、'.join(unknown)}", what_now="请从单位名录中选择")


def _refuse_secret(kind: CaseKind, texts: Sequence[Any]) -> None:
    found = forms.refused_word(kind, texts)
    if found is not None:
        word, because, what_now, basis = found
        raise Refused(f"内容含“{word}”：{because}", basis=basis, what_now=what_now)


def _version(kind: CaseKind) -> str:
    """The hash of the kind as it is now; kept, where no case began under it before."""
    text, digest = written(kind)
    if not KindVersion.objects.filter(pk=digest).exists():
        KindVersion.objects.get_or_create(hash=digest, defaults={"kind": kind.id, "text": text})
    return digest


def _begun_already(kind: CaseKind, subject: str, sent_as: str, at: datetime.datetime) -> Case | None:
    """The case about this subject where there is to be one, or the one that this form began."""
    if kind.once_per_subject and (known := Case.objects.filter(kind=kind.id, subject=subject).first()):
        return known
    if not sent_as:
        return None
    # two that come at once wait for each other at the kind's numbers
    mine = _numbering(kind, local_day(at).year)
    if not mine.select_for_update():
        mine.get_or_create(series=_series(kind, local_day(at).year))
        mine.select_for_update().get()
    return Case.objects.filter(sent_as=sent_as).order_by().first()


def _series(kind: CaseKind, year: int) -> str:
    return f"{kind.id}:{year}"


def _numbering(kind: CaseKind, year: int) -> QuerySet[Numbering]:
    return Numbering.objects.filter(series=_series(kind, year))


def _number(kind: CaseKind, year: int) -> str:
    mine = _numbering(kind, year)
    if not mine.update(last=F("last") + 1):
        mine.get_or_create(series=_series(kind, year))
        mine.update(last=F("last") + 1)
    return kind.number.format(year=year, n=mine.get().last)


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
    hand = _in_hand(case, revision)
    row, kind, now = hand.row, hand.kind, hand.situation()
    move = kind.action(action)
    if move is None:
        raise Refused(f"{kind.label}没有“{action}”这个动作")
    basis = str(move.basis or kind.basis)
    hindrance = machine.hindrance(kind, now, move, by, hand.parties, at, hand.timing)
    if hindrance is not None:
        raise Refused(hindrance, basis=basis)
    attached = [_attached(move, paper) for paper in papers]
    values, wrong = forms.clean(move.fields, fields, now)
    wrong |= forms.missing_papers(move.papers, [paper.need for paper in attached])
    if wrong:
        raise FormRefused(wrong)
    _refuse_secret(kind, tuple(values.values()))
    _hold_guards(kind, move.guards, row.subject, {**now.known, **values}, at)
    values, private = forms.apart(move.fields, values)
    _take_effect(hand, move, values)
    _keep_private(row, private)
    what: dict[str, Any] = {"action": move.id, "label": move.label, "fields": values, "papers": _kept(attached)}
    _record(hand, **what, by=by, at=at)
    others = [_record(other, **what, by=by, at=at).number for other in _carried(row, move)]
    papers_of = [paper["sha256"] for paper in what["papers"]]
    detail = {"action": move.id, "state": row.state, "fields": values, "papers": papers_of, "with": others}
    return Done(row, f"case:{row.pk}", f"{row.number} {move.label}", basis=basis, detail=detail)


def _attached(move: Action | Lodging, paper: Attached | Paper) -> Attached:
    if isinstance(paper, Attached):
        return paper
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
    hand = _in_hand(case, revision)
    row = hand.row
    if row.lead_unit_id == lead_unit:
        return Unchanged(row)
    if row.closed_at is not None:
        raise Refused("事项已经办结，不能改派")
    _check_parties(hand.kind, row.subject, (lead_unit,))
    if not by.may_for_unit("cases.reassign", row.lead_unit_id):
        raise Refused("您的岗位不能改派其他单位的事项")
    names = people.unit_names()
    change = {"from": names[row.lead_unit_id], "to": names[lead_unit], "reason": reason}
    _lead_by(hand, lead_unit)
    _record(hand, action=machine.REASSIGN, label="改派", fields=change, by=by, at=at)
    return Done(row, f"case:{row.pk}", f"{row.number} 改由{names[lead_unit]}牵头", detail=change)
