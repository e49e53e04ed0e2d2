"""Whether the house stands, for monitors: no key, no limit, no secret, no name."""

import datetime
import importlib.metadata
from typing import Literal

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status

from beizeng.api.access import open_to_all
from beizeng.api.answers import Answer, Closed, Source, as_of, said
from beizeng.base.clock.now import local_day, utc_now
from beizeng.register.health import Check
from beizeng.register.health import health as look

router = Router(tags=["health 运行状况"])


class CheckRow(Closed):
    """One part of the house."""

    part: Literal["database", "facts", "ticker"] = said("部分", "The part.")
    is_ok: bool = said("正常", "Whether it stands.")
    words: str = said("说明", "What was seen.")


class HealthAnswer(Answer):
    """The state of the house."""

    is_ok: bool = said("正常", "Every part stands; the HTTP status is 503 when not.")
    version: str = said("版本", "The version that runs.", examples=["0.1.0"])
    ticked_at: datetime.datetime | None = said("定时器最近走过", "The true moment; null: never.")
    checks: list[CheckRow] = said("各部分", "The database, the facts store, the ticker.")


@open_to_all(router, "/health", {200: HealthAnswer, 503: HealthAnswer}, summary="Health 运行状况")
def health(request: HttpRequest) -> Status[HealthAnswer]:
    """Whether the database, the facts store and the ticker answer; 503 when one of them does not."""
    at = utc_now()
    found = look(at=at)
    answer = HealthAnswer(
        as_of=as_of(local_day(at)),
        source=Source(room="house", words="数据库、事实库、定时器的现状", digest=None),
        is_ok=found.is_ok,
        version=importlib.metadata.version("beizeng"),
        ticked_at=found.ticked_at,
        checks=[_row(check) for check in found.checks],
    )
    return Status(200 if found.is_ok else 503, answer)


def _row(check: Check) -> CheckRow:
    return CheckRow(part=check.part, is_ok=check.is_ok, words=check.words)
