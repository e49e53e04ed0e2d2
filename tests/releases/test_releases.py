"""Every release's data is carried on: its backup restored, migrated and verified by the program as it is now."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.demo.site import beizeng
from tests.releases.counting import counts

RELEASES = sorted(Path(__file__).parent.glob("*.tar.gz"))


def test_a_release_is_recorded() -> None:
    assert RELEASES


@pytest.mark.django_db
def test_every_change_of_a_table_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.thorough
@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_data_of_a_release_is_carried_on(release: Path, tmp_path: Path) -> None:
    data = tmp_path / "site"
    restored = beizeng(data, "restore", str(release), "--json")
    assert restored.returncode == 0, restored.stdout + restored.stderr
    before = json.loads(release.with_name(release.name.replace(".tar.gz", ".json")).read_text(encoding="utf-8"))
    now = counts(data)
    lost = {table: (rows, now.get(table)) for table, rows in before.items() if now.get(table, 0) < rows}
    assert not lost
    assert beizeng(data, "ledger", "verify").returncode == 0
    shown = json.loads(beizeng(data, "register", "show", "92140929MA0KTEA21P", "--json").stdout)
    assert shown["name"] == "岢岚县示例乙面馆"
    assert len(json.loads(beizeng(data, "cases", "due", "--json").stdout)) > 0
