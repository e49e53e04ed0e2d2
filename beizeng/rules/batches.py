"""Reading batches of benefits paid unasked: for the unit that pays, for the public, for the firm itself."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from beizeng.base.ledger.entry import canonical
from beizeng.base.people.actor import Actor
from beizeng.register import queries as register
from beizeng.register.wording import HIDDEN, for_people
from beizeng.rules.book import book
from beizeng.rules.models import Batch, Objection, Payment
from beizeng.spec.facts import Fact

__all__ = [
    "Batch", "Objection", "Payment", "batch", "batches", "facts_in_words", "list_digest", "objection", "objections",
    "of_entities", "payment", "payments",
]  # fmt: skip

State, Standing = Batch.State, Payment.State
#: What the public sees: lists that are published or were, never one that is still being prepared.
OPEN_TO_ALL = (State.PUBLISHED, State.PAYABLE, State.PAID)


def batches(*, viewer: Actor) -> QuerySet[Batch]:
    """The batches that the viewer may read, each with its counts and sums: listed, struck, waiting, paid.

    Whoever reads verdicts of all entities reads every batch; everybody else those that are open to all.
    """
    found = Batch.objects.all() if _reads_all(viewer) else Batch.objects.filter(state__in=OPEN_TO_ALL)
    paid, waiting = Q(payments__state=Standing.PAID), Q(payments__state=Standing.WAITING)
    listed = ~Q(payments__state__in=[Standing.STRUCK, Standing.WAITING])
    return found.annotate(
        listed=Count("payments", filter=listed),
        waiting=Count("payments", filter=waiting),
        struck=Count("payments", filter=Q(payments__state=Standing.STRUCK)),
        paid=Count("payments", filter=paid),
        listed_fen=Sum("payments__amount_fen", filter=listed),
        waiting_fen=Sum("payments__amount_fen", filter=waiting),
        paid_fen=Sum("payments__amount_fen", filter=paid),
    ).order_by("-id")


def batch(batch_id: int, *, viewer: Actor) -> Batch | None:
    """One batch, if the viewer may read it."""
    return batches(viewer=viewer).filter(pk=batch_id).first()


def payments(one: Batch, *, viewer: Actor) -> QuerySet[Payment]:
    """The payments of a batch; the public sees those that stand."""
    found = one.payments.annotate(open=Count("objections", filter=Q(objections__answered_at__isnull=True)))
    return found if _reads_all(viewer) else found.exclude(state=Standing.STRUCK)


def payment(payment_id: int, *, viewer: Actor) -> Payment | None:
    """One payment, if the viewer may read it in its batch."""
    found = Payment.objects.filter(pk=payment_id, batch__in=batches(viewer=viewer)).select_related("batch")
    return (found if _reads_all(viewer) else found.exclude(state=Standing.STRUCK)).first()


def facts_in_words(row: Payment, *, viewer: Actor) -> list[tuple[str, str]]:
    """Label and value of the facts that a payment rests on, as they were frozen; personal ones for who may see them."""
    if not _reads_all(viewer):
        return []
    facts = book(row.batch.day).vocabulary.facts
    hidden = register.hidden_facts(row.code, viewer=viewer)
    return [
        (facts[name].label, HIDDEN if name in hidden else _in_words(facts[name], value))
        for name, value in row.facts.items()
    ]


def objections(one: Batch, *, viewer: Actor) -> QuerySet[Objection]:
    """What was said against payments of the batch; for those who read all verdicts."""
    if not _reads_all(viewer):
        return Objection.objects.none()
    return Objection.objects.filter(payment__batch=one).select_related("payment")


def objection(objection_id: int, *, viewer: Actor) -> Objection | None:
    """One objection, for those who read all verdicts."""
    if not _reads_all(viewer):
        return None
    return Objection.objects.select_related("payment__batch").filter(pk=objection_id).first()


def of_entities(codes: Sequence[str], *, viewer: Actor) -> QuerySet[Payment]:
    """Payments to these entities in lists that are open to all; the owner sees a struck one, too, with the reason."""
    found = Payment.objects.filter(code__in=codes, batch__state__in=OPEN_TO_ALL).select_related("batch")
    return found if viewer.may("rules.read") else found.none()


def list_digest(one: Batch) -> str:
    """SHA-256 over the policy, the day, the rules, and each entity with its amount and facts, listed or struck."""
    rows = one.payments.order_by("code").values_list("code", "amount_fen", "facts")
    content = [one.policy, str(one.day), one.rules_digest, [list(row) for row in rows]]
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _in_words(fact: Fact, value: Any) -> str:
    """A value as programs write it, in words."""
    if value is None:
        return for_people(fact, None)
    if fact.type == "money":
        return for_people(fact, int(Decimal(value) * 100))
    return for_people(fact, Decimal(value) if fact.type == "decimal" else value)


def _reads_all(viewer: Actor) -> bool:
    return viewer.reach("rules.read") == "all"
