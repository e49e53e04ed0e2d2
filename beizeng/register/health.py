"""Whether the house stands: the database, the facts store, the ticker. Asked by monitors and by the settings page.

It lives here because the register is the lowest room that knows both stores. It names no person and no secret.
"""

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext as _

from beizeng.base.clock.now import SHANGHAI
from beizeng.base.jobs.heartbeat import last_beat
from beizeng.base.people import queries as people
from beizeng.register import queries

log = logging.getLogger(__name__)

#: `serve` runs the ticker every minute; silent for so long it is broken. The number is ours.
LONGEST_SILENCE = datetime.timedelta(minutes=10)

Part = Literal["database", "facts", "ticker"]


@dataclass(frozen=True)
class Check:
    """One part of the house: whether it stands, and what was seen, in words."""

    part: Part
    is_ok: bool
    words: str


@dataclass(frozen=True)
class Health:
    """The checks of one moment, and when the ticker last ran (None: never)."""

    checks: tuple[Check, ...]
    ticked_at: datetime.datetime | None

    @property
    def is_ok(self) -> bool:
        """Whether every part stands."""
        return all(check.is_ok for check in self.checks)


def health(*, at: datetime.datetime) -> Health:
    """Look at every part. ``at``: the true moment, as the ticker's marks are."""
    ticked_at = last_beat(settings.DATA, "ticker")
    return Health(
        (_checked("database", _database), _checked("facts", _facts), _ticker(ticked_at, at)),
        ticked_at.astimezone(SHANGHAI) if ticked_at else None,
    )


def _checked(part: Part, look: Callable[[], tuple[bool, str]]) -> Check:
    try:
        return Check(part, *look())
    except Exception:  # whatever it is that broke, this page must say so and stay up
        log.exception("health: %s", part)
        return Check(part, False, _("没有回应，原因见日志"))


def _database() -> tuple[bool, str]:
    people.units().exists()  # a real table: a database that was never set up does not stand either
    return True, _("有回应")


def _facts() -> tuple[bool, str]:
    lost = queries.lost_feeds()
    if lost:
        return False, _("%(count)d 批已发布的数据不在事实库中") % {"count": len(lost)}
    return True, _("已发布的数据都在")


def _ticker(ticked_at: datetime.datetime | None, at: datetime.datetime) -> Check:
    if ticked_at is None:
        return Check("ticker", False, _("还没有走过"))
    is_silent = at - ticked_at > LONGEST_SILENCE
    words = _("%(moment)s 走过") % {"moment": f"{ticked_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"}
    return Check("ticker", not is_silent, words)
