"""The screen: a text, a checklist and a day give findings. Same input, same findings; no database, no clock.

A finding is a suspicion with its sentence and article: whether it holds is for the drafting unit and the
market-supervision department to say.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from beizeng.screening.checklist import Checklist, CompiledGuards, CompiledPoint, CompiledSign, Span, Words
from beizeng.screening.reading import Sentence, sentences
from beizeng.spec.checklist import Strength


@dataclass(frozen=True)
class Finding:
    """One sentence under one point.

    Attributes:
        point: id of the checklist point (``10-2``).
        article: the articles in force on the day, in words.
        start, end: offsets in the text as given; ``text`` is exactly that slice, line ends included.
        why: for the drafter, with the words that gave the sentence away.
    """

    point: str
    article: str
    strength: Strength
    start: int
    end: int
    text: str
    why: str


def check(text: str, checklist: Checklist, day: datetime.date) -> tuple[Finding, ...]:
    """The findings of ``text`` under the laws in force on ``day``, in the order of the text."""
    in_force = [(one, articles) for one in checklist.points if (articles := checklist.articles(one.point, day))]
    if not in_force:
        return ()
    found: list[Finding] = []
    for sentence, is_forbidden in _with_lists(text, checklist.guards):
        if not is_forbidden:
            reading = _Reading(sentence, checklist.guards)
            found += _findings(text, reading, checklist, in_force, day)
    return tuple(found)


def _findings(
    text: str,
    reading: "_Reading",
    checklist: Checklist,
    in_force: list[tuple[CompiledPoint, str]],
    day: datetime.date,
) -> Iterator[Finding]:
    sentence = reading.sentence
    hits = {}
    for compiled, articles in in_force:
        for sign in compiled.signs:
            words = reading.match(sign) if checklist.holds(sign.sign, day) else None
            if words:
                hits[compiled.point.id] = (compiled.point, articles, sign.sign.strength, words)
                break
    for point, articles, strength, words in hits.values():
        if not any(other in hits for other in point.unless):
            seen = "".join(f"“{sentence.text[a:b]}”" for a, b in words)
            yield Finding(
                point=point.id,
                article=articles,
                strength=strength,
                start=sentence.start,
                end=sentence.end,
                text=text[sentence.start : sentence.end],
                why=f"{point.why}（见{seen}）",
            )


def _with_lists(text: str, guards: CompiledGuards) -> Iterator[tuple[Sentence, bool]]:
    """Each sentence, and whether it is an item of a list of what is forbidden (不得有下列行为：…；…。)."""
    is_forbidden = False
    last, items = "", ""
    for sentence in sentences(text):
        if is_forbidden:
            items = items or sentence.mark
            is_forbidden = last in (":", ";") or bool(sentence.mark and sentence.mark == items)
        if not is_forbidden and _opens_list(sentence, guards):
            is_forbidden, items = True, ""
        yield sentence, is_forbidden
        last = sentence.text[-1]


def _opens_list(sentence: Sentence, guards: CompiledGuards) -> bool:
    """不得有下列行为： does, and 有下列行为之一的，责令改正：; 有下列情形之一的，不得投标： only shuts out bidders."""
    head, colon, _ = sentence.text.partition(":")
    listed = guards.lists.spans(head) if colon else []
    if not listed:
        return False
    return any(ban[0] < listed[-1][0] for ban in guards.bans.spans(head)) or bool(guards.blames.spans(head))


class _Reading:
    """One sentence with what governs it; words are looked up once."""

    def __init__(self, sentence: Sentence, guards: CompiledGuards) -> None:
        self.sentence = sentence
        self._text = sentence.text
        self._clauses = sentence.clauses()
        self._guards = guards
        self._found: dict[int, list[Span]] = {}
        self._is_equal = bool(guards.equal.spans(sentence.text))
        self._scopes = [*self._forward(), *self._backward()]

    def match(self, sign: CompiledSign) -> tuple[Span, ...] | None:
        """The words of the sign, one of each group, or None. A governed matter is no match."""
        matter, *others = sign.all
        if self._is_equal:
            return None
        if not all(self._spans(group) for group in sign.all) or any(self._spans(group) for group in sign.none):
            return None
        for core in self._spans(matter):
            for low, high in self._clauses if sign.sign.within == "clause" else ((0, len(self._text)),):
                words = self._beside(core, others, low, high, sign.sign.in_order)
                if words and not self._is_governed(core, words):
                    return words
        return None

    def _beside(self, core: Span, others: list[Words], low: int, high: int, in_order: bool) -> tuple[Span, ...] | None:
        if not (low <= core[0] and core[1] <= high):
            return None
        words = [core]
        for group in others:
            least = words[-1][1] if in_order else low
            free = (
                span
                for span in self._spans(group)
                if least <= span[0] and span[1] <= high and not any(_overlap(span, word) for word in words)
            )
            span = next(free, None)
            if span is None:
                return None
            words.append(span)
        return tuple(sorted(words))

    def _spans(self, words: Words) -> list[Span]:
        if id(words) not in self._found:
            self._found[id(words)] = words.spans(self._text)
        return self._found[id(words)]

    def _is_governed(self, core: Span, words: tuple[Span, ...]) -> bool:
        # a prohibition that is itself one of the words (外地企业不得进入) turns nothing round
        return any(
            scope[0] <= core[0] < scope[1] and not any(_overlap(guard, word) for word in words)
            for guard, scope in self._scopes
        )

    def _forward(self) -> Iterator[tuple[Span, Span]]:
        bans = set(self._guards.bans.spans(self._text))
        for guard in self._guards.forward.spans(self._text):
            clause_end = next(b for _, b in self._clauses if guard[0] < b)
            ends = [clause_end] if guard not in bans else []
            ends += [a for a, _ in self._clauses if a >= guard[1] and self._guards.turns.match(self._text, a)]
            closing = self._text.find("”", guard[1])
            if closing != -1 and "“" not in self._text[guard[1] : closing]:
                ends.append(closing)
            yield guard, (guard[1], min(ends, default=len(self._text)))

    def _backward(self) -> Iterator[tuple[Span, Span]]:
        for guard in self._guards.backward.spans(self._text):
            yield guard, (0, guard[0])


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
