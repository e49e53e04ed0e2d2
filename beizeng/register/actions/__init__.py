"""Writing the register: feeds (``feeds``), the headings that offices use (``words``), the cards (``carding``)."""

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
from beizeng.register.actions.words import forget_heading, tell_heading

__all__ = [
    "forget_heading",
    "load_asked",
    "load_feed",
    "mark_withdrawn",
    "publish_feed",
    "refresh_cards",
    "sweep_orphans",
    "tell_heading",
    "try_feed",
    "withdraw_feed",
]
