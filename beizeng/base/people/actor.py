"""Who acts or looks, as plain values: roles, units, permissions with their reach."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from beizeng.spec.people import Scope

_WIDTH: dict[Scope, int] = {"own": 0, "unit": 1, "all": 2}


@dataclass(frozen=True)
class Actor:
    """A person in a post (or the house itself), as of one day.

    Attributes:
        id: ``user:12``, ``key:3`` for another program, or ``house:ticker`` for the house itself.
        reaches: permission → how far it reaches (``own``, ``unit``, ``all``).
        unit_ids: the units whose matters are meant by ``unit``.
        entity_codes: the entities for which a firm's account may act.
        is_sample: the account belongs to the sample county; what it does is marked as sample.
    """

    id: str
    name: str
    post_title: str
    roles: frozenset[str] = frozenset()
    reaches: Mapping[str, Scope] = field(default_factory=dict)
    unit_ids: frozenset[str] = frozenset()
    entity_codes: frozenset[str] = frozenset()
    is_sample: bool = False

    def may(self, permission: str) -> bool:
        """Whether the permission is held at all."""
        return permission in self.reaches

    def reach(self, permission: str) -> Scope | None:
        """How far the permission reaches; None: not held. Queries turn this into a filter."""
        return self.reaches.get(permission)

    def may_for_unit(self, permission: str, unit_id: str) -> bool:
        """Whether the permission covers matters of this unit."""
        reach = self.reach(permission)
        return reach == "all" or (reach == "unit" and unit_id in self.unit_ids)


def widest(reaches: list[Mapping[str, Scope]]) -> dict[str, Scope]:
    """The permissions of several roles together: each as far as the widest role reaches."""
    union: dict[str, Scope] = {}
    for one in reaches:
        for permission, scope in one.items():
            if permission not in union or _WIDTH[scope] > _WIDTH[union[permission]]:
                union[permission] = scope
    return union


class _Everything(dict[str, Scope]):
    def __contains__(self, key: object) -> bool:
        return True

    def get(self, key: str, default: object = None) -> Scope:
        return "all"


def house(part: str, *, is_sample: bool = False) -> Actor:
    """The program itself as an actor (``ticker``, ``setup``): what it does is in the ledger under its name."""
    return Actor(f"house:{part}", "系统", part, reaches=_Everything(), is_sample=is_sample)
