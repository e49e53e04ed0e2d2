"""Logs that name no person: an error's place is written, never its message, which may quote what somebody typed."""

import logging
import traceback
from types import TracebackType

_Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Nameless(logging.Formatter):
    """Writes where an error happened and of which class it is."""

    def formatException(self, ei: _Fault) -> str:  # noqa: N802 (the framework's name)
        kind, _, trace = ei
        lines = traceback.format_tb(trace)
        return "".join([*lines, kind.__name__ if kind else ""])
