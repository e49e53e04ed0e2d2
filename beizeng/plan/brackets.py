"""Brackets (and lines of their own) that say who is responsible, in the forms that plans use, and who leads in them.

（责任单位：甲、乙） names no lead; （牵头单位：甲；配合单位：乙）, （甲牵头，乙配合） do; （甲、乙负责） does
where the document says that the first named leads.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from beizeng.plan.names import UnitNames
from beizeng.plan.passage import Passage
from beizeng.spec.programme import Span

_OPEN, _CLOSE = "（(", "）)"
_LABEL = re.compile(
    r"((?:牵头|主要|主责|共同)?(?:责任|牵头|配合|协办|主办|承办|参加|参与|协同|指导|落实|实施)(?:责任)?(?:单位|部门|机构)|责任分工|责任主体)"
    r"\s*[:：]"
)
_LINE = re.compile(rf"^\s*((?:{_LABEL.pattern})[^\n]{{2,300}})$", re.MULTILINE)
_VERB = re.compile(r"(按职责分工(?:分别)?负责|分工负责|分别负责|共同负责|牵头负责|牵头|配合|协办|参与|负责|组织实施)$")
_FIRST_LEADS = re.compile(r"(?:排|列)在?第一位[的者]?.{0,8}?为?牵头|第一(?:个)?(?:责任)?(?:单位|部门)为牵头")
_NAMES_END = re.compile(r"[局委办会部室院厅区镇乡府社联中心公司行署处所队站团机关单位门]$|等$")


@dataclass(frozen=True)
class Responsibility:
    """One bracket: where it stands in its passage and in the file, its role word, and who is named in which part.

    ``is_cut``: the bracket is never closed.
    """

    start: int
    end: int
    span: Span
    role_word: str
    lead: tuple[str, ...]
    joint: tuple[str, ...]
    units: tuple[str, ...]
    unresolved: tuple[str, ...]
    is_cut: bool = False


def first_named_leads(text: str) -> bool:
    """Whether the document says that the first named of a bracket leads."""
    return bool(_FIRST_LEADS.search(text))


def read_brackets(passage: Passage, names: UnitNames, *, first_leads: bool) -> tuple[Responsibility, ...]:
    """The responsibility brackets of a passage, in order."""
    found = []
    pairs = list(_pairs(passage.text))
    lines = [line for line in _lines(passage.text) if not any(one[0] < line[1] and line[0] < one[1] for one in pairs)]
    for start, end, is_cut in sorted([*pairs, *lines]):
        is_line = passage.text[start] not in _OPEN
        content = passage.text[start if is_line else start + 1 : end if is_cut or is_line else end - 1]
        parts = _parts(content)
        if parts:
            found.append(_responsibility(passage, start, end, parts, names, first_leads, is_cut))
    return tuple(found)


def _pairs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Outermost brackets, half and full width mixed; one that is never closed ends with its paragraph."""
    at = 0
    while at < len(text):
        if text[at] not in _OPEN:
            at += 1
            continue
        depth, end = 0, at
        for end in range(at, len(text)):
            depth += (text[end] in _OPEN) - (text[end] in _CLOSE)
            if depth == 0:
                break
        if depth == 0:
            yield at, end + 1, False
            at = end + 1
        elif _LABEL.match(text, at + 1):
            stop = text.find("\n", at)
            stop = len(text) if stop < 0 else stop
            yield at, stop, True
            at = stop
        else:
            at += 1


def _lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """Lines of their own without brackets: 责任单位：甲、乙."""
    for found in _LINE.finditer(text):
        yield found.start(1), found.end(1), False


def _parts(content: str) -> list[tuple[str, str]]:
    """(role word, names) for each part of a bracket; empty where it isn't about responsibility."""
    labels = list(_LABEL.finditer(content))
    if labels and not content[: labels[0].start()].strip():
        ends = [label.start() for label in labels[1:]] + [len(content)]
        return [
            (label[1], content[label.end() : end].strip("；;，,。 ")) for label, end in zip(labels, ends, strict=True)
        ]
    return _verb_parts(content)


def _verb_parts(content: str) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    waiting = ""
    for clause in re.split("[，,；;。]", content):
        verb = _VERB.search(clause.strip())
        if not verb:
            waiting += clause + "、"
            continue
        listed = waiting + clause.strip()[: verb.start()]
        waiting = ""
        if _are_names(listed):
            parts.append((verb[1], listed))
    return parts


def _are_names(listed: str) -> bool:
    """Whether a text before 负责 or 牵头 is a list of units: short pieces that end as units do."""
    pieces = [piece.strip() for piece in listed.split("、") if piece.strip()]
    return bool(pieces) and all(len(piece) <= 25 for piece in pieces) and any(map(_NAMES_END.search, pieces))


def _responsibility(
    passage: Passage,
    start: int,
    end: int,
    parts: list[tuple[str, str]],
    names: UnitNames,
    first_leads: bool,
    is_cut: bool,
) -> Responsibility:
    lead: dict[str, None] = {}
    joint: dict[str, None] = {}
    unresolved: dict[str, None] = {}
    for word, listed in parts:
        read = names.read(listed)
        unresolved.update(dict.fromkeys(read.unresolved))
        if _leads(word):
            lead.update(dict.fromkeys(read.units))
        elif first_leads and not lead and read.units:
            lead[read.units[0]] = None
            joint.update(dict.fromkeys(read.units[1:]))
        else:
            joint.update(dict.fromkeys(read.units))
    return Responsibility(
        start,
        end,
        passage.span_of(start, end),
        parts[0][0],
        tuple(lead),
        tuple(name for name in joint if name not in lead),
        tuple({**lead, **joint}),
        tuple(unresolved),
        is_cut,
    )


def _leads(word: str) -> bool:
    return "牵头" in word or word.startswith(("主办", "主责"))
