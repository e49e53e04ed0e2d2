"""Kind × role × action: exactly the roles that the packs name may act, each only where it stands right to the case."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.people.actor import Actor
from beizeng.base.people.queries import roles
from beizeng.cases import machine
from beizeng.cases.machine import Parties, Situation
from beizeng.cases.rights import Right, rights
from beizeng.cases.shelf import timing
from beizeng.spec import Shelf
from beizeng.spec.case_examples import CaseExamples
from beizeng.spec.case_form import Who
from beizeng.spec.case_kind import Action, CaseKind

AT = datetime.datetime(2024, 3, 4, 9, tzinfo=SHANGHAI)
OURS, OTHERS = "91140929MA0K00013Q", "91140929MA0K00021K"
#: Every way to stand to a case: through a unit, through an entity, as the one who applied, as a stranger.
STANDINGS = ("lead", "joint", "office", "subject", "named", "applicant", "stranger")


def people_of(role: str, parties: Parties) -> Iterator[tuple[str, Actor]]:
    """One person of the role in each standing, and one in each joint unit that a kind may name."""
    permissions = roles()[role].permissions
    units = {"lead": parties.lead, "office": parties.office, **{f"joint:{one}": one for one in parties.joint}}
    codes = {"subject": parties.entity, "named": OTHERS}
    for standing in (*units, *codes, "applicant", "stranger"):
        who = next(iter(parties.applicants)) if standing == "applicant" else f"{role}@{standing}"
        in_unit = frozenset({units[standing]} if standing in units else ())
        acts_for = frozenset({codes[standing]} if standing in codes else ())
        yield standing, Actor(who, who, role, frozenset({role}), permissions, in_unit, acts_for)


def fulfils(one: Who, role: str, standing: str) -> bool:
    """Whether the packs let somebody of the role, standing so, do it: read off the two files, not from the program."""
    reach = roles()[role].permissions.get(one.permission)
    sort, _colon, unit = standing.partition(":")
    if reach == "all":
        return True
    if reach == "unit":
        fits = {"lead": {"lead"}, "joint": {"joint"}, "party": {"lead", "joint"}, "office": {"office"}}
        stands = one.relation == "any" or sort in fits.get(one.relation, set())
        return stands and one.unit in (None, unit)
    if reach == "own":
        fits = {"subject": {"subject", "applicant"}, "named": {"named"}, "any": set(STANDINGS)}
        return sort in fits.get(one.relation, set()) and (sort != "joint" or one.unit in (None, unit))
    return False


def parties_of(kind: CaseKind) -> Parties:
    joint = kind.lodge.joint_units or ("nongye",)
    lead = kind.lodge.lead_unit or "wenlv"
    applicants, named = frozenset({"caller:x"}), frozenset({OTHERS})
    return Parties(lead, frozenset(joint), kind.office or "fagai", OURS, applicants, named)


def may_as(who: tuple[Who, ...], role: str, standing: str, parties: Parties) -> bool:
    """Whether the packs let somebody of the role, standing so, do it; one unit may be lead and office at once."""
    is_both = parties.lead == parties.office and standing in ("lead", "office")
    sides = ("lead", "office") if is_both else (standing,)
    return any(fulfils(one, role, side) for one in who for side in sides)


def moves(kind: CaseKind) -> Iterator[tuple[Action, str]]:
    for action in kind.actions:
        for state in action.origins:
            yield action, state


def free_of_history(action: Action) -> Action:
    """The same action without what depends on what happened before: here only the person is asked about."""
    return action.model_copy(update={"only_if": (), "within": None})


def all_kinds(shelf: Shelf) -> list[CaseKind]:
    return shelf.all(CaseKind)


def test_exactly_who_the_packs_name_may_do_each_action_of_each_kind(shelf: Shelf) -> None:
    wrong, asked = [], 0
    for kind in all_kinds(shelf):
        parties = parties_of(kind)
        for action, state in moves(kind):
            for role in roles():
                for standing, actor in people_of(role, parties):
                    said = machine.hindrance(
                        kind, Situation(state), free_of_history(action), actor, parties, AT, timing(parties.lead)
                    )
                    may = may_as(action.who, role, standing, parties)
                    asked += 1
                    if (said is None) != may or (said is not None and "岗位不在其中" not in said):
                        wrong.append(f"{kind.id} {action.id} {state}: {role} as {standing}: {said or 'may'}")
    assert asked > 10_000
    assert wrong == []


def test_who_may_begin_each_kind(shelf: Shelf) -> None:
    wrong = []
    for kind in all_kinds(shelf):
        parties = parties_of(kind)
        for role in roles():
            for standing, actor in people_of(role, parties):
                may = may_as(kind.lodge.who, role, standing, parties)
                if machine.stands(kind.lodge.who, actor, parties) != may:
                    wrong.append(f"{kind.id}: {role} as {standing}")
    assert wrong == []


def table(shelf: Shelf) -> list[Right]:
    examples = shelf.all(CaseExamples)
    return [right for kind in all_kinds(shelf) for right in rights(kind, roles(), examples)]


def test_the_table_names_the_same_roles(shelf: Shelf) -> None:
    named = {(one.kind, one.action): {role for doers in one.doers for role in doers.roles} for one in table(shelf)}
    for kind in all_kinds(shelf):
        parties = parties_of(kind)
        for action in kind.actions:
            may = {
                role
                for role in roles()
                for _standing, actor in people_of(role, parties)
                if machine.stands(action.who, actor, parties)
            }
            assert named[kind.id, action.id] == may, (kind.id, action.id)


def test_every_action_that_somebody_does_is_proved_by_a_worked_example(shelf: Shelf) -> None:
    unproved = [f"{one.kind} {one.action}" for one in table(shelf) if one.doers and not one.proofs]
    assert unproved == []


@pytest.mark.parametrize(
    ("kind", "action", "wanted"),
    [
        ("13710-item", "clear", {"everywhere": ("leading_group_office",)}),
        ("12345-enterprise", "dispatch", {"office": ("hotline_agent",)}),
        ("12345-enterprise", "rule", {"office": ("unit_head",), "everywhere": ("county_leader",)}),
        ("registration-cluster", "agree", {"named": ("firm", "firm_agent")}),
    ],
)
def test_the_table_says_how_each_role_stands(shelf: Shelf, kind: str, action: str, wanted: dict[str, Any]) -> None:
    (right,) = [one for one in table(shelf) if (one.kind, one.action) == (kind, action)]
    assert {doers.relation: doers.roles for doers in right.doers} == wanted
