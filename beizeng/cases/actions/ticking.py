"""The ticker: raises lights and sends notices whose moment has come; twice, late or in two workers is safe."""

import datetime
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings

from beizeng.base.ledger.actions import Done, Unchanged, action
from beizeng.base.people.actor import Actor
from beizeng.base.ports.messages import FileMessenger, Message, Messenger
from beizeng.cases import lights, queries
from beizeng.cases.actions.calendar import follow_calendar
from beizeng.cases.actions.recording import _append, _shown
from beizeng.cases.actions.silence import _fall_silent
from beizeng.cases.lights import Light, Occasion
from beizeng.cases.models import Case, CaseClock, Notice
from beizeng.cases.shelf import office, timing

log = logging.getLogger(__name__)

#: A case that can't be processed is looked at again this much later, so that it never blocks the others.
_LATER = datetime.timedelta(hours=1)
_WORDS: dict[str, str] = {"amber": "亮黄灯", "red": "亮红灯"}


@dataclass(frozen=True)
class Shown:
    """A clock whose light changed: the case's number, the clock's key and label, the light and since when."""

    number: str
    key: str
    clock: str
    light: Light
    since: datetime.datetime

    @property
    def word(self) -> str:
        """What happened, for people."""
        return _WORDS.get(self.light, "开始计时")


@dataclass(frozen=True)
class TickReport:
    """What one tick did: cases looked at, lights that changed, notices, numbers of the cases that failed.

    ``moved``: clocks that a changed calendar made due on another day.
    """

    looked: int
    changed: tuple[Shown, ...]
    notices: int
    failed: tuple[str, ...]
    moved: int = 0


def tick(*, by: Actor, at: datetime.datetime, messenger: Messenger | None = None) -> TickReport:
    """Process every case that has a clock whose next moment has passed, each in a transaction of its own.

    1. Where the calendar is another, time the open clocks anew. 2. Take the cases by their earliest passed moment.
    3. In each, raise the lights that are due and tell each occasion once; ``raise_light`` writes only over what it
    read, so that a second worker finds nothing to do. 4. A case that fails is put off by an hour and named in the
    report.
    """
    messenger = messenger or FileMessenger(settings.DATA / "messages")
    moved = follow_calendar(by=by, at=at)
    waiting = CaseClock.objects.filter(next_at__lte=at).order_by("next_at", "case_id")
    cases = tuple(dict.fromkeys(waiting.values_list("case_id", flat=True)))
    changed: list[Shown] = []
    notices, failed = 0, []
    for case_id in cases:
        try:
            shown, sent = raise_light(case_id=case_id, messenger=messenger, by=by, at=at)
        except Exception:  # one broken case must not keep the others waiting
            log.exception("tick: case %s failed", case_id)
            failed.append(Case.objects.get(pk=case_id).number)
            CaseClock.objects.filter(case_id=case_id, next_at__lte=at).update(next_at=at + _LATER)
        else:
            changed += shown
            notices += sent
    return TickReport(len(cases), tuple(changed), notices, tuple(failed), moved)


@action("cases.raise_light")
def raise_light(*, case_id: int, messenger: Messenger, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """Bring the lights of one case up to ``at`` and send what is due. Returns the changed lights and the notices sent.

    A notice is dated to its own moment, in working hours; while offices are closed it waits. Its key names the
    occasion, so that an occasion is told once whoever sends it.
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    followed = _fall_silent(case, by=by, at=at)
    if followed:
        case.refresh_from_db()
    changed: list[Shown] = []
    sent, is_other = 0, False
    for row in CaseClock.objects.filter(case=case, stopped_at__isnull=True, next_at__lte=at):
        shown, occasions, differs = _look(case, row, at)
        changed += shown
        is_other = is_other or differs
        sent += sum(_tell(case, row, occasion, messenger, at) for occasion in occasions)
    for one in sorted(changed, key=lambda one: one.since):
        if one.light in _WORDS:
            fields = {"clock": one.key}
            _append(case, action="raise_light", label=one.word, fields=fields, by=by, at=one.since)
    if is_other:
        Case.objects.filter(pk=case.pk).update(**_shown(case, is_closed=case.closed_at is not None))
    if not changed and not sent and not followed:
        return Unchanged(((), 0))
    summary = "；".join([*followed, *(f"{one.clock}{one.word}" for one in changed)]) or "提醒"
    detail = {"followed": followed, "lights": [[one.clock, one.light, one.since] for one in changed], "notices": sent}
    return Done((tuple(changed), sent), f"case:{case.pk}", f"{case.number} {summary}", detail=detail)


def _look(case: Case, row: CaseClock, at: datetime.datetime) -> tuple[Sequence[Shown], Sequence[Occasion], bool]:
    """What changed on one clock, what is to be told, and whether its light is another now.

    The row is written only over what was read.
    """
    kind = queries.kind_of(case)
    clock, running, times = kind.clock(row.clock), queries.running_of(row), timing(case.lead_unit_id)
    thresholds = kind.lights_of(clock)
    light = lights.light_at(running, clock, thresholds, at, times)
    told = list(row.told)
    occasions = [
        one
        for one in lights.occasions(running, clock, thresholds, times)
        if one.at <= at and one.name not in told and lights.is_open(at, times)
    ]
    told += [one.name for one in occasions]
    next_at = lights.next_moment(running, clock, thresholds, told, at, times)
    mine = CaseClock.objects.filter(pk=row.pk, light=row.light, next_at=row.next_at)
    if not mine.update(light=light, told=told, next_at=next_at):
        return (), (), False
    before = lights.URGENCY.index(row.light)
    passed = [
        Shown(case.number, row.key, row.label, found, since)
        for since, found in lights.changes(running, clock, thresholds, times)
        if since <= at and lights.URGENCY.index(found) > before
    ]
    return passed, [replace(one, to=_recipient(case, one.to, clock.unit)) for one in occasions], light != row.light


def _recipient(case: Case, to: str, keeper: str | None) -> str:
    return {
        "lead": f"unit:{keeper or case.lead_unit_id}",
        "office": f"unit:{queries.kind_of(case).office or office()}",
        "leaders": "role:county_leader",
    }[to]


def _tell(case: Case, row: CaseClock, occasion: Occasion, messenger: Messenger, at: datetime.datetime) -> bool:
    """Put the notice into the inbox of whoever is told; False where it lies there already."""
    message = _message(case, row, occasion)
    messenger.send(message)
    texts = {"subject": message.subject[:400], "text": message.text[:400]}
    kept = {"case": case, "to": message.to, "at": message.sent_at, "made_at": at}
    return Notice.objects.get_or_create(key=message.key, defaults=texts | kept)[1]


def _message(case: Case, row: CaseClock, occasion: Occasion) -> Message:
    day = f"到期日 {row.due_on}" if row.due_on else "请尽快确定时限"
    return Message(
        key=f"case-{case.pk}-{row.key}-{row.due_on or 'open'}-{occasion.name}",
        to=occasion.to,
        subject=f"{occasion.label}：{case.number} {case.title}",
        text=f"{row.label}：{occasion.label}，{day}",
        sent_at=occasion.at,
    )
