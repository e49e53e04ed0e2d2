"""`beizeng serve` as a service: told to stop, it leaves no process behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo import serving, site

pytestmark = pytest.mark.slow


def test_stopping_stops_pages_worker_and_ticker(tmp_path: Path) -> None:
    assert site.beizeng(tmp_path, "init").returncode == 0
    port = serving._free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "beizeng", "serve", "--port", str(port)],
        env=site.environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    serving._wait_for(port, process)
    process.terminate()
    said, _ = process.communicate(timeout=serving.PATIENCE_SECONDS)  # ends when the last child lets go of the output
    assert process.returncode == 0, said
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
