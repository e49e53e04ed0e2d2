"""How many broken figures of a plan the reader finds: each figure of each relation changed, the text read again.

A change counts if it breaks a relation that the text keeps: a sum, a multiple, a rising step, a rate against its end.
Whether it does is reckoned from the values alone; whether it is found, from a fresh reading of the changed text.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from beizeng.plan.elements import Finding, Number, Span
from beizeng.plan.findings.figures import relations
from beizeng.plan.findings.relations import Relation, Term, figure, overlap
from beizeng.plan.reading import Reading

#: The findings that say that figures don't agree.
CODES = frozenset(
    {"sum-mismatch", "not-doubled", "steps-not-rising", "growth-misses-multiple", "rate-misses-end"},
)
Read = Callable[[str], Reading]
Find = Callable[[Reading], tuple[Finding, ...]]


@dataclass(frozen=True)
class Mutation:
    """One figure changed: in which kind of relation, what it was and becomes, where, and whether a finding says so."""

    relation: str
    name: str
    was: str
    becomes: str
    span: Span
    is_found: bool


@dataclass(frozen=True)
class Trial:
    """``alarms``: the findings on figures that the unchanged text already has."""

    relations: int
    alarms: tuple[Finding, ...]
    mutations: tuple[Mutation, ...]

    @property
    def found(self) -> int:
        """How many of the changes were found."""
        return sum(one.is_found for one in self.mutations)


def trial(text: str, read: Read, find: Find) -> Trial:
    """Break every figure that stands in a relation, in every way of ``_other_values``, one at a time."""
    reading = read(text)
    kept = [one for one in relations(reading) if one.is_kept]
    before = {(one.code, one.message) for one in find(reading)}
    mutations = {}
    for relation in kept:
        for term, value in _breaking(relation):
            written = figure(value)
            changed = text[: term.span[0]] + written + text[term.span[1] :]
            again = [one for one in find(read(changed)) if one.code in CODES and (one.code, one.message) not in before]
            grown = len(written) - (term.span[1] - term.span[0])
            place = relation.span[0], relation.span[1] + max(0, grown)
            is_found = any(overlap(one.span, place) for one in again)
            mutations[(term.span, value)] = Mutation(
                relation.code, term.name, text[slice(*term.span)], written, term.span, is_found
            )
    alarms = tuple(one for one in find(reading) if one.code in CODES)
    return Trial(len(kept), alarms, tuple(mutations.values()))


def _breaking(relation: Relation) -> Iterator[tuple[Term, Number]]:
    """Each figure with each other value of it that breaks the relation."""
    for at, term in enumerate(relation.terms):
        for value in _other_values(term.value):
            if not relation.holds([*relation.values[:at], value, *relation.values[at + 1 :]]):
                yield term, value


def _other_values(value: Number) -> list[Number]:
    """What a slip of the pen makes of a figure: one or two off, a tenth or two, half, double, a digit more or less."""
    whole = round(value)
    near = [whole - 1, whole + 1, whole - 2, whole + 2, whole // 2, whole * 2, whole * 10, whole // 10]
    near += [round(value * share / 10) for share in (8, 9, 11, 12)]
    digits = str(whole)
    swapped = [
        int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
        for at in range(len(digits) - 1)
        if not (at == 0 and digits[1] == "0")
    ]
    return [other for other in dict.fromkeys([*near, *swapped]) if other > 0 and other != value]
