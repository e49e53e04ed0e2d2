"""`beizeng work`: the worker process of `beizeng serve`: long work, one piece after another, as it is asked for."""

import logging
import signal
import threading

import typer
from django.db import Error, close_old_connections

from beizeng.base.clock.now import utc_now
from beizeng.base.jobs import actions as jobs
from beizeng.register import actions as register

log = logging.getLogger(__name__)

top = typer.Typer()

IDLE_SECONDS = 1.0

#: The rooms whose long work this process does: to import one's actions is what registers its handlers.
ROOMS = (register,)


@top.command(hidden=True)
def work() -> None:
    """Do waiting jobs until terminated; the job in hand is finished first."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    while not stop.is_set():
        close_old_connections()
        try:
            is_idle = jobs.run_next(utc_now) is None
        except Error:  # the database is away; the job in hand counts as lost and is taken up again when it is back
            log.exception("work: the database did not answer")
            is_idle = True
        if is_idle:
            stop.wait(IDLE_SECONDS)
