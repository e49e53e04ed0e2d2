"""Drafts a programme pack from an outline: facts and offsets, one file per section, none of the plan's sentences."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import yaml

from beizeng.plan.elements import Bracket, Indicator, Measure, Outline, Project
from beizeng.plan.lineage import FIRST, Lineage
from beizeng.spec.errors import BadInput
from beizeng.spec.people import Unit

Row = dict[str, Any]
_PERIODS = {"月": "month", "季度": "quarter", "半年": "half_year", "年": "year"}
_MEETS = re.compile("例会|会议|调度|听取|研究|通报|汇报")


def draft(
    programme_id: str, text: str, outline: Outline, units: Sequence[Unit], lineage: Lineage = FIRST
) -> dict[str, str]:
    """File name → content of the pack files of a programme.

    Args:
        lineage: the version that it is, and under which names its measures and targets are kept.

    Raises:
        BadInput: the plan names a unit that the register doesn't know; a pack holds ids only.
    """
    ids = {unit.name: unit.id for unit in units}
    strangers = [unit.name for unit in outline.units if unit.name not in ids]
    if strangers:
        raise BadInput(
            what="、".join(strangers),
            where="方案的责任单位",
            why="单位名录中没有这些单位",
            write="先写入 packs/<地方>/people/units.yaml（新单位，或已有单位的 aliases）",
        )
    brackets = {bracket.owner: bracket for bracket in outline.brackets}
    head = {"id": programme_id, **({"from": lineage.since} if lineage.since else {})}
    body = _programme(text, outline, ids, brackets, lineage)
    files = {lineage.file("programme"): pack_text({"kind": "programme", **head, **body})}
    for at, section in enumerate(dict.fromkeys(measure.section for measure in outline.measures), 1):
        rows = [_measure(one, ids, brackets, lineage) for one in outline.measures if one.section == section]
        head["section"] = _plain(vars(section))
        named = {"kind": "measures", "programme": programme_id, **head, "measures": rows}
        del named["id"]
        files[lineage.file(f"measures-{at:02}")] = pack_text(named)
    return files


def _programme(
    text: str, outline: Outline, ids: Mapping[str, str], brackets: Mapping[str, Bracket], lineage: Lineage
) -> Row:
    return {
        "title": outline.title,
        "document_number": outline.document_number,
        "issuer": outline.issuer,
        "issued_on": outline.issued_on,
        "text": {"sha256": hashlib.sha256(text.encode()).hexdigest(), "characters": len(text)},
        "goals": [_target(lineage.target(f"goal-{at}"), goal) for at, goal in enumerate(outline.goals, 1)],
        "projects": [_project(project, ids, brackets, lineage) for project in outline.projects],
        "meetings": [meeting for measure in outline.measures for meeting in _meetings(measure, lineage)],
        "findings": [_plain(vars(finding)) for finding in outline.findings],
    }


def _project(project: Project, ids: Mapping[str, str], brackets: Mapping[str, Bracket], lineage: Lineage) -> Row:
    bracket = brackets.get(f"project:{project.number}")
    return {
        "number": project.number,
        "name": project.name,
        "responsible": _responsible(project, (), ids, bracket),
        "indicators": [
            _target(lineage.target(f"p{project.number}-{at}"), indicator)
            for at, indicator in enumerate(project.indicators, 1)
        ],
    }


def _measure(measure: Measure, ids: Mapping[str, str], brackets: Mapping[str, Bracket], lineage: Lineage) -> Row:
    figures = [
        _plain({key: value for key, value in vars(quantity).items() if key != "text"})
        for quantity in measure.quantities
    ]
    number = lineage.measure(measure.number)
    row: Row = {
        "number": number,
        **({"printed": measure.number} if measure.number != number else {}),
        "title": measure.title,
        "responsible": _responsible(measure, measure.unresolved, ids, brackets.get(f"measure:{measure.number}")),
        "span": list(measure.span),
    }
    return {**row, "figures": figures} if figures else row


def _meetings(measure: Measure, lineage: Lineage) -> Iterator[Row]:
    """How often the measure's sentences have progress heard or arranged: 每季度召开例会调度一次."""
    for quantity in measure.quantities:
        every = _PERIODS.get(quantity.unit or "")
        if (
            quantity.kind == "frequency"
            and every
            and any(quantity.text in part and _MEETS.search(part) for part in re.split("[。；，]", measure.text))
        ):
            yield {"measure": lineage.measure(measure.number), "every": every, "span": list(quantity.span)}


def _responsible(
    owner: Project | Measure, unresolved: Iterable[str], ids: Mapping[str, str], bracket: Bracket | None
) -> Row:
    return _plain(
        {
            "role_word": bracket.role_word if bracket else None,
            "lead": [ids[name] for name in owner.lead_units],
            "joint": [ids[name] for name in owner.joint_units],
            "unresolved": list(unresolved),
            "span": list(bracket.span) if bracket else None,
        }
    )


def _target(target_id: str, indicator: Indicator) -> Row:
    row = {"id": target_id, **vars(indicator)}
    del row["base_year"]  # the pack's names say it: 市场主体较2020年增加
    if indicator.target is not None:
        del row["stated"]
    return _plain(row)


def _plain(values: Mapping[str, Any]) -> Row:
    """Without what isn't said, tuples as lists."""
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in values.items()
        if value is not None and value != []
    }


def pack_text(values: Row) -> str:
    """A pack file: its keys in order, each row of a list in one line, or in a few where it holds lists itself."""
    lines = []
    for key, value in values.items():
        if isinstance(value, list) and value:
            lines.append(f"{key}:")
            for row in value:
                lines.extend(_row(row))
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _row(row: Row) -> list[str]:
    """One row as a block, its values in one line each; targets one line per target."""
    if "indicators" not in row and "responsible" not in row:
        return [f"  - {_flow(row)}"]
    lines = []
    for key, value in row.items():
        if key in ("indicators", "figures"):
            lines += [f"    {key}:", *(f"      - {_flow(one)}" for one in value)]
        else:
            lines.append(f"    {key}: {_flow(value)}")
    return ["  - " + lines[0].strip(), *lines[1:]]


def _flow(value: Any) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6)
    return text.removesuffix("\n").removesuffix("\n...")
