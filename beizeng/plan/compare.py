"""A text as read against a programme as recorded: is it the same plan, and in what do they differ."""

from collections.abc import Iterator
from dataclasses import dataclass

from beizeng.plan.elements import Indicator, Measure, Outline
from beizeng.spec import programme as spec

#: A text of which fewer headings agree is another plan's.
_SAME_PLAN = 0.5


@dataclass(frozen=True)
class Differences:
    """``words``: each difference in a sentence. ``is_another``: so many that it isn't this plan's text."""

    words: tuple[str, ...]
    is_another: bool


def differences(outline: Outline, recorded: tuple[spec.Programme, tuple[spec.Measures, ...]]) -> Differences:
    """In what a text as read differs from the pack: letter head, targets, headings, figures."""
    programme, files = recorded
    wanted = {measure.printed or measure.number: measure for file in files for measure in file.measures}
    found = {measure.number: measure for measure in outline.measures}
    titles = {measure.title for measure in outline.measures}  # a version may count on from another number
    same = sum(one.title in titles for one in wanted.values())
    if not wanted or same / len(wanted) < _SAME_PLAN:
        return Differences((f"{len(wanted)}条举措中只有{same}条标题相符",), is_another=True)
    words = [
        *_letter_head(outline, programme),
        *_targets("总目标", outline.goals, programme.goals),
        *_projects(outline, programme),
        *_measures(found, wanted),
    ]
    return Differences(tuple(words), is_another=False)


def _letter_head(outline: Outline, programme: spec.Programme) -> Iterator[str]:
    for label, is_now, was in (
        ("标题", outline.title, programme.title),
        ("文号", outline.document_number, programme.document_number),
        ("印发机关", outline.issuer, programme.issuer),
        ("印发日期", outline.issued_on, programme.issued_on),
    ):
        if is_now != was:
            yield f"{label}：原文为“{is_now or '无'}”，数据包为“{was or '无'}”"


def _projects(outline: Outline, programme: spec.Programme) -> Iterator[str]:
    found = {project.number: project for project in outline.projects}
    for project in programme.projects:
        if project.number in found:
            yield from _targets(project.name, found[project.number].indicators, project.indicators)
        else:
            yield f"工程{project.number}“{project.name}”：原文中没有"


def _targets(of: str, found: tuple[Indicator, ...], wanted: tuple[spec.Target, ...]) -> Iterator[str]:
    if len(found) != len(wanted):
        yield f"{of}：原文有{len(found)}项指标，数据包有{len(wanted)}项"
        return
    for one, other in zip(found, wanted, strict=True):
        if (one.baseline, one.target, one.deadline) != (other.baseline, other.target, other.deadline):
            yield f"{of}“{other.name}”：原文为“{one.stated}”，与数据包的数字或期限不同"


def _measures(found: dict[int, Measure], wanted: dict[int, spec.Measure]) -> Iterator[str]:
    for number, one in wanted.items():
        if number not in found:
            yield f"举措{number}“{one.title}”：原文中没有"
            continue
        other = found[number]
        if other.title != one.title:
            yield f"举措{number}：原文标题为“{other.title}”，数据包为“{one.title}”"
        if [(q.value, q.unit) for q in other.quantities] != [(figure.value, figure.unit) for figure in one.figures]:
            yield f"举措{number}“{one.title}”：数量、额度或期限不同"
        if len(other.units) != len(one.responsible.lead) + len(one.responsible.joint):
            yield f"举措{number}“{one.title}”：责任单位不同"
    for number in found.keys() - wanted.keys():
        yield f"举措{number}“{found[number].title}”：数据包中没有"
