"""Who may do what: role × relation × action from the roles pack; what each viewer sees."""

import pytest

from beizeng.base.people.queries import anonymous, roles
from beizeng.cases import actions, queries
from beizeng.cases.models import Case
from tests.cases.conftest import CLERK, NODES, OFFICE, PAPER, at, person

pytestmark = pytest.mark.django_db

UNITS = {"lead": "wenlv", "joint": "nongye", "other": "jiaotong", "office": "fagai"}
HANDLING = ("unit_clerk", "liaison", "township_clerk", "unit_head", "fair_competition_reviewer", "hotline_agent")
LEADING = {(role, "lead") for role in HANDLING}
JOINING = {(role, "joint") for role, _ in LEADING}
THE_OFFICE = {("leading_group_office", relation) for relation in UNITS}

#: action → who may, as (role, unit's relation to the case). Everybody else may not.
MATRIX = {
    "submit_plan": LEADING | THE_OFFICE,
    "report": LEADING | JOINING | THE_OFFICE,
    "finish_node": LEADING | THE_OFFICE,
    "claim_clearing": LEADING | THE_OFFICE,
    "send_back": THE_OFFICE,
    "clear": THE_OFFICE,
}
SEE_ALL = {"leading_group_office", "county_leader", "auditor"}
SEE_THEIRS = {role for role, _ in LEADING}


def in_state(measure: Case, state: str) -> Case:
    """The case in a state that it reached by other people's acts."""
    doer = person("leading_group_office", "fagai", number=99)
    case = measure
    if state in ("underway", "clearing"):
        plan = {"approach": "先摸底", "nodes": NODES}
        case = actions.act(case=case, action="submit_plan", fields=plan, by=doer, at=at("2022-04-01 10:00"))
    if state == "clearing":
        claim = {"outcome": "好"}
        case = actions.act(
            case=case, action="claim_clearing", fields=claim, papers=[PAPER], by=doer, at=at("2022-04-02 10:00")
        )
    return case


@pytest.mark.parametrize("state", ["assigned", "underway", "clearing"])
def test_each_role_may_exactly_what_the_matrix_says(measure: Case, state: str) -> None:
    case = in_state(measure, state)
    possible = {action.id for action in queries.kind_of(case).actions if state in action.origins}
    for role in roles():
        for relation, unit in UNITS.items():
            viewer = person(role, unit)
            may = {action.id for action in queries.may_act(case, viewer=viewer, at=at("2022-05-01 10:00"))}
            expected = {action for action in possible if (role, relation) in MATRIX[action]}
            assert may == expected, (role, relation)


def test_each_role_sees_exactly_its_cases(measure: Case) -> None:
    for role in roles():
        for relation, unit in UNITS.items():
            seen = queries.visible(viewer=person(role, unit)).count()
            expected = role in SEE_ALL or (role in SEE_THEIRS and relation in ("lead", "joint"))
            assert seen == int(expected), (role, relation)
    assert not queries.visible(viewer=anonymous())


def test_holder_sees_what_lies_with_it(measure: Case) -> None:
    viewer = person("unit_clerk", "fagai")
    assert queries.case_of(measure.pk, viewer=viewer) is None
    case = in_state(measure, "clearing")
    assert queries.case_of(case.pk, viewer=viewer) == case


def test_joint_lead_and_holder_count_once(measure: Case) -> None:
    viewer = person("unit_clerk", "wenlv", "nongye", "fagai")
    assert queries.visible(viewer=viewer).count() == 1


def test_filters_and_counts_hold_the_same_reach(measure: Case, item: Case) -> None:
    stranger = person("unit_clerk", "jiaotong")
    assert queries.lights_count(viewer=stranger) == {"red": 0, "amber": 0, "green": 0, "done": 0}
    assert queries.lights(viewer=stranger, subjects=["measure:13"]) == {}
    assert queries.lights(viewer=CLERK, subjects=["measure:13"]) == {"measure:13": "green"}
    assert queries.lights_by_unit(viewer=OFFICE)["wenlv"]["green"] == 1
    assert [case.pk for case in queries.due(viewer=OFFICE, by_day=at("2022-04-11 00:00").date())] == [measure.pk]
    assert list(queries.due(viewer=OFFICE, by_day=at("2022-04-10 00:00").date())) == []
    assert queries.due(viewer=OFFICE, text="13710-2024").count() == 1
    assert queries.due(viewer=OFFICE, unit="nongye").count() == 1
    assert queries.due(viewer=OFFICE, kind="13710-item", light="amber").count() == 1
    assert queries.of_subject("measure:13", viewer=CLERK).get() == measure
