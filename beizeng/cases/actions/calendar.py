"""A calendar that changed: every open clock is timed anew, and what moved is listed with the notice that moved it."""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast

from beizeng.base.clock.now import local_day
from beizeng.base.clock.question import Pause, read_moment
from beizeng.base.ledger.actions import Done, Unchanged, action
from beizeng.base.people.actor import Actor
from beizeng.cases import queries
from beizeng.cases.clocks import Running, Timing, end_of, retimed
from beizeng.cases.models import CalendarCheck, Case, CaseClock, ClockMove
from beizeng.cases.shelf import days, timing

#: Clocks in one transaction: others wait no longer than this takes, and a worker that dies loses no more.
CHUNK = 50_000
_READ = (
    "id", "case_id", "clock", "starts_at", "term", "due_on", "rolled_from", "provisional", "extensions", "light",
    "case__lead_unit_id", "case__version_id",
)  # fmt: skip
#: Ids in one statement: fewer than any database takes.
_MANY = 10_000


class Timed(NamedTuple):
    """When a clock is due under the shelf's days."""

    due_on: datetime.date | None
    due_at: datetime.datetime | None
    rolled_from: datetime.date | None
    provisional: bool


class Changed(NamedTuple):
    """A clock that the shelf's days time otherwise; ``is_moved``: its due moment too, not only what is said of it."""

    id: int
    case_id: int
    started_on: datetime.date
    due_on: datetime.date
    new: Timed
    is_moved: bool
    wakes: bool  #: its light may be another: the ticker looks at once


@dataclass(frozen=True)
class Followed:
    """What one chunk did: clocks looked at and moved; ``is_finished``: nothing is left to look at."""

    looked: int
    moved: int
    is_finished: bool


def follow_calendar(*, by: Actor, at: datetime.datetime) -> int:
    """Time every open clock anew if the shelf's days are not those of the last check. Returns how many moved.

    Idempotent, and safe in two workers or after one that died: the check row is locked, and says how far it went.
    """
    moved = 0
    while _is_due():
        followed: Followed = follow_chunk(by=by, at=at)
        moved += followed.moved
        if followed.is_finished:
            break
    return moved


def _is_due() -> bool:
    last = CalendarCheck.objects.first()
    return last is None or last.finished_at is None or last.digest != days().digest


@action("cases.follow_calendar")
def follow_chunk(*, by: Actor, at: datetime.datetime) -> Done | Unchanged:
    """Look at the next open clocks under the shelf's days. Returns ``Followed``."""
    check, before = _check(at)
    rows = list(
        CaseClock.objects.filter(pk__gt=check.through, stopped_at__isnull=True, due_on__isnull=False)
        .order_by("pk")
        .annotate(stood=Cast("pauses", TextField()))
        .values_list(*_READ, "stood")[:CHUNK]
    )
    moves = _reset(rows, check, _Reasons(set(check.notices) - set(before)), at)
    is_finished = len(rows) < CHUNK
    CalendarCheck.objects.filter(pk=check.pk).update(
        through=rows[-1][0] if rows else check.through,
        looked=check.looked + len(rows),
        moved=check.moved + len(moves),
        finished_at=at if is_finished else None,
    )
    value = Followed(len(rows), len(moves), is_finished)
    if not moves:
        return Unchanged(value)
    why = "、".join(dict.fromkeys(move.why for move in moves))
    summary = f"日历变动：查看 {len(rows)} 个时限，改期 {len(moves)} 个"
    return Done(value, f"calendar:{check.pk}", summary, basis=why[:1000], detail={"moved": len(moves)})


def _check(at: datetime.datetime) -> tuple[CalendarCheck, Mapping[str, str]]:
    """The check under way, locked, begun where there is none for these days; and the notices of the one before."""
    here = days()
    last = CalendarCheck.objects.select_for_update().first()
    if last is None or last.digest != here.digest:
        names = {digest: str(notice) for digest, notice in here.notices.items()}
        check = CalendarCheck.objects.create(digest=here.digest, notices=names, at=at)
        return check, last.notices if last else {}
    before = CalendarCheck.objects.filter(pk__lt=last.pk).first()
    return last, before.notices if before else {}


class _Reasons:
    """Which of the new notices moved a due day: those that name a day between the start and the later end."""

    def __init__(self, new: set[str]) -> None:
        self._notices = [
            (str(notice), [day for holiday in notice.holidays for day in (*holiday.days_off, *holiday.worked)])
            for digest, notice in days().notices.items()
            if digest in new
        ]

    def why(self, first: datetime.date, last: datetime.date) -> str:
        """The notices by name; empty where the change came without one."""
        found = [name for name, named in self._notices if any(first < day <= last for day in named)]
        return "、".join(found) or "日历或作息改动"


def _reset(rows: list[Any], check: CalendarCheck, reasons: _Reasons, at: datetime.datetime) -> list[ClockMove]:
    changed = list(_changed(rows))
    groups: dict[tuple[Timed, bool, bool], list[int]] = defaultdict(list)
    for one in changed:
        groups[one.new, one.is_moved, one.wakes].append(one.id)
    for (new, is_moved, wakes), ids in groups.items():
        columns: dict[str, Any] = new._asdict()
        if is_moved:
            columns["told"] = []  # another day is another occasion
        if wakes:
            columns["next_at"] = at
        for some in _slices(ids):
            CaseClock.objects.filter(pk__in=some).update(**columns)
    moves = list(_moves([one for one in changed if one.is_moved], check, reasons, at))
    ClockMove.objects.bulk_create(moves, batch_size=2000)
    _bring_next_due({move.case_id for move in moves})
    return moves


def _moves(
    changed: Sequence[Changed], check: CalendarCheck, reasons: _Reasons, at: datetime.datetime
) -> Iterator[ClockMove]:
    names: dict[int, tuple[str, str]] = {}
    for some in _slices([one.id for one in changed]):
        rows = CaseClock.objects.filter(pk__in=some).order_by().values_list("pk", "key", "label")
        names |= {pk: (key, label) for pk, key, label in rows}
    for one in changed:
        key, label = names[one.id]
        assert one.new.due_on is not None
        yield ClockMove(
            calendar_check=check,
            case_id=one.case_id,
            key=key,
            label=label,
            old_due_on=one.due_on,
            new_due_on=one.new.due_on,
            why=reasons.why(one.started_on, max(one.due_on, one.new.due_on))[:500],
            at=at,
        )


def _slices(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[first : first + _MANY] for first in range(0, len(ids), _MANY))


def _changed(rows: list[Any]) -> Iterator[Changed]:
    """The clocks that differ. What starts on one day with one term is due on one day: each such sum is done once."""
    sums: dict[tuple[Any, ...], Timed] = {}
    times: dict[str, Timing] = {}
    for row in rows:
        pk, case_id, clock, starts_at, term, due_on, rolled_from, provisional, extensions, light = row[:10]
        unit, version, stood = row[10:]
        if unit not in times:
            times[unit] = timing(unit)
        started_on = local_day(starts_at)
        written_on = (rolled_from or due_on) if extensions or not term else None
        asked = (version, clock, started_on, term, written_on, stood, id(times[unit]))
        new = sums.get(asked)
        if new is None:
            new, is_shared = _timed(row, times[unit])
            if is_shared:
                sums[asked] = new
        if (new.due_on, new.rolled_from, new.provisional) == (due_on, rolled_from, provisional) and _is_whole(new):
            continue
        is_moved = new.due_on != due_on or CaseClock.objects.exclude(due_at=new.due_at).filter(pk=pk).exists()
        wakes = is_moved and (light in ("amber", "red") or (new.due_on is not None and new.due_on <= due_on))
        yield Changed(pk, case_id, started_on, due_on, new, is_moved, wakes)


def _is_whole(new: Timed) -> bool:
    """Due at the end of its day: then the day says it all."""
    return new.due_on is None or new.due_at == end_of(new.due_on)


def _timed(row: Any, times: Timing) -> tuple[Timed, bool]:
    """When the clock of this row is due, and whether every clock of its sort that starts on that day is due then."""
    pk, case_id, clock_id, starts_at, term, due_on, rolled_from, _, extensions, _, _, version, stood = row
    clock = queries.kind_under(version).clock(clock_id)
    if clock.within:
        found = _within_whole(pk, case_id)
    else:
        pauses = tuple(
            Pause(read_moment(since, "暂停"), read_moment(until, "暂停")) for since, until in json.loads(stood)
        )
        old = Running(
            "", clock_id, "", starts_at, term, due_on, rolled_from=rolled_from, pauses=pauses, extensions=extensions
        )
        found = retimed(old, clock, times)
    new = Timed(found.due_on, found.due_at, found.rolled_from, found.provisional)
    return new, not clock.within and _is_whole(new)


def _within_whole(clock_id: int, case_id: int) -> Running:
    """A step that ends with another clock depends on that one: the whole case is replayed."""
    row = CaseClock.objects.get(pk=clock_id)
    return queries.situation(Case.objects.get(pk=case_id)).clock(row.key) or queries.running_of(row)


def _bring_next_due(cases: Iterable[int]) -> None:
    """The next due moment of these cases, as ``recording`` has it: of the clocks that run, else of those to begin."""
    dues: dict[int, list[tuple[bool, datetime.datetime | None]]] = defaultdict(list)
    for some in _slices(list(cases)):
        rows = CaseClock.objects.filter(case_id__in=some, stopped_at__isnull=True).order_by()
        for case_id, light, due_at in rows.values_list("case_id", "light", "due_at"):
            dues[case_id].append((light != "waiting", due_at))
    groups: dict[datetime.datetime | None, list[int]] = defaultdict(list)
    for case_id, found in dues.items():
        begun = [due_at for is_begun, due_at in found if is_begun] or [due_at for _, due_at in found]
        moment = None if None in begun else min(due_at for due_at in begun if due_at is not None)
        groups[moment].append(case_id)
    for moment, of_moment in groups.items():
        for some in _slices(of_moment):
            Case.objects.filter(pk__in=some, closed_at__isnull=True).update(next_due_at=moment)
