"""A request killed in the middle leaves either nothing or everything, and the ledger whole; doing it again works."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.demo import site

pytestmark = pytest.mark.slow

REQUEST = Path(__file__).with_name("killed_request.py")


def request(data: Path, moment: str) -> int:
    command = [sys.executable, str(REQUEST), moment]
    return subprocess.run(command, env=site.environment(data), capture_output=True, check=False).returncode


def reports(state: dict[str, Any]) -> int:
    return sum(1 for subject, action, _ in state["acts"] if (subject, action) == ("measure:1", "report"))


@pytest.mark.parametrize(
    ("moment", "is_done"), [("before_ledger", False), ("before_commit", False), ("after_commit", True)]
)
def test_killed_request_leaves_nothing_or_everything(copy_of_county: Path, moment: str, is_done: bool) -> None:
    before = site.state(copy_of_county)
    assert request(copy_of_county, moment) == -9
    after = site.state(copy_of_county)
    assert after["fault"] is None
    assert reports(after) == reports(before) + is_done
    if not is_done:
        assert after == before
    assert request(copy_of_county, "never") == 0
    again = site.state(copy_of_county)
    assert again["fault"] is None
    assert reports(again) == reports(before) + is_done + 1
