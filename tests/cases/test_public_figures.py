"""What everybody may know of the hotline: how many were received, solved, satisfied; nothing that tells of a few."""

import datetime
from pathlib import Path

import pytest
from django.test import Client

from beizeng.base.clock.now import DEMO_MARK
from beizeng.cases.public_figures import LEAST, guarded, public_figures
from beizeng.cases.shelf import kinds
from tests.cases.test_hotline import AGENT, CALLS_BACK, CLERK, KIND, complain, do

YEAR = {"since": datetime.date(2024, 1, 1), "until": datetime.date(2024, 12, 31)}


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([12, 7, 0], [12, 7, 0]),
        ([12, 7, 2], [12, None, None]),
        ([12, 3, 2], [12, None, None]),
        ([3, 0], [None, 0]),
        ([4, 5], [None, None]),
    ],
)
def test_no_number_tells_of_a_few_nor_lets_one_be_computed(numbers: list[int], shown: list[int | None]) -> None:
    assert guarded(numbers) == shown


def lived(number: int, topic: str, outcome: str, satisfied: str) -> None:
    """A complaint from its beginning to its call-back."""
    case = complain(f"{number:010d}", topic=topic)
    case = do(case, "dispatch", AGENT, "2024-03-04 10:00", unit="shenpi", sort="complaint", topic=topic)
    case = do(case, "sign", CLERK, "2024-03-04 11:00")
    case = do(case, "answer", CLERK, "2024-03-05 10:00", reply="示例", outcome="solved")
    do(case, "call_back", CALLS_BACK, "2024-03-06 10:00", outcome=outcome, satisfied=satisfied)


@pytest.mark.django_db
def test_the_last_word_of_who_asked_counts_by_class(data: Path, county: None) -> None:
    for number in range(LEAST):
        lived(number, "licence", "solved", "full")
    lived(90, "licence", "explained", "poor")
    for number in range(LEAST):
        complain(f"{number + 100:010d}", topic="tax")
    complain("0000000200", when="2023-03-06 09:00", topic="tax")
    complain("0000000300", topic="labour")
    complain("0000000301", topic="medical")
    found = public_figures(kinds()[KIND], **YEAR)
    assert found.headings[:2] == ("收到", "办结")
    assert {row.label: row.numbers for row in found.rows} == {
        "证照办理": (LEAST + 1, LEAST + 1, LEAST, LEAST),
        "税费": (LEAST, 0, 0, 0),
        "用工社保": (None, None, None, None),
        "医保": (None, None, None, None),
    }
    assert found.total.numbers == (2 * LEAST + 3, LEAST + 1, LEAST, LEAST)

    (data / DEMO_MARK).write_text("day: 2024-06-12\n", encoding="utf-8")
    page = Client(headers={"host": "127.0.0.1"}).get("/hotline/figures").content.decode()
    assert "证照办理" in page
    earlier = Client(headers={"host": "127.0.0.1"}).get("/hotline/figures?year=2023").content.decode()
    assert ">1<" not in earlier
    assert "—" in earlier
