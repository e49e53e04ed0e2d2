"""Reads the shelf: every pack file of every place, each error with file, line, key and what to write."""

import hashlib
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from beizeng.spec.places import Site, places_for, places_of, site
from beizeng.spec.values import KINDS, PackFile

F = TypeVar("F", bound=PackFile)
T = TypeVar("T")
Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class PackError:
    """What is wrong in one place of one file, and what to write instead."""

    file: str
    line: int
    key: str
    problem: str
    write: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.problem}. {self.write}"


class PackErrors(Exception):
    """Every error of the shelf at once, so that an author mends them in one go."""

    def __init__(self, errors: tuple[PackError, ...]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors


@dataclass(frozen=True)
class Item:
    """One file read: where it lies (``place/room/topic``) and what it says."""

    place: str
    room: str
    topic: str
    path: Path
    value: PackFile

    @property
    def address(self) -> str:
        return f"{self.place}/{self.room}/{self.topic}"


@dataclass(frozen=True)
class Shelf:
    """All pack files, in the order of their places. ``digest`` names exactly this content; ``root``: the shelf."""

    root: Path
    items: tuple[Item, ...]
    digest: str
    _by_type: dict[type, tuple[Item, ...]] = field(default_factory=dict, repr=False, compare=False)

    def items_of(self, kind: type[F]) -> tuple[Item, ...]:
        """The files of one kind with their addresses, places in order."""
        if kind not in self._by_type:
            self._by_type[kind] = tuple(item for item in self.items if isinstance(item.value, kind))
        return self._by_type[kind]

    def all(self, kind: type[F]) -> tuple[F, ...]:
        """The values of one kind, places in order."""
        return tuple(item.value for item in self.items_of(kind))  # type: ignore[misc]

    def places(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.place for item in self.items))


class PackLoader(yaml.CSafeLoader):
    """YAML without its surprises: `on` and `off` are words, `08:30` is a time of day and no number."""


PackLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if tag not in {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:int"}
    ]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
PackLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:yes|no|true|false)$"), list("ynft"))
PackLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))


def packs_root() -> Path:
    """The shipped shelf: ``packs/`` beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "packs"
    return inside if inside.is_dir() else package.parent / "packs"


def load_shelf(root: Path | None = None, *, place: str | None = None, room: str | None = None) -> Shelf:
    """Read and check ``<place>/<room>/<topic>.yaml``: of this site's place and those around it, the nearest last.

    A later place overrides an earlier one by key and date; the site's own packs (``packs/`` in its data folder) lie
    over the shipped ones, address by address. Files that did not change are read once.

    Args:
        root: another shelf, read alone; without ``place`` all its places.
        place: another place than the site's.
        room: read only the packs of this room.

    Raises:
        PackErrors: all errors found, each with file, line, key and what to write.
        BadInput: there is no such place.
    """
    here = site()
    roots = tuple(one for one in ((root,) if root else (packs_root(), here.own)) if one is not None)
    places = places_of(roots) if root and place is None else places_for(place or here.place, roots)
    files = tuple(path for path in _files(roots, places) if room in (None, path.parent.name))
    return _load(roots, files, tuple((path.stat().st_mtime_ns, path.stat().st_size) for path in files))


def read_text(text: str, *, name: str) -> PackFile:
    """Read one file that lies on no shelf yet.

    Args:
        name: where it would lie, ``place/room/topic.yaml``; errors name it.

    Raises:
        PackErrors: all errors found, each with line, key and what to write.
    """
    _import_kinds()
    read = _read(Path(name), name, text)
    if isinstance(read, PackFile):
        return read
    raise PackErrors(tuple(read))


def per_shelf(read: Callable[[Shelf], T]) -> Callable[[], T]:
    """``read`` of the site's shelf, remembered for as long as the site keeps its place and its own packs."""
    kept: dict[Site, T] = {}

    @wraps(read)
    def of_site() -> T:
        here = site()
        if here not in kept:
            if len(kept) >= _KEPT:
                kept.clear()
            kept[here] = read(load_shelf())
        return kept[here]

    return of_site


#: A process serves one site; tests see a few.
_KEPT = 3


@lru_cache(maxsize=4)
def _load(roots: tuple[Path, ...], files: tuple[Path, ...], _stamps: tuple[tuple[int, int], ...]) -> Shelf:
    _import_kinds()
    items: list[Item] = []
    errors: list[PackError] = []
    digest = hashlib.sha256()
    for path in files:
        relative = "/".join(path.parts[-3:])
        text = path.read_bytes()
        digest.update(relative.encode() + b"\0" + text + b"\0")
        if path.suffix != ".yaml":
            continue
        read = _read(path, relative, text.decode("utf-8"))
        if isinstance(read, PackFile):
            place, room, topic = relative.removesuffix(".yaml").split("/")
            items.append(Item(place, room, topic, path, read))
        else:
            errors.extend(read)
    if errors:
        raise PackErrors(tuple(errors))
    return Shelf(roots[0], tuple(items), digest.hexdigest())


def _import_kinds() -> None:
    package = importlib.import_module("beizeng.spec")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"beizeng.spec.{module.name}")


def _files(roots: Iterable[Path], places: Iterable[str]) -> Iterator[Path]:
    """The files of each place in order; one of the same address on a later shelf stands for the earlier one's."""
    for place in places:
        found = {
            path.parts[-2:]: path
            for root in roots
            for path in (root / place).glob("*/*")
            if path.is_file() and not path.name.startswith(".")
        }
        yield from (found[address] for address in sorted(found))


def _read(path: Path, relative: str, text: str) -> PackFile | list[PackError]:
    try:
        data = yaml.load(text, Loader=PackLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "not readable as YAML"
        return [PackError(relative, line, "-", str(problem), "Write valid YAML; indent with two spaces.")]
    if not isinstance(data, Mapping) or "kind" not in data:
        return [PackError(relative, 1, "kind", "missing", f"Begin the file with 'kind:' and one of {_words()}.")]
    model = KINDS.get(str(data["kind"]))
    if model is None:
        return [PackError(relative, 1, "kind", f"'{data['kind']}' is not known", f"Write one of {_words()}.")]
    room = relative.split("/")[1]
    if model.folders and room not in model.folders:
        where = ", ".join(model.folders)
        return [PackError(relative, 1, "kind", f"does not belong in '{room}'", f"Move the file to {where}.")]
    try:
        return model.model_validate(data)
    except ValidationError as invalid:
        lines = _lines(yaml.compose(text, Loader=PackLoader))
        return [_explain(relative, lines, error) for error in invalid.errors()]


def _words() -> str:
    return ", ".join(sorted(KINDS))


def _explain(relative: str, lines: dict[Path_, int], error: Any) -> PackError:
    location: Path_ = tuple(part for part in error["loc"] if _is_key(part))
    line = next((lines[location[:n]] for n in range(len(location), -1, -1) if location[:n] in lines), 1)
    key = ".".join(str(part) for part in location) or "-"
    problem = error["msg"].removeprefix("Value error, ")
    write = {
        "missing": f"Write the key '{location[-1] if location else ''}' here.",
        "extra_forbidden": "Take the key out, or correct its spelling.",
    }.get(error["type"], "Correct the value.")
    return PackError(relative, line, key, problem, write)


def _is_key(part: str | int) -> bool:
    # pydantic adds the names of unions and validators to a location; they are no keys of the file
    return isinstance(part, int) or part.replace("_", "").replace("-", "").isalnum()


def _lines(node: yaml.Node | None, at: Path_ = ()) -> dict[Path_, int]:
    if node is None:
        return {}
    found = {at: node.start_mark.line + 1}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            path = (*at, key.value)
            found.update(_lines(value, path))
            found[path] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            found.update(_lines(value, (*at, number)))
    return found
