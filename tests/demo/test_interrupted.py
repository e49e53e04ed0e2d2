"""Killed anywhere, the sample county ends in the state of an undisturbed run, its ledger whole."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.demo import site

pytestmark = pytest.mark.slow

PATIENCE_SECONDS = 240


def count(folder: Path) -> int:
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def read_until(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if word in line:
            return
    raise AssertionError(f"the run ended before it said {word}")


def kill_when(process: subprocess.Popen[str], has_come: Callable[[], bool]) -> None:
    """Kill the process (no goodbye) as soon as the moment has come."""
    clock = threading.Event()
    for _ in range(PATIENCE_SECONDS * 50):
        if has_come() or process.poll() is not None:
            break
        clock.wait(0.02)
    assert process.poll() is None, "the run ended before the moment came"
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_making_it_again_changes_nothing(county: Path) -> None:
    before = site.state(county)
    again = site.beizeng(county, "demo")
    assert again.returncode == 0, again.stderr
    assert site.state(county) == before
    assert before["fault"] is None


def test_killed_in_every_long_step_it_ends_the_same(county: Path, tmp_path: Path) -> None:
    data = tmp_path / "interrupted"
    moments: list[tuple[str, Callable[[], bool]]] = [
        ("3/", lambda: count(data / "sample") >= 7),
        ("3/", lambda: count(data / "sample") >= 90),
        ("4/", lambda: True),
        ("5/", lambda: count(data / "messages") >= 5),
        ("5/", lambda: count(data / "messages") >= 300),
    ]
    for word, has_come in moments:
        with site.begin(data, "demo") as process:
            read_until(process, word)
            kill_when(process, has_come)
    site.make(data)
    undisturbed, found = site.state(county), site.state(data)
    assert found["fault"] is None
    for part, value in undisturbed.items():
        assert found[part] == value, part


def test_nothing_known_later_is_read(county: Path) -> None:
    early = site.beizeng(county, "rules", "run", "--day", "2023-06-30", "--json")
    assert early.returncode == 0, early.stderr
    stock = site.state(county)["stock"]
    assert "total=65" in stock


def test_demo_refuses_a_folder_with_a_real_programme(tmp_path: Path) -> None:
    assert site.beizeng(tmp_path, "init").returncode == 0
    refused = site.beizeng(tmp_path, "demo")
    assert refused.returncode == 3
    assert "示例数据不能混入正式数据" in refused.stderr
    assert not (tmp_path / "demo.yaml").exists()


def test_demonstration_day_counts_only_in_a_demo_folder(tmp_path: Path) -> None:
    environment = site.environment(tmp_path) | {"BEIZENG_TODAY": "2024-09-30"}
    code = "from pathlib import Path; from beizeng.base.clock.now import today; print(today(Path('.')))"
    command = [sys.executable, "-c", code]
    plain = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    (tmp_path / "demo.yaml").write_text("day: 2024-09-30\n", encoding="utf-8")
    demo = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert demo.strip() == "2024-09-30"
    assert plain.strip() != "2024-09-30"
