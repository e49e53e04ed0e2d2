"""Writing cases: beginning and moving them (``acts``), more time (``extensions``), reminders, saved filters (``desk``),
a calendar that moves them (``calendar``), the ticker (``ticking``), learning to suggest a class (``training``)."""

from beizeng.cases.actions.acts import Attached, FormRefused, Stale, act, lodge, reassign
from beizeng.cases.actions.desk import drop_filter, remind, save_filter
from beizeng.cases.actions.extensions import ask_extension, decide_extension
from beizeng.cases.actions.ticking import Shown, TickReport, raise_light, tick
from beizeng.cases.actions.training import train

__all__ = [
    "Attached",
    "FormRefused",
    "Shown",
    "Stale",
    "TickReport",
    "act",
    "ask_extension",
    "decide_extension",
    "drop_filter",
    "lodge",
    "raise_light",
    "reassign",
    "remind",
    "save_filter",
    "tick",
    "train",
]
