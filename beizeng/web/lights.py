"""A light as pages show it: shape and colour from the clock, its word, and its rule."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beizeng.base.clock.now import local_day

Words = str | Promise

#: From the most urgent to the calmest, as they are counted and listed.
ORDER = ("red", "amber", "green", "waiting", "done", "none")
WORDS: dict[str, Promise] = {
    "red": gettext_lazy("超期"),
    "amber": gettext_lazy("临期"),
    "green": gettext_lazy("正常"),
    "waiting": gettext_lazy("未到时点"),
    "done": gettext_lazy("办结"),
    "none": gettext_lazy("未立项"),
}


@dataclass(frozen=True)
class Light:
    """The parameters of ``_components/light.html``. ``none``: there is no case yet, so no clock runs."""

    light: Literal["red", "amber", "green", "waiting", "paused", "done", "none"]
    word: Words
    rule: Words = ""


def light_of(light: str, *, due_at: datetime.datetime | None = None) -> Light:
    """The light of a case: red means that somebody must act, and its rule says until when.

    Args:
        light: as cases keep it: ``red``, ``amber``, ``green``, ``waiting``, ``done``; anything else: no case.
        due_at: the case's next due moment; None on an open case: no limit is set, which is red too.
    """
    if light not in WORDS:
        light = "none"
    if light == "red" and due_at is None:
        return Light("red", _("未设时限"), _("没有设定办理时限，须由牵头单位设定"))
    if due_at is None:
        return Light(light, WORDS[light])  # type: ignore[arg-type]
    day = local_day(due_at).isoformat()
    return Light(light, WORDS[light], _("最近到期 %(day)s") % {"day": day})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Tally:
    """How many show a light."""

    light: Light
    count: int


def tallies(counts: dict[str, int], *, lights: Iterable[str] = ()) -> list[Tally]:
    """Counts per light in the order of urgency: of these ``lights``, or of all that any shows."""
    wanted = tuple(lights) or tuple(light for light in ORDER if counts.get(light))
    return [Tally(Light(light, WORDS[light]), counts.get(light, 0)) for light in wanted]  # type: ignore[arg-type]
