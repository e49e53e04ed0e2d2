"""`beizeng ledger`: the chain of acts."""

from typing import Annotated

import typer

from beizeng.base.ledger import queries
from beizeng.cli import exits
from beizeng.cli.show import console, print_json

app = typer.Typer(no_args_is_help=True, help="台账：谁在何时依据什么办了什么")


@app.callback()
def ledger() -> None:
    """The chain of acts."""


@app.command()
def verify(json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Recompute every hash; exit code 5 where the chain is broken."""
    result = queries.verify()
    if json:
        print_json(result)
    elif result.fault:
        console.print(f"台账不完整：{result.fault}")
    else:
        console.print(f"台账完整：{result.entries} 条，末条哈希 {result.last_hash[:16]}…")
    if result.fault:
        raise typer.Exit(exits.BROKEN)
