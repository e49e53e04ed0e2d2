"""Due moments: from a start and a term to the day, and why on that day. Open to everybody."""

import datetime
from typing import Annotated

from ninja import Query, Router

from beizeng.api.access import ApiRequest, day_asked, reads
from beizeng.api.answers import Answer, Closed, Source, as_of, said
from beizeng.base.clock import words
from beizeng.base.clock.due import due as due_of
from beizeng.base.clock.hours import WorkingHours
from beizeng.base.clock.proof import ProofDay
from beizeng.base.clock.question import Pause, first_day, read_moment
from beizeng.base.clock.shelf import calendar_of, hours_of
from beizeng.base.clock.term import Term
from beizeng.spec import Shelf, per_shelf

#: Longer proofs are left out: nobody reads them, and everybody may ask.
LONGEST_PROOF = 1000

router = Router(tags=["clock 期限"])


Start = Annotated[str, Query(title="起始", description="Day or moment.", max_length=50, examples=["2022-03-10"])]
Length = Annotated[
    str,
    Query(title="期限", description="24 working days, 7 days, 1 month, 半日 …", max_length=50, examples=["24个工作日"]),
]
Pauses = Annotated[
    list[str],
    Query(
        title="暂停",
        description="Since..until, both ends do not count; up to 20.",
        max_length=20,
        examples=[["2022-03-14..2022-03-18"]],
    ),
]
Extensions = Annotated[
    list[str], Query(title="延长", description="A further term; up to 20.", max_length=20, examples=[["10个工作日"]])
]


class Day(Closed):
    """One day between start and end."""

    day: datetime.date = said("日期", "The day.")
    kind: str = said("日子", "What it is: a working day, a day of rest, a holiday.", examples=["工作日"])
    name: str = said("节日", "The holiday's name; empty where there is none.")
    counted: bool = said("计数", "Whether it counts.")
    number: int | None = said("第几个", "Its number among those that count; null where it does not.")
    why: str = said("说明", "Why it counts or does not.")
    provisional: bool = said("暂定", "The notice for this day is not out yet.")


class DueAnswer(Answer):
    """When a term ends."""

    start: str = said("起始", "The start as read.", examples=["2022-03-10"])
    term: str = said("期限", "The term as read.", examples=["24个工作日"])
    due_on: datetime.date = said("到期日", "The last day, in Shanghai.", examples=["2022-04-14"])
    due_at: datetime.datetime | None = said("到期时刻", "The closing of business; null: the end of `due_on`, 24:00.")
    before_extension: datetime.date | None = said("延长前到期日", "Null where nothing was extended.")
    provisional: bool = said("暂定", "The answer rests on a day whose holiday notice is not out yet.")
    hours_verified: bool = said("工作时间已核", "Whether the working hours rest on a document that was read.")
    proof: list[Day] | None = said("逐日说明", "Every day from start to end; null where not asked for or over 1000.")


@reads(router, "/clock/due", "clock.read", DueAnswer, summary="Due moment 期限到期")
def due(
    request: ApiRequest,
    start: Start,
    term: Length,
    pause: Pauses = [],  # noqa: B006  # the framework copies it
    extend: Extensions = [],  # noqa: B006
    count_first_day: Annotated[bool, Query(title="起始日计入", description="The day of the start counts.")] = False,
    roll: Annotated[bool, Query(title="顺延", description="A last day off moves to the next worked day.")] = True,
    proof: Annotated[bool, Query(title="逐日说明", description="List every day.")] = False,
) -> DueAnswer:
    """When a term ends that starts at a day or moment, by the State Council's holiday notices (民法典 200–204)."""
    hours = hours_of(_shelf())
    moment, length = read_moment(start, "start"), Term.parse(term)
    found = due_of(
        start=moment,
        term=length,
        calendar=calendar_of(_shelf()),
        hours=hours,
        pauses=[Pause.parse(text) for text in pause],
        extra=[Term.parse(text) for text in extend],
        count_first_day=count_first_day,
        roll=roll,
    )
    is_listed = proof and (found.due_on - first_day(moment)).days <= LONGEST_PROOF
    return DueAnswer(
        as_of=as_of(day_asked(request, None)),
        source=Source(room="clock", words="国务院办公厅放假通知；民法典第二百条至第二百零四条", digest=_shelf().digest),
        start=moment.isoformat(),
        term=length.chinese,
        due_on=found.due_on,
        due_at=found.due_at,
        before_extension=found.before_extension,
        provisional=found.provisional,
        hours_verified=_are_verified(hours, found.due_on),
        proof=[_day(one) for one in found.proof] if is_listed else None,
    )


def _day(one: ProofDay) -> Day:
    return Day(
        day=one.day,
        kind=words.KINDS[one.kind],
        name=one.name or "",
        counted=one.counted,
        number=one.number,
        why=words.WHYS[one.why],
        provisional=one.provisional,
    )


def _are_verified(hours: WorkingHours, day: datetime.date) -> bool:
    return hours.on(day)[1].verified


@per_shelf
def _shelf(shelf: Shelf) -> Shelf:
    return shelf
