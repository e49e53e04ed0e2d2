"""The worked examples of the packs hold; one that does not is named."""

from pathlib import Path

import pytest
import yaml

from beizeng.base.people.queries import roles
from beizeng.cases.examples import Failure, failures
from beizeng.cases.shelf import timing
from beizeng.spec import Shelf, load_shelf
from beizeng.spec.case_examples import CaseExamples
from beizeng.spec.case_kind import CaseKind
from tests.cases.test_kinds import KIND


def test_every_example_of_the_packs_holds(shelf: Shelf) -> None:
    assert [f"{one.kind}　{one.story}　{one.why}" for one in failures(shelf, roles(), timing())] == []


def test_every_kind_of_registration_and_zone_has_examples(shelf: Shelf) -> None:
    shown = {file.of for file in shelf.all(CaseExamples)}
    wanted = {kind.id for kind in shelf.all(CaseKind) if kind.id.startswith(("registration", "deregistration", "zone"))}
    assert wanted <= shown


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"state": "closed"}, "状态应为 closed，是 opened"),
        ({"clocks": {"solve": "2024-03-12 green"}}, "时限 solve 应为 2024-03-12 green，是 2024-03-11 green"),
        ({"light": "red"}, "灯应为 red，是 green"),
    ],
)
def test_example_that_does_not_hold_is_named(tmp_path: Path, change: dict[str, object], why: str) -> None:
    folder = tmp_path / "trial" / "cases"
    folder.mkdir(parents=True)
    (folder / "trial.yaml").write_text(yaml.safe_dump(KIND, allow_unicode=True), encoding="utf-8")
    step = {"at": "2024-03-04 09:00", "by": "leading_group_office", "do": "lodge", "fields": {"until": "2024-06-01"}}
    story = {"label": "示例", "steps": [step], "state": "opened"} | change
    examples = {"kind": "case_examples", "of": "trial", "stories": [story]}
    (folder / "examples.yaml").write_text(yaml.safe_dump(examples, allow_unicode=True), encoding="utf-8")
    assert list(failures(load_shelf(tmp_path), roles(), timing())) == [Failure("trial", "示例", why)]
