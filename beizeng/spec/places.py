"""Places: each pack says within which other place it lies; a folder of state says which place it runs.

Nothing here is read from the packs of a place that is neither this site's nor around it.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Literal

import yaml
from pydantic import Field

from beizeng.spec.errors import BadInput
from beizeng.spec.values import PackFile

#: In the data folder: the name of the place that it runs; beside it the site's own packs.
PLACE_FILE = "place"
OWN_PACKS = "packs"
_DECLARATION = "people/place.yaml"


class Place(PackFile):
    """A place of the shelf, in its ``people/place.yaml``; its id is the name of its folder.

    Attributes:
        name: as its documents write it.
        within: the place around it, whose packs hold here too; none at the top.
        division: its division code, where it has one.
        is_default: a folder of state that names no place runs this one: the demonstration's county.
        is_invented: the place does not exist; everything said of it is made up.
    """

    kind: Literal["place"]
    folders: ClassVar[tuple[str, ...]] = ("people",)
    name: str
    within: str | None = None
    division: str | None = Field(default=None, pattern=r"^\d{2,6}$")
    is_default: bool = False
    is_invented: bool = False


@dataclass(frozen=True)
class Site:
    """Which place a folder of state runs (None: the packs' default), and its own packs, if any, with their change."""

    place: str | None
    own: Path | None
    changed: int


def site() -> Site:
    """The site of this process, by ``BEIZENG_DATA``."""
    return site_of(_data(os.environ.get("BEIZENG_DATA") or "var"))


def site_of(data: Path) -> Site:
    """The site whose state lies in this folder."""
    own = data / OWN_PACKS
    try:
        place = (data / PLACE_FILE).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        place = None
    try:
        return Site(place, own, own.stat().st_mtime_ns)
    except FileNotFoundError:
        return Site(place, None, 0)


@lru_cache(maxsize=8)
def _data(named: str) -> Path:
    return Path(named).resolve()


def places_of(roots: Iterable[Path]) -> tuple[str, ...]:
    """Every place of these shelves, each after the one around it."""
    declared = _declared(roots)
    return tuple(sorted(declared, key=lambda place: (len(around(place, declared)), place)))


def places_for(place: str | None, roots: Iterable[Path]) -> tuple[str, ...]:
    """The place and those around it, the outermost first; for None the packs' default place.

    Raises:
        BadInput: there is no such place, or none is named and no pack is the default.
    """
    declared = _declared(roots)
    if place is None:
        place = next((one for one, said in sorted(declared.items()) if said.get("is_default")), None)
    if place is None or place not in declared:
        listed = "、".join(sorted(declared)) or "无"
        raise BadInput(
            what=place or "（没有写）", where="地方", why="数据包中没有这个地方", write=f"写其中之一：{listed}"
        )
    return around(place, declared)


def around(place: str, declared: Mapping[str, Mapping[str, object]]) -> tuple[str, ...]:
    """The places around a place, the outermost first, itself last.

    Raises:
        BadInput: a place lies within one that there is not, or within itself.
    """
    chain = [place]
    while (outer := declared[chain[0]].get("within")) is not None:
        if outer not in declared or outer in chain:
            why = "自己套住自己" if outer in chain else "没有这个地方"
            where = f"{chain[0]}/{_DECLARATION} 的 within"
            raise BadInput(what=str(outer), where=where, why=why, write=f"写其中之一：{'、'.join(sorted(declared))}")
        chain.insert(0, str(outer))
    return tuple(chain)


def _declared(roots: Iterable[Path]) -> dict[str, Mapping[str, object]]:
    found: dict[str, Mapping[str, object]] = {}
    for folder in (folder for root in roots if root.is_dir() for folder in root.iterdir()):
        path = folder / _DECLARATION
        if path.is_file():
            found[folder.name] = _said(path, path.stat().st_mtime_ns)
        elif folder.is_dir() and not folder.name.startswith("."):
            found.setdefault(folder.name, {})
    return found


@lru_cache(maxsize=64)
def _said(path: Path, _changed: int) -> Mapping[str, object]:
    """What a declaration says, errors left to the loader, which names their line."""
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError:
        return {}
    return said if isinstance(said, dict) else {}
