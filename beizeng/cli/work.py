"""`beizeng work`: the worker process of `beizeng serve`: long work, one piece after another, as it is asked for."""

import signal
import threading

import typer
from django.db import close_old_connections

from beizeng.base.clock.now import utc_now
from beizeng.base.jobs import actions as jobs

top = typer.Typer()

IDLE_SECONDS = 1.0


@top.command(hidden=True)
def work() -> None:
    """Do waiting jobs until terminated; the job in hand is finished first."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    while not stop.is_set():
        close_old_connections()
        if jobs.run_next(utc_now) is None:
            stop.wait(IDLE_SECONDS)
