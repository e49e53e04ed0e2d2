"""What a law says against a plan on a given day: targets, sentences and limits held against dated points of law.

Fair competition is read by ``screening``; the points here are others. A finding is a suspicion with its article.
"""

import datetime
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from beizeng.plan.elements import Indicator, Quantity, Span
from beizeng.plan.findings.figures import whole_sentences
from beizeng.plan.passage import Passage
from beizeng.plan.quantities import read_quantities
from beizeng.plan.reading import Reading
from beizeng.screening.check import Finding as Screened
from beizeng.screening.check import check
from beizeng.screening.checklist import Checklist
from beizeng.screening.reading import plain
from beizeng.spec.checklist import Strength
from beizeng.spec.plan_findings import LimitSign, PlanPoint, TargetSign

FAIR_COMPETITION = "fair-competition"


@dataclass(frozen=True)
class Against:
    """A place of the plan and the point of law against it.

    Attributes:
        code: ``law-32-1``, or ``fair-competition``.
        article: the articles in force on the day, in words.
        what: what the finding is about: a target's name, a figure; empty for a sentence.
    """

    code: str
    label: str
    article: str
    strength: Strength
    span: Span
    why: str
    advice: str
    what: str = ""


def against(reading: Reading, law: Checklist, fair: Checklist, day: datetime.date) -> tuple[Against, ...]:
    """What the points of ``law`` and of ``fair`` (the fair-competition checklist) in force on ``day`` find."""
    found: list[Against] = []
    for compiled in law.points:
        point, articles = compiled.point, law.articles(compiled.point, day)
        if articles and isinstance(point, PlanPoint):
            found += _targets(reading, point, articles)
            found += _limits(reading, point, articles)
    labels = {compiled.point.id: compiled.point for compiled in (*law.points, *fair.points)}
    text = reading.document.text
    found += [_screened(one, labels[one.point], f"law-{one.point}") for one in check(text, law, day)]
    found += [_screened(one, labels[one.point], FAIR_COMPETITION) for one in check(text, fair, day)]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (one.span, one.code)))


def _screened(one: Screened, point: object, code: str) -> Against:
    label = getattr(point, "label", "")
    return Against(
        code, label, one.article, one.strength, (one.start, one.end), one.why, getattr(point, "advice", ""), ""
    )


# --- targets


def _targets(reading: Reading, point: PlanPoint, articles: str) -> Iterator[Against]:
    targets = [one.indicator for listed in (reading.goals, *reading.targets) for one in listed]
    for sign in point.targets:
        strength = sign.strength if _is_linked(reading, sign) else sign.untied
        # one thing at several dates is one finding
        meant = {one.name: one for one in reversed(targets) if _is_meant(one, sign)}
        for one in meant.values() if strength else ():
            yield Against(
                f"law-{point.id}", point.label, articles, strength or sign.strength, one.span, point.why,
                point.advice, one.name,
            )  # fmt: skip


def _is_meant(one: Indicator, sign: TargetSign) -> bool:
    return any(name in one.name for name in sign.names) and not any(word in one.name for word in sign.none)


def _is_linked(reading: Reading, sign: TargetSign) -> bool:
    """Whether one sentence of the plan, that forbids nothing, holds a word of each group (纳入…考核)."""
    return any(
        all(any(word in sentence.text for word in group) for group in sign.linked)
        and not re.search(r"不(?:得|再)?(?:纳入|列入|作为|计入|记入)", sentence.text)
        for block in reading.document.blocks
        for sentence in whole_sentences(block.passage)
    )


# --- limits


def _limits(reading: Reading, point: PlanPoint, articles: str) -> Iterator[Against]:
    if not point.limits:
        return
    for block in reading.document.blocks:
        for sentence in block.passage.sentences():
            text = plain(sentence.text)
            for sign in point.limits:
                if all(any(word in text for word in group) for group in sign.words):
                    yield from _over(sentence, sign, point, articles)


def _over(sentence: Passage, sign: LimitSign, point: PlanPoint, articles: str) -> Iterator[Against]:
    start = 0
    for one in read_quantities(sentence):
        end = _clause_end(sentence, one)
        clause, start = sentence.text[start:end], end
        is_meant = all(any(word in clause for word in group) for group in sign.words)
        is_other = any(word in clause for word in sign.none)
        if is_meant and not is_other and one.unit in sign.units and (one.value or 0) > sign.more_than:
            yield Against(
                f"law-{point.id}", point.label, articles, sign.strength, one.span, point.why, point.advice, one.text
            )


def _clause_end(sentence: Passage, one: Quantity) -> int:
    """Where the clause of a figure ends: what it limits stands between the figure before it and here."""
    behind = bisect_left(sentence.offsets, one.span[1])
    stop = re.compile("[，,；;]").search(sentence.text, behind)
    return stop.start() if stop else len(sentence)
