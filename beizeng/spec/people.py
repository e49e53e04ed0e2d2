"""Units, roles and what a role may do, as packs say it."""

import datetime
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from beizeng.spec.values import Basis, PackFile, Spec

Level = Literal["province", "city", "county", "township"]
UnitKind = Literal["office", "township", "zone", "party", "bank", "association", "collective"]

#: How far a permission reaches: everything, the matters of one's units, the matters of one's own entity or account.
Scope = Literal["all", "unit", "own"]


class Unit(Spec):
    """A unit that a plan can name. ``id`` is stable and never reused; ``name`` is the canonical short name."""

    id: str
    name: str
    full_name: str | None = None
    aliases: tuple[str, ...] = Field(default=(), description="other spellings, as seen in documents")
    level: Level = "county"
    kind: UnitKind = "office"
    members: tuple[str, ...] = Field(default=(), description="ids, for a collective such as 各乡镇")
    division: str | None = Field(default=None, description="division code that a township answers for")
    since: datetime.date | None = Field(default=None, alias="from")
    until: datetime.date | None = Field(default=None, alias="to")
    successors: tuple[str, ...] = ()


class Units(PackFile):
    """The units of one place."""

    kind: Literal["units"]
    folders: ClassVar[tuple[str, ...]] = ("people",)
    leading_group_office: str | None = Field(default=None, description="id of the unit that holds the office")
    units: tuple[Unit, ...]

    @model_validator(mode="after")
    def _names_once(self) -> "Units":
        seen: dict[str, str] = {}
        for unit in self.units:
            for spelling in (unit.name, *unit.aliases):
                if spelling in seen:
                    raise ValueError(f"'{spelling}' names both '{seen[spelling]}' and '{unit.id}'; give it to one unit")
                seen[spelling] = unit.id
        return self


class Role(Spec):
    """What a post may do: permission (``room.verb``) → how far it reaches."""

    id: str
    label: str
    first_page: str
    permissions: dict[str, Scope]


class Roles(PackFile):
    """The roles of the house."""

    kind: Literal["roles"]
    folders: ClassVar[tuple[str, ...]] = ("people",)
    basis: Basis
    roles: tuple[Role, ...]


class SampleAccount(Spec):
    """A demonstration account: an invented person in one post, or an owner of one sample entity."""

    username: str
    name: str
    role: str
    unit: str | None = None
    title: str


class SampleAccounts(PackFile):
    """One demonstration account per role of the sample county. All names are invented."""

    kind: Literal["sample_accounts"]
    folders: ClassVar[tuple[str, ...]] = ("people",)
    accounts: tuple[SampleAccount, ...]
