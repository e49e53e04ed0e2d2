"""What an action changes besides the state, as its kind says: lead unit, the case that takes it in, class, result."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from beizeng.base.people import queries as people
from beizeng.cases.actions.recording import InHand, _in_hand
from beizeng.cases.actions.refusals import FormRefused
from beizeng.cases.models import Case, PrivateValue
from beizeng.spec.case_kind import Action, CaseKind


def _take_effect(hand: InHand, move: Action, values: Mapping[str, Any]) -> None:
    """Write the effects into the row in hand; whoever records the event saves it.

    Raises:
        FormRefused: no such unit, or no case that could take this one in.
    """
    row, kind = hand.row, hand.kind
    for field in move.fields:
        if field.type == "unit" and field.name in values and people.missing_units([values[field.name]]):
            raise FormRefused({field.name: "没有这个单位，请从单位名录中选择"})
    if move.gives_to is not None and move.gives_to in values:
        _lead_by(hand, values[move.gives_to])
    if move.joins is not None and move.joins in values:
        row.joined_to = _main(row, move.joins, values[move.joins])
    elif row.state in _carrying(kind) and move.to not in {None, *_carrying(kind)}:
        row.joined_to = None
    if kind.topic is not None and kind.topic in values:
        row.topic = values[kind.topic]
    if move.result is not None and move.result in values:
        row.result = values[move.result]


def _lead_by(hand: InHand, unit: str) -> None:
    """Give the case to a lead unit, which is a joint one no longer."""
    hand.row.lead_unit_id = unit
    if unit in hand.parties.joint:
        Case.joint_units.through.objects.filter(case=hand.row, unit_id=unit).delete()
    hand.parties = replace(hand.parties, lead=unit, joint=hand.parties.joint - {unit})


def _keep_private(case: Case, values: Mapping[str, Any]) -> None:
    """Keep what tells who asked beside the history; what was told before is written over."""
    PrivateValue.objects.bulk_create(
        [PrivateValue(case=case, name=name, value=value) for name, value in values.items()],
        update_conflicts=True,
        unique_fields=["case", "name"],
        update_fields=["value"],
    )


def _carrying(kind: CaseKind) -> set[str]:
    return {action.carries for action in kind.actions if action.carries}


def _main(row: Case, field: str, number: str) -> Case:
    found = Case.objects.filter(kind=row.kind, number=number.strip()).exclude(pk=row.pk).first()
    if found is None:
        raise FormRefused({field: f"没有编号为“{number}”的同类事项"})
    if found.closed_at is not None or found.joined_to_id is not None:
        raise FormRefused({field: f"{number} 已经办结或已并入别的事项，请写在办的主件编号"})
    if row.joined.exists():
        raise FormRefused({field: "本件已有并入的事项，请把新的一件并入本件"})
    return found


def _carried(row: Case, move: Action) -> Iterator[InHand]:
    """The cases taken in that make the move too; they follow the main one's lead unit."""
    if move.carries is None:
        return
    for other in list(row.joined.filter(state=move.carries)):
        hand = _in_hand(other)
        if hand.row.state == move.carries:
            hand.row.lead_unit_id = row.lead_unit_id
            yield hand
