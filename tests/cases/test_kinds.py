"""What a kind is checked for, each with its error; and every shipped kind, by aspect."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from beizeng.base.people.queries import roles
from beizeng.spec import PackErrors, Shelf, load_shelf
from beizeng.spec.case_kind import CaseKind

BASIS = {"document": "示例", "verified": False}
LEAD = [{"permission": "cases.act", "relation": "lead"}]
KIND: dict[str, Any] = {
    "kind": "case_kind",
    "id": "trial",
    "label": "示例事项",
    "from": "2024-01-01",
    "basis": BASIS,
    "subject": "item",
    "number": "例{n}",
    "lodge": {"to": "opened", "who": LEAD, "fields": [{"name": "until", "label": "至", "type": "day"}]},
    "states": [
        {"id": "opened", "label": "已收"},
        {"id": "working", "label": "办理中"},
        {"id": "closed", "label": "办结", "ends": True},
    ],
    "actions": [
        {"id": "begin", "label": "开始", "from": ["opened"], "to": "working", "who": LEAD},
        {"id": "end", "label": "办结", "from": ["working"], "to": "closed", "who": LEAD},
    ],
    "clocks": [
        {
            "id": "solve",
            "label": "办理",
            "limit": {"term": "7 days"},
            "starts": ["lodge"],
            "stops": ["closed"],
            "basis": BASIS,
        }
    ],
    "lights": {"amber_share": "0.2", "amber_at_least": "1 day"},
    "lights_basis": BASIS,
}


def changed(*path: str | int, value: Any) -> dict[str, Any]:
    kind = copy.deepcopy(KIND)
    place: Any = kind
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return kind


def shelf_of(tmp_path: Path, kind: dict[str, Any]) -> Shelf:
    folder = tmp_path / "trial" / "cases"
    folder.mkdir(parents=True)
    (folder / "trial.yaml").write_text(yaml.safe_dump(kind, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return load_shelf(tmp_path)


def test_sound_kind_is_read(tmp_path: Path) -> None:
    (kind,) = shelf_of(tmp_path, KIND).all(CaseKind)
    assert kind.state("closed").ends


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (changed("actions", 1, "to", value=None), "state 'closed': no action leads there"),
        (changed("states", 2, "ends", value=False), "no state ends the case"),
        (
            {**KIND, "states": [*KIND["states"], {"id": "lost", "label": "丢失"}]},
            "state 'lost': no action leads there",
        ),
        (
            {
                **KIND,
                "states": [*KIND["states"], {"id": "stuck", "label": "卡住"}],
                "actions": [
                    *KIND["actions"],
                    {"id": "stick", "label": "卡", "from": ["working"], "to": "stuck", "who": LEAD},
                ],
            },
            "state 'stuck' is a dead end",
        ),
        (changed("actions", 0, "who", value=[]), "action 'begin': nobody may do it"),
        (changed("lodge", "who", value=[]), "nobody may lodge"),
        (changed("actions", 0, "from", value=[]), "action 'begin': possible in no state"),
        (changed("actions", 0, "to", value="nowhere"), "'to' names 'nowhere'"),
        (changed("actions", 1, "not_by_doer_of", value=["nothing"]), "'not_by_doer_of' names 'nothing'"),
        (changed("actions", 1, "id", value="begin"), "action 'begin' is declared twice"),
        (changed("actions", 1, "id", value="lodge"), "is the beginning itself"),
        (changed("clocks", 0, "stops", value=[]), "clock 'solve' never stops once started in 'opened'"),
        (
            {
                **KIND,
                "clocks": [{**KIND["clocks"][0], "starts": ["working"], "stops": ["begin"]}],
            },
            "clock 'solve' never stops once started in 'working'",
        ),
        (changed("clocks", 0, "starts", value=["never"]), "'starts' names 'never'"),
        (changed("clocks", 0, "limit", value={"term": "7 days", "on_field": "until"}), "write exactly one of"),
        (changed("clocks", 0, "limit", value={"on_field": "begins"}), "no field 'begins' of type day"),
        (changed("clocks", 0, "limit", value={"listed_in": "until"}), "no field 'until' of type nodes"),
        (changed("clocks", 0, "limit", value={"term": "soon"}), "String should match pattern"),
        (changed("clocks", 0, "pauses_in", value=["asleep"]), "'pauses_in' names 'asleep'"),
        (changed("lodge", "fields", 0, "values", value={"a": "甲"}), "a choice lists its 'values'"),
        (changed("lodge", "fields", 0, "clock", value="solve"), "type clock names its 'clock'"),
        (changed("number", value="例"), "String should match pattern"),
    ],
)
def test_fault_is_named_with_what_to_write(tmp_path: Path, kind: dict[str, Any], message: str) -> None:
    with pytest.raises(PackErrors) as errors:
        shelf_of(tmp_path, kind)
    assert message in str(errors.value)
    assert "trial/cases/trial.yaml" in str(errors.value)


def test_clock_without_limit_can_be_said(tmp_path: Path) -> None:
    (kind,) = shelf_of(tmp_path, changed("clocks", 0, "limit", value="not set")).all(CaseKind)
    assert kind.clocks[0].limit is None


def test_every_permission_of_every_kind_is_held_by_a_role(shelf: Shelf) -> None:
    held = {permission for role in roles().values() for permission in role.permissions}
    for kind in shelf.all(CaseKind):
        who = [*kind.lodge.who, *(one for action in kind.actions for one in action.who)]
        extensions = [clock.extension for clock in kind.clocks if clock.extension]
        who += [one for extension in extensions for one in (*extension.asked_by, *extension.granted_by)]
        assert {one.permission for one in who} <= held, kind.id


def test_what_no_source_gives_is_marked_unverified(shelf: Shelf) -> None:
    """Every kind rests on a text that was seen; lights never do. Of 13710 the five digits alone were found."""
    for kind in shelf.all(CaseKind):
        assert kind.basis.verified, kind.id
        assert not kind.lights_basis.verified, kind.id
        if kind.id.startswith("13710"):
            assert not any(clock.extension.basis.verified for clock in kind.clocks if clock.extension), kind.id
