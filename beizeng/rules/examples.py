"""The worked cases that a policy brings along, run: pure, for tests and for authors of packs."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from beizeng.base.engine.kinds import FEN
from beizeng.rules.book import Entry, read_entry, vocabulary_of
from beizeng.rules.evaluate import Judged, evaluate
from beizeng.spec import Shelf
from beizeng.spec.errors import BadInput
from beizeng.spec.facts import Fact
from beizeng.spec.policy import NOT_SET, Example, Policy


@dataclass(frozen=True)
class Failure:
    """An example that does not hold, or a policy that can't be read on the example's day."""

    policy: Policy
    example: Example
    why: str


def failures(shelf: Shelf) -> list[Failure]:
    """Every example of every policy on the shelf that does not hold."""
    found = []
    vocabulary = vocabulary_of(shelf)
    for policy in shelf.all(Policy):
        for example in policy.examples:
            # each version by itself: a later one does not undo what this one says
            entry = read_entry(policy, vocabulary, on=example.day)
            why = mismatch(entry, example, vocabulary.facts)
            if why:
                found.append(Failure(policy, example, why))
    return found


def mismatch(entry: Entry, example: Example, facts: Mapping[str, Fact]) -> str:
    """What is otherwise than the example says, in words; empty: it holds."""
    if entry.state != "in_force":
        return str(entry.fault) if entry.fault else f"{example.day} 不在施行期间"
    try:
        judged = evaluate(entry, values(example, facts), facts)
    except BadInput as fault:
        return str(fault)
    if judged.verdict != example.verdict:
        return f"结论应为 {example.verdict}，判为 {judged.verdict}"
    found = amount(judged)
    return "" if found == example.amount else f"金额应为 {example.amount}，算为 {found}"


def amount(judged: Judged) -> Decimal | str | None:
    """The amount as an example writes it: yuan, ``unknown``, ``not set``; None where nothing is due."""
    if judged.verdict == "not_met":
        return None
    if not judged.entry.is_amount_set:
        return NOT_SET
    return "unknown" if judged.amount_fen is None else Decimal(judged.amount_fen) / FEN


def values(example: Example, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The example's facts as the register holds them: money in fen, whole numbers as such.

    Raises:
        BadInput: a fact that no pack declares.
    """
    unknown = sorted(set(example.facts) - set(facts))
    if unknown:
        raise BadInput(what=unknown[0], where=example.label, why="没有声明这项事实", write="写 facts.yaml 里有的名称")
    return {name: _held(value, facts[name]) for name, value in example.facts.items()}


def _held(value: object, fact: Fact) -> object:
    if not isinstance(value, Decimal) or fact.type == "decimal":
        return value
    whole = value * FEN if fact.type == "money" else value
    if whole != int(whole):
        raise BadInput(what=str(value), where=fact.label, why="比分（或个位）更细", write="金额最多写两位小数")
    return int(whole)
