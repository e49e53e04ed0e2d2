"""The database stopped or full, the worker killed, two tickers at once: said clearly, nothing lost, nothing twice."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.demo import serving, site

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
STORY = Path(__file__).with_name("faulty_database.py")


def told(moment: str, data: Path, *before: str) -> dict[str, Any]:
    done = subprocess.run(
        [*before, sys.executable, str(STORY), moment],
        env=site.environment(data), cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.skipif(not Path("/usr/lib/postgresql").is_dir(), reason="PostgreSQL is not installed")
@pytest.mark.parametrize(("moment", "kept"), [("before_ledger", 0), ("before_commit", 0), ("after_commit", 1)])
def test_database_stopped_in_the_middle(moment: str, kept: int, tmp_path: Path) -> None:
    seen = told(moment, tmp_path, str(ROOT / "deploy" / "with-postgresql"))
    assert seen["then"] == kept
    if not kept:
        assert (seen["status"], seen["says_nothing_saved"]) == (503, True)
    assert seen["health"] == 503
    assert seen["again"] == [200, 200]
    assert (seen["in_the_end"], seen["events"], seen["fault"]) == (1, 1, None)
    assert seen["beside_alive"] == [True, True], "worker and ticker outlive the database"
    assert seen["worker_works"]


def test_a_full_disk_under_the_database(tmp_path: Path) -> None:
    seen = told("full", tmp_path)
    assert (seen["status"], seen["says_nothing_saved"], seen["then"]) == (503, True, 0)
    assert seen["again"] == [200, 200]
    assert (seen["in_the_end"], seen["events"], seen["fault"]) == (1, 1, None)


def children(pid: int) -> dict[str, int]:
    """What runs beside the pages: ``work`` or ``tick`` → its process id."""
    found = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        words = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
        found |= {word: int(child) for word in ("work", "tick") if word in words}
    return found


def test_a_killed_worker_and_ticker_are_started_anew(tmp_path: Path) -> None:
    assert site.beizeng(tmp_path, "init").returncode == 0
    port = serving._free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "beizeng", "serve", "--port", str(port)],
        env=site.environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        serving._wait_for(port, process)
        before = children(process.pid)
        for pid in before.values():
            os.kill(pid, signal.SIGKILL)
        clock = threading.Event()
        for _ in range(300):
            now = children(process.pid)
            if set(now) == {"work", "tick"} and not set(now.values()) & set(before.values()):
                break
            clock.wait(0.1)
        assert set(now) == {"work", "tick"}
        assert not set(now.values()) & set(before.values())
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=serving.PATIENCE_SECONDS)
    assert process.returncode == 0, said
    assert "the worker has ended (-9)" in said
    assert "the ticker has ended (-9)" in said


def test_two_tickers_at_once_after_days_of_stop(copy_of_county: Path) -> None:
    before = site.state(copy_of_county)
    ticks = [site.begin(copy_of_county, "tick", "--at", "2024-10-28T09:30", "--json") for _ in range(2)]
    said = [json.loads(tick.communicate()[0])["report"] for tick in ticks]
    assert [tick.returncode for tick in ticks] == [0, 0]
    assert [one["failed"] for one in said] == [[], []]
    after = site.state(copy_of_county)
    assert after["fault"] is None
    count = sum(one["notices"] for one in said)
    assert count > 0
    assert after["messages"] - before["messages"] == count, "each occasion was told by one of the two"
    raised = Counter(f"{one['number']} {one['key']} {one['light']}" for part in said for one in part["changed"])
    assert raised
    assert set(raised.values()) == {1}
    again = json.loads(site.beizeng(copy_of_county, "tick", "--at", "2024-10-28T09:30", "--json").stdout)["report"]
    assert (again["looked"], again["changed"], again["notices"]) == (0, [], 0)
