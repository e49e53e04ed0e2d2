"""Answers one request of a clerk and dies in the middle of it: run by ``test_killed_request`` in a process of its own.

python killed_request.py MOMENT     before_ledger | before_commit | after_commit | never
"""

import datetime
import os
import signal
import sys
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "beizeng.settings"
django.setup()

from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402

from beizeng.base.ledger import actions as ledger  # noqa: E402
from beizeng.base.people import queries as people  # noqa: E402
from beizeng.cases import queries as cases  # noqa: E402


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arrange(moment: str) -> None:
    """Make the process die at the moment: around the append to the ledger, or when the transaction has ended."""
    append = ledger._append

    def dying(pending: Any) -> None:
        if moment == "before_ledger":
            die()
        append(pending)
        if moment == "before_commit":
            die()
        if moment == "after_commit":
            transaction.on_commit(die)

    ledger._append = dying


def report(moment: str) -> None:
    """The clerk of the first measure's lead unit sends its quarterly report."""
    user = people.user_named("sample-fagai")
    assert user is not None
    clerk = people.actor_of(user, on=datetime.date(2024, 9, 30))
    case = cases.of_subject("measure:1", viewer=clerk)[0]
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    arrange(moment)
    client.post(f"/cases/{case.pk}/report", {"progress": "示例：补报", "trouble": "", "revision": case.revision})


report(sys.argv[1])
