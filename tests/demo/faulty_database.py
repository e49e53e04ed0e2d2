"""Sends a complaint while the database breaks, again when it is back; run by ``test_faults`` in a process of its own.

python faulty_database.py MOMENT     before_ledger | before_commit | after_commit: PostgreSQL is stopped there
python faulty_database.py full       SQLite may grow no further, as on a full disk

Prints what was seen as JSON: the answer while it was broken, how many complaints there were then and in the end.
"""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "beizeng.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from beizeng.base.clock.now import utc_now  # noqa: E402
from beizeng.base.jobs import actions as jobs  # noqa: E402
from beizeng.base.jobs.models import Job  # noqa: E402
from beizeng.base.ledger import actions as ledger  # noqa: E402
from beizeng.base.ledger.queries import verify  # noqa: E402
from beizeng.base.people.models import User  # noqa: E402
from beizeng.cases.models import Case, Event  # noqa: E402
from beizeng.cli.house import prepare  # noqa: E402

FORM = {"gist": "示例诉求", "story": "很长的情况。" * 300, "sort": "consult", "topic": "tax"}
PATIENCE_SECONDS = 60


def control(word: str) -> None:
    subprocess.run([os.environ["BEIZENG_DATABASE_CONTROL"], word], check=True)


def stop() -> None:
    control("stop")


@contextmanager
def stopped_at(moment: str) -> Iterator[None]:
    """PostgreSQL stops in the middle of the next act, and runs again at the end."""
    append = ledger._append

    def stopping(pending: Any) -> None:
        if moment == "before_ledger":
            stop()
        append(pending)
        if moment == "before_commit":
            stop()
        if moment == "after_commit":
            transaction.on_commit(stop)

    ledger._append = stopping
    try:
        yield
    finally:
        ledger._append = append
        connection.close()
        control("start")


@contextmanager
def full() -> Iterator[None]:
    """SQLite may grow no further; no free page is left inside."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1000000000")


def post(client: Client, form: dict[str, str]) -> tuple[int, str]:
    response = client.post("/hotline", form)
    return response.status_code, response.content.decode()


def wait_for(has_come: Callable[[], bool]) -> bool:
    clock = threading.Event()
    for _ in range(PATIENCE_SECONDS * 10):
        if has_come():
            return True
        clock.wait(0.1)
    return False


@contextmanager
def running(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command of ours beside the story; it ends with it."""
    with _log(words[0]).open("wb") as log:
        part = subprocess.Popen([sys.executable, "-m", "beizeng", *words], stdout=log, stderr=log)
    try:
        yield part
    finally:
        part.terminate()
        part.wait(timeout=30)


def _log(name: str) -> Path:
    return Path(settings.DATA) / f"{name}.log"


def have_noticed() -> bool:
    """Whether worker and ticker have both found that nobody answers."""
    return all("did not answer" in _log(name).read_text(encoding="utf-8") for name in ("work", "tick"))


def is_done(job: Job) -> bool:
    return bool(Job.objects.filter(pk=job.pk, state="done").exists())


def nobody() -> int:
    """An account without a post: its load is refused in words, and so the job is done."""
    user: User = User.objects.create(username="nobody", name="示例")
    return user.pk


def story(moment: str) -> dict[str, Any]:
    prepare(settings.DATA)
    client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)
    token = re.search(r'name="token" value="([^"]+)"', client.get("/hotline").content.decode())
    assert token is not None
    form = FORM | {"token": token[1]}
    with running("work") as worker, running("tick", "--every", "1") as ticker:
        return seen(client, form, moment, [worker, ticker])


def seen(client: Client, form: dict[str, str], moment: str, parts: list[subprocess.Popen[bytes]]) -> dict[str, Any]:
    with full() if moment == "full" else stopped_at(moment):
        status, page = post(client, form)
        health = client.get("/api/health").status_code
        assert moment == "full" or wait_for(have_noticed)
    then = Case.objects.count()
    again = [post(client, form)[0] for _ in range(2)]
    asked = {"path": "no-such-file.csv", "name": "no-such-file.csv", "user": nobody(), "at": utc_now().isoformat()}
    job = jobs.ask(kind="register.load_feed", arguments=asked, by="test", at=utc_now())
    return {
        "status": status,
        "says_nothing_saved": "都没有保存" in page,
        "health": health,
        "then": then,
        "again": again,
        "in_the_end": Case.objects.count(),
        "events": Event.objects.count(),
        "fault": verify().fault,
        "worker_works": wait_for(lambda: is_done(job)),
        "beside_alive": [part.poll() is None for part in parts],
    }


sys.stdout.write(json.dumps(story(sys.argv[1])))
