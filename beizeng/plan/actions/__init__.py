"""Writing plans: a programme opened, its text, its leads, its matters (``programme``); its rows (``writing``)."""

from beizeng.plan.actions.programme import (
    confirm_lead,
    hand_cases,
    load_text,
    open_measures,
    open_programme,
    screen_text,
)

__all__ = ["confirm_lead", "hand_cases", "load_text", "open_measures", "open_programme", "screen_text"]
