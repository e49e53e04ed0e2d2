"""Jobs: taken once, with progress, cancel, and a second life after a dead worker."""

import datetime
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from beizeng.base.clock.now import utc_now
from beizeng.base.jobs import actions, queries
from beizeng.base.jobs.actions import Progress
from beizeng.base.jobs.models import Job

AT = datetime.datetime(2024, 9, 30, 9, 0, tzinfo=datetime.UTC)
PACKAGE = Path(actions.__file__).parents[2]
pytestmark = pytest.mark.django_db


@actions.handles("test.count")
def count(arguments: dict[str, Any], progress: Progress) -> dict[str, int]:
    for step in range(arguments["to"]):
        if step == arguments.get("cancel_at"):
            Job.objects.update(cancel_asked=True)
        progress(step, arguments["to"], f"第 {step} 步")
    if arguments.get("break"):
        raise RuntimeError("secret detail")
    return {"counted": arguments["to"]}


def ask(**arguments: Any) -> Job:
    return actions.ask(kind="test.count", arguments=arguments, by="user:1", at=AT)


def test_job_runs_and_keeps_its_result() -> None:
    ask(to=3)
    job = actions.run_next(utc_now)
    assert job is not None
    assert (job.state, job.result, job.done, job.total) == ("done", {"counted": 3}, 2, 3)
    assert actions.run_next(utc_now) is None


def test_cancel_stops_a_running_job_and_a_waiting_one() -> None:
    ask(to=3, cancel_at=1)
    job = actions.run_next(utc_now)
    assert job is not None
    assert (job.state, job.done) == ("cancelled", 1)
    waiting = ask(to=1)
    actions.cancel(job_id=waiting.pk, at=AT)
    assert actions.run_next(utc_now) is None


def test_failing_job_says_no_secret_and_the_worker_goes_on() -> None:
    ask(to=1, **{"break": True})
    ask(to=1)
    failed, done = actions.run_next(utc_now), actions.run_next(utc_now)
    assert failed is not None
    assert done is not None
    assert failed.state == "failed"
    assert "secret" not in failed.note
    assert done.state == "done"


def test_job_of_a_dead_worker_is_taken_up_again() -> None:
    job = ask(to=1)
    Job.objects.filter(pk=job.pk).update(state="running", alive_at=utc_now())
    assert actions.run_next(utc_now) is None
    Job.objects.filter(pk=job.pk).update(alive_at=utc_now() - actions.LOST_AFTER * 2)
    again = actions.run_next(utc_now)
    assert again is not None
    assert again.state == "done"


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody handles"):
        actions.ask(kind="nonsense", arguments={}, by="user:1", at=AT)


def test_jobs_are_listed_for_who_asked() -> None:
    ask(to=1)
    assert queries.jobs_of("user:1").count() == 1
    assert queries.jobs_of("user:2").count() == 0
    assert queries.all_jobs().count() == 1


def test_the_worker_knows_every_kind_of_work_that_the_rooms_do() -> None:
    """In a process of its own, as `serve` starts it: what a page asks for must not meet a worker that never heard."""
    code = "from beizeng.cli import work; from beizeng.base.jobs.actions import HANDLERS; print(*HANDLERS)"
    code = f"import django; django.setup(); {code}"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120).stdout
    asked = re.compile(r'@(?:jobs\.)?handles\("([a-z_.]+)"\)')
    kinds = {found[1] for file in PACKAGE.rglob("actions/*.py") for found in asked.finditer(file.read_text("utf-8"))}
    assert kinds
    assert kinds == set(said.split())
