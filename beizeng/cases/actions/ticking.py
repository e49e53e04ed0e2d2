"""The ticker: raises lights and sends notices whose moment has come; twice, late or in two workers is safe."""

import datetime
import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Max

from beizeng.base.ledger.actions import Done, Several, action
from beizeng.base.people.actor import Actor
from beizeng.base.ports.messages import FileMessenger, Message, Messenger
from beizeng.cases import lights, queries
from beizeng.cases.actions.calendar import follow_calendar
from beizeng.cases.actions.recording import _event, _shown
from beizeng.cases.actions.silence import _fall_silent
from beizeng.cases.lights import Light, Occasion
from beizeng.cases.models import Case, CaseClock, Event, Notice
from beizeng.cases.shelf import office, timing

log = logging.getLogger(__name__)

#: A case that can't be processed is looked at again this much later, so that it never blocks the others.
_LATER = datetime.timedelta(hours=1)
#: Cases in one transaction: whoever acts on one of them meanwhile waits no longer than these take.
CHUNK = 200
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


@dataclass
class Looked:
    """One case as the ticker looked at it: what followed by itself, clocks written over, what is shown and told."""

    case: Case
    followed: tuple[str, ...] = ()
    sequence: int | None = None  #: of its last event, where that is known
    clocks: Sequence[CaseClock] = ()
    changed: Sequence[Shown] = ()
    messages: Sequence[Message] = ()
    notices: int = 0
    is_other: bool = False  #: whether a light is another than before

    @property
    def done(self) -> Done | None:
        """What the ledger is to say of it; None: nothing happened."""
        if not self.followed and not self.changed and not self.notices:
            return None
        lit = [[one.clock, one.light, one.since] for one in self.changed]
        detail = {"followed": self.followed, "lights": lit, "notices": self.notices}
        what = "；".join([*self.followed, *(f"{one.clock}{one.word}" for one in self.changed)]) or "提醒"
        return Done(None, f"case:{self.case.pk}", f"{self.case.number} {what}", detail=detail)


def tick(*, by: Actor, at: datetime.datetime, messenger: Messenger | None = None) -> TickReport:
    """Process every case that has a clock whose next moment has passed, some hundreds in a transaction.

    1. Where the calendar is another, time the open clocks anew. 2. Take the cases by their earliest passed moment.
    3. In each, raise the lights that are due and tell each occasion once; ``raise_light`` looks at what it has locked,
    so that a second worker finds nothing to do. 4. A case that fails is put off by an hour and named in the report.
    """
    messenger = messenger or FileMessenger(settings.DATA / "messages")
    moved = follow_calendar(by=by, at=at)
    waiting = CaseClock.objects.filter(next_at__lte=at).order_by("next_at", "case_id")
    cases = tuple(dict.fromkeys(waiting.values_list("case_id", flat=True)))
    looked: list[Looked] = []
    failed: list[int] = []

    def look_at(some: Sequence[int]) -> None:
        try:
            looked.extend(raise_light(case_ids=some, messenger=messenger, by=by, at=at))
        except Exception:  # one of them is broken, and must not keep the others waiting
            if len(some) == 1:
                log.exception("tick: case %s failed", some[0])
                failed.extend(some)
            else:
                for case_id in some:
                    look_at([case_id])

    for first in range(0, len(cases), CHUNK):
        look_at(cases[first : first + CHUNK])
    CaseClock.objects.filter(case_id__in=failed, next_at__lte=at).update(next_at=at + _LATER)
    numbers = tuple(Case.objects.filter(pk__in=failed).order_by("pk").values_list("number", flat=True))
    changed = tuple(shown for one in looked for shown in one.changed)
    return TickReport(len(cases), changed, sum(one.notices for one in looked), numbers, moved)


@action("cases.raise_light")
def raise_light(*, case_ids: Sequence[int], messenger: Messenger, by: Actor, at: datetime.datetime) -> Several:
    """Bring the lights of some cases up to ``at`` and send what is due. Returns how each was ``Looked`` at.

    A notice is dated to its own moment, in working hours; while offices are closed it waits. Its key names the
    occasion, so that an occasion is told once whoever sends it. Each case that changes has its entry in the ledger.
    """
    cases = Case.objects.select_for_update().filter(pk__in=case_ids).order_by("pk")
    clocks: dict[int, list[CaseClock]] = defaultdict(list)
    running = CaseClock.objects.select_for_update().filter(case_id__in=case_ids, stopped_at__isnull=True)
    for row in running.order_by("pk"):
        clocks[row.case_id].append(row)
    looked = [_looked(case, clocks[case.pk], by, at) for case in cases]
    CaseClock.objects.bulk_update([row for one in looked for row in one.clocks], ["light", "told", "next_at"])
    _write_events(looked, by)
    others = [one.case for one in looked if one.is_other]
    Case.objects.bulk_update(others, ["light", "next_due_at"])
    _tell(looked, messenger, at)
    return Several(looked, [one.done for one in looked if one.done is not None])


def _looked(case: Case, clocks: Sequence[CaseClock], by: Actor, at: datetime.datetime) -> Looked:
    """What is to be done in a case; its rows are so already, whoever looks writes them down."""
    hand = _fall_silent(case, clocks, by=by, at=at)
    found = Looked(case)
    if hand is not None:
        case, clocks = hand.row, [row for row in hand.clocks.values() if row.stopped_at is None]
        found = Looked(case, hand.followed, hand.sequence)
    changed: list[Shown] = []
    messages: list[Message] = []
    due = [row for row in clocks if row.next_at is not None and row.next_at <= at]
    was = [row.light for row in due]
    for row in due:
        shown, occasions = _look(case, row, at)
        changed += shown
        messages += [_message(case, row, occasion) for occasion in occasions]
    found.clocks, found.changed, found.messages = due, changed, messages
    found.is_other = was != [row.light for row in due]
    if found.is_other:
        shown_now = _shown(clocks, is_closed=case.closed_at is not None)
        case.light, case.next_due_at = shown_now["light"], shown_now["next_due_at"]
    return found


def _look(case: Case, row: CaseClock, at: datetime.datetime) -> tuple[Sequence[Shown], Sequence[Occasion]]:
    """Bring one clock up to the moment: what it came to show, and what is to be told of it."""
    kind = queries.kind_of(case)
    clock, running, times = kind.clock(row.clock), queries.running_of(row), timing(case.lead_unit_id)
    thresholds = kind.lights_of(clock)
    before = lights.URGENCY.index(row.light)
    occasions = [
        one
        for one in lights.occasions(running, clock, thresholds, times)
        if one.at <= at and one.name not in row.told and lights.is_open(at, times)
    ]
    row.light = lights.light_at(running, clock, thresholds, at, times)
    row.told = [*row.told, *(one.name for one in occasions)]
    row.next_at = lights.next_moment(running, clock, thresholds, row.told, at, times)
    passed = [
        Shown(case.number, row.key, row.label, found, since)
        for since, found in lights.changes(running, clock, thresholds, times)
        if since <= at and lights.URGENCY.index(found) > before
    ]
    return passed, [replace(one, to=_recipient(case, one.to, clock.unit)) for one in occasions]


def _write_events(looked: Sequence[Looked], by: Actor) -> None:
    """The lights that the history keeps, each at its own moment."""
    lit = [one for one in looked if any(shown.light in _WORDS for shown in one.changed)]
    ids = [one.case.pk for one in lit if one.sequence is None]
    rows = Event.objects.filter(case_id__in=ids).order_by().values_list("case_id")
    last = dict(rows.annotate(Max("sequence")))
    Event.objects.bulk_create(event for one in lit for event in _events(one, last.get(one.case.pk, 0), by))


def _events(one: Looked, last: int, by: Actor) -> Iterator[Event]:
    shown = sorted((shown for shown in one.changed if shown.light in _WORDS), key=lambda shown: shown.since)
    for sequence, lit in enumerate(shown, start=(one.sequence or last) + 1):
        fields = {"clock": lit.key}
        yield _event(
            one.case, sequence=sequence, action="raise_light", label=lit.word, fields=fields, by=by, at=lit.since
        )


def _recipient(case: Case, to: str, keeper: str | None) -> str:
    return {
        "lead": f"unit:{keeper or case.lead_unit_id}",
        "office": f"unit:{queries.kind_of(case).office or office()}",
        "leaders": "role:county_leader",
    }[to]


def _tell(looked: Sequence[Looked], messenger: Messenger, at: datetime.datetime) -> None:
    """Put the notices into the inbox of whoever is told, those that don't lie there already; count the new ones."""
    sent = {message.key: one for one in looked for message in one.messages}
    known = set(Notice.objects.filter(key__in=sent).order_by().values_list("key", flat=True))
    rows = []
    for one in looked:
        for message in one.messages:
            messenger.send(message)
            if message.key not in known:
                known.add(message.key)
                one.notices += 1
                rows.append(_notice(one.case, message, at))
    Notice.objects.bulk_create(rows)


def _notice(case: Case, message: Message, at: datetime.datetime) -> Notice:
    texts = {"subject": message.subject[:400], "text": message.text[:400]}
    return Notice(key=message.key, case=case, to=message.to, at=message.sent_at, made_at=at, **texts)


def _message(case: Case, row: CaseClock, occasion: Occasion) -> Message:
    day = f"到期日 {row.due_on}" if row.due_on else "请尽快确定时限"
    return Message(
        key=f"case-{case.pk}-{row.key}-{row.due_on or 'open'}-{occasion.name}",
        to=occasion.to,
        subject=f"{occasion.label}：{case.number} {case.title}",
        text=f"{row.label}：{occasion.label}，{day}",
        sent_at=occasion.at,
    )
