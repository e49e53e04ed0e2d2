"""Duplicates planted among real names: how many are found, and how many that are found are none.

    .venv/bin/python -m bench.duplicates [--planted 1000] [--seed 7]

The names are the 20,000 of the register sample beside the project. A planted record is one of them under another code,
with the name as another office writes it: brackets, 有限责任公司 for 有限公司, the place left out, a character of the
same sound, one left out or written twice, an old name; of its address, day and representative each may be missing or
written otherwise. Pairs of real records that are found are counted as wrong, though some of them may be true.
Precision and recall are printed by probability, with the share of true pairs beside what was promised.
"""

import argparse
import csv
import gzip
import io
import random
import time
from pathlib import Path
from typing import Any

from bench import site

# isort: split

import polars as pl
from pypinyin import lazy_pinyin

from beizeng.register import alike
from beizeng.register.codes import CHARSET, compose

SAMPLE = Path("../shared/data/register/shanxi_sample.csv.gz")
_UNTOLD = ("N/A", "")
_LEVELS = (0.5, 0.9, 0.95, 0.99, 0.999)


def real(path: Path) -> list[dict[str, Any]]:
    """The sample as the register would hold it."""
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(io.StringIO(file.read())))
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        told = {key: None if value in _UNTOLD else value for key, value in row.items()}
        first.setdefault(
            row["统一社会信用代码"],
            {
                "code": row["统一社会信用代码"],
                "name": told["企业名称"],
                "old_names": [],
                "address": told["注册地址"],
                "representative": told["法人代表"],
                "kind": None,
                "established_on": told["注册日期"],
                "ended_on": None,
            },
        )
    return list(first.values())


class Spoiler:
    """Writes a record as another office would."""

    def __init__(self, seed: int, names: list[str]) -> None:
        self.dice = random.Random(seed)
        sounds: dict[str, set[str]] = {}
        for character in {character for name in names for character in name if "\u4e00" <= character <= "\u9fff"}:
            sounds.setdefault(lazy_pinyin(character)[0], set()).add(character)
        self._alike = {one: sorted(others - {one}) for others in sounds.values() for one in others}

    def again(self, row: dict[str, Any]) -> dict[str, Any]:
        dice = self.dice
        code = compose(row["code"][:2], row["code"][2:8], "".join(dice.choice(CHARSET[:22]) for _ in range(8)))
        way = dice.choice((self._form, self._brackets, self._place, self._sound, self._slip, self._old, self._form))
        spoilt = {**row, "code": code, **way(row)}
        if dice.random() < 0.3:
            spoilt["name"] = self._form(spoilt)["name"]
        for fact in ("address", "representative", "established_on"):
            if dice.random() < 0.25:
                spoilt[fact] = None
        if spoilt["address"] and dice.random() < 0.4:
            spoilt["address"] = self._elsewhere(spoilt["address"])
        if spoilt["established_on"] and dice.random() < 0.05:
            spoilt["established_on"] = f"{dice.randint(1990, 2019)}-01-01"
        return spoilt

    def _form(self, row: dict[str, Any]) -> dict[str, Any]:
        name = row["name"]
        if "有限责任公司" in name:
            return {"name": name.replace("有限责任公司", "有限公司")}
        return {
            "name": name.replace("股份有限公司", "股份公司")
            if "股份" in name
            else name.replace("有限公司", "有限责任公司")
        }

    def _brackets(self, row: dict[str, Any]) -> dict[str, Any]:
        name = row["name"].replace("(", "（").replace(")", "）")
        return {
            "name": name.replace("（", "[ ").replace("）", " ]") if "（" in name else " ".join((name[:2], name[2:]))
        }

    def _place(self, row: dict[str, Any]) -> dict[str, Any]:
        name = row["name"]
        for place in ("山西省", "山西", "太原市"):
            if name.startswith(place) and len(name) > len(place) + 6:
                return {"name": name[len(place) :]}
        return {"name": f"山西{name}" if self.dice.random() < 0.5 else f"山西省{name}"}

    def _sound(self, row: dict[str, Any]) -> dict[str, Any]:
        name = row["name"]
        at = self.dice.randrange(2, max(3, min(6, len(name) - 4)))
        return {"name": name[:at] + self.dice.choice(self._alike.get(name[at]) or [name[at]]) + name[at + 1 :]}

    def _slip(self, row: dict[str, Any]) -> dict[str, Any]:
        name = row["name"]
        at = self.dice.randrange(2, max(3, min(6, len(name) - 4)))
        return {"name": name[:at] + name[at + 1 :] if self.dice.random() < 0.5 else name[:at] + name[at] + name[at:]}

    def _old(self, row: dict[str, Any]) -> dict[str, Any]:
        brand = "".join(self.dice.choice(list(self._alike)) for _ in range(2))
        return {"name": f"山西{brand}商贸有限公司", "old_names": [row["name"]]}

    def _elsewhere(self, address: str) -> str:
        return address.removeprefix("山西省").removeprefix("太原市") if self.dice.random() < 0.6 else address[:-3]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--planted", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", type=int, default=0, help="so many wrong and missed pairs in full")
    asked = parser.parse_args()
    site.open_site()
    rows = real(SAMPLE)
    spoiler = Spoiler(asked.seed, [row["name"] for row in rows])
    chosen = spoiler.dice.sample(rows, asked.planted)
    planted = [(row, spoiler.again(row)) for row in chosen]
    true = {tuple(sorted((row["code"], spoilt["code"]))) for row, spoilt in planted}
    schema = {name: pl.List(pl.String) if name == "old_names" else pl.String for name in rows[0]}
    frame = pl.DataFrame([*rows, *(spoilt for _row, spoilt in planted)], schema=schema)
    begun = time.perf_counter()
    found = alike.find(frame)
    print(
        f"{frame.height:,} entities, {len(true):,} planted: {time.perf_counter() - begun:.1f} s, {len(found):,} pairs"
    )
    for level in _LEVELS:
        shown = [pair for pair in found if pair.probability >= level]
        right = sum((pair.first, pair.second) in true for pair in shown)
        precision, recall = right / max(len(shown), 1), right / len(true)
        print(f"P ≥ {level:<6} precision {precision:.4f}  recall {recall:.4f}  ({len(shown)} pairs)")
    _show(found, true, planted, asked.show)


def _show(found: list[alike.Pair], true: set[tuple[str, ...]], planted: list[Any], count: int) -> None:
    wrong = [pair for pair in found if (pair.first, pair.second) not in true][:count]
    for pair in wrong:
        print(
            "wrong ",
            round(pair.probability, 4),
            [(line.label, line.outcome, line.first, line.second, line.weight) for line in pair.lines],
        )
    seen = {(pair.first, pair.second) for pair in found}
    missed = [(row, spoilt) for row, spoilt in planted if tuple(sorted((row["code"], spoilt["code"]))) not in seen]
    for row, spoilt in missed[:count]:
        print("missed", [(row[key], spoilt[key]) for key in ("name", "address", "representative", "established_on")])


if __name__ == "__main__":
    main()
