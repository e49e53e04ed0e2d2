"""How much of the policies a source gives: policies with an amount, criteria, parameters; set and not set. Pure."""

from collections.abc import Collection
from typing import Any

from beizeng.rules.book import Book
from beizeng.spec.values import on_day


def counts(book: Book) -> dict[str, dict[str, dict[str, int]]]:
    """Under ``counts``: of all policies, criteria and parameters of the book how many are set on its day, how many not.

    A policy is set where it shows yuan. A parameter without a value in force on the day is not set.
    """
    criteria = [one.expression is not None for entry in book.entries for one in entry.policy.criteria]
    values = [on_day(one.values, book.on) for one in book.vocabulary.parameters.values()]
    found = {
        "policies": _split([entry.policy.amount.kind != "not set" for entry in book.entries]),
        "criteria": _split(criteria),
        "parameters": _split([one is not None and one.value is not None for one in values]),
    }
    return {"counts": found}


def rows(book: Book) -> list[dict[str, Any]]:
    """Every policy of the book: where it comes from, its state, whether its amount is set, its open criteria."""
    return [
        {
            "id": entry.policy.id, "label": entry.policy.label, "place": entry.place, "state": entry.state,
            "amount_set": entry.policy.amount.kind != "not set", "criteria": len(entry.policy.criteria),
            "criteria_not_set": sum(one.expression is None for one in entry.policy.criteria),
            "examples": len(entry.policy.examples),
        }
        for entry in book.entries
    ]  # fmt: skip


def _split(are_set: Collection[bool]) -> dict[str, int]:
    return {"all": len(are_set), "set": sum(are_set), "not_set": len(are_set) - sum(are_set)}
