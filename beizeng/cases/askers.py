"""Who asked: callers without an account, the code by which they follow their matter, and who may know who they are."""

import secrets
from dataclasses import replace

from django.utils.crypto import constant_time_compare, salted_hmac

from beizeng.base.people.actor import Actor
from beizeng.base.people.queries import anonymous
from beizeng.cases import machine, queries
from beizeng.cases.models import Case, PrivateValue, Side
from beizeng.spec.case_graph import LODGE
from beizeng.spec.case_kind import CaseKind

#: What stands in the history instead of the name of the one who asked.
NAMELESS = "诉求人"
_DIGITS = 10


def new_code() -> str:
    """A fresh code for the one who asks: digits, so that it can be read out on the telephone."""
    return f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"


def digest_of(code: str) -> str:
    """What is kept of a code."""
    return salted_hmac("beizeng.cases.follow", code, algorithm="sha256").hexdigest()


def caller(code: str) -> Actor:
    """Whoever holds the code, as an actor: what the public may, and reading what was asked under it."""
    public = anonymous()
    reaches = {**public.reaches, "cases.read": "own"}
    return replace(public, id=f"caller:{digest_of(code)[:24]}", name=NAMELESS, post_title="", reaches=reaches)


def under(code: str) -> Case | None:
    """The case that was asked for under this code."""
    side = Side.objects.select_related("case").filter(who=caller(code).id, role="applicant").first()
    return side.case if side else None


def followed(number: str, code: str) -> Case | None:
    """The case of this number, for who knows its code too."""
    case = Case.objects.filter(number=number).exclude(follow_digest="").first()
    # the comparison is made in any case: a number that there is takes as long as one that there is not
    is_right = constant_time_compare(case.follow_digest if case else digest_of(""), digest_of(code))
    return case if case is not None and is_right else None


def shown_as(kind: CaseKind, parties: machine.Parties, by: Actor) -> Actor:
    """The actor as the history names it: who asked stays nameless where the kind keeps that apart."""
    is_hidden = bool(kind.private_to) and by.id in parties.applicants
    return replace(by, name=NAMELESS, post_title="") if is_hidden else by


def identity(case: Case, *, viewer: Actor) -> tuple[tuple[str, str], ...] | None:
    """What tells who asked, under its labels; None: it is not for the viewer."""
    kind, parties = queries.kind_of(case), queries.parties(case)
    if not (machine.stands(kind.private_to, viewer, parties) or viewer.id in parties.applicants):
        return None
    labels = {field.name: field.label for field in kind.all_fields()}
    rows = PrivateValue.objects.filter(case=case)
    return tuple((labels.get(row.name, row.name), str(row.value)) for row in rows)


def told(case: Case) -> tuple[queries.Line, ...]:
    """What the one who asked reads of the history: the own words and what an action says to them, oldest first."""
    kind = queries.kind_of(case)
    words = {LODGE, *(action.id for action in kind.actions if action.told)}
    return tuple(line for line in reversed(queries.history(case)) if line.event.action in words)


def alike(case: Case, *, viewer: Actor, limit: int = 5) -> tuple[Case, ...]:
    """Open cases of the same kind whose titles share much with this one's, the likest first: duplicates to look at."""
    rows = queries.visible(viewer=viewer).filter(kind=case.kind, closed_at__isnull=True, joined_to__isnull=True)
    others = rows.exclude(pk=case.pk).order_by("-opened_at")[:500]
    scored = [(_likeness(case.title, other.title), other) for other in others]
    near = sorted((pair for pair in scored if pair[0] >= 0.3), key=lambda pair: -pair[0])
    return tuple(other for _, other in near[:limit])


def _likeness(one: str, other: str) -> float:
    """The share of the pairs of characters that both have."""
    pairs, others = ({text[n : n + 2] for n in range(len(text) - 1)} for text in (one, other))
    return len(pairs & others) / len(pairs | others) if pairs and others else 0.0
