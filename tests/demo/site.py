"""The sample county as a folder: made by the real command in a process of its own, looked at by another."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

LOOK = Path(__file__).with_name("look.py")


def environment(data: Path) -> dict[str, str]:
    """The environment of a process that works in ``data`` and knows nothing of the test's own folder."""
    left_out = {"DJANGO_SETTINGS_MODULE", "BEIZENG_DATABASE_URL", "BEIZENG_TODAY"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return kept | {"BEIZENG_DATA": str(data), "PYTHONUNBUFFERED": "1"}


def beizeng(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    command = [sys.executable, "-m", "beizeng", *arguments]
    return subprocess.run(command, env=environment(data), capture_output=True, text=True, check=False)


def begin(data: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a command and go on."""
    return subprocess.Popen(
        [sys.executable, "-m", "beizeng", *arguments],
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def make(data: Path) -> None:
    """Make the sample county in ``data``."""
    made = beizeng(data, "demo")
    assert made.returncode == 0, made.stdout + made.stderr


def state(data: Path) -> dict[str, Any]:
    """Everything that must not depend on how often the making was interrupted."""
    looked = subprocess.run(
        [sys.executable, str(LOOK)], env=environment(data), capture_output=True, text=True, check=False
    )  # fmt: skip
    assert looked.returncode == 0, looked.stderr
    found: dict[str, Any] = json.loads(looked.stdout)
    return found
