"""Who may do what in each kind of case, as the packs say it: a table for people, and what the worked examples prove.

Pure: kinds, roles and examples in, rows out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from beizeng.cases.machine import ASK, GRANT
from beizeng.spec.case_examples import CaseExamples
from beizeng.spec.case_form import Relation, Who
from beizeng.spec.case_graph import LODGE
from beizeng.spec.case_kind import CaseKind
from beizeng.spec.people import Role

#: The ways to stand to a case that are open to whoever acts for a unit, or for itself.
_OF_UNITS: frozenset[Relation] = frozenset({"lead", "joint", "party", "office", "any"})
_OF_ONESELF: frozenset[Relation] = frozenset({"subject", "named", "any"})


@dataclass(frozen=True)
class Doers:
    """Roles that may, and how they must stand to the case. ``relation`` ``everywhere``: however they stand to it.

    ``unit``: the one unit that alone may, where the kind names it.
    """

    relation: Relation | str
    unit: str | None
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Right:
    """One action of a kind: from which states to which, who may, who may not for having done what.

    ``doers`` is empty where the action follows by itself. ``proofs``: the worked examples in which it is done.
    """

    kind: str
    action: str
    label: str
    origins: tuple[str, ...]
    to: str | None
    doers: tuple[Doers, ...]
    not_by_doer_of: tuple[str, ...]
    proofs: tuple[str, ...] = ()


def rights(kind: CaseKind, roles: Mapping[str, Role], examples: Iterable[CaseExamples] = ()) -> Iterator[Right]:
    """Every action of the kind, its beginning first and more time last."""
    proofs = _proofs(kind, examples)

    def right(action: str, label: str, origins: tuple[str, ...], to: str | None, who: Iterable[Who]) -> Right:
        move = kind.action(action)
        barred = move.not_by_doer_of if move is not None else ()
        return Right(kind.id, action, label, origins, to, doers(who, roles), barred, tuple(proofs.get(action, ())))

    yield right(LODGE, kind.lodge.label, (), kind.lodge.to, kind.lodge.who)
    for action in kind.actions:
        yield right(action.id, action.label, action.origins, action.to, action.who)
    for clock in kind.clocks:
        if clock.extension is not None:
            yield right(ASK, f"申请延期：{clock.label}", (), None, clock.extension.asked_by)
            yield right(GRANT, f"批准延期：{clock.label}", (), None, clock.extension.granted_by)


def doers(who: Iterable[Who], roles: Mapping[str, Role]) -> tuple[Doers, ...]:
    """The roles by how they must stand to a case; a permission that reaches everything asks for no relation."""
    found: dict[tuple[str, str | None], dict[str, None]] = {}
    for one in who:
        for role in roles.values():
            relation = _relation(role, one)
            if relation is not None:
                unit = None if relation == "everywhere" else one.unit
                found.setdefault((relation, unit), {})[role.id] = None
    return tuple(Doers(relation, unit, tuple(ids)) for (relation, unit), ids in found.items())


def _relation(role: Role, who: Who) -> str | None:
    """How somebody of the role must stand to a case to fulfil this; None: it is not for the role."""
    reach = role.permissions.get(who.permission)
    if reach is None:
        return None
    if reach == "all":
        return "everywhere"
    possible = _OF_UNITS if reach == "unit" else _OF_ONESELF
    return who.relation if who.relation in possible else None


def _proofs(kind: CaseKind, examples: Iterable[CaseExamples]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in examples:
        for story in file.stories if file.of == kind.id else ():
            for action in dict.fromkeys(step.do for step in story.steps if step.refused is None):
                found.setdefault(action, []).append(story.label)
    return found
