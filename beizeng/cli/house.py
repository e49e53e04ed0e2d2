"""`beizeng init` and `beizeng serve`: the house itself."""

import logging
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer
import yaml
from django.conf import settings
from django.core.management import call_command
from django.core.management.utils import get_random_secret_key

from beizeng.base.clock.now import now
from beizeng.base.people.actions import adopt_units
from beizeng.base.people.actor import house
from beizeng.cli.show import console
from beizeng.spec import load_shelf
from beizeng.spec.errors import BadInput
from beizeng.spec.loading import packs_root
from beizeng.spec.places import OWN_PACKS, PLACE_FILE, Place, site_of

log = logging.getLogger(__name__)

top = typer.Typer()

#: How often `serve` looks whether what runs beside the pages still runs.
_LOOK_SECONDS = 2.0


@top.command()
def init(
    place: Annotated[str | None, typer.Option(help="运行哪个地方：packs/ 下的文件夹名；不写则按数据包的默认")] = None,
    name: Annotated[str, typer.Option(help="数据包里还没有的地方，写它的名称，例如 某某县")] = "",
    within: Annotated[str, typer.Option(help="新地方在哪个地方之内")] = "national",
) -> None:
    """Make the data folder ready: its place, secret key, tables, units of the packs. Again: nothing changes."""
    if place is not None and name:
        _found(settings.DATA, place, name, within)
    if place is not None:
        _settle(settings.DATA, place)
    prepare(settings.DATA)
    console.print(f"已就绪：{settings.DATA}（{load_shelf().all(Place)[-1].name}）")


def prepare(data: Path) -> None:
    """Everything that a data folder needs before its first use."""
    data.mkdir(parents=True, exist_ok=True)
    _keep_secret(data)
    call_command("migrate", verbosity=0, interactive=False)
    adopt_units(shelf=load_shelf(), by=house("setup"), at=now(data))


def _found(data: Path, place: str, name: str, within: str) -> None:
    """Declare a place that no pack has yet, in the site's own packs; one that is declared stays as it is.

    Raises:
        BadInput: an id that can't be a folder's name.
    """
    if not re.fullmatch("[a-z0-9-]+", place):
        raise BadInput(what=place, where="--place", why="只能用小写字母、数字和连字符", write="写拼音，例如 moumou")
    path = data / OWN_PACKS / place / "people" / "place.yaml"
    if not path.exists() and not (packs_root() / place).exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        declared = {"kind": "place", "name": name, "within": within}
        path.write_text(yaml.safe_dump(declared, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _settle(data: Path, place: str) -> None:
    """Write down which place the folder runs; a folder keeps the place it began with.

    Raises:
        BadInput: there is no such place, or the folder runs another one.
    """
    load_shelf(place=place)
    runs = site_of(data).place
    if runs != place and (runs is not None or (data / "secret_key").exists()):
        raise BadInput(
            what=place,
            where=str(data),
            why=f"这个文件夹运行的是{runs or '数据包的默认地方'}，各县的数据不能混在一起",
            write="用 BEIZENG_DATA 指定另一个文件夹",
        )
    data.mkdir(parents=True, exist_ok=True)
    (data / PLACE_FILE).write_text(f"{place}\n", encoding="utf-8")


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
    beside = {
        name: subprocess.Popen([*beizeng, *words])
        for name, words in (("worker", ["work"]), ("ticker", ["tick", "--every", "60"]))
    }
    try:
        pages = beside["pages"] = subprocess.Popen(web)
        console.print(f"打开 http://{host}:{port} ；按 Ctrl+C 停止")
        while not _has_ended(pages):
            _revive(beside)
    finally:
        for process in reversed(beside.values()):
            _stop(process)


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether it has ended, asked after a while."""
    try:
        process.wait(timeout=_LOOK_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def _revive(beside: dict[str, subprocess.Popen[bytes]]) -> None:
    """Start anew what was killed: a worker out of memory must not leave a county without its clocks."""
    for name, process in beside.items():
        if process.poll() is not None:
            log.error("serve: the %s has ended (%s) and is started anew", name, process.returncode)
            beside[name] = subprocess.Popen(process.args)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=30)
