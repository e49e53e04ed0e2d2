"""The pure heart: a plan's text → what it promises, who answers for it, and what it leaves open.

    outline = read(text, units)

The text is any issued plan; ``units`` is the register of units that its names are resolved against.
"""

import re
from collections.abc import Iterable, Sequence

from beizeng.plan.document import DASH, PART, Node, read_document
from beizeng.plan.elements import Bracket, Measure, NamedUnit, Outline, Project, Section
from beizeng.plan.findings import findings
from beizeng.plan.letterhead import Letterhead, read_letterhead
from beizeng.plan.measures import Found, Pieces, is_under
from beizeng.plan.names import UnitNames
from beizeng.plan.passage import Passage, join
from beizeng.plan.quantities import read_quantities
from beizeng.plan.reading import Reading, Said
from beizeng.plan.roles import lead_mark
from beizeng.plan.targets import Target, read_targets
from beizeng.plan.unit_words import level
from beizeng.spec.people import Unit

__all__ = ["Outline", "read"]

_GOALS = re.compile(r"目标")
_PROJECT = re.compile(r"(?:工程|行动|计划|专项)$")


def read(text: str, units: Sequence[Unit]) -> Outline:
    """Read a plan. Never fails on any text: what can't be made out is left out, and a finding says so.

    Args:
        text: the file's text as decoded; every ``span`` of the result counts its characters.
        units: the register of units; empty: names stay as written.
    """
    reading = read_closely(text, units)
    return _outline(read_letterhead(reading.document), reading)


def read_closely(text: str, units: Sequence[Unit]) -> Reading:
    """What the findings look at: the outline's parts with what it leaves out."""
    document = read_document(text)
    names = UnitNames(units, lead_mark=lead_mark(text))
    pieces = Pieces(document, units, names, title=read_letterhead(document).title)
    projects = [pieces.whole(node) for node in document.nodes if _is_project(node)]
    measures = pieces.measures()
    for block in document.blocks:
        names.mention(block.passage)
    targets = [read_targets(one.plain) for one in projects]
    numbered = list(zip(_numbers(measures), measures, strict=True))
    owners = [
        *((f"project:{at}", one) for at, one in enumerate(projects, 1)),
        *((f"measure:{number}", one) for number, one in numbered),
    ]
    return Reading(
        document=document,
        goals=read_targets(_goal_text(document.nodes)),
        elsewhere=read_targets(_other_text(document.head_passages, document.nodes)),
        projects=tuple(_project(at, one, of) for at, (one, of) in enumerate(zip(projects, targets, strict=True), 1)),
        targets=tuple(targets),
        project_texts=tuple(one.plain for one in projects),
        measures=tuple(_measure(number, one) for number, one in numbered),
        printed=tuple((one.number, one.title_span) for one in measures),
        brackets=tuple(Said(owner, bracket) for owner, one in owners for bracket in one.brackets),
        names=names,
    )


def _outline(head: Letterhead, reading: Reading) -> Outline:
    brackets = [
        Bracket(said.owner, said.bracket.role_word, said.bracket.span, said.bracket.when, said.bracket.scope)
        for said in reading.brackets
    ]
    units = [
        NamedUnit(name, tuple(one for one in written if one != name), level(name), reading.names.proposal(name))
        for name, written in reading.names.spellings().items()
    ]
    return Outline(
        title=head.title,
        document_number=head.number,
        issuer=head.issuer,
        issued_on=head.issued_on,
        goals=tuple(goal.indicator for goal in reading.goals),
        projects=reading.projects,
        measures=reading.measures,
        brackets=tuple(brackets),
        units=tuple(units),
        findings=findings(reading),
    )


def _goal_text(nodes: Sequence[Node]) -> Passage:
    return join([node.body for node in nodes if is_under(node, _GOALS) and not _is_project(node)], "\n")


def _other_text(head: Sequence[Passage], nodes: Sequence[Node]) -> Passage:
    """The preamble and the parts before the goals, where a goal may be said once more."""
    preamble = [passage for passage in head if "。" in passage.text]
    parts = [node.body for node in nodes if node.level == PART and not _GOALS.search(node.title)]
    return join([*preamble, *parts], "\n")


def _is_project(node: Node) -> bool:
    return node.level == DASH and is_under(node, _GOALS) and bool(_PROJECT.search(node.title))


def _numbers(measures: Sequence[Found]) -> list[int]:
    """The printed numbers where they rise, else 1, 2, 3 in order."""
    printed = [one.number or 0 for one in measures]
    rises = all(one < other for one, other in zip([0, *printed], printed, strict=False))
    return printed if rises else list(range(1, len(measures) + 1))


def _project(number: int, one: Found, targets: tuple[Target, ...]) -> Project:
    return Project(
        number,
        one.title,
        _together(bracket.lead for bracket in one.brackets),
        _together(bracket.joint for bracket in one.brackets),
        tuple(target.indicator for target in targets),
        _together(bracket.guiding for bracket in one.brackets),
    )


def _measure(number: int, one: Found) -> Measure:
    lead = _together(bracket.lead for bracket in one.brackets)
    joint = tuple(name for name in _together(bracket.joint for bracket in one.brackets) if name not in lead)
    guiding = _together(bracket.guiding for bracket in one.brackets)
    return Measure(
        number=number,
        title=one.title,
        section=Section(*one.section),
        text=one.plain.text.strip(),
        lead_units=lead,
        joint_units=joint,
        units=_together(bracket.units for bracket in one.brackets),
        unresolved=_together(bracket.unresolved for bracket in one.brackets),
        quantities=read_quantities(one.titled),
        span=one.passage.span,
        guiding_units=tuple(name for name in guiding if name not in lead and name not in joint),
    )


def _together(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))
