"""How well the reader does on the invented plans in ``forms/``: F1 of measures, of units, of who leads and helps.

A file holds a plan, a line ``=====``, and what is right: ``title | lead units | joint units | guiding units``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from beizeng.plan.outline import read
from beizeng.plan.unit_words import split
from beizeng.spec.people import Unit

FORMS = sorted((Path(__file__).parent / "forms").glob("*.txt"))
Fact = tuple[str, ...]


@dataclass
class Score:
    """Facts that are right, read without being right, and missed."""

    right: int = 0
    extra: list[Fact] = field(default_factory=list)
    missed: list[Fact] = field(default_factory=list)

    def count(self, wanted: set[Fact], found: set[Fact]) -> None:
        self.right += len(wanted & found)
        self.extra += sorted(found - wanted)
        self.missed += sorted(wanted - found)

    @property
    def f1(self) -> float:
        wrong = len(self.extra) + len(self.missed)
        return 2 * self.right / (2 * self.right + wrong) if self.right + wrong else 1.0


def plan_of(form: Path) -> tuple[str, list[tuple[str, ...]]]:
    """The plan's text, and its measures as they are."""
    text, _, answers = form.read_text(encoding="utf-8").partition("\n=====\n")
    rows = [[cell.strip() for cell in line.split("|")] for line in answers.splitlines() if line.strip()]
    return text, [tuple(row + [""] * (4 - len(row))) for row in rows]


def scores(units: Iterable[Unit] = (), forms: Iterable[Path] = FORMS) -> dict[str, Score]:
    """One score for measures, units and roles over all forms."""
    totals = {"measures": Score(), "units": Score(), "roles": Score()}
    for form in forms:
        text, answers = plan_of(form)
        outline = read(text, tuple(units))
        wanted = [(title, role, name) for title, *rest in answers for role, name in _roles(rest)]
        found = [
            (one.title, role, name)
            for one in outline.measures
            for role, names in (("lead", one.lead_units), ("joint", one.joint_units), ("guides", one.guiding_units))
            for name in names
        ]
        name = form.stem
        totals["measures"].count(
            {(name, _key(title)) for title, *_ in answers}, {(name, _key(one.title)) for one in outline.measures}
        )
        totals["units"].count(
            {(name, _key(title), unit) for title, _, unit in wanted},
            {(name, _key(title), unit) for title, _, unit in found},
        )
        totals["roles"].count(
            {(name, _key(title), role, unit) for title, role, unit in wanted},
            {(name, _key(title), role, unit) for title, role, unit in found},
        )
    return totals


def _roles(lists: Iterable[str]) -> Iterator[tuple[str, str]]:
    for role, listed in zip(("lead", "joint", "guides"), lists, strict=True):
        for name in split(listed):
            yield role, name


def _key(title: str) -> str:
    return re.sub(r"\s", "", title)
