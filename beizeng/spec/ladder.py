"""Ladders (培育): the rungs that an entity climbs, each with who stands on it and the policy that says what it asks."""

from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator

from beizeng.spec.policy import NOT_SET
from beizeng.spec.values import Basis, PackFile, Spec

_ID = r"^[a-z][a-z0-9_]*$"


class Rung(Spec):
    """One step. What no source or no feed gives is ``not set``.

    Attributes:
        holds: the condition by which an entity stands on it: the list in which it is, not what it would have to meet.
        policy: id of the policy whose criteria ask who may come up.
        validity, review, exit: how long it is held, when it is looked at again, how it is lost; in words.
    """

    id: str = Field(pattern=_ID)
    label: str
    holds: str | None
    policy: str | None
    validity: str = NOT_SET
    review: str = NOT_SET
    exit: str = NOT_SET
    basis: Basis

    @field_validator("holds", "policy", mode="before")
    @classmethod
    def _set(cls, value: Any) -> Any:
        return None if value == NOT_SET else value


class Ladder(PackFile):
    """The rungs, the lowest first."""

    kind: Literal["ladder"]
    folders: ClassVar[tuple[str, ...]] = ("rules",)
    id: str = Field(pattern=_ID)
    label: str
    rungs: tuple[Rung, ...] = Field(min_length=1)
