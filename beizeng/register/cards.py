"""What stands on an entity's card, worked out from its facts. Writing the cards is in ``actions``."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from beizeng.base.engine.tables import Reading
from beizeng.register import codes, match, spelling, store
from beizeng.register.vocabulary import vocabulary

#: The facts that a card is made from.
FACTS = (
    "name", "kind", "status", "established_on", "ended_on", "industry", "division", "address", "old_number",
    "converted_from",
)  # fmt: skip
#: What is compared to see whether a card has changed; the search fields follow from the names.
PLAIN = (
    "name", "old_names", "kind", "status", "section", "industry", "division", "township", "established_on", "ended_on",
    "address", "old_number", "converted_from", "merged_codes", "is_sample",
)  # fmt: skip

_TOWNSHIP_DIGITS = 9
_LENGTHS = (9, 12)  # of the codes of townships and villages


def plain_cards(
    reading: Reading, sample_keys: frozenset[str], *, on: datetime.date, only: Sequence[str] | None
) -> dict[str, dict[str, Any]]:
    """Code → the fields ``PLAIN`` of its card, as known by this reading on the day.

    Args:
        sample_keys: keys of the feeds that are marked as sample; what they tell of is marked too.
        only: these codes; None: every entity.
    """
    tables = store.tables()
    known = tables.snapshot(reading, on=on, codes=only, facts=FACTS)
    names, sample = _names(reading, sample_keys, on, only)
    merged: dict[str, list[str]] = {}
    for absorbed, kept in reading.same:
        merged.setdefault(kept, []).append(absorbed)
    found, tree = {}, vocabulary()
    for row in known.iter_rows(named=True):
        code = row["code"]
        sections = [line.code for line in tree.ancestors("industries", row["industry"] or "")][-1:]
        division = row["division"] or code[2:8]
        name = (row["name"] or "")[:300]
        found[code] = {
            "name": name,
            "old_names": [old for old in names.get(code, []) if old != row["name"]],
            "kind": row["kind"] or codes.kind_of(code) or "",
            "status": row["status"] or "",
            "section": sections[0] if sections else "",
            "industry": (row["industry"] or "")[:10],
            "division": division[:12],
            "township": division[:_TOWNSHIP_DIGITS] if len(division) in _LENGTHS and division.isdigit() else "",
            "established_on": row["established_on"],
            "ended_on": row["ended_on"],
            "address": (row["address"] or "")[:300],
            "old_number": (row["old_number"] or "")[:30],
            "converted_from": (row["converted_from"] or "")[:30].upper(),
            "merged_codes": sorted(merged.get(code, [])),
            "is_sample": code in sample,
        }
    return found


def search_fields(code: str, card: Mapping[str, Any]) -> dict[str, str]:
    """The fields by which a card (its ``PLAIN`` fields) is sorted and found."""
    name, names, address = card["name"], [card["name"], *card["old_names"]], match.normalise(card["address"])
    codes_ = [code, *card["merged_codes"]]
    numbers = [*codes_, *map(codes.organisation_of, codes_), card["old_number"]]
    pieces = {*spelling.grams_of(names), *match.han_grams(address), *map(match.number_gram, filter(None, numbers))}
    if card["converted_from"]:
        pieces.add(match.number_gram(card["converted_from"], mark="f"))
    return {
        "pinyin": spelling.pinyin(name)[:1500],
        "initials": spelling.initials(name)[:300],
        "search": "\n".join([code, *(match.normalise(each) for each in names), *_latin(names), address]),
        "grams": " ".join(sorted(pieces)),
    }


def _latin(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        yield spelling.pinyin(name).replace(" ", "")
        yield spelling.initials(name)


def _names(
    reading: Reading, sample_keys: frozenset[str], on: datetime.date, only: Sequence[str] | None
) -> tuple[dict[str, list[str]], set[str]]:
    """Code → the names it has had, oldest first, where there are several; and the codes that a sample feed tells of."""
    tables = store.tables()
    names: dict[str, list[str]] = {}
    sample: set[str] = set()
    for kind, shape in vocabulary().shapes().items():
        rows = tables.rows(reading, kind, on=on, codes=only)
        if sample_keys:
            marked = rows.filter(pl.col("feed").is_in(list(sample_keys))).select("code").unique().collect()
            sample.update(marked["code"])
        if "name" in shape:
            stated = rows.filter(pl.col("name").is_not_null()).sort(reading.order).group_by("code")
            several = stated.agg(pl.col("name").unique(maintain_order=True)).filter(pl.col("name").list.len() > 1)
            names.update(several.collect().iter_rows())
    return names, sample
