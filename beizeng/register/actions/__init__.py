"""Writing the register: feeds (``feeds``), offices' headings (``words``), cards (``carding``), merges (``merging``)."""

from beizeng.register.actions.carding import refresh_cards
from beizeng.register.actions.feeds import (
    load_asked,
    load_feed,
    mark_withdrawn,
    publish_feed,
    sweep_orphans,
    try_feed,
    withdraw_feed,
)
from beizeng.register.actions.merging import compare_again, find_likenesses, keep_apart, merge, undo_merge
from beizeng.register.actions.words import forget_heading, tell_heading

__all__ = [
    "compare_again",
    "find_likenesses",
    "forget_heading",
    "keep_apart",
    "load_asked",
    "load_feed",
    "mark_withdrawn",
    "merge",
    "publish_feed",
    "refresh_cards",
    "sweep_orphans",
    "tell_heading",
    "try_feed",
    "undo_merge",
    "withdraw_feed",
]
