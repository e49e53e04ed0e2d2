"""Writing cases: beginning and moving them (``acts``), more time (``extensions``), the ticker (``ticking``)."""

from beizeng.cases.actions.acts import Attached, FormRefused, Stale, act, lodge, reassign
from beizeng.cases.actions.extensions import ask_extension, decide_extension
from beizeng.cases.actions.ticking import Shown, TickReport, raise_light, tick

__all__ = [
    "Attached",
    "FormRefused",
    "Shown",
    "Stale",
    "TickReport",
    "act",
    "ask_extension",
    "decide_extension",
    "lodge",
    "raise_light",
    "reassign",
    "tick",
]
