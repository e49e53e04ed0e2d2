"""`beizeng backup` and `beizeng restore`: both stores and the papers in one file, verified."""

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import connection

from beizeng.base.clock.now import utc_now
from beizeng.base.ledger import queries as ledger
from beizeng.base.ports.archive import pack, unpack
from beizeng.base.ports.stores import store_of
from beizeng.cli import exits
from beizeng.cli.house import prepare
from beizeng.cli.show import console, print_json

top = typer.Typer()


@top.command()
def backup(file: Path, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Write database, facts and papers into one new file, while people go on working."""
    chain = ledger.verify()
    if chain.fault:
        console.print(f"台账不完整，备份照做，但请先查明：{chain.fault}")
    manifest = pack(
        data=settings.DATA,
        store=store_of(settings.DATABASES["default"]),
        target=file,
        made_at=utc_now().isoformat(),
        ledger=(chain.entries, chain.last_hash),
    )
    if json:
        print_json({"file": file.name, "members": len(manifest.members), "ledger_entries": manifest.ledger_entries})
        return
    console.print(f"已备份 {len(manifest.members)} 个文件、台账 {manifest.ledger_entries} 条：{file}")


@top.command()
def restore(file: Path, json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Restore a backup into the (empty) data folder, bring it to this version, and verify every hash and the ledger."""
    manifest = unpack(source=file, data=settings.DATA, store=store_of(settings.DATABASES["default"]))
    connection.close()
    prepare(settings.DATA)
    chain = ledger.verify()
    is_whole = chain.fault is None and chain.entries >= manifest.ledger_entries
    if json:
        print_json({"members": len(manifest.members), "ledger_entries": chain.entries, "fault": chain.fault})
    elif is_whole:
        console.print(f"已恢复 {len(manifest.members)} 个文件；台账 {chain.entries} 条，核验无误")
    if not is_whole:
        console.print(f"恢复后的台账有问题：{chain.fault or '条数少于备份清单'}")
        raise typer.Exit(exits.BROKEN)
