"""A calendar that changed: every open clock is timed anew, and what moved is listed with the notice that moved it."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from beizeng.base.clock.now import local_day
from beizeng.base.clock.question import Pause, read_moment
from beizeng.base.ledger.actions import Done, Unchanged, action
from beizeng.base.people.actor import Actor
from beizeng.cases import queries
from beizeng.cases.clocks import Running, Timing, retimed
from beizeng.cases.models import CalendarCheck, Case, CaseClock, ClockMove
from beizeng.cases.shelf import days, timing
from beizeng.spec.case_kind import Clock

#: Clocks in one transaction: others wait no longer than this takes, and a worker that dies loses no more.
CHUNK = 20_000
_READ = (
    "id", "case_id", "key", "clock", "label", "starts_at", "term", "due_on", "due_at", "rolled_from", "provisional",
    "pauses", "extensions", "light", "case__lead_unit_id", "case__version_id",
)  # fmt: skip


class Reset(NamedTuple):
    """What is written into a clock; many clocks get the same."""

    due_on: datetime.date
    due_at: datetime.datetime
    rolled_from: datetime.date | None
    provisional: bool
    is_moved: bool
    wakes: bool  #: the ticker must look again at once: the light may be another


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
        .values_list(*_READ)[:CHUNK]
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
    groups: dict[Reset, list[int]] = defaultdict(list)
    moves = []
    for clock_id, case_id, light, old, new in _changed(rows):
        assert new.due_on is not None
        assert new.due_at is not None
        assert old.due_on is not None
        is_moved = (new.due_on, new.due_at) != (old.due_on, old.due_at)
        wakes = is_moved and (light in ("amber", "red") or new.due_on < old.due_on)
        reset = Reset(new.due_on, new.due_at, new.rolled_from, new.provisional, is_moved, wakes)
        groups[reset].append(clock_id)
        if is_moved:
            why = reasons.why(local_day(old.starts_at), max(old.due_on, new.due_on))
            moves.append(
                ClockMove(
                    calendar_check=check,
                    case_id=case_id,
                    key=old.key,
                    label=old.label,
                    old_due_on=old.due_on,
                    new_due_on=new.due_on,
                    why=why[:500],
                    at=at,
                )
            )
    for reset, ids in groups.items():
        _write(reset, ids, at)
    ClockMove.objects.bulk_create(moves, batch_size=2000)
    _bring_next_due({move.case_id for move in moves})
    return moves


def _write(reset: Reset, ids: list[int], at: datetime.datetime) -> None:
    columns: dict[str, Any] = {
        "due_on": reset.due_on,
        "due_at": reset.due_at,
        "rolled_from": reset.rolled_from,
        "provisional": reset.provisional,
    }
    if reset.is_moved:
        columns["told"] = []  # another day is another occasion
    if reset.wakes:
        columns["next_at"] = at
    CaseClock.objects.filter(pk__in=ids).update(**columns)


def _changed(rows: list[Any]) -> Iterator[tuple[int, int, str, Running, Running]]:
    """The clocks that differ under the shelf's days: id, case, light, as it was, as it is."""
    clocks: dict[tuple[str, str], Clock] = {}
    times: dict[str, Timing] = {}
    for (
        pk, case_id, key, clock_id, label, starts_at, term, due_on, due_at, rolled_from, provisional, pauses,
        extensions, light, unit, version,
    ) in rows:  # fmt: skip
        named = (version, clock_id)
        if named not in clocks:
            clocks[named] = queries.kind_under(version).clock(clock_id)
        if unit not in times:
            times[unit] = timing(unit)
        clock = clocks[named]
        old = Running(
            key, clock_id, label, starts_at, term, due_on, due_at, rolled_from, provisional,
            pauses=tuple(Pause(read_moment(since, "暂停"), read_moment(until, "暂停")) for since, until in pauses),
            extensions=extensions,
        )  # fmt: skip
        new = _within_whole(case_id, key, old) if clock.within else retimed(old, clock, times[unit])
        if (new.due_on, new.due_at, new.rolled_from, new.provisional) != (due_on, due_at, rolled_from, provisional):
            yield pk, case_id, light, old, new


def _within_whole(case_id: int, key: str, old: Running) -> Running:
    """A step that ends with another clock depends on that one: the whole case is replayed."""
    return queries.situation(Case.objects.get(pk=case_id)).clock(key) or old


def _bring_next_due(cases: Iterable[int]) -> None:
    """The next due moment of these cases, as ``recording`` has it: of the clocks that run, else of those to begin."""
    ids = list(cases)
    dues: dict[int, list[tuple[bool, datetime.datetime | None]]] = defaultdict(list)
    rows = CaseClock.objects.filter(case_id__in=ids, stopped_at__isnull=True).values_list("case_id", "light", "due_at")
    for case_id, light, due_at in rows.order_by():
        dues[case_id].append((light != "waiting", due_at))
    groups: dict[datetime.datetime | None, list[int]] = defaultdict(list)
    for case_id, found in dues.items():
        begun = [due_at for is_begun, due_at in found if is_begun] or [due_at for _, due_at in found]
        moment = None if None in begun else min(due_at for due_at in begun if due_at is not None)
        groups[moment].append(case_id)
    for moment, of_moment in groups.items():
        Case.objects.filter(pk__in=of_moment, closed_at__isnull=True).update(next_due_at=moment)
