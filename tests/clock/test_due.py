"""Due moments: worked examples, and laws that hold for every start, term and pause."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from beizeng.base.clock.calendar import Calendar, Kind
from beizeng.base.clock.due import Due, due
from beizeng.base.clock.hours import WorkingHours
from beizeng.base.clock.now import SHANGHAI
from beizeng.base.clock.proof import Why
from beizeng.base.clock.question import Pause, first_day, read_moment
from beizeng.base.clock.shelf import calendar_of, hours_of
from beizeng.base.clock.term import Term
from beizeng.spec import load_shelf
from beizeng.spec.errors import BadInput

SHELF = load_shelf()
CALENDAR: Calendar = calendar_of(SHELF)
HOURS: WorkingHours = hours_of(SHELF)


def day(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def ends(start: date, term: str, *pauses: str, extra: tuple[str, ...] = (), **options: bool) -> Due:
    return due(
        start=start,
        term=Term.parse(term),
        calendar=CALENDAR,
        hours=HOURS,
        pauses=[Pause.parse(text) for text in pauses],
        extra=[Term.parse(text) for text in extra],
        **options,
    )


# --- worked examples


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2022-01-28", 3, "2022-02-07"),
        ("2022-04-22", 7, "2022-05-05"),
        ("2022-09-28", 3, "2022-10-08"),  # a Saturday made work
        ("2022-09-26", 24, "2022-11-02"),
        ("2022-03-10", 24, "2022-04-14"),
        ("2022-01-27", 3, "2022-01-30"),  # a Sunday made work
        ("2022-04-28", 5, "2022-05-09"),
        ("2022-09-29", 3, "2022-10-09"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-09-18", 5, "2026-09-24"),
    ],
)
def test_golden_dates(start: str, days: int, expected: str) -> None:
    result = ends(day(start), f"{days} working days")
    assert result.due_on == day(expected)
    assert result.due_at == at(f"{expected} 18:00")
    assert not result.provisional


@pytest.mark.parametrize(
    ("start", "term", "expected"),
    [
        ("2022-01-31", "1个月", "2022-02-28"),  # no 31 February: its last day
        ("2024-01-31", "1个月", "2024-02-29"),
        ("2022-02-28", "1个月", "2022-03-28"),
        ("2022-08-31", "6个月", "2023-02-28"),
        ("2024-02-29", "1年", "2025-02-28"),
        ("2022-12-09", "1个月", "2023-01-09"),
        ("2022-03-05", "1个月", "2022-04-06"),  # 5 April is 清明节: the next worked day
        ("2022-09-01", "1个月", "2022-10-08"),  # over the whole 国庆节 to the Saturday made work
        ("2022-03-04", "8日", "2022-03-14"),  # a Saturday
        ("2022-01-22", "7日", "2022-01-29"),  # a Saturday made work: no roll-over
        ("2022-03-12", "当日", "2022-03-14"),
        ("2022-03-10", "当日", "2022-03-10"),
    ],
)
def test_days_and_months_roll_over_days_off(start: str, term: str, expected: str) -> None:
    assert ends(day(start), term).due_on == day(expected)


@pytest.mark.parametrize(
    ("start", "term", "expected"),
    [
        ("2022-03-04", "8日", "2022-03-12"),
        ("2022-09-01", "1个月", "2022-10-01"),
        ("2022-03-12", "当日", "2022-03-12"),
    ],
)
def test_roll_over_can_be_switched_off_and_the_day_then_ends_at_24(start: str, term: str, expected: str) -> None:
    result = ends(day(start), term, roll=False)
    assert (result.due_on, result.due_at) == (day(expected), None)


@pytest.mark.parametrize(
    ("start", "term", "expected"),
    [
        ("2022-03-10", "3个工作日", "2022-03-14"),
        ("2022-03-12", "3个工作日", "2022-03-16"),  # a Saturday counts no more than it would later
        ("2022-03-10", "5日", "2022-03-14"),
        ("2022-03-01", "1个月", "2022-03-31"),
        ("2022-01-31", "1个月", "2022-02-28"),
        ("2022-01-30", "1个月", "2022-02-28"),
        ("2022-01-15", "1个月", "2022-02-14"),
    ],
)
def test_the_first_day_counts_where_a_law_says_so(start: str, term: str, expected: str) -> None:
    assert ends(day(start), term, count_first_day=True).due_on == day(expected)


def test_a_moment_counts_as_its_day_in_shanghai() -> None:
    late = datetime.fromisoformat("2022-03-09T16:30:00+00:00")  # 00:30 on the 10th in Shanghai
    assert ends(late, "24个工作日").due_on == day("2022-04-14")


def test_without_working_hours_the_day_has_no_closing_time() -> None:
    result = due(start=day("2022-03-10"), term=Term.parse("24个工作日"), calendar=CALENDAR)
    assert (result.due_on, result.due_at) == (day("2022-04-14"), None)


# --- hours and half days: half a day is half of the day's working minutes (winter 225, summer 210)


@pytest.mark.parametrize(
    ("start", "term", "expected"),
    [
        ("2024-03-12 11:50", "半日", "2024-03-13 08:05"),  # 10 minutes before noon, 210 after, 5 next morning
        ("2024-03-12 08:00", "半日", "2024-03-12 11:45"),
        ("2024-03-12 14:10", "半日", "2024-03-13 08:15"),  # counted from 14:30
        ("2024-03-15 17:00", "半日", "2024-03-18 10:45"),  # over the weekend
        ("2024-06-04 08:30", "半天", "2024-06-04 12:00"),  # summer
        ("2024-03-12 11:00", "2个工作小时", "2024-03-12 15:30"),
        ("2022-01-28 17:30", "1个工作小时", "2022-01-29 08:30"),  # the Saturday made work
        ("2024-03-12 18:30", "1个工作小时", "2024-03-13 09:00"),
        ("2024-03-15 17:00", "24小时", "2024-03-16 17:00"),  # clock hours know no weekend
    ],
)
def test_hours(start: str, term: str, expected: str) -> None:
    result = ends(at(start), term)
    assert (result.due_at, result.due_on) == (at(expected), at(expected).date())


def test_in_at_1150_out_at_1410_is_ten_working_minutes() -> None:
    assert HOURS.minutes_between(at("2024-03-12 11:50"), at("2024-03-12 14:10"), CALENDAR) == 10
    assert HOURS.minutes_between(at("2024-03-12 11:50"), at("2024-03-13 08:05"), CALENDAR) == 225
    assert HOURS.minutes_between(at("2024-03-15 18:00"), at("2024-03-18 08:00"), CALENDAR) == 0


def test_hours_pause_by_the_minute() -> None:
    assert ends(at("2024-03-12 09:00"), "2个工作小时", "2024-03-12 09:30..2024-03-12 11:00").due_at == at(
        "2024-03-12 14:00"
    ) + timedelta(minutes=60)
    assert ends(at("2024-03-12 09:00"), "24小时", "2024-03-13..2024-03-13").due_at == at("2024-03-14 09:00")


@pytest.mark.parametrize("term", ["半日", "4个工作小时", "24小时"])
def test_hours_need_a_moment(term: str) -> None:
    with pytest.raises(BadInput, match="时刻"):
        ends(day("2024-03-12"), term)


def test_working_hours_need_an_office() -> None:
    with pytest.raises(BadInput, match="工作时间"):
        due(start=at("2024-03-12 09:00"), term=Term.parse("半日"), calendar=CALENDAR)


# --- pauses and extensions


def test_a_pause_over_the_spring_festival_costs_a_term_in_working_days_nothing() -> None:
    plain, paused = (ends(day("2022-01-28"), "3个工作日", *pauses) for pauses in ((), ("2022-01-31..2022-02-06",)))
    assert plain.due_on == paused.due_on == day("2022-02-07")


def test_the_same_pause_costs_a_term_in_days_seven() -> None:
    assert ends(day("2022-01-28"), "10日").due_on == day("2022-02-07")
    assert ends(day("2022-01-28"), "10日", "2022-01-31..2022-02-06").due_on == day("2022-02-14")


def test_a_month_is_paused_by_days() -> None:
    assert ends(day("2022-03-10"), "1个月", "2022-03-15..2022-03-17").due_on == day("2022-04-13")


@pytest.mark.parametrize(
    ("pause", "expected"),
    [
        ("2022-03-14 10:00..2022-03-14 15:00", "2022-03-17"),  # within one day: nothing
        ("2022-03-14 10:00..2022-03-14 10:00", "2022-03-17"),
        ("2022-03-14 17:00..2022-03-15 09:00", "2022-03-18"),  # Monday counts, Tuesday does not
        ("2022-03-11 10:00..2022-03-14 10:00", "2022-03-18"),  # over a weekend: Monday
        ("2022-03-14..2022-03-14", "2022-03-18"),
    ],
)
def test_a_pause_between_moments_in_a_term_of_days(pause: str, expected: str) -> None:
    result = ends(day("2022-03-10"), "5个工作日", pause)
    assert result.due_on == result.proof[-1].day == day(expected)


def test_an_extension_keeps_the_old_day() -> None:
    result = ends(day("2022-03-10"), "24个工作日", extra=("10个工作日",))
    assert (result.before_extension, result.due_on) == (day("2022-04-14"), ends(day("2022-03-10"), "34个工作日").due_on)
    assert ends(day("2022-03-10"), "24个工作日").before_extension is None
    hours = ends(at("2024-03-12 08:00"), "半日", extra=("1个工作小时",))
    assert (hours.before_extension, hours.due_at) == (day("2024-03-12"), at("2024-03-12 15:15"))


def test_days_are_not_extended_by_hours() -> None:
    with pytest.raises(BadInput, match="不能相互延长"):
        ends(day("2022-03-10"), "24个工作日", extra=("4小时",))


@pytest.mark.parametrize(
    "pause", ["2022-03-14", "2022-03-18..2022-03-14", "2022-03-14..heute", "1500-01-01..2022-01-01"]
)
def test_an_impossible_pause_is_refused(pause: str) -> None:
    with pytest.raises(BadInput):
        Pause.parse(pause)


@pytest.mark.parametrize("start", [date(1989, 12, 30), date(2099, 12, 30), date(9999, 12, 31)])
@pytest.mark.parametrize("term", ["5个工作日", "5日", "1个月"])
def test_nothing_is_reckoned_outside_the_range(start: date, term: str) -> None:
    with pytest.raises(BadInput, match="1990-01-01"):
        ends(start, term)


# --- what is not known yet


@pytest.mark.parametrize(
    ("start", "term", "is_provisional"),
    [
        ("2026-12-21", "5个工作日", False),  # ends on the 28th
        ("2026-12-21", "6个工作日", True),  # the 29th: a notice has reached back so far before
        ("2026-12-21", "15个工作日", True),
        ("2026-12-25", "1个月", True),  # whether 25 January 2027 is worked is not known
        ("2026-12-25", "3日", False),
        ("2027-03-01", "1个工作日", True),
    ],
)
def test_an_answer_that_rests_on_an_unannounced_day_is_provisional(start: str, term: str, is_provisional: bool) -> None:
    assert ends(day(start), term).provisional is is_provisional


def test_a_term_that_no_notice_can_move_is_not_provisional() -> None:
    assert not ends(day("2026-12-25"), "1个月", roll=False).provisional
    assert not ends(at("2026-12-25 09:00"), "240小时").provisional


# --- the proof


def test_the_proof_names_each_day_and_its_notice() -> None:
    proof = ends(day("2022-01-28"), "3个工作日").proof
    assert [(row.day.day, row.kind, row.number, row.why) for row in proof][:3] == [
        (28, Kind.WORKDAY, None, Why.START),
        (29, Kind.MAKE_UP, 1, Why.COUNTED),
        (30, Kind.MAKE_UP, 2, Why.COUNTED),
    ]
    assert (proof[3].name, proof[3].why, str(proof[3].source)) == ("春节", Why.DAY_OFF, "国办发明电〔2021〕11号")
    assert (proof[-1].day, proof[-1].number, proof[-1].why) == (day("2022-02-07"), 3, Why.LAST)


def test_the_proof_shows_roll_over_and_month_end() -> None:
    rolled = ends(day("2022-03-04"), "8日").proof
    assert [row.why for row in rolled[-3:]] == [Why.ENDS_ON_DAY_OFF, Why.MOVED_OVER, Why.MOVED_TO]
    assert ends(day("2022-01-31"), "1个月").proof[-1].why is Why.MONTH_END


def test_the_proof_of_hours_adds_up_minutes() -> None:
    proof = ends(at("2024-03-15 18:30"), "半日", "2024-03-18..2024-03-18").proof
    assert [(row.minutes, row.why) for row in proof] == [
        (0, Why.CLOSED),
        (0, Why.DAY_OFF),
        (0, Why.DAY_OFF),
        (0, Why.PAUSED),
        (225, Why.LAST),
    ]


# --- laws

days = st.dates(date(2007, 1, 1), date(2027, 12, 31))
amounts = st.integers(1, 120)
day_terms = st.builds("{} {}".format, amounts, st.sampled_from(["working days", "days"])) | st.builds(
    "{} months".format, st.integers(1, 18)
)
pauses_near: Callable[[date], st.SearchStrategy[list[Pause]]] = lambda start: st.lists(  # noqa: E731
    st.builds(
        lambda after, length: Pause(start + timedelta(days=after), start + timedelta(days=after + length)),
        st.integers(-20, 150),
        st.integers(0, 30),
    ),
    max_size=4,
)
started = days.flatmap(lambda start: st.tuples(st.just(start), pauses_near(start)))


def reckon(start: date, term: str, pauses: list[Pause] = [], **options: bool) -> Due:  # noqa: B006
    return due(start=start, term=Term.parse(term), calendar=CALENDAR, pauses=pauses, **options)


@given(days, amounts)
def test_a_term_in_working_days_ends_on_a_working_day_and_counting_gives_it_back(start: date, amount: int) -> None:
    end = reckon(start, f"{amount} working days").due_on
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert CALENDAR.is_working(end)
    assert sum(map(CALENDAR.is_working, between)) == amount


@given(days, st.integers(0, 10), day_terms)
def test_a_later_start_never_ends_earlier(start: date, later: int, term: str) -> None:
    assert reckon(start, term).due_on <= reckon(start + timedelta(days=later), term).due_on


@given(days, amounts, st.sampled_from(["working days", "days", "months"]))
def test_a_longer_term_never_ends_earlier(start: date, amount: int, unit: str) -> None:
    assert reckon(start, f"{amount} {unit}").due_on <= reckon(start, f"{amount + 1} {unit}").due_on


@given(started, day_terms)
def test_a_pause_never_shortens(started: tuple[date, list[Pause]], term: str) -> None:
    start, pauses = started
    assert reckon(start, term).due_on <= reckon(start, term, pauses).due_on


@given(started, day_terms, st.randoms())
def test_the_order_of_pauses_does_not_matter(started: tuple[date, list[Pause]], term: str, random) -> None:
    start, pauses = started
    shuffled = random.sample(pauses, len(pauses))
    assert reckon(start, term, pauses).due_on == reckon(start, term, shuffled).due_on


@given(days, amounts)
def test_a_pause_on_days_off_only_costs_working_days_nothing(start: date, amount: int) -> None:
    end = reckon(start, f"{amount} working days").due_on
    off = [start + timedelta(days=n) for n in range((end - start).days + 9)]
    pauses = [Pause(day, day) for day in off if not CALENDAR.is_working(day)]
    assume(pauses)
    assert reckon(start, f"{amount} working days", pauses).due_on == end


@given(started, day_terms, st.booleans(), st.booleans())
def test_the_proof_counted_day_by_day_agrees_with_the_due_day(
    started: tuple[date, list[Pause]], term: str, count_first_day: bool, roll: bool
) -> None:
    start, pauses = started
    result = reckon(start, term, pauses, count_first_day=count_first_day, roll=roll)
    proof = result.proof
    assert proof[-1].day == result.due_on
    assert proof[0].day == start
    assert [row.day for row in proof] == [start + timedelta(days=n) for n in range(len(proof))]
    numbers = [row.number for row in proof if row.counted]
    assert numbers == list(range(1, len(numbers) + 1))
    if "working" in term:
        assert result.provisional == any(row.provisional for row in proof if row.why is not Why.START)


@given(days, st.integers(0, 1439), st.integers(1, 40), st.sampled_from(["working hours", "half days"]))
def test_working_time_used_up_is_working_time_given(start: date, minute: int, amount: int, unit: str) -> None:
    moment = datetime.combine(start, datetime.min.time(), SHANGHAI) + timedelta(minutes=minute)
    term = Term(amount, Term.parse(f"1 {unit}").unit)
    result = due(start=moment, term=term, calendar=CALENDAR, hours=HOURS)
    season, _ = HOURS.on(start)
    minutes = amount * (60 if unit == "working hours" else season.half_day_minutes)
    assert HOURS.minutes_between(moment, result.due_at, CALENDAR) == minutes
    assert result.proof[-1].number == minutes


@given(st.text("0123456789-.:T+ Z年月日²٣", max_size=26))
def test_any_text_is_read_as_a_moment_or_refused(text: str) -> None:
    with suppress(BadInput):
        assert 1990 <= first_day(read_moment(text, "起始日")).year <= 2100


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-03-10", day("2022-03-10")),
        ("2022年3月10日", day("2022-03-10")),
        ("2022/3/10 8:05", None),
        ("2022-03-10 11:50", at("2022-03-10 11:50")),
        ("2022-03-10T11:50:00+08:00", at("2022-03-10 11:50")),
        ("2022年3月10日 11:50", at("2022-03-10 11:50")),
        ("0001-01-01T00:00+14:00", None),
    ],
)
def test_moments(text: str, moment: date | None) -> None:
    if moment is None:
        with pytest.raises(BadInput):
            read_moment(text, "起始日")
    else:
        assert read_moment(text, "起始日") == moment


@given(days, amounts, amounts)
def test_extending_by_working_days_is_the_longer_term(start: date, amount: int, more: int) -> None:
    extended = due(
        start=start,
        term=Term.parse(f"{amount} working days"),
        calendar=CALENDAR,
        extra=[Term.parse(f"{more} working days")],
    )
    assert extended.due_on == reckon(start, f"{amount + more} working days").due_on
    assert extended.proof[-1].day == extended.due_on
