"""What an author reads when an expression is refused: what, where, why, what to write."""

import difflib
from collections.abc import Iterable

from beizeng.spec.errors import BadInput


class ParameterMissing(BadInput):
    """A parameter has no value in force on the judging day: the policy that uses it stops, loudly."""


class ParameterNotSet(BadInput):
    """A parameter whose value no source gives: what uses it is not set either."""


def refuse(*, what: str, offset: int | None, why: str, write: str) -> BadInput:
    """A refusal that points at a place in the expression (counted from 1 for people)."""
    where = "表达式" if offset is None else f"表达式第 {offset + 1} 个字符"
    return BadInput(what=what, where=where, why=why, write=write)


def nearest(word: str, words: Iterable[str]) -> str:
    """「写 xxx」 for the likeliest word meant, or the first few of all."""
    every = sorted(words)
    close = difflib.get_close_matches(word.lower(), every, n=3, cutoff=0.6)
    if close:
        return "是否想写 " + "、".join(close)
    return "可用的有 " + "、".join(every[:8]) + ("……" if len(every) > 8 else "")
