"""`beizeng init` and `beizeng serve`: the house itself."""

import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import typer
from django.conf import settings
from django.core.management import call_command
from django.core.management.utils import get_random_secret_key

from beizeng.base.clock.now import now
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import house
from beizeng.cli.show import console
from beizeng.spec import load_shelf

top = typer.Typer()


@top.command()
def init() -> None:
    """Make the data folder ready: secret key, tables, units of the packs. Again: nothing changes."""
    prepare(settings.DATA)
    console.print(f"已就绪：{settings.DATA}")


def prepare(data: Path) -> None:
    """Everything that a data folder needs before its first use."""
    data.mkdir(parents=True, exist_ok=True)
    _keep_secret(data)
    call_command("migrate", verbosity=0, interactive=False)
    adopt_units(shelf=load_shelf(), by=house("setup"), at=now(data))


def _keep_secret(data: Path) -> None:
    path = data / "secret_key"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(get_random_secret_key())
    except FileExistsError:
        return
    path.chmod(0o600)


@top.command()
def serve(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the pages, with one worker for long work and the ticker, each in a process of its own (spawned)."""
    beizeng = [sys.executable, "-m", "beizeng"]
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--blocking-threads", "4", "--log-level", "warning", "beizeng.settings.wsgi:application",
    ]  # fmt: skip
    # being told to stop (by systemd, by a person) must reach the children too
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with ExitStack() as stopping:
        for command in ([*beizeng, "work"], [*beizeng, "tick", "--every", "60"]):
            stopping.callback(_stop, subprocess.Popen(command))
        pages = subprocess.Popen(web)
        stopping.callback(_stop, pages)
        console.print(f"打开 http://{host}:{port} ；按 Ctrl+C 停止")
        pages.wait()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=30)
