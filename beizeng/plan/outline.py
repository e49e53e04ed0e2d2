"""The pure heart: a plan's text → what it promises, who answers for it, and what it leaves open.

    outline = read(text, units)

The text is any issued plan; ``units`` is the register of units that its names are resolved against.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from beizeng.plan.brackets import Responsibility, first_named_leads, read_brackets
from beizeng.plan.document import DASH, ITEM, PART, SECTION, Node, read_document
from beizeng.plan.elements import Bracket, Measure, NamedUnit, Outline, Project, Section
from beizeng.plan.findings import findings
from beizeng.plan.letterhead import read_letterhead
from beizeng.plan.names import UnitNames
from beizeng.plan.passage import Passage, join
from beizeng.plan.quantities import read_quantities
from beizeng.plan.reading import Reading, Said
from beizeng.plan.targets import Target, read_targets
from beizeng.spec.people import Unit

__all__ = ["Outline", "read"]

_GOALS = re.compile(r"目标")
_NO_MEASURES = re.compile(r"目标|思路|指导思想|原则|总体要求|重要意义|背景|形势|现状")
_PROJECT = re.compile(r"(?:工程|行动|计划|专项)$")


def read(text: str, units: Sequence[Unit]) -> Outline:
    """Read a plan. Never fails on any text: what can't be made out is left out, and a finding says so.

    Args:
        text: the file's text as decoded; every ``span`` of the result counts its characters.
        units: the register of units; empty: names stay as written.
    """
    return _Reader(text, units).outline()


def read_closely(text: str, units: Sequence[Unit]) -> Reading:
    """What the findings look at: the outline's parts with what it leaves out."""
    return _Reader(text, units).reading()


@dataclass(frozen=True)
class _Read:
    """A node's whole text with its brackets; ``plain`` is its body without them, ``titled`` its title too."""

    node: Node
    passage: Passage
    brackets: tuple[Responsibility, ...]
    plain: Passage
    titled: Passage


class _Reader:
    def __init__(self, text: str, units: Sequence[Unit]) -> None:
        self._document = read_document(text)
        self._names = UnitNames(units)
        self._first_leads = first_named_leads(text)
        nodes = self._document.nodes
        self._own = {
            id(node): read_brackets(node.passage, UnitNames(units), first_leads=self._first_leads) for node in nodes
        }

    def reading(self) -> Reading:
        document = self._document
        projects = [self._read(node) for node in document.nodes if _is_project(node)]
        measures = [self._read(node) for node in self._measure_nodes()]
        owners = [
            *((f"project:{at}", one) for at, one in enumerate(projects, 1)),
            *((f"measure:{number}", one) for number, one in zip(_numbers(measures), measures, strict=True)),
        ]
        for block in document.blocks:
            self._names.mention(block.passage)
        targets = [read_targets(one.plain) for one in projects]
        return Reading(
            document=document,
            goals=read_targets(self._goal_text()),
            elsewhere=read_targets(self._other_text()),
            projects=tuple(
                _project(at, one, of) for at, (one, of) in enumerate(zip(projects, targets, strict=True), 1)
            ),
            targets=tuple(targets),
            project_texts=tuple(one.plain for one in projects),
            measures=tuple(_measure(number, one) for number, one in zip(_numbers(measures), measures, strict=True)),
            printed=tuple((one.node.number, one.node.title_span) for one in measures),
            brackets=tuple(Said(owner, bracket) for owner, one in owners for bracket in one.brackets),
            names=self._names,
        )

    def outline(self) -> Outline:
        head, reading = read_letterhead(self._document), self.reading()
        return Outline(
            title=head.title,
            document_number=head.number,
            issuer=head.issuer,
            issued_on=head.issued_on,
            goals=tuple(goal.indicator for goal in reading.goals),
            projects=reading.projects,
            measures=reading.measures,
            brackets=tuple(Bracket(said.owner, said.bracket.role_word, said.bracket.span) for said in reading.brackets),
            units=tuple(
                NamedUnit(name, tuple(written for written in spellings if written != name))
                for name, spellings in self._names.spellings().items()
            ),
            findings=findings(reading),
        )

    def _read(self, node: Node) -> _Read:
        passage = join([one.passage for one in self._document.within(node)], "\n")
        brackets = read_brackets(passage, self._names, first_leads=self._first_leads)
        behind = len(node.passage) - len(node.body)
        cuts = [(bracket.start - behind, bracket.end - behind) for bracket in brackets if bracket.start >= behind]
        titled = passage.without((bracket.start, bracket.end) for bracket in brackets)
        return _Read(node, passage, brackets, passage[behind:].without(cuts), titled)

    def _measure_nodes(self) -> list[Node]:
        """The nodes that are measures: of the level at which responsibility is given, else the numbered items."""
        nodes = [node for node in self._document.nodes if node.level < DASH and not _is_under(node, _NO_MEASURES)]
        with_bracket = [node for node in nodes if self._own[id(node)] and node.level >= SECTION]
        if with_bracket:
            level = Counter(node.level for node in with_bracket).most_common(1)[0][0]
        else:
            level = ITEM if any(node.level == ITEM for node in nodes) else SECTION
        return [
            node for node in nodes if node.level == level or (SECTION <= node.level < level and self._own[id(node)])
        ]

    def _goal_text(self) -> Passage:
        nodes = self._document.nodes
        return join(
            [node.body for node in nodes if _is_under(node, _GOALS) and not _is_project(node)],
            "\n",
        )

    def _other_text(self) -> Passage:
        """The preamble and the parts before the goals, where a goal may be said once more."""
        preamble = [block.passage for block in self._document.head if "。" in block.passage.text]
        parts = [node.body for node in self._document.nodes if node.level == PART and not _GOALS.search(node.title)]
        return join([*preamble, *parts], "\n")


def _is_under(node: Node, title: re.Pattern[str]) -> bool:
    return any(title.search(one.title) for one in (*node.parents, node) if one.level <= SECTION)


def _is_project(node: Node) -> bool:
    return node.level == DASH and _is_under(node, _GOALS) and bool(_PROJECT.search(node.title))


def _numbers(measures: list[_Read]) -> list[int]:
    """The printed numbers where they rise, else 1, 2, 3 in order."""
    printed = [one.node.number or 0 for one in measures]
    rises = all(one < other for one, other in zip([0, *printed], printed, strict=False))
    return printed if rises else list(range(1, len(measures) + 1))


def _project(number: int, one: _Read, targets: tuple[Target, ...]) -> Project:
    return Project(
        number,
        one.node.title,
        _together(bracket.lead for bracket in one.brackets),
        _together(bracket.joint for bracket in one.brackets),
        tuple(target.indicator for target in targets),
    )


def _measure(number: int, one: _Read) -> Measure:
    heading = next((parent for parent in reversed(one.node.parents) if parent.level in (PART, SECTION)), None)
    return Measure(
        number=number,
        title=one.node.title,
        section=Section(heading.number, heading.title) if heading else Section(None, ""),
        text=one.plain.text.strip(),
        lead_units=_together(bracket.lead for bracket in one.brackets),
        joint_units=_together(bracket.joint for bracket in one.brackets),
        units=_together(bracket.units for bracket in one.brackets),
        unresolved=_together(bracket.unresolved for bracket in one.brackets),
        quantities=read_quantities(one.titled),
        span=one.passage.span,
    )


def _together(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))
