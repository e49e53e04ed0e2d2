"""What a plan leaves undefined: base, year, deadline, figure, lead, units; and what it says in two ways."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, combinations

from beizeng.plan.elements import Finding, Indicator, Span
from beizeng.plan.findings.figures import bare
from beizeng.plan.reading import Reading
from beizeng.plan.targets import Target

#: A name as long as this says which thing is meant.
_TELLING = 4
#: Words that count the same heads.
_HEADS = {"户", "家", "个"}
#: A clause as long as this isn't said twice by chance; words that more measures share are turns of speech.
_CLAUSE, _COMMON = 12, 4


def _baselines(reading: Reading) -> Iterator[Finding]:
    """Targets that mean nothing until somebody supplies the figure they grow from."""
    for project, targets in zip(reading.projects, reading.targets, strict=True):
        missing = [target.indicator for target in targets if _is_relative(target) and target.indicator.baseline is None]
        if missing:
            yield Finding(
                "baseline-missing",
                "gap",
                f"“{project.name}”的{_names(missing)}是相对目标，但没有写明现有数量，须由责任单位补报后才能考核",
                _first(missing),
            )
    missing = [goal.indicator for goal in reading.goals]
    if missing and all(goal.baseline is None for goal in missing):
        yield Finding("baseline-missing", "gap", f"总目标（{_names(missing)}）没有写明基数", _first(missing))


def _is_relative(target: Target) -> bool:
    return target.indicator.comparator == "ratio" or target.is_growth


def _levels(reading: Reading) -> Iterator[Finding]:
    levels = [
        target.indicator
        for targets in reading.targets
        for target in targets
        if target.indicator.baseline is None and target.indicator.target is not None and not _is_relative(target)
    ]
    if levels:
        yield Finding("level-without-baseline", "note", f"{_names(levels)}只写了目标值，没有写现状值", _first(levels))


def _base_years(reading: Reading) -> Iterator[Finding]:
    lacking = [
        target.indicator
        for targets in reading.targets
        for target in targets
        if target.base_year is None and target.indicator.baseline is not None
    ]
    if lacking:
        yield Finding("base-year-missing", "gap", f"{_names(lacking)}写了基数，没有写基数的年份", _first(lacking))
    goals = [goal.indicator for goal in reading.goals if goal.base_year is None and _is_relative(goal)]
    if goals:
        yield Finding("base-year-missing", "gap", f"总目标（{_names(goals)}）没有写明基期年份", _first(goals))


def _deadlines(reading: Reading) -> Iterator[Finding]:
    lacking = [
        target.indicator
        for targets in (reading.goals, *reading.targets)
        for target in targets
        if not target.indicator.deadline
    ]
    if lacking:
        yield Finding("deadline-missing", "gap", f"{_names(lacking)}没有写明完成期限", _first(lacking))


def _goal_modality(reading: Reading) -> Iterator[Finding]:
    """The same multiple promised in two strengths: 确保 in one place, 力争 in another."""
    for goal in (goal.indicator for goal in reading.goals if goal.indicator.comparator == "ratio"):
        for other in (other.indicator for other in reading.elsewhere):
            same = other.comparator == "ratio" and other.target == goal.target and other.deadline == goal.deadline
            if same and goal.modality and other.modality and goal.modality != other.modality:
                yield Finding(
                    "modality-differs",
                    "tension",
                    f"同一总目标，前文写“{other.modality}”，发展目标写“{goal.modality}”，请明确以哪一个为准",
                    other.span,
                )


def _leads(reading: Reading) -> Iterator[Finding]:
    led = {said.owner for said in reading.brackets if said.bracket.lead}
    without = [said for said in reading.brackets if said.owner not in led]
    if without:
        projects = [said.owner for said in without if said.owner.startswith("project:")]
        parts = [f"{len(projects)}个工程"] if projects else []
        parts += [f"{len(without) - len(projects)}条举措"] if len(without) > len(projects) else []
        yield Finding(
            "lead-missing",
            "gap",
            f"{len(reading.brackets)}处责任括号中有{len(without)}处没有写明牵头单位（{'、'.join(parts)}），须由领导小组办公室确认",
            without[0].bracket.span,
        )


def _open_ended(reading: Reading) -> Iterator[Finding]:
    words: dict[str, list[str]] = {}
    spans = []
    for said in reading.brackets:
        for word in said.bracket.unresolved:
            words.setdefault(word, []).append(_owner(said.owner))
            spans.append(said.bracket.span)
    if words:
        listed = "；".join(f"“{word}”{len(owners)}处（{'、'.join(owners)}）" for word, owners in words.items())
        yield Finding("units-open-ended", "gap", f"责任单位没有写全：{listed}", spans[0])
    for measure in reading.measures:
        if measure.unresolved and not any(map(reading.names.is_single, measure.units)):
            yield Finding(
                "unit-missing",
                "gap",
                f"举措{measure.number}没有写明任何一个具体责任单位，由领导小组办公室确认",
                measure.span,
            )


def _owner(owner: str) -> str:
    kind, number = owner.split(":")
    return f"{'工程' if kind == 'project' else '举措'}{number}"


def _spellings(reading: Reading) -> Iterator[Finding]:
    for name, written in reading.names.spellings().items():
        if len(written) > 1:
            span = next(said.bracket.span for said in reading.brackets if name in said.bracket.units)
            listed = "、".join(f"“{one}”" for one in written)
            yield Finding("unit-spellings", "note", f"同一单位“{name}”有{len(written)}种写法：{listed}", span)


def _strangers(reading: Reading) -> Iterator[Finding]:
    unknown = reading.names.strangers()
    spans = [said.bracket.span for said in reading.brackets if set(unknown) & set(said.bracket.units)]
    if spans:
        listed = "、".join(unknown)
        yield Finding("unit-unknown", "note", f"{len(unknown)}个单位不在单位名录中：{listed}", spans[0])


def _numbering(reading: Reading) -> Iterator[Finding]:
    """Numbers that skip or repeat; a number that starts again at 1 opens a new list."""
    before = 0
    for number, span in reading.printed:
        if number is None:
            continue
        if number not in (before + 1, 1):
            yield Finding("numbering", "error", f"举措编号由{before}到{number}，不连续", span)
        before = number


def _without_bracket(reading: Reading) -> Iterator[Finding]:
    owners = {said.owner for said in reading.brackets}
    without = [measure for measure in reading.measures if f"measure:{measure.number}" not in owners]
    if not reading.measures:
        yield Finding("no-measures", "note", "没有读到编号的举措", (0, 0))
    elif without:
        numbers = "、".join(str(measure.number) for measure in without)
        yield Finding(
            "responsibility-missing", "gap", f"{len(without)}条举措没有写责任单位：{numbers}", without[0].span
        )


def _cut_brackets(reading: Reading) -> Iterator[Finding]:
    for said in reading.brackets:
        if said.bracket.is_cut:
            yield Finding("bracket-open", "error", f"{_owner(said.owner)}的责任括号没有收尾", said.bracket.span)


def _without_figure(reading: Reading) -> Iterator[Finding]:
    without = [measure for measure in reading.measures if not measure.quantities]
    if without:
        yield Finding(
            "measure-without-figure",
            "note",
            f"{len(reading.measures)}条举措中有{len(without)}条没有任何数量、额度、期限或频次，完成标准须另行约定",
            without[0].span,
        )


def _said_again(reading: Reading) -> Iterator[Finding]:
    """One thing with one deadline and two figures, or counted in two units."""
    before: dict[tuple[str, object], Indicator] = {}
    for one in (
        target.indicator for targets in (reading.goals, *reading.targets, reading.elsewhere) for target in targets
    ):
        if one.target is None or one.comparator == "ratio" or len(one.name) < _TELLING:
            continue
        other = before.setdefault((bare(one.name), one.deadline), one)
        if {one.unit, other.unit} <= _HEADS and one.unit != other.unit:
            yield Finding(
                "measure-units-differ", "note", f"“{one.name}”一处以“{other.unit}”计，一处以“{one.unit}”计", one.span
            )
        elif one.unit == other.unit and one.target != other.target:
            yield Finding(
                "figure-differs",
                "error",
                f"“{one.name}”同一期限写了两个数：“{other.stated}”与“{one.stated}”",
                one.span,
            )


def _overlaps(reading: Reading) -> Iterator[Finding]:
    """Two measures that say the same: under one title, with a clause in common, or in half of their words."""
    pieces, sizes = [], []
    for measure in reading.measures:
        clauses = {one for one in re.split("[，。；：,;:\n]", measure.text) if len(one) >= _CLAUSE}
        words = re.sub(r"[^\u4e00-\u9fff]", "", measure.text)
        triples = {words[start : start + 3] for start in range(len(words) - 2)}
        sizes.append(len(triples))
        pieces.append({f"#{measure.title}", *clauses, *triples})
    # most pieces stand in one measure alone, and what stands in many is a phrase of the trade
    telling = {piece for piece, count in Counter(chain.from_iterable(pieces)).items() if 2 <= count <= _COMMON}
    said: dict[str, list[int]] = {}
    for at, held in enumerate(pieces):
        for piece in held & telling:
            said.setdefault(piece, []).append(at)
    same: set[tuple[int, int]] = set()
    shared: Counter[tuple[int, int]] = Counter()
    for piece, owners in said.items():
        (same if len(piece) > 3 else shared).update(combinations(owners, 2))
    same |= {pair for pair, count in shared.items() if count >= max(_CLAUSE, min(sizes[at] for at in pair) / 2)}
    for first, second in sorted(same):
        one, other = reading.measures[first], reading.measures[second]
        message = f"举措{one.number}“{one.title}”与举措{other.number}“{other.title}”内容重叠"
        yield Finding("measures-overlap", "note", message, other.span)


def _names(indicators: list[Indicator]) -> str:
    names = (one.name if one.name.startswith("“") else f"“{one.name}”" for one in indicators)
    return "、".join(dict.fromkeys(names))


def _first(indicators: Iterable[Indicator]) -> Span:
    return min(indicator.span for indicator in indicators)


CHECKS = (
    _baselines,
    _levels,
    _base_years,
    _deadlines,
    _goal_modality,
    _leads,
    _open_ended,
    _spellings,
    _strangers,
    _numbering,
    _without_bracket,
    _cut_brackets,
    _without_figure,
    _said_again,
    _overlaps,
)
