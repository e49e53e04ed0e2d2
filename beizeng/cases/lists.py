"""Ways to look at many cases: one's own doing, one's units', by day; and the lists that a person keeps."""

import datetime
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from beizeng.base.clock.now import local_day
from beizeng.base.people.actor import Actor
from beizeng.cases import queries
from beizeng.cases.clocks import end_of
from beizeng.cases.models import Case, Event, SavedFilter

_ONE_DAY = datetime.timedelta(days=1)


def touched_by(rows: QuerySet[Case], *, viewer: Actor) -> QuerySet[Case]:
    """Those in which this person has done something."""
    return rows.filter(id__in=Event.objects.filter(actor_id=viewer.id).values("case_id"))


def of_units(rows: QuerySet[Case], *, viewer: Actor) -> QuerySet[Case]:
    """Those that the viewer's units lead, hold or take part in."""
    joint = Case.joint_units.through.objects.filter(unit_id__in=viewer.unit_ids).values("case_id")
    return rows.filter(Q(lead_unit_id__in=viewer.unit_ids) | Q(id__in=joint)) | queries.held_by(rows, viewer=viewer)


def saved_filters(viewer: Actor) -> QuerySet[SavedFilter]:
    """The lists that this person keeps under a name."""
    return SavedFilter.objects.filter(owner=viewer.id)


def due_on(rows: QuerySet[Case], day: datetime.date) -> QuerySet[Case]:
    """Open ones whose next due moment lies on the day."""
    return due_within(rows, day, day)


def due_within(rows: QuerySet[Case], first: datetime.date, last: datetime.date) -> QuerySet[Case]:
    """Open ones whose next due moment lies between the two days, both included."""
    return rows.filter(next_due_at__gt=end_of(first - _ONE_DAY), next_due_at__lte=end_of(last))


def by_day(rows: Iterable[Case]) -> dict[datetime.date, list[Case]]:
    """The day on which each is due next → the cases, in their order."""
    days: dict[datetime.date, list[Case]] = {}
    for case in rows:
        if case.next_due_at is not None:
            days.setdefault(local_day(case.next_due_at), []).append(case)
    return days
