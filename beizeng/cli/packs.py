"""`beizeng packs`: the shelf."""

import json as jsonlib
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from beizeng.cli import exits
from beizeng.cli.show import console, print_json
from beizeng.rules.examples import failures
from beizeng.spec import load_shelf
from beizeng.spec.loading import packs_root
from beizeng.spec.values import KINDS

app = typer.Typer(no_args_is_help=True, help="数据包：法规、参数、流程、名录")


@app.command()
def check(
    json: Annotated[bool, typer.Option("--json")] = False, root: Annotated[Path | None, typer.Option()] = None
) -> None:
    """Read and check every pack file (errors name file, line, key, what to write) and run the policies' examples.

    Each place is checked with those around it, as a site would run it; the figures are those of all places.
    """
    root = root or packs_root()
    shelf = load_shelf(root)
    kinds = Counter(item.value.kind for item in shelf.items)
    failed = [one for place in shelf.places() for one in failures(load_shelf(root, place=place))]
    broken = list(dict.fromkeys(f"{one.policy.id}: {one.example.label}: {one.why}" for one in failed))
    if json:
        said = {"places": shelf.places(), "files": len(shelf.items), "kinds": kinds, "digest": shelf.digest}
        print_json(said | {"examples_broken": broken})
    else:
        console.print("\n".join(broken), markup=False, end="\n" if broken else "")
        console.print(f"{len(shelf.items)} 个文件通过：{'、'.join(shelf.places())}；摘要 {shelf.digest[:16]}…")
    if broken:
        raise typer.Exit(exits.BROKEN)


@app.command()
def schemas(folder: Path) -> None:
    """Write one JSON Schema per kind of file into a folder, for editors to complete and check while typing."""
    load_shelf()
    folder.mkdir(parents=True, exist_ok=True)
    for kind, model in sorted(KINDS.items()):
        text = jsonlib.dumps(model.model_json_schema(by_alias=True), ensure_ascii=False, indent=1)
        (folder / f"{kind}.schema.json").write_text(text + "\n", encoding="utf-8")
    console.print(f"{len(KINDS)} 个结构说明写入 {folder}")
