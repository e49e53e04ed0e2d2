"""The leading group's meetings in words, each with its briefing: for the programme, the calendar and the briefing."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from beizeng.base.people.actor import Actor
from beizeng.plan import queries as plan
from beizeng.plan.meetings import Meeting, meetings
from beizeng.reports import queries as reports

LABELS: dict[str, Promise] = {
    "month": gettext_lazy("月度会议"),
    "quarter": gettext_lazy("季度会议"),
    "half_year": gettext_lazy("半年会议"),
    "year": gettext_lazy("年度会议"),
}
#: So many before today are shown at once, and so many to come.
_PAST, _COMING = 2, 4


@dataclass(frozen=True)
class Planned:
    """A meeting with its word; ``report``: the latest briefing on its period, where the viewer may see one.

    ``measures``: those that call for it, each with the number that the text prints.
    """

    meeting: Meeting
    label: Promise
    measures: list[tuple[int, int]]
    report: Any
    is_next: bool


def planned(*, day: datetime.date, viewer: Actor) -> list[Planned]:
    """Every meeting of the programme, in order."""
    written = list(reports.reports(viewer=viewer).order_by("-day", "-id"))
    found, printed = meetings(day=day, viewer=viewer), plan.printed(viewer=viewer)
    following = next((one for one in found if one.day >= day), None)
    return [
        Planned(
            one,
            LABELS[one.every],
            [(number, printed[number]) for number in one.measures if number in printed],
            next((report for report in written if one.since <= report.day <= one.until), None),
            one is following,
        )
        for one in found
    ]


def around(rows: list[Planned], day: datetime.date) -> list[Planned]:
    """The last few meetings and the next ones."""
    coming = next((at for at, row in enumerate(rows) if row.meeting.day >= day), len(rows))
    return rows[max(coming - _PAST, 0) : coming + _COMING]


def served_by(report_day: datetime.date, *, viewer: Actor) -> list[Planned]:
    """The meetings whose period a briefing of this day is about."""
    rows = planned(day=report_day, viewer=viewer)
    return [row for row in rows if row.meeting.since <= report_day <= row.meeting.until]
