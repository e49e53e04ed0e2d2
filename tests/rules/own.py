"""Invented policies as a site's own packs, laid into its data folder."""

import datetime
from pathlib import Path
from typing import Any

import yaml

BASIS = {"document": "示例办法", "article": "第三条", "verified": True}
SINCE = datetime.date(2022, 1, 1)
EXAMPLE = {"label": "示例", "day": datetime.date(2024, 9, 30), "facts": {}, "verdict": "unknown"}


def policy(name: str, expression: str = "staff >= 1", amount: str = "1000", **more: object) -> dict[str, Any]:
    """A policy of one criterion with a fixed sum, paid without an application, answered for by 工信局."""
    return {
        "kind": "policy", "id": name, "label": f"示例{name}", "title": name, "issuer": "示例局", "basis": BASIS,
        "from": SINCE, "channel": "免申即享", "unit": "gongxin",
        "criteria": [{"id": "one", "label": "条件一", "expression": expression, "basis": BASIS}],
        "amount": {"kind": "fixed", "expression": amount, "basis": BASIS}, "examples": [EXAMPLE], **more,
    }  # fmt: skip


def lay(data: Path, *files: dict[str, Any]) -> None:
    """Lay the files into the site's own packs, in the county's place."""
    folder = data / "packs" / "kelan" / "rules"
    folder.mkdir(parents=True, exist_ok=True)
    for content in files:
        name = str(content.get("id", content["kind"])).replace("_", "-")
        (folder / f"own-{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    (data / "packs").touch()  # a site's packs are read again where their folder has changed


def exclusion(rule: str, *policies: str) -> dict[str, Any]:
    """An exclusion as a policy writes it."""
    return {"rule": rule, "policies": list(policies), "basis": BASIS}
