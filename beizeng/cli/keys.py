"""`beizeng keys`: keys with which other programs read the JSON door."""

import datetime
from typing import Annotated, Any

import typer
from django.conf import settings
from rich.table import Table

from beizeng.base.clock.now import local_day, now, today
from beizeng.base.people import actions
from beizeng.base.people import queries as people
from beizeng.base.people.actor import house
from beizeng.base.people.queries import ApiKey
from beizeng.cli.show import console, print_json
from beizeng.spec.errors import BadInput

app = typer.Typer(no_args_is_help=True, help="接口密钥：发给谁用，能读什么，到哪一天")

Json = Annotated[bool, typer.Option("--json")]
STANDINGS = {"valid": "有效", "ended": "已到期", "revoked": "已撤销"}


@app.callback()
def keys() -> None:
    """Keys of other programs."""


@app.command("list")
def list_(json: Json = False) -> None:
    """Every key with its scope, its end and how often it asked. The secret is not kept and can't be shown."""
    uses, on = people.key_uses(), today(settings.DATA)
    rows = [_row(key, uses, on) for key in people.api_keys()]
    if json:
        print_json(rows)
        return
    table = Table("编号", "用途", "开头", "权限", "范围", "有效期至", "状态", "次数", "最近")
    for row in rows:
        scope = "、".join([*row["units"], *row["entities"]]) or "全县"
        cells = (row["id"], row["name"], row["prefix"], "、".join(row["permissions"]), scope, row["until"])
        standing = STANDINGS[row["standing"]]
        table.add_row(*map(str, cells), standing, str(row["uses"]), str(row["last_used"] or "没有用过"))
    console.print(table)


@app.command()
def make(
    name: Annotated[str, typer.Argument(help="用途，如：市统计平台")],
    may: Annotated[list[str], typer.Option(help=f"权限，可多次：{'、'.join(people.KEY_PERMISSIONS)}")],
    until: Annotated[datetime.datetime, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="有效期至")],
    unit: Annotated[list[str] | None, typer.Option(help="只限这个单位（编号，如 lanyi），可多次")] = None,
    entity: Annotated[list[str] | None, typer.Option(help="只限这户主体（统一社会信用代码），可多次")] = None,
    json: Json = False,
) -> None:
    """Make a key and print its secret: once, here."""
    made = actions.make_key(
        name=name,
        permissions=may,
        until_on=until.date(),
        unit_ids=unit or (),
        entity_codes=entity or (),
        by=house("cli"),
        at=now(settings.DATA),
    )
    if json:
        print_json({**_row(made.key, {}, today(settings.DATA)), "secret": made.secret})
        return
    console.print(f"“{name}”的密钥，只显示这一次，请立即交给使用方：", markup=False)
    console.print(made.secret, markup=False, soft_wrap=True)


@app.command()
def revoke(prefix: Annotated[str, typer.Argument(help="密钥的开头，见 beizeng keys list")]) -> None:
    """Take a key back at once."""
    found = list(people.api_keys().filter(prefix=prefix))
    if len(found) != 1:
        why = "没有这样开头的密钥" if not found else "不止一个密钥这样开头"
        raise BadInput(what=prefix, where="密钥", why=why, write="beizeng keys list 里的一个开头")
    actions.revoke_key(key=found[0], by=house("cli"), at=now(settings.DATA))
    console.print(f"已撤销“{found[0].name}”的密钥", markup=False)


def _row(key: ApiKey, uses: dict[int, tuple[int, datetime.date]], on: datetime.date) -> dict[str, Any]:
    count, last = uses.get(key.pk, (0, None))
    return {
        "id": key.pk,
        "name": key.name,
        "prefix": key.prefix,
        "permissions": key.permissions,
        "units": [unit.id for unit in key.units.all()],
        "entities": key.entity_codes,
        "until": key.until_on,
        "made": local_day(key.made_at),
        "standing": people.standing(key, on=on),
        "uses": count,
        "last_used": last,
    }
