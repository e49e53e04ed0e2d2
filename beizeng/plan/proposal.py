"""What a read plan proposes for the shelf beside its programme: units that the register lacks, indicators of targets.

Both are drafts for a person to check: what the plan doesn't say is left open, never filled in.
"""

import datetime
import importlib
import json
import re
from collections.abc import Sequence
from typing import Any

import yaml

from beizeng.plan.draft import Row, draft, pack_text
from beizeng.plan.elements import Indicator, Outline
from beizeng.plan.lineage import FIRST, Lineage
from beizeng.plan.names import fold
from beizeng.spec.loading import PackLoader, packs_root
from beizeng.spec.people import Unit, Units

_TOWNSHIP = re.compile(r"(?:镇|乡|街道|街道办事处)(?:人民政府)?$")
_KINDS = (
    ("collective", re.compile(r"^各")),
    ("township", _TOWNSHIP),
    ("zone", re.compile(r"开发区|园区|管委会$")),
    ("bank", re.compile(r"银行|信用社|农信")),
    ("association", re.compile(r"协会|商会|工商联|联合会|学会$")),
    ("party", re.compile(r"^(?:县|市|区)委|纪委|组织部|宣传部|统战部")),
)
_AFFIX = re.compile(r"^(?:县|市|区)|(?:人民政府|管理局|委员会|局|委|办|镇|乡)$")
_HOUSEHOLDS = re.compile(r"个体|市场主体|经营主体")
#: The plan itself, as the source of what a draft says; a person who has checked it writes yes.
_UNCHECKED = "读取方案所得的草稿，请核对"


def files_of(
    programme_id: str,
    text: str,
    outline: Outline,
    units: Sequence[Unit],
    *,
    office: str | None = None,
    lineage: Lineage = FIRST,
) -> dict[str, str]:
    """Address in the place's folder → content of every pack file that the plan needs, units that are new included.

    Args:
        office: the name of the unit that holds the leading group's office, where the register doesn't say.
        lineage: the version that it is; what an earlier one measures has its indicators already.
    """
    files = {}
    if lineage is FIRST or _measured(outline, lineage):
        files[f"indicators/{lineage.file(programme_id)}"] = indicators_of(programme_id, outline, lineage)
    known = list(units)
    if office or strangers(outline, units):
        proposed = units_of(outline, units, office=office)
        files[f"people/{lineage.file(f'units-{programme_id}')}"] = proposed
        known += Units.model_validate(yaml.load(proposed, Loader=PackLoader)).units
    return files | {
        f"plan/{name}": content for name, content in draft(programme_id, text, outline, known, lineage).items()
    }


def kind_of_measures(outline: Outline, *, day: datetime.date) -> str:
    """A pack file of the kind of case under which measures run, for a place that has none; a draft to be rewritten.

    Args:
        day: from when, where the plan bears no date.
    """
    words = {"@from@": str(outline.issued_on or day), "@document@": json.dumps(_source(outline), ensure_ascii=False)}
    text = (packs_root() / "national" / "plan" / "measure-kind.template").read_text(encoding="utf-8")
    for place, word in words.items():
        text = text.replace(place, word)
    return text


def _source(outline: Outline) -> str:
    return outline.document_number or outline.title


def strangers(outline: Outline, units: Sequence[Unit]) -> tuple[str, ...]:
    """The units that the plan names and the register doesn't know."""
    known = {fold(spelling) for unit in units for spelling in (unit.name, unit.full_name, *unit.aliases) if spelling}
    return tuple(unit.name for unit in outline.units if fold(unit.name) not in known)


def units_of(outline: Outline, units: Sequence[Unit], *, office: str | None = None) -> str:
    """A pack file of the units that the register lacks, each once, under an id made of its pinyin.

    Args:
        office: the name of the unit that holds the leading group's office.
    """
    taken = {unit.id for unit in units}
    rows: list[Row] = []
    for name in strangers(outline, units):
        unit_id = _unit_id(name, taken)
        taken.add(unit_id)
        rows.append(_unit(unit_id, name))
    for row in rows:
        if row.get("kind") == "collective":
            row["members"] = [one["id"] for one in rows if one.get("kind") == "township"]
    head = next((row["id"] for row in rows if row["name"] == office), None)
    head = head or next((unit.id for unit in units if unit.name == office), None)
    return pack_text({"kind": "units", **({"leading_group_office": head} if head else {}), "units": rows})


def _unit(unit_id: str, name: str) -> Row:
    kind = next((kind for kind, words in _KINDS if words.search(name)), "office")
    if kind in ("collective", "township"):
        return {"id": unit_id, "name": name, "kind": kind, "level": "township"}
    level = "city" if name.startswith("市") else "county"
    return {"id": unit_id, "name": name, "kind": kind, "level": level}


def _unit_id(name: str, taken: set[str]) -> str:
    # the dictionary of readings takes its time to load, and this alone needs it
    spell = importlib.import_module("pypinyin").lazy_pinyin
    short = fold(name) if name.startswith("各") else _AFFIX.sub("", fold(name))
    word = re.sub("[^a-z0-9]", "", "".join(spell(short or name)).lower()) or "unit"
    return next(one for one in (word, *(f"{word}{number}" for number in range(2, 1000))) if one not in taken)


def indicators_of(programme_id: str, outline: Outline, lineage: Lineage = FIRST) -> str:
    """A pack file with one indicator per target that has a figure: reported by its lead unit, on a straight path."""
    source = _source(outline)
    rows = [_indicator(key, one, source, outline.issued_on) for key, one in _measured(outline, lineage).items()]
    return pack_text({"kind": "indicators", "programme": programme_id, "indicators": rows})


def _measured(outline: Outline, lineage: Lineage) -> dict[str, Indicator]:
    """The targets that have a figure and no indicator from an earlier version, under their ids."""
    named = {lineage.target(place): one for place, one in outline.targets.items()}
    return {key: one for key, one in named.items() if one.target is not None and key not in lineage.inherited}


def _indicator(key: str, one: Indicator, source: str, issued_on: datetime.date | None) -> Row:
    unit = "" if one.comparator == "ratio" else one.unit or ""
    row: Row = {
        "id": key,
        "target": key,
        "label": one.name,
        "unit": unit,
        "aggregation": "share" if unit == "%" else "stock",
        "how": {"reported": {"ask": f"到这一天，{one.name}是多少{unit and f'（{unit}）'}"}},
        "baseline": _baseline(one, source, issued_on),
        "path": "straight",
        "holds_households": bool(_HOUSEHOLDS.search(one.name)),
        "basis": _basis(source, _UNCHECKED),
    }
    return row


def _baseline(one: Indicator, source: str, issued_on: datetime.date | None) -> Any:
    if one.baseline is None or issued_on is None:
        return "missing"
    day = datetime.date(issued_on.year - 1, 12, 31)
    note = "基数为方案所写；基期按印发前一年年末推定，请核对"
    return {"value": one.baseline, "day": day, "basis": _basis(source, note)}


def _basis(source: str, note: str) -> Row:
    return {"document": source, "note": note, "verified": False}
