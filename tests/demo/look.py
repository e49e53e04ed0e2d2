"""Prints the state of a data folder as JSON: run by ``site.state`` in a process of its own."""

import datetime
import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "beizeng.settings"
django.setup()

from django.conf import settings  # noqa: E402

from beizeng.base.ledger import queries as ledger  # noqa: E402
from beizeng.cases.models import Case, CaseClock, Event  # noqa: E402
from beizeng.plan.models import Measure  # noqa: E402
from beizeng.register import queries as register  # noqa: E402
from beizeng.register.models import Card, Feed  # noqa: E402
from beizeng.rules import queries as rules  # noqa: E402

DAY = datetime.date(2024, 9, 30)


def state() -> dict[str, object]:
    chain = ledger.verify()
    return {
        "fault": chain.fault,
        "feeds": sorted(Feed.objects.values_list("kind", "sha256", "known_on").distinct()),
        "published": Feed.objects.filter(published_at__isnull=False, withdrawn_at__isnull=True).count(),
        "cards": sorted(Card.objects.values_list("code", "name", "status", "township")),
        "stock": register.stock(on=DAY, known=DAY),
        "totals": rules.totals(day=DAY),
        "leads": list(Measure.objects.order_by("number").values_list("number", "lead_unit_id", "lead_state")),
        "cases": list(Case.objects.order_by("subject").values_list("subject", "state", "light", "next_due_at")),
        "matters": sorted(Case.objects.values_list("kind", "state", "light", "is_sample")),
        "clocks": list(
            CaseClock.objects.order_by("case__subject", "key").values_list(
                "case__subject", "key", "due_on", "stopped_at", "light"
            )
        ),
        "acts": list(
            Event.objects.exclude(action="raise_light")
            .order_by("case__subject", "sequence")
            .values_list("case__subject", "action", "at")
        ),
        "lit": sorted(Event.objects.filter(action="raise_light").values_list("case__subject", "label", "at")),
        "messages": len(list((settings.DATA / "messages").glob("*.json"))),
    }


sys.stdout.write(json.dumps(state(), default=str, ensure_ascii=False))
