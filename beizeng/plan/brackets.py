"""Places that say who is responsible: brackets of any kind, lines of their own, sentences that begin with the label.

（责任单位：甲、乙） names no lead; （牵头单位：甲；配合单位：乙）, （甲牵头，乙配合） do; （甲、乙负责） does
where the document says that the first named leads. What a place says, ``roles`` reads.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from beizeng.plan.names import UnitNames
from beizeng.plan.passage import Passage
from beizeng.plan.roles import FIRST_LEADS, ROLE_LABEL, Part, only_units, read_parts
from beizeng.spec.programme import Span

_SQUARE = {"【": "】", "[": "]］", "［": "]］", "〔": "〕]"}
_OPEN = "（("
_EDGE = re.compile(r"[（()）]")
_ANY_OPEN = re.compile(r"[（(【\[［〔]")
_LABEL_AHEAD = re.compile(
    rf"\s*(?:[\u4e00-\u9fff]{{2,8}}[:：][^：:；;\n）)]{{1,30}}[；;，,。]\s*)?(?:{ROLE_LABEL.pattern})"
)
#: A label at the beginning of a line or sentence; its list goes on to the full stop, labels behind it included.
_PLAIN = re.compile(
    rf"(?:^|(?<=[。；;！>|]))[\s\u3000]*(?P<said>(?:{ROLE_LABEL.pattern})[^\n。]{{2,300}}"
    r"(?:。[\s\u3000]*[\u4e00-\u9fff]{2,10}\s*[:：][^\n。]{1,300})*)",
    re.MULTILINE,
)
#: What every such place has: a word of a role, or the end of a unit's name.
_SAYS_WHO = re.compile(r"负责|牵头|配合|主办|协办|参与|落实|实施|[局委部厅办会政院室行位体工县区市镇乡道]")
#: Longer brackets hold sentences, not names.
_LONGEST = 600


@dataclass(frozen=True)
class Responsibility:
    """One place: where it stands in its passage and in the file, its role word, and who is named in which part.

    ``when``: until when and how often, as written; ``scope``: for what extent. ``is_cut``: the bracket is never closed.
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
    guiding: tuple[str, ...] = ()
    when: str = ""
    scope: str = ""


def first_named_leads(text: str) -> bool:
    """Whether the document says that the first named of a bracket leads."""
    return bool(FIRST_LEADS.search(text))


def read_brackets(passage: Passage, names: UnitNames, *, first_leads: bool) -> tuple[Responsibility, ...]:
    """The responsibility brackets of a passage, in order."""
    found: list[Responsibility] = []
    text = passage.text
    for start, end, is_cut in _places(text):
        is_plain = not _ANY_OPEN.match(text, start)
        content = text[start if is_plain else start + 1 : end if is_cut or is_plain else end - 1]
        if not _SAYS_WHO.search(content):
            continue
        parts = read_parts(content, names.knows)
        if not parts and not is_cut and _stands_alone(text, end):
            parts = only_units(content, names.knows)
        if parts and (not is_plain or any(part.listed for part in parts)):
            found.append(responsibility(passage, (start, end), parts, names, first_leads=first_leads, is_cut=is_cut))
    return tuple(found)


def _places(text: str) -> list[tuple[int, int, bool]]:
    pairs = list(_pairs(text))
    plain = [
        (found.start("said"), found.end("said"), False)
        for found in _PLAIN.finditer(text)
        if not any(one[0] < found.end("said") and found.start("said") < one[1] and one[2] for one in pairs)
    ]
    inside = [one for one in pairs if not any(line[0] <= one[0] and one[1] <= line[1] for line in plain)]
    outside = [line for line in plain if not any(one[0] < line[0] and line[1] <= one[1] for one in inside)]
    return sorted([*inside, *outside])


def _pairs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Outermost brackets, half and full width mixed; one that is never closed ends with its paragraph."""
    at = 0
    while found := _ANY_OPEN.search(text, at):
        at = found.start()
        if text[at] in _SQUARE:
            stop = re.compile(f"[{re.escape(_SQUARE[text[at]])}\n]").search(text, at + 1, at + _LONGEST)
            if stop and stop[0] != "\n" and _LABEL_AHEAD.match(text, at + 1):
                yield at, stop.end(), False
                at = stop.end()
            else:
                at += 1
            continue
        end = _closing(text, at)
        if end:
            yield at, end, False
            at = end
        elif _LABEL_AHEAD.match(text, at + 1):
            stop_at = text.find("\n", at)
            stop_at = len(text) if stop_at < 0 else stop_at
            yield at, stop_at, True
            at = stop_at
        else:
            at += 1


def _closing(text: str, at: int) -> int | None:
    """Behind the bracket that closes the one at ``at``."""
    depth = 0
    for found in _EDGE.finditer(text, at, at + _LONGEST):
        depth += 1 if found[0] in _OPEN else -1
        if depth == 0:
            return found.end()
    return None


def _stands_alone(text: str, end: int) -> bool:
    """Whether a bracket ends its paragraph."""
    return not text[end : end + 2].strip(" 。；;\u3000") or text[end : end + 1] == "\n"


def responsibility(
    passage: Passage,
    place: tuple[int, int],
    parts: tuple[Part, ...],
    names: UnitNames,
    *,
    first_leads: bool,
    is_cut: bool = False,
) -> Responsibility:
    """Who is named in which part; a unit named twice keeps the weightier part."""
    by_role: dict[str, dict[str, None]] = {role: {} for role in ("lead", "answers", "helps", "guides")}
    unresolved: dict[str, None] = {}
    for part in parts:
        if part.role not in by_role:
            continue
        read = names.read(part.listed)
        unresolved.update(dict.fromkeys(read.unresolved))
        by_role["lead"].update(dict.fromkeys(read.leads))
        by_role[part.role].update(dict.fromkeys(name for name in read.units if name not in read.leads))
    lead = by_role["lead"]
    if first_leads and not lead and by_role["answers"]:
        lead = {next(iter(by_role["answers"])): None}
    joint = [name for name in {**by_role["answers"], **by_role["helps"]} if name not in lead]
    guiding = [name for name in by_role["guides"] if name not in lead and name not in joint]
    return Responsibility(
        *place,
        passage.span_of(*place),
        next((part.word for part in parts if part.role in by_role and part.word), "责任单位"),
        tuple(lead),
        tuple(joint),
        (*lead, *joint, *guiding),
        tuple(unresolved),
        is_cut,
        tuple(guiding),
        "，".join(part.listed for part in parts if part.role == "when"),
        "，".join(part.listed for part in parts if part.role == "scope"),
    )
