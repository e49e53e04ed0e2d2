"""How right the screen is on texts whose articles are known: recall and precision, each class apart."""

import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from beizeng.screening.check import Finding, check
from beizeng.screening.checklist import Checklist
from beizeng.spec.errors import BadInput

_ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Row:
    """A labelled text.

    Attributes:
        kind: ``case`` (a published case, its violation known, its article of today not) or ``clause``.
        main: the point that fits best; None for a clause in which nothing is wrong, and for a case.
        points: every point that fits, ``main`` among them.
    """

    id: str
    kind: str
    text: str
    main: str | None
    points: frozenset[str]


@dataclass(frozen=True)
class Score:
    """Counts of one class. ``found`` of ``labelled`` texts, ``right`` of ``alarms`` (points per text).

    ``recall`` and ``precision`` are shares 0–1; None where there is nothing to divide by.
    """

    labelled: int
    found: int
    alarms: int
    right: int

    @property
    def recall(self) -> float | None:
        """The share of labelled texts that were found."""
        return self.found / self.labelled if self.labelled else None

    @property
    def precision(self) -> float | None:
        """The share of alarms that were right."""
        return self.right / self.alarms if self.alarms else None


@dataclass(frozen=True)
class Wrong:
    """A text that was missed, or one with a finding that no label bears out."""

    id: str
    wanted: tuple[str, ...]
    found: tuple[str, ...]


@dataclass(frozen=True)
class Measurement:
    """The result: clauses by point and together; cases only found or missed, since their articles are of older law.

    Attributes:
        clean: clauses in which nothing is wrong, and how many of them stayed without finding.
    """

    clauses: Score
    by_point: Mapping[str, Score]
    cases: Score
    clean: Score
    missed: tuple[Wrong, ...]
    false: tuple[Wrong, ...]


def read_rows(text: str, name: str) -> Iterator[Row]:
    """The labelled texts of a file: one JSON object a line.

    A case has ``content``; a clause ``text``, ``article_2024`` (``9(一)``; null where nothing is wrong) and ``also``.

    Raises:
        BadInput: a line that is no such object.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield _row(json.loads(line), number)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise BadInput(
                    what=line[:40],
                    where=f"{name} 第 {number} 行",
                    why="不是一条标注记录",
                    write='每行写一个 JSON 对象：{"kind": "clause", "text": "…", "article_2024": "9(一)", "also": []}',
                ) from error


def measure(rows: Iterator[Row], checklist: Checklist, day: datetime.date) -> Measurement:
    """Screen each text under the laws of ``day`` and compare with its labels."""
    results = [(row, check(row.text, checklist, day)) for row in rows]
    clauses = [(row, _points(found)) for row, found in results if row.kind == "clause"]
    cases = [(row, _points(found)) for row, found in results if row.kind == "case"]
    labelled = [(row, found) for row, found in clauses if row.main]
    clean = [(row, found) for row, found in clauses if not row.main]
    found_cases = sum(bool(found) for _, found in cases)
    return Measurement(
        clauses=_score(clauses),
        by_point=_by_point(clauses),
        cases=Score(len(cases), found_cases, 0, 0),
        clean=Score(len(clean), sum(not found for _, found in clean), 0, 0),
        missed=tuple(
            [_wrong(row, found) for row, found in labelled if not found & row.points]
            + [_wrong(row, found) for row, found in cases if not found]
        ),
        false=tuple(_wrong(row, found) for row, found in clauses if found - row.points),
    )


_Result = tuple[Row, frozenset[str]]


def _row(record: dict[str, Any], number: int) -> Row:
    name = str(record.get("id", number))
    if record["kind"] == "case":
        return Row(name, "case", _text(record["content"]), None, frozenset())
    main = _point(record["article_2024"]) if record["article_2024"] else None
    also = frozenset(_point(article) for article in record.get("also", ()))
    return Row(name, "clause", _text(record["text"]), main, also | {main} if main else also)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _point(article: str) -> str:
    """``9(一)`` as the id of its point, ``9-1``."""
    number, _, item = article.rstrip(")）").replace("（", "(").partition("(")
    return f"{int(number)}-{_ORDINALS.index(item) + 1}"


def _points(found: tuple[Finding, ...]) -> frozenset[str]:
    return frozenset(finding.point for finding in found)


def _score(results: list[_Result]) -> Score:
    labelled = [(row, found) for row, found in results if row.main]
    return Score(
        labelled=len(labelled),
        found=sum(bool(found & row.points) for row, found in labelled),
        alarms=sum(len(found) for _, found in results),
        right=sum(len(found & row.points) for row, found in results),
    )


def _by_point(results: list[_Result]) -> dict[str, Score]:
    points = {row.main for row, _ in results if row.main}.union(*(found for _, found in results))
    scores = {}
    for point in sorted(points, key=lambda point: [int(part) for part in point.split("-")]):
        mine = [(row, found) for row, found in results if row.main == point]
        alarmed = [row for row, found in results if point in found]
        scores[point] = Score(
            labelled=len(mine),
            found=sum(bool(found & row.points) for row, found in mine),
            alarms=len(alarmed),
            right=sum(point in row.points for row in alarmed),
        )
    return scores


def _wrong(row: Row, found: frozenset[str]) -> Wrong:
    return Wrong(row.id, tuple(sorted(row.points)), tuple(sorted(found)))
