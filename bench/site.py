"""A site of its own for a benchmark: a data folder that goes when the process does, tables, units, many cases.

Import it first: it sets Django up. With `deploy/with-postgresql` the acts lie in PostgreSQL, else in SQLite.
"""

import atexit
import datetime
import os
import random
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

#: A bench that starts processes of its own hands them its folder.
_GIVEN = os.environ.get("BEIZENG_BENCH_DATA")
DATA = Path(_GIVEN or tempfile.mkdtemp(prefix="beizeng-bench-"))
if not _GIVEN:
    atexit.register(shutil.rmtree, DATA, ignore_errors=True)
os.environ["BEIZENG_DATA"] = str(DATA)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beizeng.settings")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from beizeng.base.clock.now import SHANGHAI  # noqa: E402
from beizeng.base.clock.term import Term  # noqa: E402
from beizeng.base.people.actor import Actor  # noqa: E402
from beizeng.base.people.models import Holding, Post, User  # noqa: E402
from beizeng.base.people.queries import roles, unit_names  # noqa: E402
from beizeng.cases import clocks, lights  # noqa: E402
from beizeng.cases.models import Case, CaseClock, KindVersion  # noqa: E402
from beizeng.cases.shelf import kinds, timing, written  # noqa: E402
from beizeng.cli.house import prepare  # noqa: E402

KIND = "13710-item"
BATCH = 10_000
Lodged = tuple[datetime.datetime, str]  #: when, and the term of its clock


def open_site() -> None:
    """Tables and units."""
    prepare(DATA)


def person(role: str, *units: str) -> Actor:
    """Somebody in a role and units."""
    held = roles()[role].permissions
    return Actor(f"user:{role}", role, role, frozenset({role}), held, frozenset(units))


def visitor(role: str, unit: str = "") -> Client:
    """Somebody signed in, in a post of this role."""
    user = User.objects.create(username=f"{role}-{unit}", name=role)
    post = Post.objects.create(unit_id=unit or None, title=role, role=role)
    Holding.objects.create(user=user, post=post, since_on=datetime.date(2020, 1, 1))
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    return client


def fill(lodged: Iterable[Lodged], at: datetime.datetime, *, first: int = 0) -> int:
    """Open cases, each with one clock as the machine would have it at ``at``; over all units. Returns how many.

    ``first``: the number of the first one, where some are there already.
    """
    kind = kinds()[KIND]
    text, digest = written(kind)
    version = KindVersion.objects.get_or_create(hash=digest, defaults={"kind": KIND, "text": text})[0]
    units, dice, count = list(unit_names()), random.Random(7), 0
    for some in _batches(lodged):
        rows = [CaseClock(key="solve", clock="solve", **_clock(moment, term, at)) for moment, term in some]
        cases = [
            Case(
                kind=KIND, version=version, number=f"13710-2022-{n:07}", subject=f"item:{n}", title=f"示例事项{n}",
                lead_unit_id=(unit := dice.choice(units)), holder_unit_id=unit, state="assigned", light=clock.light,
                next_due_at=clock.due_at, opened_at=clock.starts_at, moved_at=clock.starts_at, revision=1,
            )
            for n, clock in enumerate(rows, start=first + count)
        ]  # fmt: skip
        for clock, case in zip(rows, Case.objects.bulk_create(cases), strict=True):
            clock.case = case
        CaseClock.objects.bulk_create(rows)
        count += len(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return count


@cache
def _clock(moment: datetime.datetime, term: str, at: datetime.datetime) -> dict[str, Any]:
    kind, times = kinds()[KIND], timing()
    declared = kind.clock("solve")
    bare = clocks.Running("solve", "solve", declared.label, moment)
    running = clocks.counted(bare, Term.parse(term), declared, times)
    return {
        "label": declared.label,
        "starts_at": moment,
        "term": term,
        "due_on": running.due_on,
        "due_at": running.due_at,
        "rolled_from": running.rolled_from,
        "provisional": running.provisional,
        "light": lights.light_at(running, declared, kind.lights, at, times),
        "next_at": lights.next_moment(running, declared, kind.lights, [], at, times),
    }


def _batches(lodged: Iterable[Lodged]) -> Iterator[Sequence[Lodged]]:
    rest = iter(lodged)
    while some := tuple(islice(rest, BATCH)):
        yield some


def day(text: str) -> datetime.datetime:
    """``2022-01-04 12:00`` in Shanghai."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
