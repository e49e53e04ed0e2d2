"""A draft beside the policy in force: who gains, who loses, for how much; nothing is kept."""

import datetime
import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from beizeng.base.engine.beside import Group
from beizeng.base.ledger.actions import Refused
from beizeng.base.people.actor import house
from beizeng.base.people.queries import anonymous
from beizeng.cli import rules as commands
from beizeng.rules.models import Run
from beizeng.rules.trial import Trial, trial
from beizeng.spec.errors import BadInput
from beizeng.spec.loading import PackErrors, packs_root
from beizeng.spec.policy import Policy
from tests.rules.conftest import DAY, GRADUATE, SHOP

pytestmark = pytest.mark.django_db
LOAN = packs_root() / "kelan/rules/personal-startup-loan.yaml"


def draft(**changes: object) -> Policy:
    """The personal loan of the packs with some keys changed."""
    return Policy.model_validate(yaml.safe_load(LOAN.read_text(encoding="utf-8")) | changes)


def tried(policy: Policy) -> Trial:
    return trial(policy, on=DAY, known=DAY, viewer=house("test"))


def only_graduates() -> list[dict[str, object]]:
    basis = {"document": "示例办法", "verified": False}
    return [{"id": "graduate", "label": "高校毕业生", "expression": "founder_is_graduate", "basis": basis}]


def test_the_policy_itself_changes_nothing(county: Path) -> None:
    found = tried(draft()).found
    assert found.before == found.after
    assert (found.gained, found.lost) == ((), ())


def test_a_narrower_draft_loses_whom_it_leaves_out(county: Path) -> None:
    found = tried(draft(criteria=only_graduates())).found
    assert GRADUATE not in found.gained + found.lost
    assert SHOP in found.lost
    assert found.before is not None
    assert found.before.met == 2
    assert found.before.amount_fen == 2 * 300_000_00
    by_kind = {one.value: one for one in found.groups["kind"]}
    assert by_kind["household"] == Group("household", 2, 2, 1, 1, 60_000_000, 60_000_000)


def test_a_new_policy_has_nothing_beside_it(county: Path) -> None:
    found = tried(draft(id="new_one", criteria=only_graduates())).found
    assert found.before is None
    assert len(found.gained) == found.after.met


def test_a_trial_keeps_nothing(county: Path) -> None:
    tried(draft(criteria=only_graduates()))
    assert not Run.objects.exists()


def test_only_who_may_judge_may_try(county: Path) -> None:
    with pytest.raises(Refused):
        trial(draft(), on=DAY, known=DAY, viewer=anonymous())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"criteria": [only_graduates()[0] | {"expression": "no_such_fact > 1"}]}, "no_such_fact"),
        ({"from": datetime.date(2030, 1, 1), "to": None}, "施行期间"),
        ({"criteria": [only_graduates()[0] | {"expression": "established_on > 3"}]}, "比较"),
    ],
)
def test_what_can_not_be_tried_says_why(county: Path, changes: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        tried(draft(**changes))


def test_command_prints_the_difference(county: Path, tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text(LOAN.read_text(encoding="utf-8").replace("founder_group <> 'none'", "founder_is_graduate"), "utf-8")
    asked = ["trial", str(path), "--day", DAY.isoformat()]
    printed = json.loads(CliRunner().invoke(commands.app, [*asked, "--json"]).stdout)
    assert printed["in_force"]["met"] == 2
    assert SHOP in printed["lost"]
    assert {one["value"] for one in printed["by"]["kind"]} == {"household"}
    assert "不再符合" in CliRunner().invoke(commands.app, asked).stdout


def test_command_refuses_what_is_no_policy(county: Path, tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text("kind: policy\nid: x\n", encoding="utf-8")
    assert isinstance(CliRunner().invoke(commands.app, ["trial", str(path)]).exception, PackErrors)
    path.write_text("kind: parameters\nparameters: []\n", encoding="utf-8")
    assert isinstance(CliRunner().invoke(commands.app, ["trial", str(path)]).exception, BadInput)
    assert isinstance(CliRunner().invoke(commands.app, ["trial", str(tmp_path / "none")]).exception, BadInput)
