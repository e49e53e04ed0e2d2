"""The restore drill: the sample county backed up, restored into a clean folder, and found the same."""

import json
from pathlib import Path

import pytest

from tests.demo import site

pytestmark = pytest.mark.slow


def test_restored_county_is_the_same(county: Path, tmp_path: Path) -> None:
    file, clean = tmp_path / "county.tar.gz", tmp_path / "clean"
    backed_up = site.beizeng(county, "backup", str(file), "--json")
    assert backed_up.returncode == 0, backed_up.stderr
    restored = site.beizeng(clean, "restore", str(file), "--json")
    assert restored.returncode == 0, restored.stderr
    said = json.loads(restored.stdout)
    assert said["members"] == json.loads(backed_up.stdout)["members"]
    assert said["fault"] is None
    assert site.state(clean) == site.state(county)


def test_restore_refuses_a_folder_in_use(county: Path, tmp_path: Path) -> None:
    file = tmp_path / "county.tar.gz"
    assert site.beizeng(county, "backup", str(file)).returncode == 0
    before = site.state(county)
    refused = site.beizeng(county, "restore", str(file))
    assert refused.returncode == 3
    assert "不是空的" in refused.stderr
    assert site.state(county) == before
