"""One sample county for all tests that need a whole one; each test works in a copy of its own."""

import fcntl
import shutil
from pathlib import Path

import pytest

from tests.demo import site


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample county, undisturbed: made once, whichever worker comes first. Read only."""
    root = tmp_path_factory.getbasetemp()
    shared = root.parent if root.name.startswith("popen-") else root
    data = shared / "county"
    with (shared / "county.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "county.made").exists():
            shutil.rmtree(data, ignore_errors=True)
            site.make(data)
            (shared / "county.made").touch()
    return data


@pytest.fixture
def copy_of_county(county: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return shutil.copytree(county, tmp_path / "county")
