"""The sample county served by `beizeng serve` itself, in processes of their own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.demo import site

PATIENCE_SECONDS = 90


@dataclass(frozen=True)
class Served:
    """A running site: where it answers, and the folder that it serves."""

    address: str
    data: Path

    def password(self, username: str) -> str:
        """The password of a demonstration account."""
        words: dict[str, str] = yaml.safe_load((self.data / "demo-passwords.yaml").read_text(encoding="utf-8"))
        return words[username]

    def turn_to(self, day: str) -> None:
        """Let another day count from the next request on."""
        (self.data / "demo.yaml").write_text(f"day: {day}\n", encoding="utf-8")


@contextlib.contextmanager
def serving(data: Path) -> Iterator[Served]:
    """Serve the folder on a free port; at the end all its processes have stopped, and none has complained."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "beizeng", "serve", "--port", str(port)],
        env=site.environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        _wait_for(port, process)
        yield Served(f"http://127.0.0.1:{port}", data)
    finally:
        said = _stop(process)
    assert "Traceback" not in said, said


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    clock = threading.Event()
    for _ in range(PATIENCE_SECONDS * 20):
        assert process.poll() is None, "the site ended before it answered"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        clock.wait(0.05)
    raise AssertionError(f"no answer within {PATIENCE_SECONDS} seconds")


def _stop(process: subprocess.Popen[str]) -> str:
    """Stop the site and its workers; what they said. The output ends when the last of them has let go of it."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        return process.communicate(timeout=PATIENCE_SECONDS)[0]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.communicate()[0]
