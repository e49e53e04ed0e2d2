"""The diagram of a kind as plain geometry: states below one another, moves as arcs beside them. Drawn as SVG.

States stand in the order in which a case comes to them. What leads down runs on the right, what leads back on the
left; the words of each arc stand in a column of their own, so that none covers another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from beizeng.spec.case_kind import CaseKind

_BOX, _HEIGHT, _GAP = 210, 34, 26
_LINE, _STEP, _MARGIN = 18, 13, 10
_LETTER = 13


@dataclass(frozen=True)
class Box:
    """A state: the corner and the middle of its box, its label, and whether a case ends in it."""

    x: int
    y: int
    label: str
    ends: bool
    width: int = _BOX
    height: int = _HEIGHT

    @property
    def text_y(self) -> int:
        """The base line of the label."""
        return self.y + _HEIGHT // 2 + 5


@dataclass(frozen=True)
class Arc:
    """A move or several between two states: its path, and where its words stand."""

    path: str
    words: str
    x: int
    y: int
    anchor: str


@dataclass(frozen=True)
class Diagram:
    """Everything to draw, in units of the view box."""

    boxes: tuple[Box, ...]
    arcs: tuple[Arc, ...]
    width: int
    height: int


def diagram(kind: CaseKind) -> Diagram:
    """The diagram of a kind."""
    order = _order(kind)
    moves = _moves(kind, order)
    down = [(pair, words) for pair, words in moves if pair[0] < pair[1]]
    back = [(pair, words) for pair, words in moves if pair[0] >= pair[1]]
    left, left_words = _room(back)
    right, right_words = _room(down)
    x = left + left_words + _MARGIN
    boxes = tuple(
        Box(x, _MARGIN + index * (_HEIGHT + _GAP), kind.state(state).label, kind.state(state).ends)
        for index, state in enumerate(order)
    )
    arcs = [*_arcs(down, boxes, x + _BOX, 1, right), *_arcs(back, boxes, x, -1, left)]
    lowest = max([boxes[-1].y + _HEIGHT, *(arc.y for arc in arcs)])
    return Diagram(boxes, tuple(arcs), x + _BOX + right + right_words + _MARGIN, lowest + _MARGIN)


def _order(kind: CaseKind) -> list[str]:
    """The states in the order in which a case comes to them first; those that end it last."""
    found, waiting = [kind.lodge.to], [kind.lodge.to]
    while waiting:
        here = waiting.pop(0)
        onward = [action.to for action in kind.actions if here in action.origins and action.to]
        new = [state for state in dict.fromkeys(onward) if state not in found]
        found += new
        waiting += new
    return sorted(found, key=lambda state: kind.state(state).ends)


def _moves(kind: CaseKind, order: Sequence[str]) -> list[tuple[tuple[int, int], str]]:
    """Pair of places in the order → the words of the actions between them; what stays in its state is not drawn."""
    words: dict[tuple[int, int], list[str]] = {}
    for action in kind.actions:
        for origin in action.origins:
            if action.to and action.to != origin:
                words.setdefault((order.index(origin), order.index(action.to)), []).append(action.label)
    return [(pair, "、".join(labels)) for pair, labels in words.items()]


def _room(moves: Iterable[tuple[tuple[int, int], str]]) -> tuple[int, int]:
    """How wide the arcs are, and their words."""
    moves = list(moves)
    spans = [abs(pair[1] - pair[0]) for pair, _ in moves]
    longest = max((len(words) for _, words in moves), default=0)
    return (_MARGIN * 2 + _STEP * max(spans) if spans else 0), longest * _LETTER


def _arcs(
    moves: Iterable[tuple[tuple[int, int], str]], boxes: Sequence[Box], edge: int, side: int, room: int
) -> Iterable[Arc]:
    """The arcs on one side (1: right, -1: left) of the boxes' edge, their words each in a line of its own."""
    ordered = sorted(moves, key=lambda move: (sum(move[0]), abs(move[0][1] - move[0][0])))
    taken = 0
    for (start, end), words in ordered:
        # arrows leave a little above the middle and come in a little below it
        begin, stop = boxes[start].y + _HEIGHT // 2 - 5, boxes[end].y + _HEIGHT // 2 + 5
        apex = edge + side * (_MARGIN + _STEP * abs(end - start))
        middle = (begin + stop) // 2
        taken = max(middle + 5, taken + _LINE)
        label = edge + side * room
        path = (
            f"M{edge} {begin} H{apex} V{stop} H{edge + side * 2} m{side * 6} -4 l{-side * 6} 4 l{side * 6} 4 "
            f"M{apex} {middle} L{label - side * 4} {taken - 4}"
        )
        yield Arc(path, words, label, taken, "start" if side > 0 else "end")
