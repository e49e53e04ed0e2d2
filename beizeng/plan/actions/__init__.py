"""Writing plans: a programme, its text, leads, matters (``programme``), texts handed in, and further versions."""

from beizeng.plan.actions.drafts import begin_programme, drop_draft, hand_in_text
from beizeng.plan.actions.programme import (
    confirm_lead,
    hand_cases,
    load_text,
    open_measures,
    open_programme,
    screen_text,
)
from beizeng.plan.actions.revising import adopt_version

__all__ = [
    "adopt_version",
    "begin_programme",
    "confirm_lead",
    "drop_draft",
    "hand_cases",
    "hand_in_text",
    "load_text",
    "open_measures",
    "open_programme",
    "screen_text",
]
