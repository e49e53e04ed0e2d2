"""Writing plans: a programme opened, its text, leads, matters (``programme``); texts handed in (``drafts``)."""

from beizeng.plan.actions.drafts import begin_programme, drop_draft, hand_in_text, load_draft
from beizeng.plan.actions.programme import (
    confirm_lead,
    hand_cases,
    load_text,
    open_measures,
    open_programme,
    screen_text,
)

__all__ = [
    "begin_programme",
    "confirm_lead",
    "drop_draft",
    "hand_cases",
    "hand_in_text",
    "load_draft",
    "load_text",
    "open_measures",
    "open_programme",
    "screen_text",
]
