"""A small register of one's own: write lines, load them, ask."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.people.actor import house
from beizeng.register import actions
from beizeng.register.report import FeedReport

CODES = ("91140929MA0KTEA130", "92140929MA0KTEA21P", "93140929MA0KTEA3XC")


def moment(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)


@pytest.fixture
def load(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., FeedReport]:
    """``load("统一社会信用代码,名称", "9114…,某店", known=day)``: lines in, report out."""
    folder = tmp_path_factory.mktemp("feeds")

    def run(
        *lines: str, known: datetime.date = datetime.date(2024, 1, 1), name: str = "feed.csv", **more: Any
    ) -> FeedReport:
        path = folder / name
        path.write_text("\n".join(lines) + "\n", encoding=more.pop("encoding", "utf-8"))
        actor = more.pop("by", house("test"))
        return actions.load_feed(path=path, known_on=known, by=actor, at=more.pop("at", moment(known)), **more)

    return run
