"""House rules 3, 4, 5, 12: actions are actions, nothing writes elsewhere, nobody reads the clock on the sly."""

import ast
import importlib
import inspect
from pathlib import Path

from beizeng.base.ledger.actions import ACTIONS
from tests.house.source import PACKAGE, functions, modules, name, tree

WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
#: Where a method of such a name is no write to the database: a set, a dict, a hash.
PLAIN = ("digest", "found", "values", "counter", "seen")
CLOCK_CALLS = {("datetime", "now"), ("date", "today"), ("datetime", "today"), ("timezone", "now"), ("time", "time")}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "misc", "manager", "service", "handler"}


def is_action_file(path: Path) -> bool:
    return path.stem == "actions" or path.parent.name == "actions"


def test_nothing_writes_outside_actions() -> None:
    found = []
    for path in modules():
        if is_action_file(path):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
                if "objects" in ast.unparse(node.func.value) or node.func.attr in {"save", "bulk_create"}:
                    found.append(f"{name(path)}:{node.lineno} {ast.unparse(node.func)}")
    assert not found, f"rule 4: move these writes into the room's actions.py: {found}"


def test_no_model_overrides_save_and_no_signal_is_connected() -> None:
    found = []
    for path in modules():
        if path.stem == "models":
            found += [f"{name(path)}:{node.lineno}" for word, node in functions(path) if word in {"save", "delete"}]
        text = path.read_text(encoding="utf-8")
        if "django.db.models.signals" in text or "django.dispatch" in text:
            found.append(name(path))
    assert not found, f"rule 5: no hidden writes: {found}"


def test_every_action_is_keyword_only_with_by_and_at() -> None:
    for path in modules():
        if is_action_file(path):
            importlib.import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts))
    wrong = []
    for verb, function in ACTIONS.items():
        if verb.startswith("test."):
            continue
        parameters = inspect.signature(function).parameters
        keyword_only = all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters.values())
        if not keyword_only or not {"by", "at"} <= set(parameters):
            wrong.append(verb)
        if verb.split(".")[0] not in function.__module__:
            wrong.append(f"{verb} lives in {function.__module__}")
    assert ACTIONS
    assert not wrong, f"rule 3: {wrong}"


def test_every_public_function_of_a_rooms_actions_is_an_action() -> None:
    wrong = []
    for path in modules():
        if not is_action_file(path) or path.is_relative_to(PACKAGE / "base"):
            continue
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                marks = [ast.unparse(mark) for mark in node.decorator_list]
                arguments = {argument.arg for argument in node.args.kwonlyargs}
                if not any(mark.startswith(("action(", "handles(", "jobs.handles(")) for mark in marks):
                    if not {"by", "at"} <= arguments:
                        wrong.append(f"{name(path)}:{node.lineno} {node.name}")
    assert not wrong, f"rule 3: decorate with @action, or make private: {wrong}"


def test_only_the_clock_reads_the_time() -> None:
    found = []
    for path in modules():
        if path == PACKAGE / "base" / "clock" / "now.py":
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value).split(".")[-1]
                if (owner, node.func.attr) in CLOCK_CALLS:
                    found.append(f"{name(path)}:{node.lineno}")
    assert not found, f"rule 12: pass at= instead of reading the clock: {found}"


def test_rooms_do_not_ask_for_now() -> None:
    doors = ("web", "cli", "api")
    allowed = {"base/ledger/actions.py", "base/jobs/actions.py", "base/clock/now.py"}
    found = []
    for path in modules():
        where = path.relative_to(PACKAGE)
        if where.parts[0] in doors or where.as_posix() in allowed:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "beizeng.base.clock.now":
                found += [
                    f"{name(path)}:{node.lineno} {word.name}"
                    for word in node.names
                    if word.name in {"now", "today", "utc_now"}
                ]
    assert not found, f"rule 12: rooms get at= from the doors: {found}"


def test_no_drawer_exists() -> None:
    paths = [path for path in PACKAGE.rglob("*") if path.stem in FORBIDDEN_NAMES]
    assert not paths, f"no drawers: name these by what they hold: {[name(path) for path in paths]}"


def test_every_package_says_what_it_is_and_is_not() -> None:
    silent = [name(path) for path in modules() if path.name == "__init__.py" and not ast.get_docstring(tree(path))]
    assert not silent
